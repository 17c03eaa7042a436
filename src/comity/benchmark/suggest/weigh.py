"""What evidence adds up to: scores, and the probability that a reviewer links the pair; both learn from confirmations.

Scores rank: a weighted sum of evidence. Probabilities come from how a pair stands in its row and column and from its plain
closeness, through a logistic curve. Both start from weights measured on other subjects, and every confirmation moves them,
against a prior strong enough that a handful cannot overturn them (maximum a posteriori).
Laws: without confirmations the weights are the table's; the same confirmations in any order give the same weights.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from comity.benchmark.suggest.company import Decided, log_sum
from comity.benchmark.suggest.evidence import HOLDS, WEIGHTS
from comity.benchmark.suggest.likeness import Matrix

Floats = NDArray[np.float64]

STANDING = ("one", "share of the row", "share of the column", "score", "closeness", "lead")
CURVE = np.array([-0.77, 0.15, 0.17, 0.12, 1.57, 0.23])
"""Chosen on the same crosswalks as the table of evidence, on left items that have a link there."""

_HOLD_CURVE = np.array([1.0, 80.0, 80.0, 80.0, 10.0, 80.0])
"""How firmly each part is held: the level moves soon, the shape late."""
_CANDIDATES = 25


def scores_of(steps: Sequence[Matrix], weights: Floats) -> Matrix:
    total = np.zeros_like(steps[0])
    for step, weight in zip(steps, weights, strict=True):
        total += np.float32(weight) * step
    return total


def learned_weights(steps: Sequence[Matrix], decided: Decided) -> Floats:
    """Weights under which the links that people made would have been the better choice in their rows."""
    rows = np.flatnonzero(decided.linked.any(axis=1))
    if not rows.size:
        return WEIGHTS
    seen = np.stack([step[rows] for step in steps], axis=-1).astype(np.float64)
    linked = decided.linked[rows]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = seen @ weights
        chosen = _softmax(np.where(linked, scores, -np.inf))
        given = _softmax(scores)
        found = np.where(linked, given, 0).sum(axis=1)
        slope = np.einsum("rc,rck->k", given - chosen, seen)
        away = weights - WEIGHTS
        return (
            float(-np.log(np.maximum(found, 1e-300)).sum() + (HOLDS * away) @ away / 2),
            slope + HOLDS * away,
        )

    bounds = [(0.0, None) if weight >= 0 else (None, 0.0) for weight in WEIGHTS.tolist()]
    return np.asarray(minimize(loss, WEIGHTS, jac=True, method="L-BFGS-B", bounds=bounds).x, dtype=np.float64)


def standing_of(scores: Matrix, closeness: Matrix) -> Matrix:
    """How a pair stands, one number a column of `STANDING`, all near one in size."""
    in_row = scores - log_sum(scores, axis=1)[:, None]
    in_column = scores - log_sum(scores, axis=0)
    order = np.sort(scores, axis=1)
    second = order[:, -2:-1] if scores.shape[1] > 1 else order - 1
    lead = scores - np.where(scores == order[:, -1:], second, order[:, -1:])
    columns = (
        np.ones_like(scores),
        np.maximum(in_row, -12),
        np.maximum(in_column, -12),
        np.clip(scores, -6, 12),
        closeness,
        np.clip(lead, -4, 4),
    )
    return np.stack(columns, axis=-1)


def learned_curve(standing: Matrix, decided: Decided, scores: Matrix, *, start: Floats = CURVE) -> Floats:
    """The logistic curve, moved by the candidates of the rows that people looked at, and by single rejections."""
    chosen = np.zeros(scores.shape, dtype=np.bool_)
    few = min(_CANDIDATES, scores.shape[1])
    for row in np.flatnonzero(decided.looked_at):
        chosen[row, np.argpartition(-scores[row], few - 1)[:few]] = True
    # Links outside the candidates stay out: taking in only the true ones of a region would bend the curve upwards there.
    chosen |= decided.rejected
    if not chosen.any():
        return start
    seen, true = standing[chosen].astype(np.float64), decided.linked[chosen].astype(np.float64)

    def loss(curve: Floats) -> tuple[float, Floats]:
        bits = seen @ curve
        away = curve - start
        return (
            float(np.logaddexp(0, bits).sum() - true @ bits + (_HOLD_CURVE * away) @ away / 2),
            seen.T @ (expit(bits) - true) + _HOLD_CURVE * away,
        )

    bounds = [(None, None), *[(0.0, None)] * (len(start) - 1)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x, dtype=np.float64)


def probability_of(standing: Matrix, curve: Floats) -> Matrix:
    return np.asarray(expit(standing @ curve.astype(np.float32)), dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    highest = scores.max(axis=1, keepdims=True)
    powers = np.exp(scores - highest)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
