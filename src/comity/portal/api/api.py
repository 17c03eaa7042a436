"""Operations of webhooks, and of the token itself."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Path, Router, Schema, Status
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.hooks import add_hook, end_hook, told_secret
from comity.portal.api.models import Delivery, Grant, Webhook
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, newest_first
from comity.portal.api.queries import hooks_of
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import EVERYBODY, Role

router = Router(tags=["webhooks"])
HOOKERS = (Role.MANAGER, Role.ADMIN)
HookNumber = Annotated[int, Path(ge=1, le=2**53)]
Event = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,60}$")]


class TokenTold(Schema):
    programme: str
    organisation: str
    person: str
    name: str
    grants: list[str]
    expires_at: datetime


class HookTold(Schema):
    hook: int
    url: str
    events: list[str]
    made_at: datetime


class HookMade(HookTold):
    secret: str = Field(description="to verify signatures with; told once")


class HooksTold(Schema):
    hooks: list[HookTold]


class HookAsked(Schema):
    url: Annotated[str, StringConstraints(max_length=500)]
    events: Annotated[list[Event], Field(min_length=1, max_length=20)]


class DeliveryTold(Schema):
    delivery: int
    what: str
    state: str
    attempts: int
    status: int | None
    problem: str
    due_at: datetime


class DeliveriesTold(Page):
    deliveries: list[DeliveryTold]


@router.get(
    "/token",
    operation_id="token",
    auth=admits_token(None, *EVERYBODY),
    response={200: TokenTold, **problems()},
    summary="What this token is",
)
def token(request: Asked, programme: Slug) -> TokenTold:
    found = request.token
    return TokenTold(
        programme=found.programme.slug,
        organisation=found.organisation.slug,
        person=found.person.email,
        name=found.name,
        grants=list(found.grants),
        expires_at=found.expires_at,
    )


@router.get(
    "/webhooks",
    operation_id="webhooks",
    auth=admits_token(Grant.WEBHOOKS, *HOOKERS),
    response={200: HooksTold, **problems()},
    summary="The organisation's webhooks",
)
def hooks(request: Asked, programme: Slug) -> HooksTold:
    return HooksTold(hooks=[HookTold(**_facts(one)) for one in hooks_of(request.auth)])


@router.post(
    "/webhooks",
    operation_id="add_webhook",
    auth=admits_token(Grant.WEBHOOKS, *HOOKERS),
    response={201: HookMade, **problems()},
    summary="Have a machine told when something happens",
)
def add(request: Asked, programme: Slug, said: HookAsked) -> Status[HookMade]:
    """Its answer holds a secret, which is kept nowhere: so it takes no idempotency key."""
    hook = add_hook(actor=request.auth, url=said.url, events=said.events)
    return Status(201, HookMade(**_facts(hook), secret=told_secret(hook)))


@router.delete(
    "/webhooks/{hook}",
    operation_id="end_webhook",
    auth=admits_token(Grant.WEBHOOKS, *HOOKERS),
    response={204: None, **problems()},
    summary="Tell that machine no more",
)
def end(request: Asked, programme: Slug, hook: HookNumber) -> Status[None]:
    end_hook(actor=request.auth, hook=_hook(request.auth, hook))
    return Status(204, None)


@router.get(
    "/webhooks/{hook}/deliveries",
    operation_id="webhook_deliveries",
    auth=admits_token(Grant.WEBHOOKS, *HOOKERS),
    response={200: DeliveriesTold, **problems()},
    summary="What was told, and how it went, the newest first",
)
def deliveries(
    request: Asked, programme: Slug, hook: HookNumber, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> DeliveriesTold:
    of = f"deliveries of {_hook(request.auth, hook).pk}"
    found = Delivery.objects.within(request.auth.scope).filter(hook=hook).select_related("fact")
    told, following = newest_first(found, of, cursor=cursor, most=limit, as_told=_delivery)
    return DeliveriesTold(deliveries=told, next_cursor=following)


def _hook(actor: Actor, number: int) -> Webhook:
    return there(hooks_of(actor).filter(pk=number).first())


def _facts(one: Webhook) -> dict[str, Any]:
    return {"hook": one.pk, "url": one.url, "events": list(one.events), "made_at": one.made_at}


def _delivery(one: Delivery) -> DeliveryTold:
    return DeliveryTold(
        delivery=one.pk,
        what=one.fact.verb,
        state=one.state,
        attempts=one.attempts,
        status=one.status,
        problem=one.problem,
        due_at=one.due_at,
    )
