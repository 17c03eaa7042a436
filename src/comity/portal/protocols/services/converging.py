"""Counting what all benchmarked protocols have in common; of whom it was counted is kept for the next time, and opened by nobody."""

import json
from datetime import date
from io import BytesIO

from django.db import transaction

from comity.benchmark import Coverage, Kind, Log, Party, coverage_of
from comity.benchmark.case import State
from comity.core import Progress, canonical_json
from comity.portal.jobs.models import Job
from comity.portal.jobs.queries import last_job
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_known
from comity.portal.protocols.models import Case, Convergence, Papers, Reading
from comity.portal.protocols.queries.cases import criteria_of, log_of
from comity.portal.protocols.queries.converging import COUNT, SAFETY
from comity.portal.protocols.reading import protocol_from
from comity.portal.tenants.fence import fenced
from comity.portal.tenants.gates import Actor, manager_of, whole_programmes
from comity.portal.tenants.models import Programme
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.scope import Scope
from comity.survey.demands import Told, demands_told, plain_told, told_from


@transaction.atomic
def start_count(*, actor: Actor) -> Job:
    return start_job(actor=actor, kind=COUNT, argument="")


def count_what_changed() -> int:
    """What workers do beside their jobs: of every programme in which a verdict was given, replaced or ran out since it was counted, at
    most once a day. How many programmes are counted. Of two workers at once both may count: the second tells the same."""
    return sum(_count_where_due(programme, scope) for programme, scope in whole_programmes())


def _count_where_due(programme: Programme, scope: Scope) -> bool:
    last = Convergence.objects.within(scope).first()
    since = last.on if last is not None else date.min
    tried = last_job(scope, kind=COUNT, argument=today()) is not None
    if since >= today() or tried:
        return False
    rows = Case.objects.within(scope).exclude(log_digest="")
    changed = rows.filter(moved_on__gte=since) | rows.filter(valid_until__gte=since, valid_until__lt=today())
    manager = manager_of(programme, scope) if changed.exists() else None
    if manager is None:
        return False
    with fenced(scope), transaction.atomic():
        start_job(actor=manager, kind=COUNT, argument=today())
    return True


def count_demands(*, actor: Actor, progress: Progress, by: str) -> None:
    """Of each edition of the criteria. What was told stands where telling it anew would give a member away."""
    for cases in _by_edition(actor.scope):
        members: dict[str, Coverage] = {}
        beyond: dict[str, int] = {}
        for at, (group, case) in enumerate(cases.items()):
            progress("counting what protocols demand", at, len(cases))
            with fenced(actor.scope.narrowed(case.organisation_id)):
                members[group], beyond[group] = _demands_of(actor.scope.narrowed(case.organisation_id), case)
        _keep(actor, next(iter(cases.values())), members, beyond, by)


def _by_edition(scope: Scope) -> list[dict[str, Case]]:
    """By group of companies the protocol that was decided on last, of each edition that is there."""
    groups = {one.organisation_id: one.group or one.organisation.slug for one in members_of(scope)}
    decided = Case.objects.within(scope).filter(
        reading=Reading.READ, state__in=(State.EQUIVALENT.value, State.NOT_YET.value)
    )
    found: dict[str, dict[str, Case]] = {}
    for case in decided.exclude(log_digest="").order_by("-moved_on", "-pk"):
        is_current = case.state_now in (State.EQUIVALENT, State.NOT_YET)
        if is_current and case.organisation_id in groups and criteria_known(scope, case.criteria_digest):
            found.setdefault(case.criteria_digest, {}).setdefault(groups[case.organisation_id], case)
    return list(found.values())


def _demands_of(scope: Scope, case: Case) -> tuple[Coverage, int]:
    """By the verdict; and how many requirements no criterion holds. Raises nothing: it was decided on, so it was read."""
    standing = Log.of(log_of(scope, case).entries[: case.log_entries]).standing
    criteria = criteria_of(scope, case)
    protocol = protocol_from(storage().read(Papers.objects.within(scope).get(case=case).reading_key))
    kinds = protocol.with_kinds(standing.kinds).by_id
    marked = standing.not_mappable(Party.REVIEWER).keys() | standing.not_mappable(Party.MEMBER).keys()
    beyond = sum(id_ in kinds and kinds[id_].kind is Kind.REQUIREMENT for id_ in marked)
    return coverage_of(criteria, standing), beyond


def _keep(actor: Actor, case: Case, members: dict[str, Coverage], beyond: dict[str, int], by: str) -> None:
    criteria = criteria_of(actor.scope, case)
    with transaction.atomic():
        rows = Convergence.objects.within(actor.scope).filter(criteria_digest=criteria.digest)
        last = rows.select_for_update(of=("self",)).first()
        told = demands_told(criteria, members, beyond, on=today(), before=_told_before(last), safety=SAFETY)
        kept = storage().keep(BytesIO(canonical_json(plain_told(told, with_answers=True))))
        if last is not None:
            old, last.memory_key = last.memory_key, ""
            last.save(update_fields=["memory_key"])
            transaction.on_commit(lambda: storage().forget(old))
        Convergence.objects.add(
            actor.scope,
            criteria=criteria.name,
            criteria_digest=criteria.digest,
            on=today(),
            at=now(),
            person=actor.person,
            told=plain_told(told, with_answers=False),
            memory_key=kept,
        )
        renewed = sum(one.on == today() for one in told.demands)
        facts = {"protocols": told.members, "told": len(told.demands), "anew": renewed, "by": by}
        record(actor=actor, verb="convergence-counted", subject=criteria.name, facts=facts)


def _told_before(last: Convergence | None) -> Told | None:
    return told_from(json.loads(storage().read(last.memory_key))) if last is not None else None
