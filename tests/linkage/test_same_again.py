"""The same rows give the same sites: in one process again, and in whatever order they come."""

from pathlib import Path

import polars as pl

from comity.round import find_sources, link_lists

LISTS = Path(__file__).parents[2] / "examples" / "lists"


def linked(*, backwards: bool = False) -> tuple[pl.DataFrame, pl.DataFrame]:
    sources = find_sources([LISTS])
    found = link_lists(tuple(reversed(sources)) if backwards else sources)
    return found.links.sort("list", "row").drop("site"), found.links.group_by("site").agg(
        pl.concat_str("list", pl.col("row").cast(pl.String), separator="#").sort().str.join(" ")
    ).drop("site").to_series().sort().to_frame()


def test_five_thousand_rows_give_the_same_sites_again_and_in_another_order() -> None:
    first = linked()

    assert linked()[1].equals(first[1])
    assert linked(backwards=True)[1].equals(first[1])
    assert linked()[0].equals(first[0])
