"""How crowded lists are: how often rows of *one* list are called alike, beside how often rows of two lists are.

In: patterns, how many pairs show each, sizes of lists; and once sites are formed, which pairs stand in one. Out: weights and levels of the evidence
"what there is to compare".
Two rows of one list are rarely one site. So where a list has the same name several times in a town (chemists, branches, schools named after
a saint), other lists have rows there that are called alike and are other sites. Nothing else tells such lists from lists of factories
before anybody was asked, and nothing in a pair shows it where names, with a town or without, are all there is to compare.
Laws: it hangs on counts of pairs and on sizes of lists alone, so every engine says the same; it comes after sites are formed, and
decides none.
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.evidence import OFFSETS
from comity.linkage.patterns import Level, Levels, Patterns, column_of
from comity.linkage.weigh import LITTLE, REST, Weights, bits_without, in_one_list
from comity.linkage.words import Flags, Floats, Ints, Numbers

_TOWN, _NAMES = 1, 3
"""Levels in one site: names and town are all there is; names are. The next level of each is between two sites."""
_SAME_TOWN = (2, 3, 4, 5, 8)
"""Levels of the evidence "city"."""
_MORE = (
    "address",
    "street and plot numbers",
    "postcode",
    "distance",
    "site identifier",
    "company identifier",
)
_USUAL = 0.2
"""Of pairs of two lists that are called alike, those that are strangers."""
_USUAL_PAIRS = 20.0
_FEW = 0.25
"""The same where the first bits below count alone."""
_TOGETHER, _APART = (-0.9, -0.85), (0.3, -0.2)
"""Bits in one site and between two: at that share, and for each doubling of it."""
_LEAST, _MOST = -2.0, 4.0
"""Doublings that count."""
_SOME, _MUCH = 0.1, 0.4
"""Share of the pairs called alike with little to compare: up to the one nothing is said, from the other on all."""
_LISTS_SAY = (REST, LITTLE, "one list", "contest", "overlap of the lists")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How many pairs show each pattern."""

    teach: Ints  # of those that teach
    listed: Ints  # of these, where lists have both
    sizes: Floats  # of the lists that teach


@dataclass(frozen=True, slots=True, kw_only=True)
class Little:
    """Of each pair."""

    bits: Floats
    town: Flags  # names and town are all there is
    names: Flags  # names are


def with_little(patterns: Patterns, same: Flags, open_: Flags | None = None) -> Patterns:
    """With what there is to compare; `same`, whether each pair is one site. Of pairs that are not `open_` nothing is said."""
    level = _levels_little(patterns.levels, patterns.of_pair, same)
    return patterns.with_level(LITTLE, level if open_ is None else np.where(open_, level, np.uint8(0)))


def little_of(levels: Levels, at: Numbers, same: Flags, weights: Weights) -> Little:
    """The same as numbers; `at` is each pair's row of levels."""
    level = _levels_little(levels, at, same)
    return Little(
        bits=weights[OFFSETS[LITTLE] + level.astype(np.int64)],
        town=np.isin(level, (_TOWN, _TOWN + 1)),
        names=level >= _NAMES,
    )


def little_before(levels: Levels) -> Ints:
    """The level that pairs in one site will have, whatever site they come to stand in."""
    more = np.any([levels[:, column_of(kind)] > 0 for kind in _MORE], axis=0)
    city = levels[:, column_of("city")]
    return np.select([more, np.isin(city, _SAME_TOWN), city == 0], [0, _TOWN, _NAMES], 0).astype(np.int64)


def _levels_little(levels: Levels, at: Numbers, same: Flags) -> Level:
    little = little_before(levels).astype(np.uint8)[at]
    return np.where((little > 0) & ~same, little + np.uint8(1), little)


def crowded(weights: Weights, levels: Levels, shown: Shown) -> Weights:
    """The weights, that of what there is to compare as these lists have it."""
    alike, one_list = bits_without(levels, weights, _LISTS_SAY) > 0, in_one_list(levels)
    little, sizes = little_before(levels), shown.sizes
    within = float((sizes * (sizes - 1) / 2).sum())
    across = float((sizes.sum() ** 2 - (sizes**2).sum()) / 2)
    strangers = across / max(within, 1.0) * shown.listed[alike & one_list]
    both = shown.listed[alike & ~one_list]
    weight = _thinness(little[alike & ~one_list], shown.teach[alike & ~one_list])
    found = weights.copy()
    for level in (_TOWN, _NAMES):
        false = float(strangers[little[alike & one_list] == level].sum())
        every = float(both[little[alike & ~one_list] == level].sum())
        share = (false + _USUAL * _USUAL_PAIRS) / (every + _USUAL_PAIRS)
        doublings = float(np.clip(np.log2(share / _FEW), _LEAST, _MOST))
        for place, first, each in ((level, *_TOGETHER), (level + 1, *_APART)):
            found[OFFSETS[LITTLE] + place] = round((first + each * doublings) * weight, 2)
    return found


def _thinness(little: Ints, pairs: Ints) -> float:
    """0 where more is there to compare of nearly all pairs, 1 where it is not of many."""
    share = float(pairs[little > 0].sum()) / max(float(pairs.sum()), 1.0)
    return float(np.clip((share - _SOME) / (_MUCH - _SOME), 0.0, 1.0))
