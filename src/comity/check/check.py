"""Own suppliers against a common list: which audits that are due exist already.

A supplier's audit is *due* where the member has not had the site audited within its own acceptance age, counted back
from the list's cut-off. It *exists* where the site is in the common list and the member's own audit is not what put it
there as far as anybody can tell.
Laws: every supplier row has exactly one state, and so has every site; the order of rows changes nothing; a check-only
site is found only by who names it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from comity.check.match import Matches, match_sites
from comity.check.remarks import Remark, remarks_of
from comity.core import AgeBand, Progress, age_band, months_before, silent
from comity.lists import ReadList, Severity
from comity.release import CommonList

SURE_FROM = 0.8
"""Probability from which a link is an opportunity; below it, a person looks first. docs/guide/check.md has the figures."""


class State(StrEnum):
    """What a supplier row comes to, the most useful first."""

    EXISTS = "audit exists"
    LOOK = "please look"
    PERHAPS_OWN = "perhaps your own"  # listed, and the member's own older audit explains it
    NOT_LISTED = "not in the list"
    NOT_DUE = "not due"
    UNREADABLE = "names no site"


DUE = (State.EXISTS, State.LOOK, State.PERHAPS_OWN, State.NOT_LISTED)

CHECKED_FRAME = pl.Schema(
    {
        "row": pl.UInt32,  # of the suppliers' list
        "reference": pl.String,  # the member's own
        "site": pl.String,  # one name for the rows that are one site; null where a row names none
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
        "check_only": pl.Boolean,
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
    keyless: int  # rows of the suppliers' list that say too little to open any
    remarks: tuple[Remark, ...]  # what of the lists could not be used

    def sites_in(self, *states: State) -> int:
        """Sites, not rows; a row that names no site counts for one."""
        sites = self.rows.filter(pl.col("state").is_in([one.value for one in states]))["site"]
        return sites.drop_nulls().n_unique() + sites.null_count()

    @property
    def due(self) -> int:
        return self.sites_in(*DUE)

    @property
    def check_only(self) -> int:
        """Check-only sites among those that are due."""
        return self.rows.filter("check_only")["site"].n_unique()

    @property
    def headline(self) -> str:
        found, due = self.sites_in(State.EXISTS), self.due
        if not due:
            return "No audit of yours is due"
        if due == 1:
            return "Your one due audit exists" if found else "Your one due audit is not known to exist"
        return f"{found:,} of your {due:,} due audits {'exists' if found == 1 else 'exist'}"


def check_suppliers(
    common: CommonList,
    suppliers: ReadList,
    audited: Sequence[ReadList] = (),
    *,
    today: date,
    accept_months: int = 12,
    progress: Progress = silent,
) -> Checked:
    """`today`: an audit of the member's own that is dated later has not taken place, and makes no supplier "not due"."""
    own = pl.concat(
        [
            suppliers.sites.with_columns(list=pl.lit("suppliers")),
            *(one.sites.with_columns(list=pl.lit(f"audited {at}")) for at, one in enumerate(audited)),
        ]
    )
    matches = match_sites(common, own, progress=progress)
    cutoff = common.about.cutoff
    table = _beside(suppliers, matches).join(
        _own_audits(audited, matches, today), on="site", how="left", maintain_order="left"
    )
    told = _with_states(table, since=months_before(cutoff, accept_months), cutoff=cutoff)
    keyless = suppliers.sites.filter(pl.col("record").is_in(list(matches.keyless))).height
    return Checked(
        rows=pl.concat([told, _nameless(suppliers)]).sort("row"),
        round_id=common.about.round_id,
        cutoff=cutoff,
        accept_months=accept_months,
        opened=matches.opened,
        keyless=keyless,
        remarks=remarks_of(suppliers, audited, keyless=keyless, today=today),
    )


def _beside(suppliers: ReadList, matches: Matches) -> pl.DataFrame:
    """Every supplier row that names a site, and what it may be listed as."""
    return (
        suppliers.sites.select("row", "record", "address", "city", "country", name="site_name")
        .join(matches.sites, on="record", how="left", maintain_order="left")
        .join(matches.matched, on="site", how="left", maintain_order="left")
        .join(suppliers.own_references, on="row", how="left", maintain_order="left")
    )


def _own_audits(audited: Sequence[ReadList], matches: Matches, today: date) -> pl.DataFrame:
    """(site, own_audit): the latest of the member's own audits of each site, up to today."""
    dates = pl.DataFrame(schema={"record": pl.String, "audit_date": pl.Date})
    every = pl.concat([dates, *(one.audits.select("record", "audit_date") for one in audited)])
    every = every.filter(pl.col("audit_date") <= today)
    return every.join(matches.sites, on="record").group_by("site").agg(own_audit=pl.col("audit_date").max())


def _with_states(table: pl.DataFrame, *, since: date, cutoff: date) -> pl.DataFrame:
    """CHECKED_FRAME. A supplier that is not due needs no row of the list beside it."""
    asked = table.select("probability", "settled", "own_audit", "audited").iter_rows()
    states = [
        state_of(
            probability,
            own_audit,
            AgeBand(band) if band else None,
            settled=bool(settled),
            since=since,
            cutoff=cutoff,
        )
        for probability, settled, own_audit, band in asked
    ]
    stated = table.with_columns(state=pl.Series([one.value for one in states], dtype=pl.String))
    listed = [
        "listed_row", "listed_name", "listed_address", "listed_city", "audited", "assurance", "check_only",
        "probability", "reason",
    ]  # fmt: skip
    idle = pl.col("state") == State.NOT_DUE.value
    return stated.with_columns(pl.when(~idle).then(pl.col(listed))).select(CHECKED_FRAME.names())


def state_of(
    probability: float | None,
    own_audit: date | None,
    band: AgeBand | None,
    *,
    settled: bool,
    since: date,
    cutoff: date,
) -> State:
    """`settled` says whether the linkage holds supplier and listed site to be one; where not, it is a doubt at most."""
    if own_audit is not None and own_audit >= since:
        return State.NOT_DUE
    if probability is None:
        return State.NOT_LISTED
    if probability < SURE_FROM or not settled:
        return State.LOOK
    own_band = age_band(own_audit, cutoff) if own_audit is not None else None
    # The list says the age of the latest audit, whoever's it is. A band narrower than the own audit's is another's.
    if own_band is not None and (band is None or band.months >= own_band.months):
        return State.PERHAPS_OWN
    return State.EXISTS


def _nameless(suppliers: ReadList) -> pl.DataFrame:
    """Rows that name no site, so that none is lost."""
    named = set(suppliers.sites["row"].to_list())
    refused = {one.row for one in suppliers.problems if one.row and one.severity is Severity.REFUSED}
    rows = pl.DataFrame({"row": sorted(refused - named)}, schema={"row": pl.UInt32})
    told = rows.join(suppliers.own_references, on="row", how="left", maintain_order="left").with_columns(
        state=pl.lit(State.UNREADABLE.value)
    )
    missing = [
        pl.lit(None, dtype).alias(name) for name, dtype in CHECKED_FRAME.items() if name not in told.columns
    ]
    return told.with_columns(missing).select(CHECKED_FRAME.names())
