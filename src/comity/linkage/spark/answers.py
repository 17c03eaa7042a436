"""What linkage over a cluster gives: the frames of `records`, as tables of Spark.

In: decided pairs and records. Out: tables with the columns of CLUSTERS_FRAME, LINKS_FRAME and DOUBTFUL_FRAME, in no order.
"""

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.linkage.answers import ALIKE, ALONE, BY_JUDGEMENT, KEPT_FROM
from comity.linkage.cluster import parts_of
from comity.linkage.doubt import Asked, usefulness_of
from comity.linkage.halves import Halves
from comity.linkage.judgements import Bonds
from comity.linkage.patterns import Patterns, patterns_of
from comity.linkage.records import CLUSTERS_FRAME
from comity.linkage.rest import with_rest
from comity.linkage.spark.batches import (
    Kernel,
    arrow,
    bucket,
    decimals,
    each_batch,
    in_groups,
    numbers,
    schema_of,
)
from comity.linkage.weigh import Weights, agreement_of, bits_of, in_one_list, probability_of, reasons_of
from comity.linkage.words import Flags, Ints

_HALVES = "one long, other long, one_rows double, other_rows double, every long, mean_bits double"
_KEPT = f"left long, right long, pattern long, same boolean, settled boolean, {_HALVES}"
_LINKS = "left string, right string, probability double, weight double, reason string, same boolean, usefulness double"
_OF_SITE = ("record", "cluster", "rows", "size")
_TOLD = "id long, cluster long, size long, site string, probability double, reason string"


def links_of(
    pairs: DataFrame,
    decided: DataFrame,
    records: DataFrame,
    weights: Weights,
    bonds: Bonds,
    ids: Ints,
    *,
    tasks: int,
) -> DataFrame:
    """Pairs worth keeping, with `usefulness` where the question is worth asking: `doubt.usefulness_of`.

    `ids` are the numbers of the records of the bonds.
    """
    said = pairs.mapInArrow(each_batch(_kept(weights, bonds, ids)), _KEPT)
    known = _with_sites(records, decided)
    for end in ("left", "right"):
        keys = known.select(
            F.col("id").alias(end), *(F.col(name).alias(f"{end}_{name}") for name in _OF_SITE)
        )
        said = said.join(keys, end)
    same = F.col("same")
    swapped = F.col("left_cluster") > F.col("right_cluster")

    def half(name: str, column: str, *, first: bool) -> Column:
        one, other = F.col(f"left_{column}"), F.col(f"right_{column}")
        apart = F.when(swapped == F.lit(first), other).otherwise(one)
        return F.when(same, F.col(name)).otherwise(apart).alias(name)

    asked = said.select(
        *("left", "right", "left_record", "right_record", "left_size", "right_size"),
        *("pattern", "same", "settled", "mean_bits"),
        half("one", "cluster", first=True),
        half("other", "cluster", first=False),
        half("one_rows", "rows", first=True),
        half("other_rows", "rows", first=False),
        F.when(same, F.col("every")).otherwise(F.col("left_size") * F.col("right_size")).alias("every"),
    )
    links = in_groups(asked, bucket("other", tasks), tasks, _weighed(weights), _LINKS)
    return links.withColumn("usefulness", F.nullif("usefulness", F.lit(0.0)))


def _with_sites(records: DataFrame, decided: DataFrame) -> DataFrame:
    """`id`, `record`, its `cluster`, and of that `rows`, of all lists, and `size`, its records."""
    site = F.coalesce("cluster", "id").alias("cluster")
    own = F.greatest(F.size("lists"), F.lit(1)).alias("own")
    placed = records.join(decided.select("id", "cluster"), "id", "left").select("id", "record", site, own)
    rows = placed.groupBy("cluster").agg(
        F.sum("own").cast("double").alias("rows"), F.count("own").alias("size")
    )
    return placed.join(rows, "cluster").select("id", *_OF_SITE)


def _kept(weights: Weights, bonds: Bonds, ids: Ints) -> Kernel:
    """The pairs inside sites, and those that might have been."""
    schema = schema_of(_KEPT)
    place = {int(number): at for at, number in enumerate(ids)}
    asked = bool(bonds.together or bonds.apart)

    def settled(left: int, right: int) -> bool:
        return left in place and right in place and bonds.settle(place[left], place[right])

    def kernel(table: pa.Table) -> pa.Table:
        patterns = patterns_of(numbers(table, "pattern"))
        likely = probability_of(bits_of(patterns.levels, weights)) >= KEPT_FROM
        same = np.asarray(table["same"].to_numpy(), dtype=np.bool_)
        kept = table.filter(pa.array(same | likely[patterns.of_pair]))
        left, right = numbers(kept, "left").tolist(), numbers(kept, "right").tolist()
        ends = zip(left, right, strict=True) if asked else ()
        answered = np.array([settled(a, b) for a, b in ends] if asked else np.zeros(len(left)), bool)
        return kept.append_column("settled", pa.array(answered)).select(schema.names).cast(schema)

    return kernel


def _weighed(weights: Weights) -> Kernel:
    schema = schema_of(_LINKS)

    def kernel(table: pa.Table) -> pa.Table:
        same, settled = (np.asarray(table[name].to_numpy(), dtype=np.bool_) for name in ("same", "settled"))
        own = patterns_of(numbers(table, "pattern"))
        asked = _asked(table, own, weights, same, settled)
        sizes = numbers(table, "left_size"), numbers(table, "right_size")
        patterns = with_rest(own, weights, same, *sizes)
        bits, reason = bits_of(patterns.levels, weights), reasons_of(patterns.levels, weights)
        columns = {
            "left": table["left_record"].combine_chunks(),
            "right": table["right_record"].combine_chunks(),
            "probability": probability_of(bits)[patterns.of_pair],
            "weight": bits[patterns.of_pair],
            "reason": reason.gather(patterns.of_pair).to_arrow(compat_level=pl.CompatLevel.oldest()),
            "same": same,
            "usefulness": usefulness_of(asked, _halves(table)),
        }
        return arrow(columns, schema)

    return kernel


def _asked(table: pa.Table, own: Patterns, weights: Weights, same: Flags, settled: Flags) -> Asked:
    bits = bits_of(own.levels, weights)
    return Asked(
        left=numbers(table, "left"),
        right=numbers(table, "right"),
        own=parts_of(bits)[own.of_pair],
        parts=parts_of(agreement_of(own.levels, bits))[own.of_pair],
        one_list=in_one_list(own.levels)[own.of_pair],
        same=same,
        settled=settled,
    )


def _halves(table: pa.Table) -> Halves:
    return Halves(
        one=numbers(table, "one"),
        other=numbers(table, "other"),
        one_rows=decimals(table, "one_rows"),
        other_rows=decimals(table, "other_rows"),
        every=numbers(table, "every"),
        bits=decimals(table, "mean_bits"),
    )


def clusters_of(decided: DataFrame, records: DataFrame, weights: Weights) -> DataFrame:
    told = decided.mapInArrow(each_batch(_told(weights)), _TOLD)
    keys = records.select(F.col("id").alias("cluster"), F.col("record").alias("cluster_key"))
    placed = told.join(keys, "cluster").drop("cluster").withColumnRenamed("cluster_key", "cluster")
    lone = F.coalesce("size", F.lit(1)) == 1
    repeated = F.size("lists") + F.col("known").cast("int") > 1
    unlinked = F.when(~lone, BY_JUDGEMENT).when(repeated, ALIKE).otherwise(ALONE)
    return (
        records.filter("listed")
        .select("id", "record", "own_site", "lists", "known")
        .join(placed, "id", "left")
        .select(
            "record",
            F.coalesce("cluster", "record").alias("cluster"),
            F.coalesce("site", "own_site").alias("site"),
            F.coalesce("probability", F.lit(1.0)).alias("probability"),
            F.coalesce("reason", unlinked).alias("reason"),
        )
        .select(*CLUSTERS_FRAME.names())
    )


def _told(weights: Weights) -> Kernel:
    schema = schema_of(_TOLD)

    def kernel(table: pa.Table) -> pa.Table:
        linked = table["best"].is_valid().to_numpy()
        patterns = patterns_of(numbers(table.filter(pa.array(linked)), "best"))
        likely = probability_of(bits_of(patterns.levels, weights))[patterns.of_pair]
        reason = reasons_of(patterns.levels, weights).gather(patterns.of_pair)
        at = pa.array(np.where(linked, np.cumsum(linked) - 1, 0), mask=~linked)
        told = table.drop_columns(["best"])
        told = told.append_column("probability", pa.array(likely).take(at))
        told = told.append_column("reason", reason.to_arrow(compat_level=pl.CompatLevel.oldest()).take(at))
        return told.select(schema.names).cast(schema)

    return kernel
