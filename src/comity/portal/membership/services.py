"""Signing the joint statement, and taking that back."""

from datetime import date

from django.db import transaction

from comity.membership import Statement
from comity.portal.ledger.services import record
from comity.portal.membership.errors import NotTheText
from comity.portal.membership.models import (
    BenchmarkSuperseded,
    RecordedBenchmark,
    StatementSignature,
    StatementWithdrawal,
)
from comity.portal.membership.queries import required_statement
from comity.portal.ports.clock import now, today
from comity.portal.tenants.fence import fenced
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.scope import Scope


@transaction.atomic
def sign_statement(*, actor: Actor, by: str, role: str, digest: str) -> StatementSignature:
    """`digest` is of the words that the person had before it. Raises NotTheText where they are not those asked for now."""
    statement = required_statement(actor.scope)
    _require_text(statement, digest)
    signed = StatementSignature.objects.add(
        actor.scope,
        person=actor.person,
        by=by,
        role=role,
        version=statement.version,
        digest=statement.digest,
        on=today(),
        at=now(),
    )
    record(
        actor=actor,
        verb="statement-signed",
        subject=actor.organisation.name,
        facts={"by": by, "role": role, "version": statement.version, "digest": statement.digest},
    )
    return signed


@transaction.atomic
def withdraw_from_statement(*, actor: Actor, by: str) -> StatementWithdrawal:
    """Ends access at once: standing is asked at every page."""
    withdrawn = StatementWithdrawal.objects.add(actor.scope, person=actor.person, by=by, on=today(), at=now())
    record(actor=actor, verb="statement-withdrawn", subject=actor.organisation.name, facts={"by": by})
    return withdrawn


def _require_text(statement: Statement, digest: str) -> None:
    if digest != statement.digest:
        raise NotTheText(
            "The words on your page are not those that are signed now.",
            remedy="Open the page again, read the new version, and sign that.",
        )


@transaction.atomic
def note_benchmark(
    *, actor: Actor, scope: Scope, protocol: str, valid_from: date, valid_until: date, evidence: str
) -> RecordedBenchmark:
    """A reviewer's verdict, in the portal, is the member's benchmark. `scope` is the member's own, as a gate entrusted it."""
    with fenced(scope):
        kept = RecordedBenchmark.objects.add(
            scope, protocol=protocol, valid_from=valid_from, valid_until=valid_until, evidence=evidence
        )
    facts = {"protocol": protocol, "from": valid_from, "until": valid_until, "log": evidence}
    record(actor=actor, verb="benchmark-recorded", subject=kept.organisation.name, facts=facts)
    return kept


@transaction.atomic
def supersede_benchmarks(*, actor: Actor, scope: Scope, evidence: str, newer: RecordedBenchmark) -> int:
    """Those that rest on this log: from today on the newer one counts. Done twice it is done once."""
    with fenced(scope):
        older = RecordedBenchmark.objects.within(scope).filter(evidence=evidence, superseded__isnull=True)
        ended = [one for one in older.exclude(pk=newer.pk) if evidence]
        for one in ended:
            BenchmarkSuperseded.objects.add(scope, benchmark=one, by=newer, on=today())
    for one in ended:
        facts = {"protocol": one.protocol, "by": newer.protocol, "log": evidence}
        record(actor=actor, verb="benchmark-superseded", subject=newer.organisation.name, facts=facts)
    return len(ended)
