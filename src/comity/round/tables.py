"""The Secretariat's tables of a round: which row is which site and why, and the doubtful pairs side by side."""

from collections.abc import Sequence

import polars as pl

from comity.core import IDENTIFIERS
from comity.linkage import Linkage
from comity.lists import ReadList, Severity

LINKS_COLUMNS = ("list", "row", "site", "probability", "reason")

_SHOWN = {
    "name": "site_name",
    "supplier": "supplier_name",
    "address": "address",
    "city": "city",
    "region": "region",
    "country": "country",
}


def links_table(
    lists: Sequence[ReadList], rows: pl.DataFrame, linkage: Linkage, sites: pl.DataFrame
) -> pl.DataFrame:
    """One line for every data row of every list. `sites` is (record, site).

    A row that names no site has an empty site, and its problem as the reason.
    """
    clusters = linkage.clusters.select("record", "probability", "reason")
    linked = rows.select("list", "row", "record").join(sites, on="record").join(clusters, on="record")
    nameless = _nameless_rows(lists, rows)
    table = pl.concat([linked.select(LINKS_COLUMNS), nameless.select(LINKS_COLUMNS)])
    return table.with_columns(pl.col("probability").round(4)).sort("list", "row")


def _nameless_rows(lists: Sequence[ReadList], rows: pl.DataFrame) -> pl.DataFrame:
    schema = pl.Schema({"list": pl.String, "row": pl.UInt32, "reason": pl.String})
    refusals = {
        (problem.list, problem.row): problem.message
        for one in lists
        for problem in one.problems
        if problem.severity is Severity.REFUSED and problem.row
    }
    found = pl.DataFrame(
        [(name, row, message) for (name, row), message in refusals.items()], schema=schema, orient="row"
    )
    return found.join(rows, on=["list", "row"], how="anti").with_columns(
        site=pl.lit(None, pl.String), probability=pl.lit(None, pl.Float64)
    )


def review_table(rows: pl.DataFrame, known: pl.DataFrame, linkage: Linkage) -> pl.DataFrame:
    """The doubtful pairs, the most useful question first, each record shown by the row that the reason speaks of.

    A record of an earlier round (`linkage.KNOWN_FRAME`) stands under the name of its site, without a row.
    """
    earlier = known.rename({"site": "list"}).with_columns(row=pl.lit(None, pl.UInt32))
    shown = (
        pl.concat([rows.sort("list", "row"), earlier.select(rows.columns)])
        .unique(["record", "list"], keep="first", maintain_order=True)
        .select(
            "record",
            "list",
            "row",
            **{name: pl.col(column) for name, column in _SHOWN.items()},
            ids=pl.concat_str(
                [pl.format("{} {}", pl.lit(name), pl.col(name)) for name in IDENTIFIERS],
                separator="; ",
                ignore_nulls=True,
            ),
        )
    )
    sides = [
        shown.rename({column: f"{side}_{column}" for column in shown.columns}) for side in ("left", "right")
    ]
    pairs = linkage.doubtful.rename({"left": "left_record", "right": "right_record"})
    table = pairs.join(
        _lists_meant(pairs, shown.select("record", "list"), linkage),
        on=["left_record", "right_record"],
        how="left",
        maintain_order="left",
    )
    for side, facts in zip(("left", "right"), sides, strict=True):
        table = table.join(facts, on=[f"{side}_record", f"{side}_list"], how="left", maintain_order="left")
    columns = ["left_record", "right_record"]
    columns += [f"{side}_{column}" for column in ("list", "row") for side in ("left", "right")]
    columns += ["probability", "usefulness", "reason"]
    columns += [f"{side}_{column}" for column in (*_SHOWN, "ids") for side in ("left", "right")]
    return table.select(columns).with_columns(
        pl.col("probability", "usefulness").round(4), verdict=pl.lit("", pl.String)
    )


def _lists_meant(pairs: pl.DataFrame, stands: pl.DataFrame, linkage: Linkage) -> pl.DataFrame:
    """(left_record, right_record, left_list, right_list): which of its lists each side of a pair is shown from.

    A record that several lists hold is judged by the list where it has the strongest rival ("another row of that list
    fits better"), so it is shown from there; else from the list that it stands first in. `stands` is (record, list), in
    the order of choice.
    """
    links = linkage.links.select("left", "right", "weight")
    ends = pl.concat([links, links.select(left="right", right="left", weight="weight")])
    strongest = ends.join(stands, left_on="right", right_on="record").select(
        record="left", rival="right", list="list", weight="weight"
    )
    meant = pairs.select("left_record", "right_record")
    for side, other in (("left", "right"), ("right", "left")):
        mine, theirs = f"{side}_record", f"{other}_record"
        first = stands.unique("record", keep="first", maintain_order=True)
        rivalled = (
            meant.select(mine, theirs)
            .join(stands, left_on=mine, right_on="record")
            .join(strongest, left_on=[theirs, "list"], right_on=["record", "list"])
            .filter(pl.col("rival") != pl.col(mine))
            .sort(["weight", "list"], descending=[True, False])
            .unique([mine, theirs], keep="first")
            .select(mine, theirs, rivalled="list")
        )
        meant = (
            meant.join(rivalled, on=[mine, theirs], how="left", maintain_order="left")
            .join(first, left_on=mine, right_on="record", how="left", maintain_order="left")
            .with_columns(pl.coalesce("rivalled", "list").alias(f"{side}_list"))
            .drop("rivalled", "list")
        )
    return meant
