"""Numbers that are kept of a verdict tell what any other rule would have made of it."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from comity.benchmark import Basis, Coverage, Credit, Outcome, Rule, verdict
from comity.benchmark.retold import numbers_of, outcome_by
from tests.benchmark.cast import criteria_set, criterion

CRITERIA = criteria_set(
    criterion("c1", level="critical", pillar="Labour"),
    criterion("c2", pillar="Labour"),
    criterion("c3", level="critical", pillar="Safety"),
    criterion("c4", level="minor", pillar="Safety"),
    criterion("c5", pillar="Ethics"),
)
CODES = [one.code for one in CRITERIA]
SHARES = st.fractions(min_value=0, max_value=1, max_denominator=12)
RULES = st.builds(
    Rule,
    threshold=SHARES,
    basis=st.sampled_from(Basis),
    no_critical_missing=st.booleans(),
    pillar_floor=st.none() | SHARES,
)


@st.composite
def coverages(draw: st.DrawFn) -> Coverage:
    excused = draw(st.sets(st.sampled_from(CODES)))
    decided = draw(st.dictionaries(st.sampled_from(CODES), st.sampled_from(Credit)))
    kept = {code: one for code, one in decided.items() if code not in excused}
    unread = draw(st.sets(st.sampled_from(sorted(kept)))) if kept else set()
    return Coverage(criteria=CRITERIA, credits=kept, excused=excused, unread=unread)


@given(found=coverages(), rule=RULES)
def test_numbers_alone_give_the_outcome_that_the_coverage_gives(found: Coverage, rule: Rule) -> None:
    kept = json.loads(json.dumps(numbers_of(found)))

    assert outcome_by(kept, rule) is verdict(found, rule).outcome


def test_numbers_say_of_no_criterion_whether_it_is_met() -> None:
    one = Coverage(criteria=CRITERIA, credits={"c1": Credit.FULL, "c2": Credit.NONE}, excused=frozenset())
    other = Coverage(criteria=CRITERIA, credits={"c3": Credit.FULL, "c4": Credit.NONE}, excused=frozenset())

    assert json.dumps(numbers_of(one)).count("c1") == 0
    assert outcome_by(numbers_of(other), Rule(threshold=Fraction(1, 5))) is Outcome.EQUIVALENT
