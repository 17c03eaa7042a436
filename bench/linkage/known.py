"""A new list against many known sites: the index opened in place, looked up and linked, and how much of the truth it finds.

    python -m bench.linkage.known SET [--new 5000] [--rounds 5]

New rows are drawn from all lists of a set (`bench.linkage.sets`) with a seed and are one list more; all others are known, with
their true sites. Each round opens the index anew. The least of the rounds is told, in seconds of the processor and of the clock:
the first reads the index from disk into the system's cache. A row that says just what a known one says is left out.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import polars as pl

from bench.linkage.sets import read_set
from comity.linkage import KNOWN_FRAME, Linkage, link_rows, open_index, write_index
from comity.lists import ListKind
from comity.round import find_sources
from comity.round.reading import read_lists, rows_of

_SEED = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--new", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    new, known = _drawn(given.set, given.new)
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        started = time.process_time()
        write_index(index, known.select(KNOWN_FRAME.names()))
        size = sum(one.stat().st_size for one in index.iterdir())
        print(
            f"{known.height:,} known rows written in {time.process_time() - started:.0f} CPU s, {size / 1e6:,.0f} MB"
        )
        _measure(index, new, known, rounds=given.rounds)


def _drawn(folder: Path, new: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    rows = rows_of(read_lists(find_sources([folder / "lists"]), kind=ListKind.SITES))
    told = rows.join(read_set(folder).truth, on=["list", "row"], maintain_order="left")
    told = told.sample(fraction=1.0, shuffle=True, seed=_SEED)
    known = told[new:].unique("record", keep="first", maintain_order=True).rename({"true_site": "site"})
    fresh = told[:new].join(known, on="record", how="anti")
    return fresh.with_columns(list=pl.lit("new")), known


def _measure(index: Path, new: pl.DataFrame, known: pl.DataFrame, *, rounds: int) -> None:
    times = []
    for _ in range(rounds):
        cpu, wall = time.process_time(), time.perf_counter()
        opened = open_index(index)
        found = opened.candidates(new)
        looked_up = time.process_time() - cpu
        linkage = link_rows(new, found=found)
        times.append((time.process_time() - cpu, looked_up, time.perf_counter() - wall))
    cpu, looked_up, wall = (min(column) for column in zip(*times, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{new.height:,} new rows: look-up {looked_up:.2f}, all {cpu:.2f} CPU s, {wall:.2f} s by the clock")
    print(
        f"{found.known.height:,} known rows read; the process held {peak:.1f} GB at the most, the drawing included"
    )
    _say_quality(new, known, found.known, linkage)


def _say_quality(new: pl.DataFrame, known: pl.DataFrame, read: pl.DataFrame, linkage: Linkage) -> None:
    answered = new.join(linkage.clusters.select("record", "site"), on="record")
    there = pl.col("true_site").is_in(known["site"].unique().implode())
    told = answered.select(
        there=there.sum(),
        found=(there & pl.col("true_site").is_in(read["site"].unique().implode())).sum(),
        right=(there & (pl.col("site") == pl.col("true_site"))).sum(),
        said=pl.col("site").is_not_null().sum(),
    ).row(0, named=True)
    precision, recall = told["right"] / told["said"], told["right"] / told["there"]
    print(
        f"of {told['there']:,} whose site is known, {told['found'] / told['there']:.3f} have it among the rows read; "
        f"precision {precision:.3f}, recall {recall:.3f}"
    )


if __name__ == "__main__":
    main()
