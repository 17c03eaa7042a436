"""The way from rows to sites: distinct records, the pairs of each part, patterns, clusters, what they teach, clusters anew.

Laws: the order of rows and lists changes nothing; a must-link and a cannot-link are kept; known records are never
compared with each other, and only a judgement joins or parts two known sites.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from comity.core import Progress, UsageProblem, silent
from comity.linkage.answers import clusters_of, doubtful_of, links_of
from comity.linkage.decide import decide, told_of
from comity.linkage.engines import ENGINES, SPARK
from comity.linkage.grounds import Grounds, grounds_of
from comity.linkage.learn import lessons_of
from comity.linkage.reading import lessons_read
from comity.linkage.records import (
    CLUSTERS_FRAME,
    DOUBTFUL_FRAME,
    KNOWN_FRAME,
    LINKS_FRAME,
    Candidates,
    Constraint,
    Linkage,
)
from comity.linkage.spark import require_spark
from comity.linkage.weigh import RULES


def link_rows(
    rows: pl.DataFrame,
    *,
    known: pl.DataFrame | None = None,
    found: Candidates | None = None,
    constraints: Sequence[Constraint] = (),
    engine: str = "columnar",
    master: str | None = None,
    progress: Progress = silent,
) -> Linkage:
    """Rows follow ROWS_FRAME, `known` KNOWN_FRAME; `master` is where Spark runs, for the engine "spark".

    `found` is what an index says of the rows, and stands in the place of `known`: what was looked up is not looked for again.

    Raises UsageProblem for an engine that does not exist, SparkMissing where Spark or Java is not installed.
    """
    _require_engine(engine, master)
    if found is not None:
        known = found.known
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    if rows.is_empty():
        return nothing(engine)
    if master is not None:
        require_spark()
        from comity.linkage.spark.way import link_frame  # needs the extra "spark"

        return link_frame(rows, master=master, known=known, constraints=constraints, progress=progress)
    grounds = grounds_of(rows, known, constraints, found=found, engine=engine, progress=progress)
    return linkage_of(grounds, engine=engine, fresh=rows["record"])


def linkage_of(grounds: Grounds, *, engine: str, fresh: pl.Series | None = None) -> Linkage:
    """The decision and its reasons. Clusters are told of all records, or of the `fresh` ones."""
    records, pairs, bonds = grounds.records, grounds.pairs, grounds.bonds
    decided = decide(grounds)
    told = told_of(pairs, decided)
    keys = records.table["record"]
    links = links_of(keys, told, decided)
    told_about = (
        np.full(len(keys), fill_value=True)
        if fresh is None
        else keys.is_in(fresh.unique().implode()).to_numpy()
    )
    return Linkage(
        clusters=clusters_of(grounds, np.flatnonzero(told_about), told, links, decided.cluster_of),
        links=links,
        doubtful=doubtful_of(grounds, decided, told, links),
        contradictions=bonds.contradictions,
        compared=pairs.count,
        engine=engine,
        rules=RULES,
        lessons=lessons_of(decided.patterns.levels, decided.patterns.pairs(), decided.weights)
        + (lessons_read(decided.reading, decided.asked) if decided.reading else ()),
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
