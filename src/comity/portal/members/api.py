"""Operations of members, as the Secretariat knows them: add one, record its benchmark, approve that it has nothing to report."""

from datetime import date
from typing import Annotated

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StringConstraints, model_validator

from comity.portal.api.answers import Date, Name, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.members.queries import Card, MemberLine, card_of, member_lines
from comity.portal.members.services import add_member, add_office, approve_nothing, record_benchmark
from comity.portal.membership.api import MissingLink, missing_told
from comity.portal.membership.queries import round_named
from comity.portal.tenants.apart import offices_of
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import SECRETARIAT, Role

router = Router(tags=["members"])


class MemberTold(Schema):
    member: str
    name: str
    group: str
    joined: date
    signed: bool
    benchmarked: bool
    protocol: str
    benchmark_until: date | None


class OfficeTold(Schema):
    office: str
    name: str


class MembersTold(Schema):
    members: list[MemberTold]
    offices: list[OfficeTold] = Field(description="who reviews protocols, and is nothing else")


class BenchmarkTold(Schema):
    protocol: str
    valid_from: date
    valid_until: date
    superseded_on: date | None = Field(description="from that day on a newer one counts")
    superseded_by: str | None


class NothingTold(Schema):
    member: str
    round: str
    approved_by: str
    on: date


class SeatOfMember(Schema):
    person: str
    email: str
    role: str


class CardTold(Schema):
    """A member as the Secretariat knows it."""

    member: str
    name: str
    group: str
    joined: date
    benchmarks: list[BenchmarkTold]
    nothing: list[NothingTold]
    seats: list[SeatOfMember]
    entitled: bool | None
    missing: list[MissingLink]


class MemberAsked(Schema):
    name: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*\w[^\x00]*$"
        ),
    ]
    joined: Date
    group: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""


class MemberAdded(Schema):
    member: str
    name: str


class OfficeAsked(Schema):
    name: Annotated[
        str,
        StringConstraints(
            strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*\w[^\x00]*$"
        ),
    ]
    group: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""


class BenchmarkAsked(Schema):
    protocol: Name
    valid_from: Date
    valid_until: Date

    @model_validator(mode="after")
    def in_order(self) -> "BenchmarkAsked":
        if self.valid_until < self.valid_from:
            raise ValueError("it ends before it begins")
        return self


class NothingAsked(Schema):
    round: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


@router.get(
    "/members",
    operation_id="members",
    auth=admits_token(Grant.MEMBERS, *SECRETARIAT),
    response={200: MembersTold, **problems()},
    summary="Who is a member, and since when",
)
def members(request: Asked, programme: Slug) -> MembersTold:
    return MembersTold(
        members=[_told(one) for one in member_lines(request.auth.scope)],
        offices=[OfficeTold(office=one.slug, name=one.name) for one in offices_of(request.auth.programme)],
    )


@router.post(
    "/members",
    operation_id="add_member",
    auth=admits_token(Grant.MEMBERS, Role.MANAGER),
    response={201: MemberAdded, **problems(409)},
    summary="A company becomes a member",
)
@once(201)
def add(
    request: Asked, programme: Slug, said: MemberAsked, idempotency_key: IdempotencyKey = ""
) -> MemberAdded:
    made = add_member(actor=request.auth, name=said.name, joined=said.joined, group=said.group)
    return MemberAdded(member=made.slug, name=made.name)


@router.post(
    "/offices",
    operation_id="add_office",
    auth=admits_token(Grant.MEMBERS, Role.MANAGER),
    response={201: OfficeTold, **problems(409)},
    summary="An office begins to review protocols, and is nothing else in the programme",
)
@once(201)
def new_office(
    request: Asked, programme: Slug, said: OfficeAsked, idempotency_key: IdempotencyKey = ""
) -> OfficeTold:
    made = add_office(actor=request.auth, name=said.name, group=said.group)
    return OfficeTold(office=made.slug, name=made.name)


@router.get(
    "/member/{member}",
    operation_id="member",
    auth=admits_token(Grant.MEMBERS, *SECRETARIAT),
    response={200: CardTold, **problems()},
    summary="One member: its benchmarks, its people, what it lacks",
)
def card(request: Asked, programme: Slug, member: Slug) -> CardTold:
    return _card(there(card_of(request.auth.scope, member)))


@router.post(
    "/member/{member}/benchmarks",
    operation_id="record_benchmark",
    auth=admits_token(Grant.MEMBERS, Role.MANAGER),
    response={201: BenchmarkTold, **problems(409)},
    summary="A protocol of the member's was found equivalent, for a time",
)
@once(201)
def benchmark(
    request: Asked, programme: Slug, member: Slug, said: BenchmarkAsked, idempotency_key: IdempotencyKey = ""
) -> BenchmarkTold:
    record_benchmark(actor=request.auth, member=_member(request.auth, member), **said.dict())
    return BenchmarkTold(**said.dict(), superseded_on=None, superseded_by=None)


@router.post(
    "/member/{member}/nothing-to-report",
    operation_id="approve_nothing",
    auth=admits_token(Grant.MEMBERS, Role.MANAGER),
    response={200: NothingTold, **problems(409)},
    summary="Approve that the member has nothing to report in a round",
)
@once(200)
def nothing(
    request: Asked, programme: Slug, member: Slug, said: NothingAsked, idempotency_key: IdempotencyKey = ""
) -> NothingTold:
    home, round_ = _member(request.auth, member), round_named(request.auth.scope, said.round)
    if round_ is None:
        raise Http404
    kept = approve_nothing(actor=request.auth, member=home, round_=round_)
    return NothingTold(member=member, round=round_.slug, approved_by=kept.approved_by, on=kept.on)


def _member(actor: Actor, slug: str) -> Organisation:
    found = (one.participation.organisation for one in member_lines(actor.scope))
    return there(next((one for one in found if one.slug == slug), None))


def _told(one: MemberLine) -> MemberTold:
    home, benchmark = one.participation.organisation, one.benchmark
    return MemberTold(
        member=home.slug,
        name=home.name,
        group=one.participation.group,
        joined=one.participation.joined,
        signed=one.is_signed,
        benchmarked=one.is_benchmarked,
        protocol=benchmark.protocol if benchmark else "",
        benchmark_until=benchmark.valid_until if benchmark else None,
    )


def _card(found: Card) -> CardTold:
    home = found.organisation
    return CardTold(
        member=home.slug,
        name=home.name,
        group=found.participation.group,
        joined=found.participation.joined,
        benchmarks=[
            BenchmarkTold(
                protocol=one.protocol,
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                superseded_on=one.superseded.on if hasattr(one, "superseded") else None,
                superseded_by=one.superseded.by.protocol if hasattr(one, "superseded") else None,
            )
            for one in found.benchmarks
        ],
        nothing=[
            NothingTold(member=home.slug, round=one.round.slug, approved_by=one.approved_by, on=one.on)
            for one in found.nothing
        ],
        seats=[
            SeatOfMember(person=str(one.person), email=one.person.email, role=one.role) for one in found.seats
        ],
        entitled=found.standing.is_entitled if found.standing else None,
        missing=[missing_told(one) for one in found.standing.missing] if found.standing else [],
    )
