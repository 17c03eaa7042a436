"""Laws of standing, over small programmes in which days collide often."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from comity.membership import Benchmark, Link, NothingToReport, Programme, Signature, Withdrawal, standing_of
from tests.membership.programmes import (
    ROUND,
    approvals,
    benchmark,
    benchmarks,
    day,
    members,
    nothing_to_report,
    offsets,
    programme,
    programmes,
    rows,
    signature,
    signatures,
    withdrawal,
    withdrawals,
)

days = offsets.map(day)
Fact = TypeVar("Fact")


@given(programmes, members, rows, days, benchmarks, signatures, approvals, rows)
def test_doing_more_never_takes_standing_away(
    before: Programme,
    member: str,
    contributed: int,
    on: date,
    one_benchmark: Benchmark,
    one_signature: Signature,
    one_approval: NothingToReport,
    more: int,
) -> None:
    after = replace(
        before,
        benchmarks=(*before.benchmarks, one_benchmark),
        signatures=(*before.signatures, one_signature),
        nothing_to_report=(*before.nothing_to_report, one_approval),
    )

    first = standing_of(before, member, ROUND, contributed, on=on)
    second = standing_of(after, member, ROUND, contributed + more, on=on)

    assert {one.link for one in second.missing} <= {one.link for one in first.missing}


@given(programmes, members, rows, days)
def test_a_withdrawal_always_takes_standing_away_on_its_own_day(
    before: Programme, member: str, contributed: int, on: date
) -> None:
    left = replace(before, withdrawals=(*before.withdrawals, replace(withdrawal(member, on=0), on=on)))

    standing = standing_of(left, member, ROUND, contributed, on=on)

    assert not standing.is_entitled
    assert not standing.holds(Link.SIGNATURE)


@given(programmes, members, rows, days, withdrawals)
def test_a_withdrawal_never_gives_standing(
    before: Programme, member: str, contributed: int, on: date, one: Withdrawal
) -> None:
    after = replace(before, withdrawals=(*before.withdrawals, one))

    first = standing_of(before, member, ROUND, contributed, on=on)
    second = standing_of(after, member, ROUND, contributed, on=on)

    assert first.is_entitled or not second.is_entitled


@given(programmes, members, rows, days, st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(
    before: Programme, member: str, contributed: int, on: date, rng: Random
) -> None:
    def mixed(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(rng.sample(facts, len(facts)))

    after = replace(
        before,
        benchmarks=mixed(before.benchmarks),
        signatures=mixed(before.signatures),
        withdrawals=mixed(before.withdrawals),
        nothing_to_report=mixed(before.nothing_to_report),
    )

    assert standing_of(before, member, ROUND, contributed, on=on) == standing_of(
        after, member, ROUND, contributed, on=on
    )


@given(programmes, members, rows, days)
def test_every_missing_link_is_named_once_with_what_to_do(
    before: Programme, member: str, contributed: int, on: date
) -> None:
    standing = standing_of(before, member, ROUND, contributed, on=on)

    links = [one.link for one in standing.missing]
    assert links == sorted(set(links), key=list(Link).index)
    assert all(one.message and one.remedy and one.code for one in standing.missing)
    assert standing.is_entitled == (not links)


@given(programmes, members, rows, days)
def test_closing_every_link_that_is_named_gives_standing(
    before: Programme, member: str, contributed: int, on: date
) -> None:
    missing = {one.link for one in standing_of(before, member, ROUND, contributed, on=on).missing}
    # Who withdrew today can be bound anew tomorrow only; the next day is asked where no later withdrawal speaks.
    before = replace(before, withdrawals=tuple(one for one in before.withdrawals if one.on < on))

    after = before
    if Link.BENCHMARK in missing:
        one_benchmark = replace(benchmark(member), valid_from=on, valid_until=on)
        after = replace(after, benchmarks=(*after.benchmarks, one_benchmark))
    if Link.SIGNATURE in missing:
        text = before.statements[before.rounds[ROUND].statement]
        one_signature = replace(signature(member, statement=text), on=on)
        after = replace(after, signatures=(*after.signatures, one_signature))
    if Link.CONTRIBUTION in missing:
        approval = replace(nothing_to_report(member), on=on)
        after = replace(after, nothing_to_report=(*after.nothing_to_report, approval))

    assert standing_of(after, member, ROUND, contributed, on=on).is_entitled


@given(programmes, members, rows, days)
def test_what_others_did_is_nothing_to_a_member(
    before: Programme, member: str, contributed: int, on: date
) -> None:
    alone = replace(
        before,
        benchmarks=tuple(one for one in before.benchmarks if one.member == member),
        signatures=tuple(one for one in before.signatures if one.member == member),
        withdrawals=tuple(one for one in before.withdrawals if one.member == member),
        nothing_to_report=tuple(one for one in before.nothing_to_report if one.member == member),
    )

    assert standing_of(before, member, ROUND, contributed, on=on) == standing_of(
        alone, member, ROUND, contributed, on=on
    )


@given(offsets, offsets)
def test_a_signature_counts_from_its_own_day_on(signed: int, asked: int) -> None:
    bound = programme(signatures=(signature(on=signed),))

    standing = standing_of(bound, "alder", ROUND, 1, on=day(asked))

    assert standing.holds(Link.SIGNATURE) == (signed <= asked)


@given(offsets, offsets, offsets)
def test_a_withdrawal_ends_what_was_signed_up_to_its_day(signed: int, withdrawn: int, asked: int) -> None:
    left = programme(signatures=(signature(on=signed),), withdrawals=(withdrawal(on=withdrawn),))

    standing = standing_of(left, "alder", ROUND, 1, on=day(asked))

    assert standing.holds(Link.SIGNATURE) == (signed <= asked and not signed <= withdrawn <= asked)
