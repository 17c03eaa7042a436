"""What time it is. The one place upstairs that reads a clock; a demonstration plays on a day of its own.

It begins that day again at midnight. Who cannot have time go back, as tests that run for minutes, moves midnight out of the way.

Rules never ask: services hand them the day.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from django.conf import settings

_PLAYED: ContextVar[date | None] = ContextVar("played", default=None)


def now() -> datetime:
    real = datetime.now(UTC)
    day = _PLAYED.get() or (date.fromisoformat(settings.COMITY_TODAY) if settings.COMITY_TODAY else None)
    if day is None:
        return real
    return datetime.combine(day, (real + timedelta(hours=settings.COMITY_HOURS_AHEAD)).time(), tzinfo=UTC)


def today() -> date:
    return now().date()


@contextmanager
def playing_on(day: date) -> Iterator[None]:
    """For the past of a demonstration, and for tests; nothing else may choose its day."""
    token = _PLAYED.set(day)
    try:
        yield
    finally:
        _PLAYED.reset(token)
