"""What surveys make of criteria that were drawn at random, without a forecast: what no estimator without a prior gets below.

The plain share of those drawn, and the regression estimator that leans on what proposals say of all of them (Särndal,
Swensson and Wretman, Model Assisted Survey Sampling, 1992), each with the usual 90 % interval of a sample without replacement.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from comity.benchmark.looked_at import log_odds_of

Floats = NDArray[np.float64]
_BELL_90 = 1.645
_LEAST = 3  # drawn: of fewer no deviation is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    found: float
    reach: float  # of the interval, either way


def polls(drawn: NDArray[np.bool_], *, met: Floats, said: Floats) -> dict[str, Poll]:
    """`said` is the probability that proposals give each criterion; `met` is looked at where it was drawn alone."""
    if drawn.sum() < _LEAST:
        return {}
    bits = np.stack([np.ones_like(said), log_odds_of(said)])
    line = np.linalg.lstsq(bits[:, drawn].T, met[drawn], rcond=None)[0]
    return {
        "poll": _estimated(drawn, met, np.zeros_like(met)),
        "regressed": _estimated(drawn, met, line @ bits),
    }


def _estimated(drawn: NDArray[np.bool_], met: Floats, told: Floats) -> Poll:
    rest = (met - told)[drawn]
    deviation = float(rest.std(ddof=1)) * float(np.sqrt(1 / rest.size - 1 / met.size))
    return Poll(found=float(told.mean() + rest.mean()), reach=_BELL_90 * deviation)
