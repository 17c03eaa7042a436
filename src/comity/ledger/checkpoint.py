"""A checkpoint: the size and the root of a ledger, signed, as a few lines that anybody can keep and compare.

In: a signer's seed (32 bytes, handed in). Out: `Checkpoint`, its note, and `verify_checkpoint`.
Laws: a note is one text for one checkpoint and one signer, so that a changed byte is never overlooked; only the verifier
makes a `SignedCheckpoint`.
Spec: C2SP tlog-checkpoint and signed-note, with Ed25519 keys (RFC 8032); docs/spec/ledger.md.
"""

import base64
import hashlib
import re
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from comity.ledger.errors import LedgerBroken, LedgerProblem, NotALedger
from comity.ledger.merkle import HASH_BYTES

_ED25519 = b"\x01"  # the kind of key, in signed-note
_NAME = re.compile(r"[a-z0-9][a-z0-9./-]{0,99}")
_NOTE = re.compile(
    r"(?P<body>(?P<origin>\S+)\n(?P<size>0|[1-9][0-9]{0,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    r"\n— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyingKey:
    """Whose signature a checkpoint bears. As text: name+key id+key, as signed-note writes it."""

    name: str
    public: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise LedgerProblem(
                f"“{self.name}” cannot name a ledger.",
                remedy="Use small letters, digits, points, hyphens and slashes, such as comity/alder-foods.",
            )

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"

    @classmethod
    def of_text(cls, text: str, *, where: str = "") -> "VerifyingKey":
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        try:
            data = base64.b64decode(encoded, validate=True)
        except ValueError:
            data = b""
        if len(data) == 1 + HASH_BYTES and data[:1] == _ED25519 and _NAME.fullmatch(name):
            found = cls(name=name, public=data[1:])
            if found.key_id.hex() == key_id and str(found) == text.strip():
                return found
        raise NotALedger(
            f"“{text.strip()[:60]}” is not a ledger's key.",
            remedy="Copy the whole line, as its owner published it.",
            where=where,
        )


class Signer:
    """Holds the private key, and shows it nowhere."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.key = VerifyingKey(name=name, public=self._key.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Signer({self.key.name!r})"

    def sign(self, checkpoint: "Checkpoint") -> str:
        """The note."""
        if checkpoint.origin != self.key.name:
            raise LedgerProblem(
                f"The checkpoint is of {checkpoint.origin}, and {self.key.name} cannot sign it.",
                remedy="Sign it with the key of its own ledger.",
            )
        signature = self.key.key_id + self._key.sign(checkpoint.body.encode())
        return f"{checkpoint.body}\n— {self.key.name} {base64.b64encode(signature).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """Made by `verify_checkpoint` alone."""

    checkpoint: Checkpoint
    note: str


def verify_checkpoint(note: str, key: VerifyingKey, *, where: str = "") -> SignedCheckpoint:
    """Raises NotALedger for what is no note, LedgerBroken for one that the key did not sign."""
    match = _NOTE.fullmatch(note)
    if match is None:
        raise NotALedger(
            "This is not a signed checkpoint.",
            remedy="It has five lines: whose ledger, how many entries, the root, an empty line, the signature.",
            where=where,
        )
    found = Checkpoint(origin=match["origin"], size=int(match["size"]), root=base64.b64decode(match["root"]))
    signature = base64.b64decode(match["signature"])
    is_plain = base64.b64encode(signature).decode() == match["signature"] and found.body == match["body"]
    try:
        if not (found.origin == match["name"] == key.name and signature[:4] == key.key_id and is_plain):
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], found.body.encode())
    except InvalidSignature as error:
        raise LedgerBroken(
            f"The checkpoint of {found.origin} with {found.size:,} entries was not signed by {key.name}.",
            remedy="Ask the ledger's owner for its key, by another way than this file came.",
            where=where,
        ) from error
    return SignedCheckpoint(checkpoint=found, note=note)
