"""Rows of all lists as distinct, numbered records, spread over the cluster, and the parts they are linked in.

In: rows (ROWS_FRAME) as a Spark table, known records. Out: `SpreadRecords`.
Law: a record's number follows the order of record keys. Keys are digests, so their first digits spread them evenly, and the number
is the place in its stretch of keys: no sorting over the cluster, and the same number whenever a lost task is done again.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.core import SITE_SCHEMA, UsageProblem
from comity.linkage.distinct import records_of
from comity.linkage.parts import MOST_RECORDS, countries_of_parts
from comity.linkage.spark.batches import Kernel, arrow, in_groups, schema_of
from comity.linkage.words import Floats

_DIGITS = 6  # of a key, in base 16
_STRETCH = 40  # bits that count records inside a stretch of keys
_ROWS = 200_000  # of a stretch
_SITE = ", ".join(
    f"{name} {'double' if kind == pl.Float64 else 'string'}" for name, kind in SITE_SCHEMA.items()
)
_RECORDS = f"id long, record string, {_SITE}, known boolean, listed boolean, lists array<int>"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadRecords:
    table: DataFrame  # id, record, the columns of a site, known, listed (in the rows), lists
    lists: int
    sizes: Floats  # records of each list
    parts: list[tuple[str, ...]]  # the countries of each
    part_sizes: list[int]


def spread_records(
    session: SparkSession, rows: DataFrame, known: pl.DataFrame, *, tasks: int, most: int = MOST_RECORDS
) -> SpreadRecords:
    counts = {row["list"] or "": row["count"] for row in rows.groupBy("list").count().collect()}
    names = sorted(counts)
    stretches = max(tasks, sum(counts.values()) // _ROWS)
    columns = ["list", "record", *SITE_SCHEMA]
    earlier = session.createDataFrame(_earlier(known, columns))
    every = rows.select(*columns).withColumn("known", F.expr("false")).unionByName(earlier)
    table = in_groups(every, _stretch(stretches), stretches, _numbered(names, stretches), _RECORDS).persist()
    of_country = {row["country"]: row["count"] for row in table.groupBy("country").count().collect()}
    sizes = np.zeros(max(len(names), 1))
    for row in table.select(F.explode("lists").alias("list")).groupBy("list").count().collect():
        sizes[row["list"]] = row["count"]
    parts = countries_of_parts(of_country.items(), most=most)
    everywhere = of_country.get(None, 0)
    return SpreadRecords(
        table=table,
        lists=len(sizes),
        sizes=sizes,
        parts=parts,
        part_sizes=[everywhere + sum(of_country[name] for name in part) for part in parts],
    )


def _earlier(known: pl.DataFrame, columns: list[str]) -> pa.Table:
    sites = known.with_columns(list=pl.lit(None, pl.String), known=pl.lit(True))  # noqa: FBT003 -- a column's value
    return sites.select(*columns, "known").to_arrow(compat_level=pl.CompatLevel.oldest())


def _stretch(stretches: int) -> Column:
    leading = F.conv(F.substring("record", 1, _DIGITS), 16, 10).cast("long")
    return F.floor(F.coalesce(leading, F.lit(0)) * stretches / 16**_DIGITS)


def _numbered(names: list[str], stretches: int) -> Kernel:
    schema = schema_of(_RECORDS)

    def kernel(table: pa.Table) -> pa.Table:
        rows = pl.DataFrame(pl.from_arrow(table))
        _require_keys(rows["record"])
        fresh, earlier = rows.filter(~pl.col("known")), rows.filter("known")
        records = records_of(fresh, earlier).table
        said = pl.col("list").filter(pl.col("list").fill_null("") != "")
        lists = fresh.group_by("record").agg(
            lists=said.cast(pl.Enum(names)).unique().to_physical().cast(pl.Int32).sort(),
            listed=pl.lit(True),  # noqa: FBT003 -- a column's value
        )
        stretch = int(records["record"][0][:_DIGITS], 16) * stretches // 16**_DIGITS
        numbered = records.join(lists, on="record", how="left", maintain_order="left").with_columns(
            pl.col("lists").fill_null([]),
            pl.col("listed").fill_null(value=False),
            id=pl.int_range(pl.len(), dtype=pl.Int64) + (stretch << _STRETCH),
        )
        return arrow(numbered, schema)

    return kernel


def _require_keys(records: pl.Series) -> None:
    strange = records.filter(~records.str.contains("^[0-9a-f]{24}$").fill_null(value=False))
    if len(strange):
        raise UsageProblem(
            f"“{strange[0]}” is no record key.",
            remedy="Make the column `record` with comity.core.record_keys.",
        )
