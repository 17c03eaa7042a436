from fractions import Fraction

import pytest

from comity.benchmark import (
    Basis,
    Credit,
    CriteriaSet,
    Criticality,
    Judgement,
    LinkKey,
    Log,
    Outcome,
    Party,
    Proposal,
    Rule,
    Strength,
    Verdict,
    coverage,
    exact_share,
    load_criteria,
    percent,
    verdict,
)
from comity.benchmark.coverage import coverage_of
from comity.benchmark.errors import CriteriaProblem
from comity.core import UsageProblem
from tests.benchmark.cast import criteria_set, criterion, numbered

SMETA = load_criteria("smeta-4p-6.0")


def met(criteria: CriteriaSet, full: int, part: int = 0) -> dict[str, Credit]:
    """The first so many in full, the next in part, the rest not at all."""
    credits_ = [Credit.FULL] * full + [Credit.PART] * part
    credits_ += [Credit.NONE] * (len(criteria) - len(credits_))
    return {one.code: credit for one, credit in zip(criteria, credits_, strict=True)}


def test_132_of_154_passes_and_shows_the_two_critical_ones_that_are_missing() -> None:
    critical = [one.code for one in SMETA if one.criticality is Criticality.CRITICAL]
    others = [one.code for one in SMETA if one.criticality is not Criticality.CRITICAL]
    missing = {*critical[:2], *others[:20]}
    found = coverage(SMETA, {one.code: Credit.NONE if one.code in missing else Credit.FULL for one in SMETA})

    said = verdict(found, Rule())

    assert str(found.full) == "132/154"
    assert said.outcome is Outcome.EQUIVALENT
    assert [one.code for one in found.missing_critical] == critical[:2]


@pytest.mark.parametrize("basis", list(Basis))
def test_130_and_a_half_of_154_is_not_rounded_up(basis: Basis) -> None:
    found = coverage(SMETA, met(SMETA, 130, 1))

    said = verdict(found, Rule(basis=basis))

    assert found.with_halves.met == Fraction(261, 2)
    assert str(found.with_halves) == "130.5/154"
    assert said.outcome is Outcome.NOT_YET
    assert said.still_needed == 1
    assert "131 of 154 are needed" in said.reasons[0]


@pytest.mark.parametrize(("full", "outcome"), [(131, Outcome.EQUIVALENT), (130, Outcome.NOT_YET)])
def test_the_threshold_is_exact_on_154(full: int, outcome: Outcome) -> None:
    assert verdict(coverage(SMETA, met(SMETA, full)), Rule()).outcome is outcome


def test_exactly_85_in_100_passes() -> None:
    criteria = numbered(100)

    assert verdict(coverage(criteria, met(criteria, 85)), Rule()).outcome is Outcome.EQUIVALENT
    assert verdict(coverage(criteria, met(criteria, 84, 16)), Rule()).outcome is Outcome.NOT_YET


def test_halves_count_only_where_the_programme_says_so() -> None:
    criteria = numbered(100)
    found = coverage(criteria, met(criteria, 80, 10))

    assert verdict(found, Rule()).outcome is Outcome.NOT_YET
    assert verdict(found, Rule(basis=Basis.WITH_HALVES)).outcome is Outcome.EQUIVALENT


def test_a_percentage_is_cut_off_and_never_rounded_up() -> None:
    assert percent(Fraction(849999, 1000000)) == "84.99 %"
    assert percent(Fraction(849999, 1000000), 0) == "84 %"
    assert percent(Fraction(1)) == "100.00 %"
    assert percent(Fraction(1, 1000)) == "0.10 %"


def test_an_approved_excuse_leaves_the_count() -> None:
    criteria = numbered(20)
    credits_ = met(criteria, 16)

    before = coverage(criteria, credits_)
    after = coverage(criteria, credits_, excused=["c020", "c019"])

    assert str(before.full) == "16/20"
    assert str(after.full) == "16/18"
    assert verdict(after, Rule()).outcome is Outcome.EQUIVALENT


def test_where_all_is_excused_nothing_is_equivalent() -> None:
    criteria = numbered(3)

    said = verdict(coverage(criteria, {}, excused=criteria.by_code), Rule())

    assert said.outcome is Outcome.NOT_YET
    assert "Every criterion is excused" in said.reasons[0]


def test_an_open_criterion_keeps_the_verdict_open_while_it_could_turn_it() -> None:
    criteria = numbered(100)
    credits_ = met(criteria, 84)
    del credits_["c100"]

    said = verdict(coverage(criteria, credits_), Rule())

    assert said.outcome is Outcome.OPEN
    assert said.reasons == ("1 criterion is still open, and could turn the verdict.",)


def test_open_criteria_that_cannot_turn_it_do_not_keep_it_open() -> None:
    criteria = numbered(100)
    enough, too_few = met(criteria, 85), met(criteria, 83)
    for code in ("c099", "c100"):
        del enough[code]
    del too_few["c100"]

    assert verdict(coverage(criteria, enough), Rule()).outcome is Outcome.EQUIVALENT
    assert verdict(coverage(criteria, too_few), Rule()).outcome is Outcome.NOT_YET


def test_the_gate_for_critical_criteria_is_off_by_default() -> None:
    criteria = criteria_set(criterion("a", level="critical"), *(criterion(f"b{n}") for n in range(9)))
    found = coverage(
        criteria, {one.code: Credit.NONE if one.code == "a" else Credit.FULL for one in criteria}
    )

    assert verdict(found, Rule()).outcome is Outcome.EQUIVALENT
    gated = verdict(found, Rule(no_critical_missing=True))
    assert gated.outcome is Outcome.NOT_YET
    assert gated.reasons == ("Critical criteria are not met at all: a.",)


def test_a_floor_holds_every_pillar() -> None:
    criteria = criteria_set(
        *(criterion(f"l{n}") for n in range(18)),
        criterion("e1", pillar="Ethics"),
        criterion("e2", pillar="Ethics"),
    )
    found = coverage(
        criteria, {one.code: Credit.NONE if one.pillar == "Ethics" else Credit.FULL for one in criteria}
    )

    assert verdict(found, Rule()).outcome is Outcome.EQUIVALENT
    floored = verdict(found, Rule(pillar_floor=Fraction(1, 2)))
    assert floored.outcome is Outcome.NOT_YET
    assert floored.reasons == ("Ethics has 0/2, below the floor of 50.00 %.",)


def test_a_section_of_which_nothing_is_met_is_a_hole() -> None:
    criteria = criteria_set(
        criterion("a", section="A"),
        criterion("b", section="B"),
        criterion("c", section="B"),
        criterion("d", section="D"),
    )

    found = coverage(criteria, {"a": Credit.FULL, "b": Credit.NONE, "c": Credit.NONE})

    assert found.holes == ("B",)  # of D nothing is known yet


def test_weights_go_by_criticality() -> None:
    criteria = criteria_set(
        criterion("a", level="critical"), criterion("b", level="major"), criterion("c", level="minor")
    )

    found = coverage(criteria, {"a": Credit.PART, "b": Credit.FULL, "c": Credit.NONE})

    assert found.weighted.met == Fraction(7, 2)
    assert found.weighted.of == 6


def test_pillars_and_sections_are_counted_apart() -> None:
    criteria = criteria_set(
        criterion("a", pillar="P"), criterion("b", pillar="Q"), criterion("c", pillar="Q")
    )

    found = coverage(criteria, {"a": Credit.FULL, "b": Credit.PART})

    assert {name: str(share) for name, share in found.by_pillar().items()} == {"P": "1/1", "Q": "0/2"}
    assert str(found.by_pillar(Basis.WITH_HALVES)["Q"]) == "0.5/2"
    assert {name: str(share) for name, share in found.by_section().items()} == {
        "P section": "1/1",
        "Q section": "0/2",
    }


def test_a_code_that_nobody_knows_is_refused() -> None:
    with pytest.raises(CriteriaProblem, match="no criterion “c999”"):
        coverage(numbered(3), {"c999": Credit.FULL})


def test_a_threshold_is_a_fraction_and_no_float() -> None:
    with pytest.raises(UsageProblem, match="no exact fraction"):
        Rule(threshold=0.85)  # type: ignore[arg-type]  # what this test is about


@pytest.mark.parametrize("text", ["0.85", "0,85", "85 %", "85%", "17/20", " .85 "])
def test_a_share_is_read_exactly(text: str) -> None:
    assert exact_share(text) == Fraction(17, 20)


@pytest.mark.parametrize("text", ["", "most", "1/0", "85 percent"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="is no share"):
        exact_share(text)


def test_not_yet_names_what_is_met_in_part_and_has_proposals_that_nobody_judged_where_they_could_turn_it() -> (
    None
):
    criteria, rule = numbered(4), Rule(threshold=Fraction(3, 4))
    rows = [
        Proposal(link=LinkKey.of(code, [question]), probability=0.6, reason="words")
        for code in criteria.by_code
        for question in ("q1", "q2")
    ]

    def judged(*some: tuple[str, str, Strength | None]) -> Verdict:
        log = Log().with_decisions(rows, party=None, by="engine")
        log = log.with_decisions(
            [
                Judgement(
                    link=LinkKey.of(code, [question]), confirmed=strength is not None, strength=strength
                )
                for code, question, strength in some
            ],
            party=Party.REVIEWER,
            by="Rowan",
        )
        return verdict(coverage_of(criteria, log.standing), rule)

    full = [(code, "q1", Strength.FULL) for code in ("c001", "c002")]
    part = [(code, "q1", Strength.PART) for code in ("c003", "c004")]

    once, read_on = judged(*full, *part), judged(*full, *part, ("c003", "q2", None))
    read_all = judged(*full, *part, ("c003", "q2", None), ("c004", "q2", None))
    no_use = judged(full[0], *part, ("c002", "q1", Strength.PART), ("c002", "q2", None), ("c003", "q2", None))

    assert {one.outcome for one in (once, read_on, read_all, no_use)} == {Outcome.NOT_YET}
    assert once.reasons[-1].endswith("could turn this if those met them in full: c003, c004.")
    assert read_on.reasons[-1].endswith("in full: c004.")
    assert len(read_all.reasons) == len(no_use.reasons) == 1
