import json
from typing import Any

import pytest

from comity.ledger import (
    LedgerBroken,
    NotALedger,
    ProofWrong,
    export_extension,
    export_receipts,
    verify_extension,
    verify_receipts,
)
from tests.ledger.cast import ledger, opening, openings, signer


def test_receipts_verify_offline_and_show_their_own_facts_alone() -> None:
    data = export_receipts(ledger(20), [opening(11), opening(3)], signer())

    found = verify_receipts(data, signer().key)

    assert [one.fact.details["request"] for one in found] == ["R3", "R11"]
    assert [one.seq for one in found] == [3, 11]
    assert b'"R4"' not in data


def test_a_fact_that_never_stood_in_the_ledger_gets_no_receipt() -> None:
    with pytest.raises(ProofWrong, match="not in the ledger"):
        export_receipts(ledger(3), [opening(7)], signer())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("fact", "details", "request"), "R5"),
        (("fact", "at"), "2026-07-02T09:04:00Z"),
        (("fact", "by"), "Birch Bakery"),
        (("fact", "kind"), "request-declined"),
        (("salt",), "00" * 32),
        (("seq",), 5),
        (("previous",), "11" * 32),
        (("proof", 0), "22" * 32),
        (("proof",), []),
    ],
)
def test_an_altered_receipt_fails(path: tuple[str | int, ...], value: object) -> None:
    body = json.loads(export_receipts(ledger(20), [opening(4)], signer()))
    place: Any = body["receipts"][0]
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(ProofWrong):
        verify_receipts(json.dumps(body).encode(), signer().key)


def test_receipts_of_another_key_are_refused() -> None:
    data = export_receipts(ledger(5), openings(2), signer(seed=2))

    with pytest.raises(LedgerBroken, match="not the key you know"):
        verify_receipts(data, signer(seed=1).key)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": "other"}', b"\xff"])
def test_what_holds_no_receipts_is_said_so(data: bytes) -> None:
    with pytest.raises(NotALedger):
        verify_receipts(data)


def test_a_ledger_proves_that_it_still_begins_as_it_was_kept() -> None:
    kept = ledger(7)
    data = export_extension(ledger(20), kept.checkpoint(), signer())

    now = verify_extension(data, signer().sign(kept.checkpoint()), signer().key)

    assert now.size == 20


def test_a_rewritten_ledger_cannot_prove_it() -> None:
    kept = signer().sign(ledger(7).checkpoint())
    other = type(ledger(0))("comity/alder-foods", [f"{number:064x}" for number in range(20)])
    data = export_extension(other, other.checkpoint(7), signer())

    with pytest.raises(ProofWrong, match="did not begin"):
        verify_extension(data, kept, signer().key)


def test_a_ledger_that_was_cut_back_has_nothing_to_prove_it_with() -> None:
    with pytest.raises(LedgerBroken):
        export_extension(ledger(3), ledger(7).checkpoint(), signer())
