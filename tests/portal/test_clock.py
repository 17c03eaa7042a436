"""The day that is played, over midnight."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Self

import pytest

from comity.portal.ports import clock


@pytest.mark.parametrize(("ahead", "goes_on"), [(0, False), (7, True)])
def test_midnight_of_a_played_day_is_where_it_was_put(
    settings: Any, monkeypatch: pytest.MonkeyPatch, *, ahead: int, goes_on: bool
) -> None:
    settings.COMITY_HOURS_AHEAD = ahead
    real = datetime(2027, 3, 31, 23, 59, tzinfo=UTC)

    class Watch(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls.fromtimestamp(real.timestamp(), tz)

    monkeypatch.setattr(clock, "datetime", Watch)
    before, real = clock.now(), real + timedelta(minutes=2)
    after = clock.now()

    assert before.date() == after.date() == date(2026, 10, 5)
    assert (after - before == timedelta(minutes=2)) is goes_on
