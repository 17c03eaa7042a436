"""Rows for the tests of linkage, from the few fields a test is about."""

import polars as pl

from comity.core import SITE_SCHEMA, record_keys
from comity.linkage import ROWS_FRAME


def rows_of(*rows: dict[str, str]) -> pl.DataFrame:
    """Each row says its `list`, and any columns of a site; a row's company is its site name unless it says another."""
    filled = [
        {name: row.get(name) for name in SITE_SCHEMA}
        | {"supplier_name": row.get("supplier_name", row.get("site_name"))}
        for row in rows
    ]
    sites = pl.DataFrame(filled, schema=SITE_SCHEMA)
    return sites.with_columns(
        list=pl.Series([row["list"] for row in rows], dtype=pl.String),
        row=pl.Series(range(1, len(rows) + 1), dtype=pl.UInt32),
        record=record_keys(sites),
    ).select(ROWS_FRAME.names())
