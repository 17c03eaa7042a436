"""What the verdict will probably be while proposals are unconfirmed, and which question to ask next.

In: what stands, the rule. Out: P(equivalent), a 90 % interval of coverage, and for each open criterion how far its answer
would move the verdict. What may become of the open criteria is told by `worlds`; what that adds up to is worked out exactly by
`board`, world by world, and the worlds are weighed by how well they agree with the decisions given so far.
Laws: where nothing is open the probability is 0 or 1 and the interval a point; no float reaches the verdict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from comity.benchmark.board import Board
from comity.benchmark.coverage import Basis, Coverage, Outcome, Rule, coverage_of, verdict
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.standing import Standing
from comity.benchmark.worlds import Array, Worlds, shift_weights, shifted

_TAIL = 0.03  # not 0.05: who is asked what is least sure learns least of the rest (measured: docs/measurements.md)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """What may become of one open criterion."""

    full: float
    part: float

    @property
    def none(self) -> float:
        return max(0.0, 1.0 - self.full - self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """`least` and `most` are coverages, on the rule's basis, that hold the final one with a probability of 0.9."""

    probability: float  # of being equivalent
    least: Fraction
    most: Fraction
    expected: float
    open: int
    full_share: float  # of confirmed links that meet their criterion in full, learned
    weights: tuple[float, ...] = field(repr=False)  # of the shifts

    def recalibrated(self, probability: float) -> float:
        """What a proposal's probability means after the decisions given so far."""
        return float(shifted(np.array([probability]))[:, 0] @ np.array(self.weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    criterion: str
    movement: float  # by how much P(equivalent) is expected to move, either way
    surer: float  # standard deviation of the coverage, in criteria, that its answer takes away: counts where no verdict moves
    chance: Chance


def forecast(criteria: CriteriaSet, standing: Standing, rule: Rule) -> Forecast:
    situation = _Situation.of(criteria, standing, rule)
    board = Board(situation.coverage, rule, situation.worlds)
    sums, passed = board.sums(), board.passed()
    settled = verdict(situation.coverage, rule).outcome
    if settled is not Outcome.OPEN:  # what sums of floats would say as 0.9999999999999998
        passed = float(settled is Outcome.EQUIVALENT)
    least, most = _interval(sums, situation.applicable)
    return Forecast(
        probability=min(1.0, max(0.0, passed)),
        least=least,
        most=most,
        expected=float(sums @ np.arange(sums.size)) / max(1, 2 * situation.applicable),
        open=len(situation.open),
        full_share=situation.worlds.full_share,
        weights=tuple(float(one) for one in shift_weights(standing)),
    )


def next_questions(
    criteria: CriteriaSet, standing: Standing, rule: Rule, *, most: int = 10
) -> tuple[NextQuestion, ...]:
    """Open criteria, the one whose answer moves the verdict's uncertainty most first. Costs one pass over the rest."""
    situation = _Situation.of(criteria, standing, rule)
    ranked = sorted(
        situation.questions(),
        key=lambda one: (
            -round(one.movement, 9),
            -round(one.surer, 9),
            -criteria[one.criterion].criticality.weight,
            one.criterion,
        ),
    )
    return tuple(ranked[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    coverage: Coverage
    rule: Rule
    worlds: Worlds

    @classmethod
    def of(cls, criteria: CriteriaSet, standing: Standing, rule: Rule) -> "_Situation":
        found = coverage_of(criteria, standing)
        return cls(coverage=found, rule=rule, worlds=Worlds.of(found.open, standing))

    @property
    def open(self) -> tuple[Criterion, ...]:
        return self.coverage.open

    @property
    def applicable(self) -> int:
        return len(self.coverage.applicable)

    @property
    def chances(self) -> list[Chance]:
        full, part = self.worlds.weights @ self.worlds.full, self.worlds.weights @ self.worlds.part
        return [Chance(full=float(full[at]), part=float(part[at])) for at in range(len(self.open))]

    def questions(self) -> list[NextQuestion]:
        """The movement is what is expected of |P(pass | answer) - P(pass)|."""
        if not self.open:
            return []
        known = self.chances
        chances = np.array([[one.full, one.part, one.none] for one in known]).T
        outcomes = Board(self.coverage, self.rule, self.worlds).passed_if()
        movement = (chances * np.abs(outcomes - (chances * outcomes).sum(axis=0))).sum(axis=0)
        surer = self._surer()
        return [
            NextQuestion(
                criterion=one.code, movement=float(movement[at]), surer=float(surer[at]), chance=chance
            )
            for at, (one, chance) in enumerate(zip(self.open, known, strict=True))
        ]

    def _surer(self) -> Array:
        """How much of what is uncertain about the sum an answer settles: its own credit, and what it teaches of the others."""
        half = 0.5 if self.rule.basis is Basis.WITH_HALVES else 0.0
        weights = self.worlds.weights
        means = self.worlds.full + half * self.worlds.part
        squares = weights @ (self.worlds.full + half**2 * self.worlds.part)
        own = np.maximum(0.0, squares - (weights @ means) ** 2)
        others = means.sum(axis=1, keepdims=True) - means
        together = weights @ (means * others) - (weights @ means) * (weights @ others)
        return np.asarray(np.abs(own + together) / np.sqrt(np.maximum(own, 1e-12)))


def _interval(sums: Array, applicable: int) -> tuple[Fraction, Fraction]:
    """The outcomes between the tails, ends included."""
    if not applicable:
        return Fraction(0), Fraction(0)
    total = np.cumsum(sums)
    total /= total[-1]
    least = int(np.searchsorted(total, _TAIL - 1e-12))
    most = int(np.searchsorted(total, 1.0 - _TAIL - 1e-12))
    return Fraction(least, 2 * applicable), Fraction(most, 2 * applicable)


def chances(criteria: CriteriaSet, standing: Standing, rule: Rule) -> Mapping[str, Chance]:
    """What may become of each open criterion."""
    situation = _Situation.of(criteria, standing, rule)
    return {one.code: chance for one, chance in zip(situation.open, situation.chances, strict=True)}
