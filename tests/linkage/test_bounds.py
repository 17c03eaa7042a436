"""Rows that no list should have, and lists that have nothing to do with each other: bounded work, and a clear answer."""

import random
from itertools import pairwise

import polars as pl
import pytest

from comity.core import SITE_SCHEMA, record_keys
from comity.linkage import ROWS_FRAME, Constraint, link_rows
from tests.linkage.rows import rows_of

MANY = 20_000


def many(names: pl.Series, *, country: str | None = "CN", **said: str) -> pl.DataFrame:
    """As many rows, of one list for each ten thousand, that are called so."""
    empty = pl.DataFrame(schema=SITE_SCHEMA).clear(len(names))
    sites = empty.with_columns(
        site_name=names,
        supplier_name=names,
        country=pl.lit(country, pl.String),
        **{name: pl.lit(text) for name, text in said.items()},
    )
    number = pl.int_range(len(names), dtype=pl.UInt32)
    return sites.with_columns(
        list=pl.format("list {}", number // 10_000), row=number + 1, record=record_keys(sites)
    ).select(ROWS_FRAME.names())


def test_one_name_in_one_country_is_one_question_however_many_say_it() -> None:
    linkage = link_rows(many(pl.repeat("Factory", MANY, dtype=pl.String, eager=True)))

    assert linkage.clusters.height == 1


def test_a_block_that_holds_everything_is_not_compared_with_itself() -> None:
    numbers = pl.int_range(MANY, eager=True)
    rows = many(numbers.map_elements(lambda at: f"Factory {at}", return_dtype=pl.String))

    linkage = link_rows(rows)

    assert linkage.compared < 30 * MANY
    assert linkage.clusters["cluster"].n_unique() == MANY


def test_names_of_ten_thousand_characters_are_answered() -> None:
    rows = rows_of(
        *(
            {"list": name, "site_name": f"{start} " + "Mills and Weaving " * 600, "country": "IN"}
            for name in ("a", "b")
            for start in ("Velmira", "Okaveri")
        )
    )

    linkage = link_rows(rows)

    assert linkage.clusters["cluster"].n_unique() == 2


@pytest.mark.parametrize("name", ["", " ", "-", "Ltd"])
def test_rows_that_say_next_to_nothing_are_sites_of_their_own(name: str) -> None:
    rows = rows_of(
        *(
            {"list": f"list {at}", "site_name": name, "country": "IN", "address": f"{at} Road {at + 40}"}
            for at in range(1, 9)
        )
    )

    linkage = link_rows(rows)

    assert linkage.clusters["cluster"].n_unique() == 8


def test_identifiers_that_contradict_each_other_part_what_is_else_the_same() -> None:
    site = {"site_name": "Velmira Mills", "country": "IN", "address": "12 Mill Road", "city": "Pune"}
    rows = rows_of(
        {"list": "a", **site, "os_id": "IN2020001AAAAAA"},
        {"list": "b", **site, "os_id": "IN2020002BBBBBB"},
        {"list": "c", **site, "gln": "4006381333931"},
    )

    clusters = link_rows(rows).clusters

    parted = rows.join(clusters, on="record").filter(pl.col("os_id").is_not_null())
    assert parted["cluster"].n_unique() == 2


def test_many_judgements_that_contradict_each_other_are_each_told_with_the_way_between() -> None:
    numbers = pl.int_range(600, eager=True)
    rows = many(numbers.map_elements(lambda at: f"Factory {at}", return_dtype=pl.String))
    keys = sorted(rows["record"])
    same = [Constraint(left=one, right=other, same=True) for one, other in pairwise(keys)]
    other = [
        Constraint(left=one, right=other, same=False) for one, other in zip(keys, keys[2:], strict=False)
    ]

    linkage = link_rows(rows, constraints=[*same, *other])

    assert linkage.clusters["cluster"].n_unique() == 1
    assert [one.chain for one in linkage.contradictions] == [
        (one, between, last) for one, between, last in zip(keys, keys[1:], keys[2:], strict=False)
    ]


def test_a_list_of_another_country_in_other_words_changes_no_decision() -> None:
    """It moves what is rare by a little: probabilities may stir, sites do not."""
    chance = random.Random(7)
    syllables = [f"{one}{other}" for one in "bdfgklmnprstvz" for other in "aeiou"]

    def coined() -> str:
        return "".join(chance.choices(syllables, k=3)).title()

    def said(name: str, street: str, at: int) -> dict[str, str]:
        return {
            "site_name": name,
            "address": f"{at} {street} Road",
            "city": f"City {at % 5}",
            "country": "IN",
        }

    sites = [said(f"{coined()} {trade}", coined(), at) for at in range(60) for trade in ("Mills", "Glass")]
    lists = [{"list": name, **site} for name in ("a", "b") for site in chance.sample(sites, 90)]
    misspelled = [{"list": "c", **site, "site_name": site["site_name"][1:]} for site in sites[::2]]
    related = rows_of(*lists, *misspelled)
    strangers = rows_of(
        *(
            {"list": "d", "site_name": f"{coined()} {coined()}", "country": "ZW", "city": coined()}
            for _ in range(60)
        )
    )

    alone, together = link_rows(related), link_rows(pl.concat([related, strangers]))

    before = alone.clusters.select("record", "cluster")
    assert before["cluster"].n_unique() < before.height
    assert before.join(together.clusters, on=["record", "cluster"]).height == before.height
