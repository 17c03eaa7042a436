"""What may become of the open criteria: worlds, each a guess how far proposals can be trusted and how often links are full.

In: what stands, the open criteria. Out: `Worlds`, a row for each. Two things are not independent from criterion to criterion:
the engine may be too sure, or not sure enough, of everything at once, and a protocol may be thorough or shallow everywhere.
A world takes both as known: a line from what the best proposals of a criterion say together to whether it is met (`lines`), and a
share of links that are full.
Laws: weights sum to one; the order of decisions changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, roots_jacobi

from comity.benchmark.criteria import Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.lines import HEEDED, learned_lines, met_by
from comity.benchmark.links import Credit
from comity.benchmark.looked_at import (
    UNSEEN,
    Array,
    LookedAt,
    judged_shares,
    log_odds_of,
    said_together,
)
from comity.benchmark.standing import Standing

_FULL_PRIOR = (0.9, 0.6)
"""Of links that a person confirms, three in five are full: our guess, which the first two outweigh."""
_NODES = 3
_LEAST_WEIGHT = 1e-3  # of the heaviest: worlds that hardly count cost as much as others
_LEANS = {0.0: 0.5, 0.4: 0.3, 0.8: 0.2}
"""By how much the log-odds of being met in full fall with the log-odds of being met at all, and how likely that is beforehand."""
_MEMBER_PRIOR = (
    9.0,
    1.0,
)  # a reviewer upholds nine of ten of what a member says of itself, until she does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """Chances of the open criteria, worlds x criteria."""

    full: Array
    part: Array
    weights: Array
    full_share: float

    @classmethod
    def of(cls, some: Sequence[Criterion], standing: Standing) -> "Worlds":
        said = said_together(standing.first_proposals.values())
        log_odds = log_odds_of(np.array([said.get(one.code, UNSEEN) for one in some]))
        full = _Full.of(standing, said, still_open=log_odds)
        met, weights = _met_in_worlds(some, standing, log_odds)
        together = np.outer(weights, full.weights).ravel()
        kept = together >= _LEAST_WEIGHT * together.max()
        met = np.repeat(met, full.weights.size, axis=0)[kept]
        share = np.tile(full.shares_at(log_odds), (weights.size, 1))[kept]
        return cls(
            full=met * share,
            part=met * (1.0 - share),
            weights=together[kept] / together[kept].sum(),
            full_share=float(full.shares @ full.weights),
        )


def _met_in_worlds(some: Sequence[Criterion], standing: Standing, log_odds: Array) -> tuple[Array, Array]:
    """P(met at all) of each open criterion by every line, for every guess how much was not proposed."""
    found, weights = [], []
    for judged, weight in judged_shares(standing):
        lines, of_lines = learned_lines(LookedAt.of(standing, judged))
        in_vain = np.array([judged.get(one.code, 0.0) for one in some])
        met = met_by(lines, log_odds)
        found.append(_with_own_word(some, standing, met * (1.0 - in_vain) / (1.0 - met * in_vain)))
        weights.append(weight * of_lines)
    return np.concatenate(found), np.concatenate(weights)


def _with_own_word(some: Sequence[Criterion], standing: Standing, met: Array) -> Array:
    """Where the member says of itself whether it meets a criterion, that is likelier than what proposals say."""
    met = met.copy()
    own, upheld = standing.credits(Party.MEMBER), _upheld(standing)
    for at, one in enumerate(some):
        if (claimed := own.get(one.code)) is not None:
            met[:, at] = upheld if claimed is not Credit.NONE else np.minimum(met[:, at], 1.0 - upheld)
    return np.asarray(met)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Full:
    """How many of the criteria that are met are met in full: guesses with weights.

    A share at what the decided ones say on average, and by how much it falls for those that say less: what is met in part
    often looks a little weaker, and who goes down from the likeliest row would take the share of the likeliest for that of all.
    """

    shares: Array
    leans: Array
    weights: Array
    centre: float  # log-odds

    @classmethod
    def of(cls, standing: Standing, said: Mapping[str, float], *, still_open: Array) -> "_Full":
        known = {
            code: credit is Credit.FULL
            for code, credit in standing.verdict_credits().items()
            if credit is not Credit.NONE
        }
        is_full = np.array(list(known.values()), dtype=np.bool_)
        log_odds = log_odds_of(np.array([said.get(code, UNSEEN) for code in known]))
        centre = float((log_odds if known else still_open).mean()) if known or still_open.size else 0.0
        full, part = _FULL_PRIOR[0] + HEEDED * is_full.sum(), _FULL_PRIOR[1] + HEEDED * (~is_full).sum()
        # Gauss's quadrature for a beta distribution: three values that keep its mean, spread and skew.
        nodes, weights = roots_jacobi(_NODES, part - 1.0, full - 1.0)
        found = cls(
            shares=np.repeat((1.0 + nodes) / 2.0, len(_LEANS)),
            leans=np.tile(np.array(list(_LEANS)), _NODES),
            weights=np.outer(weights / weights.sum(), np.array(list(_LEANS.values()))).ravel(),
            centre=centre,
        )
        # The quadrature has weighed the shares by the decisions already: here they weigh the leans.
        at, level = found.shares_at(log_odds), found.shares[:, None]
        log = np.where(is_full, np.log(at / level), np.log((1.0 - at) / (1.0 - level))).sum(axis=1)
        agreeing = found.weights * np.exp(HEEDED * log)
        return replace(found, weights=agreeing / agreeing.sum())

    def shares_at(self, log_odds: Array) -> Array:
        """Guesses x criteria."""
        leant = self.leans[:, None] * (log_odds - self.centre)[None, :]
        return np.asarray(expit(log_odds_of(self.shares)[:, None] + leant))


def _upheld(standing: Standing) -> float:
    """How often the reviewer finds the member right on whether a criterion is met at all."""
    same, other = _MEMBER_PRIOR
    own, independent = standing.credits(Party.MEMBER), standing.credits(Party.REVIEWER)
    for code in own.keys() & independent.keys():
        agrees = (own[code] is Credit.NONE) == (independent[code] is Credit.NONE)
        same, other = same + agrees, other + (not agrees)
    return same / (same + other)
