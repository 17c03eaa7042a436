"""Which records hang together by pairs, however long the way: small groups that can be looked at one by one.

In: edges (a, b) between numbered records. Out: (id, component), the component named by its smallest record.
Stars made alternately of the larger and of the smaller neighbours until nothing moves (Kiveris, Lattanzi, Mirrokni, Rastogi &
Vassilvitskii 2014): rounds grow with the logarithm of the longest way, not with the way, and no record's neighbours need fit
together with all others' in one place.
"""

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from comity.linkage.spark.batches import Kernel, arrow, bucket, in_groups, kept, numbers, schema_of
from comity.linkage.words import group_starts

_EDGES = "a long, b long"
_LABELS = "id long, component long"
MOST_ROUNDS = 64
"""More than any graph needs that fits a cluster; reaching it is an error of ours."""


FEW = 5_000_000
"""Edges that one task takes at once, in a few hundred megabytes, sooner than stars settle."""


def components_of(edges: DataFrame, *, count: int, tasks: int, few: int = FEW) -> DataFrame:
    """Edges from a to b where a > b, in any order and with repeats; `count` of them, or about so many."""
    if count <= few:
        return in_groups(edges, F.lit(0), 1, _joined, _LABELS)
    return _stars(edges, tasks)


def _joined(edges: pa.Table) -> pa.Table:
    ends, places = np.unique(np.concatenate([numbers(edges, "a"), numbers(edges, "b")]), return_inverse=True)
    one, other = np.split(places, 2)
    graph = sparse.csr_matrix((np.ones(len(one), bool), (one, other)), shape=(len(ends), len(ends)))
    _, group = connected_components(graph, directed=False)
    _, first = np.unique(group, return_index=True)
    return arrow({"id": ends, "component": ends[first][group]}, schema_of(_LABELS))


def _stars(edges: DataFrame, tasks: int) -> DataFrame:
    stars, seen = kept(edges.distinct()), None
    for _ in range(MOST_ROUNDS):
        both = stars.unionByName(stars.select(F.col("b").alias("a"), F.col("a").alias("b")))
        large = in_groups(both, bucket("a", tasks), tasks, _star(larger=True), _EDGES)
        small = in_groups(large, bucket("a", tasks), tasks, _star(larger=False), _EDGES)
        stars = kept(small.distinct())
        mark = stars.agg(F.count("*"), F.sum(F.xxhash64("a", "b").cast("decimal(38,0)"))).collect()[0]
        if mark == seen:
            break
        seen = mark
    else:
        raise RuntimeError(f"components did not settle in {MOST_ROUNDS} rounds")
    ends = stars.select(F.col("a").alias("id"), F.col("b").alias("component"))
    roots = stars.select(F.col("b").alias("id"), F.col("b").alias("component")).distinct()
    return ends.unionByName(roots)


def _star(*, larger: bool) -> Kernel:
    """Of each record with its neighbours: all larger ones, or all smaller ones and itself, point to the smallest."""
    schema = schema_of(_EDGES)

    def kernel(table: pa.Table) -> pa.Table:
        a, b = numbers(table, "a"), numbers(table, "b")
        order = np.lexsort((b, a))
        a, b = a[order], b[order]
        starts = group_starts(a)
        sizes = np.diff(starts)
        least = np.minimum(b[starts[:-1]], a[starts[:-1]])
        if larger:
            chosen = b > a
            return arrow({"a": b[chosen], "b": np.repeat(least, sizes)[chosen]}, schema)
        centre = a[starts[:-1]]
        ends = np.concatenate([b, centre])
        to = np.concatenate([np.repeat(least, sizes), least])
        chosen = ends > to
        return arrow({"a": ends[chosen], "b": to[chosen]}, schema)

    return kernel
