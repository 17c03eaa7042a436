"""Programs of the cast: a client that sends a token with every call."""

import threading
from collections.abc import Callable, Iterator, Sequence
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test import Client

import comity.client
from comity.portal.api.models import Grant
from comity.portal.api.services import make_token
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.roles import Role
from comity.portal.wsgi import application
from tests.portal.seats import seat_of

Program = Callable[..., Client]
Portal = Callable[[Actor], comity.client.Client]


@pytest.fixture(autouse=True)
def no_calls_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def key_of(db: None) -> Callable[[Role], str]:
    """A key of somebody of a role."""

    def make(role: Role) -> str:
        seat = seat_of(role)
        actor = actor_for(seat.person, programme="hedgerow", organisation=seat.organisation.slug)
        return make_token(actor=actor, name="a test", grants=list(Grant), days=1)

    return make


@pytest.fixture
def of_role(key_of: Callable[[Role], str]) -> dict[Role, Client]:
    return {role: Client(headers={"Authorization": f"Bearer {key_of(role)}"}) for role in Role}


@pytest.fixture
def program(db: None) -> Program:
    """A client with a token of this actor's, for everything unless said."""

    def make(actor: Actor, grants: Sequence[Grant] = tuple(Grant)) -> Client:
        key = make_token(actor=actor, name="a test", grants=grants, days=1)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def alders(program: Program, ada: Actor) -> Client:
    return program(ada)


@pytest.fixture
def birchs(program: Program, ines: Actor) -> Client:
    return program(ines)


@pytest.fixture
def cedars(program: Program, chiara: Actor) -> Client:
    return program(chiara)


@pytest.fixture
def nadias(program: Program, actor: Callable[[str, str], Actor]) -> Client:
    """Of a member that has not signed."""
    return program(actor("nadia@northwind-dairy.example", "northwind-dairy"))


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 -- the library's name
        """A test says nothing while it goes well."""


@pytest.fixture
def address(db: None) -> Iterator[str]:
    """One thread answers, with the connection of the test: it sees what the test wrote, and all is taken back."""
    own = connections["default"]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    own.inc_thread_sharing()
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)

    def serve() -> None:
        connections["default"] = own
        server.serve_forever(poll_interval=0.02)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    own.dec_thread_sharing()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def portal(address: str) -> Portal:
    def of(actor: Actor) -> comity.client.Client:
        key = make_token(actor=actor, name="a client", grants=tuple(Grant), days=1)
        return comity.client.Client(
            address,
            key,
            programme=actor.programme.slug,
            organisation=actor.organisation.slug,
            pause_s=0,
        )

    return of
