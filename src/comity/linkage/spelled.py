"""What records say, spelled once: the only step that reads their texts, and what an index of known sites keeps of it.

In: a table with the columns of a site. Out: SPELLED_FRAME, line by line. Law: a line hangs on its own row alone.
"""

import zlib

import polars as pl

from comity.linkage.gazetteer import TABLE
from comity.linkage.names import SPOKEN, spoken_columns, units_named
from comity.linkage.places import PLACES, spelled_places
from comity.linkage.spelling import once_each
from comity.linkage.text import read_data
from comity.linkage.units import address_unit_texts

_TABLES = (
    "legal-forms.txt",
    "translations.txt",
    "generic-words.txt",
    "address-words.txt",
    "trades.txt",
    "unit-words.txt",
    "number-words.txt",
)
SPELLED_FRAME = pl.Schema(dict.fromkeys([*SPOKEN, "units", *PLACES, "units of the address"], pl.String))
"""Words with single spaces; "" where nothing is said."""


def spelled_of(table: pl.DataFrame) -> pl.DataFrame:
    names = spoken_columns(table)
    places = spelled_places(table)
    units = {
        "units": units_named(names["site_name"], names["supplier_name"]),
        "units of the address": once_each(places["address"], address_unit_texts),
    }
    return pl.DataFrame({**names, **places, **units}).select(SPELLED_FRAME.names())


def digest_of_tables() -> str:
    """Of the words that spelling takes out, translates or goes by, and of the towns: what they spelled is not what others spell."""
    tables = "\n".join(line for name in _TABLES for line in read_data(name))
    return f"{zlib.crc32(tables.encode(), zlib.crc32(TABLE.read_bytes())):08x}"
