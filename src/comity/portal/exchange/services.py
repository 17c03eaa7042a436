"""The member's side: keys, drafting, sending, reading. Each step is one of `comity.exchange.DRAWN` and one entry of the ledger."""

import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

import polars as pl
from django.db import transaction

from comity.check import Checked
from comity.check import State as CheckState
from comity.core import months_before
from comity.exchange import (
    DAILY_CAP,
    Party,
    PublicKey,
    Purpose,
    State,
    follow_sites,
    opportunities,
    plan_batch,
    run_out,
    take_step,
)
from comity.exchange.errors import AskProblem, ReportRefused, StepProblem
from comity.exchange.links import LinkPurpose
from comity.portal.check.services import check
from comity.portal.exchange import words
from comity.portal.exchange.errors import NoKeyYet, NotSent
from comity.portal.exchange.letters import letter_of, reminder_for
from comity.portal.exchange.models import Ask, CompanyKey, GrantRow, SealedBody
from comity.portal.exchange.queries import company_key, reminder_due, request_of, sent_on, vault, whole
from comity.portal.exchange.steps import Address, desk_for, end_grant, fresh_link, locked, save_step
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.release.queries import readable_list
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role
from comity.portal.tenants.scope import Scope

KEPT_MONTHS = 36
"""The supplier's own grant ends then, and with it the use of the body."""


# Keys


@transaction.atomic
def publish_key(*, actor: Actor, public: str, is_holder: bool) -> CompanyKey:
    """Only what may be known of it comes here. A later key takes the place of an earlier one."""
    if not is_holder and not actor.may(Role.ADMIN):
        raise NoKeyYet(
            "The company's key is its administrator's to make.", remedy="Be the second holder, or ask them."
        )
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
        listed_as=site_id, language=language, age=age, assurance=assurance, purpose=ask.purpose, answer_by=answer_by,
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
    follow_merged_sites(scope=actor.scope, redirects=_moved_sites(actor.scope, checked))
    exists = checked.rows.filter(checked.rows["state"] == CheckState.EXISTS.value)
    sites = exists.unique(subset="site", keep="first", maintain_order=True)["site"].to_list()
    asked = set(
        Ask.objects.within(actor.scope).exclude(site_id="").exclude(state=State.WITHDRAWN.value)
        .values_list("site_id", flat=True)
    )  # fmt: skip
    drafts = []
    for site, one in zip(sites, opportunities(checked), strict=True):
        if str(site) in asked:
            continue
        place = ", ".join(part for part in (one.supplier, one.city, one.country) if part)
        drafts.append(
            draft(
                actor=actor, supplier=one.supplier, site=place, email="", age=one.known.age or "", site_id=str(site),
                assurance=one.known.assurance or "", purpose=purpose, answer_by=answer_by,
                language=words.spoken_in(one.country),
                reference=one.reference,
            )
        )  # fmt: skip
    return drafts


def _moved_sites(scope: Scope, checked: Checked) -> dict[str, str]:
    """Where sites of earlier requests stand now: rows of the member's own list that were found to be one site since."""
    named = checked.rows.filter(pl.col("reference").fill_null("") != "").unique("reference", keep="first")
    now_at = dict(zip(named["reference"], named["site"], strict=True))
    earlier = Ask.objects.within(scope).exclude(site_id="").exclude(reference="")
    pairs = {one.site_id: str(now_at.get(one.reference) or one.site_id) for one in earlier}
    return {site: moved for site, moved in pairs.items() if site != moved}


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


def chosen_drafts(*, actor: Actor, refs: Collection[str]) -> list[Ask]:
    """Raises NotSent where one of them is no draft of the company's."""
    drafts = Ask.objects.within(actor.scope).filter(state=State.DRAFTED.value, ref__in=refs)
    found = list(drafts.select_related("organisation", "desk"))
    if missing := len({*refs}) - len(found):
        raise NotSent(
            f"{missing} of the requests are no drafts of your company.",
            remedy="Look at the requests again, and choose those that are still drafts.",
        )
    return found


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
    asks = [one for one in locked(actor.scope, asks) if one.state == State.DRAFTED.value]
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
    ask.desk = desk_for(actor.scope, ask.email)
    ask.save(update_fields=["desk"])
    save_step(
        actor,
        ask,
        take_step(request_of(ask), State.SENT, at=now(), by=actor.organisation.name, party=Party.MEMBER),
    )
    token = fresh_link(ask.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)
    letter = letter_of(ask, link=address("answer", token))
    send_mail_later(to=ask.email, subject=letter.subject, text=letter.text)


@transaction.atomic
def send_due(*, actor: Actor, address: Address) -> tuple[int, int]:
    """Requests whose day has come, and reminders: how many of each. Doing it twice a day does nothing the second time.

    What time ended since is written down, too, and a grant that ended is deleted.
    """
    waiting = Ask.objects.within(actor.scope).select_related("organisation", "desk")
    _write_down_ends(actor)
    due = list(waiting.filter(state=State.DRAFTED.value, send_on__lte=today()))
    for ask in due:
        _send_one(actor, ask, address)
    reminded = 0
    for ask in waiting.filter(state__in=[State.SENT.value, State.OPENED.value]).exclude(desk=None):
        if not reminder_due(ask, on=today()) or ask.desk is None:
            continue
        # A reminder has a link of its own; the earlier one ends, so that one request is never answered twice.
        token = fresh_link(ask.desk, LinkPurpose.ANSWER, ask.ref, expires_at=ask.answer_by)
        letter = reminder_for(ask, link=address("answer", token))
        send_mail_later(to=ask.email, subject=letter.subject, text=letter.text)
        ask.reminded = [*ask.reminded, today().isoformat()]
        ask.save(update_fields=["reminded"])
        reminded += 1
    return len(due), reminded


def _write_down_ends(actor: Actor) -> None:
    running = (State.SENT, State.OPENED, State.CONSENTED, State.DELIVERED)
    for ask in Ask.objects.within(actor.scope).filter(state__in=running).select_related("organisation"):
        if step := run_out(request_of(ask), at=now()):
            save_step(actor, ask, step)
    mine = GrantRow.objects.within(whole(actor.scope)).filter(ask__organisation=actor.organisation)
    for row in mine.filter(revoked_at=None, expires_at__lte=now()).select_related("ask", "body"):
        end_grant(row)


@transaction.atomic
def shred_old(*, scope: Scope) -> int:
    """Bodies that nobody can be granted any more: how many."""
    before = months_before(today(), KEPT_MONTHS)
    old = SealedBody.objects.within(scope).filter(at__date__lt=before, shredded_at=None)
    for row in old:
        vault().shred(row.digest)
        row.shredded_at = now()
        row.save(update_fields=["shredded_at"])
    return len(old)


@transaction.atomic
def withdraw(*, actor: Actor, ask: Ask) -> None:
    (ask,) = locked(actor.scope, [ask])
    save_step(
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


# Reading


CHECKS = {
    "whole": "It is the report that its supplier sealed and signed for, byte for byte.",
    "kind": "It is a PDF or a workbook, not locked, and not two kinds of file at once.",
    "no-active": "No active content was seen in it.",
    "cleaned": "Active content was taken out before it was shown.",
    "not-scanned": "No malware scanner looked at it: it was opened in a browser.",
    "marked": "Every page of the copy names its reader.",
    "workbook": "A workbook is not marked with its reader's name.",
}


@transaction.atomic
def report_read(*, actor: Actor, ask: Ask, digest: str, checks: Collection[str]) -> None:
    """What the member's browser says that it opened. Whose word that is, the entry says."""
    (ask,) = locked(actor.scope, [ask])
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
        save_step(actor, ask, step)
    else:
        record(actor=actor, verb="request-read", subject=ask.ref, facts={"request": ask.ref, **facts})


def save_decided(*, actor: Actor, ask: Ask, choice: str, commitment: str) -> None:
    """The step alone; what was decided is the room `recognition`'s, and the ledger holds a digest of it."""
    step = take_step(request_of(ask), State.DECIDED, at=now(), by=actor.organisation.name, party=Party.MEMBER)
    ask.choice = choice
    ask.save(update_fields=["choice"])
    save_step(actor, ask, replace(step, fact=replace(step.fact, details={"reliance": commitment})))


def day_of(text: date) -> datetime:
    """The end of a day that somebody chose."""
    return datetime.combine(text, time(23, 59, 59), UTC)
