"""A protocol that comes back: what was decided on it stays, between the same two, and is told by its state."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from comity.benchmark import Credit, Judgement, LinkKey, Party, Strength, load_criteria
from comity.benchmark.case import State
from comity.benchmark.errors import DecisionProblem, TransitionProblem
from comity.core import Progress, digest_bytes, silent
from comity.portal.ledger.queries import entries_told
from comity.portal.protocols.errors import NoReviewer, NotYourTurn, OtherThanShown, TooLong
from comity.portal.protocols.models import Case, LogPart
from comity.portal.protocols.queries import (
    approvals_in,
    broken_verdicts,
    case_numbered,
    evidence_of,
    open_criteria,
    opened,
    outcome_now,
    party_of,
    unread_criteria,
)
from comity.portal.protocols.services import (
    approve,
    begin_review,
    bulk_preview,
    conclude,
    delete_draft,
    digest_of,
    report_of,
    resolve,
    say,
    say_all,
    say_bulk,
    submit,
    take_back,
    take_over,
    undo_last,
    weigh_again,
)
from comity.portal.protocols.services.saying import Answer, Word, add_decisions
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Participation
from comity.portal.tenants.roles import Kind, Role
from tests.portal.conftest import ON_POSTGRES
from tests.portal.protocols.cast import (
    CRITERIA,
    OFFICE,
    accepted,
    again,
    concluded,
    decide_all,
    handed_in,
    in_review,
    office_of,
    sent,
)
from tests.portal.seats import seat_of

pytestmark = pytest.mark.django_db
FULL = Answer(word=Word.FULL, questions=("1.01",))
UNTIL = date(2028, 10, 4)


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


@pytest.fixture
def not_yet(ada: Actor, pia: Actor) -> Case:
    case = in_review(ada, pia)
    decide_all(pia, case, full=130)
    concluded(pia, case, until=UNTIL)
    return again(ada, case)


@pytest.fixture
def other_office(db: None) -> Actor:
    return office_of("Sam Field", "sam@aaa-measure.example", office="aaa-measure")


def midway(meanwhile: Iterator[None]) -> Progress:
    """What a slow job tells of itself, with something that happens meanwhile."""

    def progress(step: str, done: int, total: int) -> None:
        next(meanwhile, None)

    return progress


def test_what_the_machine_weighs_while_a_protocol_is_handed_in_leaves_the_log_whole(
    ada: Actor, pia: Actor
) -> None:
    case = sent(ada)
    say(actor=ada, case=case, code=open_criteria(opened(ada, case))[0], answer=FULL)

    def handing_in() -> Iterator[None]:
        submit(actor=ada, case=again(ada, case), reviewer=OFFICE)
        yield

    weigh_again(actor=ada, case=again(ada, case), progress=midway(handing_in()))

    kept = again(pia, case)
    assert kept.state == "submitted"
    assert {one.reviewer_id for one in LogPart.objects.within(ada.scope).filter(case=case)} == {
        pia.organisation.pk
    }
    begin_review(actor=pia, case=kept)
    assert say(actor=pia, case=again(pia, case), code="0A.01", answer=FULL) == 1


def test_nothing_is_weighed_once_a_verdict_is_given(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    concluded(pia, case, until=UNTIL)
    before = len(opened(pia, again(pia, case)).log.entries)

    weigh_again(actor=pia, case=again(pia, case), progress=silent)

    assert len(opened(pia, again(pia, case)).log.entries) == before


def test_a_verdict_is_neither_deleted_nor_hidden_by_taking_back(
    ada: Actor, pia: Actor, not_yet: Case
) -> None:
    submit(actor=ada, case=not_yet)
    back = take_back(actor=ada, case=again(ada, not_yet))

    assert (back.state, back.reviewer_id) == (State.NOT_YET, pia.organisation.pk)
    assert case_numbered(pia, not_yet.pk) is not None
    with pytest.raises(NotYourTurn):
        delete_draft(actor=ada, case=back)


def test_the_second_round_is_read_by_nobody_before_its_verdict(ada: Actor, pia: Actor, not_yet: Case) -> None:
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")
    first = report_of(opened(ada, not_yet), "html")
    submit(actor=ada, case=not_yet)
    case = again(pia, not_yet)
    begin_review(actor=pia, case=case)
    missing = Answer(word=Word.FULL, questions=("1.02",), rationale="Zymurgy.")
    say(actor=pia, case=again(pia, case), code=list(load_criteria(CRITERIA))[140].code, answer=missing)

    assert b"130/154" in first
    for actor in (ada, quinn):
        with pytest.raises(NotYourTurn):
            report_of(opened(actor, again(actor, case)), "html")
    now_ = again(ada, case)
    assert (now_.covered, now_.percent, now_.with_halves, now_.missing_critical) == ("", "", "", None)


def test_what_is_taken_back_has_the_numbers_of_its_verdict_again(ada: Actor, not_yet: Case) -> None:
    before = (not_yet.covered, not_yet.percent, not_yet.with_halves, not_yet.missing_critical, not_yet.unread)
    submit(actor=ada, case=not_yet)
    back = take_back(actor=ada, case=again(ada, not_yet))

    assert (back.covered, back.percent, back.with_halves, back.missing_critical, back.unread) == before
    assert before[0] == "130/154"


def test_the_report_of_a_verdict_is_of_what_was_decided_and_of_nothing_since(
    ada: Actor, pia: Actor, not_yet: Case
) -> None:
    before = evidence_of(opened(pia, again(pia, not_yet)))
    say(actor=ada, case=not_yet, code="0A.01", answer=Answer(word=Word.NOT_APPLICABLE, rationale="Zymurgy."))
    found = opened(ada, again(ada, not_yet))

    assert b"Zymurgy" not in report_of(found, "html")
    assert len(found.log.entries) == not_yet.log_entries + 1
    assert evidence_of(found) == before
    assert digest_bytes(before) == not_yet.log_digest
    submit(actor=ada, case=found.case)
    take_back(actor=ada, case=again(ada, not_yet))
    assert evidence_of(opened(ada, again(ada, not_yet))) == before


def test_the_evidence_names_what_was_compared_by_which_rule_and_until_when(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    done = concluded(pia, case, until=UNTIL)

    first = json.loads(evidence_of(opened(pia, again(pia, case))).split(b"\n")[0])

    assert (first["protocol"], first["criteria"]) == (done.protocol_digest, done.criteria_digest)
    assert (first["rule"]["threshold"], first["valid_until"]) == ("17/20", "2028-10-04")
    assert first["entries"] == done.log_entries
    assert [one["to"] for one in first["history"]] == ["submitted", "in review", "equivalent"]


def test_a_verdict_is_not_given_while_links_that_nobody_read_could_turn_it(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    case = in_review(ada, pia)
    accepted(pia, case, above=0.01, strength=Strength.FULL)
    left = open_criteria(opened(pia, again(pia, case)))
    decide(pia, case, full=left)
    found = opened(pia, again(pia, case))
    unread = outcome_now(found).unread
    assert unread > 0
    assert outcome_now(found).outcome == "open"

    with pytest.raises(TransitionProblem, match=f"{unread} criteria"):
        concluded(pia, found.case, until=UNTIL)

    decide(pia, case, full=unread_criteria(found)[:-2])
    done = concluded(pia, found.case, until=UNTIL)
    assert (done.state, done.unread) == ("equivalent", 2)
    assert "2 criteria have their credit" in opened(pia, again(pia, case)).benchmark.history[-1].note
    [entry] = [one for one in entries_told(ines.scope) if one.verb == "protocol-decided"]
    assert entry.details["unread"] == "2"


def decide(actor: Actor, case: Case, *, full: list[str]) -> None:
    met = [
        Judgement(link=LinkKey.of(code, ["1.01"]), confirmed=True, strength=Strength.FULL) for code in full
    ]
    add_decisions(actor, opened(actor, again(actor, case)), met)


def test_an_equivalence_lasts_three_years_at_most_and_is_the_one_that_was_shown(
    ada: Actor, pia: Actor
) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)

    with pytest.raises(TooLong):
        concluded(pia, case, until=date(2099, 1, 1))
    shown = outcome_now(opened(pia, case)).digest
    last = list(load_criteria(CRITERIA))[
        -1
    ].code  # called not covered until now: the outcome is the same, the numbers are not
    decide(pia, case, full=[last])
    with pytest.raises(OtherThanShown, match="another"):
        conclude(actor=pia, case=case, valid_until=UNTIL, shown=shown)
    assert again(pia, case).state == "in review"


def test_only_the_same_protocol_against_the_same_criteria_is_superseded(ada: Actor, pia: Actor) -> None:
    for name in ("Factories", "Farms", "factories"):
        case = named(ada, pia, name)
        decide_all(pia, case, full=132)
        concluded(pia, case, until=UNTIL)

    kept = Case.objects.within(ada.scope).order_by("pk")
    assert [one.state for one in kept] == ["superseded", "equivalent", "equivalent"]


def named(member: Actor, reviewer: Actor, name: str) -> Case:
    case = sent(member)
    Case.objects.within(member.scope).filter(pk=case.pk).update(name=name)
    submit(actor=member, case=again(member, case), reviewer=OFFICE)
    return again(reviewer, begin_review(actor=reviewer, case=again(reviewer, case)))


def test_the_ledger_tells_that_something_was_settled_and_not_what(
    ada: Actor, pia: Actor, ines: Actor
) -> None:
    case = sent(ada)
    first, second = open_criteria(opened(ada, case))[:2]
    say(actor=ada, case=case, code=first, answer=FULL)
    say(actor=ada, case=case, code=second, answer=Answer(word=Word.NOT_APPLICABLE, rationale="No beds."))
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case)))
    say(actor=pia, case=again(pia, case), code=first, answer=Answer(word=Word.PART, questions=("1.01",)))

    resolve(actor=pia, case=case, code=first, credit=Credit.NONE, rationale="Talked.")
    approve(actor=pia, case=case, code=second, reason="No beds.", approved=True)

    told = entries_told(ines.scope, most=2)
    assert [one.verb for one in told] == ["protocol-exception-answered", "protocol-disagreement-resolved"]
    for one in told:
        assert not {first, second} & {*one.details.values(), one.subject}


def test_nothing_is_resolved_that_nobody_disputes_nor_excused_by_who_says_it(ada: Actor, pia: Actor) -> None:
    case = in_review(ada, pia)
    say(actor=pia, case=case, code="0A.01", answer=Answer(word=Word.NOT_APPLICABLE, rationale="No beds."))

    with pytest.raises(DecisionProblem, match="nothing to resolve"):
        resolve(actor=pia, case=case, code="0A.02", credit=Credit.FULL, rationale="Because.")
    with pytest.raises(DecisionProblem, match="another person"):
        approve(actor=pia, case=case, code="0A.01", reason="No beds.", approved=True)
    [asked] = approvals_in(opened(pia, again(pia, case)))
    assert asked.is_own


def test_who_reviewed_a_protocol_has_it_again_and_no_other_office(
    ada: Actor, pia: Actor, other_office: Actor, not_yet: Case
) -> None:
    handed = submit(actor=ada, case=not_yet, reviewer=other_office.organisation.slug)

    assert handed.reviewer == pia.organisation
    assert case_numbered(other_office, not_yet.pk) is None
    take_back(actor=ada, case=handed)
    Participation.objects.filter(organisation=pia.organisation, kind=Kind.REVIEWER).delete()
    with pytest.raises(NoReviewer, match="any more"):
        submit(actor=ada, case=again(ada, not_yet))


def test_a_draft_that_nobody_reviewed_may_go_to_another_office(
    ada: Actor, pia: Actor, other_office: Actor
) -> None:
    case = handed_in(ada)
    take_back(actor=ada, case=case)
    submit(actor=ada, case=again(ada, case), reviewer=other_office.organisation.slug)

    assert case_numbered(pia, case.pk) is None
    assert party_of(other_office, again(other_office, case)) is Party.REVIEWER


def test_who_speaks_is_told_by_the_case_as_it_is_under_the_lock(ada: Actor, pia: Actor) -> None:
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")
    stale = again(quinn, handed_in(ada))
    begin_review(actor=pia, case=again(pia, stale))

    assert opened(quinn, stale, locked=True).party is Party.SECOND
    with pytest.raises(NotYourTurn):
        conclude(actor=quinn, case=stale, valid_until=UNTIL, shown="")


def test_what_was_taken_back_meanwhile_is_not_found(ada: Actor, pia: Actor) -> None:
    from django.http import Http404

    stale = again(pia, handed_in(ada))
    take_back(actor=ada, case=again(ada, stale))

    with pytest.raises(Http404):
        begin_review(actor=pia, case=stale)


def test_no_more_is_accepted_than_was_shown(ada: Actor) -> None:
    case = sent(ada)
    shown = bulk_preview(found=opened(ada, case), above=0.3, strength=Strength.PART)
    [first, *_] = shown.judgements
    say(actor=ada, case=case, code=first.link.criterion, answer=Answer(word=Word.NOT_COVERED))

    with pytest.raises(OtherThanShown):
        say_bulk(actor=ada, case=case, above=0.3, strength=Strength.PART, shown=digest_of(shown))
    again_ = bulk_preview(found=opened(ada, case), above=0.3, strength=Strength.PART)
    done = say_bulk(actor=ada, case=case, above=0.3, strength=Strength.PART, shown=digest_of(again_))
    assert done.judgements == again_.judgements


def test_one_takes_back_ones_own_answer_and_no_more_of_them_than_one_was_shown(ada: Actor) -> None:
    seat = seat_of(Role.CONTRIBUTOR)
    cole = actor_for(seat.person, programme="hedgerow", organisation="alder-foods")
    case = sent(ada)
    first, second, third = open_criteria(opened(ada, case))[:3]
    say_all(actor=ada, case=case, answers={first: FULL, second: FULL})
    say(actor=cole, case=case, code=third, answer=FULL)

    with pytest.raises(OtherThanShown):
        undo_last(actor=ada, case=case, shown=1)
    undo_last(actor=ada, case=case, shown=2)

    assert set(opened(ada, again(ada, case)).standing.credits(Party.MEMBER)) == {third}


def test_a_colleague_goes_on_where_who_reviewed_the_first_round_is_gone(
    ada: Actor, pia: Actor, not_yet: Case
) -> None:
    quinn = office_of("Quinn Dale", "quinn@fair-measure.example")
    submit(actor=ada, case=not_yet)

    with pytest.raises(NotYourTurn):
        begin_review(actor=quinn, case=again(quinn, not_yet))
    take_over(actor=quinn, case=again(quinn, not_yet))

    assert begin_review(actor=quinn, case=again(quinn, not_yet)).assessor_id == quinn.person.pk


@pytest.mark.skipif(ON_POSTGRES, reason="there the portal's role may not write a line over: test_fence")
def test_a_log_that_somebody_changed_behind_a_verdict_is_found(ada: Actor, not_yet: Case) -> None:
    say(actor=ada, case=not_yet, code="0A.01", answer=FULL)  # what is said since changes nothing
    submit(actor=ada, case=again(ada, not_yet))
    assert broken_verdicts() == []

    part = LogPart.objects.within(ada.scope).filter(case=not_yet).get(lines__contains="not-covered")
    changed = part.lines.replace('"rationale":""', '"rationale":"Zymurgy."', 1)
    assert changed != part.lines
    LogPart.objects.within(ada.scope).filter(pk=part.pk).update(lines=changed)

    assert broken_verdicts() == [f"hedgerow: alder-foods, protocol {not_yet.number}"]
