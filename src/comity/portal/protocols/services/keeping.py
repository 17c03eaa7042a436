"""Deleting wording that nothing rests on any more. Every protocol that goes leaves its number and its digests in the ledger."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models, transaction

from comity.benchmark.case import State
from comity.portal.ledger.services import record_of_machine
from comity.portal.membership.models import RecordedBenchmark
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, Papers
from comity.portal.protocols.queries import gone_by_now
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.scope import Scope

KEPT = timedelta(days=2 * 365)
"""After a protocol was superseded: its benchmark, and the ledger, stay."""


@on_machine()
def forget_superseded() -> int:
    """Wording that nothing rests on any more: no benchmark either that is valid, or was until lately. How many protocols they were."""
    old = _every().filter(state=State.SUPERSEDED.value, moved_on__lt=today() - KEPT)
    needed: models.QuerySet[RecordedBenchmark] = (
        models.QuerySet(RecordedBenchmark).filter(valid_until__gte=today() - KEPT).exclude(evidence="")
    )
    cases = list(old.exclude(log_digest__in=needed.values("evidence")).select_related("organisation"))
    for case in cases:
        with transaction.atomic():
            _forget_case(case)
    return len(cases)


@on_machine()
def forget_abandoned() -> int:
    """Drafts that nobody worked on for a year; and two years after the last word what is not yet equivalent, or ran out."""
    forgotten = 0
    for known in gone_by_now(_every()):
        with transaction.atomic():
            rows = _every().select_for_update(of=("self",)).filter(pk=known.pk)
            if not gone_by_now(_every().filter(pk__in=[one.pk for one in rows])):
                continue  # somebody went on with it meanwhile, or another worker was first
            _forget_case(known)
            forgotten += 1
    return forgotten


def _every() -> models.QuerySet[Case]:
    return models.QuerySet(Case)


def _forget_case(case: Case) -> None:
    papers = models.QuerySet(Papers).filter(case=case).first()
    record_of_machine(
        Scope(programme_id=case.programme_id, organisation_id=None),
        verb="protocol-forgotten",
        subject=f"{case.organisation.name}, protocol {case.number}",
        facts={"state": case.state_now, "digest": case.protocol_digest, "log": case.log_digest},
    )
    keys: list[str] = keys_of(papers) if papers else []
    _every().filter(pk=case.pk).delete()
    forget(keys)


def keys_of(papers: Papers) -> list[str]:
    return [one for one in (papers.key, papers.reading_key, papers.vectors_key) if one]


def forget(keys: Iterable[str]) -> None:
    """Once the rows that named them are gone for good."""
    for key in keys:
        transaction.on_commit(lambda key=key: storage().forget(key))  # type: ignore[misc] # bound at once
