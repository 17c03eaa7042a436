"""What the lists at hand teach about the worth of evidence, with nobody's answers and with them.

In: a `Tally` of patterns: how many pairs show each and stand in one site as a whole, and what people answered. Out: weights, and
`Lesson`s.
A site is held together by more than the evidence of one pair: by other records, by rivals that fit better. So what
stands inside sites and what does not teaches what each piece of evidence is worth in these lists, and the weights so
learned join them anew (self-training: Yarowsky 1995; classification EM: Celeux & Govaert 1992). Each pair counts half for
what was decided and half for how sure that was, so that a doubtful site teaches little.
Laws: shipped weights are where learning starts and what it leans on (a normal prior); where few pairs are joined nothing
is learned; a judgement counts as many pairs, whichever way the lists lean. It teaches what it says beyond how the pair's halves
stood already: people are asked about doubtful places, and pairs there are oftener wrong than pairs of the same evidence elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from comity.linkage.crowding import little_before
from comity.linkage.evidence import KINDS, OFFSETS, SIZE
from comity.linkage.patterns import Levels, Patterns
from comity.linkage.reading import Answers
from comity.linkage.records import Lesson
from comity.linkage.weigh import LITTLE, SHIPPED, Weights, bits_of, probability_of
from comity.linkage.words import Flags, Floats, Ints

FEWEST_JOINED = 200
"""Pairs inside sites from which on lists teach anything."""
JUDGED_PAIRS = 10.0
"""Pairs that one judgement counts for."""
_FIRMNESS = 30.0
"""How firmly shipped weights are held: in natural log odds, 1 / variance."""
_DECIMALS = 3
"""Of a bit. Two machines add up in other orders; what they learn is the same."""
_DOUBT = 0.6
_MOST_STEPS = 25
_STILL = 1e-3
"""Steps this small, in natural log odds, change nothing that is shown."""
_WORTH_SAYING = 1.0
_PER_BIT = np.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many pairs there are of each pattern; patterns stand in the order of their numbers."""

    levels: Levels
    pairs: Ints
    inside: Ints  # of these, in one site


def tally_of(patterns: Patterns, inside: Flags, teach: Flags | None = None) -> Tally:
    """What does not `teach` does not count."""
    return Tally(
        levels=patterns.levels,
        pairs=patterns.pairs(teach),
        inside=patterns.pairs(inside if teach is None else inside & teach),
    )


def learn(tally: Tally, weights: Weights, answers: Answers | None = None) -> Weights:
    """Weights that fit which pairs were joined and what people answered."""
    joined = int(tally.inside.sum())
    if joined < FEWEST_JOINED and answers is None:
        return weights
    levels, count, same = tally.levels, tally.pairs.astype(np.float64), tally.inside.astype(np.float64)
    if joined < FEWEST_JOINED:
        count, same = np.zeros_like(count), np.zeros_like(same)
    sure = probability_of(bits_of(levels, weights))
    decided = same * (0.5 + 0.5 * (0.5 + 0.5 * sure))
    target = decided + (count - same) * 0.5 * _DOUBT * sure
    known = np.zeros(len(count))
    if answers is not None:
        levels = np.concatenate([levels, answers.levels])
        count = np.append(count, JUDGED_PAIRS * answers.weight)
        target = np.append(target, JUDGED_PAIRS * answers.weight * answers.said)
        known = np.append(known, (answers.standing - answers.own) * _PER_BIT)
    return _fitted(levels, count, target, known, start=weights)


def _fitted(levels: Levels, count: Floats, target: Floats, known: Floats, *, start: Weights) -> Weights:
    """The likeliest weights under the prior, by Newton's steps; levels that never occur keep the weight they had.

    `known` is what speaks for each beside its evidence.
    """
    shown = count > 0
    levels, count, target, known = levels[shown], count[shown], target[shown], known[shown]
    design, used = _design(levels)
    base = np.append(used, SIZE)
    shipped, found = SHIPPED[base] * _PER_BIT, start[base] * _PER_BIT
    turned = sparse.csr_matrix(design.T)
    for _ in range(_MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(design @ found + known, -60, 60)))
        slope = turned @ (target - count * chance) - _FIRMNESS * (found - shipped)
        spread = sparse.diags_array(count * chance * (1.0 - chance))
        curve = (turned @ sparse.csr_matrix(spread @ design)).toarray()
        step = np.linalg.solve(curve + _FIRMNESS * np.eye(len(base)), slope)
        found = found + np.clip(step, -3.0, 3.0)
        if np.abs(step).max() < _STILL:
            break
    learned = start.copy()
    learned[base] = np.round(found / _PER_BIT, _DECIMALS)
    return learned


def _design(levels: Levels) -> tuple[sparse.csr_matrix, Ints]:
    """Pattern x level that occurs and says something, and a last column of ones; with the places of those levels."""
    offsets = np.array([OFFSETS[kind.name] for kind in KINDS], np.int64)
    spots = levels + offsets
    said = levels > 0
    used = np.unique(spots[said])
    place = np.full(SIZE, -1, np.int64)
    place[used] = np.arange(len(used))
    rows = np.concatenate([np.nonzero(said)[0], np.arange(len(levels))])
    columns = np.concatenate([place[spots[said]], np.full(len(levels), len(used))])
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(levels), len(used) + 1)), used


def lessons_of(levels: Levels, pairs: Ints, weights: Weights) -> tuple[Lesson, ...]:
    """Evidence whose weight moved by a bit and more, the farthest first; `pairs` says how many show each pattern."""
    lessons = []
    for column, kind in enumerate(KINDS):
        of_pair = levels[:, column] if kind.name != LITTLE else little_before(levels)
        shown = np.bincount(of_pair, weights=pairs, minlength=kind.size)
        for level, (shipped, words) in enumerate(kind.levels):
            learned = float(weights[OFFSETS[kind.name] + level])
            if words and abs(learned - shipped) >= _WORTH_SAYING:
                lessons.append(
                    Lesson(
                        kind=kind.name, words=words, shipped=shipped, learned=learned, pairs=int(shown[level])
                    )
                )
    return tuple(sorted(lessons, key=lambda one: (-abs(one.learned - one.shipped), one.kind, one.words)))
