"""What is asked of requests, desks and sealed bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from comity.core import AgeBand
from comity.exchange import (
    Bodies,
    GrantRecord,
    KnownAudit,
    LocalBodies,
    Moved,
    Party,
    PublicKey,
    Purpose,
    Request,
    State,
    Vault,
    follow_sites,
    next_reminder,
)
from comity.exchange.errors import GrantExpired
from comity.exchange.links import Link, LinkPurpose, link_digest, look
from comity.ledger import Ledger, Opening, Signer, export_receipts, opening_of
from comity.lists import Assurance
from comity.portal.exchange.models import Ask, CompanyKey, Desk, DeskLink, GrantRow, SealedBody
from comity.portal.ledger.models import Entry, EntryFact
from comity.portal.tenants.fence import on_machine, raise_fence
from comity.portal.tenants.models import Person, Programme
from comity.portal.tenants.queries import seats_in
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

OPENERS = (Role.ADMIN, Role.DECIDER)
"""Who opens reports for a member, and decides on them."""


def bodies() -> Bodies:
    """The local folder, or an object store where its address is set (`COMITY_BODIES_URL`)."""
    if url := getattr(settings, "COMITY_BODIES_URL", ""):
        from obstore.store import from_url

        from comity.exchange.object_bodies import ObjectBodies

        return ObjectBodies(from_url(url))
    return LocalBodies(Path(settings.DATA) / "sealed")


def vault() -> Vault:
    return Vault(bodies())


def whole(scope: Scope) -> Scope:
    return Scope(programme_id=scope.programme_id, organisation_id=None)


# Who is told


def openers_of(ask: Ask, *, first: Person | None) -> list[Person]:
    """`first`, as long as they may open reports for who asked; else everybody who may. Who has left is told nothing more."""
    seats = seats_in(ask.programme, ask.organisation, roles=OPENERS)
    people = {one.person_id: one.person for one in seats}
    return [people[first.pk]] if first is not None and first.pk in people else list(people.values())


def address_of(ask: Ask) -> str:
    """For a letter: the request's own page."""
    said = {"programme": ask.programme.slug, "organisation": ask.organisation.slug, "ref": ask.ref}
    return settings.COMITY_ADDRESS + reverse("request", kwargs=said)


# Keys


def company_key(scope: Scope) -> CompanyKey | None:
    return CompanyKey.objects.within(scope).filter(is_holder=False).first()


def holder_key(scope: Scope) -> CompanyKey | None:
    return CompanyKey.objects.within(scope).filter(is_holder=True).first()


def fingerprint(public: str) -> str:
    return PublicKey.of_text(public).fingerprint


# Requests


def request_of(ask: Ask) -> Request:
    """The row as the rules know it."""
    return Request(
        id=ask.ref,
        member=ask.organisation.name,
        supplier=ask.supplier,
        site=ask.site,
        site_id=ask.site_id,
        known=KnownAudit(
            age=AgeBand(ask.age) if ask.age else None,
            assurance=Assurance(ask.assurance) if ask.assurance else None,
        ),
        purpose=Purpose[ask.purpose],
        answer_by=ask.answer_by,
        access_until=ask.access_until,
        history=tuple(
            Moved(
                at=datetime.fromisoformat(one["at"]),
                by=one["by"],
                party=Party(one["party"]),
                to=State(one["to"]),
            )
            for one in ask.history
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A request as a page shows it."""

    ask: Ask
    request: Request
    state: State

    @property
    def tone(self) -> str:
        if self.state in (State.DELIVERED, State.READ, State.DECIDED):
            return "good"
        if self.state in (State.DECLINED, State.NO_SUCH_AUDIT, State.EXPIRED, State.REVOKED):
            return "bad"
        return "warn" if self.state is State.DRAFTED else ""


def shown(ask: Ask, *, at: datetime) -> Shown:
    request = request_of(ask)
    return Shown(ask=ask, request=request, state=request.state_at(at))


def asks_of(scope: Scope, *, at: datetime) -> list[Shown]:
    """One member's, the newest first."""
    found = Ask.objects.within(scope).select_related("organisation", "desk")
    return [shown(one, at=at) for one in found]


def doubled(found: Sequence[Shown], *, at: datetime) -> list[tuple[Shown, Shown]]:
    """Open requests of one member for what turned out to be one site: the one to keep, and the superfluous one."""
    by_ref = {one.ask.ref: one for one in found}
    pairs = follow_sites([one.request for one in found], {}, at=at).doubled
    return [(by_ref[kept.id], by_ref[other.id]) for kept, other in pairs]


def ask_named(scope: Scope, ref: str) -> Ask | None:
    return Ask.objects.within(scope).select_related("organisation", "desk").filter(ref=ref).first()


def sent_on(scope: Scope, *, besides: Iterable[int] = ()) -> dict[date, int]:
    """How many requests of a member left, or will leave, on each day."""
    days: dict[date, int] = {}
    for one in Ask.objects.within(scope).exclude(pk__in=list(besides)).exclude(send_on=None):
        if one.send_on and one.state != State.WITHDRAWN.value:
            days[one.send_on] = days.get(one.send_on, 0) + 1
    return days


def reminder_due(ask: Ask, *, on: date) -> bool:
    reminded = [date.fromisoformat(one) for one in ask.reminded]
    return next_reminder(request_of(ask), reminded, on=on) == on


# The supplier's side


def links_for(token: str) -> list[DeskLink]:
    """Of all programmes: who has a link knows none of our names, and the link says where it leads."""
    with on_machine():
        found = [
            DeskLink.objects.within(Scope(programme_id=one, organisation_id=None)).filter(
                digest=link_digest(token)
            )
            for one in Programme.objects.values_list("pk", flat=True)
        ]
        rows = [row for rows in found for row in rows.select_related("desk__organisation", "desk__programme")]
    for row in rows:
        raise_fence(scope_of(row.desk))  # a link is its holder's gate
    return rows


def as_link(row: DeskLink) -> Link:
    return Link(
        digest=row.digest,
        purpose=LinkPurpose(row.purpose),
        subject=row.subject,
        expires_at=row.expires_at,
        used_at=row.used_at,
        replaced_at=row.replaced_at,
    )


def looked(token: str, purpose: LinkPurpose, *, at: datetime) -> DeskLink:
    """Raises LinkRefused. May be done a hundred times."""
    rows = links_for(token)
    look([as_link(one) for one in rows], token, purpose, at=at)
    return rows[0]


def scope_of(desk: Desk) -> Scope:
    return Scope(programme_id=desk.programme_id, organisation_id=None)


def asks_at(desk: Desk, *, at: datetime) -> list[Shown]:
    """What has left for this desk, of whichever member; drafts are nobody's business yet."""
    found = Ask.objects.within(scope_of(desk)).filter(desk=desk).exclude(state=State.DRAFTED.value)
    return [
        shown(one, at=at)
        for one in found.select_related("organisation")
        if any(it["to"] == State.SENT.value for it in one.history)
    ]


def grants_of(asks: Iterable[Ask]) -> Mapping[int, list[GrantRow]]:
    found: dict[int, list[GrantRow]] = {}
    asks = list(asks)
    if asks:
        scope = Scope(programme_id=asks[0].programme_id, organisation_id=None)
        rows = GrantRow.objects.within(scope).filter(ask__in=asks, revoked_at=None)
        for one in rows.select_related("body").order_by("pk"):
            found.setdefault(one.ask_id, []).append(one)
    return found


def desk_of(scope: Scope) -> Desk | None:
    """Of the supplier's own organisation."""
    return Desk.objects.within(scope).filter(organisation=scope.organisation_id).first()


def raise_desk_fence(desk: Desk) -> Desk:
    """For who passed as the desk's own account: what it is asked are rows of the members that ask."""
    raise_fence(scope_of(desk))
    return desk


def kept_grant_of(desk: Desk, digest: str) -> bytes | None:
    """The supplier's own grant of one report, sealed to its own key."""
    found = next((one for one in bodies_of(desk) if one.digest == digest), None)
    return bodies().get(f"grants/{found.kept.removeprefix('sha256:')}.age") if found else None


def bodies_of(desk: Desk) -> list[SealedBody]:
    """What lies here still, the newest first."""
    return list(SealedBody.objects.within(scope_of(desk)).filter(desk=desk, shredded_at=None))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """A sealed report as its supplier tells it from others; its name is sealed, too."""

    body: SealedBody
    sites: tuple[str, ...]
    members: tuple[str, ...]


def kept_reports(desk: Desk) -> list[KeptReport]:
    rows = GrantRow.objects.within(scope_of(desk)).filter(body__desk=desk).select_related("ask__organisation")
    given: dict[int, list[Ask]] = {}
    for one in rows.order_by("pk"):
        given.setdefault(one.body_id, []).append(one.ask)
    return [
        KeptReport(
            body=one,
            sites=tuple(dict.fromkeys(ask.site for ask in given.get(one.pk, ()))),
            members=tuple(dict.fromkeys(ask.organisation.name for ask in given.get(one.pk, ()))),
        )
        for one in bodies_of(desk)
        if one.part == "report"
    ]


def member_keys(asks: Sequence[Ask]) -> Mapping[int, str]:
    """Organisation -> the public key that reports for it are sealed to."""
    if not asks:
        return {}
    scope = Scope(programme_id=asks[0].programme_id, organisation_id=None)
    rows = CompanyKey.objects.within(scope).filter(
        is_holder=False, organisation__in={one.organisation_id for one in asks}
    )
    return {one.organisation_id: one.public for one in rows.order_by("pk")}


def sealed_parts(ask: Ask, *, at: datetime) -> dict[str, tuple[bytes, bytes]]:
    """Part -> body and grant. Raises GrantExpired at the end of the access, BodyMissing for what was revoked."""
    rows = grants_of([ask]).get(ask.pk, [])
    records = {
        one.body.part: GrantRecord(
            request=ask.ref, body=one.body.digest, grant=one.digest, expires_at=one.expires_at
        )
        for one in rows
    }
    if "report" not in records:
        _require_in_time(ask, at)
        vault().hand_out({}, ask.ref, at=at)
    return {part: vault().hand_out({ask.ref: one}, ask.ref, at=at) for part, one in records.items()}


def _require_in_time(ask: Ask, at: datetime) -> None:
    """A grant that ended is deleted after a while; its reader is told why all the same."""
    if ask.access_until is not None and at >= ask.access_until and ask.state != State.REVOKED.value:
        raise GrantExpired(
            f"The supplier gave access until {ask.access_until:%Y-%m-%d %H:%M} UTC.",
            remedy="Ask the supplier to grant it anew.",
        )


# Receipts


def receipts_of(scope: Scope, refs: Iterable[str], signer: Signer) -> bytes:
    """A party's own facts, with the proof that they stand in the programme's book (docs/spec/receipt.md)."""
    wanted = set(refs)
    entries = Entry.objects.within(whole(scope)).order_by("seq").values_list("commitment", flat=True)
    ledger = Ledger(signer.key.name, entries)
    facts = EntryFact.objects.within(whole(scope)).filter(verb__startswith="request-").order_by("pk")
    return export_receipts(ledger, _openings(facts.values_list("opening", flat=True), wanted), signer)


def _openings(lines: Iterable[str], wanted: set[str]) -> list[Opening]:
    found = (opening_of(one) for one in lines)
    return [one for one in found if one.fact.details.get("request") in wanted]
