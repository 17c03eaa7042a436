from datetime import timedelta

import pytest

from comity.recognition import (
    Choice,
    DecidedMeanwhile,
    RecognitionProblem,
    ScopeAnswer,
    ScopeFit,
    ScopeQuestion,
    decide,
)
from tests.recognition.cast import FITS, NOW, decision, found


def test_a_decision_is_recorded_with_its_fact() -> None:
    made = decide([], decision(), seen=0)

    assert made.decision.choice is Choice.WITH_SUPPLEMENT
    assert made.fact.kind == "request-decided"
    assert made.fact.details["report"] == decision().report


@pytest.mark.parametrize("lacking", ["reason", "by"])
def test_no_decision_without_a_reason_and_a_person(lacking: str) -> None:
    with pytest.raises(RecognitionProblem, match="no reason"):
        decision(**{lacking: "  "})


@pytest.mark.parametrize("choice", [Choice.RECOGNISE, Choice.WITH_SUPPLEMENT])
def test_scope_is_asked_and_never_assumed(choice: Choice) -> None:
    answered = dict.fromkeys(list(ScopeQuestion)[:2], ScopeAnswer.YES)

    with pytest.raises(RecognitionProblem, match="groups of workers"):
        decision(choice=choice, scope=ScopeFit(answers=answered))


@pytest.mark.parametrize("choice", [Choice.DO_NOT, Choice.ANOTHER_AUDIT])
def test_who_does_not_rely_on_it_need_not_know_its_scope(choice: Choice) -> None:
    assert decision(choice=choice, scope=ScopeFit(answers={})).choice is choice


def test_a_misfit_is_shown_and_decides_nothing() -> None:
    fit = ScopeFit(answers={**FITS.answers, ScopeQuestion.SITE: ScopeAnswer.NO})

    assert decision(scope=fit).scope.misfits == (ScopeQuestion.SITE,)


def test_where_nothing_remains_there_is_no_supplement() -> None:
    with pytest.raises(RecognitionProblem, match="nothing to supplement"):
        decision(delta=found(0))
    assert decision(delta=found(0), choice=Choice.RECOGNISE).delta is not None


def test_of_two_people_deciding_at_once_the_second_is_told() -> None:
    first = decide([], decision(by="Ann Reader"), seen=0).decision

    with pytest.raises(DecidedMeanwhile, match="Ann Reader decided"):
        decide([first], decision(by="Bob", choice=Choice.DO_NOT), seen=0)

    later = decision(by="Bob", choice=Choice.DO_NOT, at=NOW + timedelta(hours=1))
    assert decide([first], later, seen=1).decision.by == "Bob"


def test_a_decision_that_was_seen_and_is_gone_is_noticed() -> None:
    with pytest.raises(DecidedMeanwhile, match="not there any more"):
        decide([], decision(), seen=1)


def test_decisions_on_other_reports_are_not_mixed() -> None:
    with pytest.raises(RecognitionProblem, match="another report"):
        decide([decision(report="sha256:" + "cd" * 32)], decision(), seen=1)
