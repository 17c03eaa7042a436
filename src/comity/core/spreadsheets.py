"""Spreadsheets: nothing that we write may be read as a formula (OWASP, "CSV injection")."""

import csv
import io

import polars as pl

MOST_CELL = 32_767
"""Letters in a cell, as spreadsheets have it. The csv module keeps one limit for the whole process, so it is set here alone."""

MOST_ROWS = 1_048_575
"""Below the header, in one sheet: what a list may have, so that all of it can be given back."""

csv.field_size_limit(MOST_CELL)

_FORMULA_STARTS = r"^([=+\-@\t\r])"


def csv_bytes(table: pl.DataFrame, *, for_people: bool = False) -> bytes:
    """UTF-8; text that could be a formula gets an apostrophe.

    For people it begins with a byte-order mark, without which a spreadsheet garbles names; programs stumble over one.
    """
    text = [name for name, dtype in table.schema.items() if dtype == pl.String]
    buffer = io.BytesIO()
    table.with_columns(pl.col(text).str.replace(_FORMULA_STARTS, "'${1}")).write_csv(
        buffer, include_bom=for_people
    )
    return buffer.getvalue()
