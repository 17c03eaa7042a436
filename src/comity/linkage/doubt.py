"""Which pairs are worth a question to people, the most useful first.

In: pairs, and the two halves that each stands between. Out: what each question is worth: the pairs of rows that are decided wrong if
the two halves are, times the chance that they are. Of all pairs between two halves one is asked, the likeliest: its answer
settles the others.

How likely two halves are one site: the mean over all pairs between them, and the best of these, count half each. That is less
where both halves are large, for a large site that is one has more to hold it together; less where some list has rows in both; and what
speaks against two sites counts once more, because it speaks for pairs that nobody compared. The constants were set while looking at generated
lists and held against the labelled sets (`docs/decisions/people-are-asked-what-puts-most-right.md`).
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.cluster import UNCOMPARED_PARTS, bits_of_parts
from comity.linkage.halves import JUDGED, Halves
from comity.linkage.weigh import probability_of
from comity.linkage.words import Flags, Floats, Ints, group_starts

LEAST_ROWS = 0.3
"""Pairs of rows that a question must be worth."""
LEAST_DOUBT = 0.05
"""How likely the decision must be wrong: what is right in nineteen of twenty is not asked, however much hangs on it."""
_SMALLER_HALF = -1.25
"""Bits for each doubling of the smaller half."""
_IN_BOTH = -2.0
"""Bits where a list has rows in both halves."""
_LEAST, _MOST = -6.0, 8.0
"""Bits of the best pair, as they count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a question hangs on, of each pair that may be asked."""

    left: Ints
    right: Ints
    own: Ints  # its own evidence, in the parts of a bit that clustering counts
    parts: Ints  # the same as clustering counts it
    one_list: Flags  # the two stand in one list
    same: Flags  # they are decided to be one site
    settled: Flags  # judgements answer the question


def usefulness_of(asked: Asked, halves: Halves) -> Floats:
    """What each question is worth; 0 where another pair is asked in its place, or nothing is left to ask.

    All pairs between two halves that were told must be there.
    """
    worth = np.zeros(len(asked.left))
    order = np.lexsort((asked.right, asked.left, -asked.own, halves.other, halves.one))
    order = order[halves.one[order] != JUDGED]
    if not len(order):
        return worth
    starts = group_starts(halves.one[order] * (halves.other.max() + 1) + halves.other[order])
    first = order[starts[:-1]]  # the best pair of each group
    told, every = np.diff(starts), halves.every[first]
    same = asked.same[first]
    parts = np.add.reduceat(asked.parts[order], starts[:-1]) + (every - told) * UNCOMPARED_PARTS
    mean = np.where(same, halves.bits[first], bits_of_parts(parts, every))
    best = np.clip(bits_of_parts(asked.own[first], np.ones(len(first), np.int64)), _LEAST, _MOST)
    rows = halves.one_rows[first], halves.other_rows[first]
    bits = (
        (mean + best) / 2
        + np.where(same, 0.0, mean / 2)
        + _SMALLER_HALF * np.log2(np.minimum(*rows))
        + _IN_BOTH * np.logical_or.reduceat(asked.one_list[order], starts[:-1])
    )
    wrong = probability_of(np.where(same, -bits, bits))
    settled = np.logical_or.reduceat(asked.settled[order], starts[:-1])
    worth[first] = wrong * rows[0] * rows[1]
    worth[first[settled | (wrong < LEAST_DOUBT)]] = 0.0
    return np.where(worth >= LEAST_ROWS, worth, 0.0)
