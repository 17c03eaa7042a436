"""Which listed site each of a member's own sites is, check-only sites included.

In: a common list, and every row of the member's own lists. Out: `Matches`: the own rows gathered into sites, and for each
site the one listed row that it is, or may be.
Laws: a check-only site is seen only by who names it; an own site has one listed row at most, and a row that the linkage
gave to another of the member's sites is never more than a doubt.
"""

from dataclasses import dataclass

import polars as pl

from comity.core import SITE_SCHEMA, Progress, record_keys
from comity.linkage import KNOWN_FRAME, ROWS_FRAME, Linkage, link_rows
from comity.release import COMMON_FRAME, CommonList, asking_keys, open_sealed

LOOK_FROM = 0.5
"""Probability from which a pair is worth a person's look: more likely than not. Of the pairs between .2 and this, about one
in four is one site where nearly every supplier is listed, and far fewer where many are not.
"""

MATCHES_FRAME = pl.Schema(
    {
        "site": pl.String,  # one name for the own rows that are one site
        "listed_row": pl.String,
        "listed_name": pl.String,
        "listed_address": pl.String,
        "listed_city": pl.String,
        "audited": pl.String,
        "assurance": pl.String,
        "check_only": pl.Boolean,
        "settled": pl.Boolean,  # whether the linkage holds the two to be one site
        "probability": pl.Float64,
        "reason": pl.String,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """`sites` says which own site each record is; `matched` follows MATCHES_FRAME, one line at most for each."""

    sites: pl.DataFrame  # record, site
    matched: pl.DataFrame
    opened: int  # check-only entries that the own rows opened, whether or not they are a site of theirs
    keyless: frozenset[str]  # own records that say too little to open any entry


def match_sites(common: CommonList, own: pl.DataFrame, *, progress: Progress) -> Matches:
    """`own` follows `linkage.ROWS_FRAME`."""
    opened, keyless = _opened(common, own, progress)
    listed = pl.concat(
        [common.rows.with_columns(check_only=pl.lit(False)), opened.with_columns(check_only=pl.lit(True))]  # noqa: FBT003 -- a column's value
    )
    known = _as_known(listed)
    linkage = link_rows(own.select(ROWS_FRAME.names()), known=known, progress=progress)
    shown = listed.rename(
        {"row": "listed_row"} | {name: f"listed_{name}" for name in ("name", "address", "city")}
    )
    return Matches(
        sites=linkage.clusters.select("record", site="cluster"),
        matched=_best(linkage, known).join(shown, on="listed_row").select(MATCHES_FRAME.names()),
        opened=opened.height,
        keyless=keyless,
    )


def _opened(common: CommonList, own: pl.DataFrame, progress: Progress) -> tuple[pl.DataFrame, frozenset[str]]:
    """The check-only rows that the own rows have a key to, and the own records that have no key at all."""
    if not common.sealed:
        return COMMON_FRAME.to_frame(), frozenset()
    progress("opening check-only entries", 0, 1)
    named = own.unique("record", keep="first", maintain_order=True)
    keys = dict(zip(named["record"].to_list(), asking_keys(named.select(SITE_SCHEMA.names())), strict=True))
    opened = open_sealed(common.sealed, {key for own in keys.values() for key in own}, common.about.stretch)
    progress("opening check-only entries", 1, 1)
    rows = pl.DataFrame([row for row, _ in opened], schema=COMMON_FRAME, orient="row")
    return rows, frozenset(record for record, own in keys.items() if not own)


def _as_known(listed: pl.DataFrame) -> pl.DataFrame:
    """The listed sites as records to link against. Two that are written alike cannot be told apart: the first stands."""
    said = listed.with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
    named = said.rename({"name": "site_name"}).with_columns(supplier_name="site_name")
    sites = named.select(
        pl.col(name) if name in named.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in SITE_SCHEMA.items()
    )
    known = sites.with_columns(record_keys(sites), site=listed["row"])
    return known.sort("site").unique("record", keep="first", maintain_order=True).select(KNOWN_FRAME.names())


def _best(linkage: Linkage, known: pl.DataFrame) -> pl.DataFrame:
    """(site, listed_row, settled, probability, reason): the listed row each own site continues, else the likeliest."""
    candidates = pl.concat([_linked(linkage, known), _written_alike(linkage, known)])
    order = candidates.sort(
        ["site", "settled", "probability", "listed_row", "reason"],
        descending=[False, True, True, False, False],
    )
    best = order.unique("site", keep="first", maintain_order=True)
    return best.filter(pl.col("probability") >= LOOK_FROM)


def _linked(linkage: Linkage, known: pl.DataFrame) -> pl.DataFrame:
    ends = pl.concat(
        [
            linkage.links.select("probability", "reason", record=own, other=other)
            for own, other in (("left", "right"), ("right", "left"))
        ]
    )
    return (
        ends.join(known.select(other="record", listed_row="site"), on="other")
        .join(linkage.clusters.select("record", "cluster", continues="site"), on="record")
        .select(
            "listed_row",
            "probability",
            "reason",
            site="cluster",
            settled=pl.col("continues").eq_missing(pl.col("listed_row")),
        )
    )


def _written_alike(linkage: Linkage, known: pl.DataFrame) -> pl.DataFrame:
    """An own row that says exactly what a listed one says is the same record, so no link tells of it."""
    both = linkage.clusters.select("record", site="cluster").join(
        known.select("record", listed_row="site"), on="record"
    )
    return both.select(
        "listed_row",
        "site",
        probability=pl.lit(1.0),
        reason=pl.lit("written exactly alike"),
        settled=pl.lit(True),  # noqa: FBT003 -- a column's value
    ).select("listed_row", "probability", "reason", "site", "settled")
