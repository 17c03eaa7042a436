import pytest

from comity.benchmark import (
    Approved,
    Credit,
    Judgement,
    Kind,
    Log,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Proposal,
    Resolved,
    Strength,
    Undone,
)
from comity.benchmark.decisions import Decision, KindSaid
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.undo import acts, said_in, taken_back
from tests.benchmark.cast import link

FULL = Judgement(link=link("c001"), confirmed=True, strength=Strength.FULL)
PART = Judgement(link=link("c001"), confirmed=True, strength=Strength.PART)
NOTHING_THERE = NotCovered(criterion="c002")


def said(log: Log, *decisions: Decision, at: str, party: Party = Party.REVIEWER) -> Log:
    return log.with_decisions(decisions, party=party, by="Rowan", at=at)


def test_what_came_in_at_once_is_taken_back_at_once_and_what_stood_before_stands_again() -> None:
    log = said(said(Log(), FULL, at="T1"), PART, NOTHING_THERE, at="T2")
    latest = acts(log, Party.REVIEWER)[0]

    after = taken_back(log, [one.seq for one in latest.entries], party=Party.REVIEWER, by="Rowan", at="T3")

    assert (latest.numbers, latest.at) == ("2-3", "T2")
    assert after.standing.credits() == {"c001": Credit.FULL}
    assert after.entries[: len(log.entries)] == log.entries


def test_undoing_again_goes_one_step_further_back() -> None:
    log = said(said(Log(), FULL, at="T1"), NOTHING_THERE, at="T2")

    for at in ("T3", "T4"):
        latest = acts(log, Party.REVIEWER)[0]
        log = taken_back(log, [one.seq for one in latest.entries], party=Party.REVIEWER, by="Rowan", at=at)

    assert log.standing.credits() == {}
    assert acts(log, Party.REVIEWER) == ()


def test_a_taking_back_taken_back_stands_again() -> None:
    log = taken_back(said(Log(), FULL, at="T1"), [1], party=Party.REVIEWER, by="Rowan")

    again = taken_back(log, [2], party=Party.REVIEWER, by="Rowan")

    assert again.standing.credits() == {"c001": Credit.FULL}


def test_where_nobody_said_when_each_decision_is_an_act() -> None:
    log = said(Log(), FULL, NOTHING_THERE, at="")

    assert [one.numbers for one in acts(log, Party.REVIEWER)] == ["2", "1"]


def test_another_party_is_neither_shown_nor_taken_back() -> None:
    log = said(Log(), FULL, at="T1", party=Party.MEMBER)

    assert acts(log, Party.REVIEWER) == ()
    with pytest.raises(DecisionProblem, match="is the member's"):
        taken_back(log, [1], party=Party.REVIEWER, by="Rowan")


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (Proposal(link=link("c001"), probability=0.999, reason=""), "proposed with 99 %"),
        (FULL, "confirmed, full"),
        (Judgement(link=link("c001"), confirmed=False), "rejected"),
        (NOTHING_THERE, "c002: not covered"),
        (
            NotApplicable(criterion="c002", reason="No dormitories"),
            "c002: not applicable, because: No dormitories",
        ),
        (Approved(criterion="c002", reason="No dormitories"), "c002: that it does not apply is approved"),
        (
            Approved(criterion="c002", reason="", approved=False),
            "c002: that it does not apply is not approved",
        ),
        (NotMappable(question="q1"), "question q1: not mappable"),
        (KindSaid(question="q1", kind=Kind.GUIDANCE), "question q1: guidance"),
        (Resolved(criterion="c002", credit=Credit.PART, rationale="Seen"), "c002: resolved as part"),
        (Undone(seq=7), "entry 7 taken back"),
    ],
)
def test_every_decision_is_told_in_a_few_words(decision: Decision, words: str) -> None:
    assert said_in(decision).endswith(words)
