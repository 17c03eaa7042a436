"""The cast, and a small programme in mid-round that all tests of the portal share; what a test changes is taken back.

COMITY_TEST_DATABASE=postgresql runs the same tests on a PostgreSQL that they start themselves, as a role that owns nothing:
then row-level security stands around every request that a test makes. What a test looks at by itself it sees as the machine does.
There is nothing else to see there for a test that asks for no database: the run on SQLite has it.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import pytest

from tests.patience import PATIENCE_S
from tests.portal.postgres import PORTAL, TemporaryPostgres

ON_POSTGRES = os.environ.get("COMITY_TEST_DATABASE") == "postgresql"
os.environ.pop("COMITY_DATABASE_URL", None)
if ON_POSTGRES:  # at which port it will be known once it runs: a process that tests nothing starts none
    os.environ["COMITY_DATABASE_URL"] = f"postgresql://{PORTAL}@127.0.0.1/portal"
os.environ["DJANGO_SETTINGS_MODULE"] = "comity.portal.settings.test"
os.environ["AIOSMTPD_CONTROLLER_TIMEOUT"] = str(
    PATIENCE_S
)  # mail servers of tests have no more than 5 s to start
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # the tests in a browser run an event loop in the same thread
)
django.setup()

from django.test import Client  # noqa: E402 -- Django is set up first
from django.utils import translation  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from comity.portal.tenants.fence import on_machine  # noqa: E402
from comity.portal.tenants.gates import NOTICE, Actor, actor_for  # noqa: E402
from comity.portal.tenants.models import Person  # noqa: E402
from tests.portal.demonstration import Demonstration, demonstration  # noqa: E402

HERE = Path(__file__).parent
_SERVER: list[TemporaryPostgres] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test that is for one of the two databases says so by `skipif`, and is left to say it."""
    if ON_POSTGRES:
        seen = [one for one in items if one.path.is_relative_to(HERE) and not _is_at_work(one)]
        left = [one for one in seen if one.get_closest_marker("skipif") is None]
        config.hook.pytest_deselected(items=left)
        items[:] = [one for one in items if one not in left]


def _is_at_work(item: pytest.Item) -> bool:
    """On the database, or on a copy of it."""
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or not asked.isdisjoint({"db", "made"})


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker) -> Demonstration:
    with django_db_blocker.unblock():
        return demonstration(tmp_path_factory)


@pytest.fixture(scope="session")
def played(made: Demonstration, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    """The data folder of the demonstration, to be copied and not to be changed; this process works on a copy already."""
    with django_db_blocker.unblock():
        server = made.begin_work()
    _SERVER.extend([server] if server else [])
    yield made.data
    with django_db_blocker.unblock():
        made.end_work(server)


@pytest.fixture(autouse=True)
def spoken_to_in_english() -> None:
    """Django goes on speaking the language of the last request: a page that a test asked for in German would make the next test's German."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def seen_as_the_machine() -> Iterator[None]:
    with on_machine():
        yield


@pytest.fixture(autouse=True)
def registries_as_they_were(request: pytest.FixtureRequest) -> Iterator[None]:
    """The transaction that is taken back after a test does not hold them: they are files."""
    made: Demonstration | None = request.getfixturevalue("made") if _is_at_work(request.node) else None
    yield
    if made:
        made.take_back()


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
