"""Every operation, and who passes it: the table is laid beside the gates, the pages, and what happens, for every role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from ninja.operation import Operation as Described

from comity.portal.api.gate import Bearer
from comity.portal.api.models import Grant
from comity.portal.interface.v1 import v1
from comity.portal.membership.models import Round
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role
from tests.portal.api.alone import ALONE
from tests.portal.api.conftest import Program
from tests.portal.api.operations import OPERATIONS
from tests.portal.routes import every_open_route, every_route

pytestmark = pytest.mark.django_db


def described() -> Iterator[tuple[str, str, Described]]:
    """Address, method and what ninja knows of it."""
    for prefix, router in v1._routers:
        for place, view in router.path_operations.items():
            for operation in view.operations:
                yield f"/api/v1{prefix}{place}", operation.methods[0].lower(), operation


FOUND = {str(one.operation_id): (place, method, one) for place, method, one in described()}


def gate_of(name: str) -> Bearer:
    [gate] = FOUND[name][2].auth_callbacks
    assert isinstance(gate, Bearer)
    return gate


def ask(client: Client, name: str, *, programme: str = "hedgerow", organisation: str = "alder-foods") -> Any:
    place, method, _ = FOUND[name]
    address = place.format(programme=programme, organisation=organisation, **OPERATIONS[name].extra)
    return getattr(client, method)(address)


def test_every_operation_stands_in_the_table() -> None:
    assert set(FOUND) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_has_the_gate_that_the_table_says(name: str) -> None:
    gate, said = gate_of(name), OPERATIONS[name]

    assert (gate.admitted, gate.grant) == (said.roles, said.grant)


@pytest.mark.parametrize("name", [name for name, one in OPERATIONS.items() if one.page])
def test_an_operation_admits_nobody_whom_the_page_does_not_admit(name: str) -> None:
    routes = every_route()
    for page in (OPERATIONS[name].page, *OPERATIONS[name].also):
        assert page in every_open_route() or OPERATIONS[name].roles == routes[page].roles, page


def test_every_page_has_an_operation_or_the_reason_why_a_page_alone_does_it() -> None:
    pages = {*every_route(), *every_open_route()}
    done = {page for one in OPERATIONS.values() for page in (one.page, *one.also) if page}

    assert pages - done - set(ALONE) == set()
    assert set(ALONE) <= pages
    assert set(ALONE) & done == set()


@pytest.fixture
def empty_round(ines: Actor) -> None:
    Round.objects.add(
        ines.scope, slug="2024-H1", cutoff="2024-06-30", opens_on="2024-05-01", lists_due_on="2024-07-10"
    )


def home_of(role: Role) -> str:
    """A reviewer's office comes to a member's protocol under its own name; of everybody else the question is who may at Alder."""
    return "somebody-else" if role is Role.BENCHMARK_REVIEWER else "alder-foods"


def test_an_operation_admits_its_roles_and_is_not_there_for_others(
    of_role: dict[Role, Client], empty_round: None
) -> None:
    got = {
        (name, role): ask(client, name, organisation=home_of(role)).status_code
        for name in OPERATIONS
        for role, client in of_role.items()
        if name != "publish_release" or role is not Role.MANAGER  # it is published: asked below
    }

    expected = {
        (name, role): OPERATIONS[name].status if role in OPERATIONS[name].roles else 404 for name, role in got
    }
    assert {one: (got[one], said) for one, said in expected.items() if got[one] != said} == {}
    assert ask(of_role[Role.MANAGER], "publish_release").status_code == 201  # done already, and told again


def test_nobody_passes_for_another_organisation_or_programme(of_role: dict[Role, Client]) -> None:
    for name, said in OPERATIONS.items():
        client = of_role[sorted(said.roles)[0]]
        if "{organisation}" in FOUND[name][0]:
            assert ask(client, name, organisation="cedar-home").status_code == 404, name
        assert ask(client, name, programme="elsewhere").status_code == 404, name


def test_nothing_is_answered_without_a_token() -> None:
    for name in OPERATIONS:
        answer = ask(Client(), name)

        assert (answer.status_code, answer.json()["code"]) == (401, "not-signed-in"), name
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_was_made_for_something_else_is_told_so(program: Program, ada: Actor) -> None:
    narrow = program(ada, [Grant.LEDGER])

    for name, said in OPERATIONS.items():
        if said.roles & {Role.ADMIN} and said.grant is not None:
            assert ask(narrow, name).json()["code"] == "not-granted", name


def test_who_may_not_pass_learns_nothing_from_a_missing_grant(program: Program, ada: Actor) -> None:
    assert ask(program(ada, [Grant.LISTS_READ]), "ledger").status_code == 404


def test_a_signed_in_browser_passes_no_operation(alder: Client) -> None:
    """So nothing here needs a token against forged requests of a browser."""
    assert ask(alder, "standing").status_code == 401
