"""The gates: from a request to an `Actor`, or to *not found*. Every view of the portal stands behind one.

`admits` names the roles that may pass; `open_to_all` says of the few other pages why nobody is kept out. Views bear what
their gate says (`view.admitted`), so that a test can lay the whole table of routes and roles beside what happens.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.portal.tenants.fence import raise_fence
from comity.portal.tenants.models import Organisation, Person, Programme, Seat, SharedWithReviewer
from comity.portal.tenants.queries import seats_for, seats_within
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from comity.portal.tenants.scope import Scope

log = logging.getLogger("comity.security")
Arguments = ParamSpec("Arguments")
Found = TypeVar("Found")
NOTICE = "antitrust-notice"
"""In a session: the antitrust notice was acknowledged in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, in which programme, for whom, and whose rows that opens. Made by a gate."""

    person: Person
    programme: Programme
    organisation: Organisation
    roles: frozenset[Role]
    scope: Scope

    def may(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


def admits(*roles: Role) -> Callable[
    [Callable[Concatenate[HttpRequest, Actor, Arguments], HttpResponseBase]], Callable[..., HttpResponseBase]
]:  # fmt: skip
    """For views under `programmes/<programme>/`, which get the actor instead of the two slugs."""

    def gate(
        view: Callable[Concatenate[HttpRequest, Actor, Arguments], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def gated(
            request: HttpRequest, *, programme: str, organisation: str | None = None, **rest: Any
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            person = request.user
            seats = seats_for(person, programme=programme, organisation=organisation, roles=roles)
            if not seats:
                log.info(
                    "person %s was refused %s",
                    person.pk,
                    request.resolver_match and request.resolver_match.url_name,
                )
                raise Http404
            if needs_factor(seats) and not gave_factor(request, person):
                return _ask_for_factor(request)
            if NOTICE not in request.session:
                asked = urlencode({"next": request.get_full_path()})
                return redirect(f"{reverse('notice')}?{asked}")
            actor = _actor(person, seats)
            raise_fence(actor.scope)
            request.actor = actor  # type: ignore[attr-defined] # for the page's frame, which shows where one is
            return cast(HttpResponseBase, cast(Any, view)(request, actor, **rest))

        gated.admitted = frozenset(roles)  # type: ignore[attr-defined] # read by the table of routes and roles
        return gated

    return gate


def needs_factor(seats: Iterable[Seat]) -> bool:
    """The Secretariat sees every member's lists, so that its people need more than a password; of members' the programme decides."""
    return any(
        (seat.role in SECRETARIAT and settings.COMITY_SECOND_FACTOR)
        or (seat.role in MEMBER and seat.programme.members_second_factor)
        for seat in seats
    )


def gave_factor(request: HttpRequest, person: Person) -> bool:
    """In this session: that there is one says nothing of who signed in."""
    return any(one["method"] == "mfa" for one in get_authentication_records(request, person))


def _ask_for_factor(request: HttpRequest) -> HttpResponseBase:
    """Who has none sets one up. Who has one gives it here where signing in did not ask: it was set up since."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    own = [str(way["url"]) for way in ways if way["id"].startswith("mfa_")]
    if not own:
        messages.info(
            request,
            _(
                "This page needs a second factor beside your password. Set one up here, then open the page again."
            ),
        )
        return redirect(reverse("mfa_index"))
    return redirect(f"{own[0]}?{urlencode({'next': request.get_full_path()})}")


def open_to_all(reason: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    def gate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        view.open_because = reason  # type: ignore[attr-defined] # read by the table of routes and roles
        return view

    return gate


def there(found: Found | None) -> Found:
    """What was looked for within an actor's scope, or *not found*: whether it is missing or another's, nobody learns."""
    if found is None:
        raise Http404
    return found


def _actor(person: Person, seats: list[Seat]) -> Actor:
    """Seats of several organisations pass only where the page is not one organisation's: the first speaks then."""
    first = seats[0]
    roles = frozenset(Role(seat.role) for seat in seats if seat.organisation_id == first.organisation_id)
    is_own = not roles.isdisjoint(MEMBER | {Role.SUPPLIER, Role.BENCHMARK_REVIEWER})
    return Actor(
        person=person,
        programme=first.programme,
        organisation=first.organisation,
        roles=roles,
        scope=Scope(
            programme_id=first.programme_id, organisation_id=first.organisation_id if is_own else None
        ),
    )


def actor_for(person: Person, *, programme: str, organisation: str, roles: Iterable[Role] = Role) -> Actor:
    """With the seats of these roles there. For commands, jobs, programs' tokens and tests; pages use `admits`."""
    seats = seats_for(person, programme=programme, organisation=organisation, roles=roles)
    if not seats:
        raise Http404
    return _actor(person, seats)


def whole_programmes() -> list[tuple[Programme, Scope]]:
    """For whoever looks after the machine: every programme, each with its own scope."""
    found = Programme.objects.order_by("slug")
    return [(one, Scope(programme_id=one.pk, organisation_id=None)) for one in found]


def manager_of(programme: Programme, scope: Scope, *, first: Person | None = None) -> Actor | None:
    """In whose name the machine does what is due: `first` where they manage the programme, else any manager who is there."""
    managers = [one for one in seats_within(scope) if one.role == Role.MANAGER and one.person.is_active]
    chosen = next((one for one in managers if first is not None and one.person_id == first.pk), None)
    seat = chosen or (managers[0] if managers else None)
    if seat is None:
        return None
    return actor_for(seat.person, programme=programme.slug, organisation=seat.organisation.slug)


def entrusted(actor: Actor, row: SharedWithReviewer) -> Scope:
    """The member's own scope, for its reviewer: a verdict becomes the member's benchmark. Whose row it is not learns nothing."""
    if row.reviewer_id is None or row.reviewer_id != actor.organisation.pk:
        raise Http404
    return Scope(programme_id=row.programme_id, organisation_id=row.organisation_id)
