"""Counts with noise: differential privacy for programmes so large that noise is small beside the figures.

In: what each respondent answered, the questionnaire's own answers, an ε for all of it. Out: `Results` whose every count bears noise, and
a `Budget` that says what was spent. The mechanism is OpenDP's discrete Laplace; it draws its own chance, which nobody hands in and
nobody can repeat. Needs the extra `privacy`.

Each question is one histogram over the answers that the questionnaire gives, neither merged nor chosen by what was answered. A member is
in each once: a changed answer moves two counts by one, and over all questions the privacy losses add up. So ε / questions is spent on each,
and whoever reads everything learns at most ε of one member's whole sheet. Comparisons and sums are not released.
Laws: what is spent is never more than what was asked for, by OpenDP's own reckoning; a budget is never overdrawn.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Any

from comity.survey.disclosure import WHOLE, Distribution, Outcome, withheld
from comity.survey.errors import PrivacyBudget
from comity.survey.figures import Figure, Results
from comity.survey.sums import no_total

_MOVED = 2  # counts that one member's change of answer moves by one
_ONLY_COUNTS = "with noise only counts of all are released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    year: int
    epsilon: Fraction
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be learnt of one member over all releases, in ε, and what each release took of it."""

    limit: Fraction
    spent: tuple[Spent, ...] = ()

    @property
    def left(self) -> Fraction:
        return self.limit - sum((one.epsilon for one in self.spent), Fraction(0))

    def after(self, spent: Spent) -> "Budget":
        """Raises PrivacyBudget where it does not suffice."""
        if spent.epsilon > self.left:
            raise PrivacyBudget(
                f"ε {float(spent.epsilon):g} is asked for, and {float(self.left):g} of {float(self.limit):g} is left.",
                remedy="Ask for less, or decide on a larger budget: it is a promise to members.",
            )
        return replace(self, spent=(*self.spent, spent))


def with_noise(found: Results, *, epsilon: Fraction, budget: Budget) -> tuple[Results, Budget]:
    """The same figures of all, with noise instead of merging; and the budget after it."""
    counted = [one for one in found.figures if one.distributions]
    after = budget.after(Spent(year=found.instrument.edition, epsilon=epsilon, figures=len(counted)))
    draw = _laplace(epsilon / len(counted))
    return replace(found, figures=tuple(_noisy(one, draw) for one in found.figures)), after


def require_noise() -> None:
    """Raises PrivacyBudget where OpenDP is not installed: said when noise is chosen, and not a year later."""
    _laplace(Fraction(1))


def _noisy(figure: Figure, draw: Any) -> Figure:
    sums = tuple(no_total(one.cut, _ONLY_COUNTS) for one in figure.totals)
    if not figure.distributions:
        return replace(figure, totals=sums)
    exact = _counts(figure.answered_by, len(figure.labels))
    whole = Distribution(
        cut=WHOLE,
        bands=((0,),),
        answers=tuple((code,) for code in range(len(exact))),
        counts=(
            tuple(max(0, count) for count in draw(exact)),
        ),  # made of the noisy count alone: it costs nothing
        outcome=Outcome.NOISY,
        reason="with noise, so that it tells nothing of one member",
    )
    others = (withheld(one.cut, _ONLY_COUNTS) for one in figure.distributions[1:])
    return replace(figure, distributions=(whole, *others))


def _counts(answered: Mapping[str, str], answers: int) -> list[int]:
    found = Counter(int(code) for code in answered.values())
    return [found[code] for code in range(answers)]


@cache
def _laplace(epsilon: Fraction) -> Any:
    """Integers in, integers out; OpenDP is asked whether the noise suffices, and has the last word."""
    try:
        import opendp.prelude as dp
    except ImportError as error:
        raise PrivacyBudget(
            "Noise needs OpenDP, which is not installed.",
            remedy="Install comity with its extra: comity[privacy].",
        ) from error
    dp.enable_features("contrib")
    scale = float(Fraction(_MOVED) / epsilon)
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    made: Any = dp.m.make_laplace(*space, scale=scale)
    while made.map(d_in=_MOVED) > epsilon:  # a scale as a float may be a hair too small
        scale *= 1 + 1e-12
        made = dp.m.make_laplace(*space, scale=scale)
    return made
