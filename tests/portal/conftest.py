"""The cast, and a small programme in mid-round that all tests of the portal share; what a test changes is taken back.

COMITY_TEST_DATABASE=postgresql runs the same tests on a PostgreSQL that they start themselves, as a role that owns nothing:
then row-level security stands around every request that a test makes. What a test looks at by itself it sees as the machine does.
"""

import atexit
import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest

from tests.portal.postgres import OWNER, PORTAL, TemporaryPostgres

_SERVER: list[TemporaryPostgres] = []
ON_POSTGRES = os.environ.get("COMITY_TEST_DATABASE") == "postgresql"
os.environ.pop("COMITY_DATABASE_URL", None)
if ON_POSTGRES:
    _SERVER.append(TemporaryPostgres())
    os.environ["COMITY_DATABASE_URL"] = _SERVER[0].start()
    atexit.register(_SERVER[0].stop)
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.portal.settings.test"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # the tests in a browser run an event loop in the same thread
)
django.setup()

from django.conf import settings  # noqa: E402 -- Django is set up first
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from comity.portal.demo.make import SMALL, make_programme  # noqa: E402
from comity.portal.tenants.fence import on_machine  # noqa: E402
from comity.portal.tenants.gates import NOTICE, Actor, actor_for  # noqa: E402
from comity.portal.tenants.models import Person  # noqa: E402


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The data folder of a small demonstration. It is made once, and processes that test side by side copy it."""
    data = Path(settings.DATA)
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "portal.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ON_POSTGRES or not (shared / "portal").exists():
            data.mkdir(parents=True, exist_ok=True)
            make_tables()
            with on_machine():
                make_programme(SMALL)
            connections.close_all()
            if not ON_POSTGRES:
                shutil.copytree(data, shared / "portal.making")
                (shared / "portal.making").rename(shared / "portal")
        elif not data.exists():
            shutil.copytree(shared / "portal", data)
    yield data if ON_POSTGRES else shared / "portal"
    with django_db_blocker.unblock():
        connections.close_all()
    shutil.rmtree(data, ignore_errors=True)  # the tests in a browser have this fixture, too


def make_tables() -> None:
    """On PostgreSQL the owner's work; the portal's role may not."""
    if ON_POSTGRES:
        connections["default"].settings_dict["USER"] = OWNER
    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    if ON_POSTGRES:
        connections["default"].settings_dict["USER"] = PORTAL


@pytest.fixture(autouse=True)
def seen_as_the_machine() -> Iterator[None]:
    with on_machine():
        yield


@pytest.fixture(scope="session")
def django_db_setup(played: Path) -> None:
    """In the place of pytest-django's own: the database is the demonstration's."""


@pytest.fixture(scope="session")
def installed(played: Path) -> Path:
    """The demonstration as a folder that another process can serve a copy of: SQLite's alone is one."""
    if ON_POSTGRES:
        pytest.skip("another process serves a copy of the folder, and a PostgreSQL is not in it")
    return played


def server() -> TemporaryPostgres:
    """Where the tests run on one."""
    return _SERVER[0]


Visitor = Callable[[str], Client]


@pytest.fixture
def visitor(db: None) -> Visitor:
    """Somebody signed in, by address, who has acknowledged the notice."""

    def visit(email: str) -> Client:
        client = Client()
        client.force_login(
            Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        session = client.session
        session[NOTICE] = True
        session.save()
        return client

    return visit


@pytest.fixture
def alder(visitor: Visitor) -> Client:
    """Owns the list."""
    return visitor("ada@alder-foods.example")


@pytest.fixture
def birch(visitor: Visitor) -> Client:
    """The Secretariat's manager, to whom Alder entrusts it."""
    return visitor("ines@hedgerow.example")


@pytest.fixture
def cedar(visitor: Visitor) -> Client:
    """Another member, who must learn nothing, not even that it exists."""
    return visitor("chiara@cedar-home.example")


@pytest.fixture
def actor(db: None) -> Callable[[str, str], Actor]:
    def make(email: str, organisation: str) -> Actor:
        return actor_for(Person.objects.get(email=email), programme="hedgerow", organisation=organisation)

    return make


@pytest.fixture
def ada(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("ada@alder-foods.example", "alder-foods")


@pytest.fixture
def chiara(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("chiara@cedar-home.example", "cedar-home")


@pytest.fixture
def ines(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("ines@hedgerow.example", "hedgerow-office")


@pytest.fixture
def ruth(actor: Callable[[str, str], Actor]) -> Actor:
    return actor("ruth@counsel.example", "hedgerow-office")
