"""Whether a pair is the best either record could have in the other's list.

Two rows of one clean list are rarely one site, so of two rows of that list that both resemble a record, at most one is
its site: the better one takes it, and the other loses by as much as it is worse. Two equally good ones (a list that
repeats a site) lose nothing.
"""

import numpy as np
from scipy import sparse

from comity.linkage.words import Floats, Ints, group_starts, run_of

_CLEAR = 2.0
_NONE = -np.inf


def contest(lists: sparse.csr_matrix, left: Ints, right: Ints, bits: Floats) -> Ints:
    """`lists` is record x list. Level of the evidence "contest" for each pair: 0 no rival, 1 far behind one, 2 behind, 3 even, 4 ahead of all."""
    ahead = np.minimum(_ahead_of_rivals(lists, left, right, bits), _ahead_of_rivals(lists, right, left, bits))
    return np.select(
        [np.isinf(ahead), ahead < -_CLEAR, ahead < -0.25, ahead < _CLEAR], [0, 1, 2, 3], 4
    ).astype(np.int64)


def _ahead_of_rivals(lists: sparse.csr_matrix, record: Ints, other: Ints, bits: Floats) -> Floats:
    """Bits by which each pair beats the best other partner of `record` in the lists of `other`; inf without any."""
    ahead = np.full(len(record), np.inf)
    at, pair = run_of(lists.indptr.astype(np.int64), other)
    if not len(pair):
        return ahead
    key = record[pair] * lists.shape[1] + lists.indices[at]
    order = np.argsort(key)
    pair, starts = pair[order], group_starts(key[order])
    own, group = bits[pair], np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    best = np.maximum.reduceat(own, starts[:-1])
    is_best = own == best[group]
    second = np.maximum.reduceat(np.where(is_best, _NONE, own), starts[:-1])
    even = np.bincount(group[is_best]) > 1
    rival = np.where(is_best & ~even[group], second[group], best[group])
    np.minimum.at(ahead, pair, own - rival)
    return ahead
