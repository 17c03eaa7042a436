"""What release takes: who says that which site was audited, and how each site is spelled.

A *holding* is what one group holds on one site: its latest audit there. Everything that decides or attacks works on
holdings, so that a group which lists a site ten times counts once.
"""

from collections.abc import Mapping
from datetime import date

import polars as pl

from comity.core import SITE_SCHEMA, AgeBand, months_before

CONTRIBUTIONS_FRAME = pl.Schema(
    {
        "site": pl.String,
        "record": pl.String,
        "member": pl.String,
        "group": pl.String,  # the corporate group, or the member itself
        "audit_date": pl.Date,
        "assurance": pl.String,  # lists.Assurance
        "category": pl.String,
    }
)
"""One line per accepted row."""

RECORDS_FRAME = pl.Schema([("site", pl.String), ("record", pl.String), *SITE_SCHEMA.items()])
"""The spellings of each site: every record that a contribution names, of this round or an earlier one."""

HOLDINGS_FRAME = pl.Schema(
    {
        "site": pl.String,
        "group": pl.String,
        "country": pl.String,
        "category": pl.String,
        "audit_date": pl.Date,
        "band": pl.String,  # core.AgeBand
        "assurance": pl.String,
    }
)


def holdings_of(contributions: pl.DataFrame, country_of: Mapping[str, str], cutoff: date) -> pl.DataFrame:
    """One line per (site, group) with its latest audit; of two on one day the one that meets the benchmark."""
    latest = contributions.sort(
        ["site", "group", "audit_date", "assurance", "category"], descending=[False, False, True, False, False],
        nulls_last=True,
    ).unique(["site", "group"], keep="first", maintain_order=True)  # fmt: skip
    return latest.with_columns(
        country=pl.col("site").replace_strict(country_of, default="", return_dtype=pl.String),
        category=pl.col("category").fill_null(""),
        band=band_of(pl.col("audit_date"), cutoff),
    ).select(HOLDINGS_FRAME.names())


def band_of(day: pl.Expr, cutoff: date) -> pl.Expr:
    """`core.age_band` over a column; what is older than three years counts with the oldest."""
    band = pl.lit(AgeBand.UP_TO_36.value)
    for narrower in (AgeBand.UP_TO_24, AgeBand.UP_TO_12):
        band = (
            pl.when(day >= months_before(cutoff, narrower.months))
            .then(pl.lit(narrower.value))
            .otherwise(band)
        )
    return band


def countries_of(records: pl.DataFrame) -> dict[str, str]:
    """The country most of a site's spellings give; the first in the alphabet where two are level."""
    counted = records.drop_nulls("country").group_by("site", "country").len()
    first = counted.sort(["site", "len", "country"], descending=[False, True, False]).unique(
        "site", keep="first", maintain_order=True
    )
    return dict(first.select("site", "country").iter_rows())
