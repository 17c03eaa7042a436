"""How a site is written in the common list: one form, whoever contributed it and however they spell.

A published spelling could be somebody's fingerprint (capitals, "Ltd." or "LIMITED", the order of an address, a script),
so nothing is copied: names and addresses are folded to plain Latin words, legal forms, postcodes and what the next
column says anyway are dropped, abbreviations written out as their country means them (`abbreviations`), and the words
most groups agree on are set in one style. A text that says more than a name or a place (`screen`) does not compete.
A site that was shown keeps the words it was shown with as long as somebody still gives them, so that who joins shows in
no spelling.
Laws: spelling, order of rows and of lists change nothing; a public identifier is shown only where two groups hold it;
no text is shown in which something else was found.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import polars as pl

from comity.core.countries import resolve_country
from comity.linkage.text import fold, generic_words, name_words, words_of
from comity.linkage.units import numbered_parts, ordinals_behind, unit_labels
from comity.release.abbreviations import written_out
from comity.release.postcodes import without_postcode
from comity.release.screen import Screen

PUBLIC_IDENTIFIERS = ("lei", "gln", "os_id")

CANONICAL_FRAME = pl.Schema(
    {
        "site": pl.String,
        "name": pl.String,
        "address": pl.String,
        "city": pl.String,
        "country": pl.String,
        **dict.fromkeys(PUBLIC_IDENTIFIERS, pl.String),
        "unclean": pl.String,  # why it cannot be shown, for the Secretariat; null where it can
    }
)

PAIRS_FRAME = pl.Schema({"site": pl.String, "group": pl.String})
SHOWN_AS_FRAME = pl.Schema(
    {name: kind for name, kind in CANONICAL_FRAME.items() if name != "unclean"}
    | {"audited": pl.String, "assurance": pl.String}
)
"""What stood beside a site in the release before; its row id aside, which leads nowhere."""

_SAYS_NOTHING = frozenset({"no"})
_LONGEST_NUMBER = 4  # longer ones are postcodes in an address, and somebody's own reference in a name


def canonical_rows(
    contributed: pl.DataFrame,
    records: pl.DataFrame,
    country_of: Mapping[str, str],
    *,
    screen: Screen | None = None,
    shown_as: pl.DataFrame | None = None,
    set_aside: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One line per site. `contributed`: (site, record, group); `records` follows RECORDS_FRAME.

    `shown_as` (SHOWN_AS_FRAME) is what stood in the release before; `set_aside` (PAIRS_FRAME) are groups that have no say
    in a site's words yet, unless nobody else has any.
    """
    aside = pl.DataFrame(schema=PAIRS_FRAME) if set_aside is None else set_aside
    earlier = pl.DataFrame(schema=SHOWN_AS_FRAME) if shown_as is None else shown_as
    voices = (
        contributed.select("site", "record", "group")
        .unique()
        .join(records.drop("site").unique("record"), on="record")
        .join(aside.select("site", "group", waits=True), on=["site", "group"], how="left")
        .with_columns(pl.col("waits").fill_null(value=False))
    )
    screen = screen or Screen()
    voices = _written(voices, screen)
    spoken, waiting = voices.filter(~pl.col("waits")), voices.filter("waits")
    # Of a site that was shown, not even an empty cell is filled by somebody who waits.
    waiting = waiting.join(earlier, on="site", how="anti")
    sites = contributed.select("site").unique().sort("site")
    for column in ("name", "address", "city"):
        was = earlier.select("site", pl.col(column).alias("was"))
        for some, alias in ((spoken, column), (waiting, "of those who wait")):
            agreed = _most_agreed(some, column, was=was).rename({column: alias})
            sites = sites.join(agreed, on="site", how="left")
        still = [text if text and not screen.found(text) else None for text in was["was"].to_list()]
        sites = (
            sites.join(was.with_columns(pl.Series("was", still, dtype=pl.String)), on="site", how="left")
            .with_columns(pl.coalesce(column, "was", "of those who wait").alias(column))
            .drop("was", "of those who wait")
        )
    for kind in PUBLIC_IDENTIFIERS:
        was = earlier.select("site", pl.col(kind).alias("was"))
        sites = sites.join(_most_agreed(spoken, kind, was=was, at_least=2), on="site", how="left")
    return (
        sites.join(_unclean(voices), on="site", how="left")
        .with_columns(
            unclean=pl.coalesce(
                pl.when(pl.col(column).is_null()).then(f"{column}_found")
                for column in ("name", "address", "city")
            ),
            country=pl.col("site").replace_strict(country_of, default="", return_dtype=pl.String),
        )
        .with_columns(pl.col("name", "address", "city").fill_null(""))
        .select(CANONICAL_FRAME.names())
    )


_Form = Callable[..., tuple[str, tuple[str, ...]]]
"""Cells in, the words to show and the cells they were made from out."""

_WRITTEN_FROM = {
    "name": ("site_name", "supplier_name"),
    "address": ("address", "city", "region", "country"),
    "city": ("city", "country"),
}


def _written(voices: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """Each voice's words for a site as they would be shown, null where it gives none or says more; `…_found` says what."""
    forms: dict[str, _Form] = {"name": _name, "address": _address, "city": _city}
    added = []
    for column, sources in _WRITTEN_FROM.items():
        form = lru_cache(None)(_screened(forms[column], column, screen))
        told = [form(*texts) for texts in voices.select(sources).iter_rows()]
        added.append(pl.Series(f"{column}_form", [text or None for text, _ in told], dtype=pl.String))
        added.append(pl.Series(f"{column}_found", [found or None for _, found in told], dtype=pl.String))
    return voices.with_columns(added).drop("address", "city").rename({f"{one}_form": one for one in forms})


def _screened(form: _Form, column: str, screen: Screen) -> Callable[..., tuple[str, str]]:
    """The words to show and nothing; or nothing, and what was found in the texts they were made from or in themselves."""

    def screened(*texts: str | None) -> tuple[str, str]:
        words, made_from = form(*texts)
        found = next((one for text in (*made_from, words) if (one := screen.found(text))), "")
        return ("", f"The {column} says more than {_MEANT[column]}: {found}.") if found else (words, "")

    return screened


_MEANT = {"name": "a name", "address": "an address", "city": "a place"}


def _unclean(voices: pl.DataFrame) -> pl.DataFrame:
    """(site, name_found, address_found, city_found): the first thing found in a site's texts of a kind, in their order."""
    kinds = [f"{column}_found" for column in _WRITTEN_FROM]
    return voices.group_by("site").agg(pl.col(kinds).min())


def _most_agreed(voices: pl.DataFrame, column: str, *, was: pl.DataFrame, at_least: int = 1) -> pl.DataFrame:
    """The value a site was shown with where somebody still gives it, else the one most groups give.

    Of two that are level the shorter, then the first in the alphabet.
    """
    counted = (
        voices.drop_nulls(column)
        .group_by("site", column)
        .agg(groups=pl.col("group").n_unique())
        .filter(pl.col("groups") >= at_least)
        .join(was, on="site", how="left")
        .with_columns(
            length=pl.col(column).str.len_chars(),
            kept=(pl.col(column) == pl.col("was")).fill_null(value=False),
        )
    )
    order = counted.sort(
        ["site", "kept", "groups", "length", column], descending=[False, True, True, False, False]
    )
    return order.unique("site", keep="first", maintain_order=True).select("site", column)


def _name(site: str | None, supplier: str | None) -> tuple[str, tuple[str, ...]]:
    """The site's own name; with its company's in front where it says nothing by itself ("Unit 2"). And what it is made of."""
    own, company = name_words(site or ""), name_words(supplier or "")
    made_from: tuple[str, ...] = (site or "",)
    telling = [word for word in own if word not in generic_words() and not word.isdigit()]
    if not telling or {*telling} == {*unit_labels(own)}:
        own = (*company, *(word for word in own if word not in company))
        made_from = (site or "", supplier or "")
    words = [word for word in own if not (word.isdigit() and len(word) > _LONGEST_NUMBER)]
    return _in_style(words or own), made_from


def _address(
    address: str | None, city: str | None, region: str | None, country: str | None
) -> tuple[str, tuple[str, ...]]:
    """Street and number. Some members write the town, the province and the country here, too, and would be known by it."""
    *parts, last = (address or "").split(",")
    if not country or resolve_country(last) != country:
        parts.append(last)
    words = written_out(ordinals_behind(words_of(fold(" ".join(parts)))), country)
    elsewhere = {*words_of(fold(city or "")), *words_of(fold(region or ""))}
    kept = [
        part
        for part in dict.fromkeys(numbered_parts(words))
        if (part[0] not in elsewhere or part[-1].isdigit())
        and part[0] not in _SAYS_NOTHING
        and not (part[-1].isdigit() and len(part[-1]) > _LONGEST_NUMBER)
    ]
    numbers = [part for part in kept if part[0].isdigit()]
    # Where the house number stands is a habit of countries and of people: here it follows the street. That of a unit or a plot stays
    # behind its word: "Unit 2 Mill Road 12" is another site than "Unit 12 Mill Road 2".
    ordered = [part for part in kept if not part[0].isdigit()] + numbers
    return _in_style(word for part in ordered for word in part), (address or "",)


def _city(city: str | None, country: str | None) -> tuple[str, tuple[str, ...]]:
    return _in_style(words_of(without_postcode(city or "", country))), (city or "",)


def _in_style(words: Iterable[str]) -> str:
    return " ".join(word.capitalize() for word in words)
