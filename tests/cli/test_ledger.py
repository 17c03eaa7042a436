import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.cli.ledger_book import book_of, read_book, record
from comity.core import ComityError, UnreadableInput
from comity.exchange import Key
from comity.ledger import Fact
from tests.cli.running import Done, run_comity
from tests.exchange.cast import alder

AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)


def fact(number: int) -> Fact:
    return Fact(kind="request-sent", at=AT, by="Alder Foods", details={"request": f"R-{number}"})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "alder.key").write_text(alder().to_text())
    for number in range(3):
        record(tmp_path / "alder.ledger", alder(), fact(number))
    assert comity(tmp_path, "key", "alder.key", "-o", "published").returncode == 0
    assert comity(tmp_path, "checkpoint", "alder.ledger", "-o", "kept").returncode == 0
    for number in range(3, 5):
        record(tmp_path / "alder.ledger", alder(), fact(number))
    return tmp_path


def comity(folder: Path, *words: str) -> Done:
    return run_comity("ledger", *words, folder=folder)


def test_a_whole_ledger_verifies_against_a_published_key_and_a_kept_checkpoint(folder: Path) -> None:
    found = comity(folder, "verify", "alder.ledger", "--signed-by", "published", "--kept", "kept")

    assert found.returncode == 0
    assert "is whole: 5 entries" in found.stdout
    assert "begins as your checkpoints say" in found.stdout
    assert "compare it" not in found.stdout


def test_without_a_known_key_the_answer_says_so(folder: Path) -> None:
    assert "compare it with its owner" in comity(folder, "verify", "alder.ledger").stdout


def test_a_removed_entry_is_found(folder: Path) -> None:
    path = folder / "alder.ledger"
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join(lines[:2] + lines[3:]))

    found = comity(folder, "verify", "alder.ledger")

    assert found.returncode == 3
    assert "Entry 1 does not follow" in found.stderr


def test_receipts_of_one_request_verify_alone(folder: Path) -> None:
    comity(
        folder, "receipts", "alder.ledger", "--key", "alder.key", "-o", "receipts.json", "--request", "R-3"
    )

    found = comity(folder, "verify", "receipts.json", "--signed-by", "published", "--json")

    [receipt] = json.loads(found.stdout)["receipts"]
    assert receipt["details"]["request"] == "R-3"
    assert receipt["seq"] == 3


def test_an_altered_receipt_fails(folder: Path) -> None:
    comity(folder, "receipts", "alder.ledger", "--key", "alder.key", "-o", "receipts.json")
    path = folder / "receipts.json"
    path.write_text(path.read_text().replace("R-2", "R-9"))

    found = comity(folder, "verify", "receipts.json")

    assert found.returncode == 3
    assert "altered" in found.stderr


def test_the_proof_shows_that_nothing_was_rewritten(folder: Path) -> None:
    comity(folder, "prove", "alder.ledger", "--kept", "kept", "--key", "alder.key", "-o", "proof.json")

    found = comity(folder, "verify", "proof.json", "--kept", "kept", "--signed-by", "published")

    assert found.returncode == 0
    assert "has 5 entries now, and begins as your checkpoint says" in found.stdout
    assert comity(folder, "verify", "proof.json").returncode == 2


def test_a_ledger_of_another_company_is_not_written_to(folder: Path) -> None:
    other = Key.new("Birch Bakery", AT.date())

    with pytest.raises(ComityError, match="not the key you know"):
        record(folder / "alder.ledger", other, fact(9))
    assert len(read_book(folder / "alder.ledger")) == 5


def test_two_commands_at_once_do_not_lose_an_entry(folder: Path) -> None:
    (folder / ".alder.ledger.writing").touch()

    with pytest.raises(UnreadableInput, match="Another command"):
        record(folder / "alder.ledger", alder(), fact(9))


def test_the_ledger_may_be_shown_and_its_book_is_private(folder: Path) -> None:
    shown = (folder / "alder.ledger").read_text()

    assert "R-1" not in shown
    assert "2026" not in shown
    assert book_of(folder / "alder.ledger").stat().st_mode & 0o077 == 0


def test_without_its_book_nobody_knows_what_entries_mean(folder: Path) -> None:
    book_of(folder / "alder.ledger").unlink()

    found = comity(folder, "receipts", "alder.ledger", "--key", "alder.key", "-o", "receipts.json")

    assert found.returncode == 3
    assert "private book" in found.stderr


def test_one_is_one_and_a_fact_without_details_has_none(folder: Path) -> None:
    found = comity(
        folder, "receipts", "alder.ledger", "--key", "alder.key", "-o", "one.json", "--request", "R-3"
    )

    assert found.stdout.startswith("1 receipt written")
    assert comity(folder, "verify", "one.json").stdout.startswith("1 receipt from the ledger of")
