"""Which records are one site, from the bits of pairs and from judgements: agreement over all pairs, not a chain.

In: pairs with bits, must-links and cannot-links. Out: the cluster of each record, and how the clusters were joined.
Two clusters are joined while the mean over all pairs between them speaks for it; a pair that nobody compared speaks
against. So one doubtful pair never chains two sites together (transitive closure is what ruins large linkages).
Laws: a must-link is kept, a cannot-link is kept; the order of records and of pairs changes nothing.
Source: average linkage under a correlation-clustering objective (Bansal, Blum & Chawla 2004).

All clusters that are each other's best partner are joined at once. A joined cluster is never nearer to a third than the
nearer of its two parts was, so this gives the same clusters as joining the best two of all, one after the other
(reciprocal nearest neighbours, Murtagh 1983). Bits are counted in whole parts, so that sums do not hang on their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from comity.linkage.words import Flags, Floats, Ints, Numbers, Places, are_equal, group_starts, taken

UNCOMPARED_BITS = -4.0
_PARTS = 1000
"""Parts of a bit that count."""
UNCOMPARED_PARTS = round(UNCOMPARED_BITS * _PARTS)
_NEVER = -(2**40)
"""What a cannot-link adds: no agreement makes up for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """Clusters that were joined at once."""

    kept: Ints  # the smaller name, which the two go on under
    gone: Ints
    bits: Floats  # the mean over all pairs between the two


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    of: Ints  # for each record the smallest of its cluster
    judged: Ints  # the same under must-links alone: where joining began
    joins: tuple[Joins, ...]  # one after the other


@dataclass(frozen=True, slots=True)
class _Between:
    """What speaks for joining two clusters: parts of bits over the pairs that were compared. In the order of their names."""

    one: Ints  # the smaller name
    other: Ints
    parts: Ints
    pairs: Ints

    def only(self, kept: Flags) -> "_Between":
        return _Between(self.one[kept], self.other[kept], self.parts[kept], self.pairs[kept])

    def renamed(self, name: Ints) -> "_Between":
        """The same between clusters of new names; what was between two of them is added up."""
        a, b = name[self.one], name[self.other]
        outer = np.flatnonzero(a != b)
        keys = np.minimum(a[outer], b[outer]) * len(name) + np.maximum(a[outer], b[outer])
        order = np.argsort(keys, kind="stable")
        keys, outer = keys[order], outer[order]
        first = group_starts(keys)[:-1]
        if not len(first):
            return _Between(*(np.zeros(0, np.int64),) * 4)
        one, other = np.divmod(keys[first], len(name))
        return _Between(
            one, other, np.add.reduceat(self.parts[outer], first), np.add.reduceat(self.pairs[outer], first)
        )


def parts_of(bits: Floats) -> Ints:
    return np.rint(bits * _PARTS).astype(np.int64)


def bits_of_parts(parts: Ints, pairs: Ints) -> Floats:
    """The mean over so many pairs."""
    return np.asarray(parts / pairs / _PARTS, dtype=np.float64)


def cluster(
    count: int,
    left: Numbers,
    right: Numbers,
    bits: Floats,
    *,
    of_pair: Places | None = None,
    together: Iterable[tuple[int, int]] = (),
    apart: Sequence[tuple[int, int]] = (),
    site_of: Mapping[int, str] | None = None,
) -> Clustered:
    """The clusters of `count` records. Only must-links join two known sites.

    `bits` are each pair's, or each pattern's where `of_pair` says which pattern a pair has.
    """
    must, forbidden = _columns(together), _columns(apart)
    parts = parts_of(bits)
    agree = np.flatnonzero(taken(parts > 0, of_pair) if of_pair is not None else parts > 0)
    # Only what agreement and must-links hold together, however loosely, can become one site.
    group = _joined(count, np.append(left[agree], must[0]), np.append(right[agree], must[1]))
    near = np.flatnonzero(are_equal(group, left, right))
    judged = name = _joined(count, *must)
    steps: list[Joins] = []
    between = _Between(
        np.append(left[near], forbidden[0]),
        np.append(right[near], forbidden[1]),
        np.append(parts[near if of_pair is None else of_pair[near]], np.full(len(forbidden[0]), _NEVER)),
        np.append(np.ones(len(near), np.int64), np.zeros(len(forbidden[0]), np.int64)),
    ).renamed(name)
    has_site = np.zeros(count, bool)
    has_site[name[list(site_of or {})]] = True
    while True:
        between, joins = _best(between, np.bincount(name, minlength=count), has_site)
        if not len(joins.gone):
            return Clustered(of=name, judged=judged, joins=tuple(steps))
        steps.append(joins)
        has_site[joins.kept] |= has_site[joins.gone]
        step = np.arange(count)
        step[joins.gone] = joins.kept
        name = step[name]
        between = between.renamed(step)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
    listed = list(pairs)
    return np.array([a for a, _ in listed], np.int64), np.array([b for _, b in listed], np.int64)


def _joined(count: int, one: Ints, other: Ints) -> Ints:
    graph = sparse.csr_matrix((np.ones(len(one)), (one, other)), shape=(count, count))
    _, group = connected_components(graph, directed=False)
    smallest = np.full(count, count, np.int64)
    np.minimum.at(smallest, group, np.arange(count))
    return smallest[group]


def _best(between: _Between, sizes: Ints, has_site: Flags) -> tuple[_Between, Joins]:
    """What can still matter, and in it the pairs of clusters that are each other's best."""
    every = sizes[between.one] * sizes[between.other]
    parts = between.parts + (every - between.pairs) * UNCOMPARED_PARTS
    agrees = (parts > 0) & ~(has_site[between.one] & has_site[between.other])
    wanted = np.zeros(len(sizes), bool)
    wanted[between.one[agrees]] = wanted[between.other[agrees]] = True
    # A cluster that nobody agrees with never will be: joining others does not bring them nearer.
    kept = wanted[between.one] & wanted[between.other]
    between, parts, every, agrees = between.only(kept), parts[kept], every[kept], agrees[kept]
    open_ = np.flatnonzero(agrees)  # in the order of the clusters' names, which decides between equals
    order = open_[np.argsort(-parts[open_] / every[open_], kind="stable")]
    rank = np.arange(len(order))
    best = np.full(len(sizes), len(order))
    np.minimum.at(best, between.one[order], rank)
    np.minimum.at(best, between.other[order], rank)
    mutual = (best[between.one[order]] == rank) & (best[between.other[order]] == rank)
    joined = order[mutual]
    return between, Joins(
        kept=between.one[joined],
        gone=between.other[joined],
        bits=bits_of_parts(parts[joined], every[joined]),
    )
