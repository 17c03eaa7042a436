"""Which pairs are worth a question to people, the most useful first.

In: links, and the sites they were decided into. Out: DOUBTFUL_FRAME. A question is worth the rows that stand in the wrong
site if the decision is wrong, times the chance that it is. A pair inside a site may be as telling as one that was kept apart: a
large site of one weak pair is the dearest mistake. Of pairs kept apart only those near even odds are asked: what speaks against
the others is more than their own evidence. Pairs that judgements settle are never asked again.
"""

import numpy as np
import polars as pl

from comity.linkage.distinct import Records
from comity.linkage.judgements import Bonds
from comity.linkage.records import DOUBTFUL_FRAME
from comity.linkage.words import Floats, Ints

LEAST_ROWS = 0.3
"""What a question must be worth."""
NEAR_EVEN = 0.4
"""Probability from which on a pair kept apart is asked about."""


def doubtful(
    links: pl.DataFrame, left: Ints, right: Ints, rows_of_site: Floats, bonds: Bonds
) -> pl.DataFrame:
    """`left` and `right` are the records of the links; `rows_of_site` stands for each record."""
    usefulness = usefulness_of(
        links["probability"].to_numpy(), links["same"].to_numpy(), rows_of_site[left], rows_of_site[right]
    )
    asked = np.flatnonzero(usefulness >= LEAST_ROWS)
    if bonds.together or bonds.apart:
        asked = asked[[not bonds.settle(int(left[at]), int(right[at])) for at in asked]]
    return (
        links[asked]
        .with_columns(usefulness=usefulness[asked])
        .select(DOUBTFUL_FRAME.names())
        .sort(["usefulness", "left", "right"], descending=[True, False, False])
    )


def rows_of_sites(records: Records, cluster_of: Ints) -> Floats:
    """For each record the rows of all lists that its site has."""
    rows = np.maximum(np.asarray(records.lists.sum(axis=1)).ravel(), 1.0)
    of_cluster = np.bincount(cluster_of, weights=rows, minlength=records.count)
    return np.asarray(of_cluster[cluster_of], dtype=np.float64)


def usefulness_of(
    probability: Floats,
    same: np.ndarray[tuple[int], np.dtype[np.bool_]],
    left_rows: Floats,
    right_rows: Floats,
) -> Floats:
    """Rows that an answer is expected to put right. `left_rows` are those of the left record's site; of both, if they are one."""
    apart = np.where(probability > NEAR_EVEN, probability * np.sqrt(left_rows * right_rows), 0.0)
    return np.where(same, (1 - probability) * (left_rows - 1), apart)
