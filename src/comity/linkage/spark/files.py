"""Rows that lie in files where the cluster sees them, linked into files beside: no row passes through this machine.

In: files or folders of Parquet or CSV with the columns of ROWS_FRAME. Out: a folder with `clusters`, `links` and `doubtful`, each a
folder of Parquet with the columns of the frame of that name.
"""

from collections.abc import Sequence

import polars as pl
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.core import SITE_SCHEMA, Progress, UsageProblem, silent
from comity.linkage.records import LinkedFiles
from comity.linkage.row_files import is_csv, no_rows, require_columns
from comity.linkage.spark.session import session_on
from comity.linkage.spark.way import link_table


def link_files(
    rows: Sequence[str], out: str, *, master: str, scratch: str | None = None, progress: Progress = silent
) -> LinkedFiles:
    """Raises UsageProblem where a column is missing or `out` has answers already."""
    with session_on(master, scratch=scratch) as session:
        return link_into(session, read_rows(session, rows), out, progress=progress)


def link_into(
    session: SparkSession, rows: DataFrame, out: str, *, progress: Progress = silent
) -> LinkedFiles:
    linkage = link_table(session, rows, progress=progress)
    tables = {"clusters": linkage.clusters, "links": linkage.links, "doubtful": linkage.doubtful}
    for name, table in tables.items():
        try:
            table.write.parquet(f"{out}/{name}")
        except AnalysisException as error:
            raise UsageProblem(
                f"“{out}/{name}” cannot be written: {error.getCondition()}.", remedy="Name a new folder."
            ) from error
    clusters = session.read.parquet(f"{out}/clusters")
    counted = clusters.agg(F.count("*"), F.count_distinct("cluster")).collect()[0]
    return LinkedFiles(
        records=counted[0],
        sites=counted[1],
        doubtful=session.read.parquet(f"{out}/doubtful").count(),
        compared=linkage.compared,
    )


def read_rows(session: SparkSession, paths: Sequence[str]) -> DataFrame:
    """What the rows do not say of a site is left empty; `list` and `record` they must say."""
    tables = [_read(session, path) for path in paths]
    rows = tables[0]
    for table in tables[1:]:
        rows = rows.unionByName(table)
    return rows


def _read(session: SparkSession, path: str) -> DataFrame:
    try:
        table = (
            session.read.option("header", value=True).csv(path)
            if is_csv(path)
            else session.read.parquet(path)
        )
    except AnalysisException as error:
        raise no_rows(path) from error
    require_columns(path, table.columns)
    site = [
        (F.col(name) if name in table.columns else F.lit(None))
        .cast("double" if kind == pl.Float64 else "string")
        .alias(name)
        for name, kind in SITE_SCHEMA.items()
    ]
    return table.select("list", "record", *site).replace("", None, subset=["country"])
