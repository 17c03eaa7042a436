"""What happened, and the commitment to it that a ledger holds: a salted digest that says nothing to who was not there.

Not even the kind or the time of an event stands in a ledger, because how often reports are asked for, and when, says
something of the members. Who took part holds the *opening*, the fact with its salt, and shows it to whom it likes.
Laws: one fact and one salt have one commitment; two facts never have the same; without the salt a guess cannot be tried.
Spec: docs/spec/ledger.md.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType

from comity.core import canonical_json, read_json
from comity.ledger.errors import LedgerProblem, ProofWrong

SALT_BYTES = 32
_KIND = re.compile(r"[a-z][a-z-]{1,40}")
_LONGEST = 2_000  # characters of one detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """`at` is UTC, to the second. Details are short texts: names, digests, days; never a report's content."""

    kind: str
    at: datetime
    by: str
    details: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise LedgerProblem(
                f"“{self.kind}” is not a kind of event.", remedy="Use small letters and hyphens."
            )
        if self.at.tzinfo is None or self.at.utcoffset() != UTC.utcoffset(None):
            raise LedgerProblem("The time of the event has no zone.", remedy="Give it in UTC.")
        if any(len(one) > _LONGEST for one in self.details.values()):
            raise LedgerProblem(
                "A detail of the event is too long for a ledger.", remedy="Give a digest of it instead."
            )
        object.__setattr__(self, "at", self.at.replace(microsecond=0))
        object.__setattr__(self, "details", MappingProxyType(dict(self.details)))

    @property
    def content(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "by": self.by,
            "details": dict(self.details),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A fact with the salt that ties it to its entry. Private to who took part."""

    fact: Fact
    salt: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.salt) != SALT_BYTES:
            raise LedgerProblem(
                "The salt is too short or too long.", remedy=f"Give {SALT_BYTES} random bytes."
            )

    @property
    def commitment(self) -> str:
        data = b"comity-fact-v1\n" + self.salt + canonical_json(self.fact.content)
        return hashlib.sha256(data).hexdigest()

    @property
    def line(self) -> str:
        """One line of canonical JSON, to be kept."""
        return canonical_json({"fact": self.fact.content, "salt": self.salt.hex()}).decode()


def opening_of(line: str, *, where: str = "") -> Opening:
    """Raises ProofWrong for a line that is damaged."""
    try:
        body = read_json(line)
        found = Opening(fact=fact_of(body["fact"]), salt=bytes.fromhex(body["salt"]))
    except (KeyError, TypeError, ValueError, LedgerProblem) as error:
        raise ProofWrong(
            "A fact that was kept cannot be read.",
            remedy="Take it from a copy that was not edited.",
            where=where,
        ) from error
    if found.line != line.strip():
        raise ProofWrong(
            "A fact was rewritten since it was kept.",
            remedy="Take it from a copy that was not edited.",
            where=where,
        )
    return found


def fact_of(body: Mapping[str, object]) -> Fact:
    """Raises KeyError, TypeError, ValueError or LedgerProblem for what is no fact; callers say in which file."""
    details = body["details"]
    if body.keys() != {"kind", "at", "by", "details"} or not isinstance(details, dict):
        raise ValueError("no fact")
    at = datetime.strptime(str(body["at"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    texts = {str(name): str(value) for name, value in details.items()}
    return Fact(kind=str(body["kind"]), at=at, by=str(body["by"]), details=texts)
