"""The figures: how long a round takes, how much lists overlap, what was recognised."""

import csv
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl

from comity.portal.ports.clock import today
from comity.portal.ports.recognitions import OfMember, recognitions
from comity.portal.ports.storage import storage
from comity.portal.release.models import Publication
from comity.portal.release.queries import published_rounds
from comity.portal.tenants.fence import fenced
from comity.portal.tenants.queries import members_of
from comity.portal.tenants.scope import Scope
from comity.survey.disclosure import Distribution, Outcome, Safety, distributions
from comity.survey.sums import Total, totals

LINKS = "secretariat/links.csv"
SAFETY = Safety()
BANDS = 10
"""Of a contributor's sites, the share that others have, too: in tenths, merged with their neighbours until they are safe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfRound:
    """One published round. None: too few stand behind the figure."""

    name: str
    contributors: int
    days: int | None  # from the cut-off to the release
    sites: int | None
    shared: int | None  # sites that several contributors have
    rows: Total
    overlap: Distribution  # of contributors over BANDS

    @property
    def shared_percent(self) -> int | None:
        return round(100 * self.shared / self.sites) if self.shared is not None and self.sites else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPeriod:
    """One half-year that is over."""

    name: str
    recognised: Total
    avoided: Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    rounds: tuple[OfRound, ...]  # the earliest first
    periods: tuple[OfPeriod, ...] | None  # None: no room tells of recognitions yet


def statistics_of(scope: Scope) -> Statistics:
    """The same for everybody who may ask, a member or the Secretariat."""
    whole = Scope(programme_id=scope.programme_id, organisation_id=None)
    groups = {one.organisation.slug: one.group or one.organisation.slug for one in members_of(whole)}
    published = published_rounds(whole)[::-1]
    with fenced(whole):  # of every member, to be added up and told only where that gives nobody away
        told = recognitions(whole, today())
    return Statistics(
        rounds=tuple(_of_round(one, groups) for one in published),
        periods=None if told is None else of_periods(told, groups, on=today()),
    )


def _of_round(publication: Publication, groups: Mapping[str, str]) -> OfRound:
    assembly = publication.assembly
    rows: dict[str, float] = defaultdict(float)
    for one in assembly.summary["lists"]:
        rows[groups.get(one["name"], one["name"])] += one["accepted"]
    contributing = [amount for _, amount in sorted(rows.items()) if amount]
    shares, sites, shared = _overlap(assembly.files[LINKS], tuple(sorted(groups.items())))
    is_safe = len(contributing) >= SAFETY.fewest
    codes = np.minimum((np.array(shares) * BANDS).astype(np.int64), BANDS - 1)
    return OfRound(
        name=assembly.round.slug,
        contributors=len(contributing),
        days=(publication.at.date() - assembly.round.cutoff).days if is_safe else None,
        sites=sites if is_safe else None,
        shared=shared if is_safe else None,
        rows=totals(np.array(contributing, dtype=np.float64), cuts=(), safety=SAFETY)[0],
        overlap=distributions(codes, answers=BANDS, cuts=(), safety=SAFETY)[0],
    )


@lru_cache(maxsize=32)
def _overlap(key: str, groups: tuple[tuple[str, str], ...]) -> tuple[tuple[float, ...], int, int]:
    """The share of each contributor's sites that others have, all sites, those that several have."""
    group_of = dict(groups)
    told = csv.DictReader(io.StringIO(storage().read(key).decode("utf-8-sig")))
    held = {(group_of.get(one["list"], one["list"]), one["site"]) for one in told if one["site"]}
    frame = pl.DataFrame(sorted(held), schema={"group": pl.String, "site": pl.String}, orient="row")
    counted = frame.with_columns(is_shared=pl.len().over("site") > 1)
    shares = counted.group_by("group").agg(pl.col("is_shared").mean()).sort("group")["is_shared"].to_list()
    several = counted.filter(pl.col("is_shared"))["site"].n_unique()
    return tuple(shares), counted["site"].n_unique(), several


def of_periods(told: Sequence[OfMember], groups: Mapping[str, str], *, on: date) -> tuple[OfPeriod, ...]:
    """Half-years that are over on that day, each by itself: a running total would give each new decision away."""
    amounts: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    running = f"{on.year}-H{1 if on.month <= 6 else 2}"
    for one in told:
        if one.period < running:
            sums = amounts[one.period][groups.get(one.member, one.member)]
            sums[0] += one.recognised
            sums[1] += one.avoided
    return tuple(
        OfPeriod(
            name=period,
            recognised=_sum([sums[0] for sums in by.values()]),
            avoided=_sum([sums[1] for sums in by.values()]),
        )
        for period, by in sorted(amounts.items())
    )


def _sum(amounts: list[float]) -> Total:
    return totals(np.array(amounts, dtype=np.float64), cuts=(), safety=SAFETY)[0]


def figures_table(found: Statistics) -> pl.DataFrame:
    """A line a figure, for a spreadsheet."""
    lines: list[tuple[str, str, str, float | None, float | None, str, str]] = []
    for one in found.rounds:
        plain = (
            ("days from cut-off to release", one.days),
            ("sites", one.sites),
            ("sites in several lists", one.shared),
        )
        for name, value in plain:
            outcome = "shown" if value is not None else "withheld"
            lines.append((name, one.name, "", value, value, outcome, ""))
        lines.append(_line("rows accepted", one.name, one.rows))
        if one.overlap.outcome is Outcome.WITHHELD:
            lines.append(
                ("contributors by overlap", one.name, "", None, None, "withheld", one.overlap.reason)
            )
        for part, count in (
            zip(one.overlap.answers, *one.overlap.counts, strict=True) if one.overlap.counts else ()
        ):
            label = band_label(part)
            lines.append(
                (
                    "contributors by overlap",
                    one.name,
                    label,
                    count,
                    count,
                    one.overlap.outcome.value,
                    one.overlap.reason,
                )
            )
    for period in found.periods or ():
        lines.append(_line("audits recognised", period.name, period.recognised))
        lines.append(_line("audits avoided", period.name, period.avoided))
    schema = {
        "figure": pl.String, "of": pl.String, "part": pl.String, "from": pl.Float64, "to": pl.Float64,
        "outcome": pl.String, "reason": pl.String,
    }  # fmt: skip
    return pl.DataFrame(lines, schema=schema, orient="row")


def _line(name: str, of: str, one: Total) -> tuple[str, str, str, float | None, float | None, str, str]:
    low, high = (one.low[0], one.high[0]) if one.low else (None, None)
    return name, of, "", low, high, one.outcome.value, one.reason


def band_label(part: Sequence[int]) -> str:
    return f"{part[0] * 100 // BANDS}–{(part[-1] + 1) * 100 // BANDS} %"
