"""Invitations: given, taken once, taken back; and seats that end."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from comity.portal.ledger.queries import how_often
from comity.portal.ledger.services import record
from comity.portal.ports.clock import now, today
from comity.portal.ports.mail import send_mail_later
from comity.portal.tenants.apart import require_apart
from comity.portal.tenants.errors import InvitationProblem, LastOfItsKind, TooManyInvitations
from comity.portal.tenants.fence import fenced
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Invitation, Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.queries import in_turn
from comity.portal.tenants.roles import KIND_OF, Kind, Role

DAYS = 14
MOST_A_DAY = 100
"""Of one organisation, those that were taken back, too: each is a letter to somebody who did not ask for it."""
KEEPERS = frozenset({Role.MANAGER, Role.ADMIN})
"""Without one of them nobody could let anybody in again."""


def invite(*, actor: Actor, email: str, organisation: Organisation, role: Role) -> str:
    """The token of the link; it is kept nowhere."""
    with transaction.atomic():
        in_turn(actor.programme)
        _require_a_few(actor)
        require_apart(actor.programme, organisation, role, email=email.strip().casefold())
        token = _invitation(email=email, programme=actor.programme, organisation=organisation, role=role)
        record(
            actor=actor,
            verb="invitation-given",
            subject=organisation.name,
            facts={"email": email, "role": role.value},
        )
    return token


def _require_a_few(actor: Actor) -> None:
    given = how_often(
        actor.scope,
        verb="invitation-given",
        organisation=actor.organisation,
        since=now() - timedelta(days=1),
    )
    if given >= MOST_A_DAY:
        raise TooManyInvitations(
            f"{actor.organisation.name} has sent {MOST_A_DAY} invitations since yesterday, and a day takes no more.",
            remedy="Go on tomorrow. Who is invited already needs no other letter.",
        )


def invite_by_mail(
    *, actor: Actor, email: str, organisation: Organisation, role: Role, address: Callable[[str], str]
) -> str:
    """As `invite`, and the link goes to the address, which proves that it is the person's."""
    with transaction.atomic():
        token = invite(actor=actor, email=email, organisation=organisation, role=role)
        said = {
            "programme": actor.programme.name,
            "organisation": organisation.name,
            "role": role.label,
            "days": DAYS,
            "by": actor.person.name or actor.person.email,
            "address": address(token),
        }
        send_mail_later(
            to=email,
            subject=_("Your seat in %(programme)s") % said,
            text=_(
                "%(by)s invites you to %(programme)s, for %(organisation)s, as: %(role)s.\n\n"
                "This link gives you the seat. It works once, for %(days)s days:\n\n%(address)s"
            )
            % said,
        )
    return token


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """The link ends at once."""
    gone = Invitation.objects.filter(pk=invitation.pk, used_at=None, programme=actor.programme)
    if gone.delete()[0]:
        record(
            actor=actor,
            verb="invitation-withdrawn",
            subject=invitation.organisation.name if invitation.organisation else actor.programme.name,
            facts={"email": invitation.email, "role": invitation.role},
        )


@transaction.atomic
def end_seat(*, actor: Actor, seat: Seat) -> None:
    """The person sees no page of that role from the next click on; what they did stays in the ledger under their name."""
    in_turn(actor.programme)
    require_not_the_last(seat)
    facts = {"email": seat.person.email, "role": seat.role}
    if Seat.objects.filter(pk=seat.pk, programme=actor.programme).delete()[0]:
        record(actor=actor, verb="seat-ended", subject=seat.organisation.name, facts=facts)


def require_not_the_last(seat: Seat) -> None:
    beside = {"programme": seat.programme_id, "organisation": seat.organisation_id, "role": seat.role}
    if seat.role in KEEPERS and Seat.objects.filter(**beside).count() < 2:
        raise LastOfItsKind(
            f"{seat.person} is the last {seat.get_role_display()} of {seat.organisation}.",
            remedy="Invite another first; without one nobody could let anybody in.",
        )


def invite_founder() -> str:
    """For an installation without a programme. An earlier link ends."""
    Invitation.objects.filter(programme=None, used_at=None).delete()
    return _invitation(email="", programme=None, organisation=None, role=Role.MANAGER)


def is_founded() -> bool:
    return Programme.objects.exists()


def _invitation(
    *, email: str, programme: Programme | None, organisation: Organisation | None, role: Role
) -> str:
    token = secrets.token_urlsafe(32)
    Invitation.objects.create(
        digest=_digest(token),
        email=email.strip().casefold(),
        programme=programme,
        organisation=organisation,
        role=role,
        expires_at=datetime.now(UTC) + timedelta(days=DAYS),
    )
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation:
    """Raises InvitationProblem, in one sentence for every reason, so that a guess learns nothing."""
    found = Invitation.objects.filter(digest=_digest(token), used_at=None, expires_at__gt=datetime.now(UTC))
    invitation = found.select_related("programme", "organisation").first()
    if invitation is None:
        raise InvitationProblem(
            "This link was used already, or has run out.", remedy="Ask whoever sent it for a new one."
        )
    return invitation


@transaction.atomic
def found_programme(
    *, token: str, programme: str, secretariat: str, name: str, email: str, password: str
) -> Person:
    invitation = _taken(token)
    if invitation.programme is not None or is_founded():
        raise InvitationProblem(
            "The programme is founded already.", remedy="Sign in, or ask for an invitation."
        )
    person = Person.objects.create_user(email, password, name=name)
    made = Programme.objects.create(slug=slugify(programme) or "programme", name=programme)
    office = Organisation.objects.create(slug=slugify(secretariat) or "secretariat", name=secretariat)
    Participation.objects.create(programme=made, organisation=office, kind=Kind.SECRETARIAT, joined=today())
    Seat.objects.create(person=person, programme=made, organisation=office, role=Role.MANAGER)
    actor = actor_for(person, programme=made.slug, organisation=office.slug)
    with fenced(actor.scope):
        record(actor=actor, verb="programme-founded", subject=made.name)
    return person


def has_account(invitation: Invitation) -> bool:
    """Then the link opens nothing by itself: its person signs in, and accepts."""
    return Person.objects.filter(email=invitation.email).exists()


@transaction.atomic
def take_seat(*, token: str, name: str, password: str) -> Person:
    """For who has no account: it begins with the seat."""
    invitation = _taken(token)
    if has_account(invitation):
        raise InvitationProblem(
            "There is an account with this address.",
            remedy="Open the link again, and sign in to that account.",
        )
    person = Person.objects.create_user(invitation.email, password, name=name)
    _give_seat(invitation, person)
    return person


@transaction.atomic
def accept_seat(*, token: str, person: Person) -> None:
    """For who is signed in to the account that is invited."""
    invitation = _taken(token)
    require_invited(invitation, person)
    _give_seat(invitation, person)


def require_invited(invitation: Invitation, person: Person) -> None:
    if invitation.email != person.email:
        raise InvitationProblem(
            "You are signed in with another address than the one that is invited.",
            remedy="Sign out, and open the link again.",
        )


def _give_seat(invitation: Invitation, person: Person) -> None:
    if invitation.programme is None or invitation.organisation is None:
        raise InvitationProblem("This link founds a programme.", remedy="Open it as it was printed.")
    role = Role(invitation.role)
    require_apart(invitation.programme, invitation.organisation, role, email=person.email)
    seat: dict[str, Any] = {"programme": invitation.programme, "organisation": invitation.organisation}
    Participation.objects.get_or_create(**seat, kind=KIND_OF[role], defaults={"joined": today()})
    Seat.objects.get_or_create(person=person, **seat, role=role)
    actor = actor_for(person, programme=invitation.programme.slug, organisation=invitation.organisation.slug)
    with fenced(actor.scope):
        record(
            actor=actor, verb="invitation-used", subject=invitation.organisation.name, facts={"role": role}
        )


def _taken(token: str) -> Invitation:
    """Used in the same transaction as what it gives; of two at once one finds it used."""
    invitation = invitation_of(token)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=datetime.now(UTC)):
        raise InvitationProblem("This link was used already.", remedy="Ask whoever sent it for a new one.")
    return invitation
