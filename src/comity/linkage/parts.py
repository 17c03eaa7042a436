"""Records cut into parts that are linked one after the other, so that memory grows with a part and not with the whole.

A site stands in one country, so a part is one country or several small ones; a record that names no country may be in any
and stands in every part. Laws: two records of one country, or one of which names none, share a part; what parts there are
hangs on the records alone.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

from comity.core import UsageProblem, counted
from comity.core.countries import resolve_country
from comity.linkage.distinct import Records
from comity.linkage.words import Ints

_CODE = re.compile("[A-Z]{2}")

MOST_RECORDS = 250_000
"""Records of small countries that are put together; a larger country is a part alone."""


def parts_of(records: Records, *, most: int = MOST_RECORDS) -> Iterator[Ints]:
    """The places of the records of each part, ascending."""
    sizes = records.table["country"].value_counts(name="rows")
    for countries in countries_of_parts(sizes.iter_rows(), most=most):
        yield _places(records, countries)


def countries_of_parts(
    sizes: Iterable[tuple[str | None, int]], *, most: int = MOST_RECORDS
) -> list[tuple[str, ...]]:
    """Which countries make up each part, from how many records name each country and how many none.

    Raises UsageProblem where a country is no code: rows of “China” would never meet those of “CN”.
    """
    listed = list(sizes)
    named = sorted((country, rows) for country, rows in listed if country is not None)
    _require_codes(named)
    if sum(rows for _, rows in listed) <= most:
        return [tuple(country for country, _ in named)]
    parts: list[tuple[str, ...]] = []
    together: list[str] = []
    size = 0
    for country, rows in named:
        if together and size + rows > most:
            parts.append(tuple(together))
            together, size = [], 0
        together.append(country)
        size += rows
    return [*parts, tuple(together)]


def _require_codes(named: Iterable[tuple[str, int]]) -> None:
    for country, rows in named:
        if _CODE.fullmatch(country) is None:
            meant = resolve_country(country) or "CN for China"
            raise UsageProblem(
                f"“{country}” is no country code ({counted(rows, 'row')}).",
                remedy=f"Write two letters in the column `country` (ISO 3166-1 alpha-2: {meant}), or leave it empty.",
            )


def _places(records: Records, countries: tuple[str, ...]) -> Ints:
    country = records.table["country"]
    here = country.is_in(countries) | country.is_null()
    return np.flatnonzero(here.fill_null(value=True).to_numpy())
