"""`comity serve` ends with everything that it started, whenever it is told to."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.browser.conftest import serving
from tests.patience import PATIENCE_S
from tests.portal.conftest import ON_POSTGRES
from tests.portal.processes import members, until
from tests.ports import free_port

pytestmark = pytest.mark.skipif(ON_POSTGRES, reason="comity serve keeps a SQLite of its own")
COMITY = Path(sys.executable).with_name("comity")


def starts_a_child(group: int) -> bool:
    return len(members(group)) > 1


def starts_the_worker(group: int) -> bool:
    return any("comity.portal.worker" in words for words in members(group).values())


@pytest.mark.parametrize(
    ("moment", "sign"),
    [
        (starts_a_child, signal.SIGTERM),
        (starts_the_worker, signal.SIGTERM),
        (starts_the_worker, signal.SIGHUP),
    ],
)
def test_told_to_stop_while_it_starts_it_leaves_nothing_running(
    installed: Path, tmp_path: Path, moment: Callable[[int], bool], sign: signal.Signals
) -> None:
    data = tmp_path / "data"
    shutil.copytree(installed, data)
    (data / "demo").touch()
    words: list[str | Path] = [
        "serve",
        "--demo",
        "--scale",
        "small",
        "--data",
        data,
        "--port",
        str(free_port()),
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    serving = subprocess.Popen(
        [COMITY, *words],
        env=kept,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: moment(serving.pid))
        serving.send_signal(sign)

        until(lambda: serving.poll() is not None)
        assert members(serving.pid) == {}
    finally:
        if members(serving.pid):
            os.killpg(serving.pid, signal.SIGKILL)
        serving.wait()


def rows_of(data: Path) -> dict[str, int]:
    """Of some tables; none where they are not made yet."""
    tables = ("membership_round", "lists_listversion", "release_publication", "survey_response")
    found = {}
    for table in tables:
        with (
            suppress(sqlite3.OperationalError),
            closing(sqlite3.connect(f"file:{data}/portal.db?mode=ro", uri=True)) as own,
        ):
            [(found[table],)] = own.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 -- our own words
    return found


def test_a_demonstration_that_is_killed_while_it_is_made_is_made_anew(
    installed: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "notes").write_text("somebody's own")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    first = subprocess.Popen(
        [COMITY, "serve", "--demo", "--scale", "small", "--data", data, "--port", str(free_port())],
        env=kept,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: rows_of(data).get("lists_listversion", 0) > 0)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    half = rows_of(data)

    with serving(data, kept, demo=True):
        whole = rows_of(data)

    assert half != whole == rows_of(installed)
    assert (data / "notes").read_text() == "somebody's own"
    assert (data / "demo").read_text() == ""


def test_half_a_demonstration_in_a_database_of_its_own_is_refused_and_nothing_is_deleted(
    tmp_path: Path,
) -> None:
    """A folder can be emptied and begun anew; a PostgreSQL is not ours to empty. No connection is made before that is said."""
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "kept").write_text("of somebody")
    (tmp_path / "demo").write_text("being made\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}

    done = subprocess.run(
        [COMITY, "serve", "--demo", "--data", tmp_path, "--port", str(free_port())],
        env={**kept, "COMITY_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/nothing"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )

    assert done.returncode != 0
    assert "half a demonstration" in done.stderr
    assert "Empty the database" in done.stderr
    assert (tmp_path / "files" / "kept").read_text() == "of somebody"
    assert (tmp_path / "demo").read_text() == "being made\n"
