"""Who has signed which words of the joint statement, who took that back, and what of it holds on a day.

Laws: a signature counts from its own day on; a withdrawal ends, from its own day on, every signature up to that day, one
of the same day too; who signs anew on a later day is bound anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WITHDRAWAL_ENDS = (
    "From the day of the withdrawal the member receives no common list.",
    "From that day no list of it is taken into a round.",
    "It deletes the common lists that it holds.",
)
"""What a withdrawal does at once."""

WITHDRAWAL_LEAVES = (
    "Common lists already given out cannot be called back, from this member or from any other.",
    "Sites that it contributed to earlier rounds stay, with no sign of whose they were, until their audits leave the window: "
    "taking them out at once would tell everybody who had contributed them.",
    "Reports that suppliers gave, and decisions made on them, stay with those who have them.",
)
"""What no withdrawal can undo; said before a member withdraws, not after."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Signature:
    member: str
    on: date
    by: str  # the person
    role: str  # in which the person may bind the member
    statement: int  # the version
    digest: str  # of the words that were signed


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Withdrawal:
    member: str
    on: date
    by: str


def signatures_in_force(
    signatures: Iterable[Signature], withdrawals: Iterable[Withdrawal], *, on: date
) -> tuple[Signature, ...]:
    """Of one member's, those that bind it on a day; the oldest first."""
    ended = max((one.on for one in withdrawals if one.on <= on), default=None)
    signed = (one for one in signatures if one.on <= on)
    return tuple(sorted(one for one in signed if ended is None or ended < one.on))
