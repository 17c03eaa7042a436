"""The file: an append-only log of events in SQLite, what the records say beside it, and a secret.

Laws: a transaction is there whole or not at all, whenever the process is killed (rollback journal, flushed to disk
before and after); triggers refuse to change or remove a line, or to leave a hole; a file that is no registry, or a
newer one, is left as it is.
Spec: application id 0x436F6D79 ("Comy"), `meta.format` = comity-registry-v1. docs/decisions/the-registry-is-a-log.md.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from comity.core import SITE_SCHEMA, ComityError, UnreadableInput, canonical_json
from comity.registry.errors import BrokenRegistry, NewerRegistry, NotARegistry, RegistryBusy
from comity.registry.events import KINDS, Entry, Event, body_of, event_of, kind_of

_APPLICATION = 0x436F6D79
_FORMAT = b"comity-registry-v1"
_HEADER = 100  # bytes: SQLite takes a file of fewer for an empty one, and would write over it
_SECONDS_TO_WAIT = 5.0
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE events (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, round TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE records (seq INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE, body TEXT NOT NULL) STRICT;
CREATE TABLE payloads (event INTEGER PRIMARY KEY REFERENCES events (seq), data BLOB NOT NULL) STRICT
"""
_KEPT = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the registry is append-only'); END"""
_DENSE = """CREATE TRIGGER {table}_dense BEFORE INSERT ON {table}
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {table})
BEGIN SELECT RAISE(ABORT, 'the registry is append-only'); END"""


class Log:
    """One connection. Every method tells what SQLite says in our words."""

    def __init__(self, path: Path | None, *, new_secret: bytes) -> None:
        self.path = path
        with self._told():
            if path is not None:
                _require_file(path)
                if 0 < path.stat().st_size < _HEADER:
                    raise self._foreign()
            # It may be handed on from thread to thread; that no two use it at once is for who hands it on.
            self._db = sqlite3.connect(
                path or ":memory:", timeout=_SECONDS_TO_WAIT, isolation_level=None, check_same_thread=False
            )
        try:
            with self._told():
                # Flushes the folder too, once the journal is gone: what was told as done survives a power cut.
                self._db.execute("PRAGMA synchronous = EXTRA")
                self._found(new_secret)
                # One file to copy. Said only now, because a database of somebody else stays as it is.
                self._db.execute("PRAGMA journal_mode = DELETE")
        except BaseException:  # an interruption, too, must not leave the file open
            self._db.close()
            raise

    def close(self) -> None:
        self._db.close()

    def begin(self) -> None:
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        with self._told():
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        with suppress(sqlite3.Error):  # SQLite rolls back by itself where the disk fails
            self._db.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment."""
        if self._db.in_transaction:
            yield
            return
        with self._told():
            self._db.execute("BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def entries(self, *, after: int = 0) -> Iterator[Entry]:
        with self._told():
            lines = self._db.execute(
                "SELECT seq, kind, round, body FROM events WHERE seq > ? ORDER BY seq", (after,)
            )
            for seq, kind, round_id, body in lines:
                yield Entry(seq=seq, round=round_id, event=self._event(seq, kind, body))

    def line(self, seq: int) -> tuple[str, str, str] | None:
        """Kind, round and body of one event, as they are written; None where there is no such event."""
        with self._told():
            found: tuple[str, str, str] | None = self._db.execute(
                "SELECT kind, round, body FROM events WHERE seq = ?", (seq,)
            ).fetchone()
        return found

    def append(self, entry: Entry) -> None:
        line = (entry.seq, kind_of(entry.event), entry.round, body_of(entry.event))
        with self._told():
            self._db.execute("INSERT INTO events VALUES (?, ?, ?, ?)", line)

    def remember(self, records: pl.DataFrame) -> None:
        """Frame: `record` and SITE_SCHEMA. What is missing is not written, so that a later column finds it missing."""
        names = list(SITE_SCHEMA)
        lines = (
            (
                record,
                canonical_json({k: v for k, v in zip(names, facts, strict=True) if v is not None}).decode(),
            )
            for record, *facts in records.select("record", *names).iter_rows()
        )
        with self._told():
            (last,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM records").fetchone()
            self._db.executemany(
                "INSERT INTO records VALUES (?, ?, ?)",
                ((seq, *line) for seq, line in enumerate(lines, start=last + 1)),
            )

    def records(self) -> pl.DataFrame:
        """`record` and SITE_SCHEMA, in the order they were remembered."""
        with self._told():
            lines = self._db.execute("SELECT record, body FROM records ORDER BY seq").fetchall()
        said = pl.Series("said", [body for _, body in lines], dtype=pl.String)
        table = pl.DataFrame({"record": pl.Series([record for record, _ in lines], dtype=pl.String)})
        return table.with_columns(said.str.json_decode(pl.Struct(SITE_SCHEMA))).unnest("said")

    def keep_payload(self, event: int, data: bytes) -> None:
        with self._told():
            self._db.execute("INSERT INTO payloads VALUES (?, ?)", (event, data))

    def payload(self, event: int) -> bytes:
        with self._told():
            found = self._db.execute("SELECT data FROM payloads WHERE event = ?", (event,)).fetchone()
        if found is None:
            raise self.broken(f"the payload of event {event} is missing")
        return bytes(found[0])

    def secret(self) -> bytes:
        with self._told():
            return self._meta("secret") or b""

    def broken(self, what: str) -> BrokenRegistry:
        return BrokenRegistry(
            f"The registry is damaged: {what}.",
            remedy="Put the last good copy of the file in its place; the guide of the registry says how.",
            where=str(self.path or "registry in memory"),
        )

    def _event(self, seq: int, kind: str, body: str) -> Event:
        if kind not in KINDS:
            raise self._newer(f"Its event {seq} is a “{kind}”, which this program does not know.")
        try:
            return event_of(kind, body)
        except (KeyError, TypeError, ValueError) as error:
            raise self.broken(f"event {seq} cannot be read ({error})") from error

    def _found(self, new_secret: bytes) -> None:
        """Lay the tables in an empty file, in one step; else make sure that they are ours."""
        if not self._is_empty():
            self._require_ours()
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if self._is_empty():  # nobody was faster
                self._lay(new_secret)
            self._db.execute("COMMIT")
        except BaseException:  # an interruption, too, must not leave it half laid
            self.rollback()
            raise
        self._require_ours()

    def _lay(self, new_secret: bytes) -> None:
        self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
        tables = _TABLES.split(";")
        tables += [
            _KEPT.format(table=table, verb=verb)
            for table in ("meta", "events", "records", "payloads")
            for verb in ("UPDATE", "DELETE")
        ]
        for statement in [*tables, *(_DENSE.format(table=table) for table in ("events", "records"))]:
            self._db.execute(statement)
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", [("format", _FORMAT), ("secret", new_secret)])

    def _is_empty(self) -> bool:
        (tables,) = self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return not tables and not self._pragma("application_id")

    def _require_ours(self) -> None:
        if self._pragma("application_id") != _APPLICATION:
            raise self._foreign()
        try:
            form = self._meta("format")
        except sqlite3.OperationalError as error:
            raise self._foreign() from error
        if form != _FORMAT:
            raise self._newer(f"Its format is “{(form or b'').decode(errors='replace')}”.")
        (damage,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if damage != "ok":
            raise self.broken(str(damage))

    def _pragma(self, name: str) -> int:
        (value,) = self._db.execute(f"PRAGMA {name}").fetchone()
        return int(value)

    def _meta(self, name: str) -> bytes | None:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return bytes(found[0]) if found else None

    def _foreign(self) -> NotARegistry:
        return NotARegistry(
            "The file is not a registry.",
            remedy="Name the registry, or a file that does not exist yet to begin a new one.",
            where=str(self.path),
        )

    def _newer(self, what: str) -> NewerRegistry:
        return NewerRegistry(
            f"A newer program wrote the registry. {what}", remedy="Update comity.", where=str(self.path)
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._in_words(error) from error
        except OSError as error:
            raise _unusable(self.path, error.strerror or str(error)) from error

    def _in_words(self, error: sqlite3.Error) -> ComityError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest is detail of the same kind
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return RegistryBusy(
                "Another process is writing to the registry.",
                remedy="Wait until it has ended, then try again.",
                where=str(self.path),
            )
        if code == sqlite3.SQLITE_NOTADB:
            return self._foreign()
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_CONSTRAINT):
            return self.broken(str(error))
        return _unusable(self.path, str(error))


def _require_file(path: Path) -> None:
    """Create the file so that nobody else can read it: it holds a secret, and who judged what."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _unusable(path: Path | None, what: str) -> UnreadableInput:
    return UnreadableInput(
        f"The registry cannot be used ({what}).",
        remedy="Check that its folder exists, that you may write there and that the disk is not full.",
        where=str(path or "registry in memory"),
    )
