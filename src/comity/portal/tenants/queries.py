"""What is asked of people and organisations."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from comity.portal.tenants.errors import UnscopedQuery
from comity.portal.tenants.models import Invitation, Organisation, Participation, Person, Programme, Seat
from comity.portal.tenants.roles import Kind, Role
from comity.portal.tenants.scope import Scope


def seats_of(person: Person) -> QuerySet[Seat]:
    seats = Seat.objects.filter(person=person).select_related("programme", "organisation")
    return seats.order_by("programme__name", "organisation__name", "role")


def seats_for(
    person: Person, *, programme: str, organisation: str | None, roles: Iterable[Role]
) -> list[Seat]:
    """The seats with which the person may pass; none for who has no business there."""
    seats = seats_of(person).filter(programme__slug=programme, role__in=list(roles))
    return list(seats.filter(organisation__slug=organisation) if organisation else seats)


def seats_in(programme: Programme, organisation: Organisation, *, roles: Iterable[Role]) -> QuerySet[Seat]:
    """Of people who may sign in, the longest there first."""
    found = Seat.objects.filter(programme=programme, organisation=organisation, role__in=list(roles))
    return found.filter(person__is_active=True).select_related("person").order_by("pk")


def members_of(scope: Scope) -> list[Participation]:
    found = Participation.objects.filter(programme_id=scope.programme_id, kind=Kind.MEMBER)
    if scope.organisation_id is not None:
        found = found.filter(organisation_id=scope.organisation_id)
    return list(found.select_related("organisation").order_by("organisation__name"))


def seats_within(scope: Scope) -> list[Seat]:
    """Everybody who may do something in the programme, or for the one organisation."""
    found = Seat.objects.filter(programme_id=scope.programme_id)
    if scope.organisation_id is not None:
        found = found.filter(organisation_id=scope.organisation_id)
    return list(
        found.select_related("person", "organisation").order_by("organisation__name", "person__name", "role")
    )


def open_invitations(scope: Scope, *, at: datetime) -> list[Invitation]:
    """Those that nobody has used, and that still work."""
    found = Invitation.objects.filter(programme_id=scope.programme_id, used_at=None, expires_at__gt=at)
    if scope.organisation_id is not None:
        found = found.filter(organisation_id=scope.organisation_id)
    return list(found.select_related("organisation").order_by("organisation__name", "email"))


def organisations_of(scope: Scope) -> list[Organisation]:
    """Each that takes part in the programme, as whatever kind."""
    taking_part = Participation.objects.filter(programme_id=scope.programme_id)
    return list(Organisation.objects.filter(pk__in=taking_part.values("organisation")).order_by("name"))


def programme_of(scope: Scope) -> Programme:
    return Programme.objects.get(pk=scope.programme_id)


def in_turn(programme: Programme) -> None:
    """Inside a transaction that counts before it writes: of two at once the second waits here, and counts what the first wrote."""
    Programme.objects.select_for_update().get(pk=programme.pk)


def organisation_of(scope: Scope) -> Organisation:
    if scope.organisation_id is None:
        raise UnscopedQuery("this scope is a whole programme's, and no organisation's")
    return Organisation.objects.get(pk=scope.organisation_id)
