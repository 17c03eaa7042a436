"""The way from rows to sites over a cluster: the steps of `link`, each spread.

Laws: the same sites, probabilities and reasons as on one machine from the same rows; a lost worker changes nothing, because every
step gives the same again when it is done again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 -- its name in every Spark program

from comity.core import Progress, silent
from comity.linkage.crowding import Shown, crowded
from comity.linkage.decide import LESSONS, OVERLAP_ROUNDS, answers_earlier
from comity.linkage.engines import SPARK
from comity.linkage.grounds import Grounds, earlier_grounds
from comity.linkage.judgements import Bonds, bonds_of, kept_sites
from comity.linkage.learn import Tally, learn, lessons_of
from comity.linkage.part import ENGINE
from comity.linkage.patterns import levels_of
from comity.linkage.reading import Answers, Reading, lessons_read, reading_of
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
from comity.linkage.spark.answers import answers_of, asked_about, clusters_of, links_of
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
    weighed, teach = spread_overlap(found, records.table, records.sizes, rounds=OVERLAP_ROUNDS)
    pairs = kept(weighed)
    judged = _Judged.of(session, records, known, constraints)
    counted = (
        pairs.groupBy("pattern")
        .agg(
            F.count("pattern").alias("count"),
            F.count_if("teaches").alias("teach"),
            F.count_if(F.expr("teaches and left_lists > 0 and right_lists > 0")).alias("listed"),
        )
        .toArrow()
        .sort_by("pattern")
    )
    progress("forming sites", 2, 4)
    shown = Shown(
        teach=numbers(counted, "teach"), listed=numbers(counted, "listed"), sizes=records.sizes[teach]
    )
    sites = _decided(session, records, pairs, counted, shown, judged, tasks)
    progress("writing answers", 3, 4)
    return _answers(records, counted, judged, sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """Judgements and known sites, in the numbers of the records that they speak of."""

    ids: Ints  # of the records that `bonds` counts from 0
    bonds: Bonds
    spread: SpreadBonds
    blind: SpreadBonds  # known sites alone, as if nobody had been asked
    earlier: Grounds | None

    @property
    def said(self) -> Mapping[tuple[int, int], bool]:
        """What people were asked, by the numbers of the records."""
        return {(int(self.ids[a]), int(self.ids[b])): same for (a, b), same in self.bonds.judged.items()}

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
        spread = SpreadBonds(
            together=_numbered(bonds.together, ids),
            apart=_numbered(bonds.apart, ids),
            known=ids[own["at"].to_numpy()],
            site=own["site"].to_list(),
            lists=dict(places.select("id", "lists").iter_rows()),
        )
        kept = _numbered(kept_sites(dict(sites.iter_rows())), ids)
        return cls(
            ids=ids,
            bonds=bonds,
            spread=spread,
            blind=replace(spread, together=kept, apart=[]),
            earlier=earlier_grounds(known, constraints, engine=ENGINE),
        )


def _numbered(pairs: Sequence[tuple[int, int]], ids: Ints) -> list[tuple[int, int]]:
    return [(int(ids[a]), int(ids[b])) for a, b in pairs]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sites:
    components: Components
    bonds: SpreadBonds
    weights: Weights
    reading: Reading | None = None
    asked: int = 0  # answers that taught


def _decided(
    session: SparkSession,
    records: SpreadRecords,
    pairs: DataFrame,
    counted: pa.Table,
    shown: Shown,
    judged: _Judged,
    tasks: int,
) -> _Sites:
    """Sites by the shipped weights, by what those sites teach, and by what people's answers teach: `decide.decide`."""
    patterns = numbers(counted, "pattern")
    levels, teach = levels_of(patterns), numbers(counted, "teach")

    def components(weights: Weights, bonds: SpreadBonds) -> Components:
        agrees = agreement_of(levels, bits_of(levels, weights)) > 0
        count = int(numbers(counted, "count")[agrees].sum()) + len(bonds.together)
        return components_under(pairs, bonds.table(session), weights, agreeing_pairs=count, tasks=tasks)

    def tally(found: Components, weights: Weights) -> Tally:
        inside = (
            counts_inside(found, judged.blind, weights)
            .groupBy("pattern")
            .agg(F.sum("inside").alias("inside"))
        )
        return Tally(levels=levels, pairs=teach, inside=_spread_over(patterns, inside.toArrow()))

    weights = SHIPPED
    for lesson in range(LESSONS + 1):
        blind = components(weights, judged.blind)
        if lesson == LESSONS:
            break
        last = tally(blind, weights), weights
        learned = learn(*last)
        if learned is weights:
            break
        blind.forget()
        weights = learned
    weights = crowded(weights, levels, shown)
    if not judged.bonds.judged:
        return _Sites(components=blind, bonds=judged.blind, weights=weights)
    answers = _answered(records, _Sites(components=blind, bonds=judged.blind, weights=weights), judged)
    reading = None
    if answers.count:
        weights, reading = crowded(learn(*last, answers), levels, shown), reading_of(answers)
    blind.forget()
    return _Sites(
        components=components(weights, judged.spread),
        bonds=judged.spread,
        weights=weights,
        reading=reading,
        asked=answers.count,
    )


def _answered(records: SpreadRecords, blind: _Sites, judged: _Judged) -> Answers:
    nobody = bonds_of(pl.Series([], dtype=pl.String), {}, ())
    tasks, weights = blind.components.tasks, blind.weights
    decided = pairs_decided(blind.components, blind.bonds, weights)
    placed = records_decided(blind.components, blind.bonds, weights)
    asked = asked_about(decided, placed, records.table, weights, nobody, judged.ids)
    answers = answers_of(asked, weights, judged.said, tasks=tasks)
    if judged.earlier is None:
        return answers
    return answers.and_those(answers_earlier(judged.earlier, weights))


def _spread_over(patterns: Ints, inside: pa.Table) -> Ints:
    answer = np.zeros(len(patterns), np.int64)
    answer[np.searchsorted(patterns, numbers(inside, "pattern"))] = numbers(inside, "inside")
    return answer


def _answers(records: SpreadRecords, counted: pa.Table, judged: _Judged, sites: _Sites) -> SpreadLinkage:
    components, bonds, weights, reading = sites.components, sites.bonds, sites.weights, sites.reading
    decided = pairs_decided(components, bonds, weights)
    placed = records_decided(components, bonds, weights, reading)
    asked = asked_about(decided, placed, records.table, weights, judged.bonds, judged.ids)
    links = links_of(asked, weights, reading, tasks=components.tasks).persist()
    session = records.table.sparkSession
    own = pa.table({"id": bonds.known, "own_site": pa.array(bonds.site, pa.string())})
    named = records.table.join(session.createDataFrame(own), "id", "left")
    levels, pairs = levels_of(numbers(counted, "pattern")), numbers(counted, "count")
    return SpreadLinkage(
        clusters=clusters_of(placed, named, weights),
        links=links.drop("usefulness"),
        doubtful=links.filter("usefulness is not null"),
        contradictions=judged.bonds.contradictions,
        compared=int(pairs.sum()),
        lessons=lessons_of(levels, pairs, weights) + (lessons_read(reading, sites.asked) if reading else ()),
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
