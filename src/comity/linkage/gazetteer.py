"""Which towns the cities of records are, and how far two of them lie apart: exonyms, suburbs, and words that are no town.

In: cities and countries. Out: `Towns`. "Saigon" and "Ho Chi Minh City" are one town; a suburb and its metropolis lie close;
a word that is on no map ("in liquidation", a village, a slip of the scanner) contradicts nothing.
The map is a table beside the code; `towns_table` writes it.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import polars as pl

from comity.linkage.fields import Field, distinct_pairs
from comity.linkage.translate import LATIN, scripts_of
from comity.linkage.words import Ints

UNKNOWN, FAR, CLOSE, ONE = 0, 1, 2, 3
_CLOSE_KM = 40.0
_KM_A_DEGREE = 111.2
TABLE = files("comity.linkage") / "data" / "towns.parquet"
_NAMESAKES = 3
"""Towns of one name in a country that are looked at, the largest first."""
_Grid = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Towns:
    place: Ints  # of each record; 0 where it names no town of the map
    name: np.ndarray[tuple[int, int], np.dtype[np.int64]]  # place x namesake; -1 for none
    latitude: _Grid
    longitude: _Grid


def known_towns(table: pl.DataFrame) -> pl.DataFrame:
    """The towns of the countries that records (country, city, address) stand in: country, city (spelled, without spaces),
    town, latitude, longitude, namesake (0 for the largest of that name). Native names where records have other letters.
    """
    return _towns(*_countries(table))


@dataclass(frozen=True, slots=True)
class TownNames:
    """Of the towns that `known_towns` gives: each country with each name, ascending. Looking up a few reads little of them."""

    keys: pl.Series

    def have(self, country: pl.Series, city: pl.Series) -> pl.Series:
        """Which of these are a town's, spelled without spaces."""
        wanted = pl.select(pl.concat_str([country, city], separator=" ")).to_series()
        keys = pl.lit(self.keys)
        place = keys.search_sorted(pl.lit(wanted)).clip(upper_bound=len(self.keys) - 1)
        return pl.select((keys.gather(place) == pl.lit(wanted)).fill_null(value=False)).to_series()


def town_names(table: pl.DataFrame) -> TownNames:
    """The same towns as `known_towns`."""
    return _names(*_countries(table))


def _countries(table: pl.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All that records stand in, and those of records that have other letters."""
    native = scripts_of(table.select(pl.coalesce("city", "address")).to_series()) != LATIN
    every = table["country"]
    return _each_once(every), _each_once(every.filter(pl.Series(native))) if native.any() else ()


def _each_once(countries: pl.Series) -> tuple[str, ...]:
    return tuple(sorted(one for one in countries.unique().to_list() if one is not None))


def towns_of(city: Field, country: pl.Series, known: pl.DataFrame) -> Towns:
    """The towns each record's city may be; `country` is an ISO code or missing."""
    record = pl.DataFrame(
        {"country": country, "city": city.texts.gather(city.code).str.replace_all(" ", "", literal=True)}
    )
    found = (
        record.unique()
        .join(known, on=["country", "city"])
        .sort("country", "city", "namesake")
        .with_columns(place=pl.struct("country", "city").rle_id() + 1)
    )
    places = record.join(
        found.select("country", "city", "place").unique(),
        on=["country", "city"],
        how="left",
        maintain_order="left",
    )
    shape = (int(found["place"].to_numpy().max(initial=0)) + 1, _NAMESAKES)
    name = np.full(shape, -1, np.int64)
    latitude, longitude = np.full(shape, np.nan), np.full(shape, np.nan)
    at = found["place"].to_numpy(), found["namesake"].to_numpy()
    name[at] = found["town"].to_numpy()
    latitude[at], longitude[at] = found["latitude"].to_numpy(), found["longitude"].to_numpy()
    return Towns(
        place=places["place"].fill_null(0).cast(pl.Int64).to_numpy(),
        name=name,
        latitude=latitude,
        longitude=longitude,
    )


def how_far(towns: Towns, left: Ints, right: Ints) -> Ints:
    """For pairs of records: UNKNOWN, FAR, CLOSE or ONE town; of namesakes, the two that lie closest."""
    one, other, where = distinct_pairs(towns.place[left], towns.place[right], most=len(towns.name))
    answer = np.full(len(one), UNKNOWN, np.int64)
    known = np.flatnonzero((one > 0) & (other > 0))
    a, b = one[known], other[known]
    same, nearest = np.zeros(len(known), bool), np.full(len(known), np.inf)
    for i in range(_NAMESAKES):
        for j in range(_NAMESAKES):
            same |= (towns.name[a, i] >= 0) & (towns.name[a, i] == towns.name[b, j])
            north = towns.latitude[a, i] - towns.latitude[b, j]
            east = (towns.longitude[a, i] - towns.longitude[b, j]) * np.cos(np.radians(towns.latitude[a, i]))
            nearest = np.fmin(nearest, _KM_A_DEGREE * np.hypot(north, east))
    answer[known] = np.select([same, nearest <= _CLOSE_KM], [ONE, CLOSE], FAR)
    return answer[where]


@lru_cache(maxsize=8)
def _towns(countries: tuple[str, ...], native: tuple[str, ...]) -> pl.DataFrame:
    """Towns of the countries, with their names in other scripts in the `native` ones."""
    country = pl.col("country")
    with as_file(TABLE) as path:
        lines = pl.scan_parquet(path).filter(
            country.is_in(countries) & (pl.col("is_latin") | country.is_in(native))
        )
        named = lines.drop("is_latin").collect()
    # Lines stand in the order of their names, the largest town first.
    before = [_is_named_like(named, lines_before) for lines_before in range(1, _NAMESAKES + 1)]
    return named.with_columns(namesake=pl.sum_horizontal(before).cast(pl.Int64)).filter(
        pl.col("namesake") < _NAMESAKES
    )


@lru_cache(maxsize=8)
def _names(countries: tuple[str, ...], native: tuple[str, ...]) -> TownNames:
    names = _towns(countries, native).select(pl.concat_str("country", "city", separator=" "))
    return TownNames(pl.concat([names.to_series(), pl.Series([""], dtype=pl.String)]).unique().sort())


def _is_named_like(named: pl.DataFrame, lines_before: int) -> pl.Series:
    name = named.select("country", "city")
    return name.select(pl.all().eq_missing(pl.all().shift(lines_before))).fold(lambda one, other: one & other)
