"""What linkage over a cluster gives: the frames of `records`, as tables of Spark.

In: decided pairs and records. Out: tables with the columns of CLUSTERS_FRAME, LINKS_FRAME and DOUBTFUL_FRAME, in no order.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.linkage.answers import ALIKE, ALONE, BY_JUDGEMENT
from comity.linkage.cluster import bits_of_parts
from comity.linkage.crowding import with_little
from comity.linkage.decide import KEPT_FROM
from comity.linkage.doubt import usefulness_of
from comity.linkage.halves import Halves
from comity.linkage.judgements import Bonds
from comity.linkage.patterns import levels_of, patterns_of
from comity.linkage.reading import SEEN, Answers, Reading, beside_of, levels_read, seen_of, shares_of
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
from comity.linkage.standing import Asked, asked_of, standing_of
from comity.linkage.weigh import REST, Weights, bits_of, probability_of, reasons_of
from comity.linkage.words import Ints

_HALVES = "one long, other long, one_rows double, other_rows double, every long, mean_bits double"
_KEPT = f"left long, right long, pattern long, same boolean, settled boolean, {_HALVES}"
_LINKS = "left string, right string, probability double, weight double, reason string, same boolean, usefulness double"
_STOOD = ", ".join(
    [
        "left long, right long, left_cluster long, right_cluster long, pattern long, own double, beside double, standing double",
        *(f"seen{at} double" for at in range(SEEN)),
    ]
)
_OF_SITE = ("record", "cluster", "rows", "size")
_TOLD = "id long, cluster long, size long, site string, probability double, reason string"


def links_of(asked: DataFrame, weights: Weights, reading: Reading | None, *, tasks: int) -> DataFrame:
    """Pairs worth keeping, with `usefulness` where the question is worth asking: `doubt.usefulness_of`."""
    links = in_groups(asked, bucket("other", tasks), tasks, _weighed(weights, reading), _LINKS)
    return links.withColumn("usefulness", F.nullif("usefulness", F.lit(0.0)))


def answers_of(
    asked: DataFrame, weights: Weights, said: Mapping[tuple[int, int], bool], *, tasks: int
) -> Answers:
    """How the pairs that people were asked about stood: `decide.decide`. `said` names records by their numbers."""
    found = in_groups(asked, bucket("other", tasks), tasks, _stood(weights, frozenset(said)), _STOOD)
    table = found.toArrow().sort_by([("left", "ascending"), ("right", "ascending")])
    ends = zip(numbers(table, "left").tolist(), numbers(table, "right").tolist(), strict=True)
    return Answers(
        levels=levels_of(numbers(table, "pattern")),
        own=decimals(table, "own"),
        beside=decimals(table, "beside"),
        standing=decimals(table, "standing"),
        seen=np.stack([decimals(table, f"seen{at}") for at in range(SEEN)], axis=1),
        said=np.array([said[pair] for pair in ends], np.bool_),
        weight=shares_of(numbers(table, "left_cluster"), numbers(table, "right_cluster")),
    )


def asked_about(
    pairs: DataFrame, decided: DataFrame, records: DataFrame, weights: Weights, bonds: Bonds, ids: Ints
) -> DataFrame:
    """Pairs worth keeping, and the halves that each stands between.

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

    return said.select(
        *(
            "left",
            "right",
            *(f"{end}_{name}" for end in ("left", "right") for name in ("record", "cluster", "size")),
        ),
        *("pattern", "same", "settled", "mean_bits"),
        half("one", "cluster", first=True),
        half("other", "cluster", first=False),
        half("one_rows", "rows", first=True),
        half("other_rows", "rows", first=False),
        F.when(same, F.col("every")).otherwise(F.col("left_size") * F.col("right_size")).alias("every"),
    )


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


def _weighed(weights: Weights, reading: Reading | None) -> Kernel:
    schema = schema_of(_LINKS)

    def kernel(table: pa.Table) -> pa.Table:
        own, asked, halves = patterns_of(numbers(table, "pattern")), _asked(table, weights), _halves(table)
        standing = standing_of(asked, halves)
        if reading is None:
            sizes = numbers(table, "left_size"), numbers(table, "right_size")
            patterns = with_little(with_rest(own, weights, asked.same, *sizes), asked.same)
        else:
            read = own.with_level(REST, levels_read(reading, asked, halves, standing))
            patterns = with_little(read, asked.same, ~standing.is_settled)
        bits, reason = bits_of(patterns.levels, weights), reasons_of(patterns.levels, weights)
        columns = {
            "left": table["left_record"].combine_chunks(),
            "right": table["right_record"].combine_chunks(),
            "probability": probability_of(bits)[patterns.of_pair],
            "weight": bits[patterns.of_pair],
            "reason": reason.gather(patterns.of_pair).to_arrow(compat_level=pl.CompatLevel.oldest()),
            "same": asked.same,
            "usefulness": usefulness_of(asked.same, halves, standing),
        }
        return arrow(columns, schema)

    return kernel


def _stood(weights: Weights, wanted: frozenset[tuple[int, int]]) -> Kernel:
    schema = schema_of(_STOOD)

    def kernel(table: pa.Table) -> pa.Table:
        asked, halves = _asked(table, weights), _halves(table)
        standing = standing_of(asked, halves)
        seen = seen_of(standing.bits, halves, asked)
        ends = zip(asked.left.tolist(), asked.right.tolist(), strict=True)
        columns: dict[str, object] = {
            "left": asked.left,
            "right": asked.right,
            "left_cluster": numbers(table, "left_cluster"),
            "right_cluster": numbers(table, "right_cluster"),
            "pattern": numbers(table, "pattern"),
            "own": bits_of_parts(asked.own, np.ones(len(asked.own), np.int64)),
            "beside": beside_of(asked),
            "standing": standing.bits,
            **{f"seen{at}": seen[:, at] for at in range(SEEN)},
        }
        is_wanted = np.array([pair in wanted for pair in ends], np.bool_)
        return arrow(columns, schema).filter(pa.array(is_wanted & standing.is_best))

    return kernel


def _asked(table: pa.Table, weights: Weights) -> Asked:
    patterns = patterns_of(numbers(table, "pattern"))
    same, settled = (np.asarray(table[name].to_numpy(), dtype=np.bool_) for name in ("same", "settled"))
    return asked_of(
        patterns,
        weights,
        patterns.of_pair,
        numbers(table, "left"),
        numbers(table, "right"),
        same,
        settled,
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
