"""Counts with noise: what is spent is what was asked for, and chance stands between every answer and what is released."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.survey import Results, results
from comity.survey.budget_file import budget_bytes, budget_from
from comity.survey.disclosure import Outcome, Safety
from comity.survey.errors import PrivacyBudget
from comity.survey.noise import Budget, Spent, _laplace, with_noise
from tests.survey.small import answering, small_instrument

LARGE = Budget(limit=Fraction(10**9))


def found(people: int = 40) -> Results:
    instrument = small_instrument(levels=4, questions=3)
    answers = [answering(instrument, f"m{at}", [at % 4, (at // 2) % 4, 3]) for at in range(people)]
    return results(instrument, answers, bands={}, safety=Safety())


@given(epsilon=st.fractions(min_value=Fraction(1, 1000), max_value=50))
def test_the_noise_suffices_for_what_was_asked_by_opendps_own_reckoning(epsilon: Fraction) -> None:
    assert _laplace(epsilon).map(d_in=2) <= epsilon


@given(limit=st.fractions(0, 10), asked=st.lists(st.fractions(Fraction(1, 100), 3), max_size=8))
def test_a_budget_is_never_overdrawn_and_reads_back_as_it_was(limit: Fraction, asked: list[Fraction]) -> None:
    budget = Budget(limit=limit)

    for epsilon in asked:
        spent = Spent(year=2026, epsilon=epsilon, figures=4)
        if epsilon <= budget.left:
            budget = budget.after(spent)
        else:
            with pytest.raises(PrivacyBudget, match="is left"):
                budget.after(spent)

    assert 0 <= budget.left <= limit
    assert budget_from(budget_bytes(budget), where="budget.json") == budget


def test_every_count_bears_noise_unmerged_and_nothing_else_is_released() -> None:
    exact = found()

    noisy, budget = with_noise(exact, epsilon=Fraction(2), budget=Budget(limit=Fraction(3)))

    tables = [one.distributions[0] for one in noisy.figures]
    assert {one.outcome for one in tables} == {Outcome.NOISY}
    assert all(one.answers == ((0,), (1,), (2,), (3,)) and min(one.counts[0]) >= 0 for one in tables)
    assert budget.spent == (Spent(year=2026, epsilon=Fraction(2), figures=4),)
    assert budget.left == 1


def test_with_a_budget_without_bound_the_counts_are_those_that_were_given() -> None:
    noisy, _ = with_noise(found(), epsilon=LARGE.limit, budget=LARGE)

    assert [one.distributions[0].counts[0] for one in noisy.figures if one.id != "module:m"] == [
        (10, 10, 10, 10), (10, 10, 10, 10), (0, 0, 0, 40),
    ]  # fmt: skip


def test_noise_is_as_large_as_the_budget_is_small() -> None:
    """Two thousand counts: the mean distance of a discrete Laplace of scale 16 is 16, and lies within 12 and 20 but for once in never."""
    draw = _laplace(Fraction(1, 8))

    mean = sum(abs(one) for one in draw([0] * 2000)) / 2000

    assert 12 < mean < 20
