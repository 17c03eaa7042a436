"""Operations of the programme's settings: lanes, and policies in versions."""

from datetime import datetime
from typing import Annotated

from django.http import Http404
from ninja import Router, Schema
from pydantic import StringConstraints

from comity.portal.api.answers import Number, Sentence, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.membership.queries import round_named
from comity.portal.programme.models import PolicyVersion
from comity.portal.programme.queries import (
    adopted,
    changes,
    lane_numbered,
    lanes_known,
    policies_of,
    policy_from_text,
    policy_now,
    policy_numbered,
)
from comity.portal.programme.services import add_lane, adopt_policy, propose_policy, serve_round
from comity.portal.tenants.gates import Actor
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


class RoundLaneAsked(Schema):
    lane: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""
    number: int = 0


class RoundLaneTold(Schema):
    round: str
    lane: str
    number: int


class PolicyTold(Schema):
    number: int
    note: str
    digest: str
    at: datetime
    is_adopted: bool


class PoliciesTold(Schema):
    in_force: str
    policies: list[PolicyTold]


class PolicyAsked(Schema):
    text: Toml
    note: Sentence


class RuleChanged(Schema):
    rule: str
    now: str
    then: str


class PolicyProposed(Schema):
    number: int
    digest: str
    changes: list[RuleChanged]


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


@router.get(
    "/settings/policies",
    operation_id="policies",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: PoliciesTold, **problems()},
    summary="The rules of disclosure, in versions",
)
def policies(request: Asked, programme: Slug) -> PoliciesTold:
    scope, last = request.auth.scope, adopted(request.auth.scope)
    return PoliciesTold(
        in_force=policy_now(scope).digest,
        policies=[
            PolicyTold(
                number=one.number,
                note=one.note,
                digest=one.digest,
                at=one.at,
                is_adopted=last is not None and last.policy_id == one.pk,
            )
            for one in policies_of(scope)
        ],
    )


@router.post(
    "/settings/policies",
    operation_id="propose_policy",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={201: PolicyProposed, **problems(409)},
    summary="Propose other rules; nothing changes until counsel adopts them",
)
@once(201)
def propose(
    request: Asked, programme: Slug, said: PolicyAsked, idempotency_key: IdempotencyKey = ""
) -> PolicyProposed:
    now = policy_now(request.auth.scope)
    version = propose_policy(actor=request.auth, text=said.text, note=said.note)
    differing = changes(now, policy_from_text(version.text))
    return PolicyProposed(
        number=version.number,
        digest=version.digest,
        changes=[RuleChanged(rule=one.rule, now=one.now, then=one.then) for one in differing],
    )


@router.post(
    "/settings/policies/{number}/adoption",
    operation_id="adopt_policy",
    auth=admits_token(Grant.SETTINGS, Role.COUNSEL),
    response={200: PolicyTold, **problems(409)},
    summary="The next assembly goes by these rules",
)
@once(200)
def adopt(
    request: Asked, programme: Slug, number: Number, idempotency_key: IdempotencyKey = ""
) -> PolicyTold:
    version = _policy(request.auth, number)
    adopt_policy(actor=request.auth, policy=version)
    return PolicyTold(
        number=version.number, note=version.note, digest=version.digest, at=version.at, is_adopted=True
    )


def _policy(actor: Actor, number: int) -> PolicyVersion:
    found = policy_numbered(actor.scope, number)
    if found is None:
        raise Http404
    return found
