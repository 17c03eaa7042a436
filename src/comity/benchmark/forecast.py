"""What the verdict will probably be while proposals are unconfirmed, and which question to ask next.

In: what stands, the rule. Out: P(equivalent), a 90 % interval of coverage, and for each open criterion how far its answer
would move the verdict. What may become of the open criteria is told by `worlds`; what that adds up to is worked out exactly by
`board`, world by world, and the worlds are weighed by how well they agree with the decisions given so far.
How far an answer moves the verdict is worked out exactly, too, where few are open or gates are on; else from the spread of the
coverage: far from the threshold the exact chance hangs on worlds that hardly count, and asking by them taught least of the
rest (docs/decisions/a-forecast-is-held-loosely.md).
Links that were accepted in bulk count here as what they were proposed with, until somebody reads them.
While hardly anything of what looks weakest was looked at, P(equivalent) stays under .95, unless it were as high with none of that met; and
while nobody went through a criterion of which no proposal holds, unless it were as high with none met by a question that was not proposed.
Laws: where nothing is open and all is read the probability is 0 or 1 and the interval a point; no float reaches the verdict.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

from comity.benchmark.board import Board
from comity.benchmark.coverage import Basis, Coverage, Outcome, Rule, coverage_of, percent, verdict
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.curves import Array
from comity.benchmark.decisions import Party
from comity.benchmark.looked_at import shift_weights, shifted
from comity.benchmark.standing import Standing
from comity.benchmark.worlds import Worlds, nothing_heard_of_unproposed, unread_weak
from comity.core import digest_bytes

_FEW = 16  # open criteria: so few are laid out exactly
_LEAST_SPREAD = 1e-9
_STEP = 1.25  # what makes the coverage surer by less than a quarter more is no better to ask
_FIRST_FULL = 1.3  # rows read until a criterion that is met in full is found to be so
CAUTION = (
    "Hardly anything of what looks weakest was looked at yet: what becomes of it is guessed from the rest, "
    "and equivalent is not forecast as sure while that could turn it."
)
CAUTION_UNPROPOSED = (
    "Nobody has said yet of any criterion that no question meets it: how many are met by questions that were not proposed "
    "is guessed, and equivalent is not forecast as sure while that could turn it."
)
_SURE, _UNSURE = 0.95, 0.94  # what is said instead of sure, while what nobody looked at could turn it
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
    open: int  # criteria
    full_share: float  # of confirmed links that meet their criterion in full, learned
    weights: tuple[float, ...] = field(repr=False)  # of the shifts
    caution: str = ""  # what it cannot tell yet, and why

    @property
    def sentence(self) -> str:
        return (
            f"equivalent with {int(self.probability * 100)} %; coverage about {int(self.expected * 100)} %, "
            f"between {percent(self.least, 0)} and {percent(self.most, 0)} with 90 %"
        )

    def recalibrated(self, probability: float) -> float:
        """What a proposal's probability means after the decisions given so far."""
        return float(shifted(np.array([probability]))[:, 0] @ np.array(self.weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    criterion: str
    movement: float  # by how much P(equivalent) is expected to move, either way; 0 where nothing can turn the verdict
    surer: float  # standard deviation of the coverage, in criteria, that its answer takes away: counts where no verdict moves
    chance: Chance
    rows: float  # of proposals that are expected to be read until it is decided


def forecast(criteria: CriteriaSet, standing: Standing, rule: Rule) -> Forecast:
    return Ahead(criteria=criteria, standing=standing, rule=rule).forecast


def next_questions(
    criteria: CriteriaSet, standing: Standing, rule: Rule, *, most: int = 10
) -> tuple[NextQuestion, ...]:
    """Open criteria, the one whose answer moves the verdict's uncertainty most first; then those that nobody read, so ordered.
    Costs one pass over the rest."""
    return Ahead(criteria=criteria, standing=standing, rule=rule).questions[:most]


@dataclass(frozen=True, kw_only=True)  # no slots: what both are told by is worked out once
class Ahead:
    """Forecast and questions of one moment, for who needs both."""

    criteria: CriteriaSet
    standing: Standing
    rule: Rule

    @cached_property
    def _situation(self) -> "_Situation":
        return _Situation.of(self.criteria, self.standing.as_read, self.rule)

    @cached_property
    def forecast(self) -> Forecast:
        situation = self._situation
        sums = Board(situation.coverage, self.rule, situation.worlds).sums()
        least, most = _interval(sums, situation.applicable)
        return Forecast(
            probability=_UNSURE if self._is_held else self._passed,
            least=least,
            most=most,
            expected=float(sums @ np.arange(sums.size)) / max(1, 2 * situation.applicable),
            open=len(coverage_of(self.criteria, self.standing).open),
            full_share=situation.worlds.full_share,
            weights=tuple(float(one) for one in shift_weights(self.standing.as_read)),
            caution=CAUTION if self._is_cautious else CAUTION_UNPROPOSED if self._hangs_on_unproposed else "",
        )

    @cached_property
    def _passed(self) -> float:
        settled = verdict(self._situation.coverage, self.rule).outcome
        if settled is not Outcome.OPEN:  # what sums of floats would say as 0.9999999999999998
            return float(settled is Outcome.EQUIVALENT)
        return self._passed_in(self._situation.worlds)

    def _passed_in(self, worlds: Worlds) -> float:
        return min(1.0, max(0.0, Board(self._situation.coverage, self.rule, worlds).passed()))

    @cached_property
    def _is_held(self) -> bool:
        """It would be sure of what nobody looked at."""
        return self._hangs_on_unread or self._hangs_on_unproposed

    @cached_property
    def _hangs_on_unread(self) -> bool:
        if self._passed < _SURE or not self._unread_weak.any():
            return False
        return self._passed_in(self._situation.worlds.without(self._unread_weak)) < _SURE

    @cached_property
    def _hangs_on_unproposed(self) -> bool:
        read = self.standing.as_read
        if self._passed < _SURE or not nothing_heard_of_unproposed(read):
            return False
        return self._passed_in(Worlds.of(self._situation.open, read, as_proposed=True)) < _SURE

    @cached_property
    def _unread_weak(self) -> npt.NDArray[np.bool_]:
        return unread_weak(self._situation.open, self.standing.as_read)

    @property
    def _is_cautious(self) -> bool:
        """Before anybody looked at anything it goes without saying."""
        read = self.standing.as_read
        looked = read.judgements(Party.REVIEWER) or read.statements(Party.REVIEWER)
        return self._hangs_on_unread or bool(looked and self._unread_weak.any())

    @cached_property
    def questions(self) -> tuple[NextQuestion, ...]:
        """All of them."""
        unread = coverage_of(self.criteria, self.standing).unread
        return tuple(
            sorted(
                self._situation.questions(),
                key=lambda one: (one.criterion in unread, self._situation.place(one)),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    coverage: Coverage
    rule: Rule
    worlds: Worlds
    proposed: Sequence[int]  # how many proposals of each open criterion nobody judged

    @classmethod
    def of(cls, criteria: CriteriaSet, standing: Standing, rule: Rule) -> "_Situation":
        found = coverage_of(criteria, standing)
        proposals = standing.open_proposals()
        return cls(
            coverage=found,
            rule=rule,
            worlds=Worlds.of(found.open, standing),
            proposed=[len(proposals.get(one.code, ())) for one in found.open],
        )

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
        if not self.open:
            return []
        surer = self._surer()
        movement = self._movement() if self._is_laid_out else self._spread_movement(_in_steps(surer))
        return [
            NextQuestion(
                criterion=one.code,
                movement=float(movement[at]),
                surer=float(surer[at]),
                chance=chance,
                rows=_rows(chance, proposed),
            )
            for at, (one, chance, proposed) in enumerate(
                zip(self.open, self.chances, self.proposed, strict=True)
            )
        ]

    def place(self, one: NextQuestion) -> tuple[float | str, ...]:
        """Where a question stands in the order. What differs too little to mean anything is asked in an order that has nothing
        to do with how it looked, as a sample is drawn: whoever asks for the weakest first finds more met in part than there is.
        Against what a question settles stands what it costs to read: as in a sample of unequal costs, by its root (Neyman, 1934)."""
        code = one.criterion
        if self._is_laid_out:
            weight = self.coverage.criteria[code].criticality.weight
            return (-round(one.movement, 9), -round(one.surer, 9), -weight, code)
        return (
            -float(_in_steps(np.array([one.surer / math.sqrt(one.rows)]))[0]),
            digest_bytes(code.encode()),
        )

    @property
    def _is_laid_out(self) -> bool:
        has_gates = self.rule.no_critical_missing or self.rule.pillar_floor is not None
        return has_gates or len(self.open) <= _FEW

    def _movement(self) -> Array:
        """What is expected of |P(pass | answer) - P(pass)|, exactly."""
        chances = np.array([[one.full, one.part, one.none] for one in self.chances]).T
        outcomes = Board(self.coverage, self.rule, self.worlds).passed_if()
        moved: Array = (chances * np.abs(outcomes - (chances * outcomes).sum(axis=0))).sum(axis=0)
        return moved

    def _spread_movement(self, surer: Array) -> Array:
        """The same, were the coverage spread like a bell: the more of its spread an answer settles, the further."""
        if verdict(self.coverage, self.rule).outcome is not Outcome.OPEN:
            return np.zeros_like(surer)
        means, weights = self._means.sum(axis=1), self.worlds.weights
        mean = float(weights @ means)
        within = float(weights @ (self._squares - self._means**2).sum(axis=1))
        spread = math.sqrt(within + float(weights @ (means - mean) ** 2))
        met = self.coverage.headline(self.rule.basis).met
        away = (float(self.rule.threshold * self.applicable - met) - mean) / max(spread, _LEAST_SPREAD)
        return np.asarray(math.exp(-(away**2) / 2) / math.pi * surer / max(spread, _LEAST_SPREAD))

    @property
    def _half(self) -> float:
        return 0.5 if self.rule.basis is Basis.WITH_HALVES else 0.0

    @property
    def _means(self) -> Array:
        """Credit of each open criterion, worlds x criteria."""
        return self.worlds.full + self._half * self.worlds.part

    @property
    def _squares(self) -> Array:
        return self.worlds.full + self._half**2 * self.worlds.part

    def _surer(self) -> Array:
        """How much of what is uncertain about the sum an answer settles: its own credit, and what it teaches of the others."""
        weights, means = self.worlds.weights, self._means
        own = np.maximum(0.0, weights @ self._squares - (weights @ means) ** 2)
        others = means.sum(axis=1, keepdims=True) - means
        together = weights @ (means * others) - (weights @ means) * (weights @ others)
        return np.asarray(np.abs(own + together) / np.sqrt(np.maximum(own, 1e-12)))


def _rows(chance: Chance, proposed: int) -> float:
    """The likeliest proposal is read first, and the others only until one meets the criterion in full."""
    rows = max(1, proposed)
    return chance.full * min(_FIRST_FULL, rows) + (1.0 - chance.full) * rows


def _in_steps(surer: Array) -> Array:
    return np.asarray(_STEP ** np.round(np.log(np.maximum(surer, _LEAST_SPREAD)) / math.log(_STEP)))


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
