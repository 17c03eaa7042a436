"""The way from rows to sites: prepare, find neighbours, compare, hold the contest, weigh, cluster, say why.

Laws: the order of rows and lists changes nothing; a must-link and a cannot-link are kept; known records are never
compared with each other, and only a judgement joins or parts two known sites.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from comity.core import Progress, UsageProblem, silent
from comity.linkage.cluster import cluster
from comity.linkage.compare import Levels, compare
from comity.linkage.contest import contest
from comity.linkage.engines import ENGINES
from comity.linkage.judgements import Bonds, bonds_of
from comity.linkage.overlap import overlap
from comity.linkage.prepare import Prepared, prepare
from comity.linkage.records import (
    CLUSTERS_FRAME,
    DOUBTFUL_FRAME,
    KNOWN_FRAME,
    LINKS_FRAME,
    Constraint,
    Linkage,
)
from comity.linkage.weigh import RULES, agreement_of, bits_of, column_of, probability_of, reasons_of
from comity.linkage.words import Floats, Ints

_KEPT_FROM = 0.05
_OVERLAP_ROUNDS = 2
_DOUBTFUL = (0.15, 0.9)


def link_rows(
    rows: pl.DataFrame,
    *,
    known: pl.DataFrame | None = None,
    constraints: Sequence[Constraint] = (),
    engine: str = "columnar",
    progress: Progress = silent,
) -> Linkage:
    """Rows follow ROWS_FRAME, `known` KNOWN_FRAME. Raises UsageProblem for an engine that does not exist."""
    if engine not in ENGINES:
        raise UsageProblem(
            f"There is no engine “{engine}”.", remedy=f"Engines are: {', '.join(sorted(ENGINES))}."
        )
    known = known if known is not None else pl.DataFrame(schema=KNOWN_FRAME)
    if rows.is_empty():
        return _nothing(engine)
    prepared = prepare(rows, known)
    left, right = ENGINES[engine](prepared, progress=progress)
    levels, bits = _weighed(prepared, left, right, progress)
    site_of = _sites_of(prepared, known)
    bonds = bonds_of(prepared.records.to_list(), site_of, constraints)
    cluster_of = cluster(
        prepared.count,
        left,
        right,
        agreement_of(levels, bits),
        together=bonds.together,
        apart=bonds.apart,
        site_of=site_of,
    )
    links = _links(prepared, left, right, levels, bits, cluster_of)
    return Linkage(
        clusters=_clusters(prepared, rows, known, links, cluster_of),
        links=links,
        doubtful=_doubtful(links, prepared, bonds),
        contradictions=bonds.contradictions,
        compared=len(left),
        engine=engine,
        rules=RULES,
    )


def _nothing(engine: str) -> Linkage:
    return Linkage(
        clusters=pl.DataFrame(schema=CLUSTERS_FRAME),
        links=pl.DataFrame(schema=LINKS_FRAME),
        doubtful=pl.DataFrame(schema=DOUBTFUL_FRAME),
        contradictions=(),
        compared=0,
        engine=engine,
        rules=RULES,
    )


def _weighed(prepared: Prepared, left: Ints, right: Ints, progress: Progress) -> tuple[Levels, Floats]:
    progress("comparing rows", 0, len(left))
    levels = compare(prepared, left, right)
    levels[:, column_of("contest")] = contest(prepared, left, right, bits_of(levels))
    for _ in range(_OVERLAP_ROUNDS):
        levels[:, column_of("overlap of the lists")] = overlap(
            prepared, left, right, probability_of(bits_of(levels))
        )
    progress("comparing rows", len(left), len(left))
    return levels, bits_of(levels)


def _sites_of(prepared: Prepared, known: pl.DataFrame) -> Mapping[int, str]:
    places = pl.DataFrame({"record": prepared.records}).with_row_index("at")
    sites = known.select("record", "site").join(places, on="record").select("at", "site")
    return dict(sites.iter_rows())


def _links(
    prepared: Prepared, left: Ints, right: Ints, levels: Levels, bits: Floats, cluster_of: Ints
) -> pl.DataFrame:
    probability = probability_of(bits)
    same = cluster_of[left] == cluster_of[right]
    kept = np.flatnonzero(same | (probability >= _KEPT_FROM))
    kept = kept[np.lexsort((right[kept], left[kept]))]  # records stand in the order of their keys
    columns = {
        "left": prepared.records.gather(left[kept]),
        "right": prepared.records.gather(right[kept]),
        "probability": probability[kept],
        "weight": bits[kept],
        "reason": reasons_of(levels[kept]),
        "same": same[kept],
    }
    return pl.DataFrame(columns, schema=LINKS_FRAME)


def _clusters(
    prepared: Prepared, rows: pl.DataFrame, known: pl.DataFrame, links: pl.DataFrame, cluster_of: Ints
) -> pl.DataFrame:
    """One line per record of the rows: its cluster, the known site it continues, and its best link into the cluster."""
    inside = links.filter("same")
    ends = pl.concat(
        [
            inside.select(pl.col(end).alias("record"), "probability", "reason", pl.col(other).alias("other"))
            for end, other in (("left", "right"), ("right", "left"))
        ]
    )
    best = ends.sort(["record", "probability", "other"], descending=[False, True, False]).unique(
        "record", keep="first", maintain_order=True
    )
    keys = prepared.records
    table = pl.DataFrame({"record": keys, "cluster": keys.gather(cluster_of)})
    sites = (
        table.join(known.select("record", "site"), on="record")
        .sort("cluster", "site")
        .group_by("cluster", maintain_order=True)
        .agg(pl.col("site").min())
    )
    size = table.group_by("cluster").len()
    fresh = table.join(rows.select("record").unique(), on="record", how="semi")
    told = fresh.join(sites, on="cluster", how="left").join(best.drop("other"), on="record", how="left")
    alone = pl.when(pl.col("len") == 1).then(pl.lit("only record of its site"))
    return (
        told.join(size, on="cluster")
        .with_columns(
            probability=pl.col("probability").fill_null(1.0),
            reason=pl.coalesce("reason", alone.otherwise(pl.lit("joined by a judgement"))),
        )
        .select(CLUSTERS_FRAME.names())
        .sort("record")
    )


def _doubtful(links: pl.DataFrame, prepared: Prepared, bonds: Bonds) -> pl.DataFrame:
    """Pairs whose answer is open. A question is worth more the less sure it is and the more rows hang on it."""
    grey = links.filter(pl.col("probability").is_between(*_DOUBTFUL))
    places = pl.DataFrame({"record": prepared.records}).with_row_index("at")
    left, right = (
        grey.select(record=end).join(places, on="record", how="left", maintain_order="left")["at"].to_numpy()
        for end in ("left", "right")
    )
    if bonds.together or bonds.apart:
        open_ = np.array(
            [not bonds.settle(a, b) for a, b in zip(left.tolist(), right.tolist(), strict=True)], bool
        )
        grey, left, right = grey.filter(pl.Series(open_)), left[open_], right[open_]
    rows = np.maximum(np.asarray(prepared.lists.sum(axis=1)).ravel(), 1.0)
    hanging = rows[left] * rows[right]
    p = pl.col("probability")
    uncertainty = -(p * p.log(2) + (1 - p) * (1 - p).log(2))
    return (
        grey.with_columns(usefulness=uncertainty * pl.Series(hanging, dtype=pl.Float64))
        .select(DOUBTFUL_FRAME.names())
        .sort(["usefulness", "left", "right"], descending=[True, False, False])
    )
