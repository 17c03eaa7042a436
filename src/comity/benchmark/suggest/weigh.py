"""What evidence adds up to: scores, and the probability that a reviewer links the pair; both learn from confirmations.

Scores rank: a weighted sum of evidence. Probabilities come from how a pair stands in its row and column and from its plain
closeness, through a logistic curve. Both start from weights measured on other subjects, and every confirmation moves them,
against a prior strong enough that a handful cannot overturn them (maximum a posteriori).
Laws: without confirmations the weights are the table's; the same confirmations in any order give the same weights.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from comity.benchmark.suggest.company import Decided
from comity.benchmark.suggest.evidence import HOLDS, NEIGHBOURS
from comity.benchmark.suggest.likeness import Matrix

Floats = NDArray[np.float64]

STANDING = ("one", "score", "lead in the row", "lead in the column", "first in the row")
CURVE = np.array([-1.45, 0.28, 0.22, 0.64, 0.5])
CURVE_ALONE = np.array([-1.27, 0.16, 0.22, 0.66, 0.5])
"""Beside a sentence model and without one. Chosen on the same crosswalks as the table of evidence, on left items that have a
link there."""

_HOLD_CURVE = np.array([1.0, 40.0, 40.0, 40.0, 1.0])
"""How firmly each part is held: the level moves soon, the shape late."""
_HIGHEST_SCORE, _FURTHEST_LEAD, _CLAIMED = 12.0, 6.0, 3.0
_CANDIDATES = 25
_MOST_STEPS, _STILL = 30, 1e-9
_USUAL = 130  # items of the shortest list that the curve was chosen on


def scores_of(steps: Sequence[Matrix], weights: Floats) -> Matrix:
    total = np.zeros_like(steps[0])
    for step, weight in zip(steps, weights, strict=True):
        total += np.float32(weight) * step
    return total


def learned_weights(steps: Sequence[Matrix], decided: Decided, *, start: Floats) -> Floats:
    """Weights under which the links that people made would have been the better choice in their rows."""
    rows = np.flatnonzero(decided.linked.any(axis=1))
    if not rows.size:
        return start
    seen = np.stack([step[rows] for step in steps], axis=-1).astype(np.float64)
    linked = decided.linked[rows]
    # Where somebody went through the right items, only those she went through were there to be chosen: the others would teach
    # that what was looked at is what is linked.
    among = ~_by_column(decided)[rows, None] | (decided.linked | decided.rejected).any(axis=0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.where(among, seen @ weights, -np.inf)
        chosen = _softmax(np.where(linked, scores, -np.inf))
        given = _softmax(scores)
        found = np.where(linked, given, 0).sum(axis=1)
        slope = np.einsum("rc,rck->k", given - chosen, seen)
        away = weights - start
        return (
            float(-np.log(np.maximum(found, 1e-300)).sum() + (HOLDS * away) @ away / 2),
            slope + HOLDS * away,
        )

    bounds = [(0.0, None) if weight >= 0 else (None, 0.0) for weight in start.tolist()]
    return _lowest(loss, start, bounds)


def _lowest(
    loss: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    bounds: Sequence[tuple[float | None, float | None]],
) -> Floats:
    from scipy.optimize import minimize  # reading it takes a third of a second: see `prepare_to_learn`

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x, dtype=np.float64)


def prepare_to_learn() -> None:
    """Reads what learning needs, so that the first decision of a review waits no longer than the others."""
    import scipy.optimize  # noqa: F401 -- for its effect: it is read once


def standing_of(scores: Matrix, decided: Decided, *, start: Floats) -> Matrix:
    """How a pair stands, one number a column of `STANDING`, all near one in size.

    The lead in the column counts as far as the two lists meet one to one at all. They show it themselves: by how often the
    best choice of a left item would choose it, too. There a decided item claims what it was linked to, and nothing else; for
    the item itself its decision does not count, so that the curve learns from it what it will see of the others.
    """
    columns = (
        np.ones_like(scores),
        np.clip(scores - np.float32(_flattered(scores)), -_HIGHEST_SCORE, _HIGHEST_SCORE),
        _lead(scores, np.where(decided.rejected, np.float32(-_HIGHEST_SCORE), scores)),
        _lead(scores.T, _claims(scores, decided).T).T * np.float32(one_to_one(scores)),
    )
    standing = np.stack(columns, axis=-1)
    said = standing @ start[:-1].astype(np.float32)
    open_ones = np.where(decided.rejected, np.float32(-np.inf), said)
    first = np.asarray(said >= open_ones.max(axis=1, keepdims=True), dtype=np.float32)
    return np.concatenate([standing, first[:, :, None]], axis=-1)


def _claims(scores: Matrix, decided: Decided) -> Matrix:
    claims = scores.copy()
    claims[decided.looked_at] = -_HIGHEST_SCORE
    claims[decided.rejected] = -_HIGHEST_SCORE
    claims[decided.linked] = np.maximum(scores[decided.linked], 0) + _CLAIMED
    return claims


def one_to_one(scores: Matrix) -> float:
    """How far the lists meet one to one, of 1.

    Of the pairs that could be each other's best choice, as many as the shorter list has items: by how much fewer are not than
    half, as there would be by chance between lists of one length. Few left items among many right ones hardly meet, and choose
    each other whatever they say: the shorter a list, the more of what is mutual is chance, and of few nothing is told.
    Counted on left items, because only so many of a longer left list can have that.
    """
    left, right = scores.shape
    best = scores.argmax(axis=1)
    mutual = int((scores.argmax(axis=0)[best] == np.arange(left)).sum())
    shorter = min(left, right)
    short = max(0.0, 1.0 - left / _USUAL)
    by_chance = shorter * left / (2 * left + max(0, right - left) * short)
    missed = (shorter - mutual + short) / (by_chance + short)  # of few nothing is sure: one more is supposed
    return float(max(0.0, 1.0 - missed) * shorter / left)


def _flattered(scores: Matrix) -> float:
    """By how much all scores are too high because a list is short.

    What is liker than the best ten of its list stands out (`contested`), and the best ten of few are hardly better than the
    rest of them. A short list is taken for the beginning of one as long as those that the curve was chosen on, spread as it
    is itself; half of what spreads is what the rivals of one side were taken from.
    """
    return sum(
        max(0.0, _first_of(_USUAL) - _first_of(scores.shape[axis]))
        * float(np.median(scores.std(axis=axis)))
        / 2
        for axis in (0, 1)
    )


def _first_of(size: int) -> float:
    """Where the best few of so many stand, in standard deviations, were they spread like a bell."""
    few = min(NEIGHBOURS, size)
    return float(ndtri(1 - (np.arange(few) + 0.5) / size).mean())


def _lead(scores: Matrix, claims: Matrix) -> Matrix:
    """How far a pair is before the best claim of the others of its row, or behind it."""
    places = np.arange(scores.shape[1])
    first = claims.argmax(axis=1)
    best = claims.max(axis=1)
    others = claims.copy()
    others[np.arange(len(others)), first] = -np.inf
    second = others.max(axis=1) if scores.shape[1] > 1 else best - 1
    rival = np.where(places == first[:, None], second[:, None], best[:, None])
    return np.asarray(np.clip(scores - rival, -_FURTHEST_LEAD, _FURTHEST_LEAD), dtype=np.float32)


def learned_curve(standing: Matrix, decided: Decided, scores: Matrix, *, start: Floats) -> Floats:
    """The logistic curve, moved by what people looked at."""
    chosen = _looked_at(scores, decided)
    if not chosen.any():
        return start
    return _nearest_curve(standing[chosen].astype(np.float64), decided.linked[chosen], start)


def _nearest_curve(seen: Floats, true: NDArray[np.bool_], start: Floats) -> Floats:
    """Newton's steps, since there are five numbers and one lowest point. No part but the level turns its sign: a part that a step
    would take below 0 stays there as long as the slope says so."""
    curve, signed = start, np.arange(start.size) > 0
    for _ in range(_MOST_STEPS):
        said = expit(np.einsum("pk,k->p", seen, curve))
        slope = np.einsum("pk,p->k", seen, said - true) + _HOLD_CURVE * (curve - start)
        free = ~(signed & (curve <= 0) & (slope > 0))
        bend = np.einsum("pk,p,pl->kl", seen, said * (1 - said), seen, optimize=False) + np.diag(_HOLD_CURVE)
        step = np.zeros_like(curve)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        lower = _lower(curve, step, signed, lambda one: _cost(one, seen, true, start))
        moved = float(np.abs(lower - curve).max())
        curve = lower
        if moved < _STILL:
            break
    return curve


def _lower(curve: Floats, step: Floats, signed: NDArray[np.bool_], cost: Callable[[Floats], float]) -> Floats:
    """As far down the step as costs less, halved until it does."""
    here = cost(curve)
    for halvings in range(_MOST_STEPS):
        there = curve - step / 2**halvings
        there = np.asarray(np.where(signed, np.maximum(0.0, there), there))
        if cost(there) <= here:
            return there
    return curve


def _cost(curve: Floats, seen: Floats, true: NDArray[np.bool_], start: Floats) -> float:
    bits, away = np.einsum("pk,k->p", seen, curve), curve - start
    return float(np.logaddexp(0, bits).sum() - bits[true].sum() + (_HOLD_CURVE * away * away).sum() / 2)


def _looked_at(scores: Matrix, decided: Decided) -> NDArray[np.bool_]:
    """The candidates of the left items that somebody went through: what was not linked there was passed over.

    Links outside the candidates stay out: taking in only the true ones of a region would bend the curve upwards there.
    So do the pairs of somebody who went through right items and said no to some: she was asked what looked likely, and
    learning from that alone bends the curve downwards. What her answers say of the whole is the forecast's to judge.
    """
    few = min(_CANDIDATES, scores.shape[1])
    candidates = np.zeros(scores.shape, dtype=np.bool_)
    best = np.argpartition(-scores, few - 1, axis=1)[:, :few]
    np.put_along_axis(candidates, best, values=True, axis=1)
    return candidates & (decided.looked_at & ~_by_column(decided))[:, None]


def _by_column(decided: Decided) -> NDArray[np.bool_]:
    """Left items whose links were made by somebody who went through the right items, and said no to others there."""
    return np.asarray((decided.linked & decided.rejected.any(axis=0)).any(axis=1))


def probability_of(standing: Matrix, curve: Floats) -> Matrix:
    # By einsum: the matrix library may raise a false "invalid value" for numbers that are all finite.
    bits = np.einsum("...k,k->...", standing, curve.astype(np.float32))
    return np.asarray(expit(bits), dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    highest = scores.max(axis=1, keepdims=True)
    powers = np.exp(scores - highest)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
