"""What may become of the open criteria: worlds, each a guess how far proposals can be trusted and how often links are full.

In: what stands, the open criteria. Out: `Worlds`, a row for each. Two things are not independent from criterion to criterion:
the engine may be too sure, or not sure enough, of everything at once, and a protocol may be thorough or shallow everywhere.
A world takes both as known: a line from what the best proposals of a criterion say together (the log-odds that any of them holds) to
whether it is met (Platt, 1999, on criteria instead of links: what proposals are worth together can be told only from
criteria that a person went through), and a share of links that are full.
Lines are laid out around the likeliest one, as far as the decisions leave them open (Laplace), and each weighs what prior
and decisions say of it, so that the layout decides only where it is looked.
Laws: weights sum to one; the order of decisions changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import roots_jacobi

from comity.benchmark.criteria import Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.links import Credit, Proposal
from comity.benchmark.standing import Standing

Array = npt.NDArray[np.float64]

_SLOPE = 0.85
_LINE_DEVIATION = np.array([1.5, 0.5])  # of the shift in log-odds, and of the logarithm of the slope
_HEEDED = 0.7
"""How much of a decision counts. No line is quite the truth, and a posterior that takes it for the truth is too narrow
(Grünwald and van Ommen, 2017); with this, intervals held where they were measured."""
_HEARD = 3
"""Proposals of a criterion that count together. Of many weak ones the sum says how long the protocol is (docs/decisions)."""
UNSEEN = 0.02  # a criterion that nothing was proposed for is met all the same
_FURTHEST = 3.0  # standard deviations from the likeliest line
_LATTICE = tuple(
    (shift, slope)
    for shift in np.linspace(-_FURTHEST, _FURTHEST, 9).tolist()
    for slope in np.linspace(-_FURTHEST, _FURTHEST, 5).tolist()
    if shift**2 + slope**2 <= _FURTHEST**2
)
_LEAST_WEIGHT = 1e-4
_STEPS = 30
_FULL_PRIOR = (0.9, 0.6)
"""Of links that a person confirms, three in five are full: our guess, which the first two outweigh."""
_NODES = 3
_MEMBER_PRIOR = (
    9.0,
    1.0,
)  # a reviewer upholds nine of ten of what a member says of itself, until she does not
_EDGE = 1e-6

_SHIFTS: Array = np.linspace(-1.8, 1.8, 7)
_SHIFT_DEVIATION = 0.75  # log-odds, before anything is decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """Chances of the open criteria, worlds x criteria."""

    full: Array
    part: Array
    weights: Array
    full_share: float

    @classmethod
    def of(cls, some: Sequence[Criterion], standing: Standing) -> "Worlds":
        lines, line_weights = _lines(standing)
        shares, share_weights = _full_shares(standing)
        met = np.repeat(_met(some, standing, lines), shares.size, axis=0)
        share = np.tile(shares, line_weights.size)[:, None]
        return cls(
            full=met * share,
            part=met * (1.0 - share),
            weights=np.outer(line_weights, share_weights).ravel(),
            full_share=float(shares @ share_weights),
        )


def said_together(proposals: Iterable[Proposal]) -> dict[str, float]:
    """By criterion: the probability that any of its best proposals holds, as if they were independent."""
    by_criterion: dict[str, list[float]] = {}
    for one in proposals:
        by_criterion.setdefault(one.link.criterion, []).append(one.probability)
    return {
        code: 1.0 - (1.0 - UNSEEN) * float(np.prod(1.0 - np.sort(some)[-_HEARD:]))
        for code, some in by_criterion.items()
    }


def _lines(standing: Standing) -> tuple[Array, Array]:
    """Lines (shift, logarithm of the slope) and their weights, after the criteria that a reviewer went through."""
    said = said_together(standing.first_proposals.values())
    known = [(said.get(code, UNSEEN), credit) for code, credit in standing.credits(Party.REVIEWER).items()]
    log_odds = log_odds_of(np.array([one for one, _ in known]))
    met = np.array([credit is not Credit.NONE for _, credit in known], dtype=np.float64)
    likeliest, deviations = _likeliest(log_odds, met)
    lines = likeliest + np.array(_LATTICE) @ deviations.T
    log = _fit(lines, log_odds, met)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    kept = weights >= _LEAST_WEIGHT
    return lines[kept], weights[kept] / weights[kept].sum()


def _fit(lines: Array, log_odds: Array, met: Array) -> Array:
    """Logarithm of prior times likelihood, but for a constant."""
    bits = _bits(lines, log_odds)
    agreeing = met @ bits.T - np.logaddexp(0.0, bits).sum(axis=1)
    return np.asarray(_HEEDED * agreeing - 0.5 * ((lines / _LINE_DEVIATION) ** 2).sum(axis=1))


def _likeliest(log_odds: Array, met: Array) -> tuple[Array, Array]:
    """The likeliest line, and a square root of its covariance: by Newton's steps, halved where they would lead down."""
    line = np.zeros(2)
    for _ in range(_STEPS):
        slope, curvature = _slope_and_curvature(line, log_odds, met)
        step = np.linalg.solve(curvature, slope)
        here = _fit(line[None, :], log_odds, met)[0]
        while _fit((line + step)[None, :], log_odds, met)[0] < here and np.abs(step).max() > _EDGE:
            step = step / 2
        line = line + step
        if np.abs(step).max() <= _EDGE:
            break
    return line, np.linalg.cholesky(np.linalg.inv(_slope_and_curvature(line, log_odds, met)[1]))


def _slope_and_curvature(line: Array, log_odds: Array, met: Array) -> tuple[Array, Array]:
    likely = _expit(_bits(line[None, :], log_odds)[0])
    turns = np.stack([np.ones_like(log_odds), _SLOPE * np.exp(line[1]) * log_odds])
    slope = _HEEDED * turns @ (met - likely) - line / _LINE_DEVIATION**2
    curvature = _HEEDED * (turns * (likely * (1.0 - likely))) @ turns.T
    return slope, curvature + np.diag(1.0 / _LINE_DEVIATION**2)


def _bits(lines: Array, log_odds: Array) -> Array:
    """Lines x criteria."""
    return np.asarray(lines[:, :1] + _SLOPE * np.exp(lines[:, 1:]) * log_odds[None, :])


def _met(some: Sequence[Criterion], standing: Standing, lines: Array) -> Array:
    """P(met at all) of each open criterion, lines x criteria: any open proposal holds, or what the member says does."""
    # By what was said first, as of the criteria that lines are learned from: what is said later has heard of the answers.
    first = standing.first_proposals
    said = said_together(first[one.link] for of in standing.open_proposals().values() for one in of)
    log_odds = log_odds_of(np.array([said.get(one.code, UNSEEN) for one in some]))
    met = np.clip(_expit(_bits(lines, log_odds)), _EDGE, 1.0 - _EDGE)
    own, upheld = standing.credits(Party.MEMBER), _upheld(standing)
    for at, one in enumerate(some):
        if (claimed := own.get(one.code)) is not None:
            met[:, at] = upheld if claimed is not Credit.NONE else np.minimum(met[:, at], 1.0 - upheld)
    return np.asarray(met)


def _full_shares(standing: Standing) -> tuple[Array, Array]:
    """Which share of links that a person confirms is full, as three values with weights."""
    full, part = _FULL_PRIOR
    for credit in standing.verdict_credits().values():
        full += _HEEDED * (credit is Credit.FULL)
        part += _HEEDED * (credit is Credit.PART)
    # Gauss's quadrature for a beta distribution: three values that keep its mean, spread and skew.
    nodes, weights = roots_jacobi(_NODES, part - 1.0, full - 1.0)
    return np.asarray((1.0 + nodes) / 2.0), np.asarray(weights / weights.sum())


def _upheld(standing: Standing) -> float:
    """How often the reviewer finds the member right on whether a criterion is met at all."""
    same, other = _MEMBER_PRIOR
    own, independent = standing.credits(Party.MEMBER), standing.credits(Party.REVIEWER)
    for code in own.keys() & independent.keys():
        agrees = (own[code] is Credit.NONE) == (independent[code] is Credit.NONE)
        same, other = same + agrees, other + (not agrees)
    return same / (same + other)


def log_odds_of(probability: Array) -> Array:
    kept = np.clip(probability, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def _expit(bits: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-bits)))


def shifted(probability: Array) -> Array:
    """Shifts x probabilities: what single proposals mean where the engine is too sure, or not sure enough, by a shift."""
    return _expit(log_odds_of(probability)[None, :] + _SHIFTS[:, None])


def shift_weights(standing: Standing) -> Array:
    """How far off the engine seems to be, by what people made of its proposals one by one."""
    judged = standing.judgements(Party.REVIEWER)
    known = [
        (one.probability, judged[key].confirmed) for key, one in standing.proposals.items() if key in judged
    ]
    log = -0.5 * (_SHIFTS / _SHIFT_DEVIATION) ** 2
    if known:
        probability = shifted(np.array([one for one, _ in known]))
        confirmed = np.array([yes for _, yes in known])
        log = log + np.where(confirmed, np.log(probability), np.log1p(-probability)).sum(axis=1)
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())
