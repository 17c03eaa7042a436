"""A member sends a newer version: its office keeps what it answered, where the question is what it was, and nobody else hears of it."""

from datetime import date

import pytest
from django.test import Client

from comity.benchmark import Credit, NotCovered, Party
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import open_criteria, opened
from comity.portal.protocols.services import begin_review, say, submit, undo_last
from comity.portal.protocols.services.saying import Answer, Word, add_decisions
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import OFFICE, again, concluded, office_of, sent

pytestmark = pytest.mark.django_db
OFFICE_AT = f"{PROGRAMME}members/{OFFICE}/"


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


def newer_in_review(ada: Actor, reviewer: Actor) -> Case:
    newer = sent(ada, ("1.07", "Is drinking water tested every year?"))
    submit(actor=ada, case=newer, reviewer=reviewer.organisation.slug)
    return again(reviewer, begin_review(actor=reviewer, case=again(reviewer, newer)))


@pytest.fixture
def reviewed_before(ada: Actor, pia: Actor) -> Case:
    first = sent(ada, ("1.07", "Is drinking water tested?"))
    case = again(
        pia, begin_review(actor=pia, case=again(pia, submit(actor=ada, case=first, reviewer=OFFICE)))
    )
    for code, question in (("0A.01", "1.01"), ("0A.02", "1.07")):
        say(actor=pia, case=again(pia, case), code=code, answer=Answer(word=Word.PART, questions=(question,)))
    say(actor=pia, case=again(pia, case), code="0A.03", answer=Answer(word=Word.NOT_COVERED))
    return again(pia, case)


NOTE = "From “Code of Conduct 2026”: answers that hold: 1; questions that are new or have other words: 1."


def test_an_office_keeps_its_answers_to_a_newer_version_where_the_question_is_unchanged(
    ada: Actor, pia: Actor, reviewed_before: Case
) -> None:
    found = opened(pia, newer_in_review(ada, pia))

    assert found.case.pk != reviewed_before.pk
    assert dict(found.standing.credits(Party.REVIEWER)) == {"0A.01": Credit.PART}
    assert {"0A.02", "0A.03"} <= set(open_criteria(found))
    assert found.notes[-1] == NOTE
    ours = [one for one in found.log.entries if one.party is Party.REVIEWER]
    assert [one.by for one in ours] == [f"person {pia.person.pk}"]


def test_a_member_hears_nothing_of_the_answers_that_its_office_kept(
    ada: Actor, pia: Actor, reviewed_before: Case, alder: Client, visitor: Visitor
) -> None:
    case = newer_in_review(ada, pia)

    hers = visitor(pia.person.email).get(f"{OFFICE_AT}protocols/{case.pk}/").content.decode()
    theirs = alder.get(f"{ALDER}protocols/{case.pk}/").content.decode()

    assert "answers that hold: 1" in hers
    assert "answers that hold" not in theirs
    assert opened(ada, again(ada, case)).standing.credits(Party.REVIEWER) == {}


def test_answers_of_an_office_are_no_other_offices(ada: Actor, pia: Actor, reviewed_before: Case) -> None:
    del reviewed_before
    other = office_of("Kai Lund", "kai@second-look.example", office="second-look")

    found = opened(other, newer_in_review(ada, other))

    assert dict(found.standing.credits(Party.REVIEWER)) == {}
    assert found.papers.office_notes == []


def test_what_an_office_said_when_it_came_back_is_not_written_over(
    ada: Actor, pia: Actor, reviewed_before: Case
) -> None:
    del reviewed_before
    case = newer_in_review(ada, pia)
    entries = len(opened(pia, case).log.entries)
    undo_last(actor=pia, case=case)
    say(actor=pia, case=again(pia, case), code="0A.01", answer=Answer(word=Word.FULL, questions=("1.01",)))
    rest = open_criteria(opened(pia, again(pia, case)))
    add_decisions(pia, opened(pia, again(pia, case)), [NotCovered(criterion=one) for one in rest])
    concluded(pia, case, until=date(2028, 10, 4))
    submit(actor=ada, case=again(ada, case))

    back = again(pia, begin_review(actor=pia, case=again(pia, case)))

    assert opened(pia, back).standing.credits(Party.REVIEWER)["0A.01"] is Credit.FULL
    assert len(opened(pia, back).log.entries) > entries
