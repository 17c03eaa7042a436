"""The pairs of all parts, each part in a task of its own, or in several where it is large.

In: `SpreadRecords`. Out: a table of pairs (`batches.PAIRS`), each once.
A part that is larger than its share of the machines is prepared once; then each task looks for the neighbours of a share of its
texts among all of them, and compares a share of the pairs; friends of friends, and the contest, where all pairs of the part meet.
Law: the pairs and patterns are those of `find.pairs_of` on the same part.
"""

import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.core import silent
from comity.linkage.compare import compare
from comity.linkage.contest import contest
from comity.linkage.distinct import Records
from comity.linkage.engines import ENGINES
from comity.linkage.find import Pairs, friends_of, pairs_of
from comity.linkage.patterns import numbers_of, patterns_of
from comity.linkage.prepare import Prepared, prepare
from comity.linkage.share import Share
from comity.linkage.spark.batches import (
    PAIRS,
    Kernel,
    arrow,
    in_groups,
    kept,
    lists_as_arrow,
    lists_from_arrow,
    local_lists,
    local_pairs,
    numbers,
    schema_of,
)
from comity.linkage.spark.records import SpreadRecords
from comity.linkage.weigh import bits_of
from comity.linkage.words import Ints

_ENGINE = "columnar"
_CHUNK = 4 * 2**20
_FOUND = f"part int, twice boolean, {PAIRS}"
_PREPARED = "part int, chunk int, bytes binary"
_CANDIDATES = "part int, left long, right long"


def spread_pairs(records: SpreadRecords, *, block: int) -> DataFrame:
    """`block` is how many records of a part one task takes."""
    shares = [max(1, -(-size // block)) for size in records.part_sizes]
    placed = records.table.withColumn("part", F.explode(_parts_of(records.parts)))
    whole = [part for part, share in enumerate(shares) if share == 1]
    found = None
    if whole:
        found = _whole_parts(placed, whole, records.lists)
    if len(whole) < len(shares):
        split = _split_parts(placed, {p: s for p, s in enumerate(shares) if s > 1}, records.lists)
        found = split if found is None else found.unionByName(split)
    assert found is not None, "there is always a part"  # noqa: S101 -- for the type checker: parts are never none
    return found.drop("part", "twice") if len(shares) == 1 else _each_once(found)


def _parts_of(parts: Sequence[tuple[str, ...]]) -> Column:
    """A record that names no country stands in every part."""
    everywhere = F.array(*(F.lit(part) for part in range(len(parts))))
    named = [one for part, countries in enumerate(parts) for name in countries for one in (name, part)]
    if not named:
        return everywhere
    own = F.array(F.create_map(*map(F.lit, named))[F.col("country")])
    return F.when(F.col("country").isNull(), everywhere).otherwise(own)


def _each_once(found: DataFrame) -> DataFrame:
    """Of a pair that two parts found, the first part's. Only two records that name no country meet twice."""
    columns = ["left_lists", "right_lists", "pattern"]
    first = F.min_by(F.struct(*columns), "part").alias("first")
    twice = found.filter("twice").groupBy("left", "right").agg(first)
    once = found.filter("not twice").drop("part", "twice")
    return once.unionByName(twice.select("left", "right", *(F.col(f"first.{name}") for name in columns)))


def _order(column: str, groups: Sequence[int]) -> Column:
    """The place of a number among some, so that each has a task of its own."""
    return F.array_position(F.array(*map(F.lit, groups)), F.col(column)).cast("int") - 1


def _whole_parts(placed: DataFrame, parts: list[int], lists: int) -> DataFrame:
    schema = schema_of(_FOUND)

    def kernel(table: pa.Table) -> pa.Table:
        part = _part_of(table, lists)
        pairs = pairs_of(part.records, engine=_ENGINE, progress=silent)
        return _found(part, pairs, schema)

    chosen = placed.filter(F.col("part").isin(parts))
    return in_groups(chosen, _order("part", parts), len(parts), kernel, _FOUND)


def _split_parts(placed: DataFrame, shares: Mapping[int, int], lists: int) -> DataFrame:
    tasks = {
        (part, at): task
        for task, (part, at) in enumerate((p, a) for p, s in shares.items() for a in range(s))
    }
    order = list(shares)
    chosen = placed.filter(F.col("part").isin(order))
    prepared = in_groups(chosen, _order("part", order), len(order), _prepare(lists), _PREPARED).persist()
    lead = {part: tasks[part, 0] for part in order}
    starts, counts = (
        F.create_map(*(F.lit(one) for pair in table.items() for one in pair)) for table in (lead, shares)
    )
    begin, many = starts[F.col("part")], counts[F.col("part")]
    copies = prepared.withColumn("task", F.explode(F.sequence(begin, begin + many - 1)))
    share_of = [Share(at, shares[part]) for part, at in tasks]
    candidates = in_groups(copies, F.col("task"), len(tasks), _candidates(share_of), _CANDIDATES).distinct()

    def compared(pairs: DataFrame) -> DataFrame:
        owned = pairs.withColumn("task", (begin + F.pmod(F.xxhash64("left", "right"), many)).cast("int"))
        sides = (side.repartitionById(len(tasks), "task").groupBy("task") for side in (owned, copies))
        one, other = sides
        return one.cogroup(other).applyInArrow(_compare(), _FOUND)

    first = kept(compared(candidates))
    friends = in_groups(first, _order("part", order), len(order), _friends(), _CANDIDATES)
    every = first.unionByName(compared(friends))
    return in_groups(every, _order("part", order), len(order), _contest(lists), _FOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    number: int
    ids: Ints
    nowhere: np.ndarray[tuple[int], np.dtype[np.bool_]]  # names no country
    records: Records


def _part_of(table: pa.Table, lists: int) -> _Part:
    table = table.sort_by("id")
    held = lists_from_arrow(table["lists"].combine_chunks(), lists)
    frame = pl.DataFrame(pl.from_arrow(table.drop_columns(["lists"])))
    return _Part(
        number=frame["part"][0],
        ids=frame["id"].to_numpy(),
        nowhere=frame["country"].is_null().to_numpy(),
        records=Records(table=frame.drop("id", "part", "listed"), lists=held),
    )


def _found(part: _Part, pairs: Pairs, schema: pa.Schema) -> pa.Table:
    lists = part.records.lists
    return arrow(
        {
            "part": np.full(len(pairs.left), part.number, np.int32),
            "twice": part.nowhere[pairs.left] & part.nowhere[pairs.right],
            "left": part.ids[pairs.left],
            "right": part.ids[pairs.right],
            "left_lists": lists_as_arrow(lists, pairs.left),
            "right_lists": lists_as_arrow(lists, pairs.right),
            "pattern": pairs.pattern,
        },
        schema,
    )


def _prepare(lists: int) -> Kernel:
    schema = schema_of(_PREPARED)

    def kernel(table: pa.Table) -> pa.Table:
        part = _part_of(table, lists)
        whole = pickle.dumps((part, prepare(part.records)), protocol=5)
        chunks = [whole[at : at + _CHUNK] for at in range(0, len(whole), _CHUNK)]
        return arrow(
            {
                "part": np.full(len(chunks), part.number, np.int32),
                "chunk": np.arange(len(chunks), dtype=np.int32),
                "bytes": pa.array(chunks, pa.binary()),
            },
            schema,
        )

    return kernel


def _unpacked(table: pa.Table) -> tuple[_Part, Prepared]:
    chunks = table.sort_by("chunk")["bytes"].to_pylist()
    part, prepared = pickle.loads(b"".join(chunks))  # noqa: S301 -- written by `_prepare` of this same run
    return part, prepared


def _candidates(share_of: Sequence[Share]) -> Kernel:
    schema = schema_of(_CANDIDATES)

    def kernel(table: pa.Table) -> pa.Table:
        part, prepared = _unpacked(table)
        share = share_of[table["task"][0].as_py()]
        left, right = ENGINES[_ENGINE](prepared, progress=silent, share=share)
        number = np.full(len(left), part.number, np.int32)
        return arrow({"part": number, "left": part.ids[left], "right": part.ids[right]}, schema)

    return kernel


def _compare() -> Callable[[pa.Table, pa.Table], pa.Table]:
    schema = schema_of(_FOUND)

    def kernel(candidates: pa.Table, copy: pa.Table) -> pa.Table:
        part, prepared = _unpacked(copy)
        left, right = (np.searchsorted(part.ids, numbers(candidates, end)) for end in ("left", "right"))
        fresh = ~(prepared.is_known[left] & prepared.is_known[right])
        left, right = left[fresh], right[fresh]
        pattern = numbers_of(compare(prepared, left, right))
        return _found(part, Pairs(left=left, right=right, pattern=pattern), schema)

    return kernel


def _friends() -> Kernel:
    schema = schema_of(_CANDIDATES)

    def kernel(table: pa.Table) -> pa.Table:
        table = table.sort_by([("left", "ascending"), ("right", "ascending")])
        pairs, patterns = local_pairs(table), patterns_of(numbers(table, "pattern"))
        likely = (bits_of(patterns.levels) > 0)[patterns.of_pair]
        one, other = friends_of(pairs.left, pairs.right, likely, count=pairs.count)
        part = np.full(len(one), table["part"][0].as_py(), np.int32)
        return arrow({"part": part, "left": pairs.ids[one], "right": pairs.ids[other]}, schema)

    return kernel


def _contest(lists: int) -> Kernel:
    schema = schema_of(_FOUND)

    def kernel(table: pa.Table) -> pa.Table:
        pairs = local_pairs(table)
        patterns = patterns_of(numbers(table, "pattern"))
        bits = bits_of(patterns.levels)[patterns.of_pair]
        level = contest(local_lists(table, lists), pairs.left, pairs.right, bits)
        held = patterns.with_level("contest", level.astype(np.uint8))
        place = table.schema.get_field_index("pattern")
        return table.set_column(place, "pattern", pa.array(numbers_of(held.levels)[held.of_pair])).cast(
            schema
        )

    return kernel
