"""Only the question which rows are one site: no audits, no registry, no release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from comity.core import Progress, silent
from comity.linkage import Linkage, link_rows
from comity.lists import SITES_FRAME, ReadList, Severity, read_list
from comity.round.sources import Source

LINKS_COLUMNS = ("list", "row", "site", "probability", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedLists:
    lists: tuple[ReadList, ...]
    linkage: Linkage
    links: pl.DataFrame  # LINKS_COLUMNS, a line per data row

    def summary(self) -> dict[str, object]:
        return {
            "lists": len(self.lists),
            "rows": self.links.height,
            "sites": self.links["site"].drop_nulls().n_unique(),
            "rows_without_a_site": self.links["site"].null_count(),
            "doubtful_pairs": self.linkage.doubtful.height,
            "pairs_compared": self.linkage.compared,
            "rules": self.linkage.rules,
        }


def link_lists(
    sources: Sequence[Source],
    *,
    mapping: Mapping[str, str] | None = None,
    assume: Mapping[str, str] | None = None,
    engine: str = "columnar",
    progress: Progress = silent,
) -> LinkedLists:
    lists = []
    for done, source in enumerate(sorted(sources)):
        progress("reading lists", done, len(sources))
        lists.append(read_list(source.path, name=source.name, mapping=mapping, assume=assume))
    rows = pl.concat([pl.DataFrame(schema=SITES_FRAME), *(one.sites for one in lists)])
    linkage = link_rows(rows, engine=engine, progress=progress)
    return LinkedLists(lists=tuple(lists), linkage=linkage, links=links_table(lists, rows, linkage))


def links_table(lists: Sequence[ReadList], rows: pl.DataFrame, linkage: Linkage) -> pl.DataFrame:
    """One line for every data row. A row that names no site has an empty site, and its problem as the reason.

    Sites are numbered in the order of their clusters' names, which depend on no order of lists or rows; they hold
    within one answer only.
    """
    number = pl.col("cluster").rank("dense").cast(pl.String).str.zfill(6)
    clusters = linkage.clusters.select("record", "probability", "reason", site=pl.lit("site-") + number)
    linked = rows.select("list", "row", "record").join(clusters, on="record")
    refused = [
        (problem.list, problem.row, problem.message)
        for one in lists
        for problem in one.problems
        if problem.severity is Severity.REFUSED
    ]
    schema = pl.Schema({"list": pl.String, "row": pl.UInt32, "reason": pl.String})
    nameless = pl.DataFrame(refused, schema=schema, orient="row").with_columns(
        site=pl.lit(None, pl.String), probability=pl.lit(None, pl.Float64)
    )
    table = pl.concat([linked.select(LINKS_COLUMNS), nameless.select(LINKS_COLUMNS)])
    return table.with_columns(pl.col("probability").round(4)).sort("list", "row")
