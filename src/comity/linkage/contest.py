"""Whether a pair is the best either record could have in the other's list.

Two rows of one clean list are rarely one site, so of two rows of that list that both resemble a record, at most one is
its site: the better one takes it, and the other loses by as much as it is worse. Two equally good ones (a list that
repeats a site) lose nothing.
"""

import numpy as np
from scipy import sparse

from comity.linkage.words import Floats, Ints

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
    per_pair = np.diff(lists.indptr)[other]
    pair = np.repeat(np.arange(len(record)), per_pair)
    starts = np.repeat(lists.indptr[other], per_pair)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(per_pair) - per_pair, per_pair)
    key = record[pair] * lists.shape[1] + lists.indices[starts + within]
    order = np.lexsort((-bits[pair], key))
    pair, key = pair[order], key[order]
    first = np.ones(len(key), bool)
    first[1:] = key[1:] != key[:-1]
    group = np.cumsum(first) - 1
    best = bits[pair[first]]
    at = np.flatnonzero(first) + 1
    has_second = (
        (at < len(key)) & ~first[np.minimum(at, max(len(key) - 1, 0))] if len(key) else np.zeros(0, bool)
    )
    second = np.where(
        has_second, bits[pair[np.minimum(at, max(len(key) - 1, 0))]] if len(key) else 0.0, _NONE
    )
    rival = np.where(first, second[group], best[group])
    ahead = np.full(len(record), np.inf)
    np.minimum.at(ahead, pair, bits[pair] - rival)
    return ahead
