"""The strongest reader: it knows every rule, and draws conclusions from what is *not* shown, too.

For surveys so small that every way to answer them can be tried, all ways that lead to the same figures are laid side by side. What is
the same in all of them is told, whatever it is told by. No programming, no bound: this is what the figures give away, exactly.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from comity.survey.disclosure import Cut, Outcome, Safety, distributions
from comity.survey.sums import totals
from tests.survey.small import ways

Crowd = tuple[tuple[int, ...], ...]
"""For each group of respondents who have the same bands: how many gave each answer."""
Shape = Sequence[Sequence[int]]
"""How many respondents are in each crossing of two comparisons."""


def told(worlds: Mapping[Hashable, Sequence[Crowd]]) -> list[tuple[int, int, int, int]]:
    """Who looks (group, answer), and of which group it knows what all others answered."""
    found = []
    for alike in worlds.values():
        crowds = np.array(alike)
        for looking, own in product(range(crowds.shape[1]), range(crowds.shape[2])):
            possible = crowds[crowds[:, looking, own] > 0].copy()
            if not len(possible):
                continue
            possible[:, looking, own] -= 1
            for group in range(crowds.shape[1]):
                if possible[0, group].sum():
                    answers = np.flatnonzero((possible[:, group] > 0).any(axis=0))
                    if len(answers) == 1:
                        found.append((looking, own, group, int(answers[0])))
    return found


def cuts_of(shape: Shape) -> tuple[Cut, ...]:
    groups = [(a, b) for a, row in enumerate(shape) for b, people in enumerate(row) if people]
    people = [shape[a][b] for a, b in groups]
    made = []
    for name, bands, at in (("size", len(shape), 0), ("tenure", len(shape[0]), 1)):
        if bands > 1:
            of = np.repeat([group[at] for group in groups], people)
            made.append(Cut(name=name, bands=tuple(f"{name} {band}" for band in range(bands)), of=of))
    return tuple(made)


def groups_of(shape: Shape) -> list[int]:
    return [people for row in shape for people in row if people]


def worlds_of_counts(
    shape: Shape, answers: int, safety: Safety, *, in_order: bool
) -> Mapping[Hashable, list[Crowd]]:
    cuts = cuts_of(shape)
    found: dict[Hashable, list[Crowd]] = defaultdict(list)
    for crowd in product(*(list(ways(people, answers)) for people in groups_of(shape))):
        codes = np.concatenate([np.repeat(np.arange(answers), counts) for counts in crowd])
        shown = distributions(codes, answers=answers, cuts=cuts, safety=safety, in_order=in_order)
        found[shown].append(crowd)
    return found


def worlds_of_sums(shape: Shape, most: int, safety: Safety) -> Mapping[Hashable, list[Crowd]]:
    cuts, amounts = cuts_of(shape), range(most + 1)
    found: dict[Hashable, list[Crowd]] = defaultdict(list)
    for crowd in product(
        *(list(combinations_with_replacement(amounts, people)) for people in groups_of(shape))
    ):
        values = np.array([value for group in crowd for value in group], dtype=np.float64)
        shown = totals(values, cuts=cuts, safety=safety, most=most)
        found[shown].append(tuple(tuple(group.count(value) for value in amounts) for group in crowd))
    return found


COUNTS = [
    ([[10]], 3, 5), ([[10, 10]], 2, 5), ([[10], [10], [3]], 2, 5), ([[11], [1]], 2, 5),
    ([[9, 1], [1, 9]], 2, 5), ([[10, 1], [1, 10]], 2, 5), ([[8, 2], [2, 8]], 2, 5), ([[12, 2], [2, 8]], 2, 5),
    ([[10, 2], [2, 10]], 2, 5), ([[9, 3], [3, 9]], 2, 5), ([[10, 0], [2, 10]], 2, 5), ([[12, 5], [5, 5]], 2, 5),
    ([[6, 1], [1, 6]], 3, 3), ([[4, 4], [4, 1], [1, 4]], 2, 3), ([[7, 1], [1, 7]], 2, 3),
]  # fmt: skip


@pytest.mark.parametrize("in_order", [True, False], ids=["levels", "names"])
@pytest.mark.parametrize(("shape", "answers", "fewest"), COUNTS, ids=str)
def test_no_set_of_counts_tells_an_answer_to_who_knows_every_rule(
    shape: Shape, answers: int, fewest: int, *, in_order: bool
) -> None:
    worlds = worlds_of_counts(shape, answers, Safety(fewest=fewest), in_order=in_order)

    assert len(worlds) > 1
    assert told(worlds) == []


SUMS = [
    ([[5]], 4), ([[6]], 4), ([[7]], 3), ([[8]], 6), ([[6], [6]], 2), ([[7], [6]], 2), ([[6], [6], [2]], 2),
    ([[6, 1], [1, 6]], 2), ([[7, 2], [2, 7]], 1), ([[6, 6], [6, 7]], 1),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "most"), SUMS, ids=str)
def test_no_set_of_sums_tells_an_amount_to_who_knows_every_rule(shape: Shape, most: int) -> None:
    worlds = worlds_of_sums(shape, most, Safety())

    assert len(worlds) > 1
    assert told(worlds) == []


def naive_counts(codes: np.ndarray[tuple[int], np.dtype[np.int64]], cuts: Sequence[Cut]) -> Hashable:
    """The house rule of five for each cell, and nothing else: cells of fewer are hidden."""
    tables = []
    for of in (np.zeros_like(codes), *(cut.of for cut in cuts)):
        cells = np.zeros((int(of.max()) + 1, 2), dtype=np.int64)
        np.add.at(cells, (of, codes), 1)
        tables.append(tuple(tuple(int(n) if n >= 5 else -1 for n in row) for row in cells))
    return tuple(tables)


def naive_sums(amounts: np.ndarray[tuple[int], np.dtype[np.float64]], cuts: Sequence[Cut]) -> Hashable:
    """The house rule of a quarter, and nothing else."""
    total = float(amounts.sum())
    return total if float(amounts.max()) <= total / 4 else None


def test_this_reader_sees_through_hidden_cells() -> None:
    shape, cuts = [[9, 1], [1, 9]], cuts_of([[9, 1], [1, 9]])
    worlds = defaultdict(list)
    for crowd in product(*(list(ways(people, 2)) for people in groups_of(shape))):
        codes = np.concatenate([np.repeat(np.arange(2), counts) for counts in crowd])
        worlds[naive_counts(codes, cuts)].append(crowd)

    assert told(worlds)


@pytest.mark.parametrize("people", [5, 6])
def test_this_reader_tells_amounts_by_the_rule_of_a_quarter(people: int) -> None:
    """With five respondents who each have at most a quarter, who has nothing knows that the four others have a quarter each."""
    worlds = defaultdict(list)
    for crowd in combinations_with_replacement(range(5), people):
        shown = naive_sums(np.array(crowd, dtype=np.float64), ())
        worlds[shown].append((tuple(crowd.count(value) for value in range(5)),))

    assert told(worlds)


@pytest.mark.parametrize("told_of", [distributions, totals])
def test_a_third_comparison_is_never_shown(told_of: Callable[..., Sequence[object]]) -> None:
    codes = np.array([0, 1] * 60)
    halves = [np.repeat([0, 1], 60), np.tile(np.repeat([0, 1], 30), 2), np.tile(np.repeat([0, 1], 10), 6)]
    cuts = tuple(Cut(name=f"cut {at}", bands=("one", "two"), of=of) for at, of in enumerate(halves))

    if told_of is distributions:
        found = [one.outcome for one in distributions(codes, answers=2, cuts=cuts, safety=Safety())]
    else:
        found = [one.outcome for one in totals(codes + 7.0, cuts=cuts, safety=Safety())]

    assert found == [Outcome.SHOWN, Outcome.SHOWN, Outcome.SHOWN, Outcome.WITHHELD]
