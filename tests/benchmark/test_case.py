from datetime import date, timedelta

import pytest

from comity.benchmark import Coverage, Credit, Party, Rule, coverage, verdict
from comity.benchmark.case import Case, State, to_do_list
from comity.benchmark.errors import TransitionProblem
from tests.benchmark.cast import criteria_set, criterion, numbered

CRITERIA = numbered(20)
DAY = date(2026, 3, 1)
UNTIL = date(2028, 2, 29)
REVIEWER, MEMBER = Party.REVIEWER, Party.MEMBER


def covering(count: int) -> Coverage:
    return coverage(
        CRITERIA,
        {one.code: Credit.FULL if at < count else Credit.NONE for at, one in enumerate(CRITERIA)},
    )


def case(*steps: tuple[State, Party]) -> Case:
    found = Case(protocol_digest="p", criteria_digest=CRITERIA.digest)
    for at, (to, party) in enumerate(steps):
        found = found.move(to, day=DAY + timedelta(days=at), by="somebody", party=party, note="Which clause?")
    return found


IN_REVIEW = ((State.SUBMITTED, MEMBER), (State.IN_REVIEW, REVIEWER))
LATER = DAY + timedelta(days=9)


def concluded(count: int) -> Case:
    return case(*IN_REVIEW).conclude(
        verdict(covering(count), Rule()), day=LATER, by="Rowan", valid_until=UNTIL
    )


def test_a_case_begins_as_a_draft() -> None:
    assert case().state_on(DAY) is State.DRAFT


def test_a_case_goes_from_draft_to_equivalent() -> None:
    assert concluded(17).state_on(LATER) is State.EQUIVALENT


def test_equivalence_lasts_through_its_last_day_and_no_longer() -> None:
    found = concluded(17)

    assert found.state_on(UNTIL) is State.EQUIVALENT
    assert found.state_on(UNTIL + timedelta(days=1)) is State.EXPIRED


def test_not_yet_can_be_submitted_again() -> None:
    found = concluded(16)

    again = found.move(State.SUBMITTED, day=LATER, by="Alder", party=MEMBER)

    assert found.state_on(LATER) is State.NOT_YET
    assert "16/20 is 80.00 %" in found.history[-1].note
    assert again.state_on(LATER) is State.SUBMITTED


def test_a_query_goes_back_and_forth() -> None:
    found = case(*IN_REVIEW, (State.QUERIED, REVIEWER), (State.IN_REVIEW, MEMBER), (State.QUERIED, REVIEWER))

    assert found.state_on(LATER) is State.QUERIED


def test_a_reviewer_withdraws_a_query_and_nobody_else_but_the_member_ends_it() -> None:
    found = case(*IN_REVIEW, (State.QUERIED, REVIEWER))

    assert (
        found.move(State.IN_REVIEW, day=LATER, by="Rowan", party=REVIEWER).state_on(LATER) is State.IN_REVIEW
    )
    with pytest.raises(TransitionProblem, match="cannot make a case “in review”"):
        found.move(State.IN_REVIEW, day=LATER, by="Sorrel", party=Party.SECOND)


@pytest.mark.parametrize(
    "steps",
    [IN_REVIEW[:1], IN_REVIEW, (*IN_REVIEW, (State.QUERIED, REVIEWER))],
    ids=["submitted", "in review", "queried"],
)
def test_what_is_before_a_reviewer_may_be_handed_on_by_the_member(
    steps: tuple[tuple[State, Party], ...],
) -> None:
    found = case(*steps).hand_on(day=LATER, by="Alder", party=MEMBER, note="To another office.")

    assert found.state_on(LATER) is State.SUBMITTED
    assert [one.to for one in found.history[:-1]] == [to for to, _ in steps]
    with pytest.raises(TransitionProblem, match="cannot hand a case on"):
        case(*steps).hand_on(day=LATER, by="Rowan", party=REVIEWER, note="To another office.")


def test_what_is_decided_is_handed_on_to_nobody() -> None:
    for found in (case(), concluded(17), concluded(16)):
        with pytest.raises(TransitionProblem, match="before no reviewer"):
            found.hand_on(day=LATER, by="Alder", party=MEMBER, note="To another office.")


def test_a_query_asks_something() -> None:
    with pytest.raises(TransitionProblem, match="asks nothing"):
        case(*IN_REVIEW).move(State.QUERIED, day=LATER, by="Rowan", party=REVIEWER)


@pytest.mark.parametrize("to", [State.EQUIVALENT, State.NOT_YET])
def test_only_a_verdict_makes_a_case_equivalent_or_not_yet(to: State) -> None:
    with pytest.raises(TransitionProblem, match="by a verdict alone"):
        case(*IN_REVIEW).move(to, day=LATER, by="Rowan", party=REVIEWER)


def test_an_open_verdict_concludes_nothing() -> None:
    credits_ = dict(covering(16).credits)
    del credits_["c020"]

    with pytest.raises(TransitionProblem, match="1 criterion is still open"):
        case(*IN_REVIEW).conclude(
            verdict(coverage(CRITERIA, credits_), Rule()), day=LATER, by="Rowan", valid_until=UNTIL
        )


def test_a_verdict_on_other_criteria_concludes_nothing() -> None:
    other = numbered(3)
    found = coverage(other, dict.fromkeys(other.by_code, Credit.FULL))

    with pytest.raises(TransitionProblem, match="on other criteria"):
        case(*IN_REVIEW).conclude(verdict(found, Rule()), day=LATER, by="Rowan", valid_until=UNTIL)


def test_a_case_that_would_end_before_it_begins_is_refused() -> None:
    with pytest.raises(TransitionProblem, match="before it begins"):
        case(*IN_REVIEW).conclude(verdict(covering(20), Rule()), day=LATER, by="Rowan", valid_until=DAY)


def test_what_is_taken_back_is_what_it_was_before_it_was_handed_in() -> None:
    fresh = case((State.SUBMITTED, MEMBER))
    decided = concluded(16).move(State.SUBMITTED, day=LATER, by="Alder", party=MEMBER)

    assert fresh.take_back(day=LATER, by="Alder", party=MEMBER).state_on(LATER) is State.DRAFT
    assert decided.take_back(day=LATER, by="Alder", party=MEMBER).state_on(LATER) is State.NOT_YET
    with pytest.raises(TransitionProblem, match="no draft again"):
        decided.move(State.DRAFT, day=LATER, by="Alder", party=MEMBER)
    with pytest.raises(TransitionProblem, match="cannot make a case"):
        decided.take_back(day=LATER, by="Rowan", party=REVIEWER)


_DRAWN = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.IN_REVIEW, State.DRAFT},
    State.IN_REVIEW: {State.QUERIED},
    State.QUERIED: {State.IN_REVIEW},
    State.EQUIVALENT: {State.SUPERSEDED},
    State.NOT_YET: {State.SUBMITTED, State.SUPERSEDED},
    State.EXPIRED: {State.SUPERSEDED},
    State.SUPERSEDED: set(),
}


def case_in(state: State) -> tuple[Case, date]:
    match state:
        case State.DRAFT:
            return case(), LATER
        case State.SUBMITTED:
            return case((State.SUBMITTED, MEMBER)), LATER
        case State.IN_REVIEW:
            return case(*IN_REVIEW), LATER
        case State.QUERIED:
            return case(*IN_REVIEW, (State.QUERIED, REVIEWER)), LATER
        case State.EQUIVALENT:
            return concluded(17), LATER
        case State.NOT_YET:
            return concluded(16), LATER
        case State.EXPIRED:
            return concluded(17), UNTIL + timedelta(days=1)
        case State.SUPERSEDED:
            return concluded(16).move(State.SUPERSEDED, day=LATER, by="Rowan", party=REVIEWER), LATER


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("to", [one for one in State if one not in (State.EQUIVALENT, State.NOT_YET)])
def test_only_the_drawn_steps_can_be_taken(state: State, to: State) -> None:
    found, day = case_in(state)
    assert found.state_on(day) is state

    taken = []
    for party in (MEMBER, REVIEWER, Party.SECOND):
        try:
            taken.append(found.move(to, day=day, by="somebody", party=party, note="note").state_on(day))
        except TransitionProblem:
            continue

    by_both = (state, to) == (State.QUERIED, State.IN_REVIEW)  # answered, or withdrawn
    assert taken == [to] * (2 if by_both else 1 if to in _DRAWN[state] else 0)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(TransitionProblem, match="before the last one"):
        case((State.SUBMITTED, MEMBER)).move(
            State.IN_REVIEW, day=DAY - timedelta(days=1), by="Rowan", party=REVIEWER
        )


def test_the_to_do_list_names_what_is_needed_first() -> None:
    criteria = criteria_set(
        criterion("a", level="minor"),
        criterion("b", level="critical"),
        *(criterion(f"m{n}") for n in range(8)),
    )
    found = coverage(
        criteria, {one.code: Credit.FULL for one in criteria} | {"a": Credit.NONE, "b": Credit.PART}
    )

    todo = to_do_list(verdict(found, Rule()))

    assert [(one.criterion.code, one.is_needed) for one in todo] == [("b", True), ("a", False)]
    assert todo[0].sentence == "Complete b Title of b: The site does what b asks."
