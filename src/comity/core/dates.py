"""Dates: the window of a round and the age of an audit, counted back from the cut-off by calendar, never from today.

Laws: an age band depends on the cut-off and the audit date alone; a month before 31 March is the last of February.
"""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class AgeBand(StrEnum):
    """How old an audit is at the cut-off: all that a common list may say of its date."""

    UP_TO_12 = "up to 12 months"
    UP_TO_24 = "up to 24 months"
    UP_TO_36 = "up to 36 months"

    @property
    def months(self) -> int:
        return _MONTHS[self]


_MONTHS = {AgeBand.UP_TO_12: 12, AgeBand.UP_TO_24: 24, AgeBand.UP_TO_36: 36}


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier (negative: later); the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The audits a round takes: from the day `months` before the cut-off to the cut-off, both days included."""

    cutoff: date
    months: int = 36

    @property
    def opens_on(self) -> date:
        return months_before(self.cutoff, self.months)

    def holds(self, day: date) -> bool:
        return self.opens_on <= day <= self.cutoff


def age_band(day: date, cutoff: date) -> AgeBand | None:
    """The narrowest band that holds the audit; none where it lies outside the three years or after the cut-off."""
    for band in AgeBand:
        if Window(cutoff=cutoff, months=band.months).holds(day):
            return band
    return None
