"""Invitations: given, and taken once."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from comity.portal.ledger.services import record
from comity.portal.ports.clock import today
from comity.portal.tenants.errors import InvitationProblem
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.models import Invitation, Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import KIND_OF, Kind, Role

DAYS = 14


def invite(*, actor: Actor, email: str, organisation: Organisation, role: Role) -> str:
    """The token of the link; it is kept nowhere."""
    with transaction.atomic():
        token = _invitation(email=email, programme=actor.programme, organisation=organisation, role=role)
        record(
            actor=actor,
            verb="invitation-given",
            subject=organisation.name,
            facts={"email": email, "role": role.value},
        )
    return token


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
    record(actor=actor, verb="programme-founded", subject=made.name)
    return person


@transaction.atomic
def take_seat(*, token: str, name: str, password: str) -> Person:
    """For who has an account with the address already the password is that account's, and is checked by the page."""
    invitation = _taken(token)
    if invitation.programme is None or invitation.organisation is None:
        raise InvitationProblem("This link founds a programme.", remedy="Open it as it was printed.")
    person = Person.objects.filter(email=invitation.email).first()
    if person is None:
        person = Person.objects.create_user(invitation.email, password, name=name)
    elif not person.check_password(password):
        raise InvitationProblem(
            "There is an account with this address, and this is not its password.",
            remedy="Give the password of that account, or set a new one first.",
        )
    role = Role(invitation.role)
    seat: dict[str, Any] = {"programme": invitation.programme, "organisation": invitation.organisation}
    Participation.objects.get_or_create(**seat, kind=KIND_OF[role], defaults={"joined": today()})
    Seat.objects.get_or_create(person=person, **seat, role=role)
    actor = actor_for(person, programme=invitation.programme.slug, organisation=invitation.organisation.slug)
    record(actor=actor, verb="invitation-used", subject=invitation.organisation.name, facts={"role": role})
    return person


def _taken(token: str) -> Invitation:
    """Used in the same transaction as what it gives; of two at once one finds it used."""
    invitation = invitation_of(token)
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=datetime.now(UTC)):
        raise InvitationProblem("This link was used already.", remedy="Ask whoever sent it for a new one.")
    return invitation
