"""For who is told by a webhook: whether it was the portal that called, and lately."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

TOLERANCE_S = 300


class NotSigned(Exception):
    """The call was not signed with this secret, was changed, or is an old one sent again."""


def verified(secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None) -> str:
    """The message's number, by which to know one that is told twice. Raises NotSigned. `secret` begins with `whsec_`."""
    given = {name.lower(): text for name, text in headers.items()}
    number, at, signatures = (
        given.get(name, "") for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
    )
    if not at.isdecimal() or abs((time.time() if now is None else now) - int(at)) > TOLERANCE_S:
        raise NotSigned("the call is old, or has no time")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, f"{number}.{at}.".encode() + body, hashlib.sha256).digest())
    known = (one.partition(",")[2] for one in signatures.split() if one.startswith("v1,"))
    if not any(hmac.compare_digest(made, one.encode()) for one in known):
        raise NotSigned("no signature is the one that this secret makes")
    return number
