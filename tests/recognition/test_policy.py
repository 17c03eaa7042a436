from datetime import date

import pytest

from comity.lists import Assurance
from comity.recognition import OwnPolicy, RecognitionProblem, compare_with_policy
from tests.recognition.cast import NOW, facts, other

TODAY = NOW.date()


def kept(policy: OwnPolicy, audited_on: date = date(2026, 3, 12), **changed: object) -> list[bool]:
    return [
        one.keeps for one in compare_with_policy(policy, facts(audited_on, **changed), other(0), on=TODAY)
    ]


def test_a_report_that_keeps_to_everything_is_said_so_and_decided_by_nobody() -> None:
    assert kept(OwnPolicy()) == [True, True, True]


@pytest.mark.parametrize(
    ("audited_on", "keeps"), [(date(2025, 9, 1), True), (date(2025, 8, 31), False), (TODAY, True)]
)
def test_the_acceptance_age_is_counted_by_calendar(audited_on: date, keeps: bool) -> None:  # noqa: FBT001 -- a table
    assert kept(OwnPolicy(), audited_on)[0] is keeps


@pytest.mark.parametrize(
    ("audited_on", "months"), [(date(2026, 8, 31), 0), (date(2026, 8, 1), 1), (date(2025, 9, 2), 11)]
)
def test_the_age_is_said_in_whole_months_never_rounded_up(audited_on: date, months: int) -> None:
    assert facts(audited_on).age_in_months(TODAY) == months


def test_a_partial_protocol_and_a_missing_pillar_are_said() -> None:
    remarks = compare_with_policy(
        OwnPolicy(pillars=("Labour", "Environment")), facts(assurance=Assurance.PARTIAL), other(0), on=TODAY
    )

    assert [one.keeps for one in remarks] == [True, False, False, True]
    assert "it lacks Environment" in remarks[2].sentence


def test_missing_critical_criteria_are_named() -> None:
    [*_, critical] = compare_with_policy(OwnPolicy(), facts(), other(154), on=TODAY)

    assert not critical.keeps
    assert "leaves out 43 critical criteria" in critical.sentence


def test_what_has_no_benchmark_is_not_taken_for_fine() -> None:
    assert not compare_with_policy(OwnPolicy(), facts(), None, on=TODAY)[-1].keeps


def test_an_audit_of_tomorrow_is_refused() -> None:
    with pytest.raises(RecognitionProblem, match="future"):
        compare_with_policy(OwnPolicy(), facts(date(2026, 9, 2)), None, on=TODAY)


@pytest.mark.parametrize("months", [0, 37])
def test_a_policy_of_no_age_or_of_more_than_three_years_is_refused(months: int) -> None:
    with pytest.raises(RecognitionProblem):
        OwnPolicy(accept_months=months)


def test_two_policies_have_two_digests() -> None:
    assert OwnPolicy().digest == OwnPolicy().digest != OwnPolicy(accept_months=24).digest
