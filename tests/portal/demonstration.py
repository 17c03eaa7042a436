"""The small demonstration, made once for all processes that test side by side; each of them works on a copy.

Only to be read once Django is set up.
"""

import fcntl
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from comity.portal.demo.make import SMALL, make_programme
from comity.portal.serving import migrate
from comity.portal.tenants.fence import on_machine
from tests.portal.postgres import OWNER, PORTAL, TemporaryPostgres

ON_POSTGRES = os.environ.get("COMITY_TEST_DATABASE") == "postgresql"


class Demonstration:
    """Two folders, neither of which anybody may change: of data, and, on PostgreSQL, of its server."""

    def __init__(self, shared: Path) -> None:
        self.data, self.database = shared / "portal", shared / "portal-database"

    def begin_work(self) -> TemporaryPostgres | None:
        """From here on the portal in this process has a copy."""
        shutil.copytree(self.data, settings.DATA)
        if not ON_POSTGRES:
            return None
        server = TemporaryPostgres()
        server.start_on(self.database)
        _point_at(server)
        return server

    def end_work(self, server: TemporaryPostgres | None) -> None:
        connections.close_all()
        if server is not None:
            server.stop()
        shutil.rmtree(settings.DATA)

    def take_back(self) -> None:
        """Registries are files, which the transaction that takes a test back does not hold."""
        for made in (self.data / "registries").glob("*.db"):
            now = Path(settings.DATA) / "registries" / made.name
            if not now.exists() or _written(now) != _written(made):
                shutil.copy2(made, now)


def _written(path: Path) -> tuple[int, int]:
    said = path.stat()
    return said.st_mtime_ns, said.st_size


def demonstration(factory: pytest.TempPathFactory) -> Demonstration:
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    found = Demonstration(shared)
    with (shared / "portal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not found.data.exists():
            _make(found)
    return found


def _make(found: Demonstration) -> None:
    data, server = Path(settings.DATA), TemporaryPostgres() if ON_POSTGRES else None
    data.mkdir(parents=True, exist_ok=True)
    try:
        if server is not None:
            server.start()
            _point_at(server)
        _make_tables()
        with on_machine():
            make_programme(SMALL)
        connections.close_all()
        if server is not None:
            server.kept_in(found.database)
        shutil.move(data, found.data)
    finally:
        if server is not None:
            server.stop()


def _make_tables() -> None:
    """On PostgreSQL the owner's work; the portal's role may not."""
    if ON_POSTGRES:
        connections["default"].settings_dict["USER"] = OWNER
    migrate()
    connections.close_all()
    if ON_POSTGRES:
        connections["default"].settings_dict["USER"] = PORTAL


def _point_at(server: TemporaryPostgres) -> None:
    connections.close_all()
    connections["default"].settings_dict["PORT"] = str(server.port)
