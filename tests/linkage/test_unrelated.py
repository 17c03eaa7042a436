"""A list that has nothing in common with the others changes nothing that is decided on them."""

import numpy as np
import polars as pl
import pytest

from comity.linkage import link_rows
from comity.linkage.distinct import records_of
from comity.linkage.learn import FEWEST_JOINED
from comity.linkage.prepare import prepare
from tests.linkage.rows import rows_of

STEMS = ["velmira", "okaveri", "tasolin", "brenduk", "ilmara", "sovento", "kadrune", "perdano", "wistrel"]
TRADES = ["mills", "glass", "foods", "garments", "dairy"]
OTHERS = ["jotunn", "kveldulf", "hrafnkel", "skallagrim", "thorolf"]
ENDINGS = {"a": "", "b": " Ltd", "c": " Limited"}


def _row(name: str, at: int) -> dict[str, str]:
    stem = STEMS[at % 9] if name == "a" or at % 4 else STEMS[at % 9][:-1]
    return {
        "list": name,
        "site_name": f"{stem} {TRADES[at // 9 % 5]} {STEMS[at // 45 % 9]}{ENDINGS[name]}",
        "city": STEMS[(at * 7) % 9] + ("pur" if name == "a" or at % 3 else ""),
        "address": f"{at} {TRADES[at % 5]} road",
        "country": ["DE", "IN"][at % 2],
    }


def _stranger(at: int) -> dict[str, str]:
    """Full of names that are nearly each other's, so that it would teach much and make words look common."""
    name = f"{OTHERS[at % 5]} {OTHERS[at // 5 % 5]} {'abcdefghij'[at % 10] * 3}"
    return {"list": "z", "site_name": name, "city": OTHERS[at % 3], "country": "NO"}


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    return rows_of(*(_row(name, at) for name in "abc" for at in range(250) if (at + ord(name)) % 5))


@pytest.fixture(scope="module")
def strangers() -> pl.DataFrame:
    return rows_of(*(_stranger(at) for at in range(400)))


def test_a_list_of_another_country_and_other_words_changes_no_decision_and_no_probability(
    rows: pl.DataFrame, strangers: pl.DataFrame
) -> None:
    own = rows["record"].unique().implode()

    alone = link_rows(rows)
    both = link_rows(pl.concat([rows, strangers]))

    assert alone.links["same"].sum() > FEWEST_JOINED  # so weights were learned
    assert both.links.filter(pl.col("left").is_in(own)).equals(alone.links)
    assert both.clusters.filter(pl.col("record").is_in(own)).equals(alone.clusters)


def test_rows_of_countries_where_nobody_says_a_word_do_not_change_what_it_weighs(
    rows: pl.DataFrame, strangers: pl.DataFrame
) -> None:
    alone, both = (prepare(records_of(some)) for some in (rows, pl.concat([rows, strangers])))

    place = both.spoken.vocabulary.search_sorted(alone.spoken.vocabulary).to_numpy()

    assert both.spoken.vocabulary.gather(place).equals(alone.spoken.vocabulary)
    assert np.array_equal(both.bits[place], alone.bits)
