"""Curves from what proposals say of a criterion to a chance: learned where a reviewer looked, and loose where she did not.

In: what is said of each criterion, and what was heard of those that somebody looked at. Out: curves, a number for each criterion, and how much
each weighs. What the proposals say is one line; a curve departs from it by a step that all criteria share, by one that grows with what is
said, and by a walk along the criteria in the order of what is said of them (a Gaussian process; Rasmussen and Williams, 2006). Such a
walk knows less the farther it is from what was looked at, so that who read the likeliest alone is told little of the rest. That is honest
however she chose what to read, as long as she chose by what is said: given that, what she left is as what she read (Rubin, 1976).
Of a criterion of which a share was looked at in vain, a curve that gives it p says 1 − share · p.
Curves are drawn around the likeliest one, as far as the decisions leave them open (Laplace), and each weighs what prior and decisions say of it.
Laws: weights sum to one; the order of criteria changes nothing; a curve that rises never falls.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

Array = npt.NDArray[np.float64]

_KNOTS = np.linspace(0.0, 1.0, 9)
SIZE = 3 + _KNOTS.size  # numbers that make a curve
_MIDDLE, _REACH = 1.5, 2.5
"""Log-odds: from rather not to surely, halfway and as far as either end lies from there; beyond them the second step grows no further."""
_HEEDED = 0.7
"""How much of a decision counts. No curve is quite the truth, and a posterior that takes it for the truth is too narrow
(Grünwald and van Ommen, 2017)."""
_STEPS = 40
_EDGE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed of curves before anything is heard, in log-odds."""

    level: float  # where nothing is said either way
    slope: float  # for what is said
    shared: float  # deviation of the step that all criteria share
    tilt: float  # of the one that grows with what is said
    walk: float  # of the walk from one end of the criteria to the other
    beside: tuple[float, float] = (0.0, 0.0)  # slope for what is said beside it, and its deviation
    rises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of each criterion."""

    held: npt.NDArray[np.bool_]
    share: Array  # of what speaks for it, how much was looked at: 0 where nobody looked

    @property
    def any(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.held | (self.share > 0))


def learned(
    prior: Prior, said: Array, heard: Heard, draws: Array, beside: Array | None = None
) -> tuple[Array, Array]:
    """Chances, curves x criteria, and the curves' weights. `said`, and what is said `beside` it: log-odds; `draws`: standard
    normal, curves x `SIZE`."""
    beside = np.zeros_like(said) if beside is None else beside
    turns = _turns(prior, said, beside)
    line = prior.level + prior.slope * said + prior.beside[0] * beside
    some = heard.any
    seen = _Seen(turns=turns[some], line=line[some], held=heard.held[some], share=heard.share[some])
    likeliest, spread = seen.likeliest()
    curves = likeliest + draws @ spread.T
    log = seen.fit(curves) + 0.5 * (draws**2).sum(axis=1)
    weights = np.exp(log - log.max())
    bits = curves @ turns.T + line
    if prior.rises:
        # Further down, what is said beside a proposal would count against the criterion.
        least = -prior.beside[0] / max(prior.beside[1], _EDGE)
        more = np.outer(prior.beside[0] + prior.beside[1] * np.maximum(curves[:, -1], least), beside)
        bits = more + _risen(curves[:, :-1] @ turns[:, :-1].T + line - prior.beside[0] * beside, said)
    return expit(bits), np.asarray(weights / weights.sum())


def _turns(prior: Prior, said: Array, beside: Array) -> Array:
    """By how much each number of a curve, a deviation of one each, moves each criterion."""
    centred = np.eye(_KNOTS.size) - 1.0 / _KNOTS.size  # what all of a walk has in common is the shared step's
    walk = centred @ np.minimum.outer(_KNOTS, _KNOTS) @ centred + _EDGE * np.eye(_KNOTS.size)
    return np.column_stack(
        [
            np.full(said.size, prior.shared),
            prior.tilt * np.clip((said - _MIDDLE) / _REACH, -1.0, 1.0),
            prior.walk * _between(_place(said)) @ np.linalg.cholesky(walk),
            prior.beside[1] * beside,
        ]
    )


def _place(said: Array) -> Array:
    """Of each criterion in the order of what is said, from 0 to 1; those that are said alike share one."""
    inside = np.sort(said)
    ends = np.searchsorted(inside, said, side="left") + np.searchsorted(inside, said, side="right")
    return np.asarray(ends / (2.0 * max(1, said.size)))


def _between(place: Array) -> Array:
    """Criteria x knots: how near each is to the two knots beside it; together they are 1."""
    return np.maximum(0.0, 1.0 - np.abs(place[:, None] - _KNOTS[None, :]) * (_KNOTS.size - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The criteria that were looked at."""

    turns: Array
    line: Array
    held: npt.NDArray[np.bool_]
    share: Array

    def fit(self, curves: Array) -> Array:
        """Logarithm of prior times likelihood, but for a constant."""
        chance = self._chance(curves)
        heard = np.where(self.held, np.log(chance), np.log1p(-self.share * chance)).sum(axis=1)
        return np.asarray(_HEEDED * heard - 0.5 * (curves**2).sum(axis=1))

    def likeliest(self) -> tuple[Array, Array]:
        """The likeliest curve, and a square root of its covariance: by Newton's steps, halved where they would lead down."""
        curve = np.zeros(self.turns.shape[1])
        for _ in range(_STEPS):
            slope, curvature = self._slope_and_curvature(curve)
            step = np.linalg.solve(curvature, slope)
            here = self.fit(curve[None, :])[0]
            while self.fit((curve + step)[None, :])[0] < here and np.abs(step).max() > _EDGE:
                step = step / 2
            curve = curve + step
            if np.abs(step).max() <= _EDGE:
                break
        return curve, np.linalg.cholesky(np.linalg.inv(self._slope_and_curvature(curve)[1]))

    def _slope_and_curvature(self, curve: Array) -> tuple[Array, Array]:
        """Of what was looked at in part, the curvature is the expected one, which is never negative (Fisher)."""
        chance = self._chance(curve[None, :])[0]
        found = self.share * chance
        slope = self.turns.T @ np.where(self.held, 1.0 - chance, -found * (1.0 - chance) / (1.0 - found))
        bent = np.where(self.held, chance * (1.0 - chance), found * (1.0 - chance) ** 2 / (1.0 - found))
        return _HEEDED * slope - curve, _HEEDED * (self.turns.T * bent) @ self.turns + np.eye(curve.size)

    def _chance(self, curves: Array) -> Array:
        return np.clip(expit(curves @ self.turns.T + self.line), _EDGE, 1.0 - _EDGE)


def _risen(bits: Array, said: Array) -> Array:
    """Halfway between the lowest curve above each that never falls, and the highest one below it."""
    order = np.argsort(said, kind="stable")
    along = bits[:, order]
    above = np.maximum.accumulate(along, axis=1)
    below = np.minimum.accumulate(along[:, ::-1], axis=1)[:, ::-1]
    risen = np.empty_like(bits)
    risen[:, order] = (above + below) / 2.0
    return risen
