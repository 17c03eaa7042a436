"""A case goes on to another office by the member's word alone; a question is withdrawn; what a verdict rests on is not taken back."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from comity.benchmark import Credit, Party
from comity.benchmark.errors import TransitionProblem
from comity.portal.jobs.services import start_job
from comity.portal.ledger.queries import entries_told
from comity.portal.protocols.errors import NoReviewer, NotYourTurn, OfEarlierRound
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.queries import case_before_office, case_numbered, opened, party_of
from comity.portal.protocols.services import (
    WEIGH,
    answer_office,
    answer_query,
    approve,
    begin_review,
    delete_draft,
    propose_office,
    query_member,
    say,
    submit,
    take_back,
    undo_last,
    withdraw_query,
)
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Participation
from comity.portal.tenants.roles import Kind
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import again, concluded, decide_all, handed_in, in_review, office_of, sent

pytestmark = pytest.mark.django_db
FULL = Answer(word=Word.FULL, questions=("1.01",))
OTHER = "aaa-measure"


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


@pytest.fixture
def sam(db: None) -> Actor:
    return office_of("Sam Field", "sam@aaa-measure.example", office=OTHER)


def handed_on(ada: Actor, ines: Actor, case: Case) -> Case:
    propose_office(actor=ines, case=case, office=OTHER)
    return again(ada, answer_office(actor=ada, case=again(ada, case), office=OTHER, agreed=True))


def test_the_secretariat_proposes_and_the_member_hands_on(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    case = in_review(ada, pia)
    say(actor=pia, case=case, code="0A.01", answer=FULL)

    propose_office(actor=ines, case=case, office=OTHER)
    assert case_numbered(sam, case.pk) is None  # nobody reads a word before the member agrees
    assert party_of(pia, again(pia, case)) is Party.REVIEWER
    now_ = handed_on(ada, ines, case)

    assert (now_.state, now_.reviewer_id, now_.assessor_id) == ("submitted", sam.organisation.pk, None)
    assert case_numbered(pia, case.pk) is None
    assert {one.reviewer_id for one in LogPart.objects.within(ada.scope).filter(case=case)} == {
        sam.organisation.pk
    }
    assert Papers.objects.within(ada.scope).get(case=case).reviewer_id == sam.organisation.pk
    verbs = [one.verb for one in entries_told(ines.scope)]
    assert {"protocol-office-proposed", "protocol-handed-on"} <= set(verbs)


def test_the_other_office_begins_anew_and_the_log_keeps_what_the_former_one_said(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    case = sent(ada)
    say(actor=ada, case=case, code="0A.02", answer=Answer(word=Word.NOT_APPLICABLE, rationale="No beds."))
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case), reviewer="fair-measure"))
    say(actor=pia, case=again(pia, case), code="0A.01", answer=FULL)
    say(actor=pia, case=again(pia, case), code="0A.01", answer=Answer(word=Word.PART, questions=("1.02",)))
    approve(actor=pia, case=again(pia, case), code="0A.02", reason="No beds.", approved=True)
    before = len(opened(pia, again(pia, case)).log.entries)

    handed_on(ada, ines, again(ada, case))
    begin_review(actor=sam, case=again(sam, case))

    found = opened(sam, again(sam, case))
    standing = found.log.standing
    assert not standing.credits(Party.REVIEWER)
    assert not standing.excused
    assert len(found.log.entries) > before
    assert any(
        one.party is Party.REVIEWER and one.by == f"person {pia.person.pk}" for one in found.log.entries
    )
    say(actor=sam, case=found.case, code="0A.01", answer=Answer(word=Word.NOT_COVERED))
    assert opened(sam, again(sam, case)).standing.credits(Party.REVIEWER) == {"0A.01": Credit.NONE}


def test_a_member_refuses_and_agrees_to_the_office_alone_that_it_was_shown(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    office_of("Kim Bow", "kim@third.example", office="third-measure")
    case = handed_in(ada)
    propose_office(actor=ines, case=case, office=OTHER)
    propose_office(actor=ines, case=case, office="third-measure")  # after the page was shown

    with pytest.raises(NotYourTurn):
        answer_office(actor=ada, case=case, office=OTHER, agreed=True)
    stays = answer_office(actor=ada, case=case, office="third-measure", agreed=False)

    assert (stays.reviewer_id, stays.next_reviewer_id) == (pia.organisation.pk, None)
    with pytest.raises(NotYourTurn):
        answer_office(actor=ada, case=case, office="third-measure", agreed=True)


def test_no_office_is_proposed_that_may_not_judge_the_member(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    case = handed_in(ada)
    for office in ("fair-measure", "hedgerow-office", "alder-foods", "cedar-home", "nobody"):
        with pytest.raises(NoReviewer):
            propose_office(actor=ines, case=case, office=office)
    propose_office(actor=ines, case=case, office=OTHER)
    here = Participation.objects.filter(programme=ada.programme)
    here.filter(organisation=ada.organisation).update(group="Hedge Group")
    here.filter(organisation=sam.organisation, kind=Kind.REVIEWER).update(group="Hedge Group")

    with pytest.raises(NoReviewer):  # kin since it was proposed
        answer_office(actor=ada, case=again(ada, case), office=OTHER, agreed=True)
    assert case_numbered(sam, case.pk) is None


def test_a_draft_and_what_is_decided_are_before_no_office(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    draft = sent(ada)
    with pytest.raises(NotYourTurn):
        propose_office(actor=ines, case=draft, office=OTHER)
    assert case_before_office(ines.scope, draft.pk) is None
    decided = in_review(ada, pia)
    propose_office(actor=ines, case=decided, office=OTHER)
    decide_all(pia, decided, full=130)
    concluded(pia, decided, until=date(2028, 10, 4))

    assert again(ada, decided).next_reviewer_id is None
    with pytest.raises(NotYourTurn):
        answer_office(actor=ada, case=again(ada, decided), office=OTHER, agreed=True)


def test_what_another_office_began_is_neither_taken_back_nor_deleted(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    case = handed_on(ada, ines, in_review(ada, pia))

    with pytest.raises(TransitionProblem):
        take_back(actor=ada, case=case)
    with pytest.raises(NotYourTurn):
        delete_draft(actor=ada, case=case)


def test_work_of_the_former_office_that_still_waits_ends_quietly(
    ada: Actor, ines: Actor, pia: Actor, sam: Actor
) -> None:
    case = in_review(ada, pia)
    handed_on(ada, ines, case)

    job = start_job(actor=pia, kind=WEIGH, argument=case.pk)

    assert (job.state, job.message) == ("done", "")


def test_only_the_reviewer_withdraws_a_question_and_then_concludes(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    with pytest.raises(NotYourTurn):
        withdraw_query(actor=pia, case=again(pia, case))
    query_member(actor=pia, case=again(pia, case), text="Which annex?")
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")
    for actor, ended in ((ada, withdraw_query), (quinn, withdraw_query)):
        with pytest.raises(NotYourTurn):
            ended(actor=actor, case=again(actor, case))
    with pytest.raises(NotYourTurn):
        answer_query(actor=pia, case=again(pia, case), text="I answer myself.")

    withdraw_query(actor=pia, case=again(pia, case))

    assert concluded(pia, case, until=date(2028, 10, 4)).state == "not yet equivalent"


def test_undo_says_plainly_that_a_verdict_rests_on_what_was_said_before(ada: Actor, pia: Actor) -> None:
    case = sent(ada)
    say(actor=ada, case=case, code="0A.01", answer=FULL)
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case)))
    decide_all(pia, again(pia, case), full=130)
    concluded(pia, case, until=date(2028, 10, 4))

    with pytest.raises(OfEarlierRound, match="before the last verdict"):
        undo_last(actor=ada, case=again(ada, case))
    say(actor=ada, case=again(ada, case), code="0A.02", answer=FULL)
    assert undo_last(actor=ada, case=again(ada, case)) is not None
    with pytest.raises(OfEarlierRound):
        undo_last(actor=ada, case=again(ada, case))
    submit(actor=ada, case=again(ada, case))
    begin_review(actor=pia, case=again(pia, case))
    with pytest.raises(OfEarlierRound):
        undo_last(actor=pia, case=again(pia, case))
    assert opened(pia, again(pia, case)).standing.credits(Party.REVIEWER)


def at(name: str, case: Case, organisation: str = "alder-foods") -> str:
    return reverse(name, kwargs={"programme": "hedgerow", "organisation": organisation, "case": case.pk})


def test_it_is_all_done_on_pages(
    ada: Actor, pia: Actor, sam: Actor, alder: Client, birch: Client, cedar: Client, visitor: Visitor
) -> None:
    case = in_review(ada, pia)
    propose = reverse("propose-protocol-office", kwargs={"programme": "hedgerow", "case": case.pk})
    pias = visitor(pia.person.email)

    assert cedar.get(propose).status_code == alder.get(propose).status_code == 404
    assert "Fair Measure" in birch.get(propose).content.decode()
    birch.post(propose, {"office": OTHER})
    assert "May Fair Measure review it instead?" in alder.get(at("protocol", case)).content.decode()
    assert (
        cedar.post(at("answer-protocol-office", case), {"answer": "yes", "office": OTHER}).status_code == 404
    )
    alder.post(at("answer-protocol-office", case), {"answer": "yes", "office": OTHER})
    assert again(ada, case).reviewer_id == sam.organisation.pk
    assert pias.get(at("protocol", case, "fair-measure")).status_code == 404
    sams = visitor(sam.person.email)
    sams.post(at("begin-protocol-review", case, OTHER))
    sams.post(at("query-protocol", case, OTHER), {"text": "Which annex?"})
    assert "Withdraw the question" in sams.get(at("protocol", case, OTHER)).content.decode()
    sams.post(at("withdraw-protocol-query", case, OTHER))
    assert again(ada, case).state == "in review"
