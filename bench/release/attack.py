"""The leak test on made-up programmes of 24 members and 26,000 contributions, first and second release.

python -m bench.release.attack [SEED ...]
"""

import sys
import time
from datetime import date

import polars as pl

from bench.release.world import make_world
from comity.release import Policy, Release, release_sites


def main() -> None:
    for seed in map(int, sys.argv[1:] or ["1", "2", "3"]):
        world = make_world(seed=seed, members=25)
        first = _released(world.records, world.earlier, "2025-H2", world.earlier_cutoff, seed, ())
        _told(f"seed {seed}, first", first)
        memory = (("2025-H2", first[0].memory),) if first[0].common_list else ()
        _told(
            f"seed {seed}, second",
            _released(world.records, world.contributions, "2026-H1", world.cutoff, seed, memory),
        )


def _released(
    records: pl.DataFrame,
    contributions: pl.DataFrame,
    name: str,
    cutoff: date,
    seed: int,
    memory: tuple[tuple[str, bytes], ...],
) -> tuple[Release, float]:
    started = time.monotonic()
    release = release_sites(
        records,
        contributions,
        policy=Policy.default(),
        round_id=name,
        cutoff=cutoff,
        seed=2**200 + seed,
        memory=memory,
    )
    return release, time.monotonic() - started


def _told(name: str, timed: tuple[Release, float]) -> None:
    release, seconds = timed
    counted = dict(release.decisions.group_by("outcome").agg(pl.len()).iter_rows())
    print(
        f"{name}: {seconds:.1f} s, {release.groups} groups, {counted}, refused: {[one.code for one in release.refusals]}"
    )
    print(
        "   "
        + "  ".join(f"{one.code}@{one.size} {one.value:.4f}/{one.limit}" for one in release.leak_test.figures)
    )
    opened = release.leak_test.opened
    over_half, right, newcomer = (
        max((getattr(one, name) for one in opened.attacks), default=0.0)
        for name in ("over_half", "top1_released", "newcomer_posterior")
    )
    print(f"   all check-only entries opened: {opened.rows:,}, {opened.new_rows:,} new; above even odds {over_half:.4f}, "
          f"best guess right {right:.4f}, newcomer {newcomer:.4f}")  # fmt: skip


if __name__ == "__main__":
    main()
