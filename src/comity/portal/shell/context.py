"""What the frame of every page knows: where one is, where one may go, and whether it is a demonstration."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from comity.portal.ports.clock import today
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One line of the navigation."""

    name: str
    address: str
    is_here: bool


def page(request: HttpRequest) -> dict[str, object]:
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "actor": actor,
        "nav": places_for(actor, request.path) if actor else (),
        "single_sign_on": single_sign_on(),
        "is_demo": settings.COMITY_DEMO,
        "today": today(),
        "keys": keys_of(actor) if actor else "",
        "languages": settings.LANGUAGES,
        "people": people_of(actor) if actor else "",
    }


def single_sign_on() -> str:
    """What its button says; none where it is not set up."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    return str(apps[0]["name"]) if apps else ""


NAV: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("member-home", gettext_noop("Home"), MEMBER),
    ("lists", gettext_noop("Our lists"), MEMBER),
    ("protocols", gettext_noop("Protocols"), frozenset({Role.ADMIN, Role.CONTRIBUTOR})),
    ("protocol-reviews", gettext_noop("Protocols"), frozenset({Role.BENCHMARK_REVIEWER})),
    ("statement", gettext_noop("Statement"), MEMBER),
    ("common-list", gettext_noop("Common list"), MEMBER),
    ("check", gettext_noop("Check"), MEMBER - {Role.READER}),
    ("requests", gettext_noop("Requests"), frozenset({Role.ADMIN, Role.REQUESTER, Role.DECIDER})),
    ("own-desk", gettext_noop("Requests"), frozenset({Role.SUPPLIER})),
    ("decisions", gettext_noop("Decisions"), frozenset({Role.ADMIN, Role.REQUESTER, Role.DECIDER})),
    ("keys", gettext_noop("Keys"), frozenset({Role.ADMIN, Role.REQUESTER, Role.DECIDER})),
    ("survey", gettext_noop("Survey"), MEMBER),
    ("rounds", gettext_noop("Rounds"), SECRETARIAT),
    ("members", gettext_noop("Members"), SECRETARIAT),
    ("protocol-outcomes", gettext_noop("Protocols"), SECRETARIAT),
    ("matches", gettext_noop("Matches"), frozenset({Role.REVIEWER, Role.MANAGER})),
    ("surveys", gettext_noop("Surveys"), SECRETARIAT),
    ("statistics", gettext_noop("Statistics"), SECRETARIAT),
    ("member-statistics", gettext_noop("Statistics"), MEMBER),
    ("recalls", gettext_noop("Recalls"), frozenset({Role.MANAGER})),
    ("programme", gettext_noop("Settings"), SECRETARIAT),
    ("ledger", gettext_noop("Ledger"), frozenset({Role.MANAGER, Role.COUNSEL, Role.AUDITOR})),
)
"""A room adds its line here: name of its route, words, who sees it. Who may pass is for the gate alone."""


def places_for(actor: Actor, path: str) -> tuple[Place, ...]:
    places = []
    for route, words, roles in NAV:
        if actor.may(*roles):
            kwargs = {"programme": actor.programme.slug}
            if actor.scope.organisation_id is not None:
                kwargs["organisation"] = actor.organisation.slug
            address = reverse(route, kwargs=kwargs)
            is_here = (
                path == address
                or (route != "member-home" and path.startswith(address))
                or _is_under(route, path, kwargs)
            )
            places.append(Place(name=_(words), address=address, is_here=is_here))
    return tuple(places)


UNDER: dict[str, tuple[str, ...]] = {
    "members": ("member/", "people/"),
    "protocol-reviews": ("members/{organisation}/protocols/",),
}
"""Pages that belong to a line of the navigation, and do not lie below its address: parts of a programme's address."""


def _is_under(route: str, path: str, kwargs: dict[str, str]) -> bool:
    programme = f"/programmes/{kwargs['programme']}/"
    return any(path.startswith(programme + part.format(**kwargs)) for part in UNDER.get(route, ()))


def keys_of(actor: Actor) -> str:
    """The page of access for programs; none for who has no use for one."""
    kwargs = {"programme": actor.programme.slug}
    if actor.may(*SECRETARIAT, Role.AUDITOR):
        return reverse("programme-tokens", kwargs=kwargs)
    if actor.may(*MEMBER):
        return reverse("tokens", kwargs={**kwargs, "organisation": actor.organisation.slug})
    if actor.may(Role.SUPPLIER, Role.BENCHMARK_REVIEWER):
        return reverse("desk-tokens", kwargs={**kwargs, "organisation": actor.organisation.slug})
    return ""


def people_of(actor: Actor) -> str:
    """The page of who has a seat; none for who may not change that."""
    kwargs = {"programme": actor.programme.slug}
    if actor.may(Role.MANAGER):
        return reverse("people", kwargs=kwargs)
    if actor.may(Role.ADMIN):
        return reverse("own-people", kwargs={**kwargs, "organisation": actor.organisation.slug})
    return ""
