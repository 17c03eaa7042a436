"""What linkage answers, in words: the links worth keeping, and each record's site, how sure, and why.

In: pairs, and what was decided on them. Out: LINKS_FRAME and CLUSTERS_FRAME, in the order of the records' keys, and DOUBTFUL_FRAME.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from comity.linkage.decide import Decided, Told, standings_of
from comity.linkage.doubt import usefulness_of
from comity.linkage.grounds import Grounds
from comity.linkage.records import CLUSTERS_FRAME, DOUBTFUL_FRAME, LINKS_FRAME
from comity.linkage.weigh import probability_of, reasons_of
from comity.linkage.words import Flags, Floats, Ints, group_starts

ALONE, BY_JUDGEMENT, ALIKE = "only record of its site", "joined by a judgement", "written exactly alike"


def links_of(keys: pl.Series, told: Told, decided: Decided) -> pl.DataFrame:
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


def doubtful_of(grounds: Grounds, decided: Decided, told: Told, links: pl.DataFrame) -> pl.DataFrame:
    """The questions, the most useful first."""
    _, halves, standing = standings_of(grounds, decided, told)
    usefulness = usefulness_of(told.same, halves, standing)
    at = np.flatnonzero(usefulness)
    return (
        links[at]
        .with_columns(usefulness=usefulness[at])
        .select(DOUBTFUL_FRAME.names())
        .sort(["usefulness", "left", "right"], descending=[True, False, False])
    )


def clusters_of(
    grounds: Grounds, at: Ints, told: Told, links: pl.DataFrame, cluster_of: Ints
) -> pl.DataFrame:
    """One line for each of the records `at`: its cluster, the known site it continues, and its best link into the cluster."""
    keys = grounds.records.table["record"]
    best = _best_links(told, links["probability"].to_numpy(), len(keys))
    alone = np.bincount(cluster_of, minlength=len(keys))[cluster_of] == 1
    link = pl.Series(best[at]).set(pl.Series(best[at] < 0), None)
    return pl.DataFrame(
        {
            "record": keys.gather(at),
            "cluster": keys.gather(cluster_of[at]),
            "site": _sites_of(cluster_of, at, grounds.site_of),
            "probability": links["probability"].gather(link).fill_null(1.0),
            "reason": links["reason"]
            .gather(link)
            .zip_with(link.is_not_null(), _without_link(alone[at], _rows(grounds)[at] > 1)),
        },
        schema=CLUSTERS_FRAME,
    )


def _sites_of(cluster_of: Ints, at: Ints, site_of: Mapping[int, str]) -> pl.Series:
    """The known site that each of the records `at` belongs to; of several that judgements joined, the first."""
    known = {"cluster": cluster_of[list(site_of)], "site": list(site_of.values())}
    sites = pl.DataFrame(known, schema={"cluster": pl.Int64, "site": pl.String}).group_by("cluster").min()
    asked = pl.DataFrame({"cluster": cluster_of[at]}, schema={"cluster": pl.Int64})
    return asked.join(sites, on="cluster", how="left", maintain_order="left")["site"]


def _rows(grounds: Grounds) -> Ints:
    """How many lists have each record; what is known counts as one."""
    records = grounds.records
    return np.asarray(np.diff(records.lists.indptr) + records.table["known"].to_numpy(), dtype=np.int64)


def _without_link(alone: Flags, is_repeated: Flags) -> pl.Series:
    words = pl.Series([BY_JUDGEMENT, ALONE, ALIKE], dtype=pl.String)
    return words.gather(np.where(alone, np.where(is_repeated, 2, 1), 0))


def _best_links(told: Told, probability: Floats, count: int) -> Ints:
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
