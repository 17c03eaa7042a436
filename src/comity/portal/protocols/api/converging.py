"""Operations of what all protocols have in common: the same for the Secretariat, for members and for offices that review."""

from datetime import date

from ninja import Router, Schema
from pydantic import Field

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.jobs.models import State
from comity.portal.protocols.queries import ASSESSORS
from comity.portal.protocols.queries.converging import FEWEST_MEMBERS, PARTS, Counted, counts_of, last_counts
from comity.portal.protocols.services.converging import start_count
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from comity.survey.demands import ToldDemand

router = Router(tags=["protocols"])
member_router = Router(tags=["protocols"])


class DemandTold(Schema):
    """Of one criterion; a count that is null is not told, or merged with the answer beside it."""

    criterion: str
    majority: bool = Field(
        description="demands it in full; where no count is told, nearly all do, or hardly anybody"
    )
    of: int
    counted_on: date
    in_full: int | None
    in_full_or_part: int | None
    in_part: int | None
    in_part_or_not: int | None
    none: int | None


class DemandsTold(Schema):
    criteria: str
    criteria_digest: str
    counted_on: date
    members: int
    needed: int = Field(description="members, before anything is told")
    beyond_low: float | None = Field(description="requirements of all together that no criterion holds")
    beyond_high: float | None
    demands: list[DemandTold]


class ConvergenceTold(Schema):
    editions: list[DemandsTold] = Field(
        description="of the criteria; what most members are compared with first"
    )


class CountStarted(Schema):
    done: bool = Field(description="false while a worker counts: ask for the figures again")


@router.get(
    "/protocols/convergence",
    operation_id="protocol_convergence",
    auth=admits_token(Grant.PROTOCOLS, *SECRETARIAT),
    response={200: ConvergenceTold, **problems()},
    summary="How many members' protocols demand each criterion",
)
def convergence(request: Asked, programme: Slug) -> ConvergenceTold:
    return _told(request.auth)


@router.post(
    "/protocols/convergence/count",
    operation_id="count_convergence",
    auth=admits_token(Grant.PROTOCOLS, Role.MANAGER),
    response={202: CountStarted, **problems(409)},
    summary="Count anew; what would give a single verdict away stands as it was told",
)
@once(202)
def count(request: Asked, programme: Slug, idempotency_key: IdempotencyKey = "") -> CountStarted:
    return CountStarted(done=start_count(actor=request.auth).state == State.DONE)


@member_router.get(
    "/protocols/convergence",
    operation_id="member_convergence",
    auth=admits_token(Grant.PROTOCOLS, *MEMBER),
    response={200: ConvergenceTold, **problems()},
    summary="How many members' protocols demand each criterion, as every member is told",
)
def convergence_for_member(request: Asked, programme: Slug, organisation: Slug) -> ConvergenceTold:
    return _told(request.auth)


@member_router.get(
    "/reviews/convergence",
    operation_id="office_convergence",
    auth=admits_token(Grant.PROTOCOLS, *ASSESSORS),
    response={200: ConvergenceTold, **problems()},
    summary="How many members' protocols demand each criterion, as every office is told",
)
def convergence_for_office(request: Asked, programme: Slug, organisation: Slug) -> ConvergenceTold:
    return _told(request.auth)


def _told(actor: Actor) -> ConvergenceTold:
    return ConvergenceTold(editions=[_edition(one) for one in last_counts(actor.scope)])


def _edition(found: Counted) -> DemandsTold:
    beyond = found.told.beyond.total if found.told.beyond else None
    return DemandsTold(
        criteria=found.row.criteria,
        criteria_digest=found.row.criteria_digest,
        counted_on=found.row.on,
        members=found.told.members,
        needed=FEWEST_MEMBERS,
        beyond_low=beyond.low[0] if beyond and beyond.low else None,
        beyond_high=beyond.high[0] if beyond and beyond.high else None,
        demands=[_demand(one) for one in found.told.demands],
    )


def _demand(one: ToldDemand) -> DemandTold:
    counts = {PARTS[part]: count for part, count in counts_of(one).items()}
    return DemandTold(
        criterion=one.criterion,
        majority=one.is_majority,
        of=one.of,
        counted_on=one.on,
        in_full=counts.get("in_full"),
        in_full_or_part=counts.get("in_full_or_part"),
        in_part=counts.get("in_part"),
        in_part_or_not=counts.get("in_part_or_not"),
        none=counts.get("not"),
    )
