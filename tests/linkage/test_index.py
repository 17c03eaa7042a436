"""Known sites on disk: what a new row is looked up by."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.linkage import KNOWN_FRAME, open_index, write_index
from tests.linkage.rows import rows_of


def known_of(*rows: dict[str, str]) -> pl.DataFrame:
    sites = rows_of(*({"list": "old", **row} for row in rows))
    named = sites.with_columns(site=pl.format("s{}", pl.int_range(pl.len())))
    return named.select(KNOWN_FRAME.names())


TOWNS = [
    {"site_name": f"{name} {trade}", "city": city, "country": country, "address": f"{number} Mill Road"}
    for name, city, country in [
        ("Velmira", "Pune", "IN"),
        ("Okaveri", "Pune", "IN"),
        ("Velmira", "Izmir", "TR"),
    ]
    for trade, number in [("Mills", 12), ("Glass", 31)]
]


def names_found(folder: Path, *rows: dict[str, str]) -> list[set[str]]:
    index = open_index(folder)
    asked = rows_of(*({"list": "new", **row} for row in rows))
    return [set(index.candidates(asked[at : at + 1])["site_name"]) for at in range(asked.height)]


def test_a_row_finds_its_site_through_another_spelling(tmp_path: Path) -> None:
    write_index(tmp_path / "index", known_of(*TOWNS))

    [found] = names_found(
        tmp_path / "index",
        {"site_name": "VELMIRA MILS", "city": "Pune", "country": "IN", "address": "Mill Rd 12"},
    )

    assert "Velmira Mills" in found


def test_no_row_finds_a_site_of_another_country(tmp_path: Path) -> None:
    write_index(tmp_path / "index", known_of(*TOWNS))
    index = open_index(tmp_path / "index")

    found = index.candidates(rows_of({"list": "new", "site_name": "Velmira Mills", "country": "TR"}))

    assert set(found["country"]) == {"TR"}


@settings(deadline=None, max_examples=20)
@given(chosen=st.lists(st.sampled_from(range(len(TOWNS))), min_size=2, max_size=4, unique=True))
def test_the_answer_for_a_row_does_not_hang_on_the_others(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("known") / "index"
    write_index(folder, known_of(*TOWNS))
    index = open_index(folder)
    rows = rows_of(*({"list": "new", **TOWNS[at]} for at in chosen))

    together = set(index.candidates(rows)["record"])

    alone = [set(index.candidates(rows[at : at + 1])["record"]) for at in range(rows.height)]
    assert together == set.union(*alone)


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_index(tmp_path / "index", pl.DataFrame(schema=KNOWN_FRAME))

    assert open_index(tmp_path / "index").candidates(rows_of({"list": "new", "site_name": "Any"})).is_empty()
