from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import AgeBand, Window, age_band, months_before

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 6, 30), 36, date(2023, 6, 30)),
        (date(2024, 2, 29), 36, date(2021, 2, 28)),
        (date(2027, 2, 28), 36, date(2024, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 6, 30), -3, date(2026, 9, 30)),
    ],
)
def test_months_are_counted_by_calendar(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def test_a_window_holds_both_its_days() -> None:
    window = Window(cutoff=date(2026, 6, 30))

    assert window.holds(date(2023, 6, 30))
    assert window.holds(date(2026, 6, 30))
    assert not window.holds(date(2023, 6, 29))
    assert not window.holds(date(2026, 7, 1))


def test_the_leap_day_is_inside_a_window_that_opens_on_the_28th() -> None:
    assert Window(cutoff=date(2027, 2, 28)).holds(date(2024, 2, 29))


@given(day=DAYS, cutoff=DAYS)
def test_a_day_has_a_band_exactly_where_the_three_years_hold_it(day: date, cutoff: date) -> None:
    assert (age_band(day, cutoff) is not None) == Window(cutoff=cutoff).holds(day)


@given(cutoff=DAYS, age=st.integers(min_value=0, max_value=1090))
def test_an_older_audit_is_never_in_a_younger_band(cutoff: date, age: int) -> None:
    younger = age_band(cutoff - timedelta(days=age), cutoff)
    older = age_band(cutoff - timedelta(days=age + 1), cutoff)

    if younger is not None and older is not None:
        assert younger.months <= older.months


def test_bands_say_months_in_words() -> None:
    assert [band.months for band in AgeBand] == [12, 24, 36]
