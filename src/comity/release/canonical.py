"""How a site is written in the common list: one form, whoever contributed it and however they spell.

A published spelling could be somebody's fingerprint (capitals, "Ltd." or "LIMITED", the order of an address, a script),
so nothing is copied: names and addresses are folded to plain Latin words, legal forms, postcodes and what the next
column says anyway are dropped, abbreviations written out as their country means them (`abbreviations`), and the words
most groups agree on are set in one style.
Laws: spelling, order of rows and of lists change nothing; a public identifier is shown only where two groups hold it.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import polars as pl

from comity.core.countries import resolve_country
from comity.linkage.text import fold, generic_words, name_words, unit_labels, words_of
from comity.release.abbreviations import written_out
from comity.release.postcodes import without_postcode

PUBLIC_IDENTIFIERS = ("lei", "gln", "os_id")

CANONICAL_FRAME = pl.Schema(
    {
        "site": pl.String,
        "name": pl.String,
        "address": pl.String,
        "city": pl.String,
        "country": pl.String,
        **dict.fromkeys(PUBLIC_IDENTIFIERS, pl.String),
    }
)

_SAYS_NOTHING = frozenset({"no"})
_LONGEST_NUMBER = 4  # longer ones in an address are postcodes


def canonical_rows(
    contributed: pl.DataFrame, records: pl.DataFrame, country_of: dict[str, str]
) -> pl.DataFrame:
    """One line per site. `contributed`: (site, record, group); `records` follows RECORDS_FRAME."""
    voices = contributed.select("site", "record", "group").unique().join(
        records.drop("site").unique("record"), on="record"
    )  # fmt: skip
    name, address, city = lru_cache(None)(_name), lru_cache(None)(_address), lru_cache(None)(_city)
    voices = voices.with_columns(
        _applied(voices, ["site_name", "supplier_name"], name, "name"),
        _applied(voices, ["address", "city", "region", "country"], address, "street"),
        _applied(voices, ["city", "country"], city, "town"),
    )
    sites = contributed.select("site").unique().sort("site")
    for column, out in (("name", "name"), ("street", "address"), ("town", "city")):
        sites = sites.join(_most_agreed(voices, column).rename({column: out}), on="site", how="left")
    for kind in PUBLIC_IDENTIFIERS:
        sites = sites.join(_most_agreed(voices, kind, at_least=2), on="site", how="left")
    return sites.with_columns(
        pl.col("name", "address", "city").fill_null(""),
        country=pl.col("site").replace_strict(country_of, default="", return_dtype=pl.String),
    ).select(CANONICAL_FRAME.names())


def _applied(voices: pl.DataFrame, columns: Sequence[str], form, alias: str) -> pl.Series:  # type: ignore[no-untyped-def] # a cached function of as many texts as columns
    return pl.Series(
        alias, [form(*texts) or None for texts in voices.select(columns).iter_rows()], dtype=pl.String
    )


def _most_agreed(voices: pl.DataFrame, column: str, *, at_least: int = 1) -> pl.DataFrame:
    """The value most groups give a site; of two that are level the shorter, then the first in the alphabet."""
    counted = (
        voices.drop_nulls(column)
        .group_by("site", column)
        .agg(groups=pl.col("group").n_unique())
        .filter(pl.col("groups") >= at_least)
        .with_columns(length=pl.col(column).str.len_chars())
    )
    order = counted.sort(["site", "groups", "length", column], descending=[False, True, False, False])
    return order.unique("site", keep="first", maintain_order=True).select("site", column)


def _name(site: str | None, supplier: str | None) -> str:
    """The site's own name; with its company's in front where it says nothing by itself ("Unit 2")."""
    own, company = name_words(site or ""), name_words(supplier or "")
    telling = [word for word in own if word not in generic_words() and not word.isdigit()]
    if not telling or {*telling} == {*unit_labels(own)}:
        own = (*company, *(word for word in own if word not in company))
    return _in_style(own)


def _address(address: str | None, city: str | None, region: str | None, country: str | None) -> str:
    """Street and number. Some members write the town, the province and the country here, too, and would be known by it."""
    *parts, last = (address or "").split(",")
    if not country or resolve_country(last) != country:
        parts.append(last)
    words = written_out(words_of(fold(" ".join(parts))), country)
    elsewhere = {*words_of(fold(city or "")), *words_of(fold(region or ""))}
    kept = [
        word
        for word in dict.fromkeys(words)
        if (word not in elsewhere or word.isdigit())
        and word not in _SAYS_NOTHING
        and not (word.isdigit() and len(word) > _LONGEST_NUMBER)
    ]
    numbers = [word for word in kept if word.isdigit()]
    # Where the house number stands is a habit of countries and of people: here it follows the street.
    return _in_style([word for word in kept if not word.isdigit()] + numbers)


def _city(city: str | None, country: str | None) -> str:
    return _in_style(words_of(without_postcode(city or "", country)))


def _in_style(words: Iterable[str]) -> str:
    return " ".join(word.capitalize() for word in words)
