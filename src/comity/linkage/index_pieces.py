"""What a known site is looked up by: runs of letters of its names, its words together with the town, numbers together with either,
identifiers; each with the country, so that nothing of another country is ever found.

In: sites, and how they are spelled (SPELLED_FRAME). Out: numbers, the same on every machine and in every version.
"""

import zlib

import numpy as np
import polars as pl

from comity.core import IDENTIFIERS
from comity.linkage.fields import field_of
from comity.linkage.pieces import letter_pieces
from comity.linkage.words import Ints, coded, cut, run_of

_NO_COUNTRY = 26 * 26
_CODES = np.int64(1) << 40
_KINDS = ("name", "name in town", "number and town", "number and name", "identifier")
_RUNS = (3, 6)
"""Letters of a run: short ones are rare in a small country only, long ones everywhere."""


def pieces_of(sites: pl.DataFrame, spelled: pl.DataFrame) -> tuple[Ints, Ints]:
    """Row and piece, some pairs more than once. A piece is a number: country, kind, and what it says."""
    country = countries_of(sites["country"])
    called = [spelled["site_name"], spelled["supplier_name"]]
    found = [_coded("name", *_letters(name, length)) for name in called for length in _RUNS]
    number_row, number = _numbers(spelled["address"])
    city = field_of(spelled["city"])
    town = _hashed(city.texts)[city.code]
    found.append(_coded("number and town", number_row, _paired(number, town[number_row])))
    words = cut(spelled["site_name"])
    word = _hashed(words.words)
    in_town = city.is_said[words.texts]
    found.append(_coded("name in town", words.texts[in_town], _paired(word, town[words.texts])[in_town]))
    at, owner = run_of(words.starts, number_row)
    found.append(_coded("number and name", number_row[owner], _paired(number[owner], word[at])))
    for kind in IDENTIFIERS:
        said = sites[kind].is_not_null()
        texts = pl.select(pl.lit(f"{kind} ") + sites[kind].filter(said)).to_series()
        found.append(_coded("identifier", np.flatnonzero(said.to_numpy()), _hashed(texts)))
    row = np.concatenate([rows for rows, _ in found])
    piece = np.concatenate([codes for _, codes in found]) + country[row] * len(_KINDS) * _CODES
    return row, piece


def _coded(kind: str, row: Ints, code: Ints) -> tuple[Ints, Ints]:
    return row, code + _KINDS.index(kind) * _CODES


def _letters(texts: pl.Series, length: int) -> tuple[Ints, Ints]:
    distinct = texts.unique().sort()
    pieces = letter_pieces(distinct, length=length)
    place = coded(texts, distinct)
    said = np.flatnonzero((texts != "").to_numpy())
    at, owner = run_of(pieces.indptr.astype(np.int64), place[said])
    return said[owner], pieces.indices[at].astype(np.int64) * len(_RUNS) + _RUNS.index(length)


def _numbers(addresses: pl.Series) -> tuple[Ints, Ints]:
    words = cut(addresses)
    short = words.words.str.contains(r"^[0-9]{1,4}$").to_numpy()
    return words.texts[short], words.words.filter(pl.Series(short)).cast(pl.Int64).to_numpy()


def _hashed(texts: pl.Series) -> Ints:
    """The same on every machine and in every version, unlike a table's own hash."""
    distinct = texts.unique()
    codes = pl.Series([zlib.crc32(text.encode()) for text in distinct.to_list()], dtype=pl.Int64)
    return texts.replace_strict(distinct, codes).to_numpy() if len(distinct) else np.zeros(0, np.int64)


def _paired(number: Ints, other: Ints) -> Ints:
    return (number * np.int64(2_654_435_761) + other) % _CODES


def countries_of(country: pl.Series) -> Ints:
    """A number for each country, in the order of their pieces."""
    letters = country.fill_null("").str.to_uppercase()
    coded = letters.str.contains("^[A-Z]{2}$").to_numpy()
    code = np.full(len(letters), _NO_COUNTRY, np.int64)
    raw = np.frombuffer("".join(letters.filter(pl.Series(coded)).to_list()).encode("ascii"), np.uint8)
    code[coded] = (raw[0::2].astype(np.int64) - ord("A")) * 26 + raw[1::2] - ord("A")
    return code
