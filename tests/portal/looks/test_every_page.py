"""Every page of the portal as each role gets it, in a real Chromium, on a phone in the dark and on a wide screen in the light:
axe finds nothing, nothing is wider than the screen, and the browser complains of nothing.

Every role asks for everything that it may; what is made of the same elements as pages that were looked at is not looked at again
(`features`). COMITY_PICTURES names a folder for pictures of all that are.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from playwright.sync_api import Browser, Page

from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from comity.portal.urls import OUTSIDE
from tests.browser.conftest import patient
from tests.portal.conftest import ON_POSTGRES, Visitor
from tests.portal.looks.alike import MARK_ALIKE
from tests.portal.looks.answered import HERE, answer_as, told_of
from tests.portal.looks.features import features_of
from tests.portal.looks.places import (
    ALSO,
    ANSWERS,
    BEHIND_A_FACTOR,
    OF_AN_ACCOUNT,
    OPEN_TO_ALL,
    WITHOUT_A_LOOK,
    Played,
    played_on,
)
from tests.portal.routes import every_route
from tests.portal.seats import seat_of
from tests.portal.test_routes import address

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(ON_POSTGRES, reason="what a page looks like is not the database's"),
]

ROUTES = every_route()
SCREENS = ((360, "dark"), (1600, "light"))
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
AXE = Axe().axe_script
PICTURES = os.environ.get("COMITY_PICTURES")
PASSWORD = "a sentence that only its owner knows"  # noqa: S105 -- of an invented person
_looked_at: set[str] = set()
"""Features of pages, through all the tests of this file."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = patient(browser.new_context(base_url=HERE, reduced_motion="reduce"))
    yield context.new_page()
    context.close()


@pytest.fixture
def of_role(visitor: Visitor) -> Callable[[Role], Client]:
    return lambda role: visitor(seat_of(role).person.email)


@pytest.fixture
def played_further(ada: Actor, alder: Client, ines: Actor, monkeypatch: pytest.MonkeyPatch) -> Played:
    monkeypatch.setattr(transaction, "on_commit", lambda work, **_: work())  # letters leave at once
    return played_on(ada, alder, ines)


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser says while a test looks."""
    heard: list[str] = []

    def hear(said: Any) -> None:
        if (
            said.type in {"error", "warning"} and said.location["url"] != page.url
        ):  # else it is that of a refusal
            heard.append(f"{page.url}: {said.text}")

    page.on("console", hear)
    yield heard
    page.remove_listener("console", hear)


Look = Callable[[Client, Mapping[str, str]], list[str]]


@pytest.fixture
def look(page: Page, complaints: list[str]) -> Look:
    """What is wrong with the pages at these addresses, by name, as this client gets them. The richest is looked at first."""

    def at_all(client: Client, places: Mapping[str, str]) -> list[str]:
        got: dict[str, str] = {}
        made: dict[str, dict[str, Any]] = {}
        wrong: list[str] = []
        for name, place in places.items():
            answer = client.get(place)
            if answer.status_code != ANSWERS.get(name, 200):
                wrong.append(f"{name} at {place} answers {answer.status_code}")
            elif _is_page(answer):
                made[place] = told_of(answer)
                got[name] = made[place]["body"].decode()
        answer_as(client, page, made)
        for name in sorted(got, key=lambda one: -len(got[one])):
            features = features_of(got[name])
            if not features <= _looked_at:
                _looked_at.update(features)
                wrong += _wrong_with(page, name, places[name])
        return wrong + complaints

    return at_all


def _is_page(answer: HttpResponseBase) -> bool:
    """And no file, and not another page's address."""
    is_shown = answer.status_code != 302 and "attachment" not in answer.headers.get("Content-Disposition", "")
    return is_shown and answer.headers["Content-Type"].startswith("text/html")


def _wrong_with(page: Page, name: str, place: str) -> list[str]:
    wrong = []
    page.goto(place)
    page.evaluate(AXE)
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the two words
        page.evaluate(MARK_ALIKE)
        said = page.evaluate("rules => axe.run(document, rules)", RULES)
        wrong += [f"{name}-{width}: {one['id']} at {one['nodes'][0]['target']}" for one in said["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}-{width}: wider than the screen")
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    return wrong


def admitted(role: Role, places: Mapping[str, str]) -> dict[str, str]:
    """Everything that the role may ask for, by route."""
    mine = {name for name, route in ROUTES.items() if route.method == "get" and role in route.roles}
    visited = {name: address(name) for name in mine if ROUTES[name].visited}
    return visited | {name: place for name, place in places.items() if name in mine}


@pytest.mark.parametrize(
    "roles",
    [sorted(MEMBER), sorted(SECRETARIAT), sorted(set(Role) - MEMBER - SECRETARIAT)],
    ids=["members", "secretariat", "others"],
)
def test_axe_finds_nothing_in_what_a_role_may_open(
    roles: list[Role], look: Look, of_role: Callable[[Role], Client], played_further: Played
) -> None:
    wrong = []

    for role in roles:
        at_a_desk = {Role.SUPPLIER: played_further.supplier, Role.BENCHMARK_REVIEWER: played_further.reviewer}
        client = at_a_desk.get(role) or of_role(role)
        places = played_further.reviews if role is Role.BENCHMARK_REVIEWER else played_further.places
        wrong += [f"{role}: {one}" for one in look(client, admitted(role, places))]

    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_in_pages_as_they_also_are(look: Look, visitor: Visitor) -> None:
    """Of members without a list, without standing, …; what the table of routes shows once."""
    wrong = []

    for email, places in ALSO.items():
        wrong += look(visitor(email), places)

    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_before_one_is_signed_in(look: Look, played_further: Played) -> None:
    keys = {
        "account_confirm_email": {"key": "old"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "old"},
    }

    wrong = look(
        Client(),
        {one: played_further.places.get(one) or reverse(one, kwargs=keys.get(one)) for one in OPEN_TO_ALL},
    )

    assert not wrong, "\n".join(wrong)


def test_axe_finds_nothing_in_ones_account_with_and_without_a_second_factor(look: Look, ada: Actor) -> None:
    ada.person.set_password(PASSWORD)
    ada.person.save()
    client, later = Client(), Client()
    client.post("/accounts/login/", {"login": ada.person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    wrong = look(client, {name: reverse(name) for name in OF_AN_ACCOUNT})
    TOTP.activate(ada.person, generate_totp_secret())
    RecoveryCodes.activate(ada.person)
    wrong += look(client, {name: reverse(name) for name in BEHIND_A_FACTOR})
    later.post("/accounts/login/", {"login": ada.person.email, "password": PASSWORD})
    wrong += look(later, {"mfa_authenticate": reverse("mfa_authenticate")})

    assert not wrong, "\n".join(wrong)


def test_every_page_route_is_looked_at_or_says_why_not(played_further: Played) -> None:
    every = {name for name, route in ROUTES.items() if route.method == "get"} | set(_named(OUTSIDE))
    every |= set(_named(get_resolver("allauth.urls").url_patterns))

    looked_at = (
        {name for name, route in ROUTES.items() if route.visited}
        | set(played_further.places)
        | set(played_further.reviews)
        | OPEN_TO_ALL
    )
    looked_at |= OF_AN_ACCOUNT | BEHIND_A_FACTOR | {"mfa_authenticate"}
    assert sorted(every - looked_at - set(WITHOUT_A_LOOK)) == []
    assert sorted(set(WITHOUT_A_LOOK) & looked_at) == []
    assert all(WITHOUT_A_LOOK.values())


def _named(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _named(one.url_patterns)
        elif one.name:
            yield one.name
