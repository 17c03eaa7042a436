"""The forecast is checked against every possible future of a small set, counted one by one."""

import time
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from comity.benchmark import (
    Basis,
    Chance,
    Credit,
    CriteriaSet,
    Judgement,
    Log,
    NotCovered,
    Outcome,
    Party,
    Proposal,
    Rule,
    chances,
    coverage,
    forecast,
    load_criteria,
    next_questions,
    verdict,
)
from comity.benchmark.forecast import _Board, _Situation
from tests.benchmark.cast import criteria_set, criterion, decided, link, numbered, proposed

RULES = [
    Rule(threshold=Fraction(3, 5)),
    Rule(threshold=Fraction(3, 5), basis=Basis.WITH_HALVES),
    Rule(threshold=Fraction(3, 5), no_critical_missing=True),
    Rule(threshold=Fraction(2, 5), pillar_floor=Fraction(1, 2)),
    Rule(
        threshold=Fraction(3, 5),
        basis=Basis.WITH_HALVES,
        no_critical_missing=True,
        pillar_floor=Fraction(1, 3),
    ),
]
SMALL = criteria_set(
    criterion("c001", level="critical"),
    criterion("c002"),
    criterion("c003", level="minor"),
    criterion("c004", pillar="Ethics", level="critical"),
    criterion("c005", pillar="Ethics"),
)
PROBABILITIES = {"c001": 0.9, "c002": 0.2, "c003": 0.5, "c004": 0.7, "c005": 0.4}


def log_of(criteria: CriteriaSet, probabilities: Mapping[str, float]) -> Log:
    return Log().with_decisions(
        [
            Proposal(link=link(one.code), probability=probabilities[one.code], reason="words")
            for one in criteria
            if one.code in probabilities
        ],
        party=None,
        by="engine",
    )


def counted(
    criteria: CriteriaSet, settled: Mapping[str, Credit], known: Mapping[str, Chance], rule: Rule
) -> float:
    """P(pass) over all futures, taking the criteria as independent."""
    total = 0.0
    for future in product(Credit, repeat=len(known)):
        weight = 1.0
        for credit, chance in zip(future, known.values(), strict=True):
            weight *= {Credit.FULL: chance.full, Credit.PART: chance.part, Credit.NONE: chance.none}[credit]
        credits_ = {**settled, **dict(zip(known, future, strict=True))}
        if verdict(coverage(criteria, credits_), rule).outcome is Outcome.EQUIVALENT:
            total += weight
    return total


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_one_open_criterion_is_forecast_exactly(rule: Rule) -> None:
    settled = {"c001": Credit.FULL, "c002": Credit.PART, "c003": Credit.FULL, "c004": Credit.PART}
    log = decided(log_of(SMALL, PROBABILITIES), settled)

    found = forecast(SMALL, log.standing, rule)

    expected = counted(SMALL, settled, chances(SMALL, log.standing, rule), rule)
    assert found.probability == pytest.approx(expected, abs=1e-9)


def few_worlds(situation: _Situation) -> _Situation:
    """Every eleventh world: to count all futures in all worlds takes minutes and proves no more."""
    weights = situation.weights[::11]
    return replace(
        situation, full=situation.full[::11], part=situation.part[::11], weights=weights / weights.sum()
    )


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_many_open_criteria_are_forecast_exactly_in_every_world(rule: Rule) -> None:
    settled = {"c003": Credit.FULL}
    situation = few_worlds(
        _Situation.of(SMALL, decided(log_of(SMALL, PROBABILITIES), settled).standing, rule)
    )

    passed = _Board(situation).passed()

    by_hand = sum(
        weight
        * counted(
            SMALL,
            settled,
            {
                one.code: Chance(full=float(situation.full[world, at]), part=float(situation.part[world, at]))
                for at, one in enumerate(situation.open)
            },
            rule,
        )
        for world, weight in enumerate(situation.weights)
    )
    assert passed == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_answers_are_weighed_as_if_they_were_given_in_every_world(rule: Rule) -> None:
    situation = few_worlds(_Situation.of(SMALL, log_of(SMALL, PROBABILITIES).standing, rule))

    found = _Board(situation).passed_if()

    for at, one in enumerate(situation.open):
        for row, credit in enumerate((Credit.FULL, Credit.PART, Credit.NONE)):
            by_hand = sum(
                weight
                * counted(
                    SMALL,
                    {one.code: credit},
                    {
                        it.code: Chance(
                            full=float(situation.full[world, place]), part=float(situation.part[world, place])
                        )
                        for place, it in enumerate(situation.open)
                        if it is not one
                    },
                    rule,
                )
                for world, weight in enumerate(situation.weights)
            )
            assert found[row, at] == pytest.approx(by_hand, abs=1e-9), (one.code, credit)


def test_where_nothing_is_open_the_forecast_is_the_verdict() -> None:
    criteria = numbered(20)
    passes = decided(proposed(criteria), dict.fromkeys(criteria.by_code, Credit.FULL))
    fails = decided(proposed(criteria), dict.fromkeys(criteria.by_code, Credit.NONE))

    assert forecast(criteria, passes.standing, Rule()).probability == 1.0
    assert forecast(criteria, fails.standing, Rule()).probability == 0.0
    assert (
        forecast(criteria, passes.standing, Rule()).least
        == forecast(criteria, passes.standing, Rule()).most
        == 1
    )
    assert next_questions(criteria, passes.standing, Rule()) == ()


def test_the_interval_narrows_as_people_decide() -> None:
    criteria = numbered(60)
    log = proposed(criteria, probability=0.7)
    later = decided(log, dict.fromkeys(list(criteria.by_code)[:45], Credit.FULL))

    wide, narrow = forecast(criteria, log.standing, Rule()), forecast(criteria, later.standing, Rule())

    assert wide.least <= narrow.least
    assert narrow.most - narrow.least < wide.most - wide.least


def test_an_engine_that_was_too_sure_is_believed_less() -> None:
    criteria = numbered(60)
    log = proposed(criteria, probability=0.9)
    codes = list(criteria.by_code)[:20]
    half_wrong = decided(log, dict.fromkeys(codes[:8], Credit.FULL))
    half_wrong = half_wrong.with_decisions(
        [Judgement(link=link(code), confirmed=False) for code in codes[8:]], party=Party.REVIEWER, by="Rowan"
    )

    assert forecast(criteria, log.standing, Rule()).recalibrated(0.9) == pytest.approx(0.9, abs=0.05)
    assert forecast(criteria, half_wrong.standing, Rule()).recalibrated(0.9) < 0.75


def test_the_next_question_is_the_one_that_can_turn_the_verdict() -> None:
    criteria = numbered(10)
    rule = Rule(threshold=Fraction(9, 10))
    settled = {f"c{number:03d}": Credit.FULL for number in range(1, 9)}
    log = decided(log_of(criteria, {"c009": 0.5, "c010": 0.001}), settled)

    first, second = next_questions(criteria, log.standing, rule)

    assert first.criterion == "c009"
    assert first.movement > second.movement


def test_where_the_verdict_is_settled_what_is_least_known_comes_first() -> None:
    criteria = numbered(20)
    log = decided(
        log_of(criteria, {"c019": 0.98, "c020": 0.5}),
        {f"c{number:03d}": Credit.FULL for number in range(1, 19)},
    )

    found = next_questions(criteria, log.standing, Rule())

    assert [one.criterion for one in found] == ["c020", "c019"]
    assert all(one.movement == pytest.approx(0.0, abs=1e-9) for one in found)


def test_what_the_member_says_of_itself_moves_the_forecast_and_not_the_verdict() -> None:
    criteria = numbered(20)
    log = decided(Log(), dict.fromkeys(criteria.by_code, Credit.FULL), party=Party.MEMBER, by="Alder")
    denied = Log().with_decisions(
        [NotCovered(criterion=code) for code in criteria.by_code], party=Party.MEMBER, by="Alder"
    )

    assert forecast(criteria, log.standing, Rule()).expected > 0.5
    assert forecast(criteria, denied.standing, Rule()).expected < 0.1
    assert verdict(coverage(criteria, log.standing.verdict_credits()), Rule()).outcome is Outcome.OPEN


def test_the_next_question_comes_fast_enough_to_wait_for() -> None:
    criteria = load_criteria("smeta-4p-6.0")
    log = Log().with_decisions(
        [
            Proposal(link=link(one.code), probability=0.05 + 0.9 * (at % 19) / 19, reason="words")
            for at, one in enumerate(criteria)
        ],
        party=None,
        by="engine",
    )

    started = time.perf_counter()
    found = next_questions(
        criteria, log.standing, Rule(no_critical_missing=True, pillar_floor=Fraction(1, 2))
    )
    took = time.perf_counter() - started

    assert len(found) == 10
    assert took < 1.0  # 0.05 s on an idle machine: only a much slower method could fail here
