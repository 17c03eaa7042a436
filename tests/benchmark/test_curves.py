"""Laws of the curves from what proposals say to a chance."""

import numpy as np
import pytest
from numpy.typing import NDArray

from comity.benchmark.curves import SIZE, Array, Heard, Prior, learned

PRIOR = Prior(level=-0.5, slope=1.0, shared=0.5, tilt=3.0, walk=5.0, rises=True, beside=(0.5, 0.5))
DRAWS = np.random.default_rng(3).standard_normal((200, SIZE))
SAID = np.random.default_rng(4).uniform(-3.0, 5.0, 60)
READ = np.quantile(SAID, 0.6) < SAID
HEARD = Heard(held=READ & (np.arange(60) % 4 > 0), share=READ.astype(np.float64))


def test_no_curve_falls_and_their_weights_sum_to_one() -> None:
    chances, weights = learned(PRIOR, SAID, HEARD, DRAWS)

    assert np.diff(chances[:, np.argsort(SAID)], axis=1).min() >= -1e-12
    assert weights.sum() == pytest.approx(1.0)


def test_less_is_known_the_farther_it_is_from_what_was_read() -> None:
    before, even = learned(PRIOR, SAID, Heard(held=np.zeros(60, dtype=np.bool_), share=np.zeros(60)), DRAWS)
    after, weights = learned(PRIOR, SAID, HEARD, DRAWS)

    def spread(some: Array, of: NDArray[np.bool_], weights: Array) -> float:
        level = some[:, of].mean(axis=1)
        return float(np.sqrt(weights @ (level - weights @ level) ** 2))

    weakest = np.quantile(SAID, 0.3) > SAID
    assert spread(after, READ, weights) < 0.6 * spread(before, READ, even)
    assert spread(after, weakest, weights) > 1.5 * spread(after, READ, weights)


def test_the_order_of_criteria_changes_no_curve() -> None:
    order = np.random.default_rng(5).permutation(SAID.size)

    one, _ = learned(PRIOR, SAID, HEARD, DRAWS)
    other, _ = learned(PRIOR, SAID[order], Heard(held=HEARD.held[order], share=HEARD.share[order]), DRAWS)

    assert other == pytest.approx(one[:, order], abs=1e-6)


def test_what_is_said_beside_never_counts_against_a_criterion() -> None:
    beside = np.where(np.arange(60) % 2, 2.0, 0.0)
    heard = Heard(held=HEARD.held & (beside == 0), share=HEARD.share)

    with_it, _ = learned(PRIOR, np.full(60, 1.0), heard, DRAWS, beside)

    assert (with_it[:, 1] >= with_it[:, 0] - 1e-12).all()
