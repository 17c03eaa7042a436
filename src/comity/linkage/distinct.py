"""Rows that say the same are one record: the table that all work of linkage stands on.

In: rows, known records, and what an index found of them. Out: `Records`, in the order of their keys, so that no order of rows or
lists can show.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from comity.core import SITE_SCHEMA
from comity.linkage.records import KNOWN_FRAME, Candidates
from comity.linkage.words import Ints, coded, marks_of

_COLUMNS = ["record", *SITE_SCHEMA]


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    table: pl.DataFrame  # record, the columns of a site, known; ascending by record
    lists: sparse.csr_matrix  # record x list
    near: tuple[Ints, Ints] | None = None  # known and other records, looked up already: smaller place first
    spelled: pl.DataFrame | None = None  # SPELLED_FRAME, of each record, where it was spelled already

    @property
    def count(self) -> int:
        return self.table.height

    def only(self, at: Ints) -> "Records":
        """Some of the records; `at` ascends."""
        return Records(
            table=self.table[at],
            lists=self.lists[at],
            near=self._near_among(at),
            spelled=self.spelled[at] if self.spelled is not None else None,
        )

    def _near_among(self, at: Ints) -> tuple[Ints, Ints] | None:
        if self.near is None:
            return None
        place = np.full(self.count, -1, np.int64)
        place[at] = np.arange(len(at))
        left, right = place[self.near[0]], place[self.near[1]]
        here = (left >= 0) & (right >= 0)
        return left[here], right[here]


def records_of(
    rows: pl.DataFrame, known: pl.DataFrame | None = None, found: Candidates | None = None
) -> Records:
    """Rows follow ROWS_FRAME, known records KNOWN_FRAME (each counts as a list of its own); `found` tells of both."""
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    table = one_each(rows.select(_COLUMNS)).with_columns(known=pl.lit(False))  # noqa: FBT003 -- a column's value
    if known.height:
        earlier = one_each(known.select(_COLUMNS)).with_columns(known=pl.lit(True))  # noqa: FBT003 -- the same
        table = pl.concat([earlier, table.join(earlier, on="record", how="anti")]).sort("record")
    lists = _lists(table, rows)
    if found is None:
        return Records(table=table, lists=lists)
    return Records(
        table=table,
        lists=lists,
        near=_places_of(found.near, table["record"]),
        spelled=table.select("record")
        .join(found.spelled, on="record", how="left", maintain_order="left")
        .drop("record"),
    )


def _places_of(near: pl.DataFrame, records: pl.Series) -> tuple[Ints, Ints]:
    place = pl.DataFrame({"record": records}).with_row_index("at")
    ends = near.join(place, on="record").join(place, left_on="known", right_on="record", suffix="_known")
    one, other = ends["at"].to_numpy().astype(np.int64), ends["at_known"].to_numpy().astype(np.int64)
    return np.minimum(one, other), np.maximum(one, other)


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a record. Coordinates a few steps apart are one record: the same one is taken each time."""
    is_repeated = rows["record"].is_duplicated()
    repeated = rows.filter(is_repeated)
    once = repeated.sort(rows.columns).unique("record", keep="first", maintain_order=True)
    return pl.concat([rows.filter(~is_repeated), once]).sort("record")


def _lists(table: pl.DataFrame, rows: pl.DataFrame) -> sparse.csr_matrix:
    given = rows.filter(pl.col("list").fill_null("") != "")
    names = rows["list"].fill_null("").unique().sort()
    at, number = coded(given["record"], table["record"]), coded(given["list"], names)
    return marks_of(at, number, shape=(table.height, max(len(names), 1)))
