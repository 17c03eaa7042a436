"""Operations of policies: the rules of disclosure in versions, what a change would do, adopting one."""

from datetime import date, datetime
from typing import Annotated

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Number, Sentence, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.jobs.queries import last_job
from comity.portal.programme.models import PolicyVersion
from comity.portal.programme.queries import (
    adopted,
    policies_of,
    policy_from_text,
    policy_now,
    policy_numbered,
    policy_text_now,
)
from comity.portal.rulebook.models import PolicyPreview
from comity.portal.rulebook.queries import changes, previews_of
from comity.portal.rulebook.services import (
    PREVIEW,
    adopt_policy,
    propose_policy,
    start_preview,
)
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import SECRETARIAT, Role
from comity.release import Policy

router = Router(tags=["settings"])
Toml = Annotated[str, StringConstraints(min_length=1, max_length=50_000, pattern=r"^[^\x00]*$")]


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


class PolicyTextTold(Schema):
    digest: str
    text: str


class OutcomeTold(Schema):
    """A round under one set of rules, in figures."""

    released: bool
    mode: str
    not_before: date
    accepted: int
    shown: int
    check_only: int
    withheld: int
    refusals: list[str]


class SitesMoved(Schema):
    """So many sites that come out otherwise; “–” is a site that is not there under these rules."""

    now: str
    then: str
    sites: int


class PreviewTold(Schema):
    round: str
    lists: int
    at: datetime
    state: str = Field(description="waiting, working, done, failed")
    now: OutcomeTold | None
    then: OutcomeTold | None
    moves: list[SitesMoved]


class PolicyShown(PolicyTold):
    text: str
    changes: list[RuleChanged]
    preview: PreviewTold | None


class PolicyProposed(Schema):
    number: int
    digest: str
    changes: list[RuleChanged]


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
            policy_told(one, is_adopted=last is not None and last.policy_id == one.pk)
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
    return PolicyProposed(number=version.number, digest=version.digest, changes=changes_told(now, version))


@router.get(
    "/settings/policies/in-force",
    operation_id="policy_in_force",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: PolicyTextTold, **problems()},
    summary="The rules that the programme goes by, as text",
)
def in_force(request: Asked, programme: Slug) -> PolicyTextTold:
    """What a proposal begins with."""
    scope = request.auth.scope
    return PolicyTextTold(digest=policy_now(scope).digest, text=policy_text_now(scope))


@router.get(
    "/settings/policies/{number}",
    operation_id="policy",
    auth=admits_token(Grant.SETTINGS, *SECRETARIAT),
    response={200: PolicyShown, **problems()},
    summary="One version: what it would change, and what the last preview found",
)
def show_policy(request: Asked, programme: Slug, number: Number) -> PolicyShown:
    scope, version = request.auth.scope, _policy(request.auth, number)
    last, previews = adopted(scope), previews_of(scope, version)
    told = policy_told(version, is_adopted=last is not None and last.policy_id == version.pk)
    return PolicyShown(
        **told.model_dump(),
        text=version.text,
        changes=changes_told(policy_now(scope), version),
        preview=preview_told(request.auth, previews[0]) if previews else None,
    )


@router.post(
    "/settings/policies/{number}/previews",
    operation_id="preview_policy",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER, Role.COUNSEL),
    response={202: PreviewTold, **problems(409)},
    summary="See on the lists in hand what a version would change",
)
@once(202)
def preview(
    request: Asked, programme: Slug, number: Number, idempotency_key: IdempotencyKey = ""
) -> PreviewTold:
    """A worker decides the round twice: ask for the version until its preview is `done` or `failed`."""
    return preview_told(request.auth, start_preview(actor=request.auth, policy=_policy(request.auth, number)))


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
    return policy_told(version, is_adopted=True)


def changes_told(now: Policy, version: PolicyVersion) -> list[RuleChanged]:
    found = changes(now, policy_from_text(version.text))
    return [RuleChanged(rule=one.rule, now=one.now, then=one.then) for one in found]


def preview_told(actor: Actor, one: PolicyPreview) -> PreviewTold:
    job, found = last_job(actor.scope, kind=PREVIEW, argument=one.pk), one.result or None
    return PreviewTold(
        round=one.round.slug,
        lists=len(one.lists),
        at=one.at,
        state=job.state if job else "",
        now=OutcomeTold.model_validate(found["now"]) if found else None,
        then=OutcomeTold.model_validate(found["then"]) if found else None,
        moves=[SitesMoved(now=now, then=then, sites=sites) for now, then, sites in found["moves"]]
        if found
        else [],
    )


def policy_told(one: PolicyVersion, *, is_adopted: bool) -> PolicyTold:
    return PolicyTold(number=one.number, note=one.note, digest=one.digest, at=one.at, is_adopted=is_adopted)


def _policy(actor: Actor, number: int) -> PolicyVersion:
    return there(policy_numbered(actor.scope, number))
