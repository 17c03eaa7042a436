"""Operations of lanes: kinds of assurance as text, in versions, and the rounds that they serve."""

from typing import Annotated

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from comity.membership import default_lane
from comity.portal.api.answers import Number, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.membership.queries import round_named
from comity.portal.programme.queries import lane_numbered, lane_template
from comity.portal.rulebook.queries import lanes_known
from comity.portal.rulebook.services import (
    add_lane,
    serve_round,
)
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import SECRETARIAT, Role

router = Router(tags=["settings"])
Toml = Annotated[str, StringConstraints(min_length=1, max_length=50_000, pattern=r"^[^\x00]*$")]


class LaneTold(Schema):
    lane: str
    number: int
    name: str
    rounds: list[str]


class LanesTold(Schema):
    lanes: list[LaneTold]


class LaneAsked(Schema):
    text: Toml


class LaneAdded(Schema):
    lane: str
    number: int
    digest: str


class LaneTextTold(LaneAdded):
    text: str


class RoundLaneAsked(Schema):
    lane: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    number: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class RoundLaneTold(Schema):
    round: str
    lane: str
    number: int


@router.get(
    "/settings/lanes",
    operation_id="lanes",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: LanesTold, **problems()},
    summary="The lanes of the programme, and the rounds that they serve",
)
def lanes(request: Asked, programme: Slug) -> LanesTold:
    """The lane without a name is the one that comes with Comity."""
    found = lanes_known(request.auth.scope)
    return LanesTold(
        lanes=[
            LaneTold(lane=one.slug, number=one.number, name=one.lane.name, rounds=list(one.rounds))
            for one in found
        ]
    )


@router.post(
    "/settings/lanes",
    operation_id="add_lane",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={201: LaneAdded, **problems(409)},
    summary="Add a lane, or the next version of one",
)
@once(201)
def add(request: Asked, programme: Slug, said: LaneAsked, idempotency_key: IdempotencyKey = "") -> LaneAdded:
    version = add_lane(actor=request.auth, text=said.text)
    return LaneAdded(lane=version.slug, number=version.number, digest=version.digest)


@router.get(
    "/settings/lanes/template",
    operation_id="lane_template",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: LaneTextTold, **problems()},
    summary="The lane that comes with Comity, as text: what a new one begins with",
)
def template(request: Asked, programme: Slug) -> LaneTextTold:
    return LaneTextTold(lane="", number=0, digest=default_lane().digest, text=lane_template())


@router.get(
    "/settings/lanes/{lane}/{number}",
    operation_id="lane",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: LaneTextTold, **problems()},
    summary="One version of a lane, as text",
)
def show_lane(request: Asked, programme: Slug, lane: Slug, number: Number) -> LaneTextTold:
    found = there(lane_numbered(request.auth.scope, lane, number))
    return LaneTextTold(lane=found.slug, number=found.number, digest=found.digest, text=found.text)


@router.post(
    "/rounds/{round_slug}/lane",
    operation_id="choose_lane",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: RoundLaneTold, **problems(409)},
    summary="Give a lane to a round, before its lists come",
)
@once(200)
def choose(
    request: Asked,
    programme: Slug,
    round_slug: Slug,
    said: RoundLaneAsked,
    idempotency_key: IdempotencyKey = "",
) -> RoundLaneTold:
    round_ = round_named(request.auth.scope, round_slug)
    is_numbered = 0 < said.number < 2**31
    version = lane_numbered(request.auth.scope, said.lane, said.number) if is_numbered else None
    if round_ is None or (said.lane and version is None):
        raise Http404
    serve_round(actor=request.auth, round_=round_, lane=version)
    return RoundLaneTold(round=round_.slug, lane=said.lane, number=version.number if version else 0)
