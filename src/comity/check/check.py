"""Own suppliers against a common list: which audits that are due exist already.

A supplier's audit is *due* where the member has not had the site audited within its own acceptance age, counted back
from the list's cut-off. It *exists* where the site is in the common list and the member's own audit is not what put it
there as far as anybody can tell.
Laws: every supplier row has exactly one state; the order of rows changes nothing; a check-only site is found only by
who names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from comity.core import SITE_SCHEMA, AgeBand, Progress, age_band, months_before, record_keys, silent
from comity.linkage import KNOWN_FRAME, ROWS_FRAME, Linkage, link_rows, site_keys
from comity.lists import ReadList
from comity.release import COMMON_FRAME, CommonList, open_sealed

SURE_FROM = 0.8
"""Probability from which a link is an opportunity; below it, a person looks first."""


class State(StrEnum):
    """What a supplier row comes to, the most useful first."""

    EXISTS = "audit exists"
    LOOK = "please look"
    PERHAPS_OWN = "perhaps your own"  # listed, and the member's own older audit explains it
    NOT_LISTED = "not in the list"
    NOT_DUE = "not due"
    UNREADABLE = "names no site"


CHECKED_FRAME = pl.Schema(
    {
        "row": pl.UInt32,  # of the suppliers' list
        "reference": pl.String,  # the member's own
        "site": pl.String,  # one name for the rows that are one site
        "state": pl.String,
        "name": pl.String,
        "address": pl.String,
        "city": pl.String,
        "country": pl.String,
        "own_audit": pl.Date,  # the member's latest, where there is one
        "listed_row": pl.String,
        "listed_name": pl.String,
        "listed_address": pl.String,
        "listed_city": pl.String,
        "audited": pl.String,
        "assurance": pl.String,
        "probability": pl.Float64,
        "reason": pl.String,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`rows` follows CHECKED_FRAME, the order of the suppliers' list."""

    rows: pl.DataFrame
    round_id: str
    cutoff: date
    accept_months: int
    opened: int  # check-only sites that the member's own lists opened

    def sites_in(self, *states: State) -> int:
        return self.rows.filter(pl.col("state").is_in([one.value for one in states]))["site"].n_unique()

    @property
    def due(self) -> int:
        return self.sites_in(State.EXISTS, State.LOOK, State.PERHAPS_OWN, State.NOT_LISTED)

    @property
    def headline(self) -> str:
        return f"{self.sites_in(State.EXISTS):,} of your {self.due:,} due audits exist"


def check_suppliers(
    common: CommonList,
    suppliers: ReadList,
    audited: Sequence[ReadList] = (),
    *,
    accept_months: int = 12,
    progress: Progress = silent,
) -> Checked:
    own = pl.concat(
        [
            suppliers.sites.with_columns(list=pl.lit("suppliers")),
            *(one.sites.with_columns(list=pl.lit(f"audited {at}")) for at, one in enumerate(audited)),
        ]
    )
    progress("opening check-only entries", 0, 1)
    keys = {key for keys in site_keys(own.select(SITE_SCHEMA.names()).unique()) for key in keys}
    opened = open_sealed(common.sealed, keys, common.about.stretch) if common.sealed else []
    progress("opening check-only entries", 1, 1)
    listed = pl.concat(
        [common.rows, pl.DataFrame([row for row, _ in opened], schema=COMMON_FRAME, orient="row")]
    )
    known = _as_known(listed)
    linkage = link_rows(own.select(ROWS_FRAME.names()), known=known, progress=progress)
    matched = _matches(linkage, known)
    since = months_before(common.about.cutoff, accept_months)
    return Checked(
        rows=_told(
            suppliers, linkage, matched, listed, _own_audits(audited, linkage), since, common.about.cutoff
        ),
        round_id=common.about.round_id,
        cutoff=common.about.cutoff,
        accept_months=accept_months,
        opened=len(opened),
    )


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


def _matches(linkage: Linkage, known: pl.DataFrame) -> pl.DataFrame:
    """For each own cluster its best listed row: cluster, listed_row, probability, reason. One line a cluster."""
    sites = known.select("record", listed_row="site")
    ends = pl.concat(
        [
            linkage.links.select(record=one, other=two, probability="probability", reason="reason")
            for one, two in (("left", "right"), ("right", "left"))
        ]
    )
    touching = ends.join(sites, left_on="other", right_on="record").join(
        linkage.clusters.select("record", "cluster", "site"), on="record"
    )
    # The row that the cluster continues comes before likelier ones that a better partner took.
    best = touching.with_columns(settled=pl.col("listed_row") == pl.col("site")).sort(
        ["cluster", "settled", "probability", "listed_row", "record"],
        descending=[False, True, True, False, False],
        nulls_last=True,
    ).unique("cluster", keep="first", maintain_order=True)  # fmt: skip
    told_alike = linkage.clusters.filter(pl.col("site").is_not_null()).select(
        "cluster", listed_row="site", probability=pl.lit(1.0), reason=pl.lit("written exactly alike")
    )
    columns = ["cluster", "listed_row", "probability", "reason"]
    return pl.concat(
        [
            best.select(columns),
            told_alike.unique("cluster").join(best, on="cluster", how="anti").select(columns),
        ]
    )


def _own_audits(audited: Sequence[ReadList], linkage: Linkage) -> Mapping[str, date]:
    """The latest of the member's own audits, by cluster."""
    if not audited:
        return {}
    dates = pl.concat([one.audits.select("record", "audit_date") for one in audited])
    latest = dates.join(linkage.clusters, on="record").group_by("cluster").agg(pl.col("audit_date").max())
    return dict(latest.iter_rows())


def _told(
    suppliers: ReadList,
    linkage: Linkage,
    matched: pl.DataFrame,
    listed: pl.DataFrame,
    own_audits: Mapping[str, date],
    since: date,
    cutoff: date,
) -> pl.DataFrame:
    shown = listed.select(
        listed_row="row",
        listed_name="name",
        listed_address="address",
        listed_city="city",
        audited="audited",
        assurance="assurance",
    ).unique("listed_row")
    table = (
        suppliers.sites.join(
            linkage.clusters.select("record", site="cluster"), on="record", maintain_order="left"
        )
        .drop("list", "record")
        .rename({"lei": "own_lei"})
        .join(matched, left_on="site", right_on="cluster", how="left", maintain_order="left")
        .join(shown, on="listed_row", how="left", maintain_order="left")
        .join(suppliers.own_references, on="row", how="left", maintain_order="left")
        .with_columns(
            name="site_name",
            own_audit=pl.col("site").replace_strict(own_audits, default=None, return_dtype=pl.Date),
        )
    )
    states = [
        state_of(probability, own_audit, AgeBand(band) if band else None, since=since, cutoff=cutoff).value
        for probability, own_audit, band in table.select("probability", "own_audit", "audited").iter_rows()
    ]
    table = table.with_columns(state=pl.Series(states, dtype=pl.String))
    told = _without_idle_matches(table).select(CHECKED_FRAME.names())
    return pl.concat([told, _nameless(suppliers, told)]).sort("row")


def state_of(
    probability: float | None, own_audit: date | None, band: AgeBand | None, *, since: date, cutoff: date
) -> State:
    if own_audit is not None and own_audit >= since:
        return State.NOT_DUE
    if probability is None:
        return State.NOT_LISTED
    if probability < SURE_FROM:
        return State.LOOK
    own_band = age_band(own_audit, cutoff) if own_audit is not None else None
    if own_band is not None and (band is None or band.months >= own_band.months):
        return State.PERHAPS_OWN
    return State.EXISTS


def _without_idle_matches(table: pl.DataFrame) -> pl.DataFrame:
    """A supplier that is not due needs no row of the list beside it."""
    idle = pl.col("state").is_in([State.NOT_DUE.value, State.NOT_LISTED.value])
    columns = (
        "listed_row",
        "listed_name",
        "listed_address",
        "listed_city",
        "audited",
        "assurance",
        "probability",
        "reason",
    )
    return table.with_columns(pl.when(~idle).then(pl.col(columns)))


def _nameless(suppliers: ReadList, told: pl.DataFrame) -> pl.DataFrame:
    """Rows that name no site, so that none is lost."""
    named = set(told["row"].to_list())
    rows = {problem.row for problem in suppliers.problems if problem.row and problem.row not in named}
    refused = [row for row in sorted(rows) if _is_refused(suppliers, row)]
    frame = pl.DataFrame({"row": refused}, schema={"row": pl.UInt32})
    missing = [
        pl.lit(State.UNREADABLE.value if name == "state" else None, dtype).alias(name)
        for name, dtype in CHECKED_FRAME.items()
        if name != "row"
    ]
    return frame.with_columns(missing).select(CHECKED_FRAME.names())


def _is_refused(suppliers: ReadList, row: int) -> bool:
    return any(one.row == row and one.severity == "refused" for one in suppliers.problems)
