from datetime import UTC, datetime

import pytest

from comity.ledger import (
    Fact,
    Ledger,
    LedgerBroken,
    LedgerProblem,
    NotALedger,
    Opening,
    ProofWrong,
    VerifyingKey,
    opening_of,
    verify_checkpoint,
    verify_ledger,
)
from tests.ledger.cast import START, ledger, opening, signer


def test_a_ledger_read_again_holds_the_same_entries() -> None:
    data = ledger(9).to_bytes(signer())

    found = verify_ledger(data, key=signer().key)

    assert found.ledger.entries == ledger(9).entries
    assert found.is_key_known


def test_an_empty_ledger_verifies() -> None:
    assert len(verify_ledger(ledger(0).to_bytes(signer())).ledger) == 0


def test_a_ledger_says_nothing_of_what_happened() -> None:
    data = ledger(9).to_bytes(signer()).decode()

    assert "request" not in data
    assert "2026" not in data
    assert "R1" not in data


def test_a_ledger_of_another_key_is_refused_though_it_hangs_together() -> None:
    data = ledger(3).to_bytes(signer(seed=2))

    assert not verify_ledger(data).is_key_known
    with pytest.raises(LedgerBroken, match="not the key you know"):
        verify_ledger(data, key=signer(seed=1).key)


def test_entries_that_were_cut_off_are_counted() -> None:
    lines = ledger(9).to_bytes(signer()).split(b"\n")

    with pytest.raises(LedgerBroken, match="2 were cut off"):
        verify_ledger(b"\n".join(lines[:8] + lines[10:]))


def test_the_first_entry_that_is_wrong_is_named() -> None:
    lines = ledger(9).to_bytes(signer()).split(b"\n")
    lines[5], lines[6] = lines[6], lines[5]

    with pytest.raises(LedgerBroken, match="Entry 4 "):
        verify_ledger(b"\n".join(lines))


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"comity-ledger-v1 x\n", b"hello\n\nworld", b"comity-ledger-v1 \n\n\n"]
)
def test_what_is_no_ledger_is_said_so(data: bytes) -> None:
    with pytest.raises(NotALedger):
        verify_ledger(data)


def test_a_checkpoint_is_signed_by_its_own_ledger_alone() -> None:
    with pytest.raises(LedgerProblem):
        signer("comity/birch-bakery").sign(ledger(2).checkpoint())


def test_a_signature_moved_to_another_checkpoint_is_found() -> None:
    one, other = (signer().sign(ledger(size).checkpoint()) for size in (2, 3))
    moved = one.rsplit("\n", 2)[0] + "\n" + other.split("\n")[-2] + "\n"

    with pytest.raises(LedgerBroken):
        verify_checkpoint(moved, signer().key)


def test_a_key_written_and_read_again_is_the_same() -> None:
    assert VerifyingKey.of_text(str(signer().key)) == signer().key


@pytest.mark.parametrize(
    "text", ["comity/a+00000000+é", "", "a+b+c", "comity/alder+00000000+AA==", "comity alder"]
)
def test_what_is_no_key_is_said_so(text: str) -> None:
    with pytest.raises(NotALedger):
        VerifyingKey.of_text(text)


def test_an_opening_written_and_read_again_is_the_same() -> None:
    assert opening_of(opening(3).line) == opening(3)


def test_a_fact_rewritten_in_the_own_book_is_found() -> None:
    line = opening(3).line.replace("R3", "R4").replace('{"fact"', '{ "fact"')

    with pytest.raises(ProofWrong):
        opening_of(line)


def test_the_same_fact_with_another_salt_has_another_commitment() -> None:
    fact = opening(1).fact

    assert Opening(fact=fact, salt=b"a" * 32).commitment != Opening(fact=fact, salt=b"b" * 32).commitment


def test_a_fact_needs_a_kind_and_a_time_with_its_zone() -> None:
    with pytest.raises(LedgerProblem, match="not a kind"):
        Fact(kind="Request sent", at=START, by="Alder")
    with pytest.raises(LedgerProblem, match="zone"):
        Fact(kind="request-sent", at=datetime(2026, 7, 1), by="Alder")  # noqa: DTZ001 -- that is the point
    with pytest.raises(LedgerProblem, match="too long"):
        Fact(kind="request-sent", at=START, by="Alder", details={"report": "x" * 3_000})
    assert (
        Fact(kind="request-sent", at=datetime(2026, 7, 1, 0, 0, 0, 5, tzinfo=UTC), by="A").at.microsecond == 0
    )


def test_entries_chained_anew_under_the_old_checkpoint_are_found() -> None:
    forged = Ledger("comity/alder-foods", [f"{number:064x}" for number in range(9)]).to_bytes(signer())
    old = ledger(9).to_bytes(signer())
    mixed = forged.split(b"\n\n")[0] + b"\n\n" + old.split(b"\n\n", 1)[1]

    with pytest.raises(LedgerBroken, match="not those that were signed"):
        verify_ledger(mixed)


def test_a_signature_written_in_another_form_is_not_taken() -> None:
    """The last letter of base64 has bits to spare; one checkpoint has one text all the same."""
    note = signer().sign(ledger(2).checkpoint())
    last = note[-3]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = f"{note[:-3]}{letters[letters.index(last) ^ 1]}=\n"

    with pytest.raises(LedgerBroken):
        verify_checkpoint(other, signer().key)
