"""The cockpit of a round: one line a member, with what is missing and what to do; what is late and why; its calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comity.core import months_before
from comity.membership import Link, Missing, Programme, Standing, standing_of, standings
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import latest_lists, members_being_read
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known, rounds_of
from comity.portal.ports.clock import today
from comity.portal.programme.queries import policy_now
from comity.portal.rounds.models import Assembly, Reminder
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One member in one round, as the Secretariat sees it."""

    slug: str
    name: str
    standing: Standing
    list: ListVersion | None
    reminded_at: datetime | None
    is_reminded_today: bool = False
    is_being_read: bool = False

    @property
    def asked(self) -> tuple[Missing, ...]:
        """What it can do something about: while its list is being read it is not asked to send one."""
        missing = self.standing.missing
        return tuple(one for one in missing if not (self.is_being_read and one.link is Link.CONTRIBUTION))

    @property
    def links(self) -> Mapping[str, Missing | None]:
        missing = {one.link: one for one in self.standing.missing}
        return {link.value: missing.get(link) for link in Link}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cockpit:
    round: Round
    lines: tuple[Line, ...]
    on: date

    @property
    def entitled(self) -> int:
        return sum(line.standing.is_entitled for line in self.lines)

    @property
    def with_list(self) -> int:
        return sum(line.list is not None and line.list.counts for line in self.lines)

    @property
    def blocked(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.standing.is_entitled)

    @property
    def asked(self) -> tuple[Line, ...]:
        """Those of them who can do something about it."""
        return tuple(line for line in self.lines if line.asked)

    @property
    def to_remind(self) -> tuple[Line, ...]:
        """Nobody twice in a day: a second click is a slip, and two letters alike are rude."""
        return tuple(line for line in self.asked if not line.is_reminded_today)

    @property
    def rows(self) -> int:
        return sum(line.list.accepted for line in self.lines if line.list is not None and line.list.counts)

    @property
    def days_left(self) -> int:
        return (self.round.lists_due_on - self.on).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def holding_up(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What members can do for their standing, link by link: which, and who."""
        told = (
            (link, tuple(one.name for one in self.asked if any(it.link is link for it in one.asked)))
            for link in Link
        )
        return tuple((link.value, names) for link, names in told if names)


def cockpit_of(scope: Scope, round_: Round) -> Cockpit:
    known, lists, day = programme_known(scope), latest_lists(scope, round_), today()
    rows = {name: one.accepted for name, one in lists.items() if one.counts}
    reminded, being_read = last_reminders(scope, round_), members_being_read(scope, round_)
    lines = (
        Line(
            slug=one.member,
            name=known.member(one.member).name,
            standing=one,
            list=lists.get(one.member),
            reminded_at=(at := reminded.get(one.member)),
            is_reminded_today=at is not None and at.date() == day,
            is_being_read=one.member in being_read,
        )
        for one in standings(known, round_.slug, rows, on=day)
    )
    # Who needs a word stands first.
    ordered = sorted(lines, key=lambda line: (line.standing.is_entitled, line.name))
    return Cockpit(round=round_, lines=tuple(ordered), on=day)


def own_standing(
    scope: Scope,
    round_: Round,
    member: str,
    *,
    known: Programme | None = None,
    lists: Mapping[str, ListVersion] | None = None,
) -> Standing:
    """Of one member, today. `known`, `lists`: of the same scope and round, where they were asked for already."""
    own = (latest_lists(scope, round_) if lists is None else lists).get(member)
    rows = own.accepted if own is not None and own.counts else 0
    return standing_of(known or programme_known(scope), member, round_.slug, rows, on=today())


def assemblies_of(scope: Scope, round_: Round) -> list[Assembly]:
    return list(Assembly.objects.within(scope).filter(round=round_).select_related("person", "round"))


def last_assembly(scope: Scope, round_: Round) -> Assembly | None:
    return Assembly.objects.within(scope).filter(round=round_).select_related("person", "round").first()


def published_days(scope: Scope) -> dict[int, datetime]:
    """By primary key of the round: when its list went out. One that was withdrawn has none."""
    out = Assembly.objects.within(scope).filter(
        publication__isnull=False, publication__withdrawn_at__isnull=True
    )
    return dict(out.order_by("publication__at").values_list("round_id", "publication__at"))


def withdrawn_days(scope: Scope) -> dict[int, datetime]:
    """By primary key of the assembly: when its list was withdrawn."""
    out = Assembly.objects.within(scope).filter(publication__withdrawn_at__isnull=False)
    return {pk: at for pk, at in out.values_list("pk", "publication__withdrawn_at") if at}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTold:
    """A round in the list of all: how far it is."""

    round: Round
    published_at: datetime | None
    withdrawn_at: datetime | None  # of the last assembly's list
    last: Assembly | None
    on: date

    @property
    def is_ahead(self) -> bool:
        return self.on < self.round.opens_on

    @property
    def is_collecting(self) -> bool:
        return self.on <= self.round.lists_due_on


def rounds_told(scope: Scope) -> list[RoundTold]:
    """The latest cut-off first."""
    published, withdrawn, day = published_days(scope), withdrawn_days(scope), today()
    last: dict[int, Assembly] = {}
    for one in Assembly.objects.within(scope).order_by("number"):
        last[one.round_id] = one
    return [
        RoundTold(
            round=one,
            published_at=published.get(one.pk),
            withdrawn_at=withdrawn.get(last[one.pk].pk) if one.pk in last else None,
            last=last.get(one.pk),
            on=day,
        )
        for one in rounds_of(scope)
    ]


def lists_since(assembly: Assembly, counting: Mapping[str, ListVersion]) -> tuple[str, ...]:
    """Members whose list came, changed or went since."""
    now = {name: one.pk for name, one in counting.items()}
    return tuple(
        sorted(name for name in {*now, *assembly.lists} if now.get(name) != assembly.lists.get(name))
    )


def last_reminders(scope: Scope, round_: Round) -> dict[str, datetime]:
    """By member."""
    found = Reminder.objects.within(scope).filter(round=round_).order_by("at").select_related("organisation")
    return {one.organisation.slug: one.at for one in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """One day of a round's calendar. `kind` is what happens: "opens", "cutoff", "reminder", "due", "release"."""

    on: date
    kind: str
    is_over: bool
    is_next: bool = False


def calendar_of(scope: Scope, round_: Round, last: Assembly | None) -> tuple[CalendarDay, ...]:
    goes_out = last.not_before if last is not None and last.not_before is not None else None
    days = [
        (round_.opens_on, "opens"),
        (round_.cutoff, "cutoff"),
        *((one, "reminder") for one in reminder_days(round_)),
        (round_.lists_due_on, "due"),
        (goes_out or months_before(round_.cutoff, -policy_now(scope).lag_months), "release"),
    ]
    day, told, found = today(), [], False
    for on, kind in sorted(days, key=lambda one: one[0]):
        is_next = not found and on >= day
        found = found or is_next
        told.append(CalendarDay(on=on, kind=kind, is_over=on < day, is_next=is_next))
    return tuple(told)


def reminder_days(round_: Round) -> tuple[date, ...]:
    return tuple(sorted(round_.lists_due_on - timedelta(days=one) for one in round_.remind_days))
