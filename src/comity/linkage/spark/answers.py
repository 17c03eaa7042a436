"""What linkage over a cluster gives: the frames of `records`, as tables of Spark.

In: decided pairs and records. Out: tables with the columns of CLUSTERS_FRAME, LINKS_FRAME and DOUBTFUL_FRAME, in no order.
"""

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.linkage.answers import ALIKE, ALONE, BY_JUDGEMENT, KEPT_FROM
from comity.linkage.doubt import LEAST_ROWS, NEAR_EVEN
from comity.linkage.judgements import Bonds
from comity.linkage.patterns import patterns_of
from comity.linkage.records import CLUSTERS_FRAME, DOUBTFUL_FRAME
from comity.linkage.rest import with_rest
from comity.linkage.spark.batches import Kernel, arrow, each_batch, numbers, schema_of
from comity.linkage.weigh import Weights, bits_of, probability_of, reasons_of
from comity.linkage.words import Ints

_KEPT = "left long, right long, pattern long, same boolean, settled boolean"
_LINKS = (
    "left string, right string, left_rows double, right_rows double, probability double, weight double, "
    "reason string, same boolean, settled boolean"
)
_TOLD = "id long, cluster long, size long, site string, probability double, reason string"


def links_of(
    pairs: DataFrame, decided: DataFrame, records: DataFrame, weights: Weights, bonds: Bonds, ids: Ints
) -> DataFrame:
    """Pairs worth keeping, with `usefulness` where the question is worth asking: `doubt.usefulness_of`.

    `ids` are the numbers of the records of the bonds.
    """
    said = pairs.mapInArrow(each_batch(_kept(weights, bonds, ids)), _KEPT)
    known = _with_rows_of_sites(records, decided)
    for end in ("left", "right"):
        keys = known.select(
            F.col("id").alias(end),
            F.col("record").alias(f"{end}_key"),
            F.col("rows").alias(f"{end}_rows"),
            F.col("size").alias(f"{end}_size"),
        )
        said = said.join(keys, end).drop(end).withColumnRenamed(f"{end}_key", end)
    said = said.mapInArrow(each_batch(_weighed(weights)), _LINKS)
    p = F.col("probability")
    apart = F.when(p > NEAR_EVEN, p * F.sqrt(F.col("left_rows") * F.col("right_rows")))
    useful = F.when(F.col("same"), (1 - p) * (F.col("left_rows") - 1)).otherwise(apart)
    asked = F.when((useful >= LEAST_ROWS) & ~F.col("settled"), useful)
    return said.withColumn("usefulness", asked).select(*DOUBTFUL_FRAME.names())


def _with_rows_of_sites(records: DataFrame, decided: DataFrame) -> DataFrame:
    """`id`, `record`, and of the record's site `rows`, of all lists, and `size`, its records."""
    site = F.coalesce("cluster", "id").alias("cluster")
    own = F.greatest(F.size("lists"), F.lit(1)).alias("own")
    placed = records.join(decided.select("id", "cluster"), "id", "left").select("id", "record", site, own)
    rows = placed.groupBy("cluster").agg(
        F.sum("own").cast("double").alias("rows"), F.count("own").alias("size")
    )
    return placed.join(rows, "cluster").select("id", "record", "rows", "size")


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
        kept = np.flatnonzero(same | likely[patterns.of_pair])
        left, right, pattern = (numbers(table, name)[kept] for name in ("left", "right", "pattern"))
        ends = zip(left.tolist(), right.tolist(), strict=True) if asked else ()
        answered = np.array([settled(a, b) for a, b in ends] if asked else np.zeros(len(kept)), bool)
        return arrow(
            {"left": left, "right": right, "pattern": pattern, "same": same[kept], "settled": answered},
            schema,
        )

    return kernel


def _weighed(weights: Weights) -> Kernel:
    schema = schema_of(_LINKS)

    def kernel(table: pa.Table) -> pa.Table:
        same = np.asarray(table["same"].to_numpy(), dtype=np.bool_)
        sizes = numbers(table, "left_size"), numbers(table, "right_size")
        patterns = with_rest(patterns_of(numbers(table, "pattern")), weights, same, *sizes)
        bits, reason = bits_of(patterns.levels, weights), reasons_of(patterns.levels, weights)
        told = table.append_column("probability", pa.array(probability_of(bits)[patterns.of_pair]))
        told = told.append_column("weight", pa.array(bits[patterns.of_pair]))
        words = reason.gather(patterns.of_pair).to_arrow(compat_level=pl.CompatLevel.oldest())
        return told.append_column("reason", words).select(schema.names).cast(schema)

    return kernel


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
