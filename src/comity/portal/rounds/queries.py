"""The cockpit of a round: one line a member, with what is missing and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from comity.membership import Link, Missing, Programme, Standing, standing_of, standings
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import contributed_rows, latest_lists
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known
from comity.portal.ports.clock import today
from comity.portal.rounds.models import Assembly
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One member in one round, as the Secretariat sees it."""

    slug: str
    name: str
    standing: Standing
    list: ListVersion | None

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
    def rows(self) -> int:
        return sum(line.list.accepted for line in self.lines if line.list is not None and line.list.counts)

    @property
    def days_left(self) -> int:
        return (self.round.lists_due_on - self.on).days


def cockpit_of(scope: Scope, round_: Round) -> Cockpit:
    known, lists, day = programme_known(scope), latest_lists(scope, round_), today()
    rows = {name: one.accepted for name, one in lists.items() if one.counts}
    lines = (
        Line(slug=one.member, name=known.member(one.member).name, standing=one, list=lists.get(one.member))
        for one in standings(known, round_.slug, rows, on=day)
    )
    # Who needs a word stands first.
    ordered = sorted(lines, key=lambda line: (line.standing.is_entitled, line.name))
    return Cockpit(round=round_, lines=tuple(ordered), on=day)


def own_standing(scope: Scope, round_: Round, member: str, *, known: Programme | None = None) -> Standing:
    """Of one member, today."""
    rows = contributed_rows(scope, round_).get(member, 0)
    return standing_of(known or programme_known(scope), member, round_.slug, rows, on=today())


def assemblies_of(scope: Scope, round_: Round) -> list[Assembly]:
    return list(Assembly.objects.within(scope).filter(round=round_).select_related("person", "round"))


def last_assembly(scope: Scope, round_: Round) -> Assembly | None:
    return Assembly.objects.within(scope).filter(round=round_).select_related("person", "round").first()


def lists_since(assembly: Assembly, counting: Mapping[str, ListVersion]) -> tuple[str, ...]:
    """Members whose list came, changed or went since."""
    now = {name: one.pk for name, one in counting.items()}
    return tuple(
        sorted(name for name in {*now, *assembly.lists} if now.get(name) != assembly.lists.get(name))
    )
