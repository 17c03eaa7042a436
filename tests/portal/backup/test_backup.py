"""An installation goes into one file, and comes out of it as it was: real commands, in processes of their own."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from comity.exchange import Key
from tests.patience import PATIENCE_S
from tests.portal.conftest import ON_POSTGRES, server
from tests.portal.postgres import OWNER, PORTAL

COMITY = Path(sys.executable).with_name("comity")
SECRET = "s" * 60


def run(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    return subprocess.run(
        [COMITY, *words], env={**kept, **environment}, capture_output=True, text=True, timeout=PATIENCE_S
    )


def files_of(data: Path) -> dict[str, str]:
    """What lies in storage, sealed storage and registries, by digest. A registry is compared as what it says."""
    found = {}
    for folder in ("files", "sealed"):
        for path in (data / folder).rglob("*"):
            if path.is_file():
                found[path.relative_to(data).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    for path in (data / "registries").glob("*.db"):
        found[path.relative_to(data).as_posix()] = str(sorted(tables_of(path).items()))
    return found


def tables_of(path: Path) -> dict[str, str]:
    """Of every table, the digest of its rows."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: hashlib.sha256(
                repr(sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)).encode()  # noqa: S608 -- the table's own name
            ).hexdigest()
            for (name,) in names
            if name not in ("portal_cache", "sqlite_sequence")
        }


@pytest.fixture
def installation(installed: Path, tmp_path: Path) -> Path:
    data = tmp_path / "data"
    shutil.copytree(installed, data)
    (data / "secret.key").write_text(SECRET)
    sealed = data / "sealed" / "report"
    sealed.mkdir(parents=True)
    (sealed / "one.age").write_bytes(b"sealed by a supplier")
    return data


def test_what_is_restored_has_the_digests_of_what_was_backed_up(installation: Path, tmp_path: Path) -> None:
    file, again = tmp_path / "one.backup", tmp_path / "again"

    kept = run("backup", file, "--data", installation, "--json")
    restored = run("restore", file, "--data", again, "--json")

    assert (kept.returncode, restored.returncode) == (0, 0), kept.stderr + restored.stderr
    assert json.loads(restored.stdout)["ledgers"]["hedgerow"] > 50
    assert files_of(again) == files_of(installation)
    assert tables_of(again / "portal.db") == tables_of(installation / "portal.db")
    assert (again / "secret.key").read_text() == SECRET
    assert file.stat().st_mode & 0o077 == 0
    assert run("doctor", "--data", again).returncode == 0


def test_a_sealed_backup_opens_for_its_key_alone(installation: Path, tmp_path: Path) -> None:
    from datetime import date

    for name in ("ours", "another"):
        (tmp_path / name).write_text(Key.new(name, date(2026, 1, 1)).to_text())
    file, again = tmp_path / "one.backup", tmp_path / "again"
    public = str(Key.of_text((tmp_path / "ours").read_text()).public)

    assert run("backup", file, "--data", installation, "--sealed-to", public).returncode == 0

    assert SECRET.encode() not in file.read_bytes()
    for words in ((), ("--key", tmp_path / "another")):
        refused = run("restore", file, "--data", again, *words)
        assert refused.returncode != 0
        assert not (again / "portal.db").exists()
    opened = run("restore", file, "--data", again, "--key", tmp_path / "ours")
    assert opened.returncode == 0, opened.stderr
    assert files_of(again) == files_of(installation)


@pytest.mark.parametrize("harm", ["cut", "changed", "none of ours"])
def test_a_backup_that_is_not_whole_restores_nothing(installation: Path, tmp_path: Path, harm: str) -> None:
    file, again = tmp_path / "one.backup", tmp_path / "again"
    assert run("backup", file, "--data", installation).returncode == 0
    content = bytearray(file.read_bytes())
    if harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "changed":
        at = content.index(b"SQLite format 3") + 4_000
        content[at] ^= 1
        file.write_bytes(content)
    else:
        file.write_bytes(b"a picture")

    refused = run("restore", file, "--data", again)

    assert refused.returncode != 0
    assert "nothing was restored" in refused.stderr
    assert not [path for path in again.rglob("*") if path.is_file()]


def test_a_backup_is_restored_over_nothing(installation: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    assert run("backup", file, "--data", installation).returncode == 0
    before = tables_of(installation / "portal.db")

    refused = run("restore", file, "--data", installation)

    assert refused.returncode != 0
    assert tables_of(installation / "portal.db") == before
    assert run("backup", file, "--data", installation).returncode != 0


@pytest.mark.skipif(not ON_POSTGRES, reason="of a PostgreSQL; the tests above are of a folder")
@pytest.mark.usefixtures("played")
def test_a_postgresql_is_restored_into_an_empty_one(tmp_path: Path) -> None:
    file, again = tmp_path / "one.backup", tmp_path / "again"
    with psycopg.connect(server().address("postgres"), autocommit=True) as own:
        own.execute(f"CREATE DATABASE again OWNER {OWNER}")
    production = {
        "COMITY_SECRET_KEY": SECRET,
        "COMITY_SMTP_URL": "smtps://mail.example.org",
        "COMITY_MAIL_FROM": "office@example.org",
        "DJANGO_SETTINGS_MODULE": "comity.portal.settings.production",
    }

    kept = run(
        "backup",
        file,
        COMITY_DATABASE_URL=server().address(PORTAL),
        COMITY_DATA=str(settings.DATA),
        **production,
    )
    restored = run(
        "restore",
        file,
        COMITY_DATABASE_URL=server().address(OWNER, "again"),
        COMITY_DATA=str(again),
        **production,
    )

    assert (kept.returncode, restored.returncode) == (0, 0), kept.stderr + restored.stderr
    assert files_of(again) == files_of(Path(settings.DATA))
    assert rows_of("again") == rows_of("portal")
    doctor = run(
        "doctor",
        "--json",
        COMITY_DATABASE_URL=server().address(PORTAL, "again"),
        COMITY_DATA=str(again),
        **production,
    )
    ill = [one["what"] for one in json.loads(doctor.stdout)["found"] if not one["is_well"]]
    assert ill == ["mail"], doctor.stdout  # nobody listens at example.org, which is how doctor is to find it


def rows_of(database: str) -> dict[str, str]:
    """As PostgreSQL's own role sees them, past every fence."""
    with psycopg.connect(server().address("postgres", database)) as session:
        names = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        digest = "SELECT md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM {} t"
        return {
            name: session.execute(digest.format(f'"{name}"')).fetchone()[0]  # type: ignore[index] # one row
            for (name,) in names
            if name != "portal_cache"
        }
