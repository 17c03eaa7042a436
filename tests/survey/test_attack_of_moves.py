"""How all moved, together with every figure of both years: nobody's answer can be solved for, by integer programming.

Unknown is how many gave which answers then and which now: of who stayed, who left, who came. Everything that is shown is an equation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from comity.survey import Figure, Results, results
from comity.survey.disclosure import Outcome, Safety
from comity.survey.evolution import Transition, YearOf, transitions
from comity.survey.levels import level_of
from comity.survey.stands import carried_over, memory_of
from tests.survey.small import answering, small_instrument

QUESTIONS, LEVELS = 4, 2
SAFETY = Safety(fewest=3)
Pattern = tuple[int, ...]
PATTERNS: tuple[Pattern, ...] = tuple(product(range(LEVELS), repeat=QUESTIONS))
THEN, NOW = (small_instrument(levels=LEVELS, questions=QUESTIONS, edition=year) for year in (2026, 2027))
Row = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    then: Pattern | None
    now: Pattern | None


PLACES = [
    *(Person(then=a, now=b) for a in PATTERNS for b in PATTERNS),
    *(Person(then=a, now=None) for a in PATTERNS),
    *(Person(then=None, now=b) for b in PATTERNS),
]


def shown(people: Sequence[Person]) -> tuple[Results, Results, Transition]:
    then = [answering(THEN, f"m{at}", one.then) for at, one in enumerate(people) if one.then is not None]
    now = [answering(NOW, f"m{at}", one.now) for at, one in enumerate(people) if one.now is not None]
    before = results(THEN, then, bands={}, safety=SAFETY)
    memory = carried_over(memory_of(before), THEN, NOW)
    after = results(NOW, now, bands={}, safety=SAFETY, before=memory)
    moves = transitions(
        YearOf(instrument=THEN, sheets={one.member: one.sheet for one in then}),
        YearOf(instrument=NOW, sheets={one.member: one.sheet for one in now}),
        safety=SAFETY,
    )
    return before, after, moves[0]


def value(figure: Figure, pattern: Pattern | None) -> int:
    if pattern is None:
        return -1
    if figure.id == "module:m":
        return level_of([level + 1 for level in pattern], THEN.rule) - 1
    return pattern[int(figure.id.removeprefix("q"))]


def equations(
    before: Results, after: Results, move: Transition, counts: Sequence[int]
) -> Iterator[tuple[Row, int]]:
    kinds = [(one.then is None, one.now is None) for one in PLACES]
    for kind, count in zip([(False, False), (False, True), (True, False)], counts, strict=True):
        yield np.array([one == kind for one in kinds], dtype=np.float64), count
    for found, is_now in ((before, False), (after, True)):
        for figure in found.figures:
            table = figure.distributions[0]
            if table.outcome in (Outcome.SHOWN, Outcome.MERGED):
                values = np.array([value(figure, one.now if is_now else one.then) for one in PLACES])
                for part, count in zip(table.answers, table.counts[0], strict=True):
                    yield np.isin(values, part).astype(np.float64), count
    if move.moved.bands:
        signs = np.array(
            [
                -9 if one.then is None or one.now is None else 1 + np.sign(sum(one.now) - sum(one.then))
                for one in PLACES
            ]
        )
        for part, count in zip(move.moved.answers, move.moved.counts[0], strict=True):
            yield np.isin(signs, part).astype(np.float64), count


def solved(
    people: Sequence[Person], found: tuple[Results, Results, Transition], looking: Person
) -> list[tuple[Person, int]]:
    """Of who came or left: the question of which only one answer remains possible."""
    groups = [sum((one.then is None, one.now is None) == kind for one in people) for kind in ((False, False), (False, True), (True, False))]  # fmt: skip
    rows, counts = zip(*equations(*found, groups), strict=True)
    matrix, known = np.stack(rows), np.array(counts, dtype=np.float64)
    own = np.array([one == looking for one in PLACES], dtype=np.float64)
    told = []
    for of in {one for one in people if (one.then is None) != (one.now is None) and one != looking}:
        for question in range(QUESTIONS):
            pattern = of.now if of.then is None else of.then
            assert pattern is not None
            same = np.array([_answers_alike(one, of, question) for one in PLACES], dtype=np.float64)
            group = np.array([_is_alike(one, of) for one in PLACES], dtype=np.float64) @ own
            fewest = milp(
                same,
                constraints=[LinearConstraint(matrix, known, known)],
                integrality=np.ones(len(PLACES), dtype=np.int64),
                bounds=Bounds(own, np.inf),
            )
            assert fewest.success
            others = sum(_is_alike(one, of) for one in people) - group
            if round(fewest.fun) - same @ own >= others:
                told.append((of, question))
    return told


def _is_alike(one: Person, of: Person) -> bool:
    return (one.then is None, one.now is None) == (of.then is None, of.now is None)


def _answers_alike(one: Person, of: Person, question: int) -> bool:
    if not _is_alike(one, of):
        return False
    mine, theirs = (one.now, of.now) if of.then is None else (one.then, of.then)
    return mine is not None and theirs is not None and mine[question] == theirs[question]


def drawn(seed: int, *, stayed: int, left: int, came: int) -> list[Person]:
    rng = np.random.default_rng(seed)
    share = rng.uniform(0.3, 0.7)

    def pattern() -> Pattern:
        return tuple(int(one) for one in rng.random(QUESTIONS) < share)

    def later(then: Pattern) -> Pattern:
        return tuple(int(level if rng.random() < 0.6 else 1 - level) for level in then)

    people = [Person(then=then, now=later(then)) for then in (pattern() for _ in range(stayed))]
    people += [Person(then=pattern(), now=None) for _ in range(left)]
    return people + [Person(then=None, now=pattern()) for _ in range(came)]


@pytest.mark.parametrize("seed", range(8))
def test_who_came_and_who_left_cannot_be_solved_for_from_both_years_and_how_all_moved(seed: int) -> None:
    people = drawn(seed, stayed=14, left=1, came=1)
    found = shown(people)

    told = [one for looking in people[::5] for one in solved(people, found, looking)]

    assert any(one.is_shown() for one in found[0].figures)
    assert told == []


def test_from_which_level_to_which_is_told_only_where_the_same_members_answered() -> None:
    same = drawn(1, stayed=40, left=0, came=0)
    other = drawn(1, stayed=40, left=0, came=1)

    assert shown(same)[2].levels.bands
    assert "not the same in both years" in shown(other)[2].levels.reason
