"""Small programmes for the tests of membership: of Alder, Birch and Cedar, by hand, or whatever Hypothesis draws."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from comity.membership import (
    Benchmark,
    Member,
    NothingToReport,
    Programme,
    Round,
    Signature,
    Withdrawal,
    default_lane,
    packaged_statements,
)
from comity.membership.statement import Statement

CUTOFF = date(2026, 6, 30)
ROUND = "2026-H1"
OTHER_ROUND = "2026-H2"
V1 = packaged_statements()[1]
V2 = replace(V1, version=2, title="Joint statement, second version")
MEMBERS = ("alder", "birch", "cedar")


def day(offset: int) -> date:
    """Days of these tests are counted from the cut-off."""
    return CUTOFF + timedelta(days=offset)


def programme(
    *,
    statements: tuple[Statement, ...] = (V1, V2),
    required: int = 1,
    benchmarks: tuple[Benchmark, ...] = (),
    signatures: tuple[Signature, ...] = (),
    withdrawals: tuple[Withdrawal, ...] = (),
    nothing_to_report: tuple[NothingToReport, ...] = (),
    joined: date = date(2024, 3, 1),
    first_recognition: date | None = None,
    surveys: frozenset[int] = frozenset(),
) -> Programme:
    return Programme(
        name="Hedgerow programme",
        members={
            one: Member(
                id=one,
                name=f"{one.title()} Foods",
                joined=joined,
                first_recognition=first_recognition,
                surveys=surveys,
            )
            for one in MEMBERS
        },
        groups={},
        rounds={
            one: Round(id=one, cutoff=CUTOFF, statement=required, lane=default_lane())
            for one in (ROUND, OTHER_ROUND)
        },
        statements={one.version: one for one in statements},
        benchmarks=benchmarks,
        signatures=signatures,
        withdrawals=withdrawals,
        nothing_to_report=nothing_to_report,
        recognition_within_months=12,
        digest="sha256:0",
    )


def benchmark(member: str = "alder", *, first: int = -400, last: int = 400) -> Benchmark:
    return Benchmark(member=member, protocol="SMETA 6.0", valid_from=day(first), valid_until=day(last))


def signature(
    member: str = "alder", *, on: int = -300, statement: Statement = V1, digest: str | None = None
) -> Signature:
    return Signature(
        member=member,
        on=day(on),
        by="Ada Quist",
        role="General Counsel",
        statement=statement.version,
        digest=digest or statement.digest,
    )


def withdrawal(member: str = "alder", *, on: int) -> Withdrawal:
    return Withdrawal(member=member, on=day(on), by="Ada Quist")


def nothing_to_report(member: str = "alder", *, round_id: str = ROUND, on: int = -1) -> NothingToReport:
    return NothingToReport(member=member, round=round_id, approved_by="Secretariat", on=day(on))


offsets = st.integers(-4, 4)
"""Few days, so that what happens on one day, or the day before, is drawn often."""

members = st.sampled_from(MEMBERS)
benchmarks = st.tuples(members, offsets, offsets).map(
    lambda drawn: benchmark(drawn[0], first=min(drawn[1:]), last=max(drawn[1:]))
)
signatures = st.builds(
    signature,
    members,
    on=offsets,
    statement=st.sampled_from([V1, V2]),
    digest=st.sampled_from([None, None, None, "sha256:another"]),
)
withdrawals = st.builds(withdrawal, members, on=offsets)
approvals = st.builds(nothing_to_report, members, round_id=st.sampled_from([ROUND, OTHER_ROUND]), on=offsets)


_Fact = TypeVar("_Fact")


def _few(facts: st.SearchStrategy[_Fact]) -> st.SearchStrategy[tuple[_Fact, ...]]:
    return st.lists(facts, max_size=4).map(tuple)


programmes = st.builds(
    programme,
    required=st.sampled_from([1, 2]),
    benchmarks=_few(benchmarks),
    signatures=_few(signatures),
    withdrawals=_few(withdrawals),
    nothing_to_report=_few(approvals),
)
rows = st.integers(0, 2)
