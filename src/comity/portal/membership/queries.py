"""The programme as the rules downstairs know it, and what members signed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import models

from comity.core import canonical_json, digest_bytes
from comity.membership import (
    Benchmark,
    Lane,
    Member,
    NothingToReport,
    Programme,
    Signature,
    Statement,
    Withdrawal,
    default_lane,
    packaged_statements,
    signatures_in_force,
    statement_pdf,
)
from comity.membership import Round as KnownRound
from comity.portal.membership.models import (
    ApprovedNothing,
    RecordedBenchmark,
    Round,
    RoundLane,
    StatementSignature,
    StatementWithdrawal,
)
from comity.portal.ports.clock import today
from comity.portal.programme.queries import lane_of
from comity.portal.survey.models import Survey
from comity.portal.tenants.models import Participation
from comity.portal.tenants.queries import members_of, programme_of
from comity.portal.tenants.scope import Scope


def programme_known(scope: Scope) -> Programme:
    """Of one member where the scope is one member's: it is handed no other."""
    programme, members = programme_of(scope), members_of(scope)
    rounds = _rounds(scope)
    slugs = {one.organisation_id: one.organisation.slug for one in members}
    approved = ApprovedNothing.objects.within(scope).filter(organisation__in=slugs).select_related("round")
    benchmarks = benchmarks_of(scope).order_by("id")
    return Programme(
        name=programme.name,
        members={
            one.organisation.slug: Member(
                id=one.organisation.slug,
                name=one.organisation.name,
                joined=one.joined,
                first_recognition=one.first_recognition,
                surveys=frozenset(one.surveys),
            )
            for one in members
        },
        groups=_groups(members),
        rounds=rounds,
        statements=packaged_statements(),
        benchmarks=tuple(
            Benchmark(
                member=slugs[one.organisation_id],
                protocol=one.protocol,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                superseded_on=one.superseded.on if hasattr(one, "superseded") else None,
                superseded_by=one.superseded.by.protocol if hasattr(one, "superseded") else "",
            )
            for one in benchmarks
            if one.organisation_id in slugs
        ),
        signatures=tuple(_signatures(scope, slugs)),
        withdrawals=tuple(
            Withdrawal(member=slugs[one.organisation_id], on=one.on, by=one.by)
            for one in StatementWithdrawal.objects.within(scope).order_by("id")
            if one.organisation_id in slugs
        ),
        nothing_to_report=tuple(
            NothingToReport(
                member=slugs[one.organisation_id],
                round=one.round.slug,
                approved_by=one.approved_by,
                on=one.on,
            )
            for one in approved
        ),
        recognition_within_months=programme.recognition_within_months,
        surveys_due=survey_days(scope) if programme.survey_is_gate else {},
        digest=digest_bytes(
            canonical_json([programme.slug, sorted(slugs.values()), sorted(rounds), programme.statement])
        ),
    )


def benchmarks_of(scope: Scope) -> models.QuerySet[RecordedBenchmark]:
    """With what took their places."""
    return RecordedBenchmark.objects.within(scope).select_related("superseded__by")


def _rounds(scope: Scope) -> dict[str, KnownRound]:
    lanes = lanes_of_rounds(scope)
    return {
        one.slug: KnownRound(
            id=one.slug, cutoff=one.cutoff, statement=one.statement, lane=lanes.get(one.pk, default_lane())
        )
        for one in Round.objects.within(scope)
    }


def _groups(members: Iterable[Participation]) -> dict[str, tuple[str, ...]]:
    """Companies of one corporate group count as one contributor."""
    groups: dict[str, list[str]] = defaultdict(list)
    for one in members:
        if one.group:
            groups[one.group].append(one.organisation.slug)
    return {name: tuple(sorted(found)) for name, found in sorted(groups.items())}


def survey_days(scope: Scope) -> dict[int, date]:
    """Each survey that was opened, and its closing day."""
    return dict(Survey.objects.within(scope).values_list("year", "closes_on"))


def _signatures(scope: Scope, slugs: dict[int, str]) -> list[Signature]:
    return [
        Signature(
            member=slugs[one.organisation_id],
            on=one.on,
            by=one.by,
            role=one.role,
            statement=one.version,
            digest=one.digest,
        )
        for one in StatementSignature.objects.within(scope).order_by("id")
        if one.organisation_id in slugs
    ]


def rounds_of(scope: Scope) -> list[Round]:
    """The latest cut-off first."""
    return list(Round.objects.within(scope))


def round_named(scope: Scope, slug: str) -> Round | None:
    return Round.objects.within(scope).filter(slug=slug).first()


def current_round(scope: Scope) -> Round | None:
    """The latest that has opened."""
    return Round.objects.within(scope).filter(opens_on__lte=today()).first()


def round_asked(scope: Scope, slug: str) -> Round | None:
    """The one named; without a name, the one that is open."""
    return round_named(scope, slug) if slug else current_round(scope)


def required_statement(scope: Scope) -> Statement:
    return packaged_statements()[programme_of(scope).statement]


def statement_as_pdf(scope: Scope, *, programme: str, member: str) -> bytes:
    """The words that were signed, with the signature; where nobody signed, those to be signed."""
    signed = signature_in_force(scope)
    text = required_statement(scope) if signed is None else packaged_statements()[signed.statement]
    return statement_pdf(text, programme=programme, member=member, signature=signed)


def signature_in_force(scope: Scope) -> Signature | None:
    """Of one member, today: the latest."""
    known = programme_known(scope)
    found = signatures_in_force(known.signatures, known.withdrawals, on=today())
    return found[-1] if found else None


def lanes_of_rounds(scope: Scope) -> dict[int, Lane]:
    """By the round's primary key. Rounds that are not here are served by the lane that comes with Comity."""
    return {one.round_id: lane_of(one.lane) for one in RoundLane.objects.within(scope).select_related("lane")}
