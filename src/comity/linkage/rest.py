"""What the other records of two sites say of a pair, as evidence: known once sites are formed.

A pair inside a site of three and more is held by the others, too; of two sites with several records each, the others say that
the two are apart. The weaker the pair's own evidence the more that adds, so that what is said to be .8 is so in eight of ten.
Of a pair alone there are no others, and its own evidence is all. Nothing is decided or learned by this: it comes after.
"""

import numpy as np

from comity.linkage.patterns import Patterns
from comity.linkage.weigh import REST, Weights, bits_of
from comity.linkage.words import Flags, Numbers, taken

_TOGETHER = (-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0)
"""Own bits up to which each level of holding together goes; above the last, own evidence needs no help."""
_APART = -4.0
"""Own bits from which on others can speak against; below, nothing is left to say."""

ENOUGH = 3
"""Records of a site; more change nothing."""


def with_rest(patterns: Patterns, weights: Weights, same: Flags, left: Numbers, right: Numbers) -> Patterns:
    """`left` and `right` are how many records the sites of each pair's two records have; `same`, whether they are one site."""
    own = bits_of(patterns.levels, weights)
    together = np.searchsorted(_TOGETHER, own, side="right").astype(np.uint8)
    held = np.where(together < len(_TOGETHER), together + np.uint8(1), np.uint8(0))
    parted = np.where(own >= _APART, np.uint8(len(_TOGETHER) + 1), np.uint8(0))
    of_pair = patterns.of_pair
    level = np.zeros(len(of_pair), np.uint8)
    inside = same & (left > 2)
    level[inside] = taken(held, of_pair[inside])
    outside = ~same & (np.minimum(left, right) > 1)
    level[outside] = taken(parted, of_pair[outside])
    return patterns.with_level(REST, level)
