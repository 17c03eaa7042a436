"""What a list that is none of the others' business moves, though it is of their countries and their trade.

    python -m bench.linkage.unrelated SET OTHER [--lists 3]

Some lists of OTHER, a short, a middling and a long one, are each added to the lists of SET, and all is linked anew. Both sets have their own sites
(`bench.linkage.sets`), so of what was decided on the rows of SET nothing ought to move. Told are the pairs of distinct rows of one site that
were parted and joined, and the told pairs whose probability moved.
"""

import argparse
from pathlib import Path

import polars as pl

from comity.linkage import Linkage, link_rows
from comity.lists import ListKind
from comity.round import find_sources
from comity.round.reading import read_lists, rows_of

_MOVED = (0.01, 0.05)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--lists", type=int, default=3)
    given = parser.parse_args()
    rows, others = (
        rows_of(read_lists(find_sources([folder / "lists"]), kind=ListKind.SITES))
        for folder in (given.set, given.other)
    )
    alone = link_rows(rows)
    for name in _chosen(others, given.lists):
        added = others.filter(list=name).join(rows, on="record", how="anti")
        together = link_rows(pl.concat([rows, added.with_columns(list=pl.lit("none of theirs"))]))
        print(
            f"{given.set.name} and {added.height:,} rows of {given.other.name}: {_moved(rows, alone, together)}"
        )


def _chosen(rows: pl.DataFrame, count: int) -> list[str]:
    """From the shortest quarter to the longest."""
    names: list[str] = rows.group_by("list").len().sort("len", "list")["list"].to_list()
    places = (round((len(names) - 1) * (0.25 + 0.75 * at / max(count - 1, 1))) for at in range(count))
    return [names[place] for place in places]


def _moved(rows: pl.DataFrame, alone: Linkage, together: Linkage) -> str:
    own = rows["record"].unique().implode()
    sites = (
        alone.clusters.select("record", before="cluster")
        .join(together.clusters.select("record", after="cluster"), on="record")
        .select("before", "after")
    )
    before, after, both = (_pairs(sites, by) for by in (["before"], ["after"], ["before", "after"]))
    links = [
        one.links.filter(pl.col("left").is_in(own) & pl.col("right").is_in(own)).select(
            "left", "right", "probability"
        )
        for one in (alone, together)
    ]
    told = links[0].join(links[1], on=["left", "right"], how="full", suffix="_after", coalesce=True)
    move = (told["probability"].fill_null(0.0) - told["probability_after"].fill_null(0.0)).abs()
    moved = ", ".join(f"{(move > least).sum():,} by more than {least}" for least in _MOVED)
    return (
        f"of {before:,} pairs in one site {before - both:,} parted, {after - both:,} others joined; "
        f"of {told.height:,} told pairs moved {moved}"
    )


def _pairs(sites: pl.DataFrame, by: list[str]) -> int:
    size = sites.group_by(by).len()["len"].cast(pl.Int64)
    return int((size * (size - 1) // 2).sum())


if __name__ == "__main__":
    main()
