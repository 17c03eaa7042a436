"""The forecast is checked against every possible future of a small set, counted one by one."""

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from bench.benchmark.verdicts import made_up_run

from comity.benchmark import (
    Basis,
    Credit,
    CriteriaSet,
    Criterion,
    Judgement,
    LinkKey,
    Log,
    NotCovered,
    Outcome,
    Party,
    Proposal,
    Rule,
    Strength,
    bulk_accept,
    coverage,
    forecast,
    load_criteria,
    next_questions,
    verdict,
)
from comity.benchmark.board import Board
from comity.benchmark.coverage import coverage_of
from comity.benchmark.forecast import CAUTION_UNPROPOSED, Chance, chances
from comity.benchmark.worlds import Worlds
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


Future = tuple[Credit, ...]


def passing(settled: Mapping[str, Credit], open_: Sequence[str], rule: Rule) -> list[Future]:
    """Of all that open criteria of `SMALL` may come to, in their order, what passes; it does whatever a world thinks of its chances."""
    return [
        future
        for future in product(Credit, repeat=len(open_))
        if verdict(coverage(SMALL, {**settled, **dict(zip(open_, future, strict=True))}), rule).outcome
        is Outcome.EQUIVALENT
    ]


def counted(futures: Iterable[Future], known: Mapping[str, Chance]) -> float:
    """How likely one of them is, taking the criteria as independent."""
    chance_of = [
        {Credit.FULL: chance.full, Credit.PART: chance.part, Credit.NONE: chance.none}
        for chance in known.values()
    ]
    return sum(
        math.prod(chance[credit] for chance, credit in zip(chance_of, future, strict=True))
        for future in futures
    )


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_one_open_criterion_is_forecast_exactly(rule: Rule) -> None:
    settled = {"c001": Credit.FULL, "c002": Credit.PART, "c003": Credit.FULL, "c004": Credit.PART}
    log = decided(log_of(SMALL, PROBABILITIES), settled)

    found = forecast(SMALL, log.standing, rule)

    known = chances(SMALL, log.standing, rule)
    expected = counted(passing(settled, list(known), rule), known)
    assert found.probability == pytest.approx(expected, abs=1e-9)


def few_worlds(log: Log) -> Worlds:
    """Some forty, of all kinds: to count all futures in all worlds takes minutes and proves no more."""
    worlds = Worlds.of(coverage_of(SMALL, log.standing).open, log.standing)
    some = slice(None, None, len(worlds.weights) // 40)
    weights = worlds.weights[some]
    return replace(worlds, full=worlds.full[some], part=worlds.part[some], weights=weights / weights.sum())


def chances_in(worlds: Worlds, world: int, open_: Sequence[Criterion]) -> dict[str, Chance]:
    return {
        one.code: Chance(full=float(worlds.full[world, at]), part=float(worlds.part[world, at]))
        for at, one in enumerate(open_)
    }


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_many_open_criteria_are_forecast_exactly_in_every_world(rule: Rule) -> None:
    settled = {"c003": Credit.FULL}
    log = decided(log_of(SMALL, PROBABILITIES), settled)
    found, worlds = coverage_of(SMALL, log.standing), few_worlds(log)

    passed = Board(found, rule, worlds).passed()

    futures = passing(settled, [one.code for one in found.open], rule)
    by_hand = sum(
        weight * counted(futures, chances_in(worlds, world, found.open))
        for world, weight in enumerate(worlds.weights)
    )
    assert passed == pytest.approx(by_hand, abs=1e-9)


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_an_answer_is_weighed_by_the_worlds_that_expected_it(rule: Rule) -> None:
    log = log_of(SMALL, PROBABILITIES)
    open_, worlds = coverage_of(SMALL, log.standing).open, few_worlds(log)

    found = Board(coverage_of(SMALL, log.standing), rule, worlds).passed_if()

    for at, one in enumerate(open_):
        for row, credit in enumerate((Credit.FULL, Credit.PART, Credit.NONE)):
            others = [other.code for other in open_ if other is not one]
            futures = passing({one.code: credit}, others, rule)
            reached = expected = 0.0
            for world, weight in enumerate(worlds.weights):
                known = chances_in(worlds, world, open_)
                chance = known.pop(one.code)
                agrees = weight * (chance.full, chance.part, chance.none)[row]
                reached += agrees * counted(futures, known)
                expected += agrees
            assert found[row, at] == pytest.approx(reached / expected, abs=1e-9), (one.code, credit)


@pytest.mark.parametrize("rule", RULES, ids=range(len(RULES)))
def test_over_all_answers_to_one_question_nothing_is_expected_to_move(rule: Rule) -> None:
    log = log_of(SMALL, PROBABILITIES)
    found = coverage_of(SMALL, log.standing)
    worlds = Worlds.of(found.open, log.standing)
    board = Board(found, rule, worlds)

    full, part = worlds.weights @ worlds.full, worlds.weights @ worlds.part

    outcomes = board.passed_if()
    expected = full * outcomes[0] + part * outcomes[1] + (1 - full - part) * outcomes[2]
    assert expected == pytest.approx(np.full(len(found.open), board.passed()), abs=1e-9)


def test_of_many_weak_proposals_only_the_best_three_count() -> None:
    criteria = numbered(2)
    some = [
        Proposal(link=LinkKey.of("c001", [f"q{at}"]), probability=0.1, reason="words") for at in range(40)
    ]
    few = Log().with_decisions(some[:3], party=None, by="engine")
    many = Log().with_decisions(some, party=None, by="engine")

    assert chances(criteria, many.standing, Rule()) == chances(criteria, few.standing, Rule())


def test_links_that_all_turn_out_full_are_expected_to_go_on_so() -> None:
    criteria = numbered(60)
    log = decided(
        proposed(criteria, probability=0.7), dict.fromkeys(list(criteria.by_code)[:12], Credit.FULL)
    )

    assert 0.5 < forecast(criteria, proposed(criteria).standing, Rule()).full_share < 0.8
    assert forecast(criteria, log.standing, Rule()).full_share > 0.85


def test_the_order_of_decisions_changes_no_forecast() -> None:
    criteria = numbered(30)
    log = proposed(criteria, probability=0.6)
    first = {f"c{number:03d}": Credit.FULL for number in range(1, 8)}
    then = {f"c{number:03d}": Credit.NONE for number in range(8, 12)}

    one = forecast(criteria, decided(decided(log, first), then).standing, Rule())
    other = forecast(criteria, decided(decided(log, then), first).standing, Rule())

    assert one.expected == pytest.approx(other.expected, abs=1e-9)
    assert (one.least, one.most) == (other.least, other.most)


def test_where_the_verdict_is_settled_an_answer_that_teaches_of_the_others_comes_first() -> None:
    criteria = numbered(40)
    spread = {f"c{number:03d}": 0.5 for number in range(1, 40)} | {"c040": 0.995}
    rule = Rule(threshold=Fraction(0))

    found = next_questions(criteria, log_of(criteria, spread).standing, rule, most=40)

    assert found[-1].criterion == "c040"
    assert found[0].surer > 0.5  # its own credit alone has a standard deviation of a half at most


def test_a_fifth_asked_for_tells_the_coverage_of_made_up_protocols() -> None:
    """Their weakest proposals are those of criteria met in part: who asks for these alone takes them for the rule."""
    runs = [
        made_up_run(model=None, seed=seed, share=0.2, with_rows=False)["asked"] for seed in range(900, 912)
    ]

    assert sum(one.holds for one in runs) >= 11
    assert not [one for one in runs for _, is_right in one.sure if not is_right]
    assert sum(one.apart for one in runs) / len(runs) < 0.06


def half_read(seed: int, *, likely: float) -> tuple[Log, float]:
    """Somebody who judged one in three rows of a hundred criteria, wherever they lie; and the share of criteria that are met."""
    draw = np.random.default_rng(seed)
    criteria = numbered(100)
    proposals, judged, met = [], [], 0
    for code in criteria.by_code:
        holds = draw.random(3) < likely
        met += bool(holds.any())
        for at in range(3):
            key = LinkKey.of(code, [f"q{at}"])
            proposals.append(Proposal(link=key, probability=0.3, reason="words"))
            if draw.random() < 1 / 3:
                strength = Strength.FULL if holds[at] else None
                judged.append(Judgement(link=key, confirmed=bool(holds[at]), strength=strength))
    log = Log().with_decisions(proposals, party=None, by="engine")
    return log.with_decisions(judged, party=Party.REVIEWER, by="Rowan"), met / len(criteria)


@pytest.mark.parametrize("likely", [0.1, 0.3, 0.5])
def test_rows_judged_here_and_there_are_heard_for_what_they_reject_too(likely: float) -> None:
    criteria = numbered(100)
    apart, held = [], 0
    for seed in range(10):
        log, met = half_read(seed, likely=likely)
        found = forecast(criteria, log.standing, Rule())
        apart.append(found.expected - met)
        held += found.least <= met <= found.most

    assert abs(sum(apart) / len(apart)) < 0.21  # it allows for criteria that a question nobody proposed meets
    assert held >= 9


def test_who_rejects_every_row_says_nearly_as_much_as_who_calls_it_not_covered() -> None:
    """Another question, which nobody proposed, may still meet what she rejected."""
    criteria = numbered(30)
    log = proposed(criteria, probability=0.6)
    codes = list(criteria.by_code)[:10]
    rejected = log.with_decisions(
        [Judgement(link=link(code), confirmed=False) for code in codes], party=Party.REVIEWER, by="Rowan"
    )
    stated = rejected.with_decisions(
        [NotCovered(criterion=code) for code in codes], party=Party.REVIEWER, by="Rowan"
    )

    before, one, other = (
        chances(criteria, it.standing, Rule())["c030"].none for it in (log, rejected, stated)
    )

    assert before + 0.2 < one < other


def test_of_answers_that_teach_alike_none_comes_first_for_how_weak_it_looked() -> None:
    criteria = numbered(60)
    looks = {code: 0.985 + at * 0.0002 for at, code in enumerate(criteria.by_code)}

    found = next_questions(criteria, log_of(criteria, looks).standing, Rule(), most=20)

    weaker = sum(looks[one.criterion] < 0.991 for one in found)
    assert 5 <= weaker <= 15


def test_the_order_of_questions_falls_with_what_they_move() -> None:
    criteria = numbered(60)
    looks = {code: 0.02 + at * 0.016 for at, code in enumerate(criteria.by_code)}

    for rule in (Rule(), Rule(no_critical_missing=True)):
        moved = [
            one.movement for one in next_questions(criteria, log_of(criteria, looks).standing, rule, most=60)
        ]

        assert moved == sorted(moved, reverse=True)
        assert moved[0] > 0


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


def two_kinds() -> tuple[CriteriaSet, Log]:
    """Forty criteria that look strong and forty that look weak."""
    criteria = numbered(80)
    return criteria, log_of(
        criteria, {code: 0.97 if at < 40 else 0.4 for at, code in enumerate(criteria.by_code)}
    )


@pytest.mark.parametrize(("read", "credit"), [("strong", Credit.FULL), ("weak", Credit.NONE)])
def test_who_read_one_kind_alone_is_not_sure_of_the_other(read: str, credit: Credit) -> None:
    """What looks strong and holds proves nothing of what looks weak; and what looks weak and fails, nothing of what looks strong."""
    criteria, log = two_kinds()
    codes = list(criteria.by_code)
    some, others = (codes[:40], codes[40:]) if read == "strong" else (codes[40:], codes[:40])

    after = decided(log, dict.fromkeys(some, credit)).standing

    before, then = (chances(criteria, it, Rule())[others[0]].none for it in (log.standing, after))
    found = forecast(criteria, after, Rule())
    assert abs(then - before) < 0.2
    assert found.most - found.least > Fraction(1, 3)


@pytest.mark.parametrize("weakest", [0.6, 0.7, 0.8, 0.9])
def test_nobody_is_sure_of_equivalence_who_never_read_what_it_rests_on(weakest: float) -> None:
    """No weighing of what was read tells of what is never read; as many, wherever they lie, tell of all."""
    criteria, rule = numbered(100), Rule(threshold=Fraction(6, 10))
    codes = list(criteria.by_code)
    log = log_of(criteria, dict(zip(codes, np.linspace(0.99, weakest, 100).tolist(), strict=True)))
    strongest, anywhere = codes[:20], codes[::5]

    one, other = (
        forecast(criteria, decided(log, dict.fromkeys(some, Credit.FULL)).standing, rule)
        for some in (strongest, anywhere)
    )

    assert one.probability < 0.95
    assert one.least < rule.threshold
    assert other.probability > 0.99


def test_however_much_of_the_strong_holds_equivalence_is_not_forecast_where_the_unread_could_turn_it() -> (
    None
):
    """A forecast that cannot tell yet says so, and why; a few of the weakest make it tell."""
    criteria = numbered(100)
    codes = list(criteria.by_code)
    log = log_of(criteria, dict(zip(codes, np.linspace(0.99, 0.8, 100).tolist(), strict=True)))
    strong = dict.fromkeys(codes[:60], Credit.FULL)
    some_weak = dict.fromkeys(codes[60::5], Credit.FULL)
    rule = Rule(threshold=Fraction(7, 10))

    before, after = (
        forecast(criteria, decided(log, it).standing, rule) for it in (strong, strong | some_weak)
    )

    assert before.probability < 0.95
    assert before.caution.startswith("Hardly anything of what looks weakest was looked at yet")
    assert after.probability > 0.95
    assert before.most - before.least > Fraction(3, 2) * (after.most - after.least)
    assert after.caution == ""
    assert forecast(criteria, log.standing, rule).caution == ""


def test_what_nobody_looked_at_holds_no_equivalence_back_that_does_without_it() -> None:
    criteria = numbered(100)
    codes = list(criteria.by_code)
    log = log_of(criteria, dict(zip(codes, np.linspace(0.99, 0.8, 100).tolist(), strict=True)))
    read = decided(log, dict.fromkeys((code for at, code in enumerate(codes[:70]) if at % 3), Credit.FULL))

    does, does_not = (forecast(criteria, read.standing, Rule(threshold=Fraction(it, 100))) for it in (60, 72))

    assert does.probability > 0.95
    assert does_not.probability == 0.94
    assert does.caution == does_not.caution != ""


def test_before_anybody_looked_no_equivalence_is_forecast_by_what_the_machine_said() -> None:
    criteria = numbered(100)

    found = forecast(criteria, proposed(criteria, probability=0.99).standing, Rule(threshold=Fraction(1, 5)))

    assert found.probability == 0.94
    assert found.caution != ""


def test_equivalence_is_not_forecast_as_sure_by_questions_that_nobody_proposed_before_any_criterion_went_without() -> (
    None
):
    """Who answers question by question finds what is met, and no criterion that nothing meets."""
    criteria = numbered(100)
    codes = list(criteria.by_code)
    log = log_of(criteria, {code: 0.95 if at % 2 else 0.05 for at, code in enumerate(codes)})
    rule = Rule(threshold=Fraction(44, 100))
    questions = log.with_decisions(
        [
            Judgement(link=link(code), confirmed=bool(at % 2), strength=Strength.FULL if at % 2 else None)
            for at, code in enumerate(codes[:40])
        ],
        party=Party.REVIEWER,
        by="Rowan",
    )
    to_the_end = questions.with_decisions(
        [NotCovered(criterion=code) for code in codes[0:40:2]], party=Party.REVIEWER, by="Rowan"
    )

    before, after = (forecast(criteria, it.standing, rule) for it in (questions, to_the_end))
    easy = forecast(criteria, questions.standing, Rule(threshold=Fraction(30, 100)))

    assert (before.probability, before.caution) == (0.94, CAUTION_UNPROPOSED)
    assert after.caution == ""
    assert easy.probability > 0.95


def test_a_likely_row_that_is_full_proves_little_of_several_unlikely_ones() -> None:
    """Together they may say as much as it does: what counts in the end is a criterion's best link."""
    criteria, rule = numbered(100), Rule(threshold=Fraction(7, 10))
    codes = list(criteria.by_code)
    rows = {code: (0.98,) if at < 50 else (0.8, 0.7, 0.6) for at, code in enumerate(codes)}
    log = Log().with_decisions(
        [
            Proposal(link=LinkKey.of(code, [f"q{at}"]), probability=likely, reason="words")
            for code, some in rows.items()
            for at, likely in enumerate(some)
        ],
        party=None,
        by="engine",
    )
    credit = {at: Credit.FULL if at % 9 else Credit.PART for at in range(45)}

    likeliest, anywhere = (
        forecast(
            criteria,
            log.with_decisions(
                [
                    Judgement(
                        link=LinkKey.of(code, ["q0"]), confirmed=True, strength=Strength(credit[at].value)
                    )
                    for at, code in enumerate(some[:45])
                ],
                party=Party.REVIEWER,
                by="Rowan",
            ).standing,
            rule,
        )
        for some in (codes, codes[::2])
    )

    assert likeliest.probability < 0.95 < anywhere.probability
    assert likeliest.least < anywhere.least - Fraction(1, 5)


def test_what_says_more_is_never_less_likely_to_be_met() -> None:
    criteria = numbered(60)
    looks = {code: 0.05 + at * 0.015 for at, code in enumerate(criteria.by_code)}
    odd = {
        code: Credit.FULL if at < 15 else Credit.NONE for at, code in enumerate(criteria.by_code) if at % 2
    }

    left = chances(criteria, decided(log_of(criteria, looks), odd).standing, Rule())

    met = [1.0 - left[code].none for code in criteria.by_code if code in left]
    assert met == pytest.approx(sorted(met), abs=1e-12)


@pytest.mark.parametrize("above", [0.3, 0.6, 0.95])
def test_accepting_in_bulk_moves_no_forecast(above: float) -> None:
    """Nobody looked, so nothing is known that was not known before: neither of the links themselves nor of the others."""
    criteria = numbered(60)
    log = log_of(criteria, {code: 0.01 + at / 62 for at, code in enumerate(criteria.by_code)})
    log = decided(log, {"c020": Credit.FULL, "c021": Credit.NONE, "c022": Credit.PART})
    bulk = bulk_accept(log.standing, above=above, strength=Strength.FULL)

    after = log.with_decisions(bulk.judgements, party=Party.REVIEWER, by="Rowan")

    one, other = (forecast(criteria, it.standing, Rule()) for it in (log, after))
    assert replace(other, open=one.open) == one
    assert other.open == one.open - len(bulk.judgements)
    asked = [one.criterion for one in next_questions(criteria, after.standing, Rule(), most=60)]
    assert set(asked[-len(bulk.judgements) :]) == {it.link.criterion for it in bulk.judgements}


def test_a_verdict_that_rests_on_what_nobody_read_is_not_certain() -> None:
    criteria = numbered(20)
    log = proposed(criteria, probability=0.9)
    bulk = bulk_accept(log.standing, above=0.5, strength=Strength.FULL)

    found = forecast(
        criteria, log.with_decisions(bulk.judgements, party=Party.REVIEWER, by="R").standing, Rule()
    )

    assert 0 < found.probability < 0.95
    assert found.least < found.most


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

    started = time.process_time()
    found = next_questions(
        criteria, log.standing, Rule(no_critical_missing=True, pillar_floor=Fraction(1, 2))
    )
    took = time.process_time() - started

    assert len(found) == 10
    assert took < 1.0  # 0.05 s on an idle machine: only a much slower method could fail here
