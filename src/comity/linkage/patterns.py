"""What speaks for and against each pair, written once for all pairs of which the same is true.

In: levels, pairs x kinds. Out: `Patterns`. Millions of pairs show some tens of thousands of patterns, so that weighing,
learning and saying why are done a pattern, not a pair, at a time.
Laws: a pattern's number hangs on its levels alone, so patterns of two parts of the records can be put together; patterns
stand in the order of their numbers, so that sums over them do not hang on how they were found.
"""

from dataclasses import dataclass

import numpy as np

from comity.linkage.evidence import KINDS
from comity.linkage.words import Flags, Ints, Places, portions, sorted_distinct

Levels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]
Level = np.ndarray[tuple[int], np.dtype[np.uint8]]
"""Of one kind of evidence, for each pair."""

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

    def pairs(self, chosen: Flags | None = None) -> Ints:
        """How many pairs, or how many of the chosen ones, have each pattern."""
        total = np.zeros(self.count, np.int64)
        for some in portions(len(self.of_pair)):
            of_pair = self.of_pair[some] if chosen is None else self.of_pair[some][chosen[some]]
            total += np.bincount(of_pair, minlength=self.count)
        return total

    def with_level(self, kind: str, level: Level) -> "Patterns":
        """The same with a level of one more kind for every pair."""
        size = KINDS[column_of(kind)].size
        used = np.zeros(self.count * size, bool)
        for some in portions(len(level)):
            used[self.of_pair[some] * np.int64(size) + level[some]] = True
        pattern, its_level = np.divmod(np.flatnonzero(used), size)
        levels = self.levels[pattern].copy()
        levels[:, column_of(kind)] = its_level
        order = np.argsort(numbers_of(levels))
        place = np.zeros(len(used), np.int32)
        place[np.flatnonzero(used)[order]] = np.arange(len(order))
        of_pair = np.empty(len(level), np.int32)
        for some in portions(len(level)):
            of_pair[some] = place[self.of_pair[some] * np.int64(size) + level[some]]
        return Patterns(levels=levels[order], of_pair=of_pair)


def patterns_of(numbers: Ints) -> Patterns:
    distinct = sorted_distinct(numbers)
    of_pair = np.empty(len(numbers), np.int32)
    for some in portions(len(numbers)):
        of_pair[some] = np.searchsorted(distinct, numbers[some])
    return Patterns(levels=levels_of(distinct), of_pair=of_pair)
