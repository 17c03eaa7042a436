"""The way from rows to sites: distinct records, the pairs of each part, patterns, clusters, what they teach, clusters anew.

Laws: the order of rows and lists changes nothing; a must-link and a cannot-link are kept; known records are never
compared with each other, and only a judgement joins or parts two known sites.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from comity.core import Progress, UsageProblem, silent
from comity.linkage.cluster import cluster
from comity.linkage.distinct import Records, records_of
from comity.linkage.doubt import doubtful, rows_of_sites
from comity.linkage.engines import ENGINES
from comity.linkage.find import Pairs, gathered, pairs_of, placed
from comity.linkage.judgements import Bonds, bonds_of
from comity.linkage.learn import learn, lessons_of, tally_of
from comity.linkage.overlap import overlap, with_overlap
from comity.linkage.parts import parts_of
from comity.linkage.patterns import Patterns, patterns_of
from comity.linkage.records import (
    CLUSTERS_FRAME,
    DOUBTFUL_FRAME,
    KNOWN_FRAME,
    LINKS_FRAME,
    Constraint,
    Linkage,
)
from comity.linkage.spark import require_spark
from comity.linkage.weigh import (
    RULES,
    SHIPPED,
    Weights,
    agreement_of,
    bits_of,
    probability_of,
    reasons_of,
)
from comity.linkage.words import Flags, Floats, Ints, group_starts

SPARK = "spark"
KEPT_FROM = 0.05
OVERLAP_ROUNDS = 2
LESSONS = 2
ALONE, BY_JUDGEMENT = "only record of its site", "joined by a judgement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What is decided on."""

    records: Records
    pairs: Pairs
    bonds: Bonds
    site_of: Mapping[int, str]  # record -> the known site it belongs to


def link_rows(
    rows: pl.DataFrame,
    *,
    known: pl.DataFrame | None = None,
    near: pl.DataFrame | None = None,
    constraints: Sequence[Constraint] = (),
    engine: str = "columnar",
    master: str | None = None,
    progress: Progress = silent,
) -> Linkage:
    """Rows follow ROWS_FRAME, `known` KNOWN_FRAME; `master` is where Spark runs, for the engine "spark".

    `near` (NEAR_FRAME) is which known records each row may mean, where an index has said so: they are not looked for again.

    Raises UsageProblem for an engine that does not exist, SparkMissing where Spark or Java is not installed.
    """
    _require_engine(engine, master)
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    if rows.is_empty():
        return nothing(engine)
    if master is not None:
        require_spark()
        from comity.linkage.spark.way import link_frame  # needs the extra "spark"

        return link_frame(rows, master=master, known=known, constraints=constraints, progress=progress)
    grounds = grounds_of(rows, known, constraints, near=near, engine=engine, progress=progress)
    return linkage_of(grounds, engine=engine, fresh=rows["record"])


def linkage_of(grounds: Grounds, *, engine: str, fresh: pl.Series | None = None) -> Linkage:
    """The decision and its reasons. Clusters are told of all records, or of the `fresh` ones."""
    records, pairs, bonds = grounds.records, grounds.pairs, grounds.bonds
    decided = decide(grounds)
    told = _told(pairs, decided)
    keys = records.table["record"]
    links = _links(keys, told, decided)
    rows_of_site = rows_of_sites(records, decided.cluster_of)
    at = np.arange(len(keys)) if fresh is None else _places(keys, fresh)
    return Linkage(
        clusters=_clusters(grounds, at, told, links, decided.cluster_of),
        links=links,
        doubtful=doubtful(links, told.left, told.right, rows_of_site, bonds),
        contradictions=bonds.contradictions,
        compared=len(pairs.left),
        engine=engine,
        rules=RULES,
        lessons=lessons_of(decided.patterns.levels, decided.patterns.pairs(), decided.weights),
    )


def _require_engine(engine: str, master: str | None) -> None:
    if engine not in {*ENGINES, SPARK}:
        raise UsageProblem(
            f"There is no engine “{engine}”.", remedy=f"Engines are: {', '.join(sorted([*ENGINES, SPARK]))}."
        )
    if engine == SPARK and master is None:
        raise UsageProblem(
            "Spark must be told where it runs.",
            remedy="Add --master local[2], or --master spark://HOST:7077.",
        )
    if engine != SPARK and master is not None:
        raise UsageProblem(
            f"The engine “{engine}” has no master.", remedy="Add --engine spark, or leave --master out."
        )


def nothing(engine: str) -> Linkage:
    return Linkage(
        clusters=pl.DataFrame(schema=CLUSTERS_FRAME),
        links=pl.DataFrame(schema=LINKS_FRAME),
        doubtful=pl.DataFrame(schema=DOUBTFUL_FRAME),
        contradictions=(),
        compared=0,
        engine=engine,
        rules=RULES,
    )


def grounds_of(
    rows: pl.DataFrame,
    known: pl.DataFrame,
    constraints: Sequence[Constraint],
    *,
    near: pl.DataFrame | None = None,
    engine: str,
    progress: Progress,
) -> Grounds:
    records = records_of(rows, known, near)
    pairs = gathered(
        [
            placed(pairs_of(records.only(at), engine=engine, progress=progress), at)
            for at in parts_of(records)
        ],
        count=records.count,
    )
    site_of = _sites_of(records, known)
    bonds = bonds_of(records.table["record"], site_of, constraints)
    return Grounds(records=records, pairs=pairs, bonds=bonds, site_of=site_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    patterns: Patterns
    weights: Weights
    cluster_of: Ints

    @property
    def bits(self) -> Floats:
        """Of each pattern."""
        return bits_of(self.patterns.levels, self.weights)


def decide(grounds: Grounds) -> Decided:
    """Sites by the shipped weights, and by what those sites teach."""
    records, pairs, bonds = grounds.records, grounds.pairs, grounds.bonds
    patterns = full_patterns(records, pairs)
    judged = _judged(pairs, bonds, records.count)
    weights = SHIPPED
    for lesson in range(LESSONS + 1):
        bits = bits_of(patterns.levels, weights)
        cluster_of = cluster(
            records.count,
            pairs.left,
            pairs.right,
            agreement_of(patterns.levels, bits)[patterns.of_pair],
            together=bonds.together,
            apart=bonds.apart,
            site_of=grounds.site_of,
        )
        if lesson == LESSONS:
            break
        inside = cluster_of[pairs.left] == cluster_of[pairs.right]
        learned = learn(tally_of(patterns, inside, judged), weights)
        if learned is weights:
            break
        weights = learned
    return Decided(patterns=patterns, weights=weights, cluster_of=cluster_of)


def full_patterns(records: Records, pairs: Pairs) -> Patterns:
    """Patterns with the evidence that only all pairs together give: how much two lists share."""
    found = patterns_of(pairs.pattern)
    patterns = found
    for _ in range(OVERLAP_ROUNDS):
        probability = probability_of(bits_of(patterns.levels))[patterns.of_pair]
        level = overlap(records.lists, pairs.left, pairs.right, probability)
        patterns = with_overlap(found, level)
    return patterns


def _judged(pairs: Pairs, bonds: Bonds, count: int) -> tuple[Ints, Flags]:
    """Places of the pairs that people were asked about, and their answers."""
    asked = [(*pair, answer) for pair, answer in bonds.judged.items()]
    keys = np.array([one * count + other for one, other, _ in asked], np.int64)
    answers = np.array([answer for *_, answer in asked], bool)
    every = pairs.left * count + pairs.right
    at = np.minimum(np.searchsorted(every, keys), max(len(every) - 1, 0))
    found = every[at] == keys if len(every) else np.zeros(len(keys), bool)
    return at[found], answers[found]


def _sites_of(records: Records, known: pl.DataFrame) -> Mapping[int, str]:
    places = records.table.select("record").with_row_index("at")
    sites = known.select("record", "site").join(places, on="record").select("at", "site")
    return dict(sites.iter_rows())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """The pairs that are given back: those inside a site, and those that might have been."""

    left: Ints
    right: Ints
    pattern: np.ndarray[tuple[int], np.dtype[np.int32]]
    same: Flags


def _told(pairs: Pairs, decided: Decided) -> _Told:
    same = decided.cluster_of[pairs.left] == decided.cluster_of[pairs.right]
    likely = probability_of(decided.bits) >= KEPT_FROM
    kept = np.flatnonzero(same | likely[decided.patterns.of_pair])  # in the order of their records' keys
    return _Told(
        left=pairs.left[kept],
        right=pairs.right[kept],
        pattern=decided.patterns.of_pair[kept],
        same=same[kept],
    )


def _links(keys: pl.Series, told: _Told, decided: Decided) -> pl.DataFrame:
    said, of_pair = np.unique(told.pattern, return_inverse=True)
    bits = decided.bits[said]
    columns = {
        "left": keys.gather(told.left),
        "right": keys.gather(told.right),
        "probability": probability_of(bits)[of_pair],
        "weight": bits[of_pair],
        "reason": reasons_of(decided.patterns.levels[said], decided.weights).gather(of_pair),
        "same": told.same,
    }
    return pl.DataFrame(columns, schema=LINKS_FRAME)


def _places(keys: pl.Series, some: pl.Series) -> Ints:
    return np.flatnonzero(keys.is_in(some.unique().implode()).to_numpy())


def _clusters(grounds: Grounds, at: Ints, told: _Told, links: pl.DataFrame, cluster_of: Ints) -> pl.DataFrame:
    """One line for each of the records `at`: its cluster, the known site it continues, and its best link into the cluster."""
    keys = grounds.records.table["record"]
    site_of: dict[int, str] = {}
    for record, site in grounds.site_of.items():
        cluster = int(cluster_of[record])
        site_of[cluster] = min(site, site_of.get(cluster, site))
    best = _best_links(told, links["probability"].to_numpy(), len(keys))
    alone = np.bincount(cluster_of, minlength=len(keys))[cluster_of] == 1
    link = pl.Series(best[at]).set(pl.Series(best[at] < 0), None)
    return pl.DataFrame(
        {
            "record": keys.gather(at),
            "cluster": keys.gather(cluster_of[at]),
            "site": _named(cluster_of[at], site_of),
            "probability": links["probability"].gather(link).fill_null(1.0),
            "reason": links["reason"].gather(link).zip_with(link.is_not_null(), _without_link(alone[at])),
        },
        schema=CLUSTERS_FRAME,
    )


def _named(cluster_of: Ints, site_of: Mapping[int, str]) -> pl.Series:
    clusters = pl.DataFrame({"cluster": cluster_of}, schema={"cluster": pl.Int64})
    sites = pl.DataFrame(list(site_of.items()), schema={"cluster": pl.Int64, "site": pl.String}, orient="row")
    return clusters.join(sites, on="cluster", how="left", maintain_order="left")["site"]


def _without_link(alone: Flags) -> pl.Series:
    words = pl.Series([BY_JUDGEMENT, ALONE], dtype=pl.String)
    return words.gather(alone.astype(np.int64))


def _best_links(told: _Told, probability: Floats, count: int) -> Ints:
    """For each record the place among the links of the likeliest inside its site; -1 for none."""
    inside = np.flatnonzero(told.same)
    record = np.concatenate([told.left[inside], told.right[inside]])
    other = np.concatenate([told.right[inside], told.left[inside]])
    link = np.concatenate([inside, inside])
    order = np.lexsort((other, -probability[link], record))
    first = order[group_starts(record[order])[:-1]]
    best = np.full(count, -1, np.int64)
    best[record[first]] = link[first]
    return best
