"""How many of their sites two lists share, as evidence on every pair between them.

Between two lists that share next to no site, a doubtful pair is likelier to be two neighbours. What is sure already tells
how many they share: of the smaller list, the rows that have a partner in the other. Few rows tell little, so short lists
lean on what is usual. That two lists share much speaks for no pair, being true of their strangers, too; only where they
share most, and no other row of either list fits a pair's rows as well, are those two likely to be each other's missing one.
"""

import numpy as np
from scipy import sparse

from comity.linkage.patterns import Level, Patterns, column_of
from comity.linkage.words import Flags, Floats, Ints, Numbers, run_of, sorted_distinct, taken

Square = np.ndarray[tuple[int, int], np.dtype[np.int64]]
"""List x list."""

KIND = "overlap of the lists"
_BEATEN = (1, 2, 3)
"""Levels of the contest at which another row fits as well or better."""
_SHARED_MUCH = 4
SURE = 0.5
"""Probability above which a pair counts as partners."""
_USUAL_SHARE = 0.3
_USUAL_ROWS = 20.0
_PORTION = 500_000
"""Pairs at a time, so that memory does not grow with them."""
_STEPS = (0.03, 0.1, 0.25, 0.6, 0.85)


def partnered_in(lists: sparse.csr_matrix, left: Numbers, right: Numbers, sure: Flags) -> Square:
    """How many records of one list have a partner in the other."""
    count = lists.shape[1]
    partners = sorted_distinct(np.concatenate([repeated_in(lists), partners_of(lists, left, right, sure)]))
    return np.bincount(partners % count**2, minlength=count**2).reshape(count, count)


def sizes_of(lists: sparse.csr_matrix) -> Floats:
    """Records of each list."""
    return np.asarray(lists.sum(axis=0), dtype=np.float64).ravel()


def teaching(size: Floats, partnered: Square) -> Flags:
    """Lists that share more than next to nothing with some other: a list that nobody shares teaches others nothing.

    Where no two lists share anything, all teach.
    """
    rows = np.minimum(size[:, None], size[None, :])
    shares = np.minimum(partnered, partnered.T) > _STEPS[0] * rows
    np.fill_diagonal(shares, val=False)
    found = shares.any(axis=1)
    return np.asarray(found if found.any() else ~found, dtype=np.bool_)


def with_overlap(found: Patterns, level: Level) -> Patterns:
    """The evidence as levels for each pair; that two lists share much lifts no pair that another row beats or equals."""
    beaten = taken(np.isin(found.levels[:, column_of("contest")], _BEATEN), found.of_pair)
    return found.with_level(KIND, np.where(beaten, np.minimum(level, np.uint8(_SHARED_MUCH)), level))


def partners_of(lists: sparse.csr_matrix, left: Numbers, right: Numbers, sure: Flags) -> Ints:
    """What sure pairs say: (record * lists + its list) * lists + a list in which it has a partner; with repeats."""
    count, likely = lists.shape[1], np.flatnonzero(sure)
    found = [np.zeros(0, np.int64)]
    for at in range(0, len(likely), _PORTION):
        ends = [side[likely[at : at + _PORTION]].astype(np.int64) for side in (left, right)]
        one, other = np.concatenate(ends), np.concatenate(ends[::-1])
        pair, own, theirs = _list_pairs(lists, one, other)
        found.append(sorted_distinct((one[pair] * count + own) * count + theirs))
    return np.concatenate(found)


def repeated_in(lists: sparse.csr_matrix) -> Ints:
    """The same of records that stand in several lists, and are their own partners."""
    count, every = lists.shape[1], np.arange(lists.shape[0])
    pair, own, theirs = _list_pairs(lists, every, every)
    return (pair * count + own) * count + theirs


def levels_of_lists(size: Floats, partnered: Square) -> Square:
    """The level between any two lists, from their sizes and how many records of the one have a partner in the other."""
    rows = np.minimum(size[:, None], size[None, :])
    shared = np.minimum(partnered, partnered.T)
    share = (shared + _USUAL_ROWS * _USUAL_SHARE) / (rows + _USUAL_ROWS)
    of_lists = np.searchsorted(_STEPS, share, side="right") + np.int64(1)
    np.fill_diagonal(of_lists, 0)
    return of_lists


def overlap_of(lists: sparse.csr_matrix, left: Numbers, right: Numbers, of_lists: Square) -> Level:
    """The level for each pair: of all lists that the two records stand in, the most."""
    level = np.zeros(len(left), np.uint8)
    of_lists = of_lists.astype(np.uint8)
    for at in range(0, len(left), _PORTION):
        portion = slice(at, at + _PORTION)
        pair, one, other = _list_pairs(lists, left[portion], right[portion])
        np.maximum.at(level[portion], pair, of_lists[one, other])
    return level


def teachers(lists: sparse.csr_matrix, teaching: Flags) -> Flags:
    """Records that stand in a list that teaches, or in none."""
    return np.asarray((lists @ teaching > 0) | (np.diff(lists.indptr) == 0), dtype=np.bool_)


def _list_pairs(lists: sparse.csr_matrix, left: Numbers, right: Numbers) -> tuple[Ints, Ints, Ints]:
    """Every list of the one with every list of the other: the pair, and the two lists."""
    starts, columns = lists.indptr.astype(np.int64), lists.indices.astype(np.int64)
    at, pair = run_of(starts, left)
    other, place = run_of(starts, right[pair])
    return pair[place], columns[at][place], columns[other]
