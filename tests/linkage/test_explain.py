"""Why two rows are, or are not, one site: bits that add up, and what became of the two."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import SITE_SCHEMA, UsageProblem
from comity.linkage import KNOWN_FRAME, Constraint, Explanation, Outcome, explain_pair, link_rows
from comity.linkage.evidence import KINDS
from comity.linkage.explain import FIELDS
from tests.linkage.rows import rows_of

PUNE = {"city": "Pune", "country": "IN"}


def explained(rows: pl.DataFrame, one: int = 0, other: int = 1, **kept: object) -> Explanation:
    return explain_pair(rows, rows["record"][one], rows["record"][other], **kept)  # type: ignore[arg-type] # passed on as given


def test_the_bits_of_the_evidence_add_up_to_the_weight_of_the_link() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills Ltd", "address": "12 Mill Road", **PUNE},
        {"list": "birch", "site_name": "VELMIRA MILLS", "address": "12, Mill Rd", **PUNE},
        {"list": "birch", "site_name": "Velmira Foods", "address": "7 Lake Street", **PUNE},
    )

    told = explained(rows)

    link = link_rows(rows).links.filter("same").row(0, named=True)
    assert told.base_bits + sum(one.bits for one in told.evidence) == pytest.approx(told.weight)
    assert told.weight == pytest.approx(link["weight"])
    assert told.probability == pytest.approx(link["probability"])
    assert told.outcome is Outcome.JOINED_BY_EVIDENCE


def test_every_kind_says_what_each_row_says_of_it() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills", **PUNE},
        {"list": "birch", "site_name": "Velmira Mills", "city": "Poona", "country": "IN"},
    )

    said = {one.kind: (one.left, one.right) for one in explained(rows).evidence}

    assert said["city"] == ("Pune", "Poona")
    assert said["address"] == ("", "")
    assert said["contest"] == ("", "")


def test_two_rows_that_say_the_same_are_one_record() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira", **PUNE}, {"list": "birch", "site_name": "Velmira", **PUNE}
    )

    assert explained(rows).outcome is Outcome.ONE_RECORD


def test_numbered_units_are_said_to_contradict() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills Unit 2", **PUNE},
        {"list": "birch", "site_name": "Velmira Mills Unit 3", **PUNE},
    )

    told = explained(rows)

    assert told.outcome is Outcome.APART_BY_CONTRADICTION
    assert not told.is_one_site


def test_a_pair_that_was_never_compared_is_compared_for_the_explanation() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills", "city": "Pune", "country": "IN"},
        {"list": "birch", "site_name": "Velmira Mills", "city": "Pune", "country": "LK"},
    )

    told = explained(rows)

    assert told.outcome is Outcome.NEVER_COMPARED
    assert not told.is_compared
    assert "same city" in [one.words for one in told.evidence]
    assert told.between.compared == 0


def test_a_doubtful_pair_says_what_alone_would_turn_it() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills", "address": "12 Mill Road", **PUNE},
        {"list": "birch", "site_name": "Okaveri Glass", "address": "12 Mill Road", **PUNE},
    )

    told = explained(rows)

    assert told.turns
    for turn in told.turns:
        assert (told.weight + turn.bits > 0) != (told.weight > 0)


def test_a_judgement_is_named_as_the_reason() -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills", **PUNE},
        {"list": "birch", "site_name": "Okaveri Glass", **PUNE},
    )
    left, right = sorted(rows["record"])

    def outcome(*, same: bool) -> Outcome:
        return explained(rows, constraints=[Constraint(left=left, right=right, same=same)]).outcome

    assert outcome(same=True) is Outcome.JOINED_BY_JUDGEMENT
    assert outcome(same=False) is Outcome.APART_BY_JUDGEMENT


def test_a_judgement_that_gave_way_to_others_is_named_with_them() -> None:
    rows = rows_of(
        *({"list": "alder", "site_name": name, **PUNE} for name in ("Velmira Mills", "Okaveri", "Tasolin"))
    )
    one, between, other = rows["record"]

    told = explained(
        rows,
        0,
        2,
        constraints=[
            Constraint(left=one, right=between, same=True),
            Constraint(left=between, right=other, same=True),
            Constraint(left=one, right=other, same=False),
        ],
    )

    assert told.is_one_site
    assert set(told.against) == {one, between, other}
    assert told.against[1] == between


@pytest.mark.parametrize(
    ("sites", "outcome"),
    [(("S1", "S1"), Outcome.JOINED_AS_KNOWN_SITE), (("S1", "S2"), Outcome.APART_AS_KNOWN_SITES)],
)
def test_what_earlier_rounds_settled_is_said(sites: tuple[str, str], outcome: Outcome) -> None:
    rows = rows_of(
        {"list": "alder", "site_name": "Velmira Mills", **PUNE},
        {"list": "birch", "site_name": "Velmira Mill", **PUNE},
    )
    known = rows.with_columns(site=pl.Series(sites)).select(KNOWN_FRAME.names())

    assert explained(rows, known=known).outcome is outcome


def test_a_record_of_no_row_is_refused() -> None:
    rows = rows_of({"list": "alder", "site_name": "Velmira Mills", **PUNE})

    with pytest.raises(UsageProblem, match="No row says"):
        explain_pair(rows, rows["record"][0], "nobody")


SAYINGS = st.fixed_dictionaries(
    {
        "site_name": st.sampled_from(
            [
                "Velmira Mills",
                "VELMIRA MILL",
                "Velmira Mills Unit 2",
                "Velmira Foods",
                "Okaveri",
                "Sai Okaveri (Velmira)",
            ]
        ),
        "address": st.sampled_from(["", "12 Mill Road", "14 Mill Rd", "Plot 7, Green Zone"]),
        "city": st.sampled_from(["", "Pune", "Mumbai"]),
        "country": st.sampled_from(["IN", "LK"]),
        "list": st.sampled_from(["alder", "birch", "cedar"]),
    }
).map(lambda row: {name: text for name, text in row.items() if text})


@settings(deadline=None, max_examples=60)
@given(said=st.lists(SAYINGS, min_size=2, max_size=8))
def test_either_order_gives_the_same_answer_which_is_that_of_linkage(said: list[dict[str, str]]) -> None:
    rows = rows_of(*said)

    there, back = explained(rows, 0, 1), explained(rows, 1, 0)

    cluster = dict(link_rows(rows).clusters.select("record", "cluster").iter_rows())
    assert there.is_one_site == (cluster[there.left] == cluster[there.right])
    assert there.outcome is back.outcome
    assert there.weight == pytest.approx(there.base_bits + sum(one.bits for one in there.evidence))
    assert len(there.evidence) == (0 if there.outcome is Outcome.ONE_RECORD else len(KINDS))
    assert [(one.kind, one.bits, one.left, one.right) for one in there.evidence] == [
        (one.kind, one.bits, one.right, one.left) for one in back.evidence
    ]


def test_evidence_is_read_from_columns_of_a_site() -> None:
    assert FIELDS.keys() <= {kind.name for kind in KINDS}
    assert {name for names in FIELDS.values() for name in names} <= set(SITE_SCHEMA)
