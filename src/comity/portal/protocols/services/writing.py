"""Adding to a case's log, and moving it; in the transaction of whoever calls."""

from collections.abc import Sequence
from dataclasses import asdict

from comity.benchmark import Entry, Log
from comity.benchmark.case import Case as BenchmarkCase
from comity.benchmark.case import State
from comity.benchmark.log_lines import line_of
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.queries.cases import BY
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation

UNDER_REVIEW = (State.SUBMITTED, State.IN_REVIEW, State.QUERIED)


def by_of(actor: Actor) -> str:
    return f"{BY}{actor.person.pk}"


def add_entries(actor: Actor, case: Case, before: Log, after: Log, *, is_machine: bool = False) -> int:
    """`case` as it is under the lock: its parts are found by whom it is handed to. Two that add at once collide on the number of
    the first, and one of them is told to look again."""
    fresh: Sequence[Entry] = after.entries[len(before.entries) :]
    if fresh:
        LogPart.objects.add(
            actor.scope,
            organisation_id=case.organisation_id,
            reviewer_id=case.reviewer_id,
            case=case,
            first=fresh[0].seq,
            last=fresh[-1].seq,
            person=None if is_machine else actor.person,
            at=now(),
            lines="\n".join(line_of(one) for one in fresh),
        )
    return len(fresh)


def moved(actor: Actor, case: Case, papers: Papers, step: BenchmarkCase) -> None:
    """The case's row goes on with what its history says."""
    last = step.history[-1]
    papers.history = [
        {**asdict(one), "day": one.day.isoformat(), "party": one.party.value, "to": one.to.value}
        for one in step.history
    ]
    papers.save(update_fields=["history"])
    case.state, case.moved_on, case.valid_until = last.to.value, last.day, step.valid_until
    if last.to not in UNDER_REVIEW:
        case.next_reviewer = None  # nobody waits for another office
    case.save()


def hand_to(actor: Actor, case: Case, papers: Papers, reviewer: Organisation | None) -> None:
    """With all its papers. In the member's own scope: nobody else finds every part."""
    case.reviewer, papers.reviewer = reviewer, reviewer
    case.save(update_fields=["reviewer"])
    papers.save(update_fields=["reviewer"])
    LogPart.objects.within(actor.scope).filter(case=case).update(reviewer=reviewer)


def noted(actor: Actor, case: Case, verb: str, **facts: object) -> None:
    """By number: the platform's auditor reads the ledger, and no protocol."""
    subject = f"{case.organisation.name}, protocol {case.number}"
    record(actor=actor, verb=verb, subject=subject, facts=facts)
