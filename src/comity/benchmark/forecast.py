"""What the verdict will probably be while proposals are unconfirmed, and which question to ask next.

In: what stands, the rule. Out: P(equivalent), a 90 % interval of coverage, and for each open criterion how far its answer
would move the verdict. The number of criteria met is a sum of independent, unequal chances: its distribution is worked
out exactly (Poisson-binomial, in half credits; pillar by pillar, so that the programme's gates are exact, too).
Two things are not independent from criterion to criterion: the engine may be too sure, or not sure enough, of everything
at once, and a protocol may be thorough or shallow everywhere. So the whole is worked out in several worlds, weighted by
how well each agrees with the decisions given so far. A world is a line from what the proposals of a criterion say together (the
log-odds that any of them holds) to whether it is met (Platt, 1999, on criteria instead of links: what many weak proposals are
worth can be told only from criteria that a person went through), and a share of links that are full.
Laws: where nothing is open the probability is 0 or 1 and the interval a point; no float reaches the verdict.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from comity.benchmark.coverage import Basis, Coverage, Outcome, Rule, coverage_of, verdict
from comity.benchmark.criteria import CriteriaSet, Criterion, Criticality
from comity.benchmark.decisions import Party, Standing
from comity.benchmark.links import Credit, Proposal

_Array = npt.NDArray[np.float64]

_SHIFTS: _Array = np.linspace(-1.8, 1.8, 7)
_SHIFT_DEVIATION = 0.75  # log-odds, before anything is decided
_LINES = tuple(
    (shift, slope) for slope in (0.25, 0.5, 0.75, 1.0, 1.4) for shift in np.linspace(-3.0, 3.0, 13).tolist()
)
_LINE_DEVIATION = 1.0  # of the shift, log-odds
_SLOPE_DEVIATION = 0.5  # of the slope's logarithm
_MOST_LINES = 16  # the likeliest; the rest weigh less than what is rounded off
_FULL_PRIOR = (
    3.0,
    2.0,
)  # of links that a person confirms, three in five are full: our guess before the first five
_MEMBER_PRIOR = (
    9.0,
    1.0,
)  # a reviewer upholds nine of ten of what a member says of itself, until she does not
_UNSEEN = 0.02  # a criterion that nothing was proposed for is met all the same
_EDGE = 1e-6
_TAIL = 0.025  # not 0.05: a grid of worlds cuts off the tails of what it stands for (measured: docs/measurements.md)


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
        return float(_shifted(np.array([probability]))[:, 0] @ np.array(self.weights))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextQuestion:
    criterion: str
    movement: float  # by how much P(equivalent) is expected to move, either way
    spread: float  # standard deviation of its own credit: breaks ties where the verdict is settled
    chance: Chance


def forecast(criteria: CriteriaSet, standing: Standing, rule: Rule) -> Forecast:
    situation = _Situation.of(criteria, standing, rule)
    board = _Board(situation)
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
        full_share=situation.full_share,
        weights=tuple(float(one) for one in situation.shift_weights),
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
            -round(one.spread, 9),
            -criteria[one.criterion].criticality.weight,
            one.criterion,
        ),
    )
    return tuple(ranked[:most])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    """The open criteria as chances, a row for each world: a line from proposals to criteria with a share of full links."""

    coverage: Coverage
    rule: Rule
    open: tuple[Criterion, ...]
    full: _Array  # worlds x open
    part: _Array
    weights: _Array  # of the worlds
    shift_weights: _Array
    full_share: float

    @classmethod
    def of(cls, criteria: CriteriaSet, standing: Standing, rule: Rule) -> "_Situation":
        found = coverage_of(criteria, standing)
        lines, weights = _likeliest_lines(standing)
        shares = _full_shares(standing)
        met = np.repeat(_met(found.open, standing, lines), shares.size, axis=0)
        share = np.tile(shares, weights.size)[:, None]
        return cls(
            coverage=found,
            rule=rule,
            open=found.open,
            full=met * share,
            part=met * (1.0 - share),
            weights=np.repeat(weights, shares.size) / shares.size,
            shift_weights=_shift_weights(standing),
            full_share=float(shares.mean()),
        )

    @property
    def applicable(self) -> int:
        return len(self.coverage.applicable)

    @property
    def chances(self) -> list[Chance]:
        full, part = self.weights @ self.full, self.weights @ self.part
        return [Chance(full=float(full[at]), part=float(part[at])) for at in range(len(self.open))]

    def questions(self) -> list[NextQuestion]:
        """The movement is what is expected of |P(pass | answer) - P(pass)|."""
        if not self.open:
            return []
        chances = np.array([[one.full, one.part, one.none] for one in self.chances]).T
        outcomes = _Board(self).passed_if()
        mean = (chances * outcomes).sum(axis=0)
        movement = (chances * np.abs(outcomes - mean)).sum(axis=0)
        worth = np.array([1.0, 0.5 if self.rule.basis is Basis.WITH_HALVES else 0.0, 0.0])[:, None]
        spread = np.sqrt(
            np.maximum(0.0, (chances * worth**2).sum(axis=0) - (chances * worth).sum(axis=0) ** 2)
        )
        return [
            NextQuestion(
                criterion=one.code, movement=float(movement[at]), spread=float(spread[at]), chance=chance
            )
            for at, (one, chance) in enumerate(zip(self.open, self.chances, strict=True))
        ]


class _Board:
    """All worlds at once, laid out by pillar. Distributions are rows of sums of half credits, from what is sure upwards.

    Where gates are on, the ways that fail them are left out: a critical criterion that comes out as none, and sums below
    the pillar's floor. What is left sums to P(gates passed).
    """

    def __init__(self, situation: _Situation) -> None:
        self._rule = situation.rule
        self._coverage = situation.coverage
        self._open = situation.open
        self._weights = situation.weights
        self._full, self._part = situation.full, situation.part
        self._none = np.maximum(0.0, 1.0 - self._full - self._part)
        self._half = 1 if self._rule.basis is Basis.WITH_HALVES else 0
        self._need = math.ceil(2 * self._rule.threshold * situation.applicable)
        self._pillars = situation.coverage.criteria.pillars
        self._of_pillar = {
            pillar: [at for at, one in enumerate(self._open) if one.pillar == pillar]
            for pillar in self._pillars
        }
        self._base = {
            pillar: int(2 * share.met)
            for pillar, share in situation.coverage.by_pillar(self._rule.basis).items()
        }
        self._floor = _floors(situation.coverage, self._rule)
        self._is_lost = not situation.applicable or (
            self._rule.no_critical_missing and bool(situation.coverage.missing_critical)
        )

    def passed(self) -> float:
        if self._is_lost:
            return 0.0
        return float(
            self._weights
            @ self._joined([self._gated(one) for one in self._pillars])[:, self._need :].sum(axis=1)
        )

    def sums(self) -> _Array:
        """The distribution of the whole coverage, without any gate."""
        played = self._weights @ self._played(range(len(self._open)), gated=False)
        whole = np.concatenate([np.zeros(sum(self._base.values())), played])
        size = 2 * len(self._coverage.applicable) + 1
        return np.pad(whole, (0, max(0, size - whole.size)))[:size]

    def passed_if(self) -> _Array:
        """P(pass) given each answer to each open criterion: rows full, part, none."""
        found = np.zeros((3, len(self._open)))
        if self._is_lost:
            return found
        whole = [self._gated(one) for one in self._pillars]
        for index, pillar in enumerate(self._pillars):
            if self._of_pillar[pillar]:
                self._fill(found, pillar, self._joined([*whole[:index], *whole[index + 1 :]]))
        return found

    def _fill(self, found: _Array, pillar: str, others: _Array) -> None:
        """Forward the sums of the criteria before one, backward what each sum is still worth: P(pass) from there."""
        members, base = self._of_pillar[pillar], self._base[pillar]
        sizes = np.arange(base + 2 * len(members) + 1)
        tail = np.pad(np.cumsum(others[:, ::-1], axis=1)[:, ::-1], ((0, 0), (0, 1)))
        worth = tail[:, np.clip(self._need - sizes, 0, others.shape[1])] * (sizes >= self._floor[pillar])
        after = [worth[:, base:]]
        for at in members[:0:-1]:
            after.append(self._stepped_back(after[-1], at))
        after.reverse()
        before = np.ones((self._weights.size, 1))
        for place, at in enumerate(members):
            width = before.shape[1]
            rows = (2, self._half) if self._must_be_met(at) else (2, self._half, 0)
            for row, units in enumerate(rows):
                reached = (before * after[place][:, units : units + width]).sum(axis=1)
                found[row, at] = float(self._weights @ reached)
            before = self._stepped(before, at, gated=True)

    def _gated(self, pillar: str) -> _Array:
        played = self._played(self._of_pillar[pillar], gated=True)
        sums = np.pad(played, ((0, 0), (self._base[pillar], 0)))
        sums[:, : self._floor[pillar]] = 0.0
        return sums

    def _played(self, some: Iterable[int], *, gated: bool) -> _Array:
        sums = np.ones((self._weights.size, 1))
        for at in some:
            sums = self._stepped(sums, at, gated=gated)
        return sums

    def _stepped(self, sums: _Array, at: int, *, gated: bool) -> _Array:
        width = sums.shape[1]
        further = np.zeros((sums.shape[0], width + 2))
        further[:, 2:] += sums * self._full[:, at, None]
        further[:, self._half : self._half + width] += sums * self._part[:, at, None]
        if not (gated and self._must_be_met(at)):
            further[:, :width] += sums * self._none[:, at, None]
        return further

    def _stepped_back(self, worth: _Array, at: int) -> _Array:
        width = worth.shape[1] - 2
        nearer = worth[:, 2:] * self._full[:, at, None]
        nearer += worth[:, self._half : self._half + width] * self._part[:, at, None]
        if not self._must_be_met(at):
            nearer += worth[:, :width] * self._none[:, at, None]
        return nearer

    def _must_be_met(self, at: int) -> bool:
        return self._rule.no_critical_missing and self._open[at].criticality is Criticality.CRITICAL

    def _joined(self, some: Sequence[_Array]) -> _Array:
        whole = np.ones((self._weights.size, 1))
        for one in some:
            wider = np.zeros((whole.shape[0], whole.shape[1] + one.shape[1] - 1))
            for at in range(one.shape[1]):
                if one[:, at].any():
                    wider[:, at : at + whole.shape[1]] += whole * one[:, at, None]
            whole = wider
        return whole


def _floors(found: Coverage, rule: Rule) -> dict[str, int]:
    """In half credits; 0 where no floor is set or nothing of the pillar is applicable."""
    if rule.pillar_floor is None:
        return dict.fromkeys(found.criteria.pillars, 0)
    return {
        pillar: math.ceil(2 * rule.pillar_floor * share.of) for pillar, share in found.by_pillar().items()
    }


def _interval(sums: _Array, applicable: int) -> tuple[Fraction, Fraction]:
    """The outcomes between the tails, ends included."""
    if not applicable:
        return Fraction(0), Fraction(0)
    total = np.cumsum(sums)
    total /= total[-1]
    least = int(np.searchsorted(total, _TAIL - 1e-12))
    most = int(np.searchsorted(total, 1.0 - _TAIL - 1e-12))
    return Fraction(least, 2 * applicable), Fraction(most, 2 * applicable)


def _log_odds(probability: _Array) -> _Array:
    kept = np.clip(probability, _EDGE, 1.0 - _EDGE)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def _shifted(probability: _Array) -> _Array:
    """Shifts x probabilities."""
    return np.asarray(1.0 / (1.0 + np.exp(-(_log_odds(probability)[None, :] + _SHIFTS[:, None]))))


def _shift_weights(standing: Standing) -> _Array:
    """How far off the engine seems to be, by what people made of its proposals."""
    judged = standing.judgements(Party.REVIEWER)
    known = [
        (one.probability, judged[key].confirmed) for key, one in standing.proposals.items() if key in judged
    ]
    log = -0.5 * (_SHIFTS / _SHIFT_DEVIATION) ** 2
    if known:
        probability = _shifted(np.array([one for one, _ in known]))
        confirmed = np.array([yes for _, yes in known])
        log = log + np.where(confirmed, np.log(probability), np.log1p(-probability)).sum(axis=1)
    weights = np.exp(log - log.max())
    return np.asarray(weights / weights.sum())


def _likeliest_lines(standing: Standing) -> tuple[_Array, _Array]:
    """Lines (shift, slope) and their weights, after the criteria that a reviewer went through."""
    lines = np.array(_LINES)
    log = -0.5 * (lines[:, 0] / _LINE_DEVIATION) ** 2 - 0.5 * (np.log(lines[:, 1]) / _SLOPE_DEVIATION) ** 2
    said = _said_together(standing.first_proposals.values())
    known = [(said.get(code, _UNSEEN), credit) for code, credit in standing.credits(Party.REVIEWER).items()]
    if known:
        likely = _on_lines(np.array([one for one, _ in known]), lines)
        met = np.array([credit is not Credit.NONE for _, credit in known])
        log = log + np.where(met, np.log(likely), np.log1p(-likely)).sum(axis=1)
    kept = np.argsort(-log, kind="stable")[:_MOST_LINES]
    weights = np.exp(log[kept] - log[kept[0]])
    return lines[kept], np.asarray(weights / weights.sum())


def _said_together(proposals: Iterable[Proposal]) -> dict[str, float]:
    """By criterion: the probability that any of its proposals holds, as if they were independent."""
    none: dict[str, float] = {}
    for one in proposals:
        code = one.link.criterion
        none[code] = none.get(code, 1.0 - _UNSEEN) * (1.0 - one.probability)
    return {code: 1.0 - all_fail for code, all_fail in none.items()}


def _on_lines(probability: _Array, lines: _Array) -> _Array:
    """Lines x probabilities."""
    log_odds = lines[:, 1:] * _log_odds(probability)[None, :] + lines[:, :1]
    return np.asarray(np.clip(1.0 / (1.0 + np.exp(-log_odds)), _EDGE, 1.0 - _EDGE))


def _full_shares(standing: Standing) -> _Array:
    """Which share of links that a person confirms is full: four values that are equally likely after the decisions."""
    full, part = _FULL_PRIOR
    for credit in standing.verdict_credits().values():
        full += credit is Credit.FULL
        part += credit is Credit.PART
    return np.asarray(betaincinv(full, part, (np.arange(4) + 0.5) / 4), dtype=np.float64)


def _met(some: Sequence[Criterion], standing: Standing, lines: _Array) -> _Array:
    """P(met at all) of each open criterion, lines x criteria: any open proposal holds, or what the member says does."""
    # By what was said first, as of the criteria that lines are learned from: what is said later has heard of the answers.
    first = standing.first_proposals
    said = _said_together(first[one.link] for of in standing.open_proposals().values() for one in of)
    met = _on_lines(np.array([said.get(one.code, _UNSEEN) for one in some]), lines)
    own, upheld = standing.credits(Party.MEMBER), _upheld(standing)
    for at, one in enumerate(some):
        if (claimed := own.get(one.code)) is not None:
            met[:, at] = upheld if claimed is not Credit.NONE else np.minimum(met[:, at], 1.0 - upheld)
    return met


def _upheld(standing: Standing) -> float:
    """How often the reviewer finds the member right on whether a criterion is met at all."""
    same, other = _MEMBER_PRIOR
    own, independent = standing.credits(Party.MEMBER), standing.credits(Party.REVIEWER)
    for code in own.keys() & independent.keys():
        agrees = (own[code] is Credit.NONE) == (independent[code] is Credit.NONE)
        same, other = same + agrees, other + (not agrees)
    return same / (same + other)


def chances(criteria: CriteriaSet, standing: Standing, rule: Rule) -> Mapping[str, Chance]:
    """What may become of each open criterion."""
    situation = _Situation.of(criteria, standing, rule)
    return {one.code: chance for one, chance in zip(situation.open, situation.chances, strict=True)}
