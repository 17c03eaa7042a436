"""Digests: the same content gives the same name, on every machine and in every version.

`record_keys` names a row by what it says of a site and by nothing else (not its list, not its place in the list),
so that a judgement once given on two rows holds in every later round. Its bytes are versioned (`record-v1`) and stay.
"""

import hashlib
import json
from pathlib import Path

import polars as pl

from comity.core.sites import SITE_SCHEMA

_UNIT_SEPARATOR = "\x1f"


def digest_bytes(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_file(path: Path) -> str:
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: object) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def record_keys(sites: pl.DataFrame) -> pl.Series:
    """24 hex digits (96 bits of BLAKE2b) for each row of a frame of sites."""
    columns = []
    for name, dtype in SITE_SCHEMA.items():
        column = pl.col(name)
        if dtype == pl.Float64:
            # A ten-thousandth of a degree is eleven metres: finer digits are noise of the exporting program.
            column = (column * 10_000).round().cast(pl.Int64)
        columns.append(column.cast(pl.String).fill_null(""))
    text = sites.select(pl.concat_str(columns, separator=_UNIT_SEPARATOR).alias("record")).to_series()
    keys = [
        hashlib.blake2b(value.encode(), digest_size=12, person=b"record-v1").hexdigest()
        for value in text.to_list()
    ]
    return pl.Series("record", keys, dtype=pl.String)
