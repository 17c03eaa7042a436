"""Drafting, sending, answering, sealing in, taking back. Each step is one of `comity.exchange.DRAWN` and one entry of the ledger.

In the ledger a request is its number: which supplier a member asks is not for the Secretariat to read, and a desk has no name there.
"""

import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from comity.check import State as CheckState
from comity.core import months_before
from comity.exchange import (
    DAILY_CAP,
    MOST_BYTES,
    TOKEN_BYTES,
    AskProblem,
    GrantRecord,
    LinkPurpose,
    Party,
    PlainReference,
    PublicKey,
    Purpose,
    ReportRefused,
    State,
    Step,
    StepProblem,
    consent_to,
    follow_sites,
    new_link,
    opportunities,
    plan_batch,
    reissue,
    reminder_of,
    take_step,
    use,
    write_letter,
)
from comity.ledger import Signer
from comity.portal.accounts.services import invite
from comity.portal.check.services import check
from comity.portal.exchange.errors import NoKeyYet, NotSent, SealedTooLarge
from comity.portal.exchange.models import Ask, CompanyKey, Desk, DeskLink, GrantRow, SealedBody
from comity.portal.exchange.queries import (
    as_link,
    company_key,
    grants_of,
    links_for,
    looked,
    reminder_due,
    request_of,
    scope_of,
    sent_on,
    vault,
    whole,
)
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.release.queries import readable_list
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation, Person
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

DESK_DAYS = 400
FIRST_BYTES = b"age-encryption.org/v1\n"
Address = Callable[[str, str], str]
"""Purpose and token of a link -> its whole address; views know under which name the portal is reached."""


# Keys


@transaction.atomic
def publish_key(*, actor: Actor, public: str, is_holder: bool) -> CompanyKey:
    """Only what may be known of it comes here. A later key takes the place of an earlier one."""
    if "AGE-SECRET-KEY" in public.upper():
        raise NoKeyYet(
            "This is the secret key, and it was not kept.",
            remedy="Give the line that begins with comity-key-v1: alone; if you sent the secret anywhere else, make a new key.",
        )
    key = PublicKey.of_text(public)
    row = CompanyKey.objects.add(
        actor.scope, public=str(key), is_holder=is_holder, at=now(), person=actor.person
    )
    record(actor=actor, verb="key-published", subject=key.fingerprint, facts={"second-holder": is_holder})
    return row


# Asking


@transaction.atomic
def draft(
    *, actor: Actor, supplier: str, site: str, email: str, age: str, assurance: str, purpose: str,
    answer_by: datetime, language: str, reference: str = "", site_id: str = "",
) -> Ask:  # fmt: skip
    """Raises AskProblem for what cannot be asked."""
    ask = Ask(
        organisation=actor.organisation, ref=secrets.token_hex(8), supplier=supplier, site=site, email=email, age=age,
        assurance=assurance, purpose=Purpose[purpose].name, answer_by=answer_by,
    )  # fmt: skip
    request_of(ask)
    if answer_by <= now():
        raise AskProblem("The answer would be due before the request leaves.", remedy="Give a later day.")
    return Ask.objects.add(
        actor.scope, ref=ask.ref, reference=reference[:120], supplier=supplier, site=site, site_id=site_id, email=email,
        language=language, age=age, assurance=assurance, purpose=ask.purpose, answer_by=answer_by,
    )  # fmt: skip


@transaction.atomic
def draft_from_check(
    *, actor: Actor, filename: str, content: bytes, accept_months: int, purpose: str, answer_by: datetime
) -> list[Ask]:
    """One draft a site that surely exists. The file is read, answered and forgotten; what it led to are the drafts."""
    readable = readable_list(actor.scope, actor.organisation)
    if readable is None or not readable.standing.is_entitled:
        raise NotSent(
            "There is no common list that your company may use now.",
            remedy="Your home page says what is missing.",
        )
    checked = check(
        actor=actor, readable=readable, filename=filename, content=content, accept_months=accept_months
    )
    exists = checked.rows.filter(checked.rows["state"] == CheckState.EXISTS.value)
    sites = exists.unique(subset="site", keep="first", maintain_order=True)["site"].to_list()
    asked = set(
        Ask.objects.within(actor.scope).exclude(site_id="").exclude(state=State.WITHDRAWN.value)
        .values_list("site_id", flat=True)
    )  # fmt: skip
    drafts = []
    for site, one in zip(sites, opportunities(checked), strict=False):
        if str(site) in asked:
            continue
        place = ", ".join(part for part in (one.supplier, one.city, one.country) if part)
        drafts.append(
            draft(
                actor=actor, supplier=one.supplier, site=place, email="", age=one.known.age or "", site_id=str(site),
                assurance=one.known.assurance or "", purpose=purpose, answer_by=answer_by, language="en",
                reference=one.reference,
            )
        )  # fmt: skip
    return drafts


_ADDRESS = re.compile(r"^\s*(?P<name>.+?)\s*[,;\t]\s*(?P<email>[^\s,;]+@[^\s,;]+)\s*$")


@transaction.atomic
def set_addresses(*, actor: Actor, lines: str) -> tuple[int, list[str]]:
    """`reference or name, address`, a line each: how many drafts were found, and the lines that fit none."""
    drafts = list(Ask.objects.within(actor.scope).filter(state=State.DRAFTED.value))
    found, unknown = 0, []
    for line in filter(str.strip, lines.splitlines()):
        said = _ADDRESS.match(line)
        meant = [
            one
            for one in drafts
            if said and said["name"].casefold() in {one.reference.casefold(), one.supplier.casefold()}
        ]
        for one in meant:
            one.email = said["email"] if said else ""
            one.save(update_fields=["email"])
        found += len(meant)
        unknown += [] if meant else [line.strip()[:120]]
    return found, unknown


def require_sendable(*, actor: Actor, asks: Sequence[Ask]) -> None:
    """Raises NoKeyYet or NotSent."""
    if company_key(actor.scope) is None:
        raise NoKeyYet(
            "Your company has no key yet, so no report could be sealed to it.",
            remedy="Make one under Keys; it takes a minute.",
        )
    if missing := [one.supplier for one in asks if not one.email]:
        raise NotSent(
            f"{len(missing)} of the requests have no address, the first of them to {missing[0]}.",
            remedy="Give the supplier's e-mail address.",
        )
    if not asks:
        raise NotSent("No request was chosen.", remedy="Tick those that are to be sent.")


@transaction.atomic
def send(*, actor: Actor, asks: Sequence[Ask], address: Address, per_day: int = DAILY_CAP) -> tuple[int, int]:
    """How many left, and how many wait for a later day because of the cap. Raises AskProblem where that is too late."""
    asks = [one for one in _locked(actor.scope, asks) if one.state == State.DRAFTED.value]
    require_sendable(actor=actor, asks=asks)
    by_ref = {one.ref: one for one in asks}
    planned = plan_batch(
        [request_of(one) for one in asks],
        begin=today(),
        per_day=per_day,
        sent=sent_on(actor.scope, besides=[one.pk for one in asks]),
    )
    for one in planned:
        ask = by_ref[one.request.id]
        ask.send_on = one.day
        ask.save(update_fields=["send_on"])
    due = [by_ref[one.request.id] for one in planned if one.day <= today()]
    for ask in due:
        _send_one(actor, ask, address)
    return len(due), len(planned) - len(due)


def _send_one(actor: Actor, ask: Ask, address: Address) -> None:
    ask.desk = _desk(actor.scope, ask.email)
    ask.save(update_fields=["desk"])
    _save_step(
        actor,
        ask,
        take_step(request_of(ask), State.SENT, at=now(), by=actor.organisation.name, party=Party.MEMBER),
    )
    token = _new_link(ask.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)
    letter = write_letter(request_of(ask), link=address("answer", token))
    send_mail_later(to=ask.email, subject=letter.subject, text=letter.text)


@transaction.atomic
def send_due(*, actor: Actor, address: Address) -> tuple[int, int]:
    """Requests whose day has come, and reminders: how many of each. Doing it twice a day does nothing the second time."""
    waiting = Ask.objects.within(actor.scope).select_related("organisation", "desk")
    due = list(waiting.filter(state=State.DRAFTED.value, send_on__lte=today()))
    for ask in due:
        _send_one(actor, ask, address)
    reminded = 0
    for ask in waiting.filter(state__in=[State.SENT.value, State.OPENED.value]).exclude(desk=None):
        if not reminder_due(ask, on=today()) or ask.desk is None:
            continue
        # A reminder has a link of its own; the earlier one ends, so that one request is never answered twice.
        token = _new_link(ask.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)
        letter = reminder_of(request_of(ask), link=address("answer", token))
        send_mail_later(to=ask.email, subject=letter.subject, text=letter.text)
        ask.reminded = [*ask.reminded, today().isoformat()]
        ask.save(update_fields=["reminded"])
        reminded += 1
    return len(due), reminded


@transaction.atomic
def withdraw(*, actor: Actor, ask: Ask) -> None:
    (ask,) = _locked(actor.scope, [ask])
    _save_step(
        actor,
        ask,
        take_step(request_of(ask), State.WITHDRAWN, at=now(), by=actor.organisation.name, party=Party.MEMBER),
    )


@transaction.atomic
def follow_merged_sites(*, scope: Scope, redirects: Mapping[str, str]) -> list[tuple[str, str]]:
    """Open requests go where their sites went. The pairs that now ask one site twice: the one to keep, the superfluous one."""
    rows = {one.ref: one for one in Ask.objects.within(scope).select_related("organisation")}
    found = follow_sites([request_of(one) for one in rows.values()], redirects, at=now())
    for one in found.requests:
        if rows[one.id].site_id != one.site_id:
            rows[one.id].site_id = one.site_id
            rows[one.id].save(update_fields=["site_id"])
    return [(kept.id, other.id) for kept, other in found.doubled]


# Answering


def supplier_actor(desk: Desk) -> Actor:
    """Who holds a desk's link. The person is nobody by name: the link says that somebody has it, and no more."""
    person, _ = Person.objects.get_or_create(
        email=f"{desk.organisation.slug}@link.invalid",
        defaults={"name": "the supplier's link", "is_active": False, "password": "!"},
    )
    return Actor(
        person=person,
        programme=desk.programme,
        organisation=desk.organisation,
        roles=frozenset({Role.SUPPLIER}),
        scope=Scope(programme_id=desk.programme_id, organisation_id=desk.organisation_id),
    )


@transaction.atomic
def answer(*, token: str, answers: Mapping[str, str], months: int) -> tuple[Desk, str]:
    """The desk, and the token of its page. `answers`: request -> yes, no or none; a request without a word stays as it is."""
    rows = links_for(token)
    used = use([as_link(one) for one in rows], token, LinkPurpose.ANSWER, at=now())
    link = rows[0]
    if (
        not DeskLink.objects.within(whole(scope_of(link.desk)))
        .filter(pk=link.pk, used_at=None)
        .update(used_at=used.used_at)
    ):
        use([replace(used)], token, LinkPurpose.ANSWER, at=now())
    desk, actor = link.desk, supplier_actor(link.desk)
    for ask in _locked_at(desk, list(answers)):
        _answer_one(actor, ask, answers[ask.ref], months)
    return desk, _new_link(
        desk, LinkPurpose.MANAGE, str(desk.pk), expires_at=now() + timedelta(days=DESK_DAYS)
    )


_NO = {"no": State.DECLINED, "none": State.NO_SUCH_AUDIT}


def _answer_one(actor: Actor, ask: Ask, said: str, months: int) -> None:
    at, by = now(), ask.supplier
    if request_of(ask).state_at(at) is State.SENT:
        _save_step(actor, ask, take_step(request_of(ask), State.OPENED, at=at, by=by, party=Party.SUPPLIER))
    if said == "yes":
        until = datetime.combine(months_before(at.date(), -max(1, min(months, 36))), at.timetz())
        until = until.replace(microsecond=0)
        step = consent_to(request_of(ask), at=at, by=by, access_until=until)
        ask.access_until = until
        ask.save(update_fields=["access_until"])
    elif said in _NO:
        step = take_step(request_of(ask), _NO[said], at=at, by=by, party=Party.SUPPLIER)
    else:
        raise StepProblem("This is no answer.", remedy="Choose yes, no, or that there is no such audit.")
    _save_step(actor, ask, step)


@transaction.atomic
def new_links(*, token: str, purpose: LinkPurpose, address: Address) -> None:
    """To the desk's own address, whatever the link is now. For a guess nothing happens, and the page says the same."""
    for row in links_for(token):
        if row.purpose != purpose.value or row.replaced_at is not None:
            continue
        ends = now() + timedelta(days=DESK_DAYS if purpose is LinkPurpose.MANAGE else 14)
        if purpose is LinkPurpose.ANSWER:
            ask = Ask.objects.within(scope_of(row.desk)).filter(ref=row.subject).first()
            if ask is None or now() >= ask.answer_by:
                continue
            ends = ask.answer_by
        fresh, link, _ = reissue(as_link(row), secrets.token_bytes(TOKEN_BYTES), at=now(), expires_at=ends)
        DeskLink.objects.within(scope_of(row.desk)).filter(pk=row.pk).update(replaced_at=now())
        DeskLink.objects.add(
            scope_of(row.desk), desk=row.desk, digest=link.digest, purpose=link.purpose.value, subject=link.subject,
            expires_at=link.expires_at,
        )  # fmt: skip
        where = address("answer" if purpose is LinkPurpose.ANSWER else "desk", fresh)
        text = f"You asked for a new link. The earlier one opens nothing any more.\n\n{where}\n"
        send_mail_later(to=row.desk.email, subject="Your new link", text=text)


@transaction.atomic
def take_sealed(
    *, token: str, public: str, part: str, body: bytes, kept: bytes, grants: Mapping[str, bytes]
) -> None:
    """Sealed bytes as the supplier's browser made them; `body` is empty where one that lies here already is granted to more."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    desk, actor = link.desk, supplier_actor(link.desk)
    key = str(PublicKey.of_text(public))
    for one in (kept, *grants.values(), *([body] if body else ())):
        _require_sealed(one)
    row = _stored_body(desk, part, body, kept)
    for ask in _locked_at(desk, list(grants)):
        request = request_of(ask)
        state = request.state_at(now())
        if ask.access_until is None or state not in (
            State.CONSENTED,
            State.DELIVERED,
            State.READ,
            State.DECIDED,
        ):
            raise StepProblem(
                f"You did not share anything with {request.member}, so nothing was stored for it.",
                remedy="Answer its request first; ask it for a new one if it has expired.",
            )
        for old in grants_of([ask]).get(ask.pk, []):
            if old.body.part == part:
                _revoke_grant(old)
        digest = vault().store_grant(grants[ask.ref])
        GrantRow.objects.add(
            scope_of(desk), ask=ask, body=row, digest=digest, expires_at=ask.access_until, at=now()
        )
        if state is State.CONSENTED and part == "report":
            details = {"body": row.digest, "grant": digest}
            step = take_step(
                request, State.DELIVERED, at=now(), by=ask.supplier, party=Party.SUPPLIER, details=details
            )
            _save_step(actor, ask, step)
            send_mail_later(
                to=_asker(ask), subject="A report was shared with you",
                text=f"{ask.supplier} shared the report that you asked for. Open it under Requests.\n",
            )  # fmt: skip
    if desk.public != key:
        record(actor=actor, verb="key-published", subject=PublicKey.of_text(key).fingerprint)
    Desk.objects.within(scope_of(desk)).filter(pk=desk.pk).update(public=key)


def _stored_body(desk: Desk, part: str, body: bytes, kept: bytes) -> SealedBody:
    scope = scope_of(desk)
    if body:
        return SealedBody.objects.add(
            scope, desk=desk, part="plan" if part == "plan" else "report", digest=vault().store_body(body),
            kept=vault().store_grant(kept), size=len(body), at=now(),
        )  # fmt: skip
    found = SealedBody.objects.within(scope).filter(desk=desk, part=part).first()
    if found is None:
        raise ReportRefused("Nothing was shared from here yet.", remedy="Choose the report.")
    return found


def _require_sealed(data: bytes) -> None:
    """The server can say this much of what it cannot read."""
    if len(data) > MOST_BYTES + 64 * 1024:
        raise SealedTooLarge(
            f"The sealed file has {len(data) / 1024**2:,.0f} MB; a report has at most {MOST_BYTES // 1024**2} MB.",
            remedy="Save it with smaller pictures, or without its annexes.",
        )
    if not data.startswith(FIRST_BYTES):
        raise ReportRefused(
            "This is no sealed file, and nothing of it was kept.",
            remedy="Share the report from the page, which seals it first.",
        )


def _asker(ask: Ask) -> str:
    found = CompanyKey.objects.within(
        Scope(programme_id=ask.programme_id, organisation_id=ask.organisation_id)
    )
    last = found.filter(is_holder=False).select_related("person").first()
    return last.person.email if last and last.person else settings.DEFAULT_FROM_EMAIL


@transaction.atomic
def revoke(*, token: str, ref: str) -> None:
    link = looked(token, LinkPurpose.MANAGE, at=now())
    for ask in _locked_at(link.desk, [ref]):
        step = take_step(request_of(ask), State.REVOKED, at=now(), by=ask.supplier, party=Party.SUPPLIER)
        for one in grants_of([ask]).get(ask.pk, []):
            _revoke_grant(one)
        _save_step(supplier_actor(link.desk), ask, step)


def _revoke_grant(row: GrantRow) -> None:
    vault().revoke(
        GrantRecord(request=row.ask.ref, body=row.body.digest, grant=row.digest, expires_at=row.expires_at)
    )
    row.revoked_at = now()
    row.save(update_fields=["revoked_at"])


@transaction.atomic
def refer_to_platform(*, token: str, ref: str, platform: str, reference: str) -> None:
    """Instead of an upload. Raises AskProblem for what is no reference."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    said = PlainReference(platform=platform).refer(reference)
    for ask in _locked_at(link.desk, [ref]):
        if request_of(ask).state_at(now()) is not State.CONSENTED:
            raise StepProblem(
                "This request is not waiting for a report.", remedy="Look at what you shared, above."
            )
        ask.platform, ask.platform_reference = said.platform[:80], said.reference
        ask.save(update_fields=["platform", "platform_reference"])
        record(
            actor=supplier_actor(link.desk),
            verb="request-referred",
            subject=ask.ref,
            facts={"request": ask.ref},
        )


@transaction.atomic
def begin_account(*, token: str, address: Address) -> None:
    """The invitation goes to the desk's own address; whoever takes it keeps the desk with all that it holds."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    desk = link.desk
    made = invite(
        actor=supplier_actor(desk), email=desk.email, organisation=desk.organisation, role=Role.SUPPLIER
    )
    where = address("begin", made)
    send_mail_later(
        to=desk.email,
        subject="Your account",
        text=f"Keep your reports and receipts in an account:\n\n{where}\n",
    )
    Desk.objects.within(scope_of(desk)).filter(pk=desk.pk).update(invited_at=now())


# Reading


CHECKS = {
    "whole": "It is the report that its supplier sealed and signed for, byte for byte.",
    "kind": "It is a PDF or a workbook, not locked, and not two kinds of file at once.",
    "no-active": "No active content was seen in it.",
    "not-scanned": "No malware scanner looked at it: it was opened in a browser.",
    "not-marked": "The copy is not marked with its reader's name: it was opened in a browser.",
}


@transaction.atomic
def report_read(*, actor: Actor, ask: Ask, digest: str, checks: Collection[str]) -> None:
    """What the member's browser says that it opened. Whose word that is, the entry says."""
    (ask,) = _locked(actor.scope, [ask])
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", digest):
        raise ReportRefused("The report was not opened whole.", remedy="Open it again.")
    request = request_of(ask)
    if request.state_at(now()) not in (State.DELIVERED, State.READ, State.DECIDED):
        raise StepProblem(
            "There is no report of this request to be read.", remedy="Look at the request again."
        )
    ask.report, ask.checks = digest, [CHECKS[one] for one in CHECKS if one in checks]
    ask.save(update_fields=["report", "checks"])
    facts = {"report": digest}
    if request.state_at(now()) is State.DELIVERED:
        step = take_step(
            request, State.READ, at=now(), by=actor.organisation.name, party=Party.MEMBER, details=facts
        )
        _save_step(actor, ask, step)
    else:
        record(actor=actor, verb="request-read", subject=ask.ref, facts={"request": ask.ref, **facts})


def save_decided(*, actor: Actor, ask: Ask, choice: str, commitment: str) -> None:
    """The step alone; what was decided is the room `recognition`'s, and the ledger holds a digest of it."""
    step = take_step(request_of(ask), State.DECIDED, at=now(), by=actor.organisation.name, party=Party.MEMBER)
    ask.choice = choice
    ask.save(update_fields=["choice"])
    _save_step(actor, ask, replace(step, fact=replace(step.fact, details={"reliance": commitment})))


def platform_signer(programme: str) -> Signer:
    """The key with which the portal signs checkpoints, derived from the one secret that it has."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"comity portal ledger {programme}".encode())
    return Signer(f"comity/{programme}", derive.derive(settings.SECRET_KEY.encode()))


# Rows


def _desk(scope: Scope, email: str) -> Desk:
    email = email.strip().casefold()
    found = Desk.objects.within(whole(scope)).filter(email=email).first()
    if found is None:
        made = Organisation.objects.create(slug=f"supplier-{secrets.token_hex(6)}", name="A supplier")
        found = Desk.objects.add(whole(scope), organisation=made, email=email)
    return found


def _new_link(desk: Desk, purpose: LinkPurpose, subject: str, *, expires_at: datetime) -> str:
    token, link = new_link(secrets.token_bytes(TOKEN_BYTES), purpose, subject, expires_at=expires_at)
    scope = scope_of(desk)
    if purpose is LinkPurpose.ANSWER:
        earlier = DeskLink.objects.within(scope).filter(desk=desk, purpose=purpose.value, subject=subject)
        earlier.filter(replaced_at=None).update(replaced_at=now())
    DeskLink.objects.add(
        scope, desk=desk, digest=link.digest, purpose=purpose.value, subject=subject, expires_at=expires_at
    )
    return token


def _locked(scope: Scope, asks: Sequence[Ask]) -> list[Ask]:
    found = Ask.objects.within(scope).filter(pk__in=[one.pk for one in asks]).order_by("pk")
    return list(found.select_for_update(of=("self",)).select_related("organisation"))


def _locked_at(desk: Desk, refs: Sequence[str]) -> list[Ask]:
    """Another desk's requests are not there."""
    found = Ask.objects.within(scope_of(desk)).filter(desk=desk, ref__in=refs).order_by("pk")
    return list(found.select_for_update(of=("self",)).select_related("organisation"))


def _save_step(actor: Actor, ask: Ask, step: Step) -> None:
    moved = step.request.history[-1]
    line = {"at": moved.at.isoformat(), "by": moved.by, "party": moved.party.value, "to": moved.to.value}
    ask.history, ask.state = [*ask.history, line], moved.to.value
    ask.save(update_fields=["history", "state"])
    told = {name: value for name, value in step.fact.details.items() if name not in ("member", "supplier")}
    record(actor=actor, verb=step.fact.kind, subject=ask.ref, facts={**told, "request": ask.ref})


def day_of(text: date) -> datetime:
    """The end of a day that somebody chose."""
    from datetime import UTC, time

    return datetime.combine(text, time(23, 59, 59), UTC)
