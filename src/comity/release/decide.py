"""Which sites are shown, which are check-only, and which wait: one outcome and one reason for every site.

Laws: no site is lost; a stricter policy never shows more, neither sites nor what is said of them; every test that
looks at numbers looks at numbers which the other tests cannot move.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.release.canonical import PAIRS_FRAME, SHOWN_AS_FRAME
from comity.release.footprints import Footprints, Matrix, habits, posterior
from comity.release.frames import band_of
from comity.release.ladder import Level, levels_of
from comity.release.policy import Attribution, Policy
from comity.release.public import statement_weights
from comity.release.soles import NO_GROUP, First, kept_soles, ranks_of


class Outcome(StrEnum):
    SHOWN = "shown"
    CHECK_ONLY = "check-only"
    WITHHELD = "withheld"


class Mode(StrEnum):
    CLEAR = "clear"
    CHECK_ONLY = "check-only"
    REFUSED = "refused"


REASONS = {
    "shown": "Shown.",
    "few-groups": "The programme has too few contributing groups to show any site; members can still check for it.",
    "small-country": "Too few groups contribute in its country, or one dominates there.",
    "attributable": "Who audits where and what would point at one group too clearly.",
    "sole-share": "One group alone contributes it, and as many such sites as the list can hold are shown already.",
    "sole-share-of-new": "New, and one group alone contributes it: it comes out over the next rounds.",
    "newcomers-only": "It was shown, and only newcomers hold it now: it comes out over the next rounds.",
    "says-more": "A name, address or city says more than that: clean it in the list, and it comes with the next release.",
    "too-recent": "Its audits are too recent to be shown; it comes with the next release.",
    "refused": "The release is refused.",
    "no-audit": "No row that names it gives an audit that counts; the reasons are beside those rows in returned/.",
}

DECISIONS_FRAME = pl.Schema(
    {"site": pl.String, "outcome": pl.String, "reason_code": pl.String, "reason": pl.String}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the last release says to this one; empty at the first."""

    shown: frozenset[str]  # sites that stood in the clear list
    levels: Mapping[str, int]  # what its numbers allowed, by country
    holdings: pl.DataFrame | None  # HOLDINGS_FRAME at that round; None at the first release
    shown_as: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SHOWN_AS_FRAME))
    waiting: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAIRS_FRAME))
    """Who is not heard yet on which site that was shown (`arrivals`)."""


FIRST = Past(shown=frozenset(), levels={}, holdings=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    mode: Mode
    decisions: pl.DataFrame  # DECISIONS_FRAME, by site
    sites: pl.DataFrame  # SITES_DECIDED: what is true of each site that could be shown
    levels: Mapping[str, Level]  # by country
    allowed: Mapping[str, Level]  # for the next release
    latest_shown: date | None


def mode_of(groups: int, policy: Policy) -> Mode:
    if groups < policy.size.refuse_below_groups:
        return Mode.REFUSED
    return Mode.CLEAR if groups >= policy.size.clear_from_groups else Mode.CHECK_ONLY


def decide(
    holdings: pl.DataFrame,
    *,
    mode: Mode,
    policy: Policy,
    past: Past,
    cutoff: date,
    latest_allowed: date,
    statements: Mapping[str, tuple[str, ...]],
    seed: bytes,
    late: pl.DataFrame | None = None,
    unclean: Mapping[str, str] | None = None,
) -> Decided:
    """`latest_allowed`: audits after this day are not shown yet. Holdings follow HOLDINGS_FRAME, carried ones included.

    `late` (PAIRS_FRAME) are not heard on a site yet; `unclean` says of a site why its words cannot be shown.
    """
    sites = eligible_sites(holdings, cutoff, latest_allowed, late)
    reason = dict.fromkeys(holdings["site"].unique().to_list(), "too-recent")
    waiting = reason.keys() - set(sites["site"])  # nothing of theirs is old enough to be shown, sealed or not
    reason |= dict.fromkeys(sites["site"].to_list(), "shown")
    shown, allowed = levels_of(holdings, policy.cells, before=past.levels)
    said = {site: why for site, why in (unclean or {}).items() if site in reason and site not in waiting}
    if mode is Mode.CHECK_ONLY:
        reason |= dict.fromkeys(sites["site"].to_list(), "few-groups") | dict.fromkeys(said, "says-more")
    elif mode is Mode.REFUSED:
        reason = dict.fromkeys(reason, "refused")
    else:
        small = sites.filter(
            pl.col("country").replace_strict(shown, return_dtype=pl.Int64) == Level.CHECK_ONLY
        )
        risky = attributable(holdings, policy=policy, past=past, statements=statements)
        reason |= dict.fromkeys(set(risky) - waiting, "attributable")
        reason |= dict.fromkeys(small["site"].to_list(), "small-country")
        reason |= dict.fromkeys(sites.filter("only_late")["site"].to_list(), "newcomers-only")
        reason |= dict.fromkeys(said.keys(), "says-more")
        newcomers = newcomers_of(holdings, past)
        sole_group = dict(sites.select("site", "sole_group").iter_rows())
        _thin(reason, sole_group, first_group_of(holdings), newcomers, policy, past, seed)
    decisions = pl.DataFrame(
        [
            (site, outcome_of(code).value, code, _in_words(code, said.get(site, "")))
            for site, code in sorted(reason.items())
        ],
        schema=DECISIONS_FRAME,
        orient="row",
    )
    clear = sites.join(decisions.filter(pl.col("outcome") == "shown").select("site"), on="site", how="semi")
    return Decided(
        mode=mode,
        decisions=decisions,
        sites=sites,
        levels=shown,
        allowed=allowed,
        latest_shown=clear["audit_date"].max() if clear.height else None,  # type: ignore[arg-type] # a date column
    )


def _in_words(code: str, why: str) -> str:
    return (
        f"{why} Clean it in the list, and it comes with the next release."
        if code == "says-more"
        else REASONS[code]
    )


def outcome_of(code: str) -> Outcome:
    if code == "shown":
        return Outcome.SHOWN
    if code in {"too-recent", "says-more", "refused", "no-audit"}:
        return Outcome.WITHHELD
    return Outcome.CHECK_ONLY


def eligible_sites(
    holdings: pl.DataFrame, cutoff: date, latest_allowed: date, late: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One line per site with an audit old enough: its latest such audit, who made it, and who is alone in it.

    The audits of those who are `late` do not count, unless a site has no others. Who is alone hangs on them all the same.
    """
    aside = pl.DataFrame(schema=PAIRS_FRAME) if late is None else late
    old_enough = (
        holdings.filter(pl.col("audit_date") <= latest_allowed)
        .join(aside.select("site", "group", is_late=True), on=["site", "group"], how="left")
        .with_columns(pl.col("is_late").fill_null(value=False))
    )
    latest = old_enough.sort(
        ["site", "is_late", "audit_date", "assurance", "group"],
        descending=[False, False, True, False, False],
    )
    sites = latest.unique("site", keep="first", maintain_order=True).rename({"is_late": "only_late"})
    alone = old_enough.group_by("site").agg(groups=pl.col("group").n_unique(), only=pl.col("group").first())
    return sites.join(alone, on="site", maintain_order="left").with_columns(
        band=band_of(pl.col("audit_date"), cutoff),
        sole_group=pl.when(pl.col("groups") == 1).then("only").otherwise(pl.lit(NO_GROUP)),
    )


def first_group_of(holdings: pl.DataFrame) -> dict[str, First]:
    """The one group that could be alone in a site at some lag, and whether others joined it later; see `soles`."""
    earliest = holdings.group_by("site").agg(
        group=pl.col("group").sort_by("audit_date").first(),
        first=(pl.col("audit_date") == pl.col("audit_date").min()).sum(),
        joined=pl.len() > 1,
    )
    return {
        site: (group if first == 1 else NO_GROUP, joined)
        for site, group, first, joined in earliest.select("site", "group", "first", "joined").iter_rows()
    }


def attributable(
    holdings: pl.DataFrame,
    *,
    policy: Policy,
    past: Past,
    statements: Mapping[str, tuple[str, ...]],
) -> list[str]:
    """Sites whose contributor the model would guess too well, at whichever level of the ladder it guesses best.

    Footprints are those of the last release where there was one, so that a site's absence says little about who
    contributes it now; groups that were not there yet count as they are. Every audit of a site is asked, not only the one
    that would be shown, so that a longer lag cannot free a site by showing another.
    """
    known = holdings
    if past.holdings is not None:
        newcomers = holdings.join(past.holdings.select("group").unique(), on="group", how="anti")
        known = pl.concat([past.holdings, newcomers])
    groups = tuple(sorted({*holdings["group"], *known["group"]}))
    footprints = Footprints.of(known, groups)
    named = holdings.with_columns(public=public_of(holdings["site"], statements))
    keys = ["country", "category", "band", "assurance", "public"]
    cells = named.select(keys).unique().sort(keys)
    presence = footprints.presence(cells) * statement_weights(cells, groups, policy.attribution.public_weight)
    risky = _too_sure(posterior(presence), policy.attribution)
    for level in (Level.BAND, Level.BAND_AND_CLASS):
        attribute = pl.concat_str(level.columns, separator="\x1f")
        likely = habits(
            known.with_columns(attribute=attribute), footprints, cells.with_columns(attribute=attribute)
        )
        risky |= _too_sure(posterior(presence * likely), policy.attribution)
    return named.join(cells.filter(pl.Series(risky)), on=keys, how="semi")["site"].unique().to_list()


def _too_sure(believed: Matrix, limits: Attribution) -> NDArray[np.bool_]:
    """Cells that point at one group too clearly, to an outsider or to the member who can rule out the second likeliest."""
    if believed.shape[1] < 2:
        return np.ones(len(believed), np.bool_)
    second, first = np.partition(believed, -2, axis=1)[:, -2:].T
    sure: NDArray[np.bool_] = (first > limits.max_posterior) | (
        first > limits.max_posterior_to_member * (1 - second)
    )
    return sure


def public_of(sites: pl.Series, statements: Mapping[str, tuple[str, ...]]) -> pl.Series:
    return pl.Series(
        "public", ["\x1f".join(statements.get(site, ())) for site in sites.to_list()], dtype=pl.String
    )


def newcomers_of(holdings: pl.DataFrame, past: Past) -> frozenset[str]:
    """Groups that contribute for the first time; nobody is one at the first release."""
    if past.holdings is None:
        return frozenset()
    return frozenset(holdings["group"]) - frozenset(past.holdings["group"])


def _thin(
    reason: dict[str, str],
    sole_group: Mapping[str, str],
    first_group: Mapping[str, First],
    newcomers: Set[str],
    policy: Policy,
    past: Past,
    seed: bytes,
) -> None:
    """Hold back what one group alone would fill the list, or its news, with."""

    new = {site: group for site, group in sole_group.items() if site not in past.shown}
    news = {site: first for site, first in first_group.items() if site not in past.shown}
    drawn_new, drawn = ranks_of(news, seed + b"new"), ranks_of(first_group, seed)
    places = ranks_of(
        {site: ("newcomers", joined) for site, (group, joined) in news.items() if group in newcomers},
        seed + b"arrived",
    )
    arrived = {site: places[site] for site, group in new.items() if group in newcomers}
    kept = before = {site for site, code in reason.items() if code == "shown"}
    while True:
        if past.holdings is not None:
            fresh = kept & new.keys()
            waiting = fresh - kept_soles(fresh, new, drawn_new, policy.soles.max_share_of_new)
            most = int(policy.soles.max_newcomers_share_of_list * len(kept - arrived.keys()))
            waiting |= {site for site in kept & arrived.keys() if arrived[site] >= most}
            reason |= dict.fromkeys(waiting, "sole-share-of-new")
            kept = kept - waiting
        many = kept - kept_soles(kept, sole_group, drawn, policy.soles.max_share_of_list)
        reason |= dict.fromkeys(many, "sole-share")
        kept = kept - many
        # What one rule takes out shortens the list that the other takes its share of.
        if kept == before:
            return
        before = kept
