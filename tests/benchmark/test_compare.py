from fractions import Fraction
from itertools import combinations

import pytest

from comity.benchmark import (
    Basis,
    Coverage,
    Credit,
    CriteriaSet,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotMappable,
    Outcome,
    Party,
    Protocol,
    Question,
    Relation,
    Rule,
    Strength,
    coverage,
    verdict,
)
from comity.benchmark.compare import Why, convergence, open_requirements, overlap, smallest_additions
from comity.benchmark.errors import CriteriaProblem
from comity.core import UsageProblem
from tests.benchmark.cast import criteria_set, criterion, numbered

HUNDRED = numbered(100)


def without(criteria: CriteriaSet, *missing: str) -> Coverage:
    return coverage(
        criteria, {one.code: Credit.NONE if one.code in missing else Credit.FULL for one in criteria}
    )


def test_two_at_85_percent_may_share_only_70() -> None:
    left = without(HUNDRED, *(f"c{number:03d}" for number in range(1, 16)))
    right = without(HUNDRED, *(f"c{number:03d}" for number in range(86, 101)))

    found = overlap(left, right)

    assert str(found.left) == str(found.right) == "85/100"
    assert str(found.shared) == str(found.guaranteed) == "70/100"
    assert found.sentence == (
        "They meet 85.00 % and 85.00 % of the common criteria, which promises that they share 70.00 %; "
        "in truth they share 70/100 (70.00 %)."
    )


def test_two_that_miss_the_same_share_more_than_is_promised() -> None:
    one = without(HUNDRED, *(f"c{number:03d}" for number in range(1, 16)))

    found = overlap(one, one)

    assert str(found.shared) == "85/100"
    assert str(found.guaranteed) == "70/100"
    assert len(found.neither) == 15


def test_the_overlap_is_told_from_either_side() -> None:
    criteria = numbered(4)
    left, right = without(criteria, "c001"), without(criteria, "c003", "c004")

    found = overlap(left, right)

    assert [one.code for one in found.both] == ["c002"]
    assert [one.code for one in found.only_left] == ["c003", "c004"]
    assert [one.code for one in found.only_right] == ["c001"]
    assert str(found.right_answers_of_left) == "1/3"


def test_what_does_not_apply_to_one_is_not_compared() -> None:
    criteria = numbered(3)
    left = coverage(criteria, dict.fromkeys(["c002", "c003"], Credit.FULL), excused=["c001"])

    assert overlap(left, without(criteria, "c001")).shared.of == 2


def test_other_criteria_are_not_compared() -> None:
    with pytest.raises(CriteriaProblem, match="or another edition"):
        overlap(without(numbered(3)), without(numbered(4)))


def test_what_the_other_leaves_open_is_listed_with_why() -> None:
    criteria = numbered(6)
    protocol = Protocol(
        name="Alder",
        version="1",
        questions=(
            *(Question(id=f"q{number}", text=f"Question {number}?") for number in range(1, 8)),
            Question(id="q8", text="Note.", kind=Kind.GUIDANCE),
        ),
    )
    links = [
        ("c001", "q1", Relation.EQUAL),
        ("c002", "q2", Relation.EQUAL),
        ("c003", "q3", Relation.EQUAL),
        ("c001", "q4", Relation.SUPERSET),
        ("c001", "q5", Relation.SUBSET),
    ]
    log = Log().with_decisions(
        [
            *(
                Judgement(
                    link=LinkKey.of(code, [id_]), confirmed=True, strength=Strength.PART, relation=relation
                )
                for code, id_, relation in links
            ),
            NotMappable(question="q6"),
        ],
        party=Party.REVIEWER,
        by="Rowan",
    )
    other = coverage(criteria, {"c001": Credit.FULL, "c002": Credit.NONE, "c003": Credit.PART})

    found = open_requirements(protocol, log.standing, other)

    assert {one.question.id: one.why for one in found.open} == {
        "q2": Why.NOT_MET,
        "q3": Why.IN_PART,
        "q4": Why.BEYOND,
        "q6": Why.OUTSIDE,
        "q7": Why.UNDECIDED,
    }
    assert str(found.answered) == "2/7"  # guidance asks nothing


def test_convergence_counts_who_demands_what() -> None:
    criteria = numbered(3)
    protocols = {
        "alder": without(criteria),
        "birch": without(criteria, "c003"),
        "cedar": coverage(criteria, {"c001": Credit.FULL, "c002": Credit.PART, "c003": Credit.NONE}),
    }

    found = convergence(criteria, protocols, {"alder": 2, "birch": 9, "cedar": 0})

    assert [(one.full, one.part, one.of) for one in found.demands] == [(3, 0, 3), (2, 1, 3), (1, 0, 3)]
    assert [one.criterion.code for one in found.converging] == ["c001"]
    assert [one.criterion.code for one in found.without_majority] == ["c003"]
    assert list(found.lagging.items()) == [("birch", 9), ("alder", 2)]


def test_half_is_no_majority() -> None:
    criteria = numbered(1)

    found = convergence(criteria, {"alder": without(criteria), "birch": without(criteria, "c001")})

    assert not found.demands[0].is_majority


def test_the_smallest_addition_is_a_matter_of_counting() -> None:
    found = without(HUNDRED, *(f"c{number:03d}" for number in range(1, 21)))

    what_if = smallest_additions(found, Rule())

    assert what_if.cost == len(what_if.additions) == 5
    assert str(what_if.then.full) == "85/100"


def test_nothing_is_added_where_nothing_is_needed() -> None:
    assert smallest_additions(without(HUNDRED), Rule()).additions == ()


def test_of_equals_the_gravest_are_added() -> None:
    criteria = criteria_set(
        criterion("minor", level="minor"),
        criterion("critical", level="critical"),
        criterion("major"),
        criterion("met"),
    )
    found = without(criteria, "minor", "critical", "major")

    what_if = smallest_additions(found, Rule(threshold=Fraction(1, 2)))

    assert [one.code for one in what_if.additions] == ["critical"]


MIXED = criteria_set(
    criterion("a1", level="critical"),
    criterion("a2", level="minor"),
    criterion("a3"),
    criterion("a4"),
    criterion("b1", pillar="Ethics", level="critical"),
    criterion("b2", pillar="Ethics"),
    criterion("b3", pillar="Ethics", level="minor"),
)


@pytest.mark.parametrize("threshold", [Fraction(1, 2), Fraction(5, 7), Fraction(1)])
@pytest.mark.parametrize("basis", list(Basis))
@pytest.mark.parametrize("no_critical_missing", [False, True])
@pytest.mark.parametrize("floor", [None, Fraction(2, 3)])
@pytest.mark.parametrize("cost", [{}, {"a1": 3, "a3": 2, "b1": 4, "b2": 2}])
def test_no_cheaper_addition_passes(
    threshold: Fraction,
    basis: Basis,
    *,
    no_critical_missing: bool,
    floor: Fraction | None,
    cost: dict[str, int],
) -> None:
    rule = Rule(threshold=threshold, basis=basis, no_critical_missing=no_critical_missing, pillar_floor=floor)
    found = coverage(
        MIXED,
        {
            "a1": Credit.NONE,
            "a2": Credit.PART,
            "a3": Credit.FULL,
            "a4": Credit.NONE,
            "b1": Credit.NONE,
            "b2": Credit.PART,
            "b3": Credit.NONE,
        },
    )

    what_if = smallest_additions(found, rule, cost)

    def passes(codes: tuple[str, ...]) -> bool:
        raised = coverage(MIXED, {**found.credits, **dict.fromkeys(codes, Credit.FULL)})
        return verdict(raised, rule).outcome is Outcome.EQUIVALENT

    lacking = [code for code in MIXED.by_code if found.credit(code) is not Credit.FULL]
    cheapest = min(
        sum(cost.get(code, 1) for code in codes)
        for size in range(len(lacking) + 1)
        for codes in combinations(lacking, size)
        if passes(codes)
    )
    assert passes(tuple(one.code for one in what_if.additions))
    assert what_if.cost == cheapest


def test_a_cost_of_nothing_is_refused() -> None:
    with pytest.raises(UsageProblem, match="would cost 0"):
        smallest_additions(without(numbered(3), "c001"), Rule(), {"c001": 0})
