"""What answers of earlier rounds teach: they settle known sites, and still say how likely other pairs are."""

import polars as pl
import pytest

from comity.linkage import KNOWN_FRAME, Constraint, Linkage, link_rows
from comity.linkage.decide import answers_earlier
from comity.linkage.earlier import judged_sites
from comity.linkage.grounds import earlier_grounds
from comity.linkage.weigh import SHIPPED
from tests.linkage.rows import rows_of

STEMS = ["velmira", "okaveri", "tasolin", "brenduk", "ilmara", "sovento", "kadrune", "perdano", "wistrel"]


def _row(name: str, at: int) -> dict[str, str]:
    """Site `at` as the list of that name writes it; two lists misspell or mistake the house."""
    stem = STEMS[at % 9] if name in "ac" or at % 4 else STEMS[at % 9][:-1]
    street = f"{at} mill road" if name in "ac" else f"{at + at % 3} mill road"
    return {
        "list": name,
        "site_name": f"{stem} {STEMS[at // 9 % 9]}{' Ltd' if name in 'cd' else ''}",
        "city": STEMS[(at * 7) % 9],
        "address": street,
        "country": ["DE", "IN"][at % 2],
    }


@pytest.fixture(scope="module")
def first() -> pl.DataFrame:
    return rows_of(*(_row(name, at) for name in "ab" for at in range(120)))


@pytest.fixture(scope="module")
def known(first: pl.DataFrame) -> pl.DataFrame:
    """The first round's sites, as the registry keeps them."""
    sites = link_rows(first).clusters.select("record", site="cluster")
    return first.unique("record", maintain_order=True).join(sites, on="record").select(KNOWN_FRAME.names())


@pytest.fixture(scope="module")
def said(first: pl.DataFrame) -> list[Constraint]:
    """The first round's questions, all answered with no."""
    asked = link_rows(first).doubtful.select("left", "right").head(30)
    assert asked.height > 10
    return [Constraint(left=one, right=other, same=False) for one, other in asked.iter_rows()]


@pytest.fixture(scope="module")
def second() -> pl.DataFrame:
    return rows_of(*(_row("d", at) for at in range(120)))


@pytest.fixture(scope="module")
def taught(second: pl.DataFrame, known: pl.DataFrame, said: list[Constraint]) -> Linkage:
    return link_rows(second, known=known, constraints=said)


def test_only_sites_that_people_judged_are_looked_at_again(
    known: pl.DataFrame, said: list[Constraint]
) -> None:
    rows = judged_sites(known, said)

    site_of = dict(known.select("record", "site").iter_rows())
    judged = {site_of[end] for one in said for end in (one.left, one.right)}
    assert {site_of[record] for record in rows["record"]} == judged
    assert len(judged) < known["site"].n_unique()


def test_every_answer_of_an_earlier_round_is_seen_as_the_pair_stood(
    known: pl.DataFrame, said: list[Constraint]
) -> None:
    earlier = earlier_grounds(known, said, engine="columnar")

    assert earlier is not None
    answers = answers_earlier(earlier, SHIPPED)
    assert 0.5 * len(said) < answers.count <= len(said)
    assert not answers.said.any()


def test_answers_of_an_earlier_round_teach_how_likely_other_pairs_are(
    taught: Linkage, second: pl.DataFrame, known: pl.DataFrame
) -> None:
    untaught = link_rows(second, known=known)

    both = taught.links.join(untaught.links, on=["left", "right"], suffix="_before")
    doubtful = both.filter(pl.col("probability_before").is_between(0.3, 0.95))
    assert doubtful.height > 10
    assert doubtful["probability"].mean() < doubtful["probability_before"].mean()  # type: ignore[operator] # of some rows


def test_no_known_record_is_told_of(taught: Linkage, second: pl.DataFrame) -> None:
    own = second["record"].implode()

    assert taught.clusters["record"].sort().equals(second["record"].unique().sort())
    assert taught.links.filter(~pl.col("left").is_in(own) & ~pl.col("right").is_in(own)).is_empty()


def test_without_answers_nothing_is_looked_at_again(known: pl.DataFrame) -> None:
    assert earlier_grounds(known, (), engine="columnar") is None
    stranger = Constraint(left="nobody", right=known["record"][0], same=True)
    assert earlier_grounds(known, [stranger], engine="columnar") is None


def test_the_order_of_what_is_known_and_judged_teaches_nothing(
    taught: Linkage, second: pl.DataFrame, known: pl.DataFrame, said: list[Constraint]
) -> None:
    turned = link_rows(second.reverse(), known=known.reverse(), constraints=said[::-1])

    assert turned.links.equals(taught.links)
    assert turned.lessons == taught.lessons


def test_every_engine_learns_the_same(
    second: pl.DataFrame, known: pl.DataFrame, said: list[Constraint]
) -> None:
    one, other = (
        link_rows(second.head(20), known=known, constraints=said, engine=engine)
        for engine in ("columnar", "reference")
    )

    assert one.links.equals(other.links)
    assert one.lessons == other.lessons
