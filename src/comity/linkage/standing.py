"""How likely the two halves that a pair stands between are one site, by all that is known of them.

In: told pairs, and their halves. Out: `Standing`: bits for each pair, the same for all pairs between two halves.
The mean over all pairs between two halves, and the best of these, count half each. That is less where both halves are large, for a
large site that is one has more to hold it together; less where some list has rows in both; and what speaks against two sites
counts once more by a quarter, because it speaks for pairs that nobody compared. The constants were chosen on made-up lists alone
(`docs/decisions/people-are-asked-what-puts-most-right.md`).
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.cluster import UNCOMPARED_PARTS, bits_of_parts, parts_of
from comity.linkage.crowding import Little, little_of
from comity.linkage.halves import JUDGED, Halves
from comity.linkage.patterns import Patterns
from comity.linkage.weigh import Weights, agreement_of, in_one_list, own_bits_of
from comity.linkage.words import Flags, Floats, Ints, Numbers, group_starts

_SMALLER_HALF = -1.25
"""Bits for each doubling of the smaller half."""
_IN_BOTH = -1.0
"""Bits where a list has rows in both halves."""
_AGAINST = 0.25
"""How much once more the mean between two sites counts."""
_LEAST, _MOST = -6.0, 8.0
"""Bits of the best pair, as they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known of each pair that may be asked about. All told pairs between two halves are there."""

    left: Ints
    right: Ints
    own: Ints  # its own evidence, in the parts of a bit that clustering counts
    parts: Ints  # the same as clustering counts it
    one_list: Flags  # the two stand in one list
    same: Flags  # they are decided to be one site
    settled: Flags  # judgements answer the question
    little: Little


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of each pair."""

    bits: Floats  # for the two halves being one site; nan where judgements put the two together
    is_best: Flags  # of all pairs between the two halves
    is_settled: Flags  # some pair between the two halves is


def asked_of(
    patterns: Patterns, weights: Weights, at: Numbers, left: Ints, right: Ints, same: Flags, settled: Flags
) -> Asked:
    """`at` is each pair's pattern."""
    own, levels = own_bits_of(patterns.levels, weights), patterns.levels
    return Asked(
        left=left,
        right=right,
        own=parts_of(own)[at],
        parts=parts_of(agreement_of(levels, own))[at],
        one_list=in_one_list(levels)[at],
        same=same,
        settled=settled,
        little=little_of(levels, at, same, weights),
    )


def standing_of(asked: Asked, halves: Halves) -> Standing:
    count = len(asked.left)
    found = Standing(
        bits=np.full(count, np.nan), is_best=np.zeros(count, np.bool_), is_settled=halves.one == JUDGED
    )
    order = np.lexsort((asked.right, asked.left, -asked.own, halves.other, halves.one))
    order = order[halves.one[order] != JUDGED]
    if not len(order):
        return found
    starts = group_starts(halves.one[order] * (halves.other.max() + 1) + halves.other[order])
    first = order[starts[:-1]]  # the best pair of each group
    told, every, same = np.diff(starts), halves.every[first], asked.same[first]
    parts = np.add.reduceat(asked.parts[order], starts[:-1]) + (every - told) * UNCOMPARED_PARTS
    mean = np.where(same, halves.bits[first], bits_of_parts(parts, every))
    best = np.clip(bits_of_parts(asked.own[first], np.ones(len(first), np.int64)), _LEAST, _MOST)
    smaller = np.minimum(halves.one_rows[first], halves.other_rows[first])
    bits = (
        (mean + best) / 2
        + np.where(same, 0.0, _AGAINST * mean)
        + _SMALLER_HALF * np.log2(smaller)
        + _IN_BOTH * np.logical_or.reduceat(asked.one_list[order], starts[:-1])
    )
    found.bits[order] = np.repeat(bits, told)
    found.is_best[first] = True
    found.is_settled[order] = np.repeat(np.logical_or.reduceat(asked.settled[order], starts[:-1]), told)
    return found
