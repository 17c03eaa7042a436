"""The leak test: the attacker let loose on a release before anybody sees it, and the limits that refuse it.

In: what would be shown, who holds what, the policy. Out: `LeakTest`, every figure beside its limit.
Laws: a release that tells nothing but presence passes; a figure over its limit refuses; the same inputs and seed give the
same figures.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np
import polars as pl

from comity.core import Progress, silent
from comity.release.attack import Found, Target, attack, coalitions_of, target_of
from comity.release.decide import Decided, Past, newcomers_of, public_of
from comity.release.ladder import Level
from comity.release.policy import LeakLimits, Policy

SIZES = (0, 1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of the test: the worst coalition of its size, against its limit."""

    code: str
    size: int  # how many members pool their lists
    value: float
    limit: float
    unit: str  # "bit", "points", "" for probabilities, "share"

    @property
    def passed(self) -> bool:
        return self.value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a member would learn who tried names against the check-only entries until all were open. Told, not limited."""

    rows: int
    new_rows: int  # of sites that nobody held at the last release
    attacks: tuple[Found, ...]  # of each member alone


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakTest:
    rows: int  # clear rows attacked
    new_rows: int
    changed_rows: int
    newcomers: tuple[str, ...]
    attacks: Mapping[int, tuple[Found, ...]]  # by size of the coalition
    figures: tuple[Figure, ...]
    opened: Opened
    seed: int
    groups: int

    @property
    def passed(self) -> bool:
        return all(figure.passed for figure in self.figures)


def leak_test(
    decided: Decided,
    holdings: pl.DataFrame,
    *,
    past: Past,
    policy: Policy,
    statements: Mapping[str, tuple[str, ...]],
    seed: int,
    changed: Set[str] = frozenset(),
    progress: Progress = silent,
) -> LeakTest:
    """`changed` are shown sites whose rows say something else than in the last release (`arrivals.changed_rows`)."""
    newcomers = newcomers_of(holdings, past)

    def target_among(outcome: str, seen_before: Set[str]) -> Target:
        having = decided.decisions.filter(pl.col("outcome") == outcome).select("site")
        rows = decided.sites.join(having, on="site", how="semi").sort("site")
        return target_of(
            rows.with_columns(
                attribute=attribute_of(decided.levels),
                public=public_of(rows["site"], statements),
                is_new=~pl.col("site").is_in(list(seen_before)) & pl.lit(past.holdings is not None),
                is_changed=pl.col("site").is_in(list(changed)),
            ),
            holdings.with_columns(attribute=attribute_of(decided.levels)),
            groups=tuple(sorted(holdings["group"].unique().to_list())),
            newcomers=newcomers,
            public_weight=policy.attribution.public_weight,
        )

    target = target_among("shown", past.shown)
    attacks = run_attacks(target, policy.leak_test, seed=seed, progress=progress)
    # Whoever opens every entry of two lists sees which sites nobody held before.
    hidden = target_among("check-only", set() if past.holdings is None else set(past.holdings["site"]))
    shown = decided.decisions.filter(pl.col("outcome") == "shown")
    return LeakTest(
        rows=len(target.truth),
        new_rows=int(target.is_new.sum()),
        changed_rows=len(changed & set(shown["site"])),
        newcomers=tuple(sorted(newcomers)),
        attacks=attacks,
        figures=figures_of(attacks, policy.leak_test),
        opened=Opened(
            rows=len(hidden.truth),
            new_rows=int(hidden.is_new.sum()),
            attacks=tuple(attack(hidden, (member,)) for member in range(len(hidden.groups))),
        ),
        seed=seed,
        groups=len(target.groups),
    )


def attribute_of(levels: Mapping[str, Level]) -> pl.Expr:
    """What a row says besides its site, at its country's level: band and class, the band, or nothing."""
    level = pl.col("country").replace_strict(
        {country: int(one) for country, one in levels.items()}, default=3, return_dtype=pl.Int64
    )
    band = pl.when(level <= Level.BAND).then("band").otherwise(pl.lit(""))
    assurance = pl.when(level <= Level.BAND_AND_CLASS).then("assurance").otherwise(pl.lit(""))
    return pl.concat_str([band, assurance], separator="\x1f")


def run_attacks(
    target: Target, limits: LeakLimits, *, seed: int, progress: Progress = silent
) -> dict[int, tuple[Found, ...]]:
    sizes = target.holders.sum(axis=0).astype(np.float64)
    planned = {
        size: coalitions_of(len(target.groups), sizes, size, sampled=limits.coalitions_of_five, seed=seed)
        for size in SIZES
    }
    total, done = sum(map(len, planned.values())), 0
    attacks = {}
    for size, coalitions in planned.items():
        found = []
        for coalition in coalitions:
            found.append(attack(target, coalition))
            done += 1
            progress("attacking the list", done, total)
        attacks[size] = tuple(found)
    return attacks


def figures_of(attacks: Mapping[int, tuple[Found, ...]], limits: LeakLimits) -> tuple[Figure, ...]:
    """The worst of each kind, for every size of coalition that has a limit; of the best guesses the mean.

    How often a guess is right is counted, not modelled: over some hundred rows of one coalition it is luck to two points
    either way, and the worst of many coalitions would be the luckiest.
    """
    figures = []
    for size, found in attacks.items():
        if not size or not found:
            continue

        def worst(name: str, among: tuple[Found, ...] = found) -> float:
            return max(float(getattr(one, name)) for one in among)

        figures += [
            Figure(code="gain", size=size, value=worst("gain_bits"), limit=limits.max_gain_bits, unit="bit"),
            Figure(code="top1-lift", size=size, value=_pooled_lift(found), limit=limits.max_top1_lift_points, unit="points"),
            Figure(code="p99-lift", size=size, value=worst("p99_lift"), limit=limits.max_p99_lift, unit=""),
        ]  # fmt: skip
        certain = {1: limits.max_certain_single, 2: limits.max_certain_pair}.get(size)
        if certain is not None:
            figures.append(
                Figure(code="certain", size=size, value=worst("over_half"), limit=certain, unit="share")
            )
        if size == 1:
            figures += [
                Figure(code="newcomer", size=size, value=worst("newcomer_posterior"),
                       limit=limits.max_newcomer_posterior, unit=""),
                Figure(code="newcomer-changed", size=size, value=worst("newcomer_posterior_changed"),
                       limit=limits.max_newcomer_posterior, unit=""),
            ]  # fmt: skip
    return tuple(figures)


def _pooled_lift(found: tuple[Found, ...]) -> float:
    rows = sum(one.rows for one in found)
    return sum(one.top1_lift_points * one.rows for one in found) / rows if rows else 0.0
