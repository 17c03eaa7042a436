"""Every route of the portal, and who passes it: the table (`tests/portal/routes`) is laid beside what happens, for every role."""

import re
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import unquote

import pytest
from django.http import HttpResponse, HttpResponseBase
from django.test import Client
from django.urls import resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver
from pytest_django import DjangoAssertNumQueries

from comity.portal.membership.models import Round
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role
from comity.portal.urls import OF_A_PROGRAMME, OUTSIDE
from tests.portal.conftest import Visitor
from tests.portal.routes import every_open_route, every_route
from tests.portal.seats import seat_of

pytestmark = pytest.mark.django_db

ROUTES = every_route()
VISITED = [name for name, route in ROUTES.items() if route.visited]


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[URLPattern, bool]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, prefix + str(one.pattern))
        else:
            yield one, "<slug:organisation>" in prefix


OF_MEMBER = {str(one.name): is_member for one, is_member in patterns(OF_A_PROGRAMME)}
GATES = {str(one.name): one.callback for one, _ in patterns(OF_A_PROGRAMME)}


def address(route: str) -> str:
    kwargs = {"programme": "hedgerow", **ROUTES[route].extra}
    return reverse(route, kwargs={**kwargs, "organisation": "alder-foods"} if OF_MEMBER[route] else kwargs)


def test_every_route_stands_in_the_table() -> None:
    assert set(GATES) == set(ROUTES)


def test_every_gate_admits_whom_the_table_says() -> None:
    assert {name: getattr(view, "admitted", None) for name, view in GATES.items()} == {
        name: route.roles for name, route in ROUTES.items()
    }


def test_a_route_that_is_open_says_why() -> None:
    found = {str(one.name): one.callback for one, _ in patterns(OUTSIDE)}

    assert set(found) == every_open_route()
    assert all(getattr(view, "open_because", "") for view in found.values())


@pytest.fixture
def of_role(visitor: Visitor) -> Callable[[Role], Client]:
    return lambda role: visitor(seat_of(role).person.email)


@pytest.fixture
def empty_round(ines: Actor) -> None:
    Round.objects.add(
        ines.scope, slug="2024-H1", cutoff="2024-06-30", opens_on="2024-05-01", lists_due_on="2024-07-10"
    )


def closed_doors(answer: HttpResponseBase, role: Role) -> set[str]:
    """Links and forms of a page that lead the role to nothing."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    places = re.findall(
        r'(?:href|action)="(/programmes/[^"?#]+)', cast(HttpResponse, answer).content.decode()
    )
    names = {str(resolve(unquote(place)).url_name) for place in places}
    return {name for name in names if role not in ROUTES[name].roles}


@pytest.mark.parametrize("name", VISITED)
def test_a_route_admits_its_roles_and_is_not_there_for_others(
    name: str, of_role: Callable[[Role], Client], cedar: Client, empty_round: None
) -> None:
    route, place = ROUTES[name], address(name)

    answers = {role: getattr(of_role(role), route.method)(place) for role in Role}
    got = {role: answer.status_code for role, answer in answers.items()}

    assert {role for role, status in got.items() if status != 404} == route.roles
    assert {got[role] for role in route.roles} <= route.status | ({302} if route.method == "post" else set())
    if OF_MEMBER[name] or not route.roles & {Role.ADMIN}:
        assert getattr(cedar, route.method)(place).status_code == 404
    assert getattr(Client(), route.method)(place).headers["Location"].startswith("/accounts/login/")
    assert {role: found for role, answer in answers.items() if (found := closed_doors(answer, role))} == {}


@pytest.mark.parametrize("name", [name for name in VISITED if ROUTES[name].method == "get"])
def test_a_page_asks_the_database_twenty_five_times_at_most(
    name: str, of_role: Callable[[Role], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = of_role(sorted(ROUTES[name].roles)[0])

    with django_assert_max_num_queries(25):
        given = client.get(address(name))
    assert given.status_code in ROUTES[name].status
