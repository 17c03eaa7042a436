"""Which questions people are asked, and in which order."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest

from comity.linkage import Constraint, link_rows
from comity.linkage.cluster import cluster, parts_of
from comity.linkage.crowding import Little
from comity.linkage.doubt import LEAST_ROWS, usefulness_of
from comity.linkage.halves import JUDGED, halves_of
from comity.linkage.standing import Asked, standing_of
from tests.linkage.rows import rows_of


class Pair(NamedTuple):
    left: int
    right: int
    bits: float
    in_one_list: bool = False
    is_settled: bool = False


def useful(
    *pairs: Pair, rows: Sequence[int], together: Sequence[tuple[int, int]] = ()
) -> dict[tuple[int, int], float]:
    """What each question is worth where these pairs were compared; every record stands in so many rows."""
    left, right = (np.array([pair[at] for pair in pairs], np.int64) for at in (0, 1))
    bits = np.array([pair.bits for pair in pairs])
    clusters = cluster(len(rows), left, right, bits, together=together)
    nothing = np.zeros(len(pairs), np.bool_)
    asked = Asked(
        left=left,
        right=right,
        own=parts_of(bits),
        parts=parts_of(bits),
        one_list=np.array([pair.in_one_list for pair in pairs]),
        same=clusters.of[left] == clusters.of[right],
        settled=np.array([pair.is_settled for pair in pairs]),
        little=Little(bits=np.zeros(len(pairs)), town=nothing, names=nothing),
    )
    halves = halves_of(clusters, np.array(rows, np.float64), left, right)
    worth = usefulness_of(asked.same, halves, standing_of(asked, halves))
    return {(pair.left, pair.right): float(one) for pair, one in zip(pairs, worth, strict=True) if one}


TWO_HALVES = (  # 0 and 1, 2 and 3: alike by themselves, and weakly alike together
    Pair(0, 1, 6.0),
    Pair(2, 3, 6.0),
    Pair(0, 2, 0.5),
    Pair(0, 3, 1.0),
    Pair(1, 2, 0.5),
    Pair(1, 3, 0.5),
)


def test_a_site_of_two_halves_is_asked_about_once_by_the_best_pair_between_them() -> None:
    assert [*useful(*TWO_HALVES, rows=[1, 1, 1, 1])] == [(0, 3)]


def test_the_more_rows_hang_on_a_question_the_sooner_it_is_asked() -> None:
    few, many = (useful(*TWO_HALVES, rows=rows)[0, 3] for rows in ([1, 1, 1, 1], [1, 1, 9, 9]))

    assert many > few


def test_the_likelier_a_decision_is_wrong_the_sooner_it_is_asked_about() -> None:
    inside = [useful(Pair(0, 1, bits), rows=[3, 3])[0, 1] for bits in (3.0, 2.0, 1.0)]
    apart = [useful(Pair(0, 1, bits), rows=[3, 3])[0, 1] for bits in (-1.2, -0.9, -0.5)]

    assert inside == sorted(inside)
    assert apart == sorted(apart)


def test_a_question_that_hardly_anything_hangs_on_is_not_asked() -> None:
    worth = useful(Pair(0, 1, 1.2), rows=[1, 1])

    assert all(one >= LEAST_ROWS for one in worth.values())
    assert not useful(Pair(0, 1, 4.0), rows=[1, 1])
    assert not useful(Pair(0, 1, 7.0), rows=[3, 3])  # right in nineteen of twenty
    assert not useful(Pair(0, 1, -3.0), rows=[1, 1])


def test_a_list_with_rows_in_both_halves_makes_a_site_doubtful() -> None:
    clean, repeated = (useful(Pair(0, 1, 4.0, in_one_list=one), rows=[4, 4])[0, 1] for one in (False, True))

    assert repeated > clean


def test_an_answer_on_one_pair_settles_what_hangs_on_its_halves() -> None:
    answered = [pair._replace(is_settled=pair[:2] == (1, 2)) for pair in TWO_HALVES]

    assert not useful(*answered, rows=[1, 1, 1, 1])


def test_what_judgements_joined_is_not_asked() -> None:
    assert not useful(Pair(0, 1, -1.0), rows=[9, 9], together=[(0, 1)])


def test_two_sites_are_doubtful_by_all_pairs_between_them() -> None:
    """A pair that nobody compared speaks against."""
    pair = Pair(0, 2, -0.5)
    lone = useful(pair, rows=[1, 1, 1])[0, 2]
    sites = useful(pair, Pair(0, 1, 6.0), rows=[1, 1, 1])

    assert sites.get((0, 2), 0.0) / 2 < lone  # of each pair of rows


@pytest.mark.parametrize("seed", range(5))
def test_halves_are_those_that_met_whatever_the_order_of_pairs(seed: int) -> None:
    random = np.random.default_rng(seed)
    left, right = np.triu_indices(12, 1)
    kept = random.random(len(left)) < 0.6
    left, right = left[kept].astype(np.int64), right[kept].astype(np.int64)
    bits = np.round(random.normal(0.5, 3, len(left)), 3)
    rows = random.integers(1, 5, 12).astype(np.float64)
    clusters = cluster(12, left, right, bits, together=[(0, 5)])
    halves = halves_of(clusters, rows, left, right)
    same = clusters.of[left] == clusters.of[right]
    turned = random.permutation(len(left))

    again = halves_of(clusters, rows, left[turned], right[turned])

    for name in ("one", "other", "one_rows", "other_rows", "every", "bits"):
        assert np.array_equal(getattr(again, name), getattr(halves, name)[turned], equal_nan=True)
    joined = same & (halves.one != JUDGED)
    assert (halves.bits[joined] > 0).all()
    assert np.isnan(halves.bits[~same]).all()
    assert len({*halves.other[joined].tolist()}) == 11 - len({*clusters.of.tolist()})  # one a join
    site_rows = np.bincount(clusters.of, weights=rows, minlength=12)
    assert (halves.one_rows + halves.other_rows <= site_rows[clusters.of[left]] + 1e-9)[joined].all()


def in_doubt(town: str, name: str) -> list[dict[str, str]]:
    here = {"city": town, "country": "IN"}
    return [
        {"list": "a", "site_name": f"{name} Mills", "address": "12 Mill Road", **here},
        {"list": "b", "site_name": name, "address": "14 Mill Road", **here},
    ]


def test_what_is_answered_is_not_asked_again() -> None:
    rows = rows_of(*in_doubt("Pune", "Velmira"))
    [question] = link_rows(rows).doubtful.select("left", "right").iter_rows()

    for same in (True, False):
        answered = link_rows(rows, constraints=[Constraint(left=question[0], right=question[1], same=same)])
        assert answered.doubtful.is_empty()


def test_questions_stand_the_most_useful_first() -> None:
    again = [{**row, "list": f"{row['list']}{row['list']}"} for row in in_doubt("Pune", "Velmira")]
    rows = rows_of(*in_doubt("Pune", "Velmira"), *again, *in_doubt("Surat", "Okaveri"))

    doubtful = link_rows(rows).doubtful

    assert doubtful.height == 2
    assert doubtful["usefulness"][0] > doubtful["usefulness"][1]
    asked = rows.filter(pl.col("record") == doubtful["left"][0])
    assert asked["city"].unique().to_list() == ["Pune"]  # more rows hang on it
