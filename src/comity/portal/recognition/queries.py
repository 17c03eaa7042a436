"""What is asked of decisions: those that stand, what remains open, whom a recall concerns, what was avoided."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.conf import settings

from comity.benchmark import Coverage, CriteriaSet
from comity.core import months_before
from comity.exchange import Ground
from comity.portal.exchange.models import Ask, GrantRow, SealedBody
from comity.portal.exchange.queries import whole
from comity.portal.ports.recognitions import OfMember
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_now, criteria_there
from comity.portal.recognition.models import Compared, Decided, Notice
from comity.portal.tenants.scope import Scope
from comity.recognition import (
    AvoidedState,
    Choice,
    Counted,
    Delta,
    DueAudit,
    Recognised,
    Reliance,
    count_avoided,
    read_reliance,
)
from comity.recognition.compare import compare_files


def decisions_on(scope: Scope, report: str) -> list[Decided]:
    """One member's on one report, the newest last."""
    found = Decided.objects.within(scope).filter(report=report)
    return list(found.select_related("person", "ask").order_by("pk"))


def reliances(rows: Sequence[Decided]) -> list[Reliance]:
    return [read_reliance(one.reliance.encode()) for one in rows]


def comparison_of(ask: Ask) -> tuple[Delta, Coverage] | None:
    scope = Scope(programme_id=ask.programme_id, organisation_id=ask.organisation_id)
    row = Compared.objects.within(scope).filter(ask=ask).first()
    if row is None:
        return None
    return _worked_out(
        row.own_key, row.own_name, row.answers_key, _spoken_of(row), row.other_key, row.other_name
    )


def _spoken_of(row: Compared) -> CriteriaSet | None:
    """By a table of links; a review file holds its criteria itself, be they the programme's or not."""
    if not row.answers_key:
        return None
    scope = Scope(programme_id=row.programme_id, organisation_id=row.organisation_id)
    return criteria_there(scope, row.criteria, row.criteria_digest)


@lru_cache(maxsize=16)
def _worked_out(
    own: str, own_name: str, answers: str, criteria: CriteriaSet | None, other: str, other_name: str
) -> tuple[Delta, Coverage]:
    """What is in storage never changes, so it may be remembered by its keys."""
    read = storage().read
    links = (("", read(answers)), criteria) if criteria else None
    return compare_files((own_name, read(own)), links, (other_name, read(other)))


def decided_by(scope: Scope, found: tuple[Delta, Coverage] | None) -> CriteriaSet:
    """Whose pillars a decision names: the criteria that the protocols were compared by, else those of the programme."""
    return found[1].criteria if found else criteria_now(scope).criteria


def compared_until(ask: Ask) -> date | None:
    """The day on which the files go that were compared for it; what was decided stays in its reliance file."""
    scope = Scope(programme_id=ask.programme_id, organisation_id=ask.organisation_id)
    row = Compared.objects.within(scope).filter(ask=ask).first()
    return row.at.date() + kept_compared() if row else None


def kept_compared() -> timedelta:
    """As long as protocols of the own programme's members."""
    return timedelta(days=settings.COMITY_PROTOCOLS_KEPT_DAYS)


def keys_of(rows: Iterable[Compared]) -> set[str]:
    return {key for one in rows for key in (one.own_key, one.answers_key, one.other_key) if key}


def last_compared(scope: Scope) -> Compared | None:
    """The own protocol that was sent last serves the next request, too."""
    return Compared.objects.within(scope).order_by("-pk").first()


def last_policy(scope: Scope) -> Mapping[str, object]:
    """Of the member's latest decision on any report; empty before the first."""
    row = Decided.objects.within(scope).order_by("-pk").first()
    return row.policy if row else {}


def decision_numbered(scope: Scope, number: int) -> Decided | None:
    return Decided.objects.within(scope).select_related("ask", "person").filter(pk=number).first()


def standing_decisions(scope: Scope) -> list[Decided]:
    """Of each member the latest on each report and site; a decision that a later one replaced is not among them."""
    latest: dict[tuple[int, str, str], Decided] = {}
    for one in (
        Decided.objects.within(scope)
        .select_related("ask__organisation", "ask__desk", "person")
        .order_by("pk")
    ):
        latest[one.organisation_id, one.report, one.ask.site] = one
    return list(latest.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Why a report no longer counts, since when, and who says so."""

    ground: Ground
    on: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A decision of this member's that relies on a report which no longer counts."""

    decided: Decided
    called: Called


def alerts_of(scope: Scope) -> list[Alert]:
    """One member's. A report is meant by its digest: another sealing of the same bytes is the same report."""
    relied_on = [one for one in standing_decisions(scope) if Choice(one.choice).is_reliance]
    if not relied_on:
        return []
    by_desk, by_issuer = recalled_at_desks(scope), recalled_by_issuers(scope)
    found = []
    for one in relied_on:
        called = by_desk.get((one.ask.desk_id, one.report)) or by_issuer.get(one.report)
        if called is not None:
            found.append(Alert(decided=one, called=called))
    return found


def recalled_at_desks(scope: Scope) -> dict[tuple[int | None, str], Called]:
    """Desk and digest of a report -> its recall. The platform learns a digest from who read the report, and from nobody else.

    Of its own desk alone: a member that names another's digest must not make its supplier's recall fall on that one.
    """
    bodies = {one.pk: one for one in SealedBody.objects.within(whole(scope)).exclude(recalled="")}
    if not bodies:
        return {}
    rows = GrantRow.objects.within(whole(scope)).filter(body__in=bodies).select_related("ask")
    return {
        (one.ask.desk_id, one.ask.report): Called(
            ground=Ground[body.recalled], on=body.recalled_at.date(), by=one.ask.supplier
        )
        for one in rows
        if one.ask.report and (body := bodies[one.body_id]).recalled_at is not None
    }


def reports_read_of(body: SealedBody) -> frozenset[str]:
    """The digests under which members read this sealed body."""
    scope = Scope(programme_id=body.programme_id, organisation_id=None)
    rows = GrantRow.objects.within(scope).filter(body=body).select_related("ask")
    return frozenset(one.ask.report for one in rows if one.ask.report)


def recalled_by_issuers(scope: Scope) -> dict[str, Called]:
    """Digest -> the earliest notice."""
    return {
        one.report: Called(ground=Ground[one.ground], on=one.signed_at.date(), by=one.by_name)
        for one in Notice.objects.within(whole(scope))
    }


def notices(scope: Scope) -> list[Notice]:
    return list(Notice.objects.within(scope))


def own_counted(scope: Scope, *, on: date) -> tuple[Counted, ...]:
    """One member's due, recognised and ordered audits, counted as `comity.recognition` counts."""
    rows = [one for one in standing_decisions(scope) if Choice(one.choice).is_reliance]
    orders: dict[str, list[date]] = {}
    for one in rows:
        if one.ordered_on:
            orders.setdefault(one.ask.site, []).append(one.ordered_on)
    return count_avoided(
        [DueAudit(site=one.ask.site, due_on=one.due_on) for one in rows if one.due_on],
        [Recognised(site=one.ask.site, on=one.at.date()) for one in rows],
        orders,
        on=on,
    )


def recognised_in(scope: Scope, year: int) -> int | None:
    """One member's, by the decisions that stand; None where it has not decided on any report yet."""
    decided = standing_decisions(scope)
    if not decided:
        return None
    return sum(Choice(one.choice).is_reliance and one.at.year == year for one in decided)


def recognitions_of(scope: Scope, on: date) -> list[OfMember]:
    """For statistics: recognised in the half-year of the decision, avoided in the one in which the twelve months ended."""
    members = {one.organisation_id: one.ask.organisation.slug for one in standing_decisions(whole(scope))}
    sums: Counter[tuple[str, str, str]] = Counter()
    for organisation, slug in members.items():
        for one in own_counted(whole(scope).narrowed(organisation), on=on):
            if one.state is AvoidedState.NOT_RECOGNISED:
                continue
            sums[slug, _half(one.on), "recognised"] += 1
            if one.state is AvoidedState.AVOIDED:
                sums[slug, _half(months_before(one.on, -12)), "avoided"] += 1
    periods = sorted({(slug, period) for slug, period, _ in sums})
    return [
        OfMember(
            member=slug,
            period=period,
            recognised=sums[slug, period, "recognised"],
            avoided=sums[slug, period, "avoided"],
        )
        for slug, period in periods
    ]


def _half(day: date) -> str:
    return f"{day.year}-H{1 if day.month <= 6 else 2}"
