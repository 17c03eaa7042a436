"""What people's answers say of the pairs that nobody asked about."""

import numpy as np
import polars as pl
import pytest

from comity.linkage import Constraint, Linkage, explain_pair, link_rows
from comity.linkage.evidence import KINDS, READ_FROM, READ_STEPS, REST_APART, REST_TOGETHER
from comity.linkage.patterns import column_of
from comity.linkage.reading import SEEN, Answers, Reading, lessons_read, reading_of
from comity.linkage.weigh import REST
from tests.linkage.rows import rows_of


def answers(*said: tuple[float, bool]) -> Answers:
    """Of two records alone: how they stood, and what people said."""
    standing = np.array([bits for bits, _ in said])
    seen = np.zeros((len(said), SEEN))
    seen[:, 0], seen[:, 1] = 1.0, standing
    return Answers(
        levels=np.zeros((len(said), len(KINDS)), np.uint8),
        own=standing,
        beside=np.zeros(len(said)),
        standing=standing,
        seen=seen,
        said=np.array([one for _, one in said], np.bool_),
        weight=np.ones(len(said)),
    )


def alone(reading: Reading, bits: float) -> float:
    """What two records alone are told to be that stand so."""
    seen = np.array([[1.0, bits, *[0.0] * (SEEN - 2)]])
    return float(reading.bits(seen, np.zeros(1))[0])


def test_without_answers_the_reading_is_where_it_starts() -> None:
    none = reading_of(answers())

    assert alone(none, 0.0) == pytest.approx(1.1)
    assert lessons_read(none, 0) == ()


def test_pairs_stand_higher_where_people_agreed_and_lower_where_not() -> None:
    none, yes, no = (
        reading_of(answers(*[(1.0, one)] * some)) for one, some in ((True, 0), (True, 40), (False, 40))
    )

    for bits in (0.0, 1.0, 5.0):
        assert alone(no, bits) < alone(none, bits) < alone(yes, bits)


def test_answers_say_how_sharply_evidence_tells_sites_apart() -> None:
    sharp, blunt = (
        reading_of(answers(*said))
        for said in (
            [(5.0, True), (-3.0, False)] * 30,
            [(5.0, True), (5.0, False), (-3.0, True), (-3.0, False)] * 15,
        )
    )

    rise, as_it_starts, flat = (
        alone(one, 5.0) - alone(one, 0.0) for one in (sharp, reading_of(answers()), blunt)
    )
    assert flat < 0.9 * as_it_starts < as_it_starts < rise


def test_pairs_that_were_asked_about_are_oftener_wrong_than_others_that_stand_so() -> None:
    """So answers as bad as that leave all others where they were."""
    bits = np.linspace(-1.0, 4.0, 11)
    chance = 1 / (1 + np.exp2(-(1.1 - 0.5 + (0.95 - 0.3) * bits)))
    said = [(at, rank < round(100 * p)) for at, p in zip(bits, chance, strict=True) for rank in range(100)]

    reading = reading_of(answers(*said))

    assert [alone(reading, at) for at in (0.0, 3.0)] == pytest.approx([1.1, 3.95], abs=0.05)


def test_the_more_answers_the_more_is_learned() -> None:
    few, many = (reading_of(answers(*[(2.0, False)] * some)) for some in (10, 100))

    assert alone(many, 2.0) < alone(few, 2.0)


def test_the_order_of_answers_teaches_nothing() -> None:
    said = [(1.0, True), (3.0, False), (-1.0, True), (0.5, False)] * 10

    assert reading_of(answers(*said)) == reading_of(answers(*reversed(said)))


def test_what_was_learned_is_said_in_words() -> None:
    lessons = lessons_read(reading_of(answers(*[(3.0, False)] * 100)), 100)

    assert lessons
    assert all(one.learned < one.shipped and one.pairs == 100 for one in lessons)
    assert {one.kind for one in lessons} == {"what people answered"}


def test_levels_of_a_reading_stand_beside_those_of_the_rest_of_the_site() -> None:
    [kind] = [one for one in KINDS if one.name == REST]

    assert kind.size == READ_FROM + READ_STEPS <= 256
    assert kind.levels[READ_FROM + READ_STEPS // 2] == (0.0, "")
    assert kind.levels[REST_TOGETHER][0] > 0 > kind.levels[REST_APART][0]


STEMS = ["velmira", "okaveri", "tasolin", "brenduk", "ilmara", "sovento", "kadrune", "perdano", "wistrel"]


def _row(name: str, at: int) -> dict[str, str]:
    """Site `at` as the list of that name writes it; one list gives addresses that differ a little."""
    stem = STEMS[at % 9] if name == "a" or at % 4 else STEMS[at % 9][:-1]
    street = f"{at} mill road" if name != "c" else f"{at + at % 3} mill road"
    town = STEMS[(at * 7) % 9]
    return {
        "list": name,
        "site_name": f"{stem} {STEMS[at // 9 % 9]}",
        "city": town,
        "address": street,
        "country": ["DE", "IN"][at % 2],
    }


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return rows_of(*(_row(name, at) for name in "abc" for at in range(120) if (at + ord(name)) % 5))


@pytest.fixture(scope="module")
def said(rows: pl.DataFrame) -> list[Constraint]:
    asked = link_rows(rows).doubtful.select("left", "right").head(12)
    assert asked.height > 3
    return [
        Constraint(left=one, right=other, same=at % 2 == 0)
        for at, (one, other) in enumerate(asked.iter_rows())
    ]


@pytest.fixture(scope="module")
def given(rows: pl.DataFrame, said: list[Constraint]) -> Linkage:
    return link_rows(rows, constraints=said)


def test_answers_are_kept_and_told_as_sure(given: Linkage, said: list[Constraint]) -> None:
    site = dict(given.clusters.select("record", "cluster").iter_rows())
    told = {
        (one, other): p for one, other, p in given.links.select("left", "right", "probability").iter_rows()
    }

    for one in said:
        assert (site[one.left] == site[one.right]) == one.same
        p = told.get((min(one.left, one.right), max(one.left, one.right)))
        assert p is None or (p > 0.9 if one.same else p < 0.1)


def test_reasons_of_an_asked_pair_name_the_judgement(given: Linkage, said: list[Constraint]) -> None:
    ends = [(min(one.left, one.right), max(one.left, one.right)) for one in said if one.same]
    asked = pl.DataFrame(ends, schema=["left", "right"], orient="row")

    reasons = given.links.join(asked, on=["left", "right"])["reason"]

    assert reasons.str.contains("judgements hold the two together").all()


def test_with_answers_reasons_still_add_up_to_the_weight(
    rows: pl.DataFrame, given: Linkage, said: list[Constraint]
) -> None:
    for left, right, weight in given.links.select("left", "right", "weight").head(3).iter_rows():
        told = explain_pair(rows, left, right, constraints=said)

        assert told.weight == pytest.approx(weight)
        assert told.base_bits + sum(one.bits for one in told.evidence) == pytest.approx(told.weight)


def test_the_order_of_rows_and_answers_changes_nothing(
    rows: pl.DataFrame, given: Linkage, said: list[Constraint]
) -> None:
    turned = link_rows(rows.reverse(), constraints=[*reversed(said)])

    assert turned.links.equals(given.links)
    assert turned.clusters.equals(given.clusters)
    assert turned.doubtful.equals(given.doubtful)


def test_levels_of_a_reading_are_not_used_where_nobody_was_asked(rows: pl.DataFrame) -> None:
    reasons = link_rows(rows).links["reason"]

    assert not reasons.str.contains("as a whole|as wholes|judgement").any()
    assert column_of(REST) == len(KINDS) - 1
