"""The supplier's side: answering, sealing in, taking back, naming a platform, keeping it all in an account.

Who holds a link of a desk acts for it. What comes here is sealed already; of a report the platform learns how many bytes it has.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core import months_before
from comity.exchange import MOST_BYTES, Party, PublicKey, State, consent_to, take_step
from comity.exchange.errors import ReportRefused, StepProblem
from comity.exchange.links import LinkPurpose, answered_already, use
from comity.exchange.platforms import PlainReference
from comity.portal.accounts.services import invite
from comity.portal.exchange import words
from comity.portal.exchange.errors import SealedTooLarge, TooMuchStored
from comity.portal.exchange.models import Ask, CompanyKey, Desk, DeskLink, GrantRow, SealedBody
from comity.portal.exchange.queries import (
    address_of,
    as_link,
    asks_at,
    bodies_of,
    grants_of,
    links_for,
    looked,
    openers_of,
    request_of,
    scope_of,
    vault,
    whole,
)
from comity.portal.exchange.steps import Address, end_grant, fresh_link, locked_at, save_step
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now
from comity.portal.ports.mail import send_mail_later
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Person, by_link
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

DESK_DAYS = 400
VISIT_HOURS = 12
BODIES_A_DAY = 40
"""Of one desk. A supplier with many sites shares a few; a leaked link must not fill the storage."""

FIRST_BYTES = b"age-encryption.org/v1\n"
SHARED = (State.CONSENTED, State.DELIVERED, State.READ, State.DECIDED)


def supplier_actor(desk: Desk) -> Actor:
    """Who holds a desk's link. The person is nobody by name: the link says that somebody has it, and no more."""
    person, _is_new = Person.objects.get_or_create(
        email=by_link(desk.organisation.slug),
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
def answer(
    *, token: str, answers: Mapping[str, str], months: int, each: Mapping[str, int] | None = None
) -> tuple[Desk, str]:
    """For how long, request by request (`each`), or `months` where nothing else was said. The desk, and the token of its page. `answers`: request -> yes, no or none; a request without a word stays as it is."""
    rows = links_for(token)
    used = use([as_link(one) for one in rows], token, LinkPurpose.ANSWER, at=now())
    link = rows[0]
    if (
        not DeskLink.objects.within(whole(scope_of(link.desk)))
        .filter(pk=link.pk, used_at=None)
        .update(used_at=used.used_at)
    ):
        raise answered_already()
    desk = link.desk
    answer_from_account(desk=desk, answers=answers, months=months, each=each)
    return desk, fresh_link(
        desk, LinkPurpose.MANAGE, str(desk.pk), expires_at=now() + timedelta(days=DESK_DAYS)
    )


@transaction.atomic
def open_page(*, token: str) -> int:
    """Somebody touched the page of a link that waits for an answer: how many requests are “opened” by that.

    Looking is no opening: mail scanners look. The link answers as before.
    """
    link = looked(token, LinkPurpose.ANSWER, at=now())
    if link.used_at is not None:
        return 0
    actor, count = supplier_actor(link.desk), 0
    sent = [one.ask.ref for one in asks_at(link.desk, at=now()) if one.state is State.SENT]
    for ask in locked_at(link.desk, sent):
        count += _opened(actor, ask)
    return count


def _opened(actor: Actor, ask: Ask) -> bool:
    request = request_of(ask)
    if request.state_at(now()) is not State.SENT:
        return False
    step = take_step(request, State.OPENED, at=now(), by=ask.supplier, party=Party.SUPPLIER)
    save_step(actor, ask, step)
    return True


@transaction.atomic
def answer_from_account(
    *, desk: Desk, answers: Mapping[str, str], months: int, each: Mapping[str, int] | None = None
) -> None:
    """For who keeps the desk: as `answer`, without a letter's link. Requests of other desks are not there."""
    actor = supplier_actor(desk)
    for ask in locked_at(desk, list(answers)):
        _answer_one(actor, ask, answers[ask.ref], (each or {}).get(ask.ref, months))


_NO = {"no": State.DECLINED, "none": State.NO_SUCH_AUDIT}


def _answer_one(actor: Actor, ask: Ask, said: str, months: int) -> None:
    _opened(actor, ask)  # where the page could not say so before: it needs a script for it
    at, by = now(), ask.supplier
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
    save_step(actor, ask, step)


def send_desk_link(*, desk: Desk, address: Address, language: str) -> None:
    """To the desk's own address, after an answer: who closes the page finds it again, and an owner whose link was passed on
    learns that somebody answered."""
    token = fresh_link(desk, LinkPurpose.MANAGE, str(desk.pk), expires_at=now() + timedelta(days=DESK_DAYS))
    t, link = words.texts(language), f"{address('desk', token)}?lang={language}"
    send_mail_later(to=desk.email, subject=t["desk"], text=_text(language, "desk_mail", link))


def _text(language: str, said: str, link: str) -> str:
    """In the supplier's language and in English: a desk's mail may be read by somebody else."""
    told = dict.fromkeys((words.texts(language)[said], words.texts("en")[said]))
    return "\n\n".join([*told, link]) + "\n"


@transaction.atomic
def new_links(*, token: str, address: Address) -> None:
    """To the desk's own address, whatever the link is now. For a guess nothing happens, and the page says the same.

    A request that still waits gets a new link to answer it; every other link, the one to the desk.
    """
    for row in links_for(token):
        if row.replaced_at is not None:
            continue
        scope = scope_of(row.desk)
        DeskLink.objects.within(scope).filter(pk=row.pk).update(replaced_at=now())
        ask = Ask.objects.within(scope).filter(ref=row.subject).first()
        waits = ask is not None and request_of(ask).state_at(now()) in (State.SENT, State.OPENED)
        if row.purpose == LinkPurpose.ANSWER.value and ask is not None and waits:
            fresh = fresh_link(row.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)
            text = _text(ask.language, "new_link_mail", address("answer", fresh))
            subject = words.texts(ask.language)["new_link_subject"]
            send_mail_later(to=row.desk.email, subject=subject, text=text)
        else:
            send_desk_link(desk=row.desk, address=address, language=ask.language if ask else "en")


def visit_token(desk: Desk) -> str:
    """For who is signed in to the desk's account: a link for this visit. Those of earlier visits that ended go."""
    mine = DeskLink.objects.within(scope_of(desk)).filter(desk=desk, subject=f"visit {desk.pk}")
    mine.filter(expires_at__lt=now()).delete()
    ends = now() + timedelta(hours=VISIT_HOURS)
    return fresh_link(desk, LinkPurpose.MANAGE, f"visit {desk.pk}", expires_at=ends)


@transaction.atomic
def take_sealed(
    *,
    token: str,
    public: str,
    part: str,
    body: bytes,
    kept: bytes,
    grants: Mapping[str, bytes],
    again: str = "",
) -> None:
    """Sealed bytes as the supplier's browser made them, for the requests that it names and no other.

    `again`: the digest of a body that lies here already, where none is sent.
    """
    link = looked(token, LinkPurpose.MANAGE, at=now())
    desk, actor = link.desk, supplier_actor(link.desk)
    key = str(PublicKey.of_text(public))
    for one in (kept, *grants.values(), *([body] if body else ())):
        _require_sealed(one)
    if not grants:
        raise ReportRefused("It was not said for whom the report is.", remedy="Tick who may read it.")
    asks = locked_at(desk, list(grants))
    for ask in asks:
        _require_consent(ask)
    row = _stored_body(desk, part, body, kept) if body else _body_again(desk, again)
    for ask in asks:
        _take_grant(actor, ask, row, grants[ask.ref], key)
    if desk.public != key:
        record(actor=actor, verb="key-published", subject=PublicKey.of_text(key).fingerprint)
    Desk.objects.within(scope_of(desk)).filter(pk=desk.pk).update(public=key)


def _require_consent(ask: Ask) -> None:
    request = request_of(ask)
    if ask.access_until is None or request.state_at(now()) not in SHARED:
        raise StepProblem(
            f"You did not share anything with {request.member}, so nothing was stored for it.",
            remedy="Answer its request first; ask it for a new one if it has expired.",
        )


def _take_grant(actor: Actor, ask: Ask, row: SealedBody, grant: bytes, key: str) -> None:
    for old in grants_of([ask]).get(ask.pk, []):
        if old.body.part == row.part:
            end_grant(old)
    digest = vault().store_grant(grant)
    GrantRow.objects.add(
        Scope(programme_id=ask.programme_id, organisation_id=None), ask=ask, body=row, digest=digest, public=key,
        expires_at=ask.access_until, at=now(),
    )  # fmt: skip
    if request_of(ask).state_at(now()) is State.CONSENTED and row.part == "report":
        details = {"body": row.digest, "grant": digest}
        step = take_step(
            request_of(ask), State.DELIVERED, at=now(), by=ask.supplier, party=Party.SUPPLIER, details=details
        )
        save_step(actor, ask, step)
        _tell_asker(ask)


def _stored_body(desk: Desk, part: str, body: bytes, kept: bytes) -> SealedBody:
    scope = scope_of(desk)
    today = SealedBody.objects.within(scope).filter(desk=desk, at__gt=now() - timedelta(days=1))
    if today.count() >= BODIES_A_DAY:
        raise TooMuchStored(
            f"From here {BODIES_A_DAY} reports were shared within a day.", remedy="Try again tomorrow."
        )
    return SealedBody.objects.add(
        scope, desk=desk, part="plan" if part == "plan" else "report", digest=vault().store_body(body),
        kept=vault().store_grant(kept), size=len(body), at=now(),
    )  # fmt: skip


def _body_again(desk: Desk, digest: str) -> SealedBody:
    found = next((one for one in bodies_of(desk) if one.digest == digest), None)
    if found is None:
        raise ReportRefused("Nothing was shared from here yet.", remedy="Choose the report.")
    if found.recalled:
        raise ReportRefused("You said that this report no longer counts.", remedy="Choose another one.")
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


def _tell_asker(ask: Ask) -> None:
    for reader in openers_of(ask, first=_key_maker(ask)):
        with translation.override(reader.language or settings.LANGUAGE_CODE):
            text = _(
                "%(supplier)s shared the report that you asked for. It waits here to be opened:\n\n%(address)s"
            )
            send_mail_later(
                to=reader.email,
                subject=_("A report was shared with you"),
                text=text % {"supplier": ask.supplier, "address": address_of(ask)} + "\n",
            )


def _key_maker(ask: Ask) -> Person | None:
    found = CompanyKey.objects.within(
        Scope(programme_id=ask.programme_id, organisation_id=ask.organisation_id)
    )
    last = found.filter(is_holder=False).select_related("person").first()
    return last.person if last else None


@transaction.atomic
def revoke(*, token: str, ref: str) -> None:
    link = looked(token, LinkPurpose.MANAGE, at=now())
    for ask in locked_at(link.desk, [ref]):
        step = take_step(request_of(ask), State.REVOKED, at=now(), by=ask.supplier, party=Party.SUPPLIER)
        for one in grants_of([ask]).get(ask.pk, []):
            end_grant(one)
        save_step(supplier_actor(link.desk), ask, step)


@transaction.atomic
def refer_to_platform(*, token: str, ref: str, platform: str, reference: str) -> None:
    """Instead of an upload. Raises AskProblem for what is no reference."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    said = PlainReference(platform=platform).refer(reference)
    for ask in locked_at(link.desk, [ref]):
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
def begin_account(*, token: str, address: Address, language: str) -> None:
    """The invitation goes to the desk's own address; whoever takes it keeps the desk with all that it holds."""
    link = looked(token, LinkPurpose.MANAGE, at=now())
    desk = link.desk
    made = invite(
        actor=supplier_actor(desk), email=desk.email, organisation=desk.organisation, role=Role.SUPPLIER
    )
    send_mail_later(
        to=desk.email,
        subject=words.texts(language)["account_subject"],
        text=_text(language, "account_mail", address("begin", made)),
    )
    Desk.objects.within(scope_of(desk)).filter(pk=desk.pk).update(invited_at=now())
