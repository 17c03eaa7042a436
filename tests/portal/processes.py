"""An installation of a test's own, with real pages and real workers that can be killed: a folder, or a PostgreSQL's copy."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

START = """
from comity.portal.serving import django
from comity.portal.demo.make import CAST
from comity.portal.tenants.fence import open_for_migration
from comity.portal.tenants.gates import actor_for
from comity.portal.tenants.models import Person
open_for_migration()
def who(email, organisation):
    return actor_for(Person.objects.get(email=email), programme="hedgerow", organisation=organisation)
"""
RUN_WHAT_IS_ASKED = """
import contextlib, io, json, sys
from django.db import connections
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(json.loads(line), dict(globals()))
    connections.close_all()
    print(json.dumps(said.getvalue()), flush=True)
"""


def until(holds: Callable[[], bool], *, every_s: float = 0.05) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(every_s)


@contextmanager
def at_rest(process: subprocess.Popen[bytes]) -> Iterator[None]:
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)


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
        self.running: list[subprocess.Popen[bytes] | subprocess.Popen[str]] = []
        self.beside: subprocess.Popen[str] | None = None
        self.port = free_port()

    def run(self, code: str) -> str:
        """What the code prints, in a process of its own that stays for the next one: it takes long to start."""
        if self.beside is None:
            self.beside = subprocess.Popen(
                [sys.executable, "-c", START + RUN_WHAT_IS_ASKED],
                env=self.environment,
                start_new_session=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            self.running.append(self.beside)
        assert self.beside.stdin is not None
        assert self.beside.stdout is not None
        print(json.dumps(code), file=self.beside.stdin, flush=True)
        answer: str = json.loads(self.beside.stdout.readline())
        return answer.strip()

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

    def worker(self, *, most_bytes_of_a_file: int | None = None) -> subprocess.Popen[bytes]:
        return self._start(["-m", "comity.portal.worker"], most_bytes_of_a_file)

    def web(self, *, most_bytes_of_a_file: int | None = None) -> subprocess.Popen[bytes]:
        words = f"-m granian --interface wsgi --host 127.0.0.1 --port {self.port} --no-ws --log-level warning"
        started = self._start([*words.split(), "comity.portal.wsgi:application"], most_bytes_of_a_file)
        until(self._answers)
        return started

    def _start(self, words: list[str], most: int | None) -> subprocess.Popen[bytes]:
        """In a group of its own: what it starts is killed with it. A full disk is a limit on how long a file may get."""

        def limit() -> None:
            if most is not None:
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        with (self.data / "log").open("a") as log:
            started = subprocess.Popen(
                [sys.executable, *words],
                env=self.environment,
                start_new_session=True,
                preexec_fn=limit,
                stdout=log,
                stderr=log,
            )
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

    def kill(self, process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()  # closes its pipes, where it has some
        self.running.remove(process)

    def end(self) -> None:
        for one in [*self.running]:
            self.kill(one)

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
