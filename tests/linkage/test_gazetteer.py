"""Towns on the map: exonyms, suburbs, words that are no town."""

from importlib.resources import as_file

import numpy as np
import polars as pl
import pytest

from comity.linkage.fields import field_of
from comity.linkage.gazetteer import CLOSE, FAR, ONE, TABLE, UNKNOWN, how_far, known_towns, towns_of
from comity.linkage.spelling import spell_all
from comity.linkage.towns_table import named_towns


@pytest.mark.parametrize(
    ("one", "other", "country", "answer"),
    [
        ("Saigon", "Ho Chi Minh City", "VN", ONE),
        ("Köln", "Cologne", "DE", ONE),
        ("Bombay", "Mumbai", "IN", ONE),
        ("İzmir", "Smyrna", "TR", ONE),
        ("Navi Mumbai", "Mumbai", "IN", CLOSE),
        ("Izmir", "Ankara", "TR", FAR),
        ("Izmir", "in liquidation", "TR", UNKNOWN),
        ("Izmir", "Ankara", None, UNKNOWN),
        ("Köln", "Berlin", "TR", UNKNOWN),
    ],
)
def test_how_far_two_cities_of_a_country_lie_apart(
    one: str, other: str, country: str | None, answer: int
) -> None:
    table = pl.DataFrame(
        {"city": [one, other], "address": [None, None], "country": [country, country]},
        schema={"city": pl.String, "address": pl.String, "country": pl.String},
    )
    towns = towns_of(field_of(spell_all(table["city"])), table["country"], known_towns(table))
    here, there = np.array([0, 1]), np.array([1, 0])

    assert how_far(towns, here, there).tolist() == [answer, answer]


def test_the_table_of_towns_is_what_the_map_and_spelling_give() -> None:
    """Where it is not: python -m comity.linkage.towns_table."""
    with as_file(TABLE) as path:
        kept = pl.read_parquet(path)

    assert kept.equals(named_towns())
