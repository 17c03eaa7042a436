"""What may become of the open criteria: worlds, each a guess how far proposals can be trusted and how often links are full.

In: what stands, the open criteria. Out: `Worlds`, a row for each. Three things are not independent from criterion to criterion: the engine
may be too sure, or not sure enough, of what says much or little; questions that were not proposed may meet many criteria, or
none; and a protocol may be thorough or shallow everywhere. A world takes all three as known: a curve from what a criterion's
likeliest proposal says to whether any of its proposals holds, the share of the other criteria that another question meets, and a curve from
what its best proposals say together to whether the criterion, if met, is met in full (`curves`).
The first curve goes by the likeliest proposal, and by what the others say beside it, since by how likely and how many they are it is
chosen what to read: given both, what was left is as what was read.
Worlds are drawn, the same ones each time, and weighed by what was heard.
Laws: weights sum to one; the order of decisions changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtr

from comity.benchmark.criteria import Criterion
from comity.benchmark.curves import SIZE, Array, Heard, Prior, learned
from comity.benchmark.decisions import Party
from comity.benchmark.links import Credit
from comity.benchmark.looked_at import UNSEEN, Others, best_said, heard, log_odds_of, said_together
from comity.benchmark.standing import Standing

_HOLDS = Prior(level=-0.5, slope=1.0, shared=0.5, tilt=3.0, walk=5.0, rises=True, beside=(0.5, 0.5))
"""Proposals mean what they say, until decisions tell."""
_FULL = Prior(level=0.5, slope=0.3, shared=1.0, tilt=0.5, walk=1.5, rises=False)
_MOST_BESIDE = 3.0
_NOTHING_SAID = 0.5  # how full a link is that nobody proposed
_OTHERWISE = (0.3, 0.6)
"""Of criteria of which no proposal holds, how many another question meets: a beta distribution, before anything is decided."""
_MANY = 128  # pairs of worlds
_LOOKED = np.linspace(0.0, 1.0, 9)
_EDGE = 1e-9
_WEAKEST, _LOOKED_AT = 0.2, 0.05  # of the criteria, at least; of these, less
_MEMBER_PRIOR = (
    9.0,
    1.0,
)  # a reviewer upholds nine of ten of what a member says of itself, until she does not


def _drawn(many: int, size: int) -> Array:
    """Standard normal, in opposite pairs, so that no mean is off; the same each time."""
    half = np.random.default_rng(1).standard_normal((many, size))
    return np.concatenate([half, -half])


_DRAWS = _drawn(_MANY, 2 * SIZE + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worlds:
    """Chances of the open criteria, worlds x criteria."""

    full: Array
    part: Array
    weights: Array
    full_share: float

    @classmethod
    def of(cls, some: Sequence[Criterion], standing: Standing, *, as_proposed: bool = False) -> "Worlds":
        """`as_proposed`: what if no question that was not proposed met any of them."""
        open_ = [one.code for one in some]
        codes = [*open_, *sorted(_known(standing) - set(open_))]
        met, of_met = _met(codes, standing, as_proposed=as_proposed)
        full, of_full = _in_full(codes, standing)
        weights = of_met * of_full / (of_met @ of_full)
        met, share = _with_own_word(some, standing, met[:, : len(open_)]), full[:, : len(open_)]
        return cls(
            full=met * share,
            part=met * (1.0 - share),
            weights=weights,
            full_share=float(weights @ full.mean(axis=1)) if codes else 0.0,
        )

    def without(self, some: npt.NDArray[np.bool_]) -> "Worlds":
        """The same, were none of these criteria met."""
        return replace(self, full=np.where(some, 0.0, self.full), part=np.where(some, 0.0, self.part))


def unread_weak(some: Sequence[Criterion], standing: Standing) -> npt.NDArray[np.bool_]:
    """Which open criteria lie among those that look weakest, as far up as hardly any was looked at; none where that is less than a
    fifth of all. Criteria that look alike are taken together."""
    open_ = [one.code for one in some]
    codes = [*open_, *sorted(_known(standing) - set(open_))]
    said = _log_odds(codes, best_said(standing.first_proposals.values()))
    share = heard(codes, standing).share
    order = np.argsort(said, kind="stable")
    looked_at, many = np.cumsum(share[order]), np.arange(1, len(codes) + 1)
    is_last_alike = np.diff(said[order], append=np.inf) > 0
    ends = np.flatnonzero(is_last_alike & (looked_at < _LOOKED_AT * many) & (many >= _WEAKEST * len(codes)))
    below = said[order][ends[-1]] if ends.size else -np.inf
    return np.asarray(said[: len(open_)] <= below)


def nothing_heard_of_unproposed(standing: Standing) -> bool:
    """Whether no criterion was gone through to its end of which no proposal holds: those alone show how many another question
    meets. Who answers question by question, and finds none, was perhaps not looking for any."""
    others = Others.of(standing, 0)
    return not others.met and not others.unmet


def _known(standing: Standing) -> set[str]:
    """Criteria of which something was heard."""
    judged = {key.criterion for key in standing.judgements(Party.REVIEWER)}
    return judged | standing.verdict_credits().keys()


def _met(codes: Sequence[str], standing: Standing, *, as_proposed: bool) -> tuple[Array, Array]:
    """P(met at all), worlds x criteria, given what was looked at in vain, and the worlds' weights."""
    ears = heard(codes, standing)
    said = _log_odds(codes, best_said(standing.first_proposals.values()))
    holds, weights = learned(_HOLDS, said, ears, _DRAWS[:, :SIZE], _beside(codes, standing))
    left = holds * (1.0 - ears.share) / np.maximum(_EDGE, 1.0 - holds * ears.share)
    otherwise, agreeing = _otherwise(Others.of(standing, len(codes)))
    unproposed = np.zeros_like(otherwise) if as_proposed else otherwise
    return 1.0 - (1.0 - left) * (1.0 - unproposed[:, None]), weights * agreeing


def _beside(codes: Sequence[str], standing: Standing) -> Array:
    """By how much all the best proposals of a criterion say more than its likeliest alone, in log-odds: nothing where it is the only one."""
    first = standing.first_proposals.values()
    alone = {code: 1.0 - (1.0 - UNSEEN) * (1.0 - best) for code, best in best_said(first).items()}
    return np.clip(_log_odds(codes, said_together(first)) - _log_odds(codes, alone), 0.0, _MOST_BESIDE)


def _otherwise(others: Others) -> tuple[Array, Array]:
    """The share that another question meets, and how well it agrees with what was found before its criteria were gone through. Who
    answers questions finds such; how many of those there are depends on how many questions meet one criterion, so that she found a share of
    them between that of the questions she answered and all. Who reads proposals alone finds none, which tells nothing."""
    met, unmet = _OTHERWISE[0] + others.met, _OTHERWISE[1] + others.unmet
    share = betaincinv(met, unmet, ndtr(_DRAWS[:, -1]))
    if not others.found:
        return share, np.ones_like(share)
    looked = others.answered + (1.0 - others.answered) * _LOOKED
    chance = np.clip(share[:, None] * looked, _EDGE, 1.0 - _EDGE)
    log = others.found * np.log(chance) + max(0, others.among - others.found) * np.log1p(-chance)
    return share, np.exp(log - log.max()).mean(axis=1)


def _in_full(codes: Sequence[str], standing: Standing) -> tuple[Array, Array]:
    """P(in full, if met), worlds x criteria, and the worlds' weights."""
    decided = standing.verdict_credits()
    known = np.array([decided.get(code, Credit.NONE) is not Credit.NONE for code in codes], dtype=np.bool_)
    full = np.array([decided.get(code) is Credit.FULL for code in codes], dtype=np.bool_)
    said = _log_odds(codes, said_together(standing.first_proposals.values()), unseen=_NOTHING_SAID)
    return learned(_FULL, said, Heard(held=full, share=known.astype(np.float64)), _DRAWS[:, SIZE : 2 * SIZE])


def _with_own_word(some: Sequence[Criterion], standing: Standing, met: Array) -> Array:
    """Where the member says of itself whether it meets a criterion, that is likelier than what proposals say."""
    met = met.copy()
    own, upheld = standing.credits(Party.MEMBER), _upheld(standing)
    for at, one in enumerate(some):
        if (claimed := own.get(one.code)) is not None:
            met[:, at] = upheld if claimed is not Credit.NONE else np.minimum(met[:, at], 1.0 - upheld)
    return np.asarray(met)


def _log_odds(codes: Sequence[str], said: Mapping[str, float], unseen: float = UNSEEN) -> Array:
    return log_odds_of(np.array([said.get(code, unseen) for code in codes]))


def _upheld(standing: Standing) -> float:
    """How often the reviewer finds the member right on whether a criterion is met at all."""
    same, other = _MEMBER_PRIOR
    own, independent = standing.credits(Party.MEMBER), standing.credits(Party.REVIEWER)
    for code in own.keys() & independent.keys():
        agrees = (own[code] is Credit.NONE) == (independent[code] is Credit.NONE)
        same, other = same + agrees, other + (not agrees)
    return same / (same + other)
