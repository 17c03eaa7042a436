"""How many of their sites two lists share, as evidence on every pair between them.

Between two lists that share next to no site, a doubtful pair is likelier to be two neighbours. What is sure already tells how many they share: of the smaller list, the rows that have a partner in
the other. Few rows tell little, so short lists lean on what is usual. That two lists share
much speaks for no pair: it is true of their strangers, too.
"""

import numpy as np
from scipy import sparse

from comity.linkage.words import Floats, Ints, run_of, sorted_distinct

_Square = np.ndarray[tuple[int, int], np.dtype[np.float64]]

_USUAL_SHARE = 0.3
_USUAL_ROWS = 20.0
_STEPS = (0.03, 0.1, 0.25)


def overlap(lists: sparse.csr_matrix, left: Ints, right: Ints, probability: Floats) -> Ints:
    """Level of the evidence "overlap of the lists" for each pair: 0 where lists are unknown or one, else 1 (next to nothing
    shared) to 4 (a quarter and more); of records that stand in several lists, the most.
    """
    size = np.asarray(lists.sum(axis=0)).ravel()
    partnered = _partnered(lists, left, right, probability)
    rows = np.minimum(size[:, None], size[None, :])
    shared = np.minimum(partnered, partnered.T)
    share = (shared + _USUAL_ROWS * _USUAL_SHARE) / (rows + _USUAL_ROWS)
    of_lists = np.searchsorted(_STEPS, share, side="right") + np.int64(1)
    np.fill_diagonal(of_lists, 0)
    return _most(lists, left, right, of_lists)


def _list_pairs(lists: sparse.csr_matrix, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Every list of the one with every list of the other: the pair, and the two lists."""
    starts, columns = lists.indptr.astype(np.int64), lists.indices.astype(np.int64)
    at, pair = run_of(starts, left)
    other, place = run_of(starts, right[pair])
    return pair[place], columns[at][place], columns[other]


def _partnered(lists: sparse.csr_matrix, left: Ints, right: Ints, probability: Floats) -> _Square:
    """List x list: how many records of the one have a partner in the other."""
    likely = np.flatnonzero(probability > 0.5)
    count = lists.shape[1]
    one, other = np.concatenate([left[likely], right[likely]]), np.concatenate([right[likely], left[likely]])
    pair, own, theirs = _list_pairs(lists, one, other)
    partners = sorted_distinct((one[pair] * count + own) * count + theirs)
    return np.bincount(partners % count**2, minlength=count**2).astype(np.float64).reshape(count, count)


def _most(
    lists: sparse.csr_matrix,
    left: Ints,
    right: Ints,
    of_lists: np.ndarray[tuple[int, int], np.dtype[np.int64]],
) -> Ints:
    pair, one, other = _list_pairs(lists, left, right)
    level = np.zeros(len(left), np.int64)
    np.maximum.at(level, pair, of_lists[one, other])
    return level
