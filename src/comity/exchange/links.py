"""Links for people without an account: each for one purpose, for a time, and never stored in a form that opens anything.

In: random bytes for a new link; the token somebody brings. Out: `Link`, what the platform stores (a digest), and whether it
opens. Looking never uses a link up, because mail scanners open every link they pass; only an answer, which is a POST with a
person behind it, does. Laws: what is stored opens nothing; a guess, a wrong purpose and a link that never was are one
answer; a used link is used for good.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from comity.exchange.errors import LinkRefused

TOKEN_BYTES = 32


class LinkPurpose(StrEnum):
    ANSWER = "answer a request"
    UPLOAD = "upload a report"
    MANAGE = "see and revoke what was shared"


MANY_TIMES = (LinkPurpose.MANAGE,)
"""Purposes that a link serves until it expires; the others once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """As stored."""

    digest: str
    purpose: LinkPurpose
    subject: str  # the request's id
    expires_at: datetime
    used_at: datetime | None = None
    replaced_at: datetime | None = None  # another was issued in its place


def new_link(random: bytes, purpose: LinkPurpose, subject: str, *, expires_at: datetime) -> tuple[str, Link]:
    """The token, for the letter and nowhere else, and what is stored."""
    if len(random) != TOKEN_BYTES:
        raise LinkRefused("The link would be guessable.", remedy=f"Give {TOKEN_BYTES} random bytes.")
    token = base64.urlsafe_b64encode(random).decode().rstrip("=")
    return token, Link(digest=link_digest(token), purpose=purpose, subject=subject, expires_at=expires_at)


def look(stored: Iterable[Link], token: str, purpose: LinkPurpose, *, at: datetime) -> Link:
    """What a GET does: it may be done a hundred times, by anybody's scanner. Raises LinkRefused."""
    digest = link_digest(token)
    found = next((one for one in stored if hmac.compare_digest(one.digest, digest)), None)
    if found is None or found.purpose is not purpose:
        raise LinkRefused("There is no such page.", remedy="Open the link from the message itself.")
    if found.replaced_at is not None:
        raise LinkRefused("A newer link was sent in place of this one.", remedy="Use the latest message.")
    if at >= found.expires_at:
        raise LinkRefused("This link has expired.", remedy="Ask for a new one; nothing was shared by it.")
    return found


def use(stored: Iterable[Link], token: str, purpose: LinkPurpose, *, at: datetime) -> Link:
    """What a person's answer does: the link as it is to be stored now. Raises LinkRefused for one used before."""
    found = look(stored, token, purpose, at=at)
    if found.used_at is not None and purpose not in MANY_TIMES:
        raise answered_already()
    return replace(found, used_at=at)


def answered_already() -> LinkRefused:
    """Also for a platform that finds out only as it writes: of two answers at once, the second."""
    return LinkRefused(
        "This link was answered already.",
        remedy="To change the answer, ask for a new link; the first one stands.",
    )


def link_digest(token: str) -> str:
    """By which a stored link is found without reading them all."""
    return hashlib.sha256(b"comity-link-v1\n" + token.encode()).hexdigest()
