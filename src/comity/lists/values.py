"""Which column of a list is which of ours by what its values look like, where no header says it.

In: samples of the columns that nobody has named, and never of a refused one. Out: `Guess`es and `Alike`s, which
are said to the sender. Laws: a column named by a header, a person or an assumption is never guessed again; where two
columns look like one of ours, neither is taken; a header that speaks of something else is believed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from comity.core.countries import resolve_country
from comity.core.identifiers import plain_identifier
from comity.lists.dates import DateTrouble, understand_dates
from comity.lists.headers import fits, is_about_another_date, is_elsewhere, mentions_another
from comity.lists.protocols import Protocols
from comity.lists.words import has_legal_form, says_nothing, subdivisions

CHECKED = ("lei", "gln", "os_id", "sedex_site", "sedex_company")
"""Identifiers whose form or check digit nothing else has by chance."""

_MOST_ROWS = 2_000
_MOST_VALUES = 300
_ENOUGH = 0.8
_ENOUGH_DATES = 0.9
_ENOUGH_FORMS = 0.5
_DIFFERENT = 0.7  # of the names in a list; firms and groups are named again and again
_FEW = 3
_CODE_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A column taken for one of ours: `agreeing` of `values` different values are what it should hold."""

    ours: str
    place: int
    agreeing: int
    values: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Columns that all look like one of ours, so that none is taken."""

    ours: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is looked for, and by what it is judged. Dates behind `latest` are plans, not audits."""

    columns: Collection[str]
    protocols: Protocols = field(default_factory=lambda: Protocols.from_table({}))
    latest: date | None = None


_Judge = Callable[[Sequence[str], Expected], tuple[int, int] | None]


def sampled(rows: Sequence[list[str]], place: int) -> list[str]:
    """Values of one column from all over the list, in its order."""
    step = max(1, len(rows) // _MOST_ROWS)
    return [row[place] for row in rows[::step] if place < len(row) and not says_nothing(row[place])]


def recognise(
    samples: Mapping[int, Sequence[str]], headers: Sequence[str], expected: Expected
) -> tuple[list[Guess], list[Alike]]:
    """`samples` are by place; an empty header of a place says that the list has none."""
    guesses: list[Guess] = []
    alike: list[Alike] = []
    for ours, judge in _JUDGES.items():
        if ours not in expected.columns:
            continue
        taken = {guess.place for guess in guesses}
        found = [
            Guess(ours=ours, place=place, agreeing=counted[0], values=counted[1])
            for place, values in samples.items()
            if place not in taken and not fits(headers[place]) and (counted := judge(values, expected))
        ]
        # A date or a country that is said to be another's is no rival; a second date whatever it is called is one.
        fitting = [
            guess
            for guess in found
            if _allows(headers[guess.place], ours)
            and not (ours == "audit_date" and _are_planned(samples[guess.place], expected))
        ]
        rivals = found if ours == "audit_date" else fitting
        if len(rivals) > 1 and fitting:
            alike.append(Alike(ours=ours, places=tuple(guess.place for guess in rivals)))
        elif fitting:
            guesses.append(fitting[0])
    return guesses, alike


def looks_like(ours: str, value: str, expected: Expected) -> bool:
    """Whether one value could stand in a column of ours: tells a header from a first row."""
    if ours == "supplier_name":
        return has_legal_form(value)
    if ours == "country":
        return resolve_country(value) is not None
    if ours == "protocol":
        return expected.protocols.read(value).is_known
    if ours == "audit_date":
        return _is_date(value)
    return plain_identifier(ours, value) is not None


def _allows(header: str, ours: str) -> bool:
    if is_elsewhere(header):
        return False
    if ours in ("audit_date", "protocol", "supplier_name") and mentions_another(header, ours):
        return False
    return not (ours == "audit_date" and is_about_another_date(header))


def _countries(values: Sequence[str], _: Expected) -> tuple[int, int] | None:
    """Codes alone could be states, languages or “NO”; one name alone could be a person's or a state's."""
    different = _different(values)
    found = {value: code for value in different if (code := resolve_country(value))}
    names = [value for value in found if len(value) > _CODE_LETTERS or not value.isascii()]
    if not names and any(codes.issuperset(map(str.upper, different)) for codes in subdivisions()):
        return None
    is_told = len(set(found.values())) >= (2 if names else _FEW)
    return (len(found), len(different)) if is_told and len(found) >= _ENOUGH * len(different) else None


def _identifiers(kind: str, values: Sequence[str], _: Expected) -> tuple[int, int] | None:
    different = _different(values)
    found = sum(plain_identifier(kind, value) is not None for value in different)
    return (found, len(different)) if found >= max(_FEW, _ENOUGH * len(different)) else None


def _protocols(values: Sequence[str], expected: Expected) -> tuple[int, int] | None:
    different = _different(values)
    found = sum(expected.protocols.read(value).is_known for value in different)
    return (found, len(different)) if found and found >= _ENOUGH * len(different) else None


def _dates(values: Sequence[str], expected: Expected) -> tuple[int, int] | None:
    different = _different(values)
    dates = [value for value in different if _is_date(value)]
    is_told = bool(dates) and len(dates) >= _ENOUGH_DATES * len(different)
    return (len(dates), len(different)) if is_told else None


def _are_planned(values: Sequence[str], expected: Expected) -> bool:
    """Whether dates run behind the cut-off too often for mistakes: plans, or the end of something's validity."""
    if expected.latest is None:
        return False
    days = understand_dates(_different(values), latest=expected.latest).days.values()
    planned = sum(day > expected.latest for day in days)
    return planned > (1 - _ENOUGH_DATES) * len(days)


def _is_date(value: str) -> bool:
    """A day, or a text that could be two; a bare number is a postal code as well as a day's serial."""
    if value.replace(".", "", 1).isdigit() and len(value) != len("20250304"):
        return False
    understood = understand_dates([value])
    return bool(understood.days) or DateTrouble.AMBIGUOUS in understood.troubles.values()


def _names(values: Sequence[str], _: Expected) -> tuple[int, int] | None:
    different = _different(values)
    if len(different) < _FEW or len(set(values)) < _DIFFERENT * len(values):
        return None
    formed = [value for value in different if has_legal_form(value)]
    return (len(formed), len(different)) if len(formed) >= _ENOUGH_FORMS * len(different) else None


def _different(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(values))[:_MOST_VALUES]


_JUDGES: Mapping[str, _Judge] = {
    **{kind: partial(_identifiers, kind) for kind in CHECKED},
    "country": _countries,
    "protocol": _protocols,
    "audit_date": _dates,
    "supplier_name": _names,
}
VALUE_COLUMNS = tuple(_JUDGES)
"""Our columns that values can tell."""
