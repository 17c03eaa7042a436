"""Rows dealt out to the parts they are linked in, in one pass, so that a part reads its own rows and no others.

In: files of rows, and the part of each country. Out: a folder of files for each part, and one for the rows that name no country, which
stand in every part.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from comity.linkage.row_files import ROW_COLUMNS, scan_rows

_PART = "part"
_EVERY = -1


def deal(paths: Sequence[str], folder: Path, parts: Sequence[Sequence[str]]) -> None:
    """`parts` are the countries of each. Raises UnreadableInput, UsageProblem."""
    part_of = {country: at for at, countries in enumerate(parts) for country in countries}
    part = pl.col("country").replace_strict(part_of, default=_EVERY, return_dtype=pl.Int32)
    where = pl.PartitionBy(folder, key=_PART, include_key=False)
    folder.mkdir()
    scan_rows(paths).with_columns(part.alias(_PART)).sink_parquet(where, compression="lz4")


def dealt(folder: Path, at: int) -> list[str]:
    """The files of a part, which may be none."""
    return [str(path) for one in (at, _EVERY) for path in sorted((folder / f"{_PART}={one}").glob("*"))]


def rows_dealt(paths: Sequence[str]) -> pl.DataFrame:
    tables = [pl.DataFrame(schema=ROW_COLUMNS).lazy(), *(pl.scan_parquet(path) for path in paths)]
    return pl.concat(tables).collect(engine="streaming")
