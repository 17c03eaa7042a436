"""What holds of every benchmark, whoever said what, in whatever order.

A *script* is a list of things that parties say of five criteria and five questions; what a party may not say is left out.
"""

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.benchmark import (
    Approved,
    Basis,
    Credit,
    CriteriaSet,
    Criterion,
    Criticality,
    Decision,
    Depth,
    Judgement,
    Kind,
    LinkKey,
    Log,
    NotApplicable,
    NotCovered,
    NotMappable,
    Outcome,
    Party,
    Proposal,
    Relation,
    Resolved,
    Rule,
    Strength,
    Undone,
    coverage,
    coverage_of,
    forecast,
    verdict,
)
from comity.benchmark.compare import overlap
from comity.benchmark.criteria import Translation
from comity.benchmark.decisions import KindSaid
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.formats import Format, read_criteria, write_criteria
from comity.benchmark.log_lines import entry_of, line_of
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import read_review
from comity.benchmark.standing import fold
from comity.core import ComityError
from tests.benchmark.cast import criteria_set, criterion, numbered, protocol_for

CRITERIA = criteria_set(
    criterion("c001", level="critical"),
    criterion("c002"),
    criterion("c003", level="minor"),
    criterion("c004", pillar="Ethics", level="critical"),
    criterion("c005", pillar="Ethics"),
)
PROTOCOL = protocol_for(CRITERIA)
few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
fewest = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])

codes = st.sampled_from(list(CRITERIA.by_code))
ids = st.sampled_from(list(PROTOCOL.by_id))
words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
links = st.builds(LinkKey.of, codes, st.lists(ids, min_size=1, max_size=3))
parties = st.sampled_from(list(Party))


@st.composite
def judgements(draw: st.DrawFn) -> Judgement:
    confirmed = draw(st.booleans())
    strength = draw(st.sampled_from(Strength)) if confirmed else None
    relations = [one for one in Relation if not (confirmed and one is Relation.NONE)]
    if strength is Strength.FULL:
        relations = [Relation.EQUAL, Relation.SUPERSET]
    return Judgement(
        link=draw(links),
        confirmed=confirmed,
        strength=strength,
        relation=draw(st.none() | st.sampled_from(relations)),
        depth=draw(st.none() | st.sampled_from(Depth)),
        rationale=draw(words),
        unread=confirmed and draw(st.booleans()),
    )


REASONS = st.sampled_from(["No dormitories.", "No night work."])
spoken: st.SearchStrategy[Decision] = st.one_of(
    judgements(),
    st.builds(NotCovered, criterion=codes, rationale=words),
    st.builds(NotApplicable, criterion=codes, reason=REASONS),
    st.builds(Approved, criterion=codes, reason=REASONS, approved=st.booleans()),
    st.builds(NotMappable, question=ids, rationale=words),
    st.builds(KindSaid, question=ids, kind=st.sampled_from(Kind)),
    st.builds(Resolved, criterion=codes, credit=st.sampled_from(Credit), rationale=words),
    st.builds(Undone, seq=st.integers(1, 12)),
)
proposals = st.builds(Proposal, link=links, probability=st.floats(0, 1), reason=words)
lines = st.tuples(parties, spoken) | st.tuples(st.none(), proposals)
scripts = st.lists(lines, max_size=16)
rules = st.builds(
    Rule,
    threshold=st.fractions(0, 1, max_denominator=20),
    basis=st.sampled_from(Basis),
    no_critical_missing=st.booleans(),
    pillar_floor=st.none() | st.fractions(0, 1, max_denominator=6),
)
some_credits = st.dictionaries(codes, st.sampled_from(Credit))


def played(script: Sequence[tuple[Party | None, Decision]]) -> Log:
    log = Log()
    for party, decision in script:
        try:
            log = log.with_decisions([decision], party=party, by=str(party or "engine"))
        except DecisionProblem:
            continue
    return log


@given(rules)
def test_the_criteria_themselves_score_full(rule: Rule) -> None:
    log = Log().with_decisions(
        [
            Judgement(
                link=LinkKey.of(one.code, [f"q-{one.code}"]),
                confirmed=True,
                strength=Strength.FULL,
                relation=Relation.EQUAL,
            )
            for one in CRITERIA
        ],
        party=Party.REVIEWER,
        by="Rowan",
    )

    found = coverage_of(CRITERIA, log.standing)

    assert found.full.fraction == found.with_halves.fraction == found.weighted.fraction == 1
    assert verdict(found, rule).outcome is Outcome.EQUIVALENT


@few
@given(scripts, judgements().filter(lambda one: one.confirmed), rules)
def test_adding_a_question_never_lowers_coverage(
    script: list[tuple[Party | None, Decision]], more: Judgement, rule: Rule
) -> None:
    log = played(script)
    new = LinkKey.of(more.link.criterion, [*more.link.questions, "a new question"])

    after = log.with_decisions([replace(more, link=new)], party=Party.REVIEWER, by="Rowan")

    before, then = coverage_of(CRITERIA, log.standing), coverage_of(CRITERIA, after.standing)
    assert then.full.fraction >= before.full.fraction
    assert then.with_halves.fraction >= before.with_halves.fraction
    assert then.weighted.fraction >= before.weighted.fraction
    for basis in Basis:
        assert all(
            then.by_pillar(basis)[name].fraction >= share.fraction
            for name, share in before.by_pillar(basis).items()
        )
    if verdict(before, rule).outcome is Outcome.EQUIVALENT:
        assert verdict(then, rule).outcome is Outcome.EQUIVALENT


@few
@given(st.lists(judgements(), max_size=10), st.randoms(use_true_random=False))
def test_the_order_in_which_links_are_judged_changes_nothing(
    some: list[Judgement], chance: random.Random
) -> None:
    last = list({one.link: one for one in some}.values())
    other = last.copy()
    chance.shuffle(other)

    forth, back = (Log().with_decisions(one, party=Party.REVIEWER, by="Rowan") for one in (last, other))

    assert forth.standing.credits() == back.standing.credits()


@given(some_credits, rules, st.randoms(use_true_random=False))
def test_the_order_of_criteria_changes_no_number(
    known: dict[str, Credit], rule: Rule, chance: random.Random
) -> None:
    some = list(CRITERIA)
    chance.shuffle(some)
    turned = criteria_set(*some)

    one, other = verdict(coverage(CRITERIA, known), rule), verdict(coverage(turned, known), rule)

    assert one.outcome is other.outcome
    assert one.coverage.weighted == other.coverage.weighted
    assert one.coverage.by_pillar() == other.coverage.by_pillar()


@given(st.integers(1, 400), st.fractions(0, 1, max_denominator=400), st.data())
def test_the_threshold_is_exact(count: int, threshold: Fraction, data: st.DataObject) -> None:
    full = data.draw(st.integers(0, count))
    criteria = numbered(count)
    credits_ = [Credit.FULL] * full + [Credit.PART] * (count - full)

    said = verdict(
        coverage(criteria, dict(zip(criteria.by_code, credits_, strict=True))), Rule(threshold=threshold)
    )

    assert (said.outcome is Outcome.EQUIVALENT) == (
        full * threshold.denominator >= threshold.numerator * count
    )
    if said.outcome is Outcome.NOT_YET:
        assert full + said.still_needed - 1 < threshold * count <= full + said.still_needed


@given(some_credits, st.sets(codes, max_size=2), rules)
def test_a_verdict_that_is_given_holds_whatever_the_open_answers_are(
    known: dict[str, Credit], excused: set[str], rule: Rule
) -> None:
    found = coverage(CRITERIA, known, excused)
    said = verdict(found, rule)

    futures = {
        verdict(
            coverage(
                CRITERIA,
                {**known, **dict(zip((one.code for one in found.open), answer, strict=True))},
                excused,
            ),
            rule,
        ).outcome
        for answer in product(Credit, repeat=len(found.open))
    }

    if said.outcome is Outcome.OPEN:
        assert futures == {Outcome.EQUIVALENT, Outcome.NOT_YET}
    else:
        assert futures == {said.outcome}


@few
@given(scripts, st.integers(0, 16))
def test_folding_a_part_and_then_the_rest_is_folding_all(
    script: list[tuple[Party | None, Decision]], cut: int
) -> None:
    entries = played(script).entries

    in_two = fold(entries[cut:], fold(entries[:cut]))

    assert in_two == fold(entries)


@few
@given(scripts, parties, spoken.filter(lambda one: not isinstance(one, Undone)))
def test_an_undo_leaves_no_trace_but_in_the_log(
    script: list[tuple[Party | None, Decision]], party: Party, decision: Decision
) -> None:
    log = played(script)
    after = played([*((one.party, one.decision) for one in log.entries), (party, decision)])
    if len(after.entries) == len(log.entries):
        return  # nothing that it could say

    undone = after.undo(len(after.entries), party=party, by="somebody")

    assert undone.standing.verdict_credits() == log.standing.verdict_credits()
    assert undone.standing.excused == log.standing.excused
    assert undone.standing.proposals == log.standing.proposals
    for one in Party:
        assert undone.standing.judgements(one) == log.standing.judgements(one)
        assert undone.standing.statements(one) == log.standing.statements(one)
        assert undone.standing.not_mappable(one) == log.standing.not_mappable(one)


@few
@given(scripts)
def test_a_log_written_and_read_is_the_same(script: list[tuple[Party | None, Decision]]) -> None:
    log = played(script)

    assert Log.of(entry_of(line_of(one)) for one in log.entries) == log


@fewest
@given(scripts, parties, rules)
def test_a_review_file_read_back_untouched_adds_nothing(
    script: list[tuple[Party | None, Decision]], party: Party, rule: Rule
) -> None:
    log = played(script)

    found = read_review(review_workbook(CRITERIA, PROTOCOL, log, party=party, rule=rule), criteria=CRITERIA)

    assert found.log == log
    assert [one for one in found.problems if "the link counts" not in one.message] == []


@few
@given(scripts, rules)
def test_a_forecast_is_a_probability_and_agrees_with_the_verdict(
    script: list[tuple[Party | None, Decision]], rule: Rule
) -> None:
    log = played(script)

    found = forecast(CRITERIA, log.standing, rule)

    outcome = verdict(coverage_of(CRITERIA, log.standing), rule).outcome
    assert 0.0 <= found.probability <= 1.0
    assert 0 <= found.least <= found.most <= 1
    if outcome is not Outcome.OPEN:
        assert found.probability == (1.0 if outcome is Outcome.EQUIVALENT else 0.0)


@given(some_credits, some_credits, st.sets(codes, max_size=2))
def test_two_protocols_share_at_least_what_their_numbers_promise(
    left: dict[str, Credit], right: dict[str, Credit], excused: set[str]
) -> None:
    found = overlap(coverage(CRITERIA, left, excused), coverage(CRITERIA, right))

    assert found.guaranteed.met <= found.shared.met <= min(found.left.met, found.right.met)


texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff\ufeff"
    ),
    min_size=1,
    max_size=30,
).filter(lambda one: one == one.strip())


@st.composite
def sets(draw: st.DrawFn) -> CriteriaSet:
    count = draw(st.integers(1, 5))
    names = draw(st.lists(texts, min_size=count, max_size=count, unique=True))
    clauses = draw(st.lists(texts, min_size=count, max_size=count, unique=True))
    some = tuple(
        Criterion(
            code=name,
            clause=clause,
            pillar=draw(st.sampled_from(["P", "Q"])),
            section=draw(texts),
            title=draw(texts),
            requirement=draw(texts),
            criticality=draw(st.sampled_from(Criticality)),
            ilo=tuple(draw(st.lists(st.sampled_from(["C001", "R130"]), unique=True))),
            applicability=draw(st.just("") | texts),
            translations=tuple(
                Translation(language=language, title=draw(texts), requirement=draw(texts))
                for language in sorted(draw(st.sets(st.sampled_from(["de", "fr", "zh-Hant"]))))
            ),
        )
        for name, clause in zip(names, clauses, strict=True)
    )
    retired = tuple(sorted(draw(st.sets(texts, max_size=2)) - set(names)))
    return CriteriaSet(
        scheme=draw(texts),
        version=draw(texts),
        title=draw(texts),
        language="en",
        criteria=some,
        retired=retired,
    )


@few
@given(sets(), st.sampled_from([Format.CSV, Format.XLSX, Format.OSCAL]))
def test_a_set_written_in_a_format_that_holds_it_comes_back(criteria: CriteriaSet, format_: Format) -> None:
    written = write_criteria(criteria, format_)

    found = read_criteria(written.data, format_)

    assert written.lost == ()
    assert found.criteria.digest == criteria.digest


@few
@given(st.binary(max_size=300), st.sampled_from([None, *Format]))
def test_no_bytes_break_a_reader(data: bytes, format_: Format | None) -> None:
    found = None
    with suppress(ComityError):
        found = read_criteria(data, format_)

    assert found is None or len(found.criteria)
