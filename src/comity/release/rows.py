"""Rows as the list has them: under ids drawn for this release alone, clear, or sealed under the keys of who knows the site."""

from base64 import b32encode
from collections.abc import Mapping, Sequence

import polars as pl

from comity.core import SITE_SCHEMA
from comity.release.common_list import COMMON_FRAME, About, CommonList
from comity.release.decide import Decided, Outcome
from comity.release.drawn import drawn
from comity.release.entry_keys import best_keys, entry_keys
from comity.release.ladder import Level
from comity.release.sealed import seal_rows


def shown_rows(decided: Decided, canonical: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The clear rows, with their sites."""
    clear = decided.decisions.filter(pl.col("outcome") == Outcome.SHOWN).select("site")
    return _published(decided, canonical, key).join(clear, on="site", how="semi")


def _published(decided: Decided, canonical: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """(site, COMMON_FRAME): what each site's country allows to be said of it, under a row id drawn for this release."""
    level = pl.col("country").replace_strict(
        {country: int(one) for country, one in decided.levels.items()}, default=3, return_dtype=pl.Int64
    )
    told = decided.sites.select(
        "site",
        audited=pl.when(level <= Level.BAND).then("band"),
        assurance=pl.when(level <= Level.BAND_AND_CLASS).then("assurance"),
    )
    return (
        canonical.with_columns(row=_row_ids(canonical["site"], key))
        .join(told, on="site")
        .select("site", *COMMON_FRAME.names())
    )


def _row_ids(sites: pl.Series, key: bytes) -> pl.Series:
    ids = [b32encode(drawn(key, f"row {site}", 5)).decode() for site in sites.to_list()]
    return pl.Series("row", ids, dtype=pl.String)


def rows_named(canonical: pl.DataFrame, decisions: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """(row, site) of everything that is in the list; nothing of a list that was refused."""
    told = decisions.filter(pl.col("outcome").is_in([Outcome.SHOWN, Outcome.CHECK_ONLY])).select("site")
    named = canonical.select("site").join(told, on="site", how="semi")
    return named.with_columns(row=_row_ids(named["site"], key)).select("row", "site").sort("row")


def common_list_of(
    about: About,
    decided: Decided,
    canonical: pl.DataFrame,
    keys: Mapping[str, Sequence[str]],
    key: bytes,
) -> CommonList:
    rows = _published(decided, canonical, key)
    outcome = dict(decided.decisions.select("site", "outcome").iter_rows())
    clear = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.SHOWN)
    hidden = rows.filter(pl.col("site").replace_strict(outcome) == Outcome.CHECK_ONLY).sort("site")
    sealed = seal_rows(
        hidden.select(COMMON_FRAME.names()).to_dicts(),
        [keys.get(site, ()) for site in hidden["site"].to_list()],
        stretch=about.stretch,
        seed=drawn(key, "sealed", 32),
    )
    order = ["country", "name", "city", "address", "row"]
    return CommonList(about=about, rows=clear.select(COMMON_FRAME.names()).sort(order), sealed=tuple(sealed))


def keys_of(seen: pl.DataFrame, records: pl.DataFrame, decided: Decided) -> dict[str, tuple[str, ...]]:
    """The keys of each check-only site, by how its spellings name it."""
    hidden = decided.decisions.filter(pl.col("outcome") == Outcome.CHECK_ONLY)
    spelled = seen.join(hidden, on="site", how="semi").select("site", "record").unique().join(
        records.drop("site").unique("record"), on="record"
    ).sort("site", "record")  # fmt: skip
    every: dict[str, list[tuple[str, ...]]] = {}
    for site, keys in zip(
        spelled["site"].to_list(), entry_keys(spelled.select(SITE_SCHEMA.names())), strict=True
    ):
        every.setdefault(site, []).append(keys)
    return {site: best_keys(spellings) for site, spellings in every.items()}
