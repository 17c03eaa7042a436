"""What one member's list says once it is read: rows about sites, accepted audits, and a problem for every other row.

Laws: every data row that names a site is in `sites`, refused or not, because a refused audit still helps to recognise
its site; in a list of audited sites every data row is in `audits` or carries a problem that refuses it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import polars as pl

from comity.core import SITE_SCHEMA


class ListKind(StrEnum):
    """What a list is read as; it says which columns a row must have."""

    AUDITED_SITES = "audited sites"  # what a member contributes: a site and its audit
    SUPPLIERS = "suppliers"  # a member's own, for `check`: a site, perhaps with the member's reference
    SITES = "sites"  # whatever names a site, for `link`


class Assurance(StrEnum):
    """The assurance class of an audit: all that a common list may say of its protocol."""

    MEETS = "meets the benchmark"  # four pillars, by a protocol whose benchmark is valid
    PARTIAL = "partial"  # two pillars only, or a protocol that is not (or not known to be) equivalent


class RefusedAs(StrEnum):
    """Why a column is never read, in words for a sentence: "this column looks …"."""

    COMMERCIAL = "commercial"
    FORWARD_LOOKING = "forward-looking"
    RESULTS = "like results of audits"


class Severity(StrEnum):
    REFUSED = "refused"  # the row is not contributed
    DOUBT = "doubt"  # contributed as it stands; somebody should look
    MENDED = "mended"  # contributed with the value we put right
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


AUDIT_COLUMNS = (
    "product_category",
    "protocol",
    "protocol_version",
    "pillars",
    "audit_date",
    "audit_type",
    "announcement",
    "audit_firm",
    "platform",
    "internal_reference",
)
"""What a list may say beside the site itself."""

LIST_COLUMNS = (*SITE_SCHEMA, *AUDIT_COLUMNS)

SITES_FRAME = pl.Schema(
    [("list", pl.String), ("row", pl.UInt32), ("record", pl.String), *SITE_SCHEMA.items()]
)
"""Every row that names a site. `record` is `core.record_keys`: rows that say the same share it."""

AUDITS_FRAME = pl.Schema(
    {
        "list": pl.String,
        "row": pl.UInt32,
        "record": pl.String,
        "category": pl.String,
        "protocol": pl.String,
        "protocol_version": pl.String,
        "pillars": pl.UInt8,
        "assurance": pl.String,  # Assurance
        "audit_date": pl.Date,
        "audit_type": pl.String,
        "announcement": pl.String,
        "audit_firm": pl.String,
        "platform": pl.String,
    }
)
"""The accepted rows alone. Contacts and the member's own reference are not here: they never leave its workbook."""

OWN_REFERENCES_FRAME = pl.Schema({"row": pl.UInt32, "reference": pl.String})


@dataclass(frozen=True, slots=True, kw_only=True)
class AsRead:
    """The cells below the header, as text. Cells of refused columns, and of columns without a header, are empty."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]  # the number of the row, and its cells
    places: Mapping[int, tuple[str, int]] = field(
        default_factory=dict
    )  # row -> sheet and line; empty for one sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadList:
    """One list, read. `sites` and `audits` follow SITES_FRAME and AUDITS_FRAME, in the order of the rows.

    `audits` is empty unless the list was read as AUDITED_SITES. `own_references` (row, reference) serves `check` on the
    member's own machine and nothing else.
    """

    name: str
    path: Path
    kind: ListKind
    row_count: int  # data rows, empty ones left out
    sites: pl.DataFrame
    audits: pl.DataFrame
    problems: tuple[RowProblem, ...]
    mapping: dict[str, str]  # our column -> header as the sender wrote it
    assumed: dict[str, str]  # our column -> value supplied for the whole list
    refused_columns: tuple[str, ...]
    refused_as: dict[str, RefusedAs]  # header of a refused column -> why
    dialect: str  # what was found, for people: "sheet “Tabelle1”, header in row 4", "CSV, semicolons, windows-1254"
    digest: str
    own_references: pl.DataFrame = field(repr=False)
    table: AsRead = field(repr=False)  # for `annotate`; private to this room
