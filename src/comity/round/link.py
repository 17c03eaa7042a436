"""Only the question which rows are one site: no audits, no registry, no release."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from comity.core import Progress, silent
from comity.linkage import KNOWN_FRAME, Linkage, SiteIndex, link_rows
from comity.lists import ListKind, ReadList
from comity.round.reading import ReadingHelp, read_lists, require_lists, rows_of
from comity.round.sources import Source
from comity.round.tables import links_table


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedLists:
    lists: tuple[ReadList, ...]
    linkage: Linkage
    links: pl.DataFrame  # tables.LINKS_COLUMNS, a line per data row

    @property
    def site_count(self) -> int:
        return self.links["site"].drop_nulls().n_unique()

    def summary(self) -> dict[str, object]:
        return {
            "lists": len(self.lists),
            "rows": self.links.height,
            "sites": self.site_count,
            "rows_without_a_site": self.links["site"].null_count(),
            "doubtful_pairs": self.linkage.doubtful.height,
            "pairs_compared": self.linkage.compared,
            "rules": self.linkage.rules,
        }


def link_lists(
    sources: Sequence[Source],
    *,
    reading: ReadingHelp | None = None,
    engine: str = "columnar",
    known: SiteIndex | None = None,
    master: str | None = None,
    progress: Progress = silent,
) -> LinkedLists:
    """Sites are numbered in the order of their clusters' names, which hang on no order of lists or rows; the numbers
    hold within one answer only. A site that is known keeps its name.
    """
    require_lists(reading, sources)
    lists = read_lists(sources, kind=ListKind.SITES, reading=reading, progress=progress)
    rows = rows_of(lists)
    found = known.candidates(rows) if known is not None else None
    linkage = link_rows(
        rows,
        found=found,
        engine=engine,
        master=master,
        progress=progress,
    )
    number = pl.col("cluster").rank("dense").cast(pl.String).str.zfill(6)
    named = pl.lit("site-" if known is None else "new-") + number
    sites = linkage.clusters.select("record", site=pl.coalesce("site", named))
    return LinkedLists(lists=lists, linkage=linkage, links=links_table(lists, rows, linkage, sites))


def known_sites(linked: LinkedLists) -> pl.DataFrame:
    """What `write_index` keeps of linked lists: every record and its site (linkage.KNOWN_FRAME)."""
    rows = rows_of(linked.lists)
    named = linked.links.select("list", pl.col("row").cast(pl.UInt32), "site").drop_nulls("site")
    return (
        rows.join(named, on=["list", "row"])
        .unique("record", keep="first", maintain_order=True)
        .select(KNOWN_FRAME.names())
    )
