"""The same reader over two years: who came and who left is known to everybody, and so are the rules.

All ways that a small programme can have answered two years are tried; those that lead to the same figures are laid side by side.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import pytest

from comity.survey import Instrument, Results, results
from comity.survey.disclosure import Safety
from comity.survey.stands import Memory, carried_over, memory_of
from tests.survey.small import answering, small_instrument, ways

Person = tuple[int | None, int | None]
"""A level then and now; None where they were not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    stayed: int
    left: int
    came: int
    levels: int
    fewest: int

    @property
    def safety(self) -> Safety:
        return Safety(fewest=self.fewest)

    def worlds(self) -> Iterator[tuple[tuple[Person, ...], ...]]:
        """Each group's people, in no order: who stayed, who left, who came."""
        levels = range(self.levels)
        stayed: list[Person] = [(a, b) for a in levels for b in levels]
        left: list[Person] = [(a, None) for a in levels]
        came: list[Person] = [(None, b) for b in levels]
        groups = ((self.stayed, stayed), (self.left, left), (self.came, came))
        for counts in product(*(list(ways(people, len(kinds))) for people, kinds in groups)):
            yield tuple(
                tuple(kind for kind, many in zip(kinds, of, strict=True) for _ in range(many))
                for (_, kinds), of in zip(groups, counts, strict=True)
            )


@lru_cache(maxsize=64)
def instrument(levels: int, edition: int) -> Instrument:
    return small_instrument(levels=levels, edition=edition)


def shown(
    programme: Programme, world: tuple[tuple[Person, ...], ...], *, is_careful: bool = True
) -> Hashable:
    then, now = instrument(programme.levels, 2026), instrument(programme.levels, 2027)
    people = [
        (f"{name}{at}", one) for name, group in zip("slc", world, strict=True) for at, one in enumerate(group)
    ]
    before = figures(then, {name: one[0] for name, one in people if one[0] is not None}, programme, None)
    memory = carried_over(memory_of(before), then, now) if is_careful else None
    after = figures(now, {name: one[1] for name, one in people if one[1] is not None}, programme, memory)
    return tuple(one.tables for found in (before, after) for one in found.figures)


def figures(
    asked: Instrument, levels: Mapping[str, int], programme: Programme, memory: Memory | None
) -> Results:
    people = [answering(asked, name, [level]) for name, level in levels.items()]
    return results(asked, people, bands={}, safety=programme.safety, before=memory)


def told(worlds: Mapping[Hashable, list[tuple[tuple[Person, ...], ...]]]) -> list[tuple[int, Person, int]]:
    """Who looks (group, levels), and the group of which it knows all others' level then, or now."""
    found = []
    for alike in worlds.values():
        for looking, own in sorted(
            {(g, one) for world in alike for g, of in enumerate(world) for one in of}, key=str
        ):
            others = [_without(world, looking, own) for world in alike if own in world[looking]]
            for group in range(3):
                seen = {one for world in others for one in world[group]}
                for year in (0, 1):
                    levels = {one[year] for one in seen}
                    if len(levels) == 1 and None not in levels:
                        found.append((looking, own, group))
    return found


def _without(world: tuple[tuple[Person, ...], ...], group: int, own: Person) -> list[list[Person]]:
    left = [list(of) for of in world]
    left[group].remove(own)
    return left


PROGRAMMES = [
    Programme(stayed=10, left=0, came=1, levels=2, fewest=3),
    Programme(stayed=9, left=1, came=0, levels=2, fewest=3),
    Programme(stayed=9, left=1, came=1, levels=2, fewest=3),
    Programme(stayed=8, left=0, came=2, levels=2, fewest=3),
    Programme(stayed=11, left=0, came=1, levels=2, fewest=5),
]


@pytest.mark.parametrize("programme", PROGRAMMES, ids=str)
def test_two_years_figures_tell_of_nobody_who_came_or_left_or_stayed(programme: Programme) -> None:
    worlds = defaultdict(list)
    for world in programme.worlds():
        worlds[shown(programme, world)].append(world)

    assert len(worlds) > 1
    assert told(worlds) == []


@pytest.mark.parametrize("programme", PROGRAMMES, ids=str)
def test_nor_to_who_knows_that_few_of_those_who_stayed_answered_otherwise(programme: Programme) -> None:
    worlds = defaultdict(list)
    for world in programme.worlds():
        if sum(a != b for a, b in world[0]) < programme.fewest:
            worlds[shown(programme, world)].append(world)

    assert told(worlds) == []


def test_without_the_memory_the_difference_of_two_years_tells_who_came() -> None:
    programme = PROGRAMMES[0]
    worlds = defaultdict(list)
    for world in programme.worlds():
        if sum(a != b for a, b in world[0]) < programme.fewest:
            worlds[shown(programme, world, is_careful=False)].append(world)

    assert told(worlds)
