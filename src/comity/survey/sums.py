"""Sums of a survey: which can be shown exactly, which as a range, and which not at all.

In: amounts, bands, the house rule. Out: `Total`s. The reader is taken to know its own amount, what an answer can be at most, and
every rule here, so that a rule tells nothing that a figure does not.

- `fewest` respondents, none above `largest_share`. Since everybody knows that rule, nobody can have more than that share: where the
  others must nearly all have it for the sum to come out, the sum is not shown exactly (with five respondents, never).
- Where the whole is not safe, it is shown as a range so wide that the largest amount cannot be told within `uncertainty`. Edges are
  of the series 10, 20, 50, 100 …: a range that ended at 1 or 2, or a sum withheld because nobody had any, would tell each answer.
- A second comparison is shown only where every crossing of the two could be shown by itself.
Laws: proven against the attackers of the tests; every asked sum has an outcome; the order of respondents changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.survey.disclosure import (
    NOT_ANSWERED,
    WHOLE,
    Codes,
    Cut,
    Outcome,
    Parts,
    Safety,
    band_mergers,
    said_no_bands,
    said_not_first,
    said_solvable,
    said_too_few,
    within_bands,
)

Amounts = NDArray[np.float64]

_DOMINANT = "one respondent is more than {share:.0%} of the sum, or the sum would tell what each had"
_NEAR_MOST = "it is near the most that all could have answered"
_LOWEST = 10  # where the series of edges begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum in bands of a cut or in the whole; `low` and `high` are equal where it is shown exactly."""

    cut: str
    bands: Parts
    respondents: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outcome: Outcome
    reason: str


def totals(
    amounts: Amounts, *, cuts: Sequence[Cut], safety: Safety, most: float = np.inf
) -> tuple[Total, ...]:
    """Of one question: the whole first, then each cut. `amounts` are from 0 to `most`, NaN where not answered."""
    given = ~np.isnan(amounts)
    whole = _whole(amounts[given], safety, most)
    found, shown = [whole], list[tuple[Codes, Parts]]()
    for at, cut in enumerate(cuts):
        if at != len(shown) or at > 1:  # that one of two is not shown would tell of the other
            found.append(no_total(cut.name, said_not_first()))
            continue
        one = _by_bands(amounts, given, cut, safety, most) if whole.outcome is Outcome.SHOWN else None
        tables = (*shown, (cut.of, one.bands if one else ()))
        if one is None or (shown and not _is_crossing_safe(amounts, given, tables, safety, most)):
            found.append(no_total(cut.name, said_solvable() if shown else said_no_bands()))
            continue
        shown.append((cut.of, one.bands))
        found.append(one)
    return tuple(found)


def no_total(cut: str, reason: str) -> Total:
    return Total(cut=cut, bands=(), respondents=(), low=(), high=(), outcome=Outcome.WITHHELD, reason=reason)


def is_safe_sum(amounts: Amounts, safety: Safety, most: float = np.inf) -> bool:
    """Whether the sum can be told exactly, to one of those who are in it and to anybody else."""
    total = float(amounts.sum())
    if len(amounts) < safety.fewest or total <= 0 or _is_near_most(amounts, most):
        return False
    if float(amounts.max()) > safety.largest_share * total:
        return False
    cap = safety.largest_share * total
    if not np.mod(amounts, 1).any():
        cap = np.floor(cap)
    smallest, second = np.partition(amounts, 1)[:2]
    # What must be left for one, if who looks has the smallest amount and all others have as much as the rule lets them.
    left = total - smallest - (len(amounts) - 2) * cap
    return bool(left <= (1 - safety.uncertainty) * second)


def _is_near_most(amounts: Amounts, most: float) -> bool:
    """Whether it is more than half of what all could have answered: the nearer to all, the more a sum tells of each."""
    return float(amounts.sum()) * 2 > len(amounts) * most


def _whole(amounts: Amounts, safety: Safety, most: float) -> Total:
    if len(amounts) < safety.fewest:
        return no_total(WHOLE, said_too_few(safety))
    if _is_near_most(amounts, most):
        return no_total(WHOLE, _NEAR_MOST)
    total = float(amounts.sum())
    if is_safe_sum(amounts, safety, most):
        low, high, outcome, reason = total, total, Outcome.SHOWN, ""
    else:
        low, high = _range_around(amounts, safety)
        outcome, reason = Outcome.RANGE, _DOMINANT.format(share=safety.largest_share)
    return Total(
        cut=WHOLE,
        bands=((0,),),
        respondents=(len(amounts),),
        low=(low,),
        high=(high,),
        outcome=outcome,
        reason=reason,
    )


def _range_around(amounts: Amounts, safety: Safety) -> tuple[float, float]:
    """The narrowest interval of the series that leaves the largest amount open to who has the second largest, and the others' to who
    has the largest.

    Its edges are of the series and not of the data, so that they tell nothing but that the sum is between them.
    """
    total = float(amounts.sum())
    second, largest = np.sort(amounts)[-2:]
    exponent = max(int(np.floor(np.log10(max(total, _LOWEST)))), 1)
    series = [factor * 10.0**power for power in range(1, exponent + 3) for factor in (1, 2, 5)]
    below = [0.0, *(edge for edge in series if edge <= total)]
    above = [edge for edge in series if edge > total]
    for steps in range(len(above)):
        for back in range(steps + 1):
            low, high = below[max(-1 - back, -len(below))], above[steps - back]
            is_wide = high - second >= (1 + safety.uncertainty) * largest
            if is_wide and largest <= (1 - safety.uncertainty) * high:
                return low, high
    return 0.0, above[-1]  # two powers of ten above the sum: never too narrow


def _by_bands(
    amounts: Amounts, given: NDArray[np.bool_], cut: Cut, safety: Safety, most: float
) -> Total | None:
    if (given & (cut.of == NOT_ANSWERED)).any():
        return None
    for bands in band_mergers(len(cut.bands)):
        groups = [amounts[given & np.isin(cut.of, band)] for band in bands]
        if all(is_safe_sum(group, safety, most) for group in groups):
            sums = tuple(float(group.sum()) for group in groups)
            is_whole = len(bands) == len(cut.bands)
            return Total(
                cut=cut.name,
                bands=bands,
                respondents=tuple(map(len, groups)),
                low=sums,
                high=sums,
                outcome=Outcome.SHOWN if is_whole else Outcome.MERGED,
                reason="" if is_whole else said_too_few(safety),
            )
    return None


def _is_crossing_safe(
    amounts: Amounts,
    given: NDArray[np.bool_],
    tables: Sequence[tuple[Codes, Parts]],
    safety: Safety,
    most: float,
) -> bool:
    """Whether each crossing of two comparisons is empty or could be shown itself: then their margins tell less."""
    values = amounts[given]
    first, second = (within_bands(of[given], bands) for of, bands in tables)
    crossed = first * (second.max() + 1) + second
    return all(is_safe_sum(values[crossed == at], safety, most) for at in np.unique(crossed))
