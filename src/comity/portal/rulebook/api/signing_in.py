"""Operations of how members' people sign in."""

from ninja import Router, Schema
from pydantic import Field

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.rulebook.services import ask_members_for_factor
from comity.portal.tenants.roles import Role

router = Router(tags=["settings"])


class SigningInTold(Schema):
    members_second_factor: bool = Field(description="members' people give one in each session")


class SigningInAsked(Schema):
    members_second_factor: bool


@router.get(
    "/settings/signing-in",
    operation_id="signing_in",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: SigningInTold, **problems()},
    summary="Whether members' people are asked for a second factor",
)
def show(request: Asked, programme: Slug) -> SigningInTold:
    return SigningInTold(members_second_factor=request.auth.programme.members_second_factor)


@router.post(
    "/settings/signing-in",
    operation_id="ask_for_factor",
    auth=admits_token(Grant.SETTINGS, Role.MANAGER),
    response={200: SigningInTold, **problems(409)},
    summary="Ask members' people for a second factor, or leave it to them",
)
@once(200)
def choose(
    request: Asked, programme: Slug, said: SigningInAsked, idempotency_key: IdempotencyKey = ""
) -> SigningInTold:
    """From their next page on. Keys of programs go on."""
    ask_members_for_factor(actor=request.auth, is_asked=said.members_second_factor)
    return SigningInTold(members_second_factor=said.members_second_factor)
