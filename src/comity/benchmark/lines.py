"""Lines from what the best proposals of a criterion say to whether it is met, learned from what a reviewer looked at.

In: what was looked at (`LookedAt`). Out: lines (by how much the log-odds of what says least, and of what says most, are off; Platt, 1999, on
criteria instead of links: what proposals are worth together can be told only from criteria), and how much each weighs.
The two ends are learned apart: who read what looks strong knows little of what looks weak, and the other way round.
A line may break off: what says less than there is not met at all. No weighing of what was read tells of what is never read (positivity:
Rosenbaum and Rubin, 1983), so each place where it may do so weighs more than the 5 % that a sure forecast leaves, until something below is met; and
while hardly anything below a place was looked at, more than that is held back for it, however well what was read fits.
Of a criterion of which a share was looked at in vain, a line that calls it met with p says 1 − share · p.
Lines are laid out around the likeliest one, as far as the decisions leave them open (Laplace), and each weighs what prior
and decisions say of it, so that the layout decides only where it is looked.
Laws: weights sum to one; the order of decisions changes nothing.
"""

import numpy as np
from scipy.special import expit

from comity.benchmark.looked_at import UNSEEN, Array, LookedAt

_SLOPE = 0.85
_ENDS = (-1.0, 4.0)  # log-odds
"""Where the two ends lie, between saying that a criterion is rather not met and that it surely is; beyond them it is as far off as there."""
_RISE = _SLOPE * (_ENDS[1] - _ENDS[0])
_LINE_DEVIATION = np.array([3.0, 2.0])
"""Of either end, in log-odds, before anything is decided. What is weak may be wrong altogether, or hold as often as what is strong."""
HEEDED = 0.7
"""How much of a decision counts. No line is quite the truth, and a posterior that takes it for the truth is too narrow
(Grünwald and van Ommen, 2017); with this, intervals held where they were measured."""
_BREAKS = (0.1, 0.2, 0.3, 0.4, 0.5)
"""Where a line may break off: so many of all criteria, in the order of what is said of them, lie below."""
_BREAK_WEIGHT = 0.06  # of each, beforehand
_LOOKED_BELOW = 0.05  # of the criteria below a place: so many tell by themselves what is met there
_HELD_BACK = 0.15
"""At least so much weighs that nothing is met below the highest place below which fewer were looked at."""
_FURTHEST = 3.0  # standard deviations from the likeliest line
_STEP, _STEP_OF_BROKEN = (
    0.75,
    1.5,
)  # of them; sums over either come to the integral of a bell within a thousandth


def _lattice(step: float) -> Array:
    many = int(_FURTHEST / step)
    ends = np.arange(-many, many + 1) * step
    return np.array([(one, other) for one in ends for other in ends if one**2 + other**2 <= _FURTHEST**2])


_LATTICE, _LATTICE_OF_BROKEN = _lattice(_STEP), _lattice(_STEP_OF_BROKEN)
_LEAST_WEIGHT = 1e-4
_STEPS = 30
_EDGE = 1e-6


def learned_lines(seen: LookedAt, of_all: Array) -> tuple[Array, Array]:
    """Three numbers each: how far off its ends are, and below what log-odds it breaks off. `of_all`: what is said of all criteria that
    apply; of none of them, no line breaks off."""
    breaks = _breaks_among(of_all)
    likeliest, deviations = _likeliest(seen)
    whole, broken = (likeliest + lattice @ deviations.T for lattice in (_LATTICE, _LATTICE_OF_BROKEN))
    lines = np.concatenate(
        [_broken(whole, -np.inf), *(_broken(broken, log_odds) for log_odds in breaks.tolist())]
    )
    prior = np.full(len(lines), _BREAK_WEIGHT * _STEP_OF_BROKEN**2)
    prior[: len(whole)] = (1.0 - _BREAK_WEIGHT * len(breaks)) * _STEP**2
    log = _fit(lines, seen) + np.log(prior)
    weights = np.exp(log - log.max())
    weights = _held_back(weights / weights.sum(), lines[:, 2], unread_below(seen, of_all))
    kept = weights >= _LEAST_WEIGHT
    return lines[kept], weights[kept] / weights[kept].sum()


def unread_below(seen: LookedAt, of_all: Array) -> float:
    """The highest of the places below which hardly anything was looked at, in log-odds; minus infinity: none."""
    places = _breaks_among(of_all).tolist()
    return max((one for one in places if _share_below(one, seen, of_all) < _LOOKED_BELOW), default=-np.inf)


def _breaks_among(of_all: Array) -> Array:
    return np.quantile(of_all, _BREAKS, method="higher") if of_all.size else np.empty(0)


def _share_below(log_odds: float, seen: LookedAt, of_all: Array) -> float:
    """Of the criteria that say less, how much was looked at."""
    return float(seen.share[seen.said < log_odds].sum()) / max(1, int((of_all < log_odds).sum()))


def _held_back(weights: Array, broken_at: Array, unread: float) -> Array:
    """Weights of lines of which those that break off at `unread`, or above it, have their least part of all."""
    there, above = broken_at == unread, broken_at >= unread
    lacking = _HELD_BACK - weights[above].sum()
    if np.isinf(unread) or lacking <= 0 or not weights[there].sum():
        return weights
    others = np.where(above, weights, weights * (1.0 - _HELD_BACK) / weights[~above].sum())
    return np.asarray(np.where(there, others + lacking * weights / weights[there].sum(), others))


def _broken(lines: Array, log_odds: float) -> Array:
    return np.column_stack([lines, np.full(len(lines), log_odds)])


def met_by(lines: Array, log_odds: Array) -> Array:
    """P(met at all), lines x criteria."""
    bits = _SLOPE * log_odds[None, :] + _rising(lines) @ _between(log_odds)
    met = np.clip(expit(bits), _EDGE, 1.0 - _EDGE)
    return np.asarray(np.where(log_odds[None, :] < lines[:, 2:], np.minimum(met, UNSEEN), met))


def _rising(lines: Array) -> Array:
    """No line falls: what says more is no less likely to be met."""
    return np.stack([lines[:, 0], np.maximum(lines[:, 1], lines[:, 0] - _RISE)], axis=1)


def _between(log_odds: Array) -> Array:
    """How near each criterion is to either end, ends x criteria; both together are 1."""
    high = np.clip((log_odds - _ENDS[0]) / (_ENDS[1] - _ENDS[0]), 0.0, 1.0)
    return np.stack([1.0 - high, high])


def _fit(lines: Array, seen: LookedAt) -> Array:
    """Logarithm of prior times likelihood, but for a constant."""
    met = met_by(lines, seen.said)
    agreeing = np.where(seen.met, np.log(met), np.log1p(-seen.share * met)).sum(axis=1)
    return np.asarray(HEEDED * agreeing - 0.5 * ((lines[:, :2] / _LINE_DEVIATION) ** 2).sum(axis=1))


def _likeliest(seen: LookedAt) -> tuple[Array, Array]:
    """The likeliest line, and a square root of its covariance: by Newton's steps, halved where they would lead down."""
    line = np.zeros(2)
    for _ in range(_STEPS):
        slope, curvature = _slope_and_curvature(line, seen)
        step = np.linalg.solve(curvature, slope)
        here = _fit(_broken(line[None, :], -np.inf), seen)[0]
        while _fit(_broken((line + step)[None, :], -np.inf), seen)[0] < here and np.abs(step).max() > _EDGE:
            step = step / 2
        line = line + step
        if np.abs(step).max() <= _EDGE:
            break
    return line, np.linalg.cholesky(np.linalg.inv(_slope_and_curvature(line, seen)[1]))


def _slope_and_curvature(line: Array, seen: LookedAt) -> tuple[Array, Array]:
    """Of what was looked at in part, the curvature is the expected one, which is never negative (Fisher)."""
    met = met_by(_broken(line[None, :], -np.inf), seen.said)[0]
    found = seen.share * met
    turns = _between(seen.said)
    if line[1] < line[0] - _RISE:  # flat: one end draws the other along
        turns = np.stack([np.ones_like(met), np.zeros_like(met)])
    slope = turns @ np.where(seen.met, 1.0 - met, -found * (1.0 - met) / (1.0 - found))
    curvature = (turns * (found * (1.0 - met) ** 2 / (1.0 - found))) @ turns.T
    return (
        HEEDED * slope - line / _LINE_DEVIATION**2,
        HEEDED * curvature + np.diag(1.0 / _LINE_DEVIATION**2),
    )
