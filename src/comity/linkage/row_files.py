"""Files of rows in our own columns: which are meant by a name, and what is said where they are not such files."""

import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path

import polars as pl

from comity.core import SITE_SCHEMA, UnreadableInput, UsageProblem

ROW_COLUMNS = pl.Schema([("list", pl.String), ("record", pl.String), *SITE_SCHEMA.items()])


def is_csv(path: str) -> bool:
    """A folder of CSV is named so, or ends in `/*.csv`."""
    return path.rstrip("/").endswith((".csv", ".csv.gz"))


def no_rows(path: str) -> UnreadableInput:
    """A pattern may match nothing, and a cluster may see what this machine does not."""
    is_here = not re.search(r"[*?\[]|://", path)
    is_missing = is_here and not Path(path).exists()
    if is_here and not is_missing and not os.access(path, os.R_OK):
        return UnreadableInput(
            "You may not read it.", remedy="Ask for the right, or name a copy of your own.", where=path
        )
    return UnreadableInput(
        "There is no such file or folder." if is_missing else "There are no rows to read.",
        remedy="Name Parquet or CSV files, or a folder of them.",
        where=path,
    )


def require_columns(path: str, columns: Collection[str]) -> None:
    """What rows do not say of a site counts as empty; their list and record they must say. Raises UsageProblem."""
    for column in ("list", "record"):
        if column not in columns:
            raise UsageProblem(
                f"{path} has no column “{column}”.",
                remedy=f"Give it; the columns are {', '.join(ROW_COLUMNS)}.",
            )


def scan_rows(paths: Sequence[str]) -> pl.LazyFrame:
    """The columns of ROWS_FRAME but the row's number. What rows do not say of a site is left empty.

    Raises UnreadableInput, UsageProblem.
    """
    return pl.concat([_scanned(path) for path in paths])


def _scanned(path: str) -> pl.LazyFrame:
    try:
        table = _opened(path)
        columns = table.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise no_rows(path) from error
    require_columns(path, columns)
    known = table.select(
        (pl.col(name) if name in columns else pl.lit(None)).cast(kind, strict=False).alias(name)
        for name, kind in ROW_COLUMNS.items()
    )
    return known.with_columns(pl.col("country").replace("", None))


def _opened(path: str) -> pl.LazyFrame:
    if not is_csv(path):
        return pl.scan_parquet(path)
    inside = f"{path.rstrip('/')}/*.csv" if Path(path).is_dir() else path
    return pl.scan_csv(inside, infer_schema=False)
