"""An installation of a test's own, with real pages and real workers that can be killed: a folder, or a PostgreSQL's copy."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from django.db import connections

from comity.client import Client
from tests.patience import PATIENCE_S
from tests.portal.postgres import OWNER, PORTAL, TemporaryPostgres
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


def until(holds: Callable[[], bool], *, every_s: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(every_s)


def members(group: int) -> dict[int, str]:
    """Processes of a group that still run, with what was called."""
    found = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, its = (path / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its) == group and state != "Z":
                found[int(path.name)] = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue  # it ended while we looked
    return found


@contextmanager
def at_rest(process: int) -> Iterator[None]:
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


class Installation:
    """On a busy machine a worker that lives is silent for seconds, too: by itself none counts as dead here. A test that has killed one
    says that it `is_silent`.
    """

    def __init__(self, demonstration: Path, folder: Path, server: TemporaryPostgres | None) -> None:
        self.data, self.server = folder / "data", server
        shutil.copytree(demonstration, self.data)
        self.environment = {
            "PATH": os.environ["PATH"],
            "COMITY_DATA": str(self.data),
            "COMITY_SECRET_KEY": "k" * 60,
            "COMITY_TODAY": "2026-10-05",
            "COMITY_HOURS_AHEAD": os.environ["COMITY_HOURS_AHEAD"],
            "COMITY_LOST_AFTER_S": str(2 * PATIENCE_S),
            "DJANGO_SETTINGS_MODULE": "comity.portal.settings.dev",
        }
        if server is not None:
            self.database = f"copy_{os.path.basename(folder).replace('-', '_')}"  # noqa: PTH119 -- of a name, not a file
            connections.close_all()  # a database is copied while nobody is in it
            with psycopg.connect(server.address("postgres", "postgres"), autocommit=True) as own:
                own.execute(f'CREATE DATABASE "{self.database}" TEMPLATE portal OWNER {OWNER}')
                own.execute(
                    "CHECKPOINT"
                )  # else numbers that are handed out from here on are not in its log yet
            self.environment["COMITY_DATABASE_URL"] = server.address(PORTAL, self.database)
        self.running: list[int] = []
        self.warm: subprocess.Popen[str] | None = None
        self.port = free_port()

    def _ask(self, **asked: object) -> Any:
        """What a process answers that has read the portal's modules, of one that it forks (`warm`)."""
        if self.warm is None:
            self.warm = subprocess.Popen(
                [sys.executable, "-m", "tests.portal.warm"],
                env=self.environment,
                cwd=ROOT,
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self.warm.stdin is not None
        assert self.warm.stdout is not None
        print(json.dumps(asked), file=self.warm.stdin, flush=True)
        return json.loads(self.warm.stdout.readline())

    def run(self, code: str) -> str:
        """What the code prints, in a process of its own."""
        answer = self._ask(code=code)
        assert not answer["failed"], answer["failed"]
        return str(answer["said"]).strip()

    def is_silent(self) -> None:
        """As if the time were over after which workers count as dead; they look for what such a one left when they start."""
        self.run(
            "from django.conf import settings\n"
            "from django.db.models import F, QuerySet\n"
            "from datetime import timedelta\n"
            "from comity.portal.jobs.models import Job\n"
            "long = timedelta(seconds=settings.COMITY_LOST_AFTER_S + 1)\n"
            "QuerySet(Job).update(heartbeat_at=F('heartbeat_at') - long, created_at=F('created_at') - long)"
        )

    def key(self, email: str = "chiara@cedar-home.example", organisation: str = "cedar-home") -> str:
        return self.run(
            "from comity.portal.api.models import Grant\n"
            "from comity.portal.api.services import make_token\n"
            f"print(make_token(actor=who({email!r}, {organisation!r}), name='a test', grants=list(Grant), days=1))"
        )

    def client(self, key: str, organisation: str = "cedar-home", *, tries: int = 1) -> Client:
        base = f"http://127.0.0.1:{self.port}"
        return Client(
            base, key, programme="hedgerow", organisation=organisation, tries=tries, timeout_s=PATIENCE_S
        )

    def worker(self, *, most_bytes_of_a_file: int | None = None) -> int:
        return self._start(["comity.portal.worker"], most_bytes_of_a_file)

    def web(self, *, most_bytes_of_a_file: int | None = None) -> int:
        words = f"granian --interface wsgi --host 127.0.0.1 --port {self.port} --no-ws --log-level warning"
        started = self._start([*words.split(), "comity.portal.wsgi:application"], most_bytes_of_a_file)
        until(self._answers)
        return started

    def _start(self, words: list[str], most: int | None) -> int:
        """In a group of its own. A full disk is a limit on how long a file may get."""
        started = int(self._ask(words=words, log=str(self.data / "log"), most=most))
        self.running.append(started)
        return started

    @property
    def log(self) -> str:
        return (self.data / "log").read_text()

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=20) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self, process: int) -> None:
        """With what it started; its port and its files are free after that."""
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process, signal.SIGKILL)
        until(lambda: not members(process))
        self.running.remove(process)

    def end(self) -> None:
        for one in [*self.running]:
            self.kill(one)
        if self.warm is not None:
            self.warm.communicate()  # its input ends, and so does it

    def ask(self, sql: str) -> tuple[Any, ...]:
        """One row, as whoever has the database in hand sees it."""
        if self.server is None:
            import sqlite3
            from contextlib import closing

            with closing(
                sqlite3.connect(f"file:{self.data}/portal.db?mode=ro", uri=True, timeout=PATIENCE_S)
            ) as database:
                found: tuple[Any, ...] = database.execute(sql).fetchone()
                return found
        with psycopg.connect(self.server.address("postgres", self.database)) as session:
            return session.execute(sql).fetchone() or ()

    def told(self, verb: str, about: str = "") -> int:
        """How many entries of the ledger say so."""
        sql = f"SELECT count(*) FROM ledger_entryfact WHERE verb = '{verb}' AND subject LIKE '{about}%'"  # noqa: S608 -- our own words
        return int(self.ask(sql)[0])

    def job(self, kind: str) -> tuple[Any, ...]:
        return self.ask(
            f"SELECT state, attempts FROM jobs_job WHERE kind = '{kind}' ORDER BY created_at DESC LIMIT 1"  # noqa: S608 -- our own words
        )
