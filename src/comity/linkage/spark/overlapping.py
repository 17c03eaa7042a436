"""How much lists share, counted over the whole cluster: the evidence that no part has alone.

In: pairs, the sizes of lists. Out: the same pairs with the evidence in their patterns, how many lists each end stands in, and
whether the pair teaches.
"""

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.linkage.overlap import (
    SURE,
    Square,
    levels_of_lists,
    overlap_of,
    partners_of,
    teachers,
    teaching,
    with_overlap,
)
from comity.linkage.patterns import Patterns, numbers_of, patterns_of
from comity.linkage.spark.batches import (
    Kernel,
    LocalPairs,
    arrow,
    each_batch,
    local_lists,
    local_pairs,
    numbers,
    schema_of,
)
from comity.linkage.weigh import bits_of, probability_of
from comity.linkage.words import Flags, Floats

_PARTNERS = "record long, own int, theirs int"
WEIGHED = "left long, right long, left_lists int, right_lists int, pattern long, teaches boolean"


def spread_overlap(
    pairs: DataFrame, records: DataFrame, sizes: Floats, *, rounds: int
) -> tuple[DataFrame, Flags]:
    """The pairs, weighed; and which lists teach."""
    repeated = _repeated(records)
    of_lists: Square | None = None
    for _ in range(rounds):
        partners = pairs.mapInArrow(each_batch(_partners(len(sizes), of_lists)), _PARTNERS)
        counted = partners.unionByName(repeated).distinct().groupBy("own", "theirs").count().toArrow()
        partnered = np.zeros((len(sizes), len(sizes)), np.int64)
        partnered[numbers(counted, "own"), numbers(counted, "theirs")] = numbers(counted, "count")
        of_lists = levels_of_lists(sizes, partnered)
    teach = teaching(sizes, partnered)
    return pairs.mapInArrow(each_batch(_weighed(teach, of_lists)), WEIGHED), teach


def _repeated(records: DataFrame) -> DataFrame:
    """Records that stand in several lists are their own partners: `overlap.repeated_in`."""
    several = records.filter(F.size("lists") > 1)
    own = several.select(F.col("id").alias("record"), F.explode("lists").alias("own"), "lists")
    return own.select("record", "own", F.explode("lists").alias("theirs"))


def _patterns(table: pa.Table, lists: int, of_lists: Square | None) -> tuple[LocalPairs, Patterns]:
    pairs, patterns = local_pairs(table), patterns_of(numbers(table, "pattern"))
    if of_lists is None:
        return pairs, patterns
    level = overlap_of(local_lists(table, lists), pairs.left, pairs.right, of_lists)
    return pairs, with_overlap(patterns, level)


def _partners(lists: int, of_lists: Square | None) -> Kernel:
    schema = schema_of(_PARTNERS)

    def kernel(table: pa.Table) -> pa.Table:
        pairs, patterns = _patterns(table, lists, of_lists)
        sure = (probability_of(bits_of(patterns.levels)) > SURE)[patterns.of_pair]
        keys = np.unique(partners_of(local_lists(table, lists), pairs.left, pairs.right, sure))
        own, theirs = np.divmod(keys % lists**2, lists)
        return arrow({"record": pairs.ids[keys // lists**2], "own": own, "theirs": theirs}, schema)

    return kernel


def _weighed(teach: Flags, of_lists: Square | None) -> Kernel:
    schema = schema_of(WEIGHED)

    def kernel(table: pa.Table) -> pa.Table:
        pairs, patterns = _patterns(table, len(teach), of_lists)
        teacher = teachers(local_lists(table, len(teach)), teach)
        return arrow(
            {
                "left": numbers(table, "left"),
                "right": numbers(table, "right"),
                "left_lists": _lengths(table, "left_lists"),
                "right_lists": _lengths(table, "right_lists"),
                "pattern": numbers_of(patterns.levels)[patterns.of_pair],
                "teaches": teacher[pairs.left] & teacher[pairs.right],
            },
            schema,
        )

    return kernel


def _lengths(table: pa.Table, column: str) -> pa.Array:
    return table[column].combine_chunks().value_lengths()
