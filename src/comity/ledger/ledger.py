"""A ledger: commitments in the order they were made, each naming the one before it, under one signed root.

In: commitments, and a signer. Out: the file's bytes, and `verify_ledger`, which finds any change, removal, reordering or
truncation. Laws: entries are only ever added; every byte of the file counts; a file without its checkpoint is no ledger;
who kept an earlier checkpoint finds out if the ledger, signed anew, no longer begins as it did then.
Spec: docs/spec/ledger.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.core import canonical_json, read_json
from comity.ledger.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    Signer,
    VerifyingKey,
    verify_checkpoint,
)
from comity.ledger.errors import LedgerBroken, NotALedger
from comity.ledger.merkle import Tree, leaf_hash

_FORMAT = "comity-ledger-v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    seq: int  # from 0, without holes
    commitment: str  # 64 hex digits
    previous: str  # the leaf hash of the entry before, in hex; empty for the first

    @property
    def line(self) -> str:
        body = {"seq": self.seq, "commitment": self.commitment, "previous": self.previous}
        return canonical_json(body).decode()

    @property
    def leaf(self) -> bytes:
        return leaf_hash(self.line.encode())


class Ledger:
    """In memory. `append` is the only way to change it."""

    def __init__(self, origin: str, commitments: Iterable[str] = ()) -> None:
        self.origin = origin
        self._entries: list[Entry] = []
        self._tree = Tree()
        for one in commitments:
            self.append(one)

    @property
    def entries(self) -> Sequence[Entry]:
        return tuple(self._entries)

    @property
    def tree(self) -> Tree:
        return self._tree

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, seq: int) -> Entry:
        return self._entries[seq]

    def append(self, commitment: str) -> Entry:
        if len(commitment) != 64 or set(commitment) - set("0123456789abcdef"):
            raise NotALedger("This is not a commitment.", remedy="It has 64 hexadecimal digits.")
        previous = self._tree.leaf(len(self) - 1).hex() if self._entries else ""
        made = Entry(seq=len(self), commitment=commitment, previous=previous)
        self._entries.append(made)
        self._tree.append(made.line.encode())
        return made

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        size = len(self) if size is None else size
        return Checkpoint(origin=self.origin, size=size, root=self._tree.root(size))

    def to_bytes(self, signer: Signer) -> bytes:
        """The file: what it is and whose, the entries, an empty line, the signed checkpoint."""
        lines = [f"{_FORMAT} {signer.key}", *(one.line for one in self._entries), ""]
        return ("\n".join(lines) + "\n" + signer.sign(self.checkpoint())).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedLedger:
    """Made by `verify_ledger` alone."""

    ledger: Ledger
    key: VerifyingKey
    signed: SignedCheckpoint
    is_key_known: bool  # it was handed in; else it is the key that the file itself names, and needs comparing


def verify_ledger(
    data: bytes, *, key: VerifyingKey | None = None, kept: Sequence[str] = (), where: str = ""
) -> VerifiedLedger:
    """`kept` are notes of earlier checkpoints. Raises NotALedger or LedgerBroken, naming the first entry that is wrong."""
    header, lines, note = _parts(data, where)
    named = VerifyingKey.of_text(header, where=where)
    if key is not None and named != key:
        raise LedgerBroken(
            f"The ledger names the key of {named.name}, which is not the key you know.",
            remedy="Ask its owner which is right, by another way than this file came.",
            where=where,
        )
    signed = verify_checkpoint(note, named, where=where)
    ledger = _rebuilt(named.name, lines, where)
    said = signed.checkpoint
    if said.size != len(ledger):
        verb = "were cut off or removed" if len(ledger) < said.size else "were added without a signature"
        raise LedgerBroken(
            f"The checkpoint counts {said.size:,} entries and the file holds {len(ledger):,}: "
            f"{abs(said.size - len(ledger)):,} {verb}.",
            remedy="Do not rely on it; ask its owner, and whoever else has a copy.",
            where=where,
        )
    if ledger.tree.root() != said.root:
        raise LedgerBroken(
            "The entries hang together, and are not those that were signed.",
            remedy="Do not rely on it; ask its owner, and whoever else has a copy.",
            where=where,
        )
    for one in kept:
        _hold_to(ledger, verify_checkpoint(one, named, where="the kept checkpoint").checkpoint, where)
    return VerifiedLedger(ledger=ledger, key=named, signed=signed, is_key_known=key is not None)


def _hold_to(ledger: Ledger, kept: Checkpoint, where: str) -> None:
    if kept.size > len(ledger):
        raise LedgerBroken(
            f"You kept a checkpoint of {kept.size:,} entries, and the ledger has only {len(ledger):,}: "
            "it was cut back and signed anew, or this is an older copy.",
            remedy="Ask its owner for the newest, and keep your checkpoint.",
            where=where,
        )
    if ledger.tree.root(kept.size) != kept.root:
        raise LedgerBroken(
            f"The first {kept.size:,} entries are not those of the checkpoint that you kept: history was rewritten.",
            remedy="Keep both files: together they prove it.",
            where=where,
        )


def _parts(data: bytes, where: str) -> tuple[str, list[str], str]:
    wrong = NotALedger(
        "This is not a ledger, or its checkpoint was cut off.",
        remedy="Give the whole file as its owner exported it.",
        where=where,
    )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise wrong from error
    top, _, note = text.partition("\n\n")
    lines = top.split("\n")
    kind, _, key = lines[0].partition(" ")
    if kind != _FORMAT or not note or str(key) != key.strip():
        raise wrong
    return key, lines[1:], note


def _rebuilt(origin: str, lines: list[str], where: str) -> Ledger:
    ledger = Ledger(origin)
    for at, line in enumerate(lines):
        try:
            made = ledger.append(str(read_json(line)["commitment"]))
        except (KeyError, TypeError, ValueError, NotALedger) as error:
            raise _wrong_at(at, "cannot be read", where) from error
        if made.line != line:
            raise _wrong_at(at, "does not follow from the one before it", where)
    return ledger


def _wrong_at(at: int, what: str, where: str) -> LedgerBroken:
    return LedgerBroken(
        f"Entry {at:,} {what}: it, or the one before it, was changed, removed or moved.",
        remedy="Do not rely on it; ask its owner, and whoever else has a copy.",
        where=where,
    )
