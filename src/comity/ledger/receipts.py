"""Receipts: facts that a party takes out of a ledger with the proof that they stand in it, to be verified offline.

In: a ledger, its signer, and the party's own openings. Out: one JSON file, and `verify_receipts`.
Laws: a receipt shows its own fact and nothing of its neighbours; a changed letter in it is found; only the verifier
makes a `Receipt`.
Spec: docs/spec/receipt.md.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.core import canonical_json, read_json
from comity.ledger.checkpoint import Checkpoint, Signer, VerifyingKey, verify_checkpoint
from comity.ledger.errors import LedgerBroken, LedgerProblem, NotALedger, ProofWrong
from comity.ledger.facts import Fact, Opening, fact_of
from comity.ledger.ledger import Entry, Ledger
from comity.ledger.merkle import HASH_BYTES, extends, includes

_FORMAT = "comity-receipts-v1"
_EXTENSION = "comity-extension-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A fact that is proved to stand in a ledger. Made by `verify_receipts` alone."""

    fact: Fact
    seq: int
    ledger: str  # whose
    size: int  # of the ledger, at the checkpoint that proves it


def export_receipts(ledger: Ledger, openings: Iterable[Opening], signer: Signer) -> bytes:
    """Those of the openings that stand in the ledger, in its order. Raises ProofWrong for one that does not."""
    places = {one.commitment: one for one in ledger.entries}
    found: list[tuple[Entry, Opening]] = []
    for opening in openings:
        if opening.commitment not in places:
            raise ProofWrong(
                f"The event “{opening.fact.kind}” of {opening.fact.at:%Y-%m-%d} is not in the ledger of {ledger.origin}.",
                remedy="Take the ledger that it was written to, in its newest copy.",
            )
        found.append((places[opening.commitment], opening))
    body = {
        "format": _FORMAT,
        "key": str(signer.key),
        "checkpoint": signer.sign(ledger.checkpoint()),
        "receipts": [_shown(ledger, *one) for one in sorted(found, key=lambda one: one[0].seq)],
    }
    return json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"


def _shown(ledger: Ledger, entry: Entry, opening: Opening) -> dict[str, object]:
    return {
        "fact": opening.fact.content,
        "salt": opening.salt.hex(),
        "seq": entry.seq,
        "previous": entry.previous,
        "proof": [one.hex() for one in ledger.tree.inclusion(entry.seq)],
    }


def verify_receipts(data: bytes, key: VerifyingKey | None = None, *, where: str = "") -> tuple[Receipt, ...]:
    """Without a key the file's own is taken, and the caller says so. Raises NotALedger, LedgerBroken or ProofWrong."""
    body, signed_by, said = _opened(data, _FORMAT, key, where)
    if not isinstance(body.get("receipts"), list):
        raise _no_file(_FORMAT, where)
    return tuple(_verified(one, signed_by, said, where) for one in body["receipts"])


def _opened(
    data: bytes, format_: str, key: VerifyingKey | None, where: str
) -> tuple[Mapping[str, Any], VerifyingKey, Checkpoint]:
    try:
        body = read_json(data)
        if body["format"] != format_:
            raise ValueError(body["format"])
        named, note = str(body["key"]), str(body["checkpoint"])
    except (KeyError, TypeError, ValueError) as error:
        raise _no_file(format_, where) from error
    signed_by = VerifyingKey.of_text(named, where=where)
    if key is not None and signed_by != key:
        raise LedgerBroken(
            f"The receipts name the key of {signed_by.name}, which is not the key you know.",
            remedy="Ask the ledger's owner which is right.",
            where=where,
        )
    return body, signed_by, verify_checkpoint(note, signed_by, where=where).checkpoint


def _no_file(format_: str, where: str) -> NotALedger:
    return NotALedger(
        f"This is not a file of the form {format_}.", remedy="Give the file as it was exported.", where=where
    )


def _verified(one: Mapping[str, Any], key: VerifyingKey, said: Checkpoint, where: str) -> Receipt:
    try:
        opening = Opening(fact=fact_of(one["fact"]), salt=bytes.fromhex(one["salt"]))
        entry = Entry(seq=one["seq"], commitment=opening.commitment, previous=str(one["previous"]))
        proof = _hashes(one["proof"])
        # Another spelling of the same is another file than its ledger exported.
        is_plain = (
            type(entry.seq) is int
            and opening.salt.hex() == one["salt"]
            and canonical_json(opening.fact.content) == canonical_json(one["fact"])
        )
    except (KeyError, TypeError, ValueError, LedgerProblem) as error:
        raise ProofWrong("A receipt cannot be read.", remedy="Ask for it again.", where=where) from error
    if not is_plain or not includes(said.root, size=said.size, index=entry.seq, leaf=entry.leaf, proof=proof):
        raise ProofWrong(
            f"The receipt “{opening.fact.kind}” of {opening.fact.at:%Y-%m-%d} does not stand in the ledger of {key.name}: "
            "it was altered, or never was there.",
            remedy="Ask whoever gave it to you for the original.",
            where=where,
        )
    return Receipt(fact=opening.fact, seq=entry.seq, ledger=key.name, size=said.size)


def export_extension(ledger: Ledger, kept: Checkpoint, signer: Signer) -> bytes:
    """The proof that the ledger still begins as the kept checkpoint says; without showing one entry."""
    if kept.size > len(ledger):
        raise LedgerBroken(
            f"The kept checkpoint counts {kept.size:,} entries, the ledger {len(ledger):,}.",
            remedy="Take the newest copy of the ledger.",
        )
    body = {
        "format": _EXTENSION,
        "key": str(signer.key),
        "checkpoint": signer.sign(ledger.checkpoint()),
        "from": kept.size,
        "proof": [one.hex() for one in ledger.tree.consistency(kept.size)],
    }
    return json.dumps(body, ensure_ascii=False, indent=2).encode() + b"\n"


def verify_extension(data: bytes, kept: str, key: VerifyingKey, *, where: str = "") -> Checkpoint:
    """`kept` is the note that was kept. The new checkpoint, where the proof holds; raises ProofWrong where not."""
    body, signed_by, said = _opened(data, _EXTENSION, key, where)
    old = verify_checkpoint(kept, signed_by, where="the kept checkpoint").checkpoint
    try:
        holds = body["from"] == old.size and extends(
            old.root, said.root, old=old.size, new=said.size, proof=_hashes(body["proof"])
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ProofWrong("The proof cannot be read.", remedy="Ask for it again.", where=where) from error
    if not holds:
        raise ProofWrong(
            f"The ledger of {signed_by.name} with {said.size:,} entries did not begin as the {old.size:,} that you kept.",
            remedy="Keep both files: together they prove that history was rewritten.",
            where=where,
        )
    return said


def _hashes(texts: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(bytes.fromhex(one) for one in texts)
    if any(len(one) != HASH_BYTES for one in found) or [one.hex() for one in found] != list(texts):
        raise ValueError("no hashes")
    return found
