"""Sites, component by component: `cluster` on records that hang together, and what stands inside.

In: weighed pairs, bonds, weights. Out: kernels' tables.
Why components suffice: two clusters are joined only where the bits between them add up to more than nothing, so some pair between
them agrees; without such a pair or a must-link they never meet, and what speaks against a join between two components decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.linkage.cluster import Clustered, cluster
from comity.linkage.crowding import with_little
from comity.linkage.halves import JUDGED, halves_of
from comity.linkage.patterns import numbers_of, patterns_of
from comity.linkage.reading import Reading, levels_read
from comity.linkage.rest import with_rest
from comity.linkage.spark.batches import (
    Kernel,
    LocalPairs,
    arrow,
    bucket,
    each_batch,
    in_groups,
    local_pairs,
    numbers,
    schema_of,
)
from comity.linkage.spark.components import components_of
from comity.linkage.standing import asked_of, standing_of
from comity.linkage.weigh import REST, Weights, agreement_of, bits_of, probability_of
from comity.linkage.words import Flags, Floats, Ints

_MUST, _CANNOT = -1, -2  # in place of a pattern
_COUNTS = "pattern long, inside long"
_PAIRS = (
    "left long, right long, pattern long, same boolean, "
    "one long, other long, one_rows double, other_rows double, every long, mean_bits double"
)
_RECORDS = "id long, cluster long, size long, site string, best long"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadBonds:
    """Judgements and known sites between numbered records."""

    together: Sequence[tuple[int, int]]
    apart: Sequence[tuple[int, int]]
    known: Ints  # records with a site, ascending
    site: Sequence[str]  # of each
    lists: Mapping[int, int]  # how many have each record that is spoken of

    def table(self, session: SparkSession) -> DataFrame:
        """As pairs with a pattern of their own."""
        bonds = [(*sorted(pair), _MUST) for pair in self.together] + [
            (*sorted(pair), _CANNOT) for pair in self.apart
        ]
        left, right, pattern = (np.array([bond[at] for bond in bonds], np.int64) for at in range(3))
        of_left, of_right = (
            np.array([self.lists[at] for at in ends.tolist()], np.int32) for ends in (left, right)
        )
        columns = {
            "left": left,
            "right": right,
            "left_lists": of_left,
            "right_lists": of_right,
            "pattern": pattern,
            "teaches": np.zeros(len(bonds), np.bool_),
        }
        return session.createDataFrame(pa.table(columns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Pairs and bonds within the components that may hold sites, and the pairs between them."""

    within: DataFrame  # with `component`
    between: DataFrame
    placed: DataFrame  # both, held in the workers' memory
    tasks: int

    def forget(self) -> None:
        self.placed.unpersist()


def components_under(
    pairs: DataFrame, bonds: DataFrame, weights: Weights, *, agreeing_pairs: int, tasks: int
) -> Components:
    agreeing = pairs.mapInArrow(each_batch(_agreeing(weights)), "a long, b long")
    must = bonds.filter(F.col("pattern") == _MUST).select(F.col("right").alias("a"), F.col("left").alias("b"))
    labels = components_of(agreeing.unionByName(must), count=agreeing_pairs, tasks=tasks)
    one = labels.select(F.col("id").alias("left"), F.col("component").alias("of_left"))
    other = labels.select(F.col("id").alias("right"), F.col("component").alias("of_right"))
    placed = pairs.unionByName(bonds).join(one, "left", "left").join(other, "right", "left").persist()
    inside = F.col("of_left") == F.col("of_right")
    return Components(
        within=placed.filter(inside).withColumnRenamed("of_left", "component").drop("of_right"),
        between=placed.filter(~F.coalesce(inside, F.expr("false")) & (F.col("pattern") >= 0)).select(
            "left", "right", "pattern"
        ),
        placed=placed,
        tasks=tasks,
    )


def _agreeing(weights: Weights) -> Kernel:
    schema = schema_of("a long, b long")

    def kernel(table: pa.Table) -> pa.Table:
        patterns = patterns_of(numbers(table, "pattern"))
        agrees = (agreement_of(patterns.levels, bits_of(patterns.levels, weights)) > 0)[patterns.of_pair]
        return arrow({"a": numbers(table, "right")[agrees], "b": numbers(table, "left")[agrees]}, schema)

    return kernel


def counts_inside(components: Components, bonds: SpreadBonds, weights: Weights) -> DataFrame:
    """How many pairs of each pattern stand in one site and teach; of a pattern several lines."""
    schema = schema_of(_COUNTS)

    def kernel(table: pa.Table) -> pa.Table:
        held = _clustered(table, bonds, weights)
        teaches = np.asarray(table["teaches"].to_numpy(), dtype=np.bool_)
        patterns, counts = np.unique(held.pattern[held.same & teaches], return_counts=True)
        return arrow({"pattern": patterns, "inside": counts}, schema)

    return _by_component(components, kernel, _COUNTS)


def pairs_decided(components: Components, bonds: SpreadBonds, weights: Weights) -> DataFrame:
    """Every pair, whether it is inside a site, and if so the halves of the site that it stands between: `Halves`."""
    schema = schema_of(_PAIRS)

    def kernel(table: pa.Table) -> pa.Table:
        held = _clustered(table, bonds, weights)
        of, ids = held.pairs, held.pairs.ids
        halves = halves_of(held.clusters, _rows(table, of), of.left, of.right)
        inside = held.same & (halves.one != JUDGED)
        columns = {
            "left": ids[of.left],
            "right": ids[of.right],
            "pattern": held.pattern,
            "same": held.same,
            "one": pa.array(np.where(inside, ids[halves.one], JUDGED), mask=~held.same),
            "other": pa.array(np.where(inside, ids[halves.other], JUDGED), mask=~held.same),
            "one_rows": pa.array(halves.one_rows, mask=~held.same),
            "other_rows": pa.array(halves.other_rows, mask=~held.same),
            "every": pa.array(halves.every, mask=~held.same),
            "mean_bits": pa.array(halves.bits, mask=~held.same),
        }
        return arrow(columns, schema).filter(pa.array(held.is_pair))

    decided = _by_component(components, kernel, _PAIRS)
    apart = components.between.withColumn("same", F.expr("false"))
    return decided.unionByName(apart, allowMissingColumns=True)


def _rows(table: pa.Table, of: LocalPairs) -> Floats:
    """Of all lists, for each record."""
    rows = np.ones(of.count)
    for end, places in (("left_lists", of.left), ("right_lists", of.right)):
        np.maximum.at(rows, places, numbers(table, end).astype(np.float64))
    return rows


def records_decided(
    components: Components, bonds: SpreadBonds, weights: Weights, reading: Reading | None = None
) -> DataFrame:
    """Each record of a component: its cluster, the known site that continues, and the pattern of its best link."""
    schema = schema_of(_RECORDS)

    def kernel(table: pa.Table) -> pa.Table:
        held = _clustered(table, bonds, weights)
        ids = held.pairs.ids
        return arrow(
            {
                "id": ids,
                "cluster": ids[held.cluster_of],
                "size": held.size,
                "site": pa.array(_sites(held, bonds), pa.string()),
                "best": _best(held, _rows(table, held.pairs), weights, reading),
            },
            schema,
        )

    return _by_component(components, kernel, _RECORDS)


def _by_component(components: Components, kernel: Kernel, schema: str) -> DataFrame:
    return in_groups(
        components.within, bucket("component", components.tasks), components.tasks, kernel, schema
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    pairs: LocalPairs
    pattern: Ints
    clusters: Clustered
    known: Ints  # records with a site: places
    of_known: Ints  # places among the bonds' known records

    @property
    def cluster_of(self) -> Ints:
        return self.clusters.of

    @property
    def size(self) -> Ints:
        """Records of each record's site."""
        return np.bincount(self.cluster_of, minlength=self.pairs.count)[self.cluster_of]

    @property
    def same(self) -> Flags:
        return np.asarray(self.cluster_of[self.pairs.left] == self.cluster_of[self.pairs.right])

    @property
    def is_pair(self) -> Flags:
        return np.asarray(self.pattern >= 0)


def _clustered(table: pa.Table, bonds: SpreadBonds, weights: Weights) -> _Held:
    pairs, pattern = local_pairs(table), numbers(table, "pattern")
    compared = pattern >= 0
    patterns = patterns_of(pattern[compared])
    agreement = agreement_of(patterns.levels, bits_of(patterns.levels, weights))
    _, known, of_known = np.intersect1d(pairs.ids, bonds.known, assume_unique=True, return_indices=True)

    def chosen(kind: int) -> list[tuple[int, int]]:
        at = pattern == kind
        return list(zip(pairs.left[at].tolist(), pairs.right[at].tolist(), strict=True))

    clusters = cluster(
        pairs.count,
        pairs.left[compared],
        pairs.right[compared],
        agreement[patterns.of_pair],
        together=chosen(_MUST),
        apart=chosen(_CANNOT),
        site_of={place: bonds.site[at] for place, at in zip(known.tolist(), of_known.tolist(), strict=True)},
    )
    return _Held(pairs=pairs, pattern=pattern, clusters=clusters, known=known, of_known=of_known)


def _sites(held: _Held, bonds: SpreadBonds) -> list[str | None]:
    """The known site that each record's cluster continues; of several the first by name."""
    of_cluster: dict[int, str] = {}
    for place, at in zip(held.known.tolist(), held.of_known.tolist(), strict=True):
        name, cluster_ = bonds.site[at], int(held.cluster_of[place])
        of_cluster[cluster_] = min(name, of_cluster.get(cluster_, name))
    return [of_cluster.get(one) for one in held.cluster_of.tolist()]


def _best(held: _Held, rows: Floats, weights: Weights, reading: Reading | None) -> pa.Array:
    """The pattern of the likeliest pair that each record has in its cluster, of equally likely ones to the first record."""
    inside = np.flatnonzero(held.same & held.is_pair)
    left, right = held.pairs.left[inside], held.pairs.right[inside]
    same, size, patterns = np.ones(len(inside), bool), held.size, patterns_of(held.pattern[inside])
    if reading is None:
        said = with_little(with_rest(patterns, weights, same, size[left], size[right]), same)
    else:
        asked = asked_of(patterns, weights, patterns.of_pair, left, right, same, np.zeros(len(inside), bool))
        halves = halves_of(held.clusters, rows, left, right)
        standing = standing_of(asked, halves)
        said = patterns.with_level(REST, levels_read(reading, asked, halves, standing))
        said = with_little(said, same, ~standing.is_settled)
    record, other = np.concatenate([left, right]), np.concatenate([right, left])
    pattern = np.tile(numbers_of(said.levels)[said.of_pair], 2)
    likely = _likelihood(pattern, weights)
    order = np.lexsort((other, -likely, record))
    records, first = np.unique(record[order], return_index=True)
    best = np.full(held.pairs.count, -1, np.int64)
    best[records] = pattern[order][first]
    return pa.array(best, mask=best < 0)


def _likelihood(pattern: Ints, weights: Weights) -> Floats:
    patterns = patterns_of(pattern)
    return np.asarray(probability_of(bits_of(patterns.levels, weights))[patterns.of_pair])
