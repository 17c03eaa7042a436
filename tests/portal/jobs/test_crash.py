"""Workers killed with no chance to say so: what they were doing is done by the next, once."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

START = """
from comity.portal.serving import django
from comity.portal.demo.make import CAST
from comity.portal.membership.queries import round_named
from comity.portal.rounds.services import start_assembly
from comity.portal.tenants.gates import actor_for
from comity.portal.tenants.models import Person
ines = actor_for(Person.objects.get(email=CAST[0].email), programme="hedgerow", organisation="hedgerow-office")
start_assembly(actor=ines, round_=round_named(ines.scope, "2026-H1"))
"""


class Installation:
    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {
            "PATH": os.environ["PATH"],
            "COMITY_DATA": str(data),
            "COMITY_SECRET_KEY": "k" * 60,
            "COMITY_TODAY": "2026-10-05",
            "COMITY_LOST_AFTER_S": "2",
            "DJANGO_SETTINGS_MODULE": "comity.portal.settings.dev",
        }

    def run(self, code: str) -> None:
        subprocess.run([sys.executable, "-c", code], env=self.environment, check=True, timeout=60)

    def worker(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "comity.portal.worker"], env=self.environment)

    def ask(self, sql: str) -> tuple[object, ...]:
        with sqlite3.connect(f"file:{self.data}/portal.db?mode=ro", uri=True, timeout=20) as database:
            found: tuple[object, ...] = database.execute(sql).fetchone()
        return found

    def job(self) -> tuple[object, ...]:
        return self.ask(
            "SELECT state, attempts FROM jobs_job WHERE kind = 'rounds.assemble' ORDER BY created_at DESC"
        )


def until(holds: Callable[[], bool], *, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


@pytest.fixture
def installation(installed: Path, tmp_path: Path) -> Installation:
    shutil.copytree(installed, tmp_path / "data")
    return Installation(tmp_path / "data")


def test_a_round_whose_worker_was_killed_is_assembled_by_the_next(installation: Installation) -> None:
    installation.run(START)
    first = installation.worker()
    until(lambda: installation.job()[0] == "working")
    first.send_signal(signal.SIGKILL)
    first.wait()

    second, third = installation.worker(), installation.worker()

    try:
        until(lambda: installation.job()[0] == "done")
        assert installation.job() == ("done", 2)
        told = installation.ask(
            "SELECT count(*) FROM ledger_entryfact WHERE verb = 'round-assembled' AND subject LIKE '2026-H1%'"
        )
        assert told == (1,)
    finally:
        for one in (second, third):
            one.terminate()
            one.wait(timeout=30)
