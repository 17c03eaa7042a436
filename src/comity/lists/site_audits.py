"""What one member's list says once it is read: rows about sites, and a problem for every other row.

Laws: every data row is in `sites` or carries a problem that refuses it.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from comity.core import SITE_SCHEMA


class Severity(StrEnum):
    REFUSED = "refused"  # the row names no site
    DOUBT = "doubt"  # taken as it stands; somebody should look
    MENDED = "mended"  # taken with the value we put right
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One finding. `row` counts data rows from 1, as everywhere; 0 speaks of the whole list."""

    list: str
    row: int
    column: str  # the column's header as the sender wrote it; "" for the whole row
    code: str  # stable, documented in docs/guide/lists.md
    severity: Severity
    message: str  # what is wrong and what to do, one sentence each, for a person
    value: str = ""  # as found; empty for a refused column, whose values never leave the reader
    mended: str = ""


SITES_FRAME = pl.Schema(
    [("list", pl.String), ("row", pl.UInt32), ("record", pl.String), *SITE_SCHEMA.items()]
)
"""Every row that names a site. `record` is `core.record_keys`: rows that say the same share it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """One list, read. `sites` follows SITES_FRAME, in the order of the rows."""

    name: str
    path: Path
    row_count: int  # data rows, empty ones left out
    sites: pl.DataFrame
    problems: tuple[RowProblem, ...]
    mapping: dict[str, str]  # our column -> header as the sender wrote it
    assumed: dict[str, str]  # our column -> value supplied for the whole list
    refused_columns: tuple[str, ...]
    dialect: str  # what was found, for people: "sheet “Tabelle1”, header in row 4", "CSV, semicolons, windows-1254"
    digest: str
