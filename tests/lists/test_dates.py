from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import months_before
from comity.lists.dates import DateOrder, DateTrouble, understand_dates

DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
TWO_WAYS = DAYS.filter(lambda day: day.day <= 12 and day.day != day.month)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-04", date(2025, 3, 4)),
        ("2025-03-04 00:00:00", date(2025, 3, 4)),
        ("2025-03-04T10:15:00Z", date(2025, 3, 4)),
        ("2025/3/4", date(2025, 3, 4)),
        ("20250304", date(2025, 3, 4)),
        ("13/04/2025", date(2025, 4, 13)),
        ("04/13/2025 12:00:00 AM", date(2025, 4, 13)),
        ("28.11.2025", date(2025, 11, 28)),
        ("5/5/2025", date(2025, 5, 5)),
        ("45678", date(2025, 1, 21)),
        ("45678.5", date(2025, 1, 21)),
        ("2025年11月30日", date(2025, 11, 30)),
        ("2025 年 3 月 4 号", date(2025, 3, 4)),
        ("12 Mar 2025", date(2025, 3, 12)),
        ("March 12th, 2025", date(2025, 3, 12)),
        ("Wednesday, 12 March 2025", date(2025, 3, 12)),
        ("12 Mart 2025", date(2025, 3, 12)),
        ("3 Kasım 2024", date(2024, 11, 3)),
        ("1er février 2025", date(2025, 2, 1)),
        ("10. März 2025", date(2025, 3, 10)),
        ("12 de marzo de 2025", date(2025, 3, 12)),
        ("2 de setembro de 2025", date(2025, 9, 2)),
        ("1 gennaio 2025", date(2025, 1, 1)),
        ("ngày 12 tháng 3 năm 2025", date(2025, 3, 12)),
        ("15 Agustus 2025", date(2025, 8, 15)),
        ("12 March 2025 - 14 March 2025", date(2025, 3, 14)),
        ("2025-03-12/2025-03-14", date(2025, 3, 14)),
        ("14 มีนาคม 2568", date(2025, 3, 14)),
        ("14 มี.ค. 2568", date(2025, 3, 14)),
        ("14 มี.ค. 68", date(2025, 3, 14)),
        ("๑๔ มีนาคม พ.ศ. ๒๕๖๘", date(2025, 3, 14)),
        ("วันที่ 2 เมษายน 2568", date(2025, 4, 2)),
        ("14 มีนาคม 2025", date(2025, 3, 14)),
        ("14/03/2568", date(2025, 3, 14)),
        ("05/01/2568", date(2025, 1, 5)),
        ("๐๕/๐๑/๒๕๖๘", date(2025, 1, 5)),
        ("5-1-2568", date(2025, 1, 5)),
        ("2568-03-14", date(2025, 3, 14)),
        ("二〇二五年三月十四日", date(2025, 3, 14)),
        ("二零二五年十二月三十一日", date(2025, 12, 31)),
        ("2025年十月廿五日", date(2025, 10, 25)),
        ("114年3月14日", date(2025, 3, 14)),
        ("民國114年3月14日", date(2025, 3, 14)),
        ("令和7年3月14日", date(2025, 3, 14)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("14-III-2025", date(2025, 3, 14)),
        ("14.03.2025 г.", date(2025, 3, 14)),
    ],
)
def test_a_text_that_can_be_one_day_alone_is_that_day(text: str, day: date) -> None:
    assert understand_dates([text]).days == {text: day}


def test_the_buddhist_era_says_nothing_of_years_of_ours() -> None:
    found = understand_dates(["05/01/2568", "05/01/2025"])

    assert found.days == {"05/01/2568": date(2025, 1, 5)}
    assert found.troubles == {"05/01/2025": DateTrouble.AMBIGUOUS}


def test_a_column_that_proves_the_month_first_is_heard_in_the_buddhist_era_too() -> None:
    assert understand_dates(["05/01/2568", "01/25/2568"]).days["05/01/2568"] == date(2025, 5, 1)
    assert understand_dates(["05/01/2568"], said=DateOrder.MONTH_FIRST).days == {
        "05/01/2568": date(2025, 5, 1)
    }
    assert "05/01/2568" in understand_dates(["05/01/2568", "25/01/2568", "01/25/2025"]).troubles


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("03/04/2025", DateTrouble.AMBIGUOUS),
        ("03.04.2025", DateTrouble.AMBIGUOUS),
        ("03/04/25", DateTrouble.AMBIGUOUS),
        ("12-Mar-25", DateTrouble.AMBIGUOUS),
        ("01/03/2025 - 02/03/2025", DateTrouble.AMBIGUOUS),
        ("มีนาคม 2568", DateTrouble.NO_DAY),
        ("四月二日", DateTrouble.UNREADABLE),
        ("14-IIII-2025", DateTrouble.UNREADABLE),
        ("2025-03", DateTrouble.NO_DAY),
        ("03/2025", DateTrouble.NO_DAY),
        ("March 2025", DateTrouble.NO_DAY),
        ("2025年3月", DateTrouble.NO_DAY),
        ("Q1 2025", DateTrouble.NO_DAY),
        ("2025", DateTrouble.NO_DAY),
        ("planned 12 March 2025", DateTrouble.UNREADABLE),
        ("31.02.2025", DateTrouble.UNREADABLE),
        ("2025-13-04", DateTrouble.UNREADABLE),
        ("tbc", DateTrouble.UNREADABLE),
        ("7", DateTrouble.UNREADABLE),
    ],
)
def test_a_text_that_is_no_day_or_could_be_two_is_not_guessed(text: str, trouble: DateTrouble) -> None:
    found = understand_dates([text])

    assert found.troubles == {text: trouble}
    assert found.days == {}


def test_one_value_proves_the_order_of_its_column() -> None:
    found = understand_dates(["03/04/2025", "13/04/2025"])

    assert found.days["03/04/2025"] == date(2025, 4, 3)
    assert found.proofs == {DateOrder.DAY_FIRST: "13/04/2025"}


def test_a_column_that_proves_both_orders_decides_nothing() -> None:
    found = understand_dates(["03/04/2025", "13/04/2025", "04/14/2025"], said=DateOrder.DAY_FIRST)

    assert found.contradicted
    assert found.days == {"13/04/2025": date(2025, 4, 13), "04/14/2025": date(2025, 4, 14)}
    assert found.troubles == {"03/04/2025": DateTrouble.AMBIGUOUS}


def test_one_way_of_writing_proves_nothing_of_another() -> None:
    found = understand_dates(["13/04/2025", "03.04.2025"])

    assert found.troubles == {"03.04.2025": DateTrouble.AMBIGUOUS}


def test_what_a_person_says_decides_where_the_column_does_not() -> None:
    assert understand_dates(["03/04/2025"], said=DateOrder.DAY_FIRST).days["03/04/2025"] == date(2025, 4, 3)
    assert understand_dates(["03/04/2025"], said=DateOrder.MONTH_FIRST).days["03/04/2025"] == date(2025, 3, 4)


def test_what_a_person_says_against_the_column_decides_nothing() -> None:
    found = understand_dates(["03/04/2025", "04/14/2025"], said=DateOrder.DAY_FIRST)

    assert found.contradicted
    assert found.troubles == {"03/04/2025": DateTrouble.AMBIGUOUS}


def test_a_short_year_is_taken_where_the_other_end_would_lie_in_the_future() -> None:
    texts = ["31-Mar-25", "03-Apr-25"]

    asked, taken = understand_dates(texts), understand_dates(texts, latest=date(2026, 6, 30))

    assert set(asked.troubles) == set(texts)
    assert taken.days == {"31-Mar-25": date(2025, 3, 31), "03-Apr-25": date(2025, 4, 3)}
    assert taken.rewritten == set(texts)


def test_real_dates_with_small_days_beside_written_ones_with_large_days_are_suspected() -> None:
    real = ["2025-03-04", "2025-07-01", "2025-11-12"]

    assert understand_dates([*real, "13/04/2025"]).perhaps_swapped
    assert not understand_dates([*real, "2025-03-25", "13/04/2025"]).perhaps_swapped
    assert not understand_dates(real).perhaps_swapped


@given(days=st.sets(DAYS, max_size=8))
def test_iso_is_always_read_as_it_stands(days: set[date]) -> None:
    found = understand_dates([day.isoformat() for day in days])

    assert set(found.days.values()) == days
    assert found.troubles == {}


@given(days=st.sets(TWO_WAYS, min_size=1, max_size=8), parted=st.sampled_from("./- "))
def test_where_every_value_can_be_two_days_all_are_asked(days: set[date], parted: str) -> None:
    texts = {day.strftime(f"%d{parted}%m{parted}%Y") for day in days}

    found = understand_dates(texts)

    assert set(found.troubles) == texts
    assert found.days == {}


@given(
    days=st.lists(st.dates(date(2000, 1, 1), date(2060, 1, 1)), min_size=1, max_size=8),
    pattern=st.sampled_from(
        ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%y", "%y-%m-%d", "%d-%b-%y", "%b %d, %Y"]
    ),
    latest=st.none() | st.dates(date(2000, 1, 1), date(2060, 1, 1)),
)
def test_what_is_taken_is_what_was_meant(days: list[date], pattern: str, latest: date | None) -> None:
    days = [
        day
        for day in days
        if latest is None or months_before(latest, 120) <= day <= months_before(latest, -24)
    ]
    meant = {day.strftime(pattern): day for day in days}

    found = understand_dates(meant, latest=latest)

    assert found.days == {text: meant[text] for text in found.days}


@given(
    texts=st.lists(
        DAYS.flatmap(lambda day: st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y"]).map(day.strftime))
        | st.text(max_size=12),
        max_size=10,
    ),
    seed=st.randoms(use_true_random=False),
    said=st.none() | st.sampled_from(DateOrder),
)  # fmt: skip
def test_the_order_of_the_texts_changes_nothing_and_each_is_read_or_in_trouble(
    texts: list[str], seed: object, said: DateOrder | None
) -> None:
    shuffled = list(texts)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]  # Hypothesis gives a Random

    found = understand_dates(texts, said=said)

    assert understand_dates(shuffled, said=said) == found
    assert found.days.keys() | found.troubles.keys() == set(texts)
    assert not found.days.keys() & found.troubles.keys()


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["12-Mar-25"], [date(2025, 3, 12)]),
        (["12-Mar-25", "04-Apr-24"], [date(2025, 3, 12), date(2024, 4, 4)]),
        (["Mar 04 25", "Apr 12 24"], [date(2025, 3, 4), date(2024, 4, 12)]),
        (["25-Mar-12", "24-Apr-04"], [date(2025, 3, 12), date(2024, 4, 4)]),
        (["25-03-12", "23-05-24"], [date(2025, 3, 12), date(2023, 5, 24)]),
    ],
)
def test_a_short_year_is_taken_where_the_other_end_would_lie_ages_ago(
    texts: list[str], days: list[date]
) -> None:
    asked, taken = understand_dates(texts), understand_dates(texts, latest=date(2026, 6, 30))

    assert set(asked.troubles) == set(texts)
    assert taken.days == dict(zip(texts, days, strict=True))


def test_a_short_year_is_asked_where_both_ends_put_a_date_ages_ago_or_neither() -> None:
    for texts in (["12-Mar-25", "25-Mar-12"], ["24-Mar-25"], ["03.04.25"]):
        assert set(understand_dates(texts, latest=date(2026, 6, 30)).troubles) == set(texts)


def test_what_a_person_says_of_short_years_counts_before_how_long_ago_they_lie() -> None:
    found = understand_dates(["12-Mar-25"], said=DateOrder.YEAR_FIRST, latest=date(2026, 6, 30))

    assert found.days == {"12-Mar-25": date(2012, 3, 25)}


@pytest.mark.parametrize("text", ["Mar 4 25", "31-Mar-25", "4 Mar 25"])
def test_a_month_in_words_proves_no_order_of_days_and_months(text: str) -> None:
    found = understand_dates([text], latest=date(2026, 6, 30))

    assert found.days
    assert found.proofs == {}


@pytest.mark.parametrize("text", ["2568-03-14", "114年3月14日", "14-III-2025"])
def test_a_date_of_another_calendar_is_shown_as_what_it_was_read(text: str) -> None:
    assert text in understand_dates([text]).rewritten


@given(day=DAYS.filter(lambda day: day.year <= 2096))
def test_a_year_of_the_buddhist_era_is_the_same_day(day: date) -> None:
    text = f"{day.year + 543}-{day:%m-%d}"

    assert understand_dates([text]).days == {text: day}
