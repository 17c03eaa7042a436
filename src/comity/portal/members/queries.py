"""One member as the Secretariat knows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from comity.membership import Link, Standing, standings
from comity.portal.lists.queries import contributed_rows
from comity.portal.membership.models import ApprovedNothing, RecordedBenchmark
from comity.portal.membership.queries import benchmarks_of, current_round, programme_known
from comity.portal.ports.clock import today
from comity.portal.tenants.models import Organisation, Participation, Person, Seat
from comity.portal.tenants.queries import members_of, seats_within
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """In the list of members: the newest benchmark, and whether the joint statement is signed."""

    participation: Participation
    benchmark: RecordedBenchmark | None
    on: date
    is_signed: bool

    @property
    def is_benchmarked(self) -> bool:
        return (
            self.benchmark is not None and self.benchmark.valid_from <= self.on <= self.benchmark.valid_until
        )


def member_lines(scope: Scope) -> list[MemberLine]:
    day, newest = (
        today(),
        _newest(benchmarks_of(scope).filter(superseded__isnull=True).order_by("valid_until")),
    )
    signed = _signed(scope)
    return [
        MemberLine(
            participation=one,
            benchmark=newest.get(one.organisation_id),
            on=day,
            is_signed=one.organisation.slug in signed,
        )
        for one in members_of(scope)
    ]


def _newest(benchmarks: Iterable[RecordedBenchmark]) -> dict[int, RecordedBenchmark]:
    return {one.organisation_id: one for one in benchmarks}


def _signed(scope: Scope) -> set[str]:
    round_ = current_round(scope)
    if round_ is None:
        return set()
    found = standings(programme_known(scope), round_.slug, {}, on=today())
    return {one.member for one in found if one.holds(Link.SIGNATURE)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    participation: Participation
    benchmarks: tuple[RecordedBenchmark, ...]
    nothing: tuple[ApprovedNothing, ...]
    seats: tuple[Seat, ...]
    standing: Standing | None

    @property
    def organisation(self) -> Organisation:
        return self.participation.organisation

    @property
    def people(self) -> list[tuple[Person, list[str]]]:
        """Each once, with the roles of all their seats."""
        found: dict[int, tuple[Person, list[str]]] = {}
        for seat in self.seats:
            found.setdefault(seat.person_id, (seat.person, []))[1].append(str(seat.get_role_display()))
        return list(found.values())


def card_of(scope: Scope, member: str) -> Card | None:
    found = next((one for one in members_of(scope) if one.organisation.slug == member), None)
    if found is None:
        return None
    own = scope.narrowed(found.organisation_id)
    round_ = current_round(scope)
    standing = None
    if round_ is not None:
        rows = contributed_rows(scope, round_).get(member, 0)
        (standing,) = standings(programme_known(own), round_.slug, {member: rows}, on=today())
    return Card(
        participation=found,
        benchmarks=tuple(benchmarks_of(own).order_by("-valid_until")),
        nothing=tuple(
            ApprovedNothing.objects.within(scope)
            .filter(organisation_id=found.organisation_id)
            .select_related("round")
            .order_by("-on")
        ),
        seats=tuple(seats_within(own)),
        standing=standing,
    )
