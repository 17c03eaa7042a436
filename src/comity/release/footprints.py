"""Who probably contributed a row, given who audits where and what: the model behind the filter and behind the attacker.

A group's footprint is how many sites it holds by country and by category; its habits are how its audits spread over the
shown attributes in each country. With presence alone, group g weighs `sites in the country x its share of the category`;
attributes and newness multiply by how often its audits there look so (Bayes).
Laws: the weights of a row depend on its cell alone (country, category, attributes, public statements).
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Indices = NDArray[np.int64]

_HABIT_STRENGTH = 5.0
"""Audits of a group in a country that its habits elsewhere stand for: a handful of audits is no habit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprints:
    """`size`, `by_country` and `by_category` count sites held, shared ones in parts; rows are cells, columns groups."""

    groups: tuple[str, ...]
    country_at: dict[str, int]
    category_at: dict[str, int]
    by_country: Matrix
    by_category: Matrix
    size: NDArray[np.float64]

    @classmethod
    def of(cls, holdings: pl.DataFrame, groups: tuple[str, ...]) -> Self:
        countries = {one: at for at, one in enumerate(sorted(holdings["country"].unique().to_list()))}
        categories = {one: at for at, one in enumerate(sorted(holdings["category"].unique().to_list()))}
        who = places(holdings["group"], {group: at for at, group in enumerate(groups)})
        by_country = np.zeros((len(countries), len(groups)))
        by_category = np.zeros((len(categories), len(groups)))
        # Of a site that three groups hold, one audit is shown: each is its contributor with a third.
        part = holdings.select(1 / pl.len().over("site")).to_series().to_numpy()
        np.add.at(by_country, (places(holdings["country"], countries), who), part)
        np.add.at(by_category, (places(holdings["category"], categories), who), part)
        return cls(
            groups=groups,
            country_at=countries,
            category_at=categories,
            by_country=by_country,
            by_category=by_category,
            size=np.maximum(np.bincount(who, weights=part, minlength=len(groups)), 1.0),
        )

    def presence(self, cells: pl.DataFrame) -> Matrix:
        """Weights (cell, group) from country and category alone. A cell nobody is known in weighs all alike."""
        country, category = (
            places(cells["country"], self.country_at),
            places(cells["category"], self.category_at),
        )
        weights = np.where(country[:, None] >= 0, self.by_country[country], 0.0)
        share = np.where(category[:, None] >= 0, (self.by_category[category] + 0.5) / (self.size + 0.5), 1.0)
        weights = weights * share
        nobody = weights.sum(axis=1) == 0
        weights[nobody] = 1.0
        return weights


def habits(holdings: pl.DataFrame, footprints: Footprints, cells: pl.DataFrame) -> Matrix:
    """P(attribute | country, group) for each cell; both frames carry `attribute`, holdings as the release would show each."""
    kinds = {one: at for at, one in enumerate(sorted({*holdings["attribute"], *cells["attribute"]}))}
    group_at = {group: at for at, group in enumerate(footprints.groups)}
    who, kind = places(holdings["group"], group_at), places(holdings["attribute"], kinds)
    where = places(holdings["country"], footprints.country_at)
    counted: Matrix = np.zeros((len(footprints.country_at), len(kinds), len(group_at)))
    np.add.at(counted, (where, kind, who), 1.0)
    anywhere = counted.sum(axis=0)  # kind x group
    everybody = (counted.sum(axis=2) + 0.1) / (counted.sum(axis=(1, 2)) + 0.1 * len(kinds))[:, None]
    usual: Matrix = (anywhere[None] + everybody[:, :, None]) / (anywhere.sum(axis=0)[None, None] + 1.0)
    likely: Matrix = (counted + _HABIT_STRENGTH * usual) / (counted.sum(axis=1)[:, None] + _HABIT_STRENGTH)
    country = places(cells["country"], footprints.country_at)
    found: Matrix = likely[country, places(cells["attribute"], kinds)]
    found[country < 0] = 1.0
    return found


def posterior(weights: Matrix) -> Matrix:
    """Rows that sum to one; all zero where every candidate is ruled out."""
    total = weights.sum(axis=1, keepdims=True)
    sure: Matrix = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    return sure


def gain_bits(before: Matrix, after: Matrix) -> NDArray[np.float64]:
    """Kullback-Leibler divergence of each row's posterior from what was believed before, in bits."""
    ratio = np.divide(after, before, out=np.ones_like(after), where=(before > 0) & (after > 0))
    bits: NDArray[np.float64] = (after * np.log2(ratio)).sum(axis=1)
    return bits


def places(column: pl.Series, table: dict[str, int]) -> Indices:
    """Index of each value, -1 where the table has none."""
    if not table:
        return np.full(len(column), -1, np.int64)
    return column.replace_strict(table, default=-1, return_dtype=pl.Int64).to_numpy()
