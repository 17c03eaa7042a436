"""The attacker: members who pool their lists and ask of every row they did not contribute, whose is it?

What it knows (nothing of the method is secret): every group's footprint by country and by category, how its audits
spread over the shown attributes in each country, the last release, its own rows, and public statements. It works out the
posterior of "group A is the contributor" with everything the release shows, and what presence alone would have told it.
Laws: the coalition is no candidate; its own rows are no questions; figures depend on the release and the seed alone.
Source: the disclosure model's metrics (information gain, top-1 lift, 99th percentile of the lift, share of rows that are
nearly certain), each against the floor that presence alone sets.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.release.footprints import Footprints, Indices, Matrix, gain_bits, habits, places, posterior
from comity.release.public import statement_weights

MOST_PAIRS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is attacked, over cells of rows that look alike. `truth`, `cell` and `holders` have one entry per row."""

    groups: tuple[str, ...]
    presence: Matrix  # (cell, group) weights
    released: Matrix  # the same with everything the release shows
    cell: Indices
    truth: Indices  # the group whose audit is shown
    holders: NDArray[np.bool_]  # (row, group): who contributes the site
    is_new: NDArray[np.bool_]
    newcomers: tuple[int, ...]  # groups that contribute for the first time
    is_changed: NDArray[np.bool_] | None = None  # a row of the last release that says something else now
    compared: Matrix | None = None  # `released`, with what the last release said beside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One coalition's success. Probabilities and shares lie in [0, 1]."""

    coalition: tuple[int, ...]
    rows: int
    gain_bits: float
    top1_presence: float
    top1_released: float
    p99_lift: float
    over_half: float
    over_nine_tenths: float
    over_half_presence: float
    newcomer_posterior: float
    newcomer_posterior_changed: float = 0.0
    gain_bits_compared: float = 0.0  # with the last release laid beside this one
    over_half_compared: float = 0.0

    @property
    def top1_lift_points(self) -> float:
        return 100 * (self.top1_released - self.top1_presence)


def target_of(
    shown: pl.DataFrame,
    holdings: pl.DataFrame,
    *,
    groups: tuple[str, ...],
    newcomers: frozenset[str],
    public_weight: float,
) -> Target:
    """`shown`: site, group (the truth), country, category, attribute, public, is_new, is_changed; `holdings` carries `attribute`, too."""
    if "is_changed" not in shown.columns:
        shown = shown.with_columns(is_changed=pl.lit(value=False))
    keys = ["country", "category", "attribute", "public", "is_new", "is_changed"]
    cells = shown.select(keys).unique().sort(keys).with_row_index("cell")
    footprints = Footprints.of(holdings, groups)
    presence = footprints.presence(cells) * statement_weights(cells, groups, public_weight)
    row_of = {site: at for at, site in enumerate(shown["site"].to_list())}
    held = holdings.filter(pl.col("site").is_in(shown["site"].implode()))
    at = {group: place for place, group in enumerate(groups)}
    new, changed = _parts(held, shown, groups, "is_new"), _parts(held, shown, groups, "is_changed")
    cell_is_new, cell_is_changed = (cells[one].to_numpy()[:, None] for one in ("is_new", "is_changed"))
    looks = presence * habits(holdings, footprints, cells)
    news = np.where(cell_is_new, new, np.where(cell_is_changed, changed, 1 - new - changed))
    holders = np.zeros((shown.height, len(groups)), np.bool_)
    holders[places(held["site"], row_of), places(held["group"], at)] = True
    return Target(
        groups=groups,
        presence=presence,
        released=looks * np.where(cell_is_new, new, 1 - new),
        compared=looks * news,
        cell=shown.join(cells, on=keys, maintain_order="left")["cell"].to_numpy().astype(np.int64),
        truth=places(shown["group"], at),
        holders=holders,
        is_new=shown["is_new"].to_numpy(),
        newcomers=tuple(at[group] for group in sorted(newcomers)),
        is_changed=shown["is_changed"].to_numpy(),
    )


def _parts(
    held: pl.DataFrame, shown: pl.DataFrame, groups: tuple[str, ...], flag: str
) -> NDArray[np.float64]:
    """How much of each group's part of the list is new, or changed: all of a newcomer's is, nothing of one that left."""
    counted = (
        held.join(shown.select("site", flag), on="site").group_by("group").agg(pl.col(flag).sum(), pl.len())
    )
    new, total = np.zeros(len(groups)), np.zeros(len(groups))
    place = places(counted["group"], {group: at for at, group in enumerate(groups)})
    new[place], total[place] = counted[flag].to_numpy(), counted["len"].to_numpy()
    return (new + shown[flag].mean()) / (total + 1.0) if shown.height else np.zeros(len(groups))  # type: ignore[operator] # a mean of flags is a number


def coalitions_of(
    groups: int, sizes: NDArray[np.float64], size: int, *, sampled: int, seed: int
) -> list[tuple[int, ...]]:
    """All of them where they are few, else the largest groups together and a seeded sample."""
    if size >= groups:
        return []
    everyone: Callable[[], Sequence[tuple[int, ...]]] = lambda: list(combinations(range(groups), size))  # noqa: E731 -- used once
    if size <= 1 or (size == 2 and groups * (groups - 1) // 2 <= MOST_PAIRS):
        return list(everyone())
    largest = tuple(sorted(np.argsort(-sizes, kind="stable")[:size].tolist()))
    rng = Random(seed)  # noqa: S311 -- a sample that anybody may repeat
    drawn = {tuple(sorted(rng.sample(range(groups), size))) for _ in range(sampled)}
    return sorted(drawn | {largest})


def attack(target: Target, coalition: tuple[int, ...]) -> Found:
    asked = ~target.holders[:, list(coalition)].any(axis=1)
    cell, truth = target.cell[asked], target.truth[asked]
    before, after = (_without(weights, coalition) for weights in (target.presence, target.released))
    compared = after if target.compared is None else _without(target.compared, coalition)
    rows = len(cell)
    if not rows:
        return Found(coalition=coalition, rows=0, gain_bits=0.0, top1_presence=0.0, top1_released=0.0, p99_lift=0.0,
                     over_half=0.0, over_nine_tenths=0.0, over_half_presence=0.0, newcomer_posterior=0.0)  # fmt: skip
    gain = gain_bits(before, after)
    surest_before, surest = before.max(axis=1), after.max(axis=1)
    fresh = target.is_new[asked]
    moved = np.zeros_like(fresh) if target.is_changed is None else target.is_changed[asked]
    return Found(
        coalition=coalition,
        rows=rows,
        gain_bits=float(gain[cell].mean()),
        top1_presence=float((before.argmax(axis=1)[cell] == truth).mean()),
        top1_released=float((after.argmax(axis=1)[cell] == truth).mean()),
        p99_lift=float(np.quantile(after[cell, truth] - before[cell, truth], 0.99)),
        over_half=float((surest[cell] > 0.5).mean()),
        over_nine_tenths=float((surest[cell] > 0.9).mean()),
        over_half_presence=float((surest_before[cell] > 0.5).mean()),
        newcomer_posterior=_belief_in_one(after[cell[fresh]], target.newcomers, coalition),
        newcomer_posterior_changed=_belief_in_one(compared[cell[moved]], target.newcomers, coalition),
        gain_bits_compared=float(gain_bits(before, compared)[cell].mean()),
        over_half_compared=float((compared.max(axis=1)[cell] > 0.5).mean()),
    )


def _belief_in_one(believed: Matrix, suspects: Sequence[int], coalition: tuple[int, ...]) -> float:
    """How much the one most believed in is, averaged over rows."""
    if not len(believed):
        return 0.0
    return max((float(believed[:, one].mean()) for one in suspects if one not in coalition), default=0.0)


def _without(weights: Matrix, coalition: tuple[int, ...]) -> Matrix:
    if not coalition:
        return posterior(weights)
    rest = weights.copy()
    rest[:, list(coalition)] = 0.0
    return posterior(rest)
