"""What a reviewer looked at so far, criterion by criterion, however she went: to the end of each, down the rows as far as she got, or
question by question.

In: what stands. Out: what the machine's first words say of each criterion (`said_together`), how much of that was judged, and what came
of it (`LookedAt`). Were decided criteria alone heard, who confirms some rows and rejects others would be heard to confirm only: a rejected
proposal decides nothing. So a criterion of which proposals were rejected, and others are left, counts as not met as far as it was looked at: by the
share of what speaks for it that the rejected ones had.
Laws: the order of decisions changes nothing; a criterion that is met as proposed, or called not covered, counts whole, however it was gone through.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from comity.benchmark.decisions import Party
from comity.benchmark.links import Credit, LinkKey, Proposal
from comity.benchmark.standing import Standing

Array = npt.NDArray[np.float64]

UNSEEN = 0.02  # a criterion that nothing was proposed for is met all the same
_HEARD = 3
"""Proposals of a criterion that count together. Of many weak ones the sum says how long the protocol is (docs/decisions)."""
_ANOTHER = {0.02: 0.5, 0.2: 0.3, 0.6: 0.2}
"""Of criteria whose every proposal is rejected, the share that another question meets, and how likely that share is beforehand. On
public crosswalks it is none to two in three, by how alike the words of the two lists are; a reviewer who goes criteria through to the end tells."""
_LEAST_WEIGHT = 1e-3
_HEEDED = 0.7  # of a decision, as for lines
_EDGE = 1e-6
_SHIFTS: Array = np.linspace(-1.8, 1.8, 7)
_SHIFT_DEVIATION = 0.75  # log-odds, before anything is decided


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """A place for every criterion of which something was judged."""

    said: Array  # log-odds: what all its first proposals say together
    met: npt.NDArray[np.bool_]
    share: Array  # of what speaks for it, how much was looked at: 1 where it is decided

    @classmethod
    def of(cls, standing: Standing, judged: Mapping[str, float]) -> "LookedAt":
        said = said_together(standing.first_proposals.values())
        left_open = _met_otherwise(standing) & {key.criterion for key in _left(standing)}
        is_met = {
            code: credit is not Credit.NONE
            for code, credit in standing.credits(Party.REVIEWER).items()
            if code not in left_open  # what its proposals are worth is not known yet
        }
        shares = dict.fromkeys(is_met, 1.0)
        shares |= {code: share for code, share in judged.items() if code not in shares}
        codes = sorted(shares)
        return cls(
            said=log_odds_of(np.array([said.get(code, UNSEEN) for code in codes])),
            met=np.array([is_met.get(code, False) for code in codes], dtype=np.bool_),
            share=np.array([shares[code] for code in codes]),
        )


def judged_shares(standing: Standing) -> list[tuple[dict[str, float], float]]:
    """By criterion: of the probability that any question meets it, what its judged proposals had; where none was judged the
    criterion is absent. Several guesses with weights, since nobody knows what was not proposed."""
    none_judged, none_at_all = _none(standing)
    guesses = _another(standing)
    if none_judged.keys() <= standing.credits(Party.REVIEWER).keys():
        guesses = guesses[:1]  # they are decided, so that all guesses come to the same
    return [
        (
            {
                code: (1.0 - judged) / max(_EDGE, 1.0 - (1.0 - another) * none_at_all[code])
                for code, judged in none_judged.items()
            },
            weight,
        )
        for another, weight in guesses
    ]


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


def _another(standing: Standing) -> list[tuple[float, float]]:
    """Guesses and their weights, the likeliest first, after the criteria that were gone through to the end."""
    through = _met_otherwise(standing) - {key.criterion for key in _left(standing)}
    met = len(through)
    none = sum(credit is Credit.NONE for credit in standing.credits(Party.REVIEWER).values())
    found = {
        share: weight * (share**met * (1.0 - share) ** none) ** _HEEDED for share, weight in _ANOTHER.items()
    }
    total = sum(found.values())
    likely = {share: weight / total for share, weight in found.items() if weight >= _LEAST_WEIGHT * total}
    return sorted(likely.items(), key=lambda one: -one[1])


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
