"""Known sites on disk: what a new row is looked up by."""

import json
from itertools import product
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import UnreadableInput
from comity.linkage import KNOWN_FRAME, link_rows, open_index, write_index
from comity.linkage.index import FORMAT
from comity.linkage.spelled import spelled_of
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
    return [set(index.candidates(asked[at : at + 1]).known["site_name"]) for at in range(asked.height)]


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

    found = index.candidates(rows_of({"list": "new", "site_name": "Velmira Mills", "country": "TR"})).known

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

    together = set(index.candidates(rows).known["record"])

    alone = [set(index.candidates(rows[at : at + 1]).known["record"]) for at in range(rows.height)]
    assert together == set.union(*alone)


def test_what_was_looked_up_is_not_looked_for_again_in_a_small_country_either(tmp_path: Path) -> None:
    sites = [
        {"site_name": "Velmira Mills", "city": "Okaugra", "country": "IN"},
        {"site_name": "Zurbano Tannery", "city": "Tasvanti", "country": "IN"},
    ]
    write_index(tmp_path / "index", known_of(*({**site, "address": "Mill Road"} for site in sites)))
    rows = rows_of(*({"list": "new", **site} for site in sites))

    found = open_index(tmp_path / "index").candidates(rows)

    assert found.near.height == len(sites)
    assert link_rows(rows, found=found).compared == len(sites) + 1  # and the two new rows


@pytest.mark.parametrize("fact", ["format", "tables"])
def test_an_index_of_another_version_or_of_other_tables_is_refused(tmp_path: Path, fact: str) -> None:
    folder = tmp_path / "index"
    write_index(folder, known_of(*TOWNS))
    facts = json.loads((folder / "index.json").read_text("utf-8"))

    (folder / "index.json").write_text(json.dumps({**facts, fact: "other"}), "utf-8")

    with pytest.raises(UnreadableInput, match="comity index"):
        open_index(folder)


def test_what_an_index_keeps_of_texts_changes_with_its_format_alone() -> None:
    """Where this fails, texts are spelled otherwise than in the indexes that people have: raise `index.FORMAT`, and mend it here."""
    said = {
        "site_name": "Yıldız Tekstil San. ve Tic. A.Ş. (Fabrika No. 2)",
        "parent_name": "ООО Звезда",
        "address": "P.O. Box 12, Lô B-7, Block C, Đường số 3",
        "city": "กรุงเทพมหานคร",
        "region": "محافظة القاهرة",
        "postal_code": "SW1A 1AA",
    }

    spelled = spelled_of(rows_of({"list": "one", **said})).row(0, named=True)

    assert (FORMAT, spelled) == (
        "comity-site-index-v8",
        {
            "site_name": "yildiz tekstil fabrika no 2",
            "supplier_name": "zvezda",
            "parent_name": "zvezda",
            "before brackets": "",
            "in brackets": "",
            "units": "2",
            "city": "krungethphmhankhr",
            "region": "al qhr",
            "address": "lo b 7 block c duong so 3",
            "postal_code": "sw1a1aa",
            "units of the address": "block c",
        },
    )


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    write_index(tmp_path / "index", pl.DataFrame(schema=KNOWN_FRAME))

    assert (
        open_index(tmp_path / "index")
        .candidates(rows_of({"list": "new", "site_name": "Any"}))
        .known.is_empty()
    )


def test_rows_that_were_looked_up_get_the_sites_that_a_search_among_all_known_gives(tmp_path: Path) -> None:
    """More rows of a country than are all compared with each other, so that neighbours are looked for at all."""
    first = ["vel", "oka", "sun", "tir", "bra", "lum", "gor", "pex"]
    last = ["mira", "veri", "dal", "nova", "kesh", "tona", "zib", "rul"]
    sites = [
        {
            "site_name": f"{one}{other} {trade}",
            "city": "Pune",
            "country": "IN",
            "address": f"{at} {one} road",
        }
        for at, (one, other, trade) in enumerate(product(first, last, ["mills", "glass", "foods"]))
    ]
    known = known_of(*({**site, "site_name": site["site_name"].title()} for site in sites))
    write_index(tmp_path / "index", known)
    new = rows_of(
        *(
            {"list": "new", **site, "site_name": f"{site['site_name']} Pvt Ltd".upper()}
            for site in [*sites, {"site_name": "Hadrun Cables", "city": "Pune", "country": "IN"}]
        )
    )

    found = open_index(tmp_path / "index").candidates(new)
    looked_up = link_rows(new, found=found)

    assert looked_up.compared < new.height * found.known.height
    searched = link_rows(new, known=known).clusters
    assert looked_up.clusters.select("record", "site").equals(searched.select("record", "site"))
    assert looked_up.clusters["site"].null_count() == 1


def test_a_known_row_comes_back_as_it_was_but_for_characters_that_nobody_sees(tmp_path: Path) -> None:
    known = known_of(
        {"site_name": '"Velmira", \\ \u2028 Mills; # 2', "city": "Pune", "country": "IN", "lei": "0012"},
        {"site_name": "Velmira\nMills\x1f\r2", "city": "Pune", "country": "IN"},
    ).with_columns(latitude=pl.Series([18.520430000000001, None]), longitude=pl.Series([1e-9, None]))
    write_index(tmp_path / "index", known)
    asked = rows_of({"list": "new", "site_name": "Velmira Mills 2", "city": "Pune", "country": "IN"})

    found = open_index(tmp_path / "index").candidates(asked)

    seen = known.with_columns(pl.col("site_name", "supplier_name").str.replace_all(r"[\x00-\x1f]", " ")).sort(
        "record"
    )
    assert found.known.sort("record").equals(seen)
    assert found.spelled.sort("record").equals(
        pl.concat(
            [
                asked.select("record").hstack(spelled_of(asked)),
                known.select("record").hstack(spelled_of(known)),
            ]
        ).sort("record")
    )
