"""Which pairs are worth a question to people, the most useful first.

In: pairs, the two halves that each stands between, and how these stand. Out: what each question is worth: the pairs of rows that are
decided wrong if the two halves are, times the chance that they are. Of all pairs between two halves one is asked, the likeliest: its
answer settles the others.
"""

import numpy as np

from comity.linkage.halves import Halves
from comity.linkage.standing import Standing
from comity.linkage.weigh import probability_of
from comity.linkage.words import Flags, Floats

LEAST_ROWS = 0.3
"""Pairs of rows that a question must be worth."""
LEAST_DOUBT = 0.05
"""How likely the decision must be wrong: what is right in nineteen of twenty is not asked, however much hangs on it."""


def usefulness_of(same: Flags, halves: Halves, standing: Standing) -> Floats:
    """What each question is worth; 0 where another pair is asked in its place, or nothing is left to ask."""
    asked = standing.is_best & ~standing.is_settled
    bits = np.where(asked, standing.bits, 0.0)
    wrong = probability_of(np.where(same, -bits, bits))
    worth = wrong * halves.one_rows * halves.other_rows
    return np.where(asked & (wrong >= LEAST_DOUBT) & (worth >= LEAST_ROWS), worth, 0.0)
