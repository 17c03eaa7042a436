"""What may become of the open criteria: worlds, each a guess how far proposals can be trusted and how often links are full.

In: what stands, the open criteria. Out: `Worlds`, a row for each. Two things are not independent from criterion to criterion:
the engine may be too sure, or not sure enough, of everything at once, and a protocol may be thorough or shallow everywhere.
A world takes both as known: a line from what the best proposals of a criterion say together to whether it is met (`lines`), which may
break off below what was read, and a share of links that are full.
Laws: weights sum to one; the order of decisions changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, roots_jacobi

from comity.benchmark.criteria import Criterion
from comity.benchmark.decisions import Party
from comity.benchmark.lines import HEEDED, learned_lines, met_by, unread_below
from comity.benchmark.links import Credit
from comity.benchmark.looked_at import (
    UNSEEN,
    Array,
    LookedAt,
    best_said,
    judged_shares,
    log_odds_of,
    said_together,
)
from comity.benchmark.standing import Standing

Leans = Mapping[tuple[float, float], float]

_FULL_PRIOR = (0.9, 0.6)
"""Of links that a person confirms, three in five are full: our guess, which the first two outweigh."""
_NODES = 3
_LEAST_WEIGHT = 1e-3  # of the heaviest: worlds that hardly count cost as much as others
_LEANS: Leans = {(0.0, 0.0): 0.5, (0.4, 0.0): 0.15, (0.8, 0.0): 0.1, (0.0, 0.4): 0.15, (0.0, 0.8): 0.1}
"""By how much the log-odds of being met in full fall with those of all proposals together, or of the likeliest one, and how likely that is
beforehand. Who asks what to read next leaves the second kind out."""
_LEANS_OF_ALL: Leans = {(0.0, 0.0): 0.5, (0.4, 0.0): 0.3, (0.8, 0.0): 0.2}
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
    def of(cls, some: Sequence[Criterion], standing: Standing, *, is_wary: bool = True) -> "Worlds":
        """Who is wary leaves open that what is never read is another thing than what was: that nothing weak is met, and that
        what is likeliest is full more often. That makes nobody sure, and is no reason to ask for the weakest first."""
        said = said_together(standing.first_proposals.values())
        best = best_said(standing.first_proposals.values())
        looks = _looks([one.code for one in some], said, best)
        full = _Full.of(standing, said, best, still_open=looks, leans=_LEANS if is_wary else _LEANS_OF_ALL)
        met, weights = _met_in_worlds(some, standing, said, is_wary=is_wary)
        together = np.outer(weights, full.weights).ravel()
        kept = together >= _LEAST_WEIGHT * together.max()
        met = np.repeat(met, full.weights.size, axis=0)[kept]
        share = np.tile(full.shares_at(looks), (weights.size, 1))[kept]
        return cls(
            full=met * share,
            part=met * (1.0 - share),
            weights=together[kept] / together[kept].sum(),
            full_share=float(full.shares @ full.weights),
        )


def _met_in_worlds(
    some: Sequence[Criterion], standing: Standing, said: Mapping[str, float], *, is_wary: bool
) -> tuple[Array, Array]:
    """P(met at all) of each open criterion by every line, for every guess how much was not proposed."""
    found, weights = [], []
    log_odds = _log_odds([one.code for one in some], said)
    of_all = _of_all(log_odds, standing, said) if is_wary else np.empty(0)
    for judged, weight in judged_shares(standing):
        lines, of_lines = learned_lines(LookedAt.of(standing, judged), of_all)
        in_vain = np.array([judged.get(one.code, 0.0) for one in some])
        met = met_by(lines, log_odds)
        found.append(_with_own_word(some, standing, met * (1.0 - in_vain) / (1.0 - met * in_vain)))
        weights.append(weight * of_lines)
    return np.concatenate(found), np.concatenate(weights)


def leaves_the_weak_unread(some: Sequence[Criterion], standing: Standing) -> bool:
    """Somebody looked at proposals, and at hardly any of what looks weakest, some of which is open."""
    said = said_together(standing.first_proposals.values())
    log_odds = _log_odds([one.code for one in some], said)
    seen = LookedAt.of(standing, judged_shares(standing)[0][0])
    place = unread_below(seen, _of_all(log_odds, standing, said))
    return bool(seen.share.size and (log_odds < place).any())


def _of_all(log_odds: Array, standing: Standing, said: Mapping[str, float]) -> Array:
    """Of the open criteria and the decided ones."""
    return np.concatenate([log_odds, _log_odds(list(standing.verdict_credits()), said)])


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
    leans: Array  # guesses x kinds of looks
    weights: Array
    centre: Array  # log-odds, a number for each kind

    @classmethod
    def of(cls, standing: Standing, *said: Mapping[str, float], still_open: Array, leans: Leans) -> "_Full":
        known = {
            code: credit is Credit.FULL
            for code, credit in standing.verdict_credits().items()
            if credit is not Credit.NONE
        }
        is_full = np.array(list(known.values()), dtype=np.bool_)
        looks = _looks(list(known), *said)
        full, part = _FULL_PRIOR[0] + HEEDED * is_full.sum(), _FULL_PRIOR[1] + HEEDED * (~is_full).sum()
        # Gauss's quadrature for a beta distribution: three values that keep its mean, spread and skew.
        nodes, weights = roots_jacobi(_NODES, part - 1.0, full - 1.0)
        found = cls(
            shares=np.repeat((1.0 + nodes) / 2.0, len(leans)),
            leans=np.tile(np.array(list(leans)), (_NODES, 1)),
            weights=np.outer(weights / weights.sum(), np.array(list(leans.values()))).ravel(),
            centre=_mean(looks if known else still_open),
        )
        # The quadrature has weighed the shares by the decisions already: here they weigh the leans.
        at, level = found.shares_at(looks), found.shares[:, None]
        log = np.where(is_full, np.log(at / level), np.log((1.0 - at) / (1.0 - level))).sum(axis=1)
        agreeing = found.weights * np.exp(HEEDED * log)
        return replace(found, weights=agreeing / agreeing.sum())

    def shares_at(self, looks: Array) -> Array:
        """Guesses x criteria."""
        leant = self.leans @ (looks - self.centre[:, None])
        return np.asarray(expit(log_odds_of(self.shares)[:, None] + leant))


def _looks(codes: Sequence[str], *said: Mapping[str, float]) -> Array:
    """Log-odds, kinds x criteria."""
    return np.stack([_log_odds(codes, one) for one in said])


def _log_odds(codes: Sequence[str], said: Mapping[str, float]) -> Array:
    return log_odds_of(np.array([said.get(code, UNSEEN) for code in codes]))


def _mean(looks: Array) -> Array:
    return np.asarray(looks.mean(axis=1) if looks.size else np.zeros(len(looks)))


def _upheld(standing: Standing) -> float:
    """How often the reviewer finds the member right on whether a criterion is met at all."""
    same, other = _MEMBER_PRIOR
    own, independent = standing.credits(Party.MEMBER), standing.credits(Party.REVIEWER)
    for code in own.keys() & independent.keys():
        agrees = (own[code] is Credit.NONE) == (independent[code] is Credit.NONE)
        same, other = same + agrees, other + (not agrees)
    return same / (same + other)
