"""What a verdict rests on, as one file: by its digest the benchmark names it, and whoever has the file can tell that it is the one."""

from datetime import date

from django.db import models

from comity.benchmark import CriteriaSet, Log, Outcome, Party, Rule, coverage_of, verdict
from comity.benchmark.case import Case as BenchmarkCase
from comity.benchmark.case import State
from comity.benchmark.log_lines import line_of
from comity.benchmark.rules import rule_facts
from comity.core import canonical_json, digest_bytes
from comity.portal.protocols.models import Case, Papers
from comity.portal.protocols.queries.cases import (
    Opened,
    as_benchmark_case,
    criteria_of,
    kept_rule,
    log_of,
)
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.scope import Scope


def evidence_of(found: Opened) -> bytes:
    """Of the last verdict; of what there is so far, where that is looked at again or there is none yet."""
    if not found.is_decided:
        return evidence(found.benchmark, found.log, found.rule)
    return _of_verdict(found.benchmark, found.decided, kept_rule(found.case.verdict_rule)[1])


@on_machine()
def broken_verdicts() -> list[str]:
    """Decided protocols whose log is not the one that was decided on, by programme, member and number."""
    broken = []
    cases: models.QuerySet[Case] = models.QuerySet(Case)
    for case in cases.exclude(log_digest="").select_related("programme", "organisation").order_by("pk"):
        scope = Scope(programme_id=case.programme_id, organisation_id=case.organisation_id)
        papers = Papers.objects.within(scope).get(case=case)
        log = Log.of(log_of(scope, case).entries[: case.log_entries])
        rule = kept_rule(case.verdict_rule)[1]
        rests_on = _of_verdict(as_benchmark_case(case, papers), log, rule)
        if digest_bytes(rests_on) != case.log_digest or not _follows(
            case, criteria_of(scope, case), log, rule
        ):
            broken.append(f"{case.programme.slug}: {case.organisation.slug}, protocol {case.number}")
    return broken


def _follows(case: Case, criteria: CriteriaSet, log: Log, rule: Rule) -> bool:
    """Whether the log gives the outcome that the case has, by the rule that it was decided by."""
    given = verdict(coverage_of(criteria, log.standing), rule).outcome
    return (given is Outcome.EQUIVALENT) == (case.valid_until is not None)


def _of_verdict(case: BenchmarkCase, decided: Log, rule: Rule) -> bytes:
    verdicts = (State.EQUIVALENT, State.NOT_YET)
    last = max(
        at
        for at, one in enumerate(case.history)
        if one.party is Party.REVIEWER and one.to in verdicts  # what is taken back is “not yet” by the member
    )
    then = BenchmarkCase(
        protocol_digest=case.protocol_digest,
        criteria_digest=case.criteria_digest,
        history=case.history[: last + 1],
        valid_until=case.valid_until,
    )
    return evidence(then, decided, rule)


def evidence(case: BenchmarkCase, log: Log, rule: Rule) -> bytes:
    """A first line of what was compared, by which rule, in which steps, until when; then every entry, one line each."""
    first = {
        "protocol": case.protocol_digest,
        "criteria": case.criteria_digest,
        "rule": rule_facts(rule),
        "valid_until": _told(case.valid_until),
        "entries": len(log.entries),
        "history": [
            {
                "day": _told(one.day), "by": one.by, "party": one.party.value, "to": one.to.value, "note": one.note,
            }
            for one in case.history
        ],
    }  # fmt: skip
    return b"\n".join([canonical_json(first), *(line_of(one).encode() for one in log.entries)])


def _told(day: date | None) -> str | None:
    return day.isoformat() if day else None
