"""What day each text of a column of dates says, and which texts could say two.

In: the distinct texts of one column. Out: `Understood`. Laws: nothing is guessed: an order of day and month is taken
where the column itself proves it (some value cannot be read otherwise, and none contradicts) or where a person said
it; the order of the texts changes nothing; ISO 8601 is always read as it stands.

Who counts years from the Buddha's death (2568) writes the day before the month: the era says it, unless the column says otherwise.

A column proves only its own shapes: “13/04/2025” says nothing of “03.04.25”, which another hand may have written.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from babel import Locale

from comity.core import months_before
from comity.lists.calendars import in_our_calendar, is_buddhist


class DateOrder(StrEnum):
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    YEAR_FIRST = "year-first"


class DateTrouble(StrEnum):
    AMBIGUOUS = "ambiguous-date"
    NO_DAY = "no-day"
    UNREADABLE = "unreadable-date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    days: dict[str, date]
    troubles: dict[str, DateTrouble]
    rewritten: frozenset[
        str
    ]  # understood, but a person should see as what: months in words, short years, serials
    proofs: dict[DateOrder, str] = field(default_factory=dict)  # an order taken, and a text that proves it
    contradicted: bool = False  # the column proves two orders, or another than the one that was said
    perhaps_swapped: bool = False  # a spreadsheet has probably taken days for months before we read


_Shape = tuple[str, int]  # what parts the numbers, and the digits of the year
_Candidates = Mapping[DateOrder, date]
_WORDS = "words"  # the month is one, and parts the numbers
_SHORT_YEAR = 2
_BUDDHIST_YEAR = 543  # in the place of digits: the year was another, and so was who wrote it


@dataclass(frozen=True, slots=True)
class _Open:
    """A text of three numbers: what it says in each order of them."""

    shape: _Shape
    candidates: _Candidates


_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_SERIALS = range(32_874, 73_051)  # 1990 to 2099 in days since 1899-12-30, as spreadsheets count
_PLANNED_MONTHS = 24
_KEPT_MONTHS = 120  # further back than lists of audits go
_SCARCE = 3  # fewer real dates than this tell nothing of the others
_TIME = re.compile(
    r"(?:[T ,]+|(?<=\d)\s*)(?:at )?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?")
_THREE = re.compile(r"(\d{1,2})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{2}|\d{4})\.?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_NO_DAY = re.compile(
    r"(?:19|20)\d{2}|(?:19|20)\d{2}\s*[-/.]\s*\d{1,2}|\d{1,2}\s*[-/.]\s*(?:19|20)\d{2}|q[1-4]\W*(?:19|20)\d{2}|(?:19|20)\d{2}\W*q[1-4]",
    re.IGNORECASE,
)
_CJK = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]?")
_CJK_MONTH = re.compile(r"\d{4}\s*[年년]\s*\d{1,2}\s*[月월]")
_VIETNAMESE_MONTH = re.compile(r"\b(?:thang|thg)\s*(\d{1,2})\b")
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_RANGE = re.compile(r"\s+(?:to|until|bis|au|al|a|s/d|sampai|den)\s+|\s+[-–—]\s+|\s*[–—]\s*", re.IGNORECASE)
_ISO_INTERVAL = re.compile(r"(\d{4}-\d{2}-\d{2})/(\d{4}-\d{2}-\d{2})")
_LANGUAGES = (
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "tr",
    "vi",
    "id",
    "nl",
    "pl",
    "cs",
    "ro",
    "ru",
    "ms",
    "hu",
    "uk",
    "el",
    "bg",
)
_FILLERS = frozenset([
    "st", "nd", "rd", "th", "er", "ere", "re", "eme", "de", "del", "do", "of", "the", "den", "der", "le", "la", "el", "a",
    "di", "da", "e", "il", "ngay", "nam", "tanggal", "tgl", "gunu", "g", "r",
])  # fmt: skip


def understand_dates(
    texts: Iterable[str], *, said: DateOrder | None = None, latest: date | None = None
) -> Understood:
    """`said` is what a person says of the order; `latest` is the cut-off of the round."""
    days: dict[str, date] = {}
    troubles: dict[str, DateTrouble] = {}
    rewritten: set[str] = set()
    undecided: dict[str, _Open] = {}
    for text in sorted(set(texts)):
        found, plainly = _read(text)
        if isinstance(found, _Open):
            undecided[text] = found
        elif isinstance(found, date):
            days[text] = found
        else:
            troubles[text] = found
        if not plainly and not isinstance(found, DateTrouble):
            rewritten.add(text)
    real = [day for day in days.values() if day.day <= 12]
    perhaps_swapped = (
        len(real) >= _SCARCE
        and len(real) == len(days)
        and bool(undecided)
        and all(len(found.candidates) == 1 and found.shape[0] != _WORDS for found in undecided.values())
    )
    proofs, contradicted = _decide(undecided, days, troubles, said=said, latest=latest)
    return Understood(
        days=days,
        troubles=troubles,
        rewritten=frozenset(rewritten & days.keys()),
        proofs=proofs,
        contradicted=contradicted,
        perhaps_swapped=perhaps_swapped,
    )


def _decide(
    undecided: Mapping[str, _Open],
    days: dict[str, date],
    troubles: dict[str, DateTrouble],
    *,
    said: DateOrder | None,
    latest: date | None,
) -> tuple[dict[DateOrder, str], bool]:
    shapes: dict[_Shape, dict[str, _Candidates]] = {}
    for text, found in undecided.items():
        possible = {order: day for order, day in found.candidates.items() if _is_possible(order, day, latest)}
        shapes.setdefault(found.shape, {})[text] = possible or found.candidates
    surviving = {shape: _survivors(values.values()) for shape, values in shapes.items()}
    proven = {orders for orders in surviving.values() if len(orders) <= 1}
    contradicted = len(proven) > 1 or frozenset() in proven or bool(said and proven - {frozenset({said})})
    proofs: dict[DateOrder, str] = {}
    for shape, values in shapes.items():
        orders = surviving[shape]
        if said not in orders:
            orders = _not_ages_ago(orders, shape, values.values(), latest)
        order = next(iter(orders)) if len(orders) == 1 else said if said in orders else None
        if order is None and shape[1] == _BUDDHIST_YEAR:
            # Thailand, Laos and Cambodia write the day first; a column that proves otherwise has said so above.
            order = next((one for one in orders if one is DateOrder.DAY_FIRST), None)
        for text, candidates in values.items():
            alone = set(candidates.values())
            if len(alone) == 1:
                days[text] = alone.pop()
                if len(candidates) == 1 and not contradicted and shape[0] != _WORDS:
                    proofs.setdefault(next(iter(candidates)), text)
            elif order is not None and not contradicted:
                days[text] = candidates[order]
            else:
                troubles[text] = DateTrouble.AMBIGUOUS
    return proofs, contradicted


def _is_possible(order: DateOrder, day: date, latest: date | None) -> bool:
    """A day of the month taken for a short year leads years ahead, further than anybody plans an audit.

    No other order is dismissed for where it leads: a date in the future is a mistake to be told, not a proof.
    """
    return (
        order is not DateOrder.YEAR_FIRST or latest is None or day <= months_before(latest, -_PLANNED_MONTHS)
    )


def _not_ages_ago(
    orders: frozenset[DateOrder], shape: _Shape, values: Collection[_Candidates], latest: date | None
) -> frozenset[DateOrder]:
    """Of the two ends that a short year can stand at, the one that puts no date ages before the round, if the other does.

    Where both do, the column holds old audits, and tells nothing.
    """
    if latest is None or shape[1] != _SHORT_YEAR:
        return orders
    oldest = months_before(latest, _KEPT_MONTHS)
    year_first = orders & {DateOrder.YEAR_FIRST}
    recent = [
        end for end in (year_first, orders - year_first)
        if end and not any(candidates[order] < oldest for candidates in values for order in end)
    ]  # fmt: skip
    return recent[0] if len(recent) == 1 else orders


def _survivors(values: Collection[_Candidates]) -> frozenset[DateOrder]:
    return frozenset(order for order in DateOrder if all(order in candidates for candidates in values))


def _read(text: str) -> tuple[date | _Open | DateTrouble, bool]:
    """What one text says by itself, and whether it says so plainly."""
    cleaned = unicodedata.normalize("NFKC", text).strip().strip("'’\"")
    ours = in_our_calendar(cleaned)
    found, plainly = _read_ours(ours)
    if isinstance(found, _Open) and ours != cleaned and is_buddhist(cleaned):
        found = replace(found, shape=(found.shape[0], _BUDDHIST_YEAR))
    return found, plainly and ours == cleaned


def _read_ours(text: str) -> tuple[date | _Open | DateTrouble, bool]:
    bare = _TIME.sub("", text).strip(" ,;")
    for pattern in (_YEAR_FIRST, _EIGHT, _CJK):
        if match := pattern.fullmatch(bare):
            numbers = [int(part) for part in match.groups() if part.isdigit()]
            day = _day(*numbers)
            return (day or DateTrouble.UNREADABLE), pattern is not _CJK
    if _NO_DAY.fullmatch(bare) or _CJK_MONTH.fullmatch(bare):
        return DateTrouble.NO_DAY, True
    if (match := _SERIAL.fullmatch(bare)) and int(match[1]) in _SERIALS:
        return date(1899, 12, 30) + timedelta(days=int(match[1])), False
    if match := _THREE.fullmatch(bare):
        first, parted, second, year = match.groups()
        return _three(int(first), int(second), year, parted), len(year) == 4
    if match := _ISO_INTERVAL.fullmatch(bare):
        return _range(match[1], match[2]), False
    if len(parts := _RANGE.split(bare)) == 2 and all(any(mark.isdigit() for mark in part) for part in parts):
        found = _range(*parts)
        if not isinstance(found, DateTrouble) or found is DateTrouble.AMBIGUOUS:
            return found, False
    return _in_words(bare), False


def _range(first: str, last: str) -> date | DateTrouble:
    """The last of two whole days; one whose own text could say two days is asked, not decided."""
    begins, ends = ({*_days_of(_read(part)[0])} for part in (first, last))
    spans = {end for end in ends for begin in begins if begin <= end <= begin + timedelta(days=31)}
    if not spans:
        return DateTrouble.UNREADABLE
    return spans.pop() if len(ends) == 1 else DateTrouble.AMBIGUOUS


def _days_of(found: date | _Open | DateTrouble) -> Collection[date]:
    if isinstance(found, _Open):
        return found.candidates.values()
    return [found] if isinstance(found, date) else []


def _day(year: int, month: int, day: int) -> date | None:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _three(first: int, second: int, year: str, parted: str) -> _Open | DateTrouble:
    whole = int(year) + (2000 if len(year) == 2 else 0)
    readings = {
        DateOrder.DAY_FIRST: _day(whole, second, first),
        DateOrder.MONTH_FIRST: _day(whole, first, second),
        DateOrder.YEAR_FIRST: _day(2000 + first, second, int(year)) if len(year) == 2 else None,
    }
    candidates = {order: day for order, day in readings.items() if day}
    return _Open((parted, len(year)), candidates) if candidates else DateTrouble.UNREADABLE


def _in_words(text: str) -> date | _Open | DateTrouble:
    """“12 Mar 2025”, “March 12th, 2025”, “ngày 12 tháng 3 năm 2025”; any other word among them makes it no date."""
    months = _month_words()
    folded = _VIETNAMESE_MONTH.sub(
        lambda match: f" {_MONTHS_BY_NUMBER.get(int(match[1]), '?')} ", _fold(text)
    )
    tokens = _TOKEN.findall(folded)
    words = [token for token in tokens if not token.isdigit()]
    numbers = [token for token in tokens if token.isdigit()]
    named = {months[word] for word in words if word in months}
    if len(named) != 1 or any(
        word not in months and word not in _FILLERS and word not in _weekday_words() for word in words
    ):
        return DateTrouble.UNREADABLE
    month = named.pop()
    if len(numbers) == 1 and len(numbers[0]) in (2, 4):
        return DateTrouble.NO_DAY
    if len(numbers) != 2 or any(len(number) not in (1, 2, 4) for number in numbers):
        return DateTrouble.UNREADABLE
    years = [number for number in numbers if len(number) == 4]
    if len(years) == 1:
        other = numbers[1] if numbers[0] == years[0] else numbers[0]
        return _day(int(years[0]), month, int(other)) or DateTrouble.UNREADABLE
    if years:
        return DateTrouble.UNREADABLE
    readings = {
        DateOrder.DAY_FIRST: _day(2000 + int(numbers[1]), month, int(numbers[0]))
        if len(numbers[1]) == 2
        else None,
        DateOrder.YEAR_FIRST: _day(2000 + int(numbers[0]), month, int(numbers[1]))
        if len(numbers[0]) == 2
        else None,
    }
    candidates = {order: day for order, day in readings.items() if day}
    return _Open((_WORDS, _SHORT_YEAR), candidates) if candidates else DateTrouble.UNREADABLE


_MONTHS = "january february march april may june july august september october november december"
_MONTHS_BY_NUMBER = dict(enumerate(_MONTHS.split(), start=1))


def _fold(text: str) -> str:
    spelled = unicodedata.normalize(
        "NFKD", text.replace("ı", "i").replace("İ", "I").replace("đ", "d").replace("Đ", "D")
    )
    return "".join(mark for mark in spelled.casefold() if not unicodedata.combining(mark))


@lru_cache(maxsize=1)
def _month_words() -> dict[str, int]:
    """Names and short names from CLDR; a word that means two months in two languages means none here."""
    meant: dict[str, set[int]] = {"sept": {9}, "mrz": {3}, "agt": {8}, "agust": {8}, "okt": {10}, "des": {12}}
    for language in _LANGUAGES:
        for names in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in names[width].items():
                    word = _fold(name).strip(". ")
                    if word.isalpha():
                        meant.setdefault(word, set()).add(number)
    return {word: numbers.pop() for word, numbers in meant.items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def _weekday_words() -> frozenset[str]:
    return (
        frozenset(
            _fold(name).strip(". ")
            for language in _LANGUAGES
            for names in Locale.parse(language).days.values()
            for width in ("wide", "abbreviated")
            for name in names[width].values()
        )
        - _month_words().keys()
    )
