"""Spreadsheets: nothing that we write may be read as a formula (OWASP, "CSV injection")."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import polars as pl

MOST_CELL = 32_767
"""Letters in a cell, as spreadsheets have it."""

MOST_ROWS = 1_048_575
"""Below the header, in one sheet: what a list may have, so that all of it can be given back."""

_ONE_AT_A_TIME = RLock()
_FORMULA_STARTS = r"^([=+\-@\t\r])"


@contextmanager
def cells_limited() -> Iterator[None]:
    """While it lasts, csv refuses a cell of more than MOST_CELL letters, as a mark left open makes one.

    The csv module keeps one limit for the whole process: others that read CSV in it must find theirs again.
    """
    with _ONE_AT_A_TIME:
        others = csv.field_size_limit(MOST_CELL)
        try:
            yield
        finally:
            csv.field_size_limit(others)


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


def is_locked(data: bytes) -> bool:
    """Whether a workbook of today stands behind a password: it is wrapped in the container of Excel 97 then."""
    return data.startswith(b"\xd0\xcf\x11\xe0") and has_stream(data, "EncryptedPackage")


def has_stream(data: bytes, name: str) -> bool:
    """Of the container of Excel 97. Entries of its directory lie on multiples of 128 bytes: a name of up to 64, then its length in two."""
    entry = name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")
    at = data.find(entry)
    while at >= 0 and at % 128:
        at = data.find(entry, at + 1)
    return at >= 0
