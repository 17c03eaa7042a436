"""How right an answer is: pairs of rows of different lists, whole sites (B³), pairs whose names differ, and probabilities.

In: frames of labelled rows with the `site` given and the `true_site`. Every figure counts labelled rows only; two true sites
that are `neither` right nor wrong to join count neither way.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    precision: float
    recall: float
    f1: float
    b3: float  # F1 of B³: each row's site against its true site
    recall_where_names_differ: float | None
    true_pairs: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def quality_of(rows: pl.DataFrame, neither: pl.DataFrame | None = None) -> Quality:
    """Rows have list, site, true_site, and `name` if recall where names differ is asked for. A row without a site is alone."""
    rows = with_sites(rows)
    right, joined, true = pairs(rows, "site", "true_site"), pairs(rows, "site"), pairs(rows, "true_site")
    joined -= _excused(rows, neither)
    differ = None
    if "name" in rows.columns:
        rows = rows.with_columns(pl.col("name").str.to_lowercase().str.strip_chars())
        alike = pairs(rows, "true_site", "name")
        found_alike = pairs(rows, "site", "true_site", "name")
        differ = (right - found_alike) / max(true - alike, 1)
    precision, recall = right / max(joined, 1), right / max(true, 1)
    return Quality(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / max(precision + recall, 1e-9),
        b3=b_cubed(rows),
        recall_where_names_differ=differ,
        true_pairs=true,
    )


def with_sites(rows: pl.DataFrame) -> pl.DataFrame:
    alone = pl.lit("alone-") + pl.int_range(pl.len()).cast(pl.String)
    return rows.with_columns(site=pl.coalesce(pl.col("site").cast(pl.String), alone))


def pairs(rows: pl.DataFrame, *keys: str) -> int:
    """Pairs of rows of different lists that agree on the keys."""

    def two_of(*names: str) -> int:
        n = pl.col("len").cast(pl.Int64)
        return int(rows.group_by(names).len().select((n * (n - 1) // 2).sum()).item())

    return two_of(*keys) - two_of("list", *keys)


def b_cubed(rows: pl.DataFrame) -> float:
    size = rows.select(
        both=pl.len().over("site", "true_site"),
        said=pl.len().over("site"),
        true=pl.len().over("true_site"),
    )
    precision = float(size.select((pl.col("both") / pl.col("said")).mean()).item() or 0)
    recall = float(size.select((pl.col("both") / pl.col("true")).mean()).item() or 0)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _excused(rows: pl.DataFrame, neither: pl.DataFrame | None) -> int:
    """Pairs joined across lists of which it is not known whether they should be."""
    if neither is None or neither.is_empty():
        return 0
    either = pl.concat([neither, neither.select(one="other", other="one")]).unique()
    few = rows.select("list", "site", "true_site")
    met = few.join(either, left_on="true_site", right_on="one").join(
        few, left_on=["site", "other"], right_on=["site", "true_site"], suffix="_other"
    )
    return met.filter(pl.col("list") != pl.col("list_other")).height // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """By tenths of the probability said: how many pairs, what was said, what was true."""

    tenths: pl.DataFrame  # tenth, len, said, true
    error: float


def calibration_of(probability: NDArray[np.float64], true: NDArray[np.bool_]) -> Calibration:
    """The expected calibration error: the mean distance between said and true, by tenths, weighted by pairs."""
    judged = pl.DataFrame({"probability": probability, "true": true.astype(np.float64)})
    tenths = (
        judged.with_columns(tenth=(pl.col("probability") * 10).floor().clip(0, 9))
        .group_by("tenth")
        .agg(pl.len(), said=pl.col("probability").mean(), true=pl.col("true").mean())
        .sort("tenth")
    )
    off = (tenths["len"] * (tenths["said"] - tenths["true"]).abs()).sum()
    return Calibration(tenths=tenths, error=float(off) / max(judged.height, 1))
