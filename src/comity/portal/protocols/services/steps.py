"""The steps of a case, as `comity.benchmark.case` draws them; an equivalent case becomes the member's benchmark."""

from datetime import date

from django.db import transaction

from comity.benchmark import Approved, Credit, Party, Resolved, Verdict, coverage_of, verdict
from comity.benchmark.case import State
from comity.benchmark.log_lines import line_of
from comity.benchmark.report import report_html
from comity.benchmark.report_pdf import report_pdf
from comity.benchmark.sides import as_reported_to
from comity.core import digest_bytes
from comity.portal.jobs.services import start_job
from comity.portal.membership.services import note_benchmark
from comity.portal.ports.clock import today
from comity.portal.protocols.errors import NoReviewer, NotYourTurn
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.queries import (
    ASSESSORS,
    PREPARERS,
    Opened,
    as_benchmark_case,
    decided_before,
    opened,
    reviewers_for,
)
from comity.portal.protocols.services import letters
from comity.portal.protocols.services.proposing import WEIGH
from comity.portal.protocols.services.saying import add_decisions, before_side
from comity.portal.protocols.services.writing import by_of, moved, noted
from comity.portal.tenants.gates import Actor, entrusted
from comity.portal.tenants.models import Organisation


@transaction.atomic
def submit(*, actor: Actor, case: Case, reviewer: str = "") -> Case:
    """Hands the papers to one reviewer's office; until then nobody but the member finds them."""
    found = opened(actor, case, locked=True)
    if found.party is Party.MEMBER and found.state is State.SUBMITTED:
        return found.case  # the button was pressed twice
    chosen = _reviewer(actor, found.case, reviewer)
    step = found.benchmark.move(State.SUBMITTED, day=today(), by=by_of(actor), party=found.party)
    _hand_to(actor, found.case, found.papers, chosen)
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-submitted", to=chosen.name, digest=found.case.protocol_digest)
    subject, text = letters.handed_in(found.case)
    letters.write_to(found.case, chosen, ASSESSORS, subject=subject, text=text)
    return found.case


def _reviewer(actor: Actor, case: Case, named: str) -> Organisation:
    offices = reviewers_for(actor)
    if case.reviewer_id is not None:  # it goes back to who knows it
        offices = [one for one in offices if one.pk == case.reviewer_id] or offices
    chosen = [one for one in offices if one.slug == named] if named else offices[:1]
    if not chosen:
        raise NoReviewer(
            "Nobody in this programme reviews protocols, or not by this name.",
            remedy="Ask the Secretariat: it invites a benchmark reviewer.",
        )
    return chosen[0]


def _hand_to(actor: Actor, case: Case, papers: Papers, reviewer: Organisation | None) -> None:
    case.reviewer, papers.reviewer = reviewer, reviewer
    case.save(update_fields=["reviewer"])
    papers.save(update_fields=["reviewer"])
    LogPart.objects.within(actor.scope).filter(case=case).update(reviewer=reviewer)


@transaction.atomic
def take_back(*, actor: Actor, case: Case) -> Case:
    """By the member, while nobody has begun to review: a draft again, and the reviewer finds it no more."""
    found = opened(actor, case, locked=True)
    step = found.benchmark.move(State.DRAFT, day=today(), by=by_of(actor), party=found.party)
    moved(actor, found.case, found.papers, step)
    _hand_to(actor, found.case, found.papers, None)
    noted(actor, found.case, "protocol-taken-back")
    return found.case


@transaction.atomic
def begin_review(*, actor: Actor, case: Case) -> Case:
    found = opened(actor, case, locked=True)
    step = found.benchmark.move(State.IN_REVIEW, day=today(), by=by_of(actor), party=_as_reviewer(found))
    found.case.assessor = actor.person
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-review-begun")
    if decided_before(actor, found.case):  # something to learn from
        start_job(actor=actor, kind=WEIGH, argument=found.case.pk)
    return found.case


@transaction.atomic
def take_over(*, actor: Actor, case: Case) -> Case:
    """By a colleague of whoever reviews it, who may be away: the verdict, and its steps, are theirs from here on."""
    found = opened(actor, case, locked=True)
    if found.party is not Party.SECOND or found.state not in (State.IN_REVIEW, State.QUERIED):
        raise NotYourTurn(
            "There is no review of a colleague's here to be taken over.", remedy="Look at the protocol again."
        )
    found.case.assessor = actor.person
    found.case.save(update_fields=["assessor"])
    noted(actor, found.case, "protocol-review-taken-over")
    return found.case


def _as_reviewer(found: Opened) -> Party:
    """Whose verdict it is takes the steps; a colleague codes again, and takes none."""
    if found.party is Party.SECOND:
        raise NotYourTurn(
            "A colleague of yours reviews this protocol; you code it a second time.",
            remedy="Leave its steps to your colleague.",
        )
    return found.party


@transaction.atomic
def query_member(*, actor: Actor, case: Case, text: str) -> Case:
    found = opened(actor, case, locked=True)
    step = found.benchmark.move(
        State.QUERIED, day=today(), by=by_of(actor), party=_as_reviewer(found), note=text
    )
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-queried")
    subject, told = letters.queried(found.case)
    letters.write_to(found.case, found.case.organisation, PREPARERS, subject=subject, text=told)
    return found.case


@transaction.atomic
def answer_query(*, actor: Actor, case: Case, text: str) -> Case:
    found = opened(actor, case, locked=True)
    step = found.benchmark.move(State.IN_REVIEW, day=today(), by=by_of(actor), party=found.party, note=text)
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-query-answered")
    if found.case.reviewer is not None:
        subject, told = letters.answered(found.case)
        letters.write_to(found.case, found.case.reviewer, ASSESSORS, subject=subject, text=told)
    return found.case


@transaction.atomic
def resolve(*, actor: Actor, case: Case, code: str, credit: Credit, rationale: str) -> None:
    """Of a disagreement: both have talked, and this stands for both."""
    found = _deciding(actor, case)
    found.criteria[code]
    add_decisions(actor, found, [Resolved(criterion=code, credit=credit, rationale=rationale)])
    noted(actor, found.case, "protocol-disagreement-resolved", criterion=code, credit=credit.value)


@transaction.atomic
def approve(*, actor: Actor, case: Case, code: str, reason: str, approved: bool) -> None:
    """That a criterion cannot apply, for this reason."""
    found = _deciding(actor, case)
    found.criteria[code]
    add_decisions(actor, found, [Approved(criterion=code, reason=reason, approved=approved)])
    noted(actor, found.case, "protocol-exception-answered", criterion=code, approved=approved)


def _deciding(actor: Actor, case: Case) -> Opened:
    found = before_side(actor, case)
    _as_reviewer(found)
    return found


@transaction.atomic
def conclude(*, actor: Actor, case: Case, valid_until: date) -> Case:
    """By the verdict that the log gives, and no other. Raises TransitionProblem while what is open could turn it."""
    found = opened(actor, case, locked=True)
    _as_reviewer(found)
    said = verdict(coverage_of(found.criteria, found.log.standing), found.rule)
    step = found.benchmark.conclude(said, day=today(), by=by_of(actor), valid_until=valid_until)
    digest = digest_bytes(log_lines_of(found))
    _write_numbers(found.case, said, digest)
    moved(actor, found.case, found.papers, step)
    noted(
        actor,
        found.case,
        "protocol-decided",
        outcome=said.outcome.value,
        covered=found.case.covered,
        until=valid_until if step.valid_until else "–",
        log=digest,
    )
    if step.valid_until is not None:
        note_benchmark(
            actor=actor,
            scope=entrusted(actor, found.case),
            protocol=found.case.called,
            valid_from=today(),
            valid_until=step.valid_until,
            evidence=digest,
        )
        _supersede(actor, found.case)
    subject, text = letters.concluded(found.case)
    letters.write_to(found.case, found.case.organisation, PREPARERS, subject=subject, text=text)
    return found.case


def _write_numbers(case: Case, said: Verdict, digest: str) -> None:
    share = said.coverage.full
    case.covered, case.percent = str(share), share.percent
    case.with_halves = str(said.coverage.with_halves)
    case.missing_critical, case.log_digest = len(said.coverage.missing_critical), digest


def _supersede(actor: Actor, newer: Case) -> None:
    """What this office decided before on a protocol of the member's; another office's runs out by its date."""
    before = Case.objects.within(actor.scope).filter(organisation=newer.organisation, pk__lt=newer.pk)
    over = before.filter(state__in=(State.EQUIVALENT.value, State.NOT_YET.value)).select_for_update(
        of=("self",)
    )
    for one in over.select_related("organisation"):
        papers = Papers.objects.within(actor.scope).get(case=one)
        step = as_benchmark_case(one, papers).move(
            State.SUPERSEDED, day=today(), by=by_of(actor), party=Party.REVIEWER
        )
        moved(actor, one, papers, step)
        noted(actor, one, "protocol-superseded", by=newer.number)


def log_lines_of(found: Opened) -> bytes:
    """Every entry, one line each: by its digest the benchmark names what it rests on."""
    return "\n".join(line_of(one) for one in found.log.entries).encode()


def report_of(found: Opened, form: str) -> bytes:
    """Of what counts. A member reads it once it is decided; until then its own words are told on its page."""
    if found.party is not Party.REVIEWER and not found.case.covered:
        raise NotYourTurn(
            "There is no report before the verdict.", remedy="Wait until the protocol is decided."
        )
    make = report_pdf if form == "pdf" else report_html
    log = as_reported_to(found.log, found.party)
    return make(found.criteria, found.protocol, log, found.rule, day=today())
