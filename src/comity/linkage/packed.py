"""The pairs of all parts as one, packed: twelve bytes a pair, whatever was held while they were found.

In: `Pairs` of parts, and where each part's records stand among all. Out: `PackedPairs`. What is done to hundreds of millions of
pairs is done a portion at a time, so that no step holds them twice.
Law: of a pair that two parts found, the first part's stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from comity.linkage.find import Pairs
from comity.linkage.patterns import Patterns, levels_of, numbers_of, patterns_of
from comity.linkage.words import PORTION, Ints, Places, sorted_distinct


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPairs:
    left: Places  # left < right, ascending
    right: Places
    patterns: Patterns

    @property
    def count(self) -> int:
        return len(self.left)

    def between(self, low: int, high: int) -> slice:
        """The pairs whose left record is one of these."""
        return slice(*np.searchsorted(self.left, np.array([low, high], self.left.dtype)).tolist())


def packed(pairs: Pairs) -> PackedPairs:
    left, right = (side.astype(np.int32) for side in (pairs.left, pairs.right))
    return PackedPairs(left=left, right=right, patterns=patterns_of(pairs.pattern))


def gathered(parts: Sequence[tuple[PackedPairs, Ints]], *, count: int) -> PackedPairs:
    """Each part comes with the places of its records among all `count` of them, ascending."""
    if len(parts) == 1:
        [(pairs, at)] = parts
        if len(at) == count:
            return pairs
    numbers = [numbers_of(pairs.patterns.levels) for pairs, _ in parts]
    every = sorted_distinct(np.concatenate(numbers))
    patterns = [np.searchsorted(every, own).astype(np.int32) for own in numbers]
    most = sum(pairs.count for pairs, _ in parts)
    left, right, of_pair = (np.zeros(most, np.int32) for _ in range(3))
    end = 0
    bounds = np.linspace(0, count, most // PORTION + 2).astype(np.int64)
    for low, high in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        keys, codes = [], []
        for (pairs, at), pattern in zip(parts, patterns, strict=True):
            here = pairs.between(*np.searchsorted(at, (low, high)).tolist())
            keys.append(at[pairs.left[here]] * np.int64(count) + at[pairs.right[here]])
            codes.append(pattern[pairs.patterns.of_pair[here]])
        key, first = np.unique(np.concatenate(keys), return_index=True)
        portion = slice(end, end := end + len(key))
        left[portion], right[portion] = np.divmod(key, max(count, 1))
        of_pair[portion] = np.concatenate(codes)[first]
    return PackedPairs(
        left=left[:end],
        right=right[:end],
        patterns=Patterns(levels=levels_of(every), of_pair=of_pair[:end]),
    )
