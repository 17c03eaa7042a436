from dataclasses import replace
from fractions import Fraction

import pytest

from comity.benchmark import (
    Approved,
    Credit,
    Entry,
    Judgement,
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
    agreement,
    bulk_accept,
    coverage_of,
    verdict,
)
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.links import LinkState
from comity.benchmark.log_lines import entry_of, line_of
from comity.benchmark.standing import fold
from tests.benchmark.cast import decided, link, numbered, proposed

CRITERIA = numbered(4)
FULL = Judgement(link=link("c001"), confirmed=True, strength=Strength.FULL)
PART = Judgement(link=link("c001"), confirmed=True, strength=Strength.PART)


def said(*decisions: object, party: Party = Party.REVIEWER, log: Log | None = None) -> Log:
    return (log or Log()).with_decisions(decisions, party=party, by="Rowan")  # type: ignore[arg-type]  # any decisions


def test_a_proposal_decides_nothing() -> None:
    log = proposed(CRITERIA, probability=1.0)

    assert log.standing.credits() == {}
    assert log.standing.state_of(link("c001")) is LinkState.PROPOSED


def test_a_confirmed_link_gives_the_credit_that_a_person_chose() -> None:
    assert said(FULL).standing.credits() == {"c001": Credit.FULL}
    assert said(PART).standing.credits() == {"c001": Credit.PART}


def test_two_parts_make_no_whole_unless_a_person_links_them_together() -> None:
    first = Judgement(link=LinkKey.of("c001", ["q1"]), confirmed=True, strength=Strength.PART)
    second = Judgement(link=LinkKey.of("c001", ["q2"]), confirmed=True, strength=Strength.PART)
    together = Judgement(link=LinkKey.of("c001", ["q2", "q1"]), confirmed=True, strength=Strength.FULL)

    assert said(first, second).standing.credits() == {"c001": Credit.PART}
    assert said(first, second, together).standing.credits() == {"c001": Credit.FULL}


def test_the_best_link_counts_in_whatever_order() -> None:
    other = Judgement(link=LinkKey.of("c001", ["q9"]), confirmed=True, strength=Strength.PART)

    assert said(FULL, other).standing.credits() == said(other, FULL).standing.credits()


def test_a_rejected_link_leaves_its_criterion_open_until_somebody_says_not_covered() -> None:
    rejected = said(Judgement(link=link("c001"), confirmed=False))

    assert "c001" not in rejected.standing.credits()
    assert said(NotCovered(criterion="c001"), log=rejected).standing.credits() == {"c001": Credit.NONE}


def test_a_confirmed_link_outweighs_not_covered() -> None:
    statement = NotCovered(criterion="c001")

    assert said(statement, FULL).standing.credits() == said(FULL, statement).standing.credits()
    assert said(FULL, statement).standing.credits() == {"c001": Credit.FULL}


@pytest.mark.parametrize(
    ("strength", "relation", "confirmed", "sentence"),
    [
        (None, None, True, "nobody said how far"),
        (Strength.FULL, Relation.SUBSET, True, "a part of the criterion is not asked for"),
        (Strength.FULL, Relation.INTERSECTS, True, "a part of the criterion is not asked for"),
        (Strength.PART, Relation.NONE, True, "the relation “none”"),
        (Strength.FULL, None, False, "is rejected, and has the strength"),
    ],
)
def test_a_judgement_that_contradicts_itself_is_refused(
    *, strength: Strength | None, relation: Relation | None, confirmed: bool, sentence: str
) -> None:
    with pytest.raises(DecisionProblem, match=sentence):
        Judgement(link=link("c001"), confirmed=confirmed, strength=strength, relation=relation)


def test_a_link_without_a_question_is_refused() -> None:
    with pytest.raises(DecisionProblem, match="names no question"):
        LinkKey.of("c001", [])


def test_not_applicable_needs_a_reason() -> None:
    with pytest.raises(DecisionProblem, match="without a reason"):
        NotApplicable(criterion="c001", reason=" ")


def test_not_applicable_counts_until_a_reviewer_approves() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER)

    approved = said(Approved(criterion="c001", reason="No dormitories."), log=asked)

    assert len(coverage_of(CRITERIA, asked.standing).applicable) == 4
    assert len(coverage_of(CRITERIA, approved.standing).applicable) == 3


def test_another_reason_needs_another_approval() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER)
    approved = said(Approved(criterion="c001", reason="No dormitories."), log=asked)

    changed = said(NotApplicable(criterion="c001", reason="We never look."), party=Party.MEMBER, log=approved)

    assert changed.standing.excused == {}


def test_a_refused_excuse_counts() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER)

    refused = said(Approved(criterion="c001", reason="No dormitories.", approved=False), log=asked)

    assert refused.standing.excused == {}


def test_a_member_approves_nothing_of_its_own() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER)

    with pytest.raises(DecisionProblem, match="Only a reviewer approves"):
        said(Approved(criterion="c001", reason="No dormitories."), party=Party.MEMBER, log=asked)


def test_what_nobody_asked_for_cannot_be_approved() -> None:
    with pytest.raises(DecisionProblem, match="nothing to approve"):
        said(Approved(criterion="c001", reason="No dormitories."))


def test_a_link_to_an_excused_criterion_changes_nothing() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER)
    approved = said(Approved(criterion="c001", reason="No dormitories."), log=asked)

    linked = said(PART, log=approved)

    assert coverage_of(CRITERIA, linked.standing).full == coverage_of(CRITERIA, approved.standing).full


def test_what_the_member_says_does_not_count_for_the_verdict() -> None:
    log = said(FULL, party=Party.MEMBER)

    assert log.standing.credits(Party.MEMBER) == {"c001": Credit.FULL}
    assert log.standing.verdict_credits() == {}


def test_disagreement_stays_visible_until_it_is_resolved() -> None:
    log = said(PART, log=said(FULL, party=Party.MEMBER))

    resolved = said(
        Resolved(criterion="c001", credit=Credit.FULL, rationale="Clause 4 was overlooked."), log=log
    )

    assert [(one.criterion, one.member, one.reviewer) for one in log.standing.disagreements()] == [
        ("c001", Credit.FULL, Credit.PART)
    ]
    assert log.standing.verdict_credits() == {"c001": Credit.PART}
    assert resolved.standing.disagreements() == ()
    assert resolved.standing.verdict_credits() == {"c001": Credit.FULL}


RESOLVED = Resolved(criterion="c001", credit=Credit.FULL, rationale="Clause 4 was overlooked.")


def test_only_what_is_disputed_or_resolved_already_is_resolved() -> None:
    agreed = said(FULL, log=said(FULL, party=Party.MEMBER))
    disputed = said(PART, log=said(FULL, party=Party.MEMBER))
    again = Resolved(criterion="c001", credit=Credit.NONE, rationale="Read once more.")

    for log in (Log(), said(PART), agreed):
        with pytest.raises(DecisionProblem, match="nothing to resolve"):
            said(RESOLVED, log=log)
    assert said(again, log=said(RESOLVED, log=disputed)).standing.verdict_credits() == {"c001": Credit.NONE}


@pytest.mark.parametrize("party", [Party.MEMBER, Party.REVIEWER])
def test_a_resolution_ends_where_either_side_changes_its_word(party: Party) -> None:
    resolved = said(RESOLVED, log=said(PART, log=said(FULL, party=Party.MEMBER)))

    changed = said(replace(PART, rationale="Clause 5."), party=party, log=resolved)
    back = changed.undo(party=party, by="Rowan").undo(len(resolved.entries), party=Party.REVIEWER, by="Rowan")

    assert resolved.standing.disagreements() == ()
    assert changed.standing.verdict_credits() == {"c001": Credit.PART}
    assert changed.standing.resolutions == {}
    assert back.standing.verdict_credits() == {"c001": Credit.PART}


def test_a_reason_is_approved_by_somebody_else_than_who_gave_it() -> None:
    asked = said(NotApplicable(criterion="c001", reason="No dormitories."))
    approval = Approved(criterion="c001", reason="No dormitories.")

    with pytest.raises(DecisionProblem, match="another person"):
        said(approval, log=asked)
    assert "c001" in asked.with_decisions([approval], party=Party.REVIEWER, by="Quinn").standing.excused
    both = said(NotApplicable(criterion="c001", reason="No dormitories."), party=Party.MEMBER, log=asked)
    assert "c001" in said(approval, log=both).standing.excused


def test_a_disagreement_is_not_resolved_without_a_reason() -> None:
    with pytest.raises(DecisionProblem, match="without a reason"):
        Resolved(criterion="c001", credit=Credit.FULL, rationale="")


def test_an_undo_brings_back_what_stood_before() -> None:
    log = said(PART, log=said(FULL))

    undone = log.undo(party=Party.REVIEWER, by="Rowan")

    assert undone.standing.credits() == {"c001": Credit.FULL}
    assert len(undone.entries) == 3


def test_an_undo_undone_stands_again() -> None:
    log = said(FULL).undo(party=Party.REVIEWER, by="Rowan")

    redone = log.undo(2, party=Party.REVIEWER, by="Rowan")

    assert log.standing.credits() == {}
    assert redone.standing.credits() == {"c001": Credit.FULL}


def test_several_undos_go_back_step_by_step() -> None:
    log = said(NotMappable(question="q7"), log=said(PART, log=said(FULL)))

    once = log.undo(party=Party.REVIEWER, by="Rowan")
    twice = once.undo(party=Party.REVIEWER, by="Rowan")
    thrice = twice.undo(party=Party.REVIEWER, by="Rowan")

    assert once.standing.not_mappable(Party.REVIEWER) == {}
    assert twice.standing.credits() == {"c001": Credit.FULL}
    assert thrice.standing.credits() == {}


def test_the_same_undo_twice_is_one() -> None:
    log = said(FULL).undo(1, party=Party.REVIEWER, by="Rowan")

    assert log.undo(1, party=Party.REVIEWER, by="Rowan") == log


def test_what_was_never_said_cannot_be_undone() -> None:
    with pytest.raises(DecisionProblem, match="Entry 7 of the log does not stand"):
        said(FULL).undo(7, party=Party.REVIEWER, by="Rowan")


def test_nobody_undoes_what_the_other_side_said() -> None:
    with pytest.raises(DecisionProblem, match="is the member's"):
        said(FULL, party=Party.MEMBER).undo(1, party=Party.REVIEWER, by="Rowan")


def test_who_said_nothing_has_nothing_to_undo() -> None:
    with pytest.raises(DecisionProblem, match="said nothing that could be undone"):
        proposed(CRITERIA).undo(party=Party.REVIEWER, by="Rowan")


def test_the_machine_never_decides() -> None:
    with pytest.raises(DecisionProblem, match="proposes and never decides"):
        Log().with_decisions([FULL], party=None, by="engine")


def test_what_stands_already_is_not_said_again() -> None:
    assert len(said(FULL, log=said(FULL)).entries) == 1


def test_a_hole_in_the_numbers_is_found() -> None:
    entry = Entry(seq=2, party=Party.REVIEWER, by="Rowan", at="", decision=FULL)

    with pytest.raises(DecisionProblem, match="Entry 2 of the log follows entry 0"):
        fold([entry])


def test_a_bulk_acceptance_says_how_many_of_it_will_be_wrong() -> None:
    log = proposed(CRITERIA, probability=0.9)

    taken = bulk_accept(log.standing, above=0.8, strength=Strength.FULL)

    assert len(taken.judgements) == 4
    assert taken.expected_errors == pytest.approx(0.4)
    assert said(*taken.judgements, log=log).standing.credits() == dict.fromkeys(CRITERIA.by_code, Credit.FULL)
    assert bulk_accept(log.standing, above=0.91, strength=Strength.FULL).judgements == ()


def test_what_was_accepted_in_bulk_counts_and_is_unread_until_somebody_looks() -> None:
    log = proposed(CRITERIA, probability=0.9)
    taken = said(*bulk_accept(log.standing, above=0.8, strength=Strength.FULL).judgements, log=log)

    looked = said(FULL, log=taken)

    assert taken.standing.unread == set(CRITERIA.by_code)
    assert looked.standing.unread == {"c002", "c003", "c004"}
    assert looked.standing.as_read.credits() == {"c001": Credit.FULL}
    assert [one.link for one in looked.standing.as_read.open_proposals()["c002"]] == [link("c002")]
    assert log.standing.as_read is log.standing


def test_no_verdict_rests_on_what_nobody_read() -> None:
    log = proposed(CRITERIA, probability=0.9)
    taken = said(*bulk_accept(log.standing, above=0.8, strength=Strength.FULL).judgements, log=log)
    read = said(
        *(replace(one, unread=False) for one in taken.standing.judgements(Party.REVIEWER).values()), log=taken
    )

    blind, seen = (verdict(coverage_of(CRITERIA, it.standing), Rule()) for it in (taken, read))

    assert blind.outcome is Outcome.OPEN
    assert blind.coverage.full.fraction == 1
    assert seen.outcome is Outcome.EQUIVALENT
    assert (
        "4 criteria have their credit from links that were accepted in bulk and that nobody read"
        in blind.reasons[0]
    )
    assert seen.reasons == ()


def test_what_nobody_read_is_no_second_coding() -> None:
    log = proposed(CRITERIA, probability=0.9)
    blind = bulk_accept(log.standing, above=0.8, strength=Strength.FULL, party=Party.SECOND)
    both = said(*blind.judgements, party=Party.SECOND, log=said(FULL, log=log)).standing.as_read

    assert agreement(both.credits(Party.REVIEWER), both.credits(Party.SECOND)).compared == 0


def test_a_bulk_acceptance_leaves_what_is_judged_alone() -> None:
    log = said(
        Judgement(link=link("c001"), confirmed=False), NotCovered(criterion="c002"), log=proposed(CRITERIA)
    )

    taken = bulk_accept(log.standing, above=0.5, strength=Strength.FULL)

    assert {one.link.criterion for one in taken.judgements} == {"c003", "c004"}


def test_kappa_takes_chance_out() -> None:
    # By hand: 20 agree on full, 15 on none, 5 and 10 differ; observed .7, expected .5, so kappa is .4.
    left = [Credit.FULL] * 25 + [Credit.NONE] * 25
    right = [Credit.FULL] * 20 + [Credit.NONE] * 5 + [Credit.FULL] * 10 + [Credit.NONE] * 15
    codes = [f"c{number}" for number in range(50)]

    found = agreement(dict(zip(codes, left, strict=True)), dict(zip(codes, right, strict=True)))

    assert found.compared == 50
    assert found.same == 35
    assert found.kappa == Fraction(2, 5)


def test_kappa_says_nothing_where_all_is_one_answer() -> None:
    found = agreement({"a": Credit.FULL}, {"a": Credit.FULL, "b": Credit.NONE})

    assert (found.compared, found.same, found.kappa) == (1, 1, None)


def test_a_line_of_a_newer_log_is_not_guessed() -> None:
    line = line_of(
        Entry(seq=1, party=None, by="e", at="", decision=Proposal(link=link("a"), probability=0.5, reason=""))
    )

    with pytest.raises(Exception, match="cannot be read"):
        entry_of(line.replace('"proposed"', '"prophesied"'))


def test_an_engine_that_is_sure_beyond_reason_is_refused() -> None:
    with pytest.raises(DecisionProblem, match="between 0 and 1"):
        Proposal(link=link("a"), probability=1.2, reason="")


def test_double_coding_is_compared_criterion_by_criterion() -> None:
    log = decided(Log(), {"c001": Credit.FULL, "c002": Credit.NONE})
    log = decided(log, {"c001": Credit.FULL, "c002": Credit.PART}, party=Party.SECOND)

    found = agreement(log.standing.credits(Party.REVIEWER), log.standing.credits(Party.SECOND))

    assert (found.compared, found.same) == (2, 1)
