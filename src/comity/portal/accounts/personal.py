"""What is known of a person: told to that person, and taken away when the person goes or when its time is over.

`PERSONAL` is the inventory: every field of ours that says who somebody is, why it is kept, and for how long; a test lays it beside
the tables, so that a field cannot be added in silence. docs/security.md shows it to people.

Laws: who goes leaves no address and no name in an account, and no way in; what a company owes stays signed, as it was signed; the
chain of the ledger stays whole.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils.timezone import now as machine_now
from django.utils.translation import gettext_noop

from comity.portal.accounts.services import require_not_the_last
from comity.portal.api.models import KeptAnswer, Token, Webhook
from comity.portal.jobs.services import looks_after
from comity.portal.ledger.models import EntryFact
from comity.portal.ledger.services import record
from comity.portal.tenants.fence import fenced, on_machine
from comity.portal.tenants.gates import actor_for
from comity.portal.tenants.models import Invitation, Person, Seat

INVITATIONS_KEPT = timedelta(days=30)
TOKENS_KEPT = timedelta(days=90)
"""After they ended: long enough to answer who had one."""


@on_machine()
def personal_data(person: Person) -> bytes:
    """Everything, as JSON: the account, seats, sessions, second factors, programs' keys, and what the ledger says was done."""
    facts: models.QuerySet[EntryFact] = models.QuerySet(EntryFact)
    tokens: models.QuerySet[Token] = models.QuerySet(Token)
    hooks: models.QuerySet[Webhook] = models.QuerySet(Webhook)
    told: Mapping[str, Any] = {
        "account": {"email": person.email, "name": person.name, "language": person.language, "since": person.since},
        "seats": list(
            Seat.objects.filter(person=person).values("programme__name", "organisation__name", "role")
        ),
        "invitations": list(Invitation.objects.filter(email=person.email).values("role", "expires_at", "used_at")),
        "sessions": list(
            UserSession.objects.filter(user=person).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "signed_in_by": list(SocialAccount.objects.filter(user=person).values("provider", "uid", "last_login")),
        "keys_of_programs": list(tokens.filter(person=person).values("name", "made_at", "expires_at", "used_at")),
        "webhooks": list(hooks.filter(person=person).values("url", "made_at", "ended_at")),
        "ledger": list(
            facts.filter(person=person).order_by("at").values("at", "verb", "subject", "organisation__name")
        ),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()


@transaction.atomic
def forget_person(person: Person) -> None:
    """At the person's own word. Raises LastOfItsKind where a company or the Secretariat would be left with nobody.

    The row stays, so that what it did hangs together, and says nothing of who it was.
    """
    seats = list(Seat.objects.filter(person=person).select_related("programme", "organisation"))
    for seat in seats:
        require_not_the_last(seat)
    for programme, organisation in {(one.programme, one.organisation) for one in seats}:
        actor = actor_for(person, programme=programme.slug, organisation=organisation.slug)
        with fenced(actor.scope):
            record(actor=actor, verb="person-left", subject=organisation.name)
    with on_machine():
        Invitation.objects.filter(email=person.email).delete()
        for rows in (Seat.objects, Authenticator.objects, EmailAddress.objects, SocialAccount.objects):
            _of(rows, person).delete()
        models.QuerySet(Token).filter(person=person).delete()
        models.QuerySet(Webhook).filter(person=person).delete()
        keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        UserSession.objects.filter(user=person).delete()
        person.email, person.name, person.language = f"gone-{token_hex(8)}@gone.invalid", "", ""
        person.is_active = False
        person.set_unusable_password()
        person.save()


def _of(rows: Any, person: Person) -> Any:
    return rows.filter(person=person) if rows.model is Seat else rows.filter(user=person)


@looks_after
@on_machine()
def forget_what_is_over() -> int:
    """Sessions, invitations, kept answers and keys whose time is over. How many they were."""
    moment = datetime.now(UTC)
    over: tuple[Any, ...] = (
        Session.objects.filter(expire_date__lt=machine_now()),
        UserSession.objects.filter(last_seen_at__lt=moment - timedelta(days=1)),
        Invitation.objects.filter(expires_at__lt=moment - INVITATIONS_KEPT),
        KeptAnswer.objects.filter(at__lt=moment - timedelta(days=1)),
        models.QuerySet(Token).filter(expires_at__lt=moment - TOKENS_KEPT),
        models.QuerySet(EntryFact).filter(at__lt=moment - FACTS_KEPT),
    )
    return sum(rows.delete()[0] for rows in over)


FACTS_KEPT = timedelta(days=10 * 366)
"""Longer than a claim can be made; then the fact goes, and its entry stays in the chain."""
KEPT_WITH_ACCOUNT = gettext_noop("until the person goes")
BINDS = gettext_noop("as long as the company is bound by it")
PERSONAL: Mapping[str, tuple[str, str, str]] = {
    "tenants.Person.email": (gettext_noop("E-mail address"), gettext_noop("to sign in, and to be written to"), KEPT_WITH_ACCOUNT),
    "tenants.Person.name": (gettext_noop("Name"), gettext_noop("so that colleagues see who did what"), KEPT_WITH_ACCOUNT),
    "tenants.Person.language": (gettext_noop("Language"), gettext_noop("to be written to in it"), KEPT_WITH_ACCOUNT),
    "tenants.Person.password": (gettext_noop("Password"), gettext_noop("to sign in; argon2id"), KEPT_WITH_ACCOUNT),
    "tenants.Invitation.email": (gettext_noop("Address of an invitation"), gettext_noop("to whom a link went"), gettext_noop("30 days after it ran out")),
    "membership.StatementSignature.by": (gettext_noop("Signature of the statement"), gettext_noop("who signed for a company"), BINDS),
    "membership.StatementSignature.role": (gettext_noop("Role beside the signature"), gettext_noop("in what role"), BINDS),
    "membership.StatementWithdrawal.by": (gettext_noop("Withdrawal of the signature"), gettext_noop("who took that back"), BINDS),
    "membership.ApprovedNothing.approved_by": (gettext_noop("Approval of “nothing to report”"), gettext_noop("who let a company report nothing"), BINDS),
    "survey.Response.signed_by": (gettext_noop("Signature of the survey"), gettext_noop("who signed a year's answers"), BINDS),
    "survey.Response.signed_role": (gettext_noop("Role beside the signature"), gettext_noop("in what role"), BINDS),
    "exchange.Desk.email": (gettext_noop("Address of a supplier"), gettext_noop("where a supplier is asked; released to nobody"), gettext_noop("as long as the supplier holds reports here")),
    "exchange.Ask.email": (gettext_noop("Address of a request"), gettext_noop("whom a member asked; seen by that member alone"), gettext_noop("with the request")),
    "outbox.Letter.sealed": (gettext_noop("Letters on their way"), gettext_noop("a letter to somebody, sealed"), gettext_noop("until it went; 30 days where it was given up")),
    "ledger.EntryFact.opening": (gettext_noop("Entries of the ledger"), gettext_noop("who did what, and when"), gettext_noop("ten years; the chain stays whole without it")),
    "check.KeptSuppliers.filename": (gettext_noop("Name of a suppliers' file"), gettext_noop("as the member called its file"), gettext_noop("until the day that the member chose")),
    "protocols.Papers.filename": (gettext_noop("Name of a protocol's file"), gettext_noop("as the member called its file"), gettext_noop("with the protocol")),
    "recognition.Compared.own_name": (gettext_noop("Name of a protocol's file"), gettext_noop("as the member called its file"), gettext_noop("two years after it was compared last")),
    "lists.ListVersion.filename": (gettext_noop("Name of a list's file"), gettext_noop("as the member called its file"), gettext_noop("with the round")),
}  # fmt: skip
"""Field -> what it is, why it is kept, and for how long."""
