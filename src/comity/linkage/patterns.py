"""What speaks for and against each pair, written once for all pairs of which the same is true.

In: levels, pairs x kinds. Out: `Patterns`. Millions of pairs show some tens of thousands of patterns, so that weighing,
learning and saying why are done a pattern, not a pair, at a time.
Laws: a pattern's number hangs on its levels alone, so patterns of two parts of the records can be put together; patterns
stand in the order of their numbers, so that sums over them do not hang on how they were found.
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.evidence import KINDS
from comity.linkage.words import Ints

Levels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]

_COLUMN = {kind.name: column for column, kind in enumerate(KINDS)}


def column_of(kind: str) -> int:
    return _COLUMN[kind]


def numbers_of(levels: Levels) -> Ints:
    """One number for the levels of each pair."""
    number = np.zeros(len(levels), np.int64)
    for column, kind in enumerate(KINDS):
        number = number * kind.size + levels[:, column]
    return number


def levels_of(numbers: Ints) -> Levels:
    levels = np.zeros((len(numbers), len(KINDS)), np.uint8)
    for column in range(len(KINDS) - 1, -1, -1):
        numbers, levels[:, column] = np.divmod(numbers, KINDS[column].size)
    return levels


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    levels: Levels  # pattern x kind
    of_pair: Places

    @property
    def count(self) -> int:
        return len(self.levels)

    def pairs(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None) -> Ints:
        """How many pairs, or how many of the chosen ones, have each pattern."""
        of_pair = self.of_pair if chosen is None else self.of_pair[chosen]
        return np.bincount(of_pair, minlength=self.count)

    def with_level(self, kind: str, level: Ints) -> "Patterns":
        """The same with a level of one more kind for every pair."""
        size = KINDS[column_of(kind)].size
        key = self.of_pair * np.int64(size) + level
        used = np.bincount(key, minlength=self.count * size) > 0
        pattern, its_level = np.divmod(np.flatnonzero(used), size)
        levels = self.levels[pattern].copy()
        levels[:, column_of(kind)] = its_level
        order = np.argsort(numbers_of(levels))
        place = np.zeros(len(used), np.int32)
        place[np.flatnonzero(used)[order]] = np.arange(len(order))
        return Patterns(levels=levels[order], of_pair=place[key])


def patterns_of(numbers: Ints) -> Patterns:
    distinct, of_pair = np.unique(numbers, return_inverse=True)
    return Patterns(levels=levels_of(distinct), of_pair=of_pair.astype(np.int32))
