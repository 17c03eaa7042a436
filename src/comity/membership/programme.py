"""A programme as one file that the Secretariat keeps: who is a member, what each has signed, when rounds end.

In: PROGRAMME.toml, and the statements and lanes that it names. Out: `Programme`. It is read and never written: the file is the
Secretariat's own, with its comments, and a program that wrote it back could lose them.
Laws: no word of the file is ignored (`tables`); what speaks of a member or a round names one that the file has; the order
of entries changes nothing; there is no clock: what holds on a day is asked with that day.
Spec: docs/guide/membership.md
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from comity.core import digest_bytes
from comity.core.tables import Table, did_you_mean, read_text
from comity.membership.errors import ProgrammeProblem, UnknownMember, UnknownRound
from comity.membership.lanes import Lane, default_lane, read_lane
from comity.membership.signing import Signature, Withdrawal
from comity.membership.statement import Statement, packaged_statements, read_statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    id: str  # as its list is called, without the ending
    name: str
    joined: date
    first_recognition: date | None  # when it first recognised an audit that another member had made
    surveys: frozenset[int]  # the years whose survey it answered


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Benchmark:
    """A member's protocol, found equivalent to the common criteria for a time; both days included."""

    member: str
    protocol: str
    valid_from: date
    valid_until: date
    superseded_on: date | None = field(default=None, compare=False)  # from that day on a newer one counts
    superseded_by: str = field(default="", compare=False)

    @property
    def last_day(self) -> date:
        if self.superseded_on is None:
            return self.valid_until
        return min(self.valid_until, self.superseded_on - timedelta(days=1))

    def holds(self, day: date) -> bool:
        return self.valid_from <= day <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NothingToReport:
    """A member had no site audited in the window, said so, and the Secretariat approved it."""

    member: str
    round: str
    approved_by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    id: str
    cutoff: date
    statement: int  # the least version that a member must have signed
    lane: Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    name: str
    members: Mapping[str, Member]
    groups: Mapping[str, tuple[str, ...]]  # corporate group -> its members
    rounds: Mapping[str, Round]
    statements: Mapping[int, Statement]
    benchmarks: tuple[Benchmark, ...]
    signatures: tuple[Signature, ...]
    withdrawals: tuple[Withdrawal, ...]
    nothing_to_report: tuple[NothingToReport, ...]
    recognition_within_months: int
    digest: str  # of the file
    surveys_due: Mapping[int, date] = field(
        default_factory=dict
    )  # year -> the last day to answer, where standing hangs on it

    def member(self, name: str) -> Member:
        if name not in self.members:
            raise UnknownMember(
                f"“{name}” is not a member of {self.name}.", remedy=did_you_mean(name, self.members)
            )
        return self.members[name]

    def round(self, name: str) -> Round:
        if name not in self.rounds:
            raise UnknownRound(
                f"“{name}” is not a round of {self.name}.", remedy=did_you_mean(name, self.rounds)
            )
        return self.rounds[name]


def read_programme(path: Path) -> Programme:
    """Raises ProgrammeProblem, StatementProblem or LaneProblem for what cannot be followed, UnreadableInput for no file."""
    text = read_text(path, problem=ProgrammeProblem)
    return _programme(Table.of_text(text, problem=ProgrammeProblem, where=str(path)), path.parent, text)


def _programme(table: Table, folder: Path, text: str) -> Programme:
    table.only("name", "statements", "settings", "members", "groups", "rounds", "benchmarks", "signatures",
               "withdrawals", "nothing_to_report")  # fmt: skip
    statements = _statements(table, folder)
    settings = table.table("settings").only("statement", "recognition_within_months", "surveys_due")
    required = _version(settings, statements)
    members = {name: _member(name, one) for name, one in table.named("members")}
    rounds = {name: _round(name, one, statements, required, folder) for name, one in table.named("rounds")}
    return Programme(
        name=table.text("name"),
        members=members,
        groups=_groups(table.table("groups"), members),
        rounds=rounds,
        statements=statements,
        benchmarks=tuple(sorted(_benchmark(one, members) for one in table.tables("benchmarks"))),
        signatures=tuple(sorted(_signature(one, members) for one in table.tables("signatures"))),
        withdrawals=tuple(sorted(_withdrawal(one, members) for one in table.tables("withdrawals"))),
        nothing_to_report=tuple(
            sorted(_nothing_to_report(one, members, rounds) for one in table.tables("nothing_to_report"))
        ),
        recognition_within_months=settings.whole("recognition_within_months", most=120)
        if settings.has("recognition_within_months")
        else 12,
        digest=digest_bytes(text.encode()),
        surveys_due=_surveys_due(settings),
    )


def _surveys_due(settings: Table) -> dict[int, date]:
    table = settings.table("surveys_due")
    found = {}
    for year in table.content:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise table.wrong(
                f"“{year}” is not a year.",
                remedy="Write the survey's year and its last day: 2026 = 2026-12-15.",
            )
        found[int(year)] = table.day(year)
    return found


def _statements(table: Table, folder: Path) -> dict[int, Statement]:
    """The packaged versions, and the programme's own."""
    found = dict(packaged_statements())
    for name in table.texts("statements") if table.has("statements") else ():
        own = read_statement(folder / name)
        other = found.setdefault(own.version, own)
        if other != own:
            raise table.wrong(
                f"“{name}” calls itself version {own.version}, and there is another of that number.",
                remedy="Give it a number that none has: what was signed under a number stays its text.",
            )
    return found


def _version(table: Table, statements: Mapping[int, Statement]) -> int:
    version = table.whole("statement")
    if version not in statements:
        known = ", ".join(map(str, sorted(statements)))
        raise table.wrong(
            f"There is no version {version} of the joint statement.",
            remedy=f'Known are {known}; add your own with statements = ["statement-v{version}.toml"].',
        )
    return version


def _member(name: str, table: Table) -> Member:
    table.only("name", "joined", "first_recognition", "surveys")
    return Member(
        id=name,
        name=table.text("name"),
        joined=table.day("joined"),
        first_recognition=table.day("first_recognition") if table.has("first_recognition") else None,
        surveys=frozenset(table.wholes("surveys")) if table.has("surveys") else frozenset(),
    )


def _round(
    name: str, table: Table, statements: Mapping[int, Statement], required: int, folder: Path
) -> Round:
    table.only("cutoff", "statement", "lane")
    return Round(
        id=name,
        cutoff=table.day("cutoff"),
        statement=_version(table, statements) if table.has("statement") else required,
        lane=read_lane(folder / table.text("lane")) if table.has("lane") else default_lane(),
    )


def _groups(table: Table, members: Mapping[str, Member]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    seen: dict[str, str] = {}
    for group in table.content:
        groups[group] = tuple(sorted(table.texts(group)))
        for member in groups[group]:
            _known(table, member, members)
            if seen.setdefault(member, group) != group:
                raise table.wrong(
                    f"“{member}” is in two groups, “{seen[member]}” and “{group}”.",
                    remedy="A company belongs to one.",
                )
    return groups


def _benchmark(table: Table, members: Mapping[str, Member]) -> Benchmark:
    table.only("member", "protocol", "valid_from", "valid_until", "superseded_on", "superseded_by")
    benchmark = Benchmark(
        member=_member_named(table, members),
        protocol=table.text("protocol"),
        valid_from=table.day("valid_from"),
        valid_until=table.day("valid_until"),
        superseded_on=table.day("superseded_on") if table.has("superseded_on") else None,
        superseded_by=table.text("superseded_by") if table.has("superseded_by") else "",
    )
    if benchmark.valid_until < benchmark.valid_from:
        raise table.wrong("The benchmark ends before it begins.", remedy="Exchange the two days.")
    return benchmark


def _signature(table: Table, members: Mapping[str, Member]) -> Signature:
    """Version and digest are taken as they stand: whether they name a text that counts is for `standing` to say."""
    table.only("member", "by", "role", "on", "statement", "digest")
    return Signature(
        member=_member_named(table, members),
        on=table.day("on"),
        by=table.text("by"),
        role=table.text("role"),
        statement=table.whole("statement"),
        digest=table.text("digest"),
    )


def _withdrawal(table: Table, members: Mapping[str, Member]) -> Withdrawal:
    table.only("member", "by", "on")
    return Withdrawal(member=_member_named(table, members), on=table.day("on"), by=table.text("by"))


def _nothing_to_report(
    table: Table, members: Mapping[str, Member], rounds: Mapping[str, Round]
) -> NothingToReport:
    table.only("member", "round", "approved_by", "on")
    name = table.text("round")
    if name not in rounds:
        raise table.wrong(f"“{name}” is not a round of this file.", remedy=did_you_mean(name, rounds))
    return NothingToReport(
        member=_member_named(table, members),
        round=name,
        approved_by=table.text("approved_by"),
        on=table.day("on"),
    )


def _member_named(table: Table, members: Mapping[str, Member]) -> str:
    return _known(table, table.text("member"), members)


def _known(table: Table, name: str, members: Mapping[str, Member]) -> str:
    if name not in members:
        raise table.wrong(f"“{name}” is not a member of this file.", remedy=did_you_mean(name, members))
    return name
