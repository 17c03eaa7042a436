"""What a country's rows may say besides the site: age band and class, the band alone, neither, or nothing at all.

A level is allowed where every cell that it makes has enough groups and none of them dominates it (threshold and
dominance rule of statistical disclosure control; τ-ARGUS counts "holdings" as we count groups), and where what it says
tells little about whose a row is: members with strict habits (every site every year) are known by the band alone.
Laws: counted over all holdings of the round, so that neither lag nor filters can lift a country; a level is lost at
once and won back only after two releases that allow it.
"""

from collections.abc import Mapping
from enum import IntEnum

import polars as pl

from comity.release.footprints import Footprints, gain_bits, habits, posterior
from comity.release.policy import Cells


class Level(IntEnum):
    """The higher, the less is shown."""

    BAND_AND_CLASS = 0
    BAND = 1
    NEITHER = 2
    CHECK_ONLY = 3

    @property
    def columns(self) -> tuple[str, ...]:
        return {0: ("band", "assurance"), 1: ("band",)}.get(self, ())


def levels_of(
    holdings: pl.DataFrame, rules: Cells, *, before: Mapping[str, int]
) -> tuple[dict[str, Level], dict[str, Level]]:
    """The level each country is shown at, and the level its own numbers allow now, which the next release will ask for.

    `before` is what the last release's numbers allowed; empty at the first release.
    """
    allowed = dict.fromkeys(sorted(holdings["country"].unique().to_list()), Level.CHECK_ONLY)
    for level in (Level.NEITHER, Level.BAND, Level.BAND_AND_CLASS):
        passing = _passing(holdings, level, rules) & _quiet(holdings, level, rules)
        # A finer level stands on the coarser ones: cells that pass by chance under a level that fails do not count.
        allowed |= {country: level for country in passing if allowed[country] == level + 1}
    shown = {country: Level(max(level, before.get(country, level))) for country, level in allowed.items()}
    return shown, allowed


def _passing(holdings: pl.DataFrame, level: Level, rules: Cells) -> set[str]:
    cell = ["country", *level.columns]
    per_group = holdings.group_by(*cell, "group").len()
    cells = per_group.group_by(cell).agg(
        groups=pl.len(), largest=pl.col("len").max(), total=pl.col("len").sum()
    )
    good = (pl.col("groups") >= rules.min_groups) & (pl.col("largest") <= rules.max_share * pl.col("total"))
    return set(cells.group_by("country").agg(good.all()).filter("groups")["country"].to_list())


def _quiet(holdings: pl.DataFrame, level: Level, rules: Cells) -> set[str]:
    """Countries where the level's columns tell little of the group beyond presence: few bits, and no better a best guess."""
    if not level.columns or holdings.is_empty():
        return set(holdings["country"].to_list())
    groups = tuple(sorted(holdings["group"].unique().to_list()))
    footprints = Footprints.of(holdings, groups)
    told = holdings.with_columns(attribute=pl.concat_str(level.columns, separator="\x1f"))
    cells = told.group_by("country", "category", "attribute").len().sort("country", "category", "attribute")
    presence = footprints.presence(cells)
    before, after = posterior(presence), posterior(presence * habits(told, footprints, cells))
    lift = 100 * (after.max(axis=1) - before.max(axis=1))
    per_country = (
        cells.with_columns(bits=pl.Series(gain_bits(before, after)), points=pl.Series(lift))
        .group_by("country")
        .agg((pl.col("bits", "points") * pl.col("len")).sum() / pl.col("len").sum())
    )
    quiet = (pl.col("bits") <= rules.max_gain_bits) & (pl.col("points") <= rules.max_top1_lift_points)
    return set(per_country.filter(quiet)["country"].to_list())
