"""The steps of a case, as `comity.benchmark.case` draws them; an equivalent case becomes the member's benchmark."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.db import models, transaction

from comity.benchmark import Approved, Coverage, Credit, Party, Resolved, coverage_of
from comity.benchmark.case import State
from comity.benchmark.report import report_html
from comity.benchmark.report_pdf import report_pdf
from comity.benchmark.retold import numbers_of
from comity.benchmark.sides import as_reported_to
from comity.core import UsageProblem, digest_bytes
from comity.core.tongue import ENGLISH
from comity.portal.jobs.services import start_job
from comity.portal.membership.models import RecordedBenchmark
from comity.portal.membership.services import note_benchmark, supersede_benchmarks
from comity.portal.ports.clock import today
from comity.portal.protocols.errors import NoReviewer, NotYourTurn, OtherThanShown, TooLong
from comity.portal.protocols.models import Case, Papers
from comity.portal.protocols.queries import (
    ASSESSORS,
    PREPARERS,
    Opened,
    Outlook,
    as_benchmark_case,
    decided_before,
    evidence,
    folded_log,
    opened,
    outcome_now,
    reviewers_for,
    rule_to_keep,
)
from comity.portal.protocols.services import letters
from comity.portal.protocols.services.carrying import carry_office
from comity.portal.protocols.services.proposing import WEIGH
from comity.portal.protocols.services.saying import add_decisions, before_side, take_back_words
from comity.portal.protocols.services.writing import UNDER_REVIEW, by_of, hand_to, moved, noted
from comity.portal.shell.sentences import speech
from comity.portal.tenants.gates import Actor, entrusted
from comity.portal.tenants.models import Organisation

MOST_YEARS = 3
"""That an equivalence lasts: criteria and protocols change."""


@transaction.atomic
def submit(*, actor: Actor, case: Case, reviewer: str = "") -> Case:
    """Hands the papers to one reviewer's office; until then nobody but the member finds them."""
    found = opened(actor, case, locked=True)
    if found.party is Party.MEMBER and found.state is State.SUBMITTED:
        return found.case  # the button was pressed twice
    chosen = _reviewer(actor, found, reviewer)
    step = found.benchmark.move(State.SUBMITTED, day=today(), by=by_of(actor), party=found.party)
    hand_to(actor, found.case, found.papers, chosen)
    _forget_numbers(found.case)
    found.case.rule = rule_to_keep(actor.scope)
    moved(actor, found.case, found.papers, step)
    noted(
        actor,
        found.case,
        "protocol-submitted",
        to=chosen.name,
        digest=found.case.protocol_digest,
        rule=found.case.rule["version"],
    )
    subject, text = letters.handed_in(found.case)
    letters.write_to(found.case, chosen, ASSESSORS, subject=subject, text=text)
    return found.case


def _reviewer(actor: Actor, found: Opened, named: str) -> Organisation:
    offices = reviewers_for(actor)
    if found.benchmark.was_reviewed:  # its words are between these two
        offices = [one for one in offices if one.pk == found.case.reviewer_id]
        named = ""
        if not offices:
            raise NoReviewer(
                "The office that reviewed this protocol reviews none here any more.",
                remedy="Send the protocol anew, and hand that in to another office.",
            )
    if len(offices) > 1 and not named:
        raise NoReviewer(
            "Several offices review protocols in this programme.",
            remedy="Name the one that is to read yours.",
        )
    chosen = [one for one in offices if one.slug == named] if named else offices
    if not chosen:
        raise NoReviewer(
            "Nobody in this programme reviews protocols, or not by this name.",
            remedy="Ask the Secretariat: it invites a benchmark reviewer.",
        )
    return chosen[0]


@transaction.atomic
def take_back(*, actor: Actor, case: Case) -> Case:
    """By the member, while nobody has begun to review: a draft again, and the reviewer finds it no more. What was decided on before
    is “not yet” again, and its reviewer keeps it."""
    found = opened(actor, case, locked=True)
    step = found.benchmark.take_back(day=today(), by=by_of(actor), party=found.party)
    found.case.rule = found.case.verdict_rule
    if step.was_decided:
        _write_numbers(found.case, coverage_of(found.criteria, found.decided.standing))
    moved(actor, found.case, found.papers, step)
    if not step.was_decided:
        hand_to(actor, found.case, found.papers, None)
    noted(actor, found.case, "protocol-taken-back")
    return found.case


@transaction.atomic
def begin_review(*, actor: Actor, case: Case) -> Case:
    found = opened(actor, case, locked=True)
    step = found.benchmark.move(State.IN_REVIEW, day=today(), by=by_of(actor), party=_as_reviewer(found))
    found.case.assessor = actor.person
    if found.case.begins_anew:
        take_back_words(actor, found)
        found.case.begins_anew = False
        found = replace(found, case=found.case, folded=folded_log(actor.scope, found.case))
    has_own = carry_office(actor, found)
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-review-begun")
    subject, text = letters.review_begun(found.case)
    letters.write_to(found.case, found.case.organisation, PREPARERS, subject=subject, text=text)
    if has_own or decided_before(actor, found.case):  # something to learn from
        start_job(actor=actor, kind=WEIGH, argument=found.case.pk)
    return found.case


@transaction.atomic
def take_over(*, actor: Actor, case: Case) -> Case:
    """By a colleague of whoever reviews it, who may be away: the verdict, and its steps, are theirs from here on."""
    found = opened(actor, case, locked=True)
    if found.party is not Party.SECOND or found.state not in UNDER_REVIEW:
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
def withdraw_query(*, actor: Actor, case: Case) -> Case:
    """By the reviewer: what the member never answered keeps no case from its verdict."""
    found = opened(actor, case, locked=True)
    if _as_reviewer(found) is not Party.REVIEWER or found.state is not State.QUERIED:
        raise NotYourTurn(
            "The member is asked nothing that could be withdrawn.", remedy="Look at the protocol again."
        )
    step = found.benchmark.move(State.IN_REVIEW, day=today(), by=by_of(actor), party=found.party)
    moved(actor, found.case, found.papers, step)
    noted(actor, found.case, "protocol-query-withdrawn")
    subject, told = letters.query_withdrawn(found.case)
    letters.write_to(found.case, found.case.organisation, PREPARERS, subject=subject, text=told)
    return found.case


@transaction.atomic
def answer_query(*, actor: Actor, case: Case, text: str) -> Case:
    found = opened(actor, case, locked=True)
    if found.party is not Party.MEMBER:
        raise NotYourTurn(
            "The member is asked, and answers.", remedy="Withdraw the question, where it is settled."
        )
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
    noted(
        actor, found.case, "protocol-disagreement-resolved"
    )  # of which criterion, the ledger's readers do not learn


@transaction.atomic
def approve(*, actor: Actor, case: Case, code: str, reason: str, approved: bool) -> None:
    """That a criterion cannot apply, for this reason."""
    found = _deciding(actor, case)
    found.criteria[code]
    add_decisions(actor, found, [Approved(criterion=code, reason=reason, approved=approved)])
    noted(actor, found.case, "protocol-exception-answered")


def _deciding(actor: Actor, case: Case) -> Opened:
    found = before_side(actor, case)
    _as_reviewer(found)
    return found


@transaction.atomic
def conclude(*, actor: Actor, case: Case, valid_until: date, shown: str) -> Case:
    """By the verdict that the log gives, and no other; `shown`: the digest of what the person was told that it would be. Raises
    TransitionProblem while what is open, or was accepted and read by nobody, could turn it."""
    found = opened(actor, case, locked=True)
    _as_reviewer(found)
    ahead = outcome_now(found)
    _require_shown(ahead, shown)
    if valid_until > latest_end():
        raise TooLong(
            f"An equivalence lasts {MOST_YEARS} years at most.",
            remedy="Give an earlier day; a newer verdict may follow.",
        )
    step = found.benchmark.conclude(ahead.said, day=today(), by=by_of(actor), valid_until=valid_until)
    digest = digest_bytes(evidence(step, found.log, found.rule))
    found.case.log_digest, found.case.log_entries = digest, len(found.log.entries)
    found.case.verdict_rule = found.case.rule
    _write_numbers(found.case, ahead.said.coverage)
    moved(actor, found.case, found.papers, step)
    noted(
        actor,
        found.case,
        "protocol-decided",
        outcome=ahead.outcome,
        covered=found.case.covered,
        unread=ahead.unread,
        excused=ahead.excused,
        until=valid_until if step.valid_until else "–",
        log=digest,
    )
    if step.valid_until is not None:
        newer = note_benchmark(
            actor=actor,
            scope=entrusted(actor, found.case),
            protocol=found.case.called,
            valid_from=today(),
            valid_until=step.valid_until,
            evidence=digest,
        )
        _supersede(actor, found.case, newer)
        letters.tell_secretariat(found.case)
    subject, text = letters.concluded(found.case)
    letters.write_to(found.case, found.case.organisation, PREPARERS, subject=subject, text=text)
    return found.case


def latest_end() -> date:
    day = today()
    return day.replace(year=day.year + MOST_YEARS, day=min(day.day, 28) if day.month == 2 else day.day)


def _require_shown(ahead: Outlook, shown: str) -> None:
    if shown != ahead.digest:
        raise OtherThanShown(
            "The verdict would be another than the one that you were shown.",
            remedy="Look at it again, then conclude.",
        )


def _write_numbers(case: Case, covered: Coverage) -> None:
    share = covered.full
    case.covered, case.percent = str(share), share.percent
    case.with_halves = str(covered.with_halves)
    case.missing_critical, case.unread = len(covered.missing_critical), len(covered.unread)
    case.numbers = numbers_of(covered)


def _forget_numbers(case: Case) -> None:
    """They are of the last verdict, and somebody looks again."""
    case.covered = case.percent = case.with_halves = ""
    case.missing_critical = case.unread = None
    case.numbers = {}


def _supersede(actor: Actor, newer: Case, benchmark: RecordedBenchmark) -> None:
    """What this office decided before on this protocol of the member's, against the same criteria, with the benchmark that came of it;
    another office's runs out by its date."""
    same = Case.objects.within(actor.scope).filter(
        organisation=newer.organisation, name__iexact=newer.name, criteria_digest=newer.criteria_digest
    )
    decided = models.Q(state=State.EQUIVALENT.value)
    older = models.Q(state=State.NOT_YET.value, pk__lt=newer.pk)
    over = same.filter(decided | older).exclude(pk=newer.pk).select_for_update(of=("self",))
    for one in over.select_related("organisation"):
        papers = Papers.objects.within(actor.scope).get(case=one)
        step = as_benchmark_case(one, papers).move(
            State.SUPERSEDED, day=today(), by=by_of(actor), party=Party.REVIEWER
        )
        moved(actor, one, papers, step)
        noted(actor, one, "protocol-superseded", by=newer.number)
        supersede_benchmarks(
            actor=actor, scope=entrusted(actor, newer), evidence=one.log_digest, newer=benchmark
        )


def report_of(found: Opened, form: str) -> bytes:
    """Of what the verdict rests on. Before it, and while it is looked at again, its reviewer alone reads one, of what there is."""
    if found.party is not Party.REVIEWER and not found.is_decided:
        raise NotYourTurn(
            "There is no report before the verdict.", remedy="Wait until the protocol is decided."
        )
    log = as_reported_to(found.decided if found.is_decided else found.log, found.party)
    speaking = partial(
        report_pdf if form == "pdf" else report_html,
        found.criteria,
        found.protocol,
        log,
        found.rule,
        day=today(),
    )
    try:
        return speaking(speech=speech())
    except (
        UsageProblem
    ):  # no font here has the letters of this language: in English it has what the protocol itself has
        return speaking(speech=ENGLISH)
