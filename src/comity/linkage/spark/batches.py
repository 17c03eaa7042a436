"""Tables of Spark as our own columns, and back.

A record's number is the same in every table and follows the order of record keys; inside a kernel records are counted from 0,
in the same order, so that kernels are the functions that work on one machine.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program
from scipy import sparse

from comity.linkage.words import Floats, Ints

Kernel = Callable[[pa.Table], pa.Table]

PAIRS = "left long, right long, left_lists array<int>, right_lists array<int>, pattern long"


_KINDS = {
    "long": pa.int64(),
    "int": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "string": pa.string(),
    "binary": pa.binary(),
    "array<int>": pa.list_(pa.field("element", pa.int32())),
}


def each_batch(kernel: Kernel) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """For `mapInArrow`, where rows need no neighbours."""

    def run(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield from kernel(pa.Table.from_batches([batch])).to_batches()

    return run


def in_groups(frame: DataFrame, group: Column, groups: int, kernel: Kernel, schema: str) -> DataFrame:
    """Run the kernel on all rows of each group, groups being numbers from 0.

    Groups are spread by hand: Spark would put small ones together into one task, and rows that are few can be much work.
    """

    def run(table: pa.Table) -> pa.Table:
        return kernel(table.drop_columns(["group"]))

    spread = frame.withColumn("group", group.cast("int")).repartitionById(groups, "group")
    return spread.groupBy("group").applyInArrow(run, schema)


def kept(frame: DataFrame) -> DataFrame:
    """Written down where all workers find it: nothing before it is done again, and plans stay short however long the way."""
    return frame.checkpoint()


def bucket(column: str, buckets: int) -> Column:
    return F.pmod(F.xxhash64(column), F.lit(buckets))


def arrow(columns: dict[str, object] | pl.DataFrame, schema: pa.Schema) -> pa.Table:
    """What a kernel gives back, in exactly the types that were promised."""
    if isinstance(columns, pl.DataFrame):
        return columns.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest()).cast(schema)
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column)
        for column in map(columns.get, schema.names)
    ]
    return pa.table(arrays, names=schema.names).cast(schema)


def schema_of(ddl: str) -> pa.Schema:
    """What Spark's "id long, record string" is in Arrow."""
    fields = (field.split(" ") for field in ddl.split(", "))
    return pa.schema([(name, _KINDS[kind]) for name, kind in fields])


def numbers(table: pa.Table, column: str) -> Ints:
    return np.asarray(table[column].combine_chunks().to_numpy(zero_copy_only=False), dtype=np.int64)


def decimals(table: pa.Table, column: str) -> Floats:
    """Nothing is nan."""
    return np.asarray(table[column].combine_chunks().to_numpy(zero_copy_only=False), dtype=np.float64)


def lists_as_arrow(lists: sparse.csr_matrix, chosen: Ints) -> pa.Array:
    """The lists that each of the chosen records stands in."""
    rows = lists[chosen]
    return pa.ListArray.from_arrays(
        pa.array(rows.indptr.astype(np.int32)), pa.array(rows.indices.astype(np.int32))
    )


def lists_from_arrow(lists: pa.Array, count: int) -> sparse.csr_matrix:
    """Record x list."""
    values = lists.flatten().to_numpy(zero_copy_only=False)
    starts = np.zeros(len(lists) + 1, np.int64)
    np.cumsum(lists.value_lengths().to_numpy(zero_copy_only=False), out=starts[1:])
    return sparse.csr_matrix((np.ones(len(values)), values, starts), shape=(len(lists), count))


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPairs:
    """Pairs of some records, counted from 0."""

    ids: Ints  # the numbers of the records, ascending
    left: Ints
    right: Ints

    @property
    def count(self) -> int:
        return len(self.ids)


def local_pairs(table: pa.Table) -> LocalPairs:
    left, right = numbers(table, "left"), numbers(table, "right")
    ids, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    return LocalPairs(ids=ids, left=places[: len(left)], right=places[len(left) :])


def local_lists(table: pa.Table, count: int) -> sparse.csr_matrix:
    """Record x list of the records of `local_pairs`."""
    ends = np.concatenate([numbers(table, "left"), numbers(table, "right")])
    _, first = np.unique(ends, return_index=True)
    said = pa.chunked_array([*table["left_lists"].chunks, *table["right_lists"].chunks]).combine_chunks()
    return lists_from_arrow(said.take(pa.array(first)), count)
