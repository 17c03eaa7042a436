"""The pairs of one part of the records, with what speaks for and against each.

In: `Records`, an engine. Out: `Pairs`, in the order of their records. This is most of the work, and all of it that needs
what the records say; what comes after it sees numbers alone.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from comity.core import Progress
from comity.linkage.compare import compare
from comity.linkage.contest import contest
from comity.linkage.distinct import Records
from comity.linkage.engines import ENGINES
from comity.linkage.patterns import Levels, column_of, numbers_of
from comity.linkage.prepare import Prepared, prepare
from comity.linkage.weigh import bits_of
from comity.linkage.words import Flags, Ints, sorted_distinct

_MOST_PARTNERS = 12
"""Likely partners of a record that are introduced to each other; one that has more is a hub, not a friend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    left: Ints  # left < right, ascending
    right: Ints
    pattern: Ints  # `patterns.numbers_of` the levels


def pairs_of(
    records: Records, *, engine: str, progress: Progress, also: tuple[int, int] | None = None
) -> Pairs:
    """`also` is a pair to be compared whatever the engine thinks of it."""
    prepared = prepare(records)
    left, right = ENGINES[engine](prepared, progress=progress)
    if also is not None:
        keys = sorted_distinct(np.append(left * records.count + right, also[0] * records.count + also[1]))
        left, right = np.divmod(keys, records.count)
    progress("comparing rows", 0, len(left))
    levels = compare(prepared, left, right)
    left, right, levels = _with_friends(prepared, left, right, levels)
    levels[:, column_of("contest")] = contest(records.lists, left, right, bits_of(levels))
    progress("comparing rows", len(left), len(left))
    return Pairs(left=left, right=right, pattern=numbers_of(levels))


def _with_friends(prepared: Prepared, left: Ints, right: Ints, levels: Levels) -> tuple[Ints, Ints, Levels]:
    count = prepared.count
    one, other = friends_of(left, right, bits_of(levels) > 0, count=count)
    fresh = ~(prepared.is_known[one] & prepared.is_known[other])
    one, other = one[fresh], other[fresh]
    if not len(one):
        return left, right, levels
    keys = np.concatenate([left * count + right, one * count + other])
    order = np.argsort(keys)
    levels = np.concatenate([levels, compare(prepared, one, other)])[order]
    return np.concatenate([left, one])[order], np.concatenate([right, other])[order], levels


def friends_of(left: Ints, right: Ints, likely: Flags, *, count: int) -> tuple[Ints, Ints]:
    """Pairs that share a likely partner and were not looked at: nobody's neighbours, and often one site.

    The pairs given stand in the order of their records.
    """
    at = np.flatnonzero(likely)
    partners = sparse.csr_matrix((np.ones(len(at), np.int32), (left[at], right[at])), shape=(count, count))
    partners = sparse.csr_matrix(partners + partners.T)
    partners = partners[np.diff(partners.indptr) <= _MOST_PARTNERS]
    friends = sparse.csr_matrix(partners.T @ partners)
    i, j = np.repeat(np.arange(count), np.diff(friends.indptr)), friends.indices.astype(np.int64)
    found = np.sort((i * count + j)[i < j])
    every = left * count + right
    place = np.minimum(np.searchsorted(every, found), max(len(every) - 1, 0))
    return np.divmod(found[every[place] != found] if len(every) else found, max(count, 1))
