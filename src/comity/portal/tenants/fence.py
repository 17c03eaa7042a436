"""The second fence: on PostgreSQL the database itself shows a request, or a job, no row but those of its scope.

A gate raises the fence of its scope, and the end of the request takes it down; where none stands, a tenant's tables are empty.
Whoever looks after the machine (a worker that looks for lost jobs, a token that is not known yet) says `on_machine`.
`tenants/policies.py` writes the same rule into the tables. On SQLite, which has no such thing, nothing is done here.

Laws: a fence is never forgotten on a connection that goes on; a new connection begins with what stands, not with what stood.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from comity.portal.tenants.scope import Scope

ALL = "*"
_SAY = "SELECT set_config('comity.programme', %s, false), set_config('comity.organisation', %s, false)"
_UNKNOWN = object()


@dataclass(frozen=True, slots=True)
class Fence:
    """As the database keeps it for a session: an id, or ALL, or nothing."""

    programme: str
    organisation: str


NOTHING, MACHINE = Fence("", ""), Fence(ALL, ALL)
_stands: ContextVar[Fence] = ContextVar("fence", default=NOTHING)


def fence_of(scope: Scope) -> Fence:
    organisation = ALL if scope.organisation_id is None else str(scope.organisation_id)
    return Fence(str(scope.programme_id), organisation)


def raise_fence(scope: Scope) -> None:
    """For gates: until the request ends."""
    _stands.set(fence_of(scope))


def open_for_migration() -> None:
    """For the process that migrates, and for nothing else in its life."""
    _stands.set(MACHINE)


@contextmanager
def fenced(scope: Scope) -> Iterator[None]:
    """For a job, or for the few lines that need another's rows than the request's own."""
    with _standing(fence_of(scope)):
        yield


@contextmanager
def on_machine() -> Iterator[None]:
    """Every programme's rows: for whoever looks after the machine, and for finding out who asks."""
    with _standing(MACHINE):
        yield


@contextmanager
def without_fence() -> Iterator[None]:
    """Where nobody has said yet who asks: no row of a tenant is there."""
    with _standing(NOTHING):
        yield


@contextmanager
def _standing(fence: Fence) -> Iterator[None]:
    before = _stands.set(fence)
    try:
        yield
    finally:
        _stands.reset(before)


@receiver(connection_created, dispatch_uid="tenants.fence")
def _watch(connection: BaseDatabaseWrapper, **_rest: object) -> None:
    """Every statement of a session goes by `_telling`, which begins by knowing nothing of the session."""
    if connection.vendor == "postgresql":
        others = [one for one in connection.execute_wrappers if not isinstance(one, _Telling)]
        connection.execute_wrappers[:] = [*others, _Telling(connection)]


class _Telling:
    """Tells a session what stands, before a statement that would go by something else.

    What is said inside a transaction is taken back with it: it counts as known in that transaction alone, and in none
    of its savepoints that is taken back. In a transaction that is broken nothing can be said, and nothing is answered.
    """

    def __init__(self, database: BaseDatabaseWrapper) -> None:
        self.database: Any = database
        self.told = NOTHING
        self.told_in: object = None  # the outermost block of a transaction

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
        database = self.database
        within = database.atomic_blocks[0] if database.atomic_blocks else None
        is_known = self.told == _stands.get() and self.told_in in (None, within)
        if not is_known and not database.needs_rollback:
            self.told, self.told_in = _stands.get(), within
            # Past our own cursor: it is no question of the page, and is not counted as one.
            with database.wrap_database_errors:
                database.connection.execute(_SAY, [self.told.programme, self.told.organisation])
        try:
            return execute(sql, params, many, context)
        finally:
            if sql.startswith("ROLLBACK") and self.told_in is not None:
                self.told_in = _UNKNOWN


class FenceIsTakenDown:
    """The outermost of ours: whoever asked, the next request on this connection begins without a fence of theirs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with without_fence():
            return self.get_response(request)
