"""A company's key: made by the company, kept by the company, and with a second holder in case the first loses it.

One secret does both: reports are sealed to its X25519 part (an age identity), and what the company says is signed with an
Ed25519 key that is derived from the secret, so that there is one thing to keep and one to lose. A file of keys holds the
newest first and those it replaced, because older grants were sealed to them.
Laws: a public key says nothing of the secret; a recovery file opens for its holder alone.
Spec: age v1 (C2SP); RFC 8032; HKDF-SHA256 (RFC 5869); docs/spec/sealed-report.md.
"""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pyrage
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from comity.core import canonical_json, read_json
from comity.exchange.errors import KeyUnreadable, WrongKey

_SECRET = re.compile(r"AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")
_PUBLIC = re.compile(r"comity-key-v1:(?P<recipient>age1[02-9ac-hj-np-z]{58}):(?P<signing>[A-Za-z0-9_-]{43})")
_OWNER = re.compile(r"# Comity key of (?P<owner>[^\n]{1,200}), made (?P<made>\d{4}-\d\d-\d\d)\.?")
_NO_MATCH = "No matching keys"  # what pyrage says where a file was sealed to others


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """What a company publishes: to be sealed to, and to be recognised by."""

    recipient: str
    signing: bytes = field(repr=False)

    def __str__(self) -> str:
        return f"comity-key-v1:{self.recipient}:{to_base64(self.signing)}"

    @property
    def fingerprint(self) -> str:
        """Sixteen digits to read to each other over the telephone."""
        digest = hashlib.sha256(str(self).encode()).hexdigest()[:16]
        return " ".join(digest[at : at + 4] for at in range(0, 16, 4))

    def seal(self, data: bytes) -> bytes:
        return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(self.recipient)]))

    @classmethod
    def of_text(cls, text: str, *, where: str = "") -> "PublicKey":
        """Of the key alone, or of a file that holds it in a line. Raises KeyUnreadable."""
        found = _PUBLIC.search(text)
        try:
            if found is None:
                raise ValueError
            pyrage.x25519.Recipient.from_str(found["recipient"])
            return cls(recipient=found["recipient"], signing=from_base64(found["signing"]))
        except (ValueError, pyrage.RecipientError) as error:
            raise KeyUnreadable(
                "This is not a public key.",
                remedy="Give the text that begins with comity-key-v1:, or the file that holds it.",
                where=where,
            ) from error


@dataclass(frozen=True, kw_only=True)  # no slots: what is derived is derived once
class Key:
    """A company's secret. Nothing prints it but `to_text`."""

    owner: str
    made: date
    secrets: tuple[str, ...] = field(repr=False)  # age identities, the newest first

    @classmethod
    def new(cls, owner: str, made: date) -> "Key":
        return cls(owner=_owner(owner), made=made, secrets=(str(pyrage.x25519.Identity.generate()),))

    @classmethod
    def of_text(cls, text: str, *, where: str = "") -> "Key":
        header = _OWNER.search(text)
        secrets = tuple(_SECRET.findall(text))
        try:
            if header is None or not secrets:
                raise ValueError
            for one in secrets:
                pyrage.x25519.Identity.from_str(one)
            return cls(owner=header["owner"], made=date.fromisoformat(header["made"]), secrets=secrets)
        except (ValueError, pyrage.IdentityError) as error:
            raise KeyUnreadable(
                "This file holds no key of a company.",
                remedy="Give the file that “comity keys new” wrote, or recover it with its second holder.",
                where=where,
            ) from error

    def to_text(self) -> str:
        """What is kept. An age identity file, with the owner in a comment."""
        lines = [
            f"# Comity key of {self.owner}, made {self.made}.",
            "# Keep this file to yourselves. Whoever has it reads your reports and signs in your name.",
            f"# public: {self.public}",
            self.secrets[0],
        ]
        if self.secrets[1:]:
            lines += ["# Replaced keys; older reports were sealed to them.", *self.secrets[1:]]
        return "\n".join(lines) + "\n"

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed("signing"))

    def seed(self, purpose: str) -> bytes:
        """32 bytes for one purpose; from those of one nobody finds those of another."""
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"comity-key-v1 {purpose}".encode())
        return derive.derive(self.secrets[0].encode())

    @cached_property
    def public(self) -> PublicKey:
        recipient = str(pyrage.x25519.Identity.from_str(self.secrets[0]).to_public())
        return PublicKey(recipient=recipient, signing=self._signing.public_key().public_bytes_raw())

    def rotated(self, made: date) -> "Key":
        """A new secret in front; the replaced ones still open what was sealed to them."""
        fresh = Key.new(self.owner, made)
        return Key(owner=self.owner, made=made, secrets=(*fresh.secrets, *self.secrets))

    def open(self, sealed: bytes, *, where: str = "") -> bytes:
        """Raises WrongKey for what was sealed to others, KeyUnreadable for what is cut off or no sealed file."""
        try:
            return bytes(
                pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(one) for one in self.secrets])
            )
        except pyrage.DecryptError as error:
            if _NO_MATCH in str(error):
                raise WrongKey(
                    f"This was not sealed to the key of {self.owner}.",
                    remedy="Use the key of the company it was granted to; a key that was replaced is in the same file.",
                    where=where,
                ) from error
            raise KeyUnreadable(
                "This sealed file is damaged or cut off.", remedy="Fetch it again.", where=where
            ) from error

    def sign(self, kind: str, body: Mapping[str, object]) -> bytes:
        """A signed statement, as JSON that holds the exact text that was signed: no other program need write it alike."""
        text = canonical_json(body).decode()
        signature = self._signing.sign(_signed_bytes(kind, text))
        shown = {"format": kind, "signed": text, "by": str(self.public), "signature": to_base64(signature)}
        return json.dumps(shown, ensure_ascii=False, indent=2).encode() + b"\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Made by `verify_signed` alone."""

    body: Mapping[str, Any]
    by: PublicKey


def verify_signed(data: bytes, kind: str, *, by: PublicKey | None = None, where: str = "") -> Signed:
    """`by`: who must have signed; without it the statement's own key is taken, and the caller compares it."""
    try:
        shown = read_json(data)
        if shown["format"] != kind:
            raise ValueError(shown["format"])
        text, key = str(shown["signed"]), PublicKey.of_text(str(shown["by"]))
        signature, body = from_base64(str(shown["signature"])), read_json(text)
        if not isinstance(body, dict):
            raise TypeError(text)
    except (KeyError, TypeError, ValueError, KeyUnreadable) as error:
        raise KeyUnreadable(
            f"This is not a signed file of the form {kind}.",
            remedy="Give the file as you received it.",
            where=where,
        ) from error
    if by is not None and key != by:
        raise KeyUnreadable(
            f"This was signed with the key {key.fingerprint}, and you expected {by.fingerprint}.",
            remedy="Ask its sender for the key, by another way than this file came.",
            where=where,
        )
    try:
        Ed25519PublicKey.from_public_bytes(key.signing).verify(signature, _signed_bytes(kind, text))
    except InvalidSignature as error:
        raise KeyUnreadable(
            "The signature does not fit: the file was altered after it was signed.",
            remedy="Ask its sender for the original.",
            where=where,
        ) from error
    return Signed(body=body, by=key)


def recovery_of(key: Key, holder: PublicKey) -> bytes:
    """The key, sealed to a second holder in the same company."""
    return holder.seal(key.to_text().encode())


def recover_key(recovery: bytes, holder: Key, *, where: str = "") -> Key:
    return Key.of_text(holder.open(recovery, where=where).decode(errors="replace"), where=where)


def _signed_bytes(kind: str, text: str) -> bytes:
    """The kind is signed, too: what was said as one thing is never taken for another."""
    return kind.encode() + b"\n" + text.encode()


def _owner(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > 200:
        raise KeyUnreadable("The key needs its company's name.", remedy="Give it in up to 200 characters.")
    return plain


def to_base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_base64(text: str) -> bytes:
    """Raises ValueError for what is no base64url, or is not written in its one plain form."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if to_base64(data) != text:
        raise ValueError(text)
    return data
