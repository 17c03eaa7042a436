"""Where statistics learn what members recognised and which audits they avoided: from the room that keeps decisions, once it says so.

That room calls `recognitions_come_from` in its `AppConfig.ready`. Until then nothing is counted, and pages say that; they do not say 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMember:
    """One member in one half-year that is over, as `comity.recognition.count_avoided` counts."""

    member: str  # slug
    period: str  # "2026-H1"
    recognised: int
    avoided: int


Source = Callable[[Scope, date], Sequence[OfMember]]
"""All members of a programme, up to a day. Half-years that are not over are left out by who asks."""

_source: list[Source] = []


def recognitions_come_from(source: Source) -> None:
    _source[:] = [source]


def recognitions(scope: Scope, on: date) -> Sequence[OfMember] | None:
    """None where no room tells."""
    return _source[0](scope, on) if _source else None
