import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from comity.core import UnreadableInput
from comity.registry import (
    BrokenRegistry,
    NewerRegistry,
    NotARegistry,
    Registry,
    RegistryBusy,
)
from comity.registry import log as log_module
from tests.registry.cast import judged, known_sites, settled

SECRET, OTHER = bytes(range(32)), bytes(32)


def nothing_published(out: Path, digest: str) -> bool:
    return False


def opened(path: Path, secret: bytes = SECRET) -> Registry:
    return Registry.open(path, new_secret=secret, published=nothing_published)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sites.db"


@pytest.fixture
def used(path: Path) -> Path:
    """A registry with one round of two records and a judgement, closed again."""
    with opened(path) as registry:
        settled(registry, "a", "b")
        judged(registry, "a", "b", same=True)
    return path


@pytest.fixture
def raw(used: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(used)) as connection:
        yield connection


def test_what_was_written_is_there_when_the_file_is_opened_again(used: Path) -> None:
    with opened(used) as registry:
        assert registry.path == used
        assert known_sites(registry) == {"a": "S-000001-3", "b": "S-000001-3"}
        assert len(registry.constraints()) == 1


def test_a_registry_keeps_the_secret_it_began_with(path: Path) -> None:
    opened(path, SECRET).close()

    with opened(path, OTHER) as registry:
        assert registry.secret() == SECRET


def test_a_secret_of_another_length_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes, not 5"):
        opened(path, b"short")

    assert not path.exists()


def test_nobody_else_can_read_a_new_registry(path: Path) -> None:
    opened(path).close()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_closed_registry_is_one_file(used: Path) -> None:
    assert [file.name for file in used.parent.iterdir()] == [used.name]


def test_an_empty_file_is_a_registry_not_yet_begun(path: Path) -> None:
    path.touch()

    with opened(path) as registry:
        assert registry.secret() == SECRET


@pytest.mark.parametrize("table", ["events", "records", "payloads", "meta"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid + 1"])
def test_no_line_is_changed_or_removed(used: Path, table: str, verb: str) -> None:
    with opened(used) as registry:
        registry.prepare_release(round_id="r", payload=b"x", out=Path("o"), manifest_digest="d")

    with closing(sqlite3.connect(used)) as raw, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(verb.format(table))


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_no_line_is_written_over_and_none_is_left_out(raw: sqlite3.Connection, seq: int) -> None:
    assert raw.execute("SELECT max(seq) FROM events").fetchone() == (2,)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute("INSERT OR REPLACE INTO events VALUES (?, 'judged', '', '{}')", (seq,))


@pytest.mark.parametrize("content", [b"{", b"list,row\nalder,1\n", b"PK\x03\x04" + bytes(2000), b"x" * 5000])
def test_a_file_of_another_kind_is_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    with pytest.raises(NotARegistry, match=r"sites\.db"):
        opened(path)

    assert path.read_bytes() == content


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("statement", ["CREATE TABLE t (x)", "PRAGMA application_id = 7"])
def test_a_database_of_somebody_else_is_left_as_it_is(path: Path, statement: str, mode: str) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA journal_mode = {mode}")
        raw.execute(statement)
    content = path.read_bytes()

    with pytest.raises(NotARegistry):
        opened(path)

    assert path.read_bytes() == content


def test_a_registry_of_a_newer_format_is_not_touched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {0x436F6D79}")
        raw.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL)")
        raw.execute("INSERT INTO meta VALUES ('format', ?)", (b"comity-registry-v2",))
        raw.commit()

    with pytest.raises(NewerRegistry, match="comity-registry-v2"):
        opened(path)


def test_an_event_of_a_kind_we_do_not_know_is_not_passed_over(raw: sqlite3.Connection, used: Path) -> None:
    raw.execute("INSERT INTO events VALUES (3, 'sold', '', '{}')")
    raw.commit()

    with pytest.raises(NewerRegistry, match="event 3 is a “sold”"):
        opened(used)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("judged", "{}"),
        ("judged", "no JSON"),
        ("judged", "[]"),
        ("assigned", '{"homes":[["a",9]]}'),  # a has a home already
        ("assigned", '{"homes":[["z"]]}'),
        ("parted", '{"site":1,"into":1,"records":["a"]}'),  # site 1 is open already
        ("parted", '{"site":1,"into":9,"records":[]}'),
        ("parted", '{"site":1,"into":9,"records":["z"]}'),
        ("release-confirmed", '{"prepared":1}'),  # event 1 is no release
    ],
)
def test_an_event_that_makes_no_sense_is_damage(
    raw: sqlite3.Connection, used: Path, kind: str, body: str
) -> None:
    raw.execute("INSERT INTO events VALUES (3, ?, '', ?)", (kind, body))
    raw.commit()

    with pytest.raises(BrokenRegistry, match="last good copy"):
        opened(used)


def test_a_file_cut_short_is_damage(used: Path) -> None:
    content = used.read_bytes()
    used.write_bytes(content[: len(content) // 4096 // 2 * 4096])

    with pytest.raises(BrokenRegistry, match=r"sites\.db"):
        opened(used)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="No such file"):
        opened(tmp_path / "away" / "sites.db")


def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="directory"):
        opened(tmp_path)


def test_who_cannot_write_while_another_does_is_told(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_module, "_SECONDS_TO_WAIT", 0.05)

    with (
        opened(used) as first,
        opened(used) as second,
        first.transaction(),
        pytest.raises(RegistryBusy, match="Wait until"),
    ):
        judged(second, "a", "b", same=False)


def test_two_who_write_in_turn_see_each_other(used: Path) -> None:
    with opened(used) as first, opened(used) as second:
        settled(first, "c", round_id="2026-H2")

        assert settled(second, "c", "d", round_id="2026-H2") == {"c": "S-000003-7", "d": "S-000004-5"}
        assert first.resolve("S-000004-5") == "S-000004-5"


def test_who_writes_without_reading_first_goes_on_after_the_other(used: Path) -> None:
    with opened(used) as first, opened(used) as second:
        judged(first, "a", "z", same=True)

        judged(second, "a", "z", same=False)

        assert [judgement.stands for judgement in first.judgements()] == [True, False, True]


def test_two_who_begin_a_registry_at_once_begin_one(path: Path) -> None:
    secrets: list[bytes] = []

    def begin(secret: bytes) -> None:
        with opened(path, secret) as registry:
            secrets.append(registry.secret())

    threads = [threading.Thread(target=begin, args=(secret,)) for secret in (SECRET, OTHER) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(secrets) == 8
    assert len(set(secrets)) == 1


def test_a_release_published_before_a_crash_is_confirmed_when_the_registry_is_opened(path: Path) -> None:
    with opened(path) as registry:
        for name in ("there", "away"):
            out = path.parent / name
            registry.prepare_release(
                round_id=name, payload=name.encode(), out=out, manifest_digest=f"d-{name}"
            )

    asked: list[tuple[Path, str]] = []

    def published(out: Path, digest: str) -> bool:
        asked.append((out, digest))
        return out.name == "there"

    with Registry.open(path, new_secret=SECRET, published=published) as registry:
        assert registry.releases(besides="none") == (("there", b"there"),)
    assert asked == [(path.parent / "there", "d-there"), (path.parent / "away", "d-away")]


def test_a_relative_folder_is_asked_for_wherever_one_stands(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(path.parent)
    with opened(path) as registry:
        registry.prepare_release(round_id="r", payload=b"", out=Path("round"), manifest_digest="d")
    monkeypatch.chdir("/")

    with Registry.open(
        path, new_secret=SECRET, published=lambda out, _: out == path.parent / "round"
    ) as registry:
        assert len(registry.releases(besides="none")) == 1


def test_a_release_already_confirmed_is_not_asked_for_again(path: Path) -> None:
    with opened(path) as registry:
        registry.prepare_release(round_id="r", payload=b"", out=Path("o"), manifest_digest="d")
        registry.confirm_release("r")

    asked = []

    def published(out: Path, digest: str) -> bool:
        asked.append(out)
        return False

    with Registry.open(path, new_secret=SECRET, published=published) as registry:
        assert len(registry.releases(besides="none")) == 1
    assert asked == []
