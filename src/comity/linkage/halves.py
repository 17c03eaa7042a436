"""The two groups of records that a pair stands between: the halves of its site as they met, or the two sites.

In: how clusters were joined, rows of records, pairs. Out: `Halves`. An answer on one pair settles what its two halves are, so
what hangs on a question is counted by them.
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.cluster import Clustered
from comity.linkage.words import Flags, Floats, Ints

JUDGED = -1
"""In the place of a half's name: the two records were together before anything was joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """Of each pair."""

    one: Ints  # the smaller name
    other: Ints
    one_rows: Floats  # of all lists
    other_rows: Floats
    every: Ints  # pairs of records between the two
    bits: Floats  # the mean over all of them; nan between two sites, where nothing was joined


def halves_of(clusters: Clustered, rows: Floats, left: Ints, right: Ints) -> Halves:
    """`rows` are each record's."""
    count = len(clusters.of)
    ends = clusters.of[left], clusters.of[right]
    one, other = np.minimum(*ends), np.maximum(*ends)
    site_rows = np.bincount(clusters.of, weights=rows, minlength=count).astype(np.float64)
    records = np.bincount(clusters.of, minlength=count)
    found = Halves(
        one=one,
        other=other,
        one_rows=site_rows[one],
        other_rows=site_rows[other],
        every=records[one] * records[other],
        bits=np.full(len(left), np.nan),
    )
    _look_inside(found, clusters, rows, left, right, one == other)
    return found


def _look_inside(
    found: Halves, clusters: Clustered, rows: Floats, left: Ints, right: Ints, same: Flags
) -> None:
    """The joins done again, and for each pair inside a site the one that brought its records together."""
    name = clusters.judged
    count = len(name)
    rows_of = np.bincount(name, weights=rows, minlength=count)
    records = np.bincount(name, minlength=count)
    found.one[same] = found.other[same] = JUDGED
    open_ = np.flatnonzero(same & (name[left] != name[right]))
    for joins in clusters.joins:
        into = np.arange(count)
        into[joins.gone] = joins.kept
        step = np.zeros(count, np.int64)
        step[joins.kept] = np.arange(len(joins.kept))
        ends = into[name[left[open_]]], into[name[right[open_]]]
        met = ends[0] == ends[1]
        at, by = open_[met], step[ends[0][met]]
        kept, gone = joins.kept[by], joins.gone[by]
        found.one[at], found.other[at], found.bits[at] = kept, gone, joins.bits[by]
        found.one_rows[at], found.other_rows[at] = rows_of[kept], rows_of[gone]
        found.every[at] = records[kept] * records[gone]
        rows_of[joins.kept] += rows_of[joins.gone]
        records[joins.kept] += records[joins.gone]
        name, open_ = into[name], open_[~met]
