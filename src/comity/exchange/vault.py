"""What the platform holds of reports: sealed bodies and sealed grants, and what it must know to hand them out in time.

Laws: neither a report nor a key can be read from all that it stores; a grant is handed out to its request alone, and not
after its end; a revoked grant is gone, and a body goes only where it is shredded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.core import digest_bytes
from comity.exchange.bodies import Bodies
from comity.exchange.errors import BodyMissing, GrantExpired

REVOKED_SENTENCE = (
    "The report can no longer be opened with this access. A copy that was already read cannot be called back; "
    "who read it, and when, is in the receipts."
)
"""What a supplier reads before it revokes, and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """In the clear, the least that is needed: which request, which body, until when."""

    request: str
    body: str  # the digest of the sealed body
    grant: str  # the digest of the sealed grant
    expires_at: datetime


class Vault:
    """Over any storage. The records are the caller's to keep."""

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def store_body(self, body: bytes) -> str:
        """Its digest, by which it is called. Storing the same again changes nothing."""
        digest = digest_bytes(body)
        self._bodies.put(_body_name(digest), body)
        return digest

    def store_grant(self, grant: bytes) -> str:
        """Its digest. A longer access is another grant; the one that it replaces is to be revoked."""
        digest = digest_bytes(grant)
        self._bodies.put(_grant_name(digest), grant)
        return digest

    def hand_out(
        self, records: Mapping[str, GrantRecord], request: str, *, at: datetime
    ) -> tuple[bytes, bytes]:
        """Body and grant. Raises GrantExpired at its end and BodyMissing for what was revoked or never was."""
        record = records.get(request)
        if record is None:
            raise BodyMissing(
                "There is no report for this request.", remedy="Ask the supplier whether it answered."
            )
        if at >= record.expires_at:
            raise GrantExpired(
                f"The supplier gave access until {record.expires_at:%Y-%m-%d %H:%M} UTC.",
                remedy="Ask the supplier to grant it anew.",
            )
        return self._bodies.get(_body_name(record.body)), self._bodies.get(_grant_name(record.grant))

    def revoke(self, record: GrantRecord) -> None:
        self._bodies.delete(_grant_name(record.grant))

    def shred(self, body: str) -> None:
        """The sealed body itself; every grant to it is worth nothing from then on."""
        self._bodies.delete(_body_name(body))


def _body_name(digest: str) -> str:
    return f"bodies/{digest.removeprefix('sha256:')}.age"


def _grant_name(digest: str) -> str:
    return f"grants/{digest.removeprefix('sha256:')}.age"
