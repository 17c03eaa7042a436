import pytest

from comity.benchmark import (
    Credit,
    CriteriaSet,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Protocol,
    Question,
    Strength,
)
from comity.benchmark.crosswalk import Change, Step, carry_over, carry_to_protocol, crosswalk
from comity.benchmark.decisions import KindSaid
from comity.benchmark.errors import CriteriaProblem
from tests.benchmark.cast import criteria_set, criterion, decided, proposed

OLDER = criteria_set(*(criterion(code) for code in ("same", "old", "one", "left", "right", "gone")))
NEWER = criteria_set(
    *(criterion(code) for code in ("same", "fresh", "one-a", "one-b", "both", "new")),
    version="2",
    retired=("old", "one", "left", "right", "gone"),
)
SAID = (
    Step(change=Change.CHANGED, older=("old",), newer=("fresh",)),
    Step(change=Change.SPLIT, older=("one",), newer=("one-a", "one-b")),
    Step(change=Change.MERGED, older=("left", "right"), newer=("both",)),
)


def test_what_nobody_named_is_the_same_new_or_gone() -> None:
    walk = crosswalk(OLDER, NEWER, SAID)

    assert [step.newer for step in walk.of(Change.SAME)] == [("same",)]
    assert [step.newer for step in walk.of(Change.NEW)] == [("new",)]
    assert [step.older for step in walk.of(Change.GONE)] == [("gone",)]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((Step(change=Change.SPLIT, older=("one",), newer=("one-a",)),), "leads from 1 criteria to 1"),
        (
            (Step(change=Change.CHANGED, older=("same",), newer=("same",)),),
            "another meaning needs another code",
        ),
        (
            (Step(change=Change.SAME, older=("old",), newer=("fresh",)),),
            "a meaning that stays keeps its code",
        ),
        ((*SAID, Step(change=Change.NEW, older=(), newer=("one-a",))), "one-a stands in 2 rows"),
        ((Step(change=Change.CHANGED, older=("odl",), newer=("fresh",)),), "no criterion “odl”"),
    ],
)
def test_a_crosswalk_that_contradicts_itself_is_refused(steps: tuple[Step, ...], sentence: str) -> None:
    with pytest.raises(CriteriaProblem, match=sentence):
        crosswalk(OLDER, NEWER, steps)


def test_a_criterion_that_is_dropped_and_not_retired_is_refused() -> None:
    forgetful = CriteriaSet(scheme="test", version="2", title="t", criteria=(criterion("same"),))

    with pytest.raises(CriteriaProblem, match="neither holds nor retires"):
        crosswalk(OLDER, forgetful)


def test_answers_to_what_stayed_are_carried_over_and_the_rest_is_open() -> None:
    log = decided(proposed(OLDER), dict.fromkeys(OLDER.by_code, Credit.FULL))

    found = carry_over(log, crosswalk(OLDER, NEWER, SAID))

    assert found.log.standing.credits() == {"same": Credit.FULL}
    assert found.reopened == ("fresh", "one-a", "one-b", "both", "new")
    assert found.carried == 1


def test_who_said_it_and_when_is_carried_over() -> None:
    log = Log().with_decisions(
        [NotCovered(criterion="same")], party=Party.MEMBER, by="Alder", at="2025-01-01T00:00:00Z"
    )

    (entry,) = carry_over(log, crosswalk(OLDER, NEWER, SAID)).log.entries

    assert (entry.party, entry.by, entry.at) == (Party.MEMBER, "Alder", "2025-01-01T00:00:00Z")


def test_an_old_answer_to_what_changed_is_a_proposal_and_no_decision() -> None:
    log = decided(Log(), {"old": Credit.FULL, "one": Credit.PART, "left": Credit.FULL, "right": Credit.NONE})

    found = carry_over(log, crosswalk(OLDER, NEWER, SAID)).log.standing

    assert found.credits() == {}
    assert set(found.proposals) == {
        LinkKey.of("fresh", ["q-old"]),
        LinkKey.of("one-a", ["q-one"]),
        LinkKey.of("one-b", ["q-one"]),
        LinkKey.of("both", ["q-left"]),
    }
    assert "It answered old of test-1 (full), which was changed." in {
        one.reason for one in found.proposals.values()
    }


def test_a_question_that_answered_nothing_is_asked_again_where_there_is_something_new() -> None:
    log = Log().with_decisions(
        [NotMappable(question="q7"), KindSaid(question="q7", kind=Kind.REQUIREMENT)],
        party=Party.REVIEWER,
        by="Rowan",
    )

    found = carry_over(log, crosswalk(OLDER, NEWER, SAID)).log.standing

    assert found.not_mappable(Party.REVIEWER) == {}
    assert found.kinds == {"q7": Kind.REQUIREMENT}


def test_what_was_undone_is_not_carried_over() -> None:
    log = decided(Log(), {"same": Credit.FULL}).undo(party=Party.REVIEWER, by="Rowan")

    assert carry_over(log, crosswalk(OLDER, NEWER, SAID)).log.entries == ()


def protocol(version: str, **texts: str) -> Protocol:
    return Protocol(
        name="Alder",
        version=version,
        questions=tuple(Question(id=id_, text=text) for id_, text in texts.items()),
    )


def linked(id_: str, code: str = "same") -> Judgement:
    return Judgement(link=LinkKey.of(code, [id_]), confirmed=True, strength=Strength.FULL)


def test_a_question_is_known_by_its_words_and_not_by_its_number() -> None:
    older = protocol("1", a="Are exits free?", b="Are wages paid on time?")
    newer = protocol("2", a="Are wages paid on time?", c="Are  exits FREE?")
    log = Log().with_decisions([linked("a", "same"), linked("b", "old")], party=Party.REVIEWER, by="Rowan")

    found = carry_to_protocol(log, older, newer)

    assert set(found.log.standing.judgements(Party.REVIEWER)) == {
        LinkKey.of("same", ["c"]),
        LinkKey.of("old", ["a"]),
    }
    assert found.reopened == ()


def test_a_reworded_question_is_asked_again() -> None:
    older, newer = protocol("1", a="Are exits free?"), protocol("2", a="Are exits free at night?")
    log = Log().with_decisions(
        [linked("a"), NotCovered(criterion="old"), NotApplicable(criterion="one", reason="No dormitories.")],
        party=Party.REVIEWER,
        by="Rowan",
    )

    found = carry_to_protocol(log, older, newer)

    assert found.log.standing.credits() == {}  # the new wording may cover what the old did not
    assert set(found.log.standing.excuses) == {"one"}
    assert found.reopened == ("a",)


def test_two_questions_with_the_same_words_are_not_confused() -> None:
    older = protocol("1", a="Is it so?", b="Is it so?")
    log = Log().with_decisions([linked("a")], party=Party.REVIEWER, by="Rowan")

    assert carry_to_protocol(log, older, protocol("2", b="Is it so?")).log.entries == ()
