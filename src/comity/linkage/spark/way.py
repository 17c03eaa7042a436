"""The way from rows to sites over a cluster: the steps of `link`, each spread.

Laws: the same sites, probabilities and reasons as on one machine from the same rows; a lost worker changes nothing, because every
step gives the same again when it is done again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.core import Progress, silent
from comity.linkage.decide import LESSONS, OVERLAP_ROUNDS
from comity.linkage.judgements import Bonds, bonds_of
from comity.linkage.learn import Tally, learn, lessons_of
from comity.linkage.link import SPARK
from comity.linkage.patterns import levels_of
from comity.linkage.records import (
    CLUSTERS_FRAME,
    DOUBTFUL_FRAME,
    KNOWN_FRAME,
    LINKS_FRAME,
    Constraint,
    Contradiction,
    Lesson,
    Linkage,
)
from comity.linkage.spark.answers import clusters_of, links_of
from comity.linkage.spark.batches import kept, numbers
from comity.linkage.spark.overlapping import spread_overlap
from comity.linkage.spark.pairs import spread_pairs
from comity.linkage.spark.records import SpreadRecords, spread_records
from comity.linkage.spark.session import session_on
from comity.linkage.spark.sites import (
    Components,
    SpreadBonds,
    components_under,
    counts_inside,
    pairs_decided,
    records_decided,
)
from comity.linkage.weigh import RULES, SHIPPED, Weights, agreement_of, bits_of
from comity.linkage.words import Ints

LEAST_BLOCK = 20_000
"""Records of a part below which more tasks cost more than they save."""
MOST_BLOCK = 250_000
_TASKS_PER_CORE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SpreadLinkage:
    """Tables have the columns of CLUSTERS_FRAME, LINKS_FRAME and DOUBTFUL_FRAME, in no order; they hold while the session does."""

    clusters: DataFrame
    links: DataFrame
    doubtful: DataFrame
    contradictions: tuple[Contradiction, ...]
    compared: int
    lessons: tuple[Lesson, ...]

    def collected(self) -> Linkage:
        """On this machine, in the order of the frames."""
        clusters, links, doubtful = (
            pl.DataFrame(pl.from_arrow(table.toArrow())).select(
                pl.col(name).cast(kind) for name, kind in frame.items()
            )
            for table, frame in (
                (self.clusters, CLUSTERS_FRAME),
                (self.links, LINKS_FRAME),
                (self.doubtful, DOUBTFUL_FRAME),
            )
        )
        return Linkage(
            clusters=clusters.sort("record"),
            links=links.sort("left", "right"),
            doubtful=doubtful.sort(["usefulness", "left", "right"], descending=[True, False, False]),
            contradictions=self.contradictions,
            compared=self.compared,
            engine=SPARK,
            rules=RULES,
            lessons=self.lessons,
        )


def link_table(
    session: SparkSession,
    rows: DataFrame,
    *,
    known: pl.DataFrame | None = None,
    constraints: Sequence[Constraint] = (),
    block: int | None = None,
    progress: Progress = silent,
) -> SpreadLinkage:
    """Rows have the columns of ROWS_FRAME. `block` is how many records of a part one task takes at the most."""
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    tasks = _TASKS_PER_CORE * session.sparkContext.defaultParallelism
    progress("numbering records", 0, 4)
    records = spread_records(session, rows, known, tasks=tasks)
    progress("comparing rows", 1, 4)
    block = block or min(max(sum(records.part_sizes) // tasks, LEAST_BLOCK), MOST_BLOCK)
    found = kept(spread_pairs(records, block=block))
    pairs = kept(spread_overlap(found, records.table, records.sizes, rounds=OVERLAP_ROUNDS))
    judged = _Judged.of(session, records, known, constraints)
    counted = (
        pairs.groupBy("pattern")
        .agg(F.count("pattern").alias("count"), F.count_if("teaches").alias("teach"))
        .toArrow()
        .sort_by("pattern")
    )
    progress("forming sites", 2, 4)
    components, weights = _decided(session, pairs, counted, judged, tasks)
    progress("writing answers", 3, 4)
    return _answers(session, records, counted, judged, components, weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """Judgements and known sites, in the numbers of the records that they speak of."""

    ids: Ints  # of the records that `bonds` counts from 0
    bonds: Bonds
    spread: SpreadBonds

    @classmethod
    def of(
        cls,
        session: SparkSession,
        records: SpreadRecords,
        known: pl.DataFrame,
        constraints: Sequence[Constraint],
    ) -> "_Judged":
        spoken = sorted({*known["record"], *(end for one in constraints for end in (one.left, one.right))})
        places = _found(session, records.table, spoken)
        sites = known.select("record", "site").join(places, on="record").select("at", "site")
        bonds = bonds_of(places["record"], dict(sites.iter_rows()), constraints)
        ids = places["id"].to_numpy()
        own = sites.group_by("at").agg(pl.col("site").min()).sort("at")
        return cls(
            ids=ids,
            bonds=bonds,
            spread=SpreadBonds(
                together=[(int(ids[a]), int(ids[b])) for a, b in bonds.together],
                apart=[(int(ids[a]), int(ids[b])) for a, b in bonds.apart],
                known=ids[own["at"].to_numpy()],
                site=own["site"].to_list(),
                lists=dict(places.select("id", "lists").iter_rows()),
            ),
        )

    def answers(self, session: SparkSession, pairs: DataFrame) -> tuple[Ints, Ints]:
        """The patterns of the pairs that people were asked about, and of those that they called one site."""
        asked = [(int(self.ids[a]), int(self.ids[b]), same) for (a, b), same in self.bonds.judged.items()]
        if not asked:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        left, right, same = zip(*asked, strict=True)
        table = session.createDataFrame(pa.table({"left": left, "right": right, "said": same}))
        found = pairs.join(table, ["left", "right"]).select("pattern", "said").toArrow()
        patterns = numbers(found, "pattern")
        return patterns, patterns[found["said"].to_numpy()]


def _found(session: SparkSession, records: DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """`at`, `record`, `id`, and how many `lists` have it, of those keys that are there, in the order of the keys."""
    if not keys:
        return pl.DataFrame(schema={"at": pl.Int64, "record": pl.String, "id": pl.Int64, "lists": pl.Int32})
    wanted = session.createDataFrame(pa.table({"record": list(keys)}))
    there = (
        records.select("record", "id", F.size("lists").alias("lists"))
        .join(F.broadcast(wanted), "record")
        .toArrow()
    )
    return (
        pl.DataFrame(pl.from_arrow(there))
        .sort("id")
        .with_row_index("at")
        .with_columns(pl.col("at").cast(pl.Int64))
    )


def _decided(
    session: SparkSession, pairs: DataFrame, counted: pa.Table, judged: _Judged, tasks: int
) -> tuple[Components, Weights]:
    """Sites by the shipped weights, and by what those sites teach: `link.decide`."""
    patterns = numbers(counted, "pattern")
    levels = levels_of(patterns)
    asked, agreed = judged.answers(session, pairs)
    bonds = judged.spread.table(session)
    weights = SHIPPED
    for lesson in range(LESSONS + 1):
        agrees = agreement_of(levels, bits_of(levels, weights)) > 0
        count = int(numbers(counted, "count")[agrees].sum()) + len(judged.spread.together)
        components = components_under(pairs, bonds, weights, agreeing_pairs=count, tasks=tasks)
        if lesson == LESSONS:
            break
        inside = (
            counts_inside(components, judged.spread, weights)
            .groupBy("pattern")
            .agg(F.sum("inside").alias("inside"))
        )
        tally = Tally(
            levels=levels,
            pairs=numbers(counted, "teach"),
            inside=_spread_over(patterns, inside.toArrow()),
            asked=_counted(patterns, asked),
            agreed=_counted(patterns, agreed),
        )
        learned = learn(tally, weights)
        if learned is weights:
            break
        components.forget()
        weights = learned
    return components, weights


def _spread_over(patterns: Ints, inside: pa.Table) -> Ints:
    answer = np.zeros(len(patterns), np.int64)
    answer[np.searchsorted(patterns, numbers(inside, "pattern"))] = numbers(inside, "inside")
    return answer


def _counted(patterns: Ints, chosen: Ints) -> Ints:
    return np.bincount(np.searchsorted(patterns, chosen), minlength=len(patterns))


def _answers(
    session: SparkSession,
    records: SpreadRecords,
    counted: pa.Table,
    judged: _Judged,
    components: Components,
    weights: Weights,
) -> SpreadLinkage:
    decided = pairs_decided(components, judged.spread, weights)
    placed = records_decided(components, judged.spread, weights)
    links = links_of(
        decided, placed, records.table, weights, judged.bonds, judged.ids, tasks=components.tasks
    ).persist()
    own = pa.table({"id": judged.spread.known, "own_site": pa.array(judged.spread.site, pa.string())})
    named = records.table.join(session.createDataFrame(own), "id", "left")
    levels, pairs = levels_of(numbers(counted, "pattern")), numbers(counted, "count")
    return SpreadLinkage(
        clusters=clusters_of(placed, named, weights),
        links=links.drop("usefulness"),
        doubtful=links.filter("usefulness is not null"),
        contradictions=judged.bonds.contradictions,
        compared=int(pairs.sum()),
        lessons=lessons_of(levels, pairs, weights),
    )


def link_frame(
    rows: pl.DataFrame,
    *,
    master: str,
    known: pl.DataFrame | None = None,
    constraints: Sequence[Constraint] = (),
    progress: Progress = silent,
) -> Linkage:
    """Rows of this machine, linked on a cluster."""
    with session_on(master) as session:
        table = session.createDataFrame(rows.drop("row").to_arrow(compat_level=pl.CompatLevel.oldest()))
        return link_table(session, table, known=known, constraints=constraints, progress=progress).collected()
