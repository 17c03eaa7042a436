"""Operations of rounds: the state of a round, a member's standing in it, and assembling."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import Field, StringConstraints, model_validator

from comity.portal.api.answers import Date, Name, RoundAsked, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.lists.models import ListVersion
from comity.portal.membership.api import MissingLink, missing_told
from comity.portal.membership.models import Round
from comity.portal.membership.queries import round_asked, round_named, rounds_of
from comity.portal.rounds.calendar import open_round, remind, set_calendar
from comity.portal.rounds.models import Assembly
from comity.portal.rounds.queries import assemblies_of, cockpit_of, own_standing
from comity.portal.rounds.services import start_assembly
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role

router = Router(tags=["rounds"])
member_router = Router(tags=["standing"])


class DutyTold(Schema):
    code: str
    state: str
    due: date
    message: str


class StandingTold(Schema):
    round: str
    on: date
    entitled: bool
    contributed_rows: int
    missing: list[MissingLink]
    duties: list[DutyTold]


class RoundTold(Schema):
    round: str
    cutoff: date
    opens_on: date
    lists_due_on: date
    remind_days: list[int]


RemindDays = Annotated[
    list[Literal[14, 7, 3, -1, -7]],
    Field(max_length=5, description="days before lists are due on which reminders go out; below 0: after it"),
]


class DaysAsked(Schema):
    lists_due_on: Date
    remind_days: RemindDays


class CalendarAsked(Schema):
    round: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
    cutoff: Date
    opens_on: Date
    lists_due_on: Date
    remind_days: RemindDays = Field(default=[14, 3, -1, -7])

    @model_validator(mode="after")
    def in_order(self) -> "CalendarAsked":
        if self.lists_due_on < self.opens_on:
            raise ValueError("lists would be due before the round opens")
        return self


class RemindAsked(Schema):
    members: list[Name] | None = Field(default=None, max_length=500)


class RemindedTold(Schema):
    reminded: int = Field(description="members who were written to")


class RoundsTold(Schema):
    rounds: list[RoundTold]


class LineTold(Schema):
    member: str
    name: str
    entitled: bool
    list_version: int | None
    list_state: str = Field(description="stored, read, unreadable or withdrawn; empty where no list was sent")
    accepted_rows: int
    reminded_at: datetime | None
    missing: list[MissingLink]


class AssemblyTold(Schema):
    number: int
    state: str
    manifest: str
    not_before: date | None


class CockpitTold(Schema):
    round: RoundTold
    members: list[LineTold]
    assemblies: list[AssemblyTold]


@member_router.get(
    "/standing",
    operation_id="standing",
    auth=admits_token(Grant.STANDING, *MEMBER),
    response={200: StandingTold, **problems()},
    summary="Where the company stands in a round",
)
def standing(
    request: Asked, programme: Slug, organisation: Slug, round_slug: RoundAsked = ""
) -> StandingTold:
    """Without `round`: in the one that is open."""
    actor = request.auth
    asked = there(round_asked(actor.scope, round_slug))
    found = own_standing(actor.scope, asked, actor.organisation.slug)
    return StandingTold(
        round=asked.slug,
        on=found.on,
        entitled=found.is_entitled,
        contributed_rows=found.contributed_rows,
        missing=[missing_told(one) for one in found.missing],
        duties=[
            DutyTold(code=one.code, state=one.state.value, due=one.due, message=one.message)
            for one in found.duties
        ],
    )


@router.get(
    "/rounds",
    operation_id="rounds",
    auth=admits_token(Grant.ROUNDS_READ, *SECRETARIAT),
    response={200: RoundsTold, **problems()},
    summary="The programme's rounds, the latest cut-off first",
)
def rounds(request: Asked, programme: Slug) -> RoundsTold:
    return RoundsTold(rounds=[round_told(one) for one in rounds_of(request.auth.scope)])


@router.post(
    "/rounds",
    operation_id="open_round",
    auth=admits_token(Grant.ROUNDS_WRITE, Role.MANAGER),
    response={201: RoundTold, **problems(409)},
    summary="Put a round into the calendar",
)
@once(201)
def begin(
    request: Asked, programme: Slug, said: CalendarAsked, idempotency_key: IdempotencyKey = ""
) -> RoundTold:
    made = open_round(
        actor=request.auth,
        slug=said.round,
        cutoff=said.cutoff,
        opens_on=said.opens_on,
        lists_due_on=said.lists_due_on,
        remind_days=set(said.remind_days),
    )
    return round_told(made)


@router.get(
    "/rounds/{round_slug}",
    operation_id="round",
    auth=admits_token(Grant.ROUNDS_READ, *SECRETARIAT),
    response={200: CockpitTold, **problems()},
    summary="One line a member, with what is missing and what to do",
)
def cockpit(request: Asked, programme: Slug, round_slug: Slug) -> CockpitTold:
    scope, asked = request.auth.scope, there(round_named(request.auth.scope, round_slug))
    return CockpitTold(
        round=round_told(asked),
        members=[
            LineTold(
                member=line.slug,
                name=line.name,
                entitled=line.standing.is_entitled,
                list_version=line.list.number if line.list else None,
                list_state=_state(line.list),
                reminded_at=line.reminded_at,
                accepted_rows=line.list.accepted if line.list and line.list.counts else 0,
                missing=[missing_told(one) for one in line.standing.missing],
            )
            for line in cockpit_of(scope, asked).lines
        ],
        assemblies=[assembly_told(one) for one in assemblies_of(scope, asked)],
    )


@router.post(
    "/rounds/{round_slug}/calendar",
    operation_id="set_calendar",
    auth=admits_token(Grant.ROUNDS_WRITE, Role.MANAGER),
    response={200: RoundTold, **problems()},
    summary="Move the day on which lists are due, and those of reminders",
)
@once(200)
def keep_calendar(
    request: Asked,
    programme: Slug,
    round_slug: Slug,
    said: DaysAsked,
    idempotency_key: IdempotencyKey = "",
) -> RoundTold:
    asked, days = there(round_named(request.auth.scope, round_slug)), set(said.remind_days)
    set_calendar(actor=request.auth, round_=asked, lists_due_on=said.lists_due_on, remind_days=days)
    return round_told(there(round_named(request.auth.scope, round_slug)))


@router.post(
    "/rounds/{round_slug}/reminders",
    operation_id="remind_members",
    auth=admits_token(Grant.ROUNDS_WRITE, Role.MANAGER),
    response={201: RemindedTold, **problems(409)},
    summary="Remind members of what they lack, each in their language",
)
@once(201)
def remind_who_lacks(
    request: Asked,
    programme: Slug,
    round_slug: Slug,
    said: RemindAsked,
    idempotency_key: IdempotencyKey = "",
) -> RemindedTold:
    """Without `members`: all who lack something."""
    asked = there(round_named(request.auth.scope, round_slug))
    return RemindedTold(reminded=remind(actor=request.auth, round_=asked, members=said.members))


@router.post(
    "/rounds/{round_slug}/assemblies",
    operation_id="assemble_round",
    auth=admits_token(Grant.ROUNDS_WRITE, Role.MANAGER),
    response={202: AssemblyTold, **problems(409)},
    summary="Assemble the round over the lists that count now",
)
@once(202)
def assemble(
    request: Asked, programme: Slug, round_slug: Slug, idempotency_key: IdempotencyKey = ""
) -> AssemblyTold:
    """It is done by a worker: ask for the round until the assembly is `ready` or `refused`."""
    asked = there(round_named(request.auth.scope, round_slug))
    return assembly_told(start_assembly(actor=request.auth, round_=asked))


def _state(version: ListVersion | None) -> str:
    if version is None:
        return ""
    return "withdrawn" if version.withdrawn_at else version.state


def round_told(one: Round) -> RoundTold:
    return RoundTold(
        round=one.slug,
        cutoff=one.cutoff,
        opens_on=one.opens_on,
        lists_due_on=one.lists_due_on,
        remind_days=list(one.remind_days),
    )


def assembly_told(one: Assembly) -> AssemblyTold:
    return AssemblyTold(number=one.number, state=one.state, manifest=one.manifest, not_before=one.not_before)
