"""What a reviewer looked at so far, criterion by criterion, however she went: to the end of each, down the rows as far as she got, or
question by question.

In: what stands. Out: what the machine's first words say of each criterion (`said_together`, `best_said`), how much of that was judged and what
came of it (`heard`), and how criteria fare that nothing proposed meets (`Others`). Were decided criteria alone heard, who confirms some rows and rejects
others would be heard to confirm only: a rejected proposal decides nothing. So a criterion of which proposals were rejected, and others are left,
counts as not met as far as it was looked at: by the share of what speaks for it that the rejected ones had.
Laws: the order of decisions changes nothing; a criterion that is met as proposed, or called not covered, counts whole, however it was gone through.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from comity.benchmark.curves import Array, Heard
from comity.benchmark.decisions import Party
from comity.benchmark.links import Credit, LinkKey, Proposal
from comity.benchmark.standing import Standing

UNSEEN = 0.02  # a criterion that nothing was proposed for is met all the same
_HEARD = 3
"""Proposals of a criterion that count together. Of many weak ones the sum says how long the protocol is (docs/decisions)."""
_EDGE = 1e-6
_SHIFTS: Array = np.linspace(-1.8, 1.8, 7)
_SHIFT_DEVIATION = 0.75  # log-odds, before anything is decided


def heard(codes: Sequence[str], standing: Standing) -> Heard:
    """What became of each criterion's proposals. One that another question meets is known to have none that holds only
    once it was gone through to the end."""
    decided, left = standing.credits(Party.REVIEWER), {key.criterion for key in _left(standing)}
    held, met = _met_as_proposed(standing), _met_otherwise(standing)
    share = judged_shares(standing)
    share |= {code: 1.0 for code, one in decided.items() if one is Credit.NONE}
    share |= dict.fromkeys((met - left) | held, 1.0)
    return Heard(
        held=np.array([code in held for code in codes], dtype=np.bool_),
        share=np.array([share.get(code, 0.0) for code in codes]),
    )


def judged_shares(standing: Standing) -> dict[str, float]:
    """By criterion: of the probability that any proposal meets it, what its judged ones had; where none was judged it is absent."""
    none_judged, none_at_all = _none(standing)
    return {
        code: (1.0 - judged) / max(_EDGE, 1.0 - none_at_all[code]) for code, judged in none_judged.items()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Criteria of which no proposal holds: how many another question meets, and how many none does."""

    met: int  # of those that were gone through to the end
    unmet: int
    found: int  # met so, with proposals left that nobody judged
    among: int  # criteria that may be met so and were not gone through
    answered: float  # share of the questions whose every proposal was judged

    @classmethod
    def of(cls, standing: Standing, criteria: int) -> "Others":
        met, left = _met_otherwise(standing), {key.criterion for key in _left(standing)}
        unmet = sum(one is Credit.NONE for one in standing.credits(Party.REVIEWER).values())
        asked = {question for key in standing.first_proposals for question in key.questions}
        waiting = {question for key in _left(standing) for question in key.questions}
        return cls(
            met=len(met - left),
            unmet=unmet,
            found=len(met & left),
            among=max(0, criteria - len(_met_as_proposed(standing)) - len(met - left) - unmet),
            answered=1.0 - len(waiting & asked) / max(1, len(asked)),
        )


def _none(standing: Standing) -> tuple[dict[str, float], dict[str, float]]:
    """By criterion: the probability that none of its judged proposals holds, and that none of all does. By single proposals as
    they are to be read after what was judged."""
    first, left = standing.first_proposals, _left(standing)
    judged: dict[str, float] = {}
    at_all: dict[str, float] = {}
    probabilities = recalibrated(np.array([one.probability for one in first.values()]), standing)
    for key, probability in zip(first, probabilities.tolist(), strict=True):
        at_all[key.criterion] = at_all.get(key.criterion, 1.0) * (1.0 - probability)
        if key not in left:
            judged[key.criterion] = judged.get(key.criterion, 1.0) * (1.0 - probability)
    return judged, at_all


def _met_otherwise(standing: Standing) -> set[str]:
    """Criteria met by a question that was not proposed for them."""
    decided = standing.credits(Party.REVIEWER)
    return {code for code, credit in decided.items() if credit is not Credit.NONE} - _met_as_proposed(
        standing
    )


def _left(standing: Standing) -> frozenset[LinkKey]:
    return frozenset(one.link for some in standing.open_proposals().values() for one in some)


def _met_as_proposed(standing: Standing) -> set[str]:
    """Criteria met by a proposed link, alone or together with other questions."""
    confirmed: dict[str, list[set[str]]] = {}
    for key, said in standing.judgements(Party.REVIEWER).items():
        if said.confirmed:
            confirmed.setdefault(key.criterion, []).append(set(key.questions))
    return {
        key.criterion
        for key in standing.first_proposals
        if any(set(key.questions) <= questions for questions in confirmed.get(key.criterion, ()))
    }


def said_together(proposals: Iterable[Proposal]) -> dict[str, float]:
    """By criterion: the probability that any of its best proposals holds, as if they were independent."""
    by_criterion: dict[str, list[float]] = {}
    for one in proposals:
        by_criterion.setdefault(one.link.criterion, []).append(one.probability)
    return {
        code: 1.0 - (1.0 - UNSEEN) * float(np.prod(1.0 - np.sort(some)[-_HEARD:]))
        for code, some in by_criterion.items()
    }


def best_said(proposals: Iterable[Proposal]) -> dict[str, float]:
    """By criterion: the probability of its likeliest proposal, since the best link of a criterion is what counts."""
    found: dict[str, float] = {}
    for one in proposals:
        found[one.link.criterion] = max(one.probability, found.get(one.link.criterion, 0.0))
    return found


def recalibrated(probability: Array, standing: Standing) -> Array:
    """What single proposals mean after what people made of others."""
    return np.asarray(shift_weights(standing) @ shifted(probability))


def shifted(probability: Array) -> Array:
    """Shifts x probabilities: what single proposals mean where the engine is too sure, or not sure enough, by a shift."""
    return np.asarray(expit(log_odds_of(probability)[None, :] + _SHIFTS[:, None]))


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


def log_odds_of(probability: Array) -> Array:
    kept = np.clip(probability, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(kept) - np.log1p(-kept))
