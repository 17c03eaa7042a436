"""How two names compare, as one of ten levels: the heart of `compare`.

In: pairs of spoken names. Out: 0 where one is missing, else OTHER (nothing in common) to EQUAL.
Laws: symmetric; letters and the rarity of shared words both count, whichever says more.
"""

import numpy as np

from comity.linkage.fields import Field, distinct_pairs
from comity.linkage.likeness import ratio, rest_likeness, shared_bits
from comity.linkage.names import Spoken
from comity.linkage.rarity import RARE_BITS
from comity.linkage.words import Floats, Ints

EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE, OTHER = 9, 8, 7, 6, 5, 4, 3, 2, 1
_SLIP = 0.76
_UNLIKE_FROM = 0.5


def name_levels(spoken: Spoken, bits: Floats, left: Ints, right: Ints) -> Ints:
    """Levels of pairs of places among the spoken names."""
    one, other, place = distinct_pairs(left, right, most=len(spoken.words))
    letters = spoken.letters_code
    answer = np.zeros(len(one), np.int64)
    said = np.flatnonzero((letters[one] > 0) & (letters[other] > 0))
    same = letters[one[said]] == letters[other[said]]
    answer[said[same]] = EQUAL
    differ = said[~same]
    answer[differ] = _levels(spoken, bits, one[differ], other[differ])
    return answer[place]


def _levels(spoken: Spoken, bits: Floats, one: Ints, other: Ints) -> Ints:
    letters = spoken.letters_code
    likeness = ratio(Field(spoken.letters, letters), letters[one], letters[other], least=_UNLIKE_FROM)
    shared = shared_bits(spoken.matrix, spoken.matrix, one, other, bits)
    mass_one, mass_other = spoken.mass[one], spoken.mass[other]
    jaccard = shared / np.maximum(mass_one + mass_other - shared, 1e-9)
    contained = shared / np.maximum(np.minimum(mass_one, mass_other), 1e-9)
    level = np.select(
        [
            likeness >= 1.0,
            (likeness >= 0.92) | (jaccard >= 0.9),
            (contained >= 0.95) & (shared >= RARE_BITS) & (jaccard >= 0.5),
            (jaccard >= 0.6) | (likeness >= 0.82),
            (contained >= 0.95) & (shared >= RARE_BITS),
            shared >= RARE_BITS,
            (likeness >= 0.68) | (jaccard >= 0.25),
            likeness >= _UNLIKE_FROM,
        ],
        [EQUAL, ALMOST, CONTAINS, ALIKE, PART, RARE, WEAK, UNLIKE],
        OTHER,
    )
    almost = np.flatnonzero(level == ALMOST)
    names_another = rest_likeness(spoken.words, one[almost], other[almost]) < _SLIP
    level[almost[names_another]] = RARE
    return level
