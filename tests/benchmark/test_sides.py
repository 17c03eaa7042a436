"""What each side of a benchmark reads of one log, and what a file brings back to a log that went on."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from comity.benchmark import (
    Credit,
    Judgement,
    LinkKey,
    Log,
    NotApplicable,
    NotCovered,
    Party,
    Proposal,
    Strength,
    coverage_of,
    load_criteria,
)
from comity.benchmark.decisions import Decision, Entry, KindSaid, Undone
from comity.benchmark.kinds import Kind
from comity.benchmark.memory import TAUGHT
from comity.benchmark.sides import (
    as_own_verdict,
    double_coding,
    is_weighed_after,
    seen_by,
    standing_seen_by,
    with_proposals,
)
from comity.benchmark.standing import Standing

CODES = [one.code for one in load_criteria("smeta-4p-6.0")][:4]
PARTIES = st.sampled_from(list(Party))


def link(code: str, question: str = "q1") -> LinkKey:
    return LinkKey.of(code, [question])


def full(code: str, rationale: str = "") -> Judgement:
    return Judgement(link=link(code), confirmed=True, strength=Strength.FULL, rationale=rationale)


def proposed(log: Log, code: str, probability: float, by: str = "engine") -> Log:
    return log.with_decisions(
        [Proposal(link=link(code), probability=probability, reason="why")], party=None, by=by
    )


def said(log: Log, party: Party, *decisions: Decision) -> Log:
    return log.with_decisions(decisions, party=party, by=str(party))


decisions = st.one_of(
    st.builds(full, st.sampled_from(CODES)),
    st.builds(lambda code: NotCovered(criterion=code), st.sampled_from(CODES)),
    st.builds(lambda code: NotApplicable(criterion=code, reason="never"), st.sampled_from(CODES)),
    st.builds(lambda kind: KindSaid(question="q1", kind=kind), st.sampled_from(list(Kind))),
)
logs = st.lists(st.tuples(PARTIES, decisions), max_size=12)


def played(steps: list[tuple[Party, Decision]]) -> Log:
    log = proposed(Log(), CODES[0], 0.5)
    for party, decision in steps:
        log = said(log, party, decision)
    return log


@given(logs)
def test_a_member_reads_no_word_of_a_reviewer(steps: list[tuple[Party, Decision]]) -> None:
    seen = seen_by(played(steps), Party.MEMBER)

    assert {one.party for one in seen.entries} <= {None, Party.MEMBER}


@given(logs)
def test_a_reviewer_reads_the_members_word_on_a_criterion_after_their_own_alone(
    steps: list[tuple[Party, Decision]],
) -> None:
    log = played(steps)
    seen = seen_by(log, Party.REVIEWER).standing

    decided = log.standing.credits(Party.REVIEWER).keys()
    read = {key.criterion for key in seen.judgements(Party.MEMBER)}
    read |= {code for code, one in seen.statements(Party.MEMBER).items() if isinstance(one, NotCovered)}
    assert read <= set(decided)
    assert not seen.judgements(Party.SECOND)


@given(logs, PARTIES)
def test_what_a_party_sees_keeps_its_own_words_and_the_verdict_of_the_reviewer_is_the_whole_logs(
    steps: list[tuple[Party, Decision]], party: Party
) -> None:
    log = played(steps)
    criteria = load_criteria("smeta-4p-6.0")

    assert seen_by(log, party).standing.credits(party) == log.standing.credits(party)
    whole, seen = (coverage_of(criteria, one.standing) for one in (log, seen_by(log, Party.REVIEWER)))
    assert whole.credits == seen.credits


@given(logs)
def test_a_second_reviewer_reads_neither_of_the_two(steps: list[tuple[Party, Decision]]) -> None:
    seen = seen_by(played(steps), Party.SECOND)

    others = [one for one in seen.entries if one.party not in (None, Party.SECOND)]
    assert all(isinstance(one.decision, KindSaid) for one in others)


@given(logs)
def test_seeing_twice_is_seeing_once(steps: list[tuple[Party, Decision]]) -> None:
    for party in Party:
        seen = seen_by(played(steps), party)

        assert seen_by(seen, party).entries == seen.entries


def whatever_the_numbers(standing: Standing) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    def plain(one: Entry) -> tuple[object, ...]:
        return (one.party, one.by, one.at, "" if isinstance(one.decision, Undone) else one.decision)

    return [plain(one) for one in standing.tops], [plain(one) for _, one in sorted(standing.undone.items())]


@given(st.lists(st.tuples(PARTIES, st.one_of(decisions, st.none())), max_size=12))
def test_what_stands_of_what_is_seen_is_told_without_folding_it_again(
    steps: list[tuple[Party, Decision | None]],
) -> None:
    log = proposed(Log(), CODES[0], 0.5)
    for party, decision in steps:
        if decision is not None:
            log = said(log, party, decision)
        elif any(one.party is party and not isinstance(one.decision, Undone) for one in log.standing.tops):
            log = log.undo(party=party, by=str(party))

    for party in Party:
        one, other = standing_seen_by(log, party), seen_by(log, party).standing
        assert whatever_the_numbers(one) == whatever_the_numbers(other)


def test_an_own_verdict_is_what_would_stand_if_the_party_were_the_reviewer() -> None:
    log = said(said(played([]), Party.MEMBER, full(CODES[0])), Party.REVIEWER, NotCovered(criterion=CODES[0]))

    assert as_own_verdict(log, Party.MEMBER).verdict_credits() == {CODES[0]: Credit.FULL}
    assert as_own_verdict(log, Party.REVIEWER).verdict_credits() == {CODES[0]: Credit.NONE}


def test_what_was_taken_back_is_taken_back_in_what_one_sees() -> None:
    log = said(played([]), Party.MEMBER, full(CODES[0]))
    log = said(log, Party.REVIEWER, full(CODES[1]))
    log = log.undo(party=Party.MEMBER, by="m")

    assert seen_by(log, Party.MEMBER).standing.credits(Party.MEMBER) == {}
    assert as_own_verdict(log, Party.MEMBER).verdict_credits() == {}
    assert isinstance(seen_by(log, Party.MEMBER).entries[-1].decision, Undone)


def test_what_the_machine_weighed_after_one_sides_words_is_told_to_that_side_alone() -> None:
    log = proposed(Log(), CODES[0], 0.5)
    weighed = proposed(seen_by(log, Party.REVIEWER), CODES[0], 0.9, by="engine again")
    log = with_proposals(log, weighed, party=Party.REVIEWER, by="engine again")

    told = {party: seen_by(log, party).standing.proposals[link(CODES[0])].probability for party in Party}
    assert told == {Party.MEMBER: 0.5, Party.REVIEWER: 0.9, Party.SECOND: 0.5}
    assert is_weighed_after(log.entries[-1], Party.REVIEWER)


def test_what_other_protocols_taught_is_told_to_no_member() -> None:
    log = proposed(proposed(Log(), CODES[0], 0.5), CODES[0], 0.8, by=f"engine{TAUGHT}")

    assert seen_by(log, Party.MEMBER).standing.proposals[link(CODES[0])].probability == 0.5
    assert seen_by(log, Party.REVIEWER).standing.proposals[link(CODES[0])].probability == 0.8


def test_a_rationale_travels_with_its_entry() -> None:
    log = said(played([]), Party.MEMBER, full(CODES[0], "on page four"))

    [entry] = [one for one in seen_by(log, Party.MEMBER).entries if one.party is Party.MEMBER]
    assert replace(entry, seq=0) == replace(log.entries[-1], seq=0)


def coded(log: Log, party: Party, *decisions: Decision, at: str) -> Log:
    return log.with_decisions(decisions, party=party, by=str(party), at=at)


def test_double_coding_counts_the_first_answer_of_each_and_not_what_was_agreed_on_later() -> None:
    a, b, c = CODES[:3]
    log = coded(Log(), Party.REVIEWER, full(a), full(b), at="2026-03-01")
    log = coded(log, Party.SECOND, NotCovered(criterion=a), full(b), at="2026-03-02")

    agreed = coded(log, Party.SECOND, Undone(seq=3), full(a), at="2026-03-05")
    gone_on = coded(agreed, Party.REVIEWER, full(c), at="2026-03-06")

    assert agreed.standing.credits(Party.SECOND)[a] is Credit.FULL
    for one in (log, agreed, gone_on):
        found = double_coding(one)
        assert (found.compared, found.same) == (2, 1)


def test_what_was_accepted_in_bulk_is_no_first_answer() -> None:
    a = CODES[0]
    log = coded(Log(), Party.REVIEWER, replace(full(a), unread=True), at="2026-03-01")
    log = coded(log, Party.SECOND, full(a), at="2026-03-02")
    read = coded(
        log,
        Party.REVIEWER,
        Judgement(link=link(a), confirmed=False),
        NotCovered(criterion=a),
        at="2026-03-03",
    )

    assert double_coding(log).compared == 0
    assert (double_coding(read).compared, double_coding(read).same) == (1, 0)
