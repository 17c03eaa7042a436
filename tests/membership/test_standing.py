from dataclasses import replace
from datetime import date

import pytest

from comity.membership import (
    DutyState,
    Link,
    UnknownMember,
    UnknownRound,
    links_of,
    standing_of,
    standings,
)
from comity.membership.programme import Programme
from tests.membership.programmes import (
    CUTOFF,
    OTHER_ROUND,
    ROUND,
    V1,
    V2,
    benchmark,
    day,
    nothing_to_report,
    programme,
    signature,
    withdrawal,
)


def reasons(members: Programme, *, contributed: int = 1, on: date = CUTOFF) -> list[str]:
    return [one.code for one in standing_of(members, "alder", ROUND, contributed, on=on).missing]


def test_who_is_benchmarked_signed_and_contributed_may_have_the_list() -> None:
    members = programme(benchmarks=(benchmark(),), signatures=(signature(),))

    standing = standing_of(members, "alder", ROUND, 1, on=CUTOFF)

    assert standing.is_entitled
    assert standing.missing == ()


def test_who_did_nothing_is_told_all_three_links_in_order() -> None:
    assert reasons(programme(), contributed=0) == ["no-benchmark", "not-signed", "nothing-contributed"]


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [(-9, -1, ["benchmark-expired"]), (-9, 0, []), (0, 9, []), (1, 9, ["benchmark-not-yet"])],
)
def test_a_benchmark_holds_on_its_first_day_and_on_its_last(first: int, last: int, said: list[str]) -> None:
    members = programme(benchmarks=(benchmark(first=first, last=last),), signatures=(signature(),))

    assert reasons(members) == said


def test_a_benchmark_that_ended_is_no_matter_where_another_holds() -> None:
    members = programme(
        benchmarks=(benchmark(first=-9, last=-5), benchmark(first=-4)), signatures=(signature(),)
    )

    assert reasons(members) == []


def test_an_older_version_of_the_statement_does_not_do() -> None:
    members = programme(required=2, benchmarks=(benchmark(),), signatures=(signature(statement=V1),))

    standing = standing_of(members, "alder", ROUND, 1, on=CUTOFF)

    assert [one.code for one in standing.missing] == ["older-statement"]
    assert "version 2" in standing.missing[0].remedy


def test_a_later_version_of_the_statement_does() -> None:
    members = programme(required=1, benchmarks=(benchmark(),), signatures=(signature(statement=V2),))

    assert reasons(members) == []


@pytest.mark.parametrize("digest", ["sha256:another", V2.digest])
def test_a_signature_under_other_words_does_not_do(digest: str) -> None:
    members = programme(benchmarks=(benchmark(),), signatures=(signature(digest=digest),))

    assert reasons(members) == ["other-text"]


def test_a_signature_of_a_version_that_nobody_knows_does_not_do() -> None:
    members = programme(statements=(V1,), benchmarks=(benchmark(),), signatures=(signature(statement=V2),))

    assert reasons(members) == ["other-text"]


def test_who_withdrew_is_told_so_and_may_sign_again_the_next_day() -> None:
    members = programme(
        benchmarks=(benchmark(),),
        signatures=(signature(on=-9), signature(on=1)),
        withdrawals=(withdrawal(on=0),),
    )

    assert reasons(members, on=day(-1)) == []
    assert reasons(members, on=day(0)) == ["withdrawn"]
    assert reasons(members, on=day(1)) == []


def test_who_signs_and_withdraws_on_one_day_has_withdrawn() -> None:
    members = programme(
        benchmarks=(benchmark(),), signatures=(signature(on=0),), withdrawals=(withdrawal(on=0),)
    )

    assert reasons(members) == ["withdrawn"]


def test_a_signature_of_a_later_day_is_told_apart_from_none() -> None:
    members = programme(benchmarks=(benchmark(),), signatures=(signature(on=3),))

    assert reasons(members) == ["signed-later"]


def test_nothing_to_report_counts_once_it_is_approved_and_in_its_round_alone() -> None:
    signed = {"benchmarks": (benchmark(),), "signatures": (signature(),)}
    approved = programme(**signed, nothing_to_report=(nothing_to_report(on=0),))  # type: ignore[arg-type] # two facts
    elsewhere = programme(**signed, nothing_to_report=(nothing_to_report(round_id=OTHER_ROUND),))  # type: ignore[arg-type] # two facts

    assert reasons(approved, contributed=0) == []
    assert reasons(approved, contributed=0, on=day(-1)) == ["nothing-contributed"]
    assert reasons(elsewhere, contributed=0) == ["nothing-contributed"]


def test_every_member_has_a_standing_in_the_order_of_their_ids() -> None:
    members = programme(benchmarks=(benchmark("birch"),), signatures=(signature("birch"),))

    found = standings(members, ROUND, {"birch": 3}, on=CUTOFF)

    assert [(one.member, one.is_entitled) for one in found] == [
        ("alder", False),
        ("birch", True),
        ("cedar", False),
    ]
    assert found[1].contributed_rows == 3


def test_rows_of_a_stranger_stop_the_question() -> None:
    with pytest.raises(UnknownMember, match="Did you mean “birch”"):
        standings(programme(), ROUND, {"birsh": 3}, on=CUTOFF)


def test_a_round_that_is_not_there_stops_the_question() -> None:
    with pytest.raises(UnknownRound, match="Did you mean “2026-H1”"):
        standing_of(programme(), "alder", "2026H1", 1, on=CUTOFF)


@pytest.mark.parametrize(
    ("first_recognition", "on", "state"),
    [
        (None, date(2025, 3, 1), DutyState.OPEN),
        (None, date(2025, 3, 2), DutyState.OVERDUE),
        (date(2025, 6, 1), date(2025, 5, 31), DutyState.OVERDUE),
        (date(2025, 6, 1), date(2025, 6, 1), DutyState.DONE),
    ],
)
def test_a_first_audit_is_to_be_recognised_within_twelve_months_of_joining(
    first_recognition: date | None, on: date, state: DutyState
) -> None:
    members = programme(joined=date(2024, 3, 1), first_recognition=first_recognition)

    duty = standing_of(members, "alder", ROUND, 1, on=on).duties[0]

    assert (duty.code, duty.state, duty.due) == ("recognition", state, date(2025, 3, 1))


def test_surveys_that_are_owed_are_named_year_by_year() -> None:
    members = programme(joined=date(2023, 9, 1), surveys=frozenset({2024}))

    duties = standing_of(members, "alder", ROUND, 1, on=CUTOFF).duties

    assert [(one.due.year, one.state) for one in duties if one.code == "survey"] == [
        (2023, DutyState.OVERDUE),
        (2025, DutyState.OVERDUE),
        (2026, DutyState.OPEN),
    ]


def test_no_standing_hangs_on_a_duty() -> None:
    members = programme(benchmarks=(benchmark(),), signatures=(signature(),), joined=date(2010, 1, 1))

    standing = standing_of(members, "alder", ROUND, 1, on=CUTOFF)

    assert any(one.state is DutyState.OVERDUE for one in standing.duties)
    assert standing.is_entitled
    assert standing.holds(Link.SIGNATURE)


def gated(*, surveys: frozenset[int] = frozenset(), joined: date = date(2024, 3, 1)) -> Programme:
    """Benchmarked and signed; standing hangs on the surveys of two years."""
    whole = programme(benchmarks=(benchmark(),), signatures=(signature(),), surveys=surveys, joined=joined)
    return replace(whole, surveys_due={2025: date(2025, 12, 15), 2026: date(2026, 6, 1)})


def test_without_the_programmes_word_no_survey_keeps_anybody_out() -> None:
    members = replace(gated(), surveys_due={})

    assert reasons(members) == []
    assert Link.SURVEY not in links_of(members)


def test_where_the_programme_says_so_standing_hangs_on_the_latest_survey_that_was_due() -> None:
    assert Link.SURVEY in links_of(gated())
    assert reasons(gated()) == ["survey-not-answered"]
    assert reasons(gated(surveys=frozenset({2026}))) == []
    assert reasons(gated(surveys=frozenset({2025}))) == ["survey-not-answered"]
    [missing] = standing_of(gated(), "alder", ROUND, 1, on=CUTOFF).missing
    assert missing.message == "The survey of 2026 was to be answered by 2026-06-01."


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2025, 12, 15), []),
        (date(2025, 12, 16), ["survey-not-answered"]),
        (date(2026, 6, 1), ["survey-not-answered"]),
    ],
)
def test_a_survey_may_be_answered_on_its_last_day(on: date, said: list[str]) -> None:
    assert reasons(gated(), on=on) == said


def test_a_survey_from_before_a_member_joined_is_not_its() -> None:
    assert reasons(gated(joined=date(2026, 6, 2))) == []
