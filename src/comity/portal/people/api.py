"""Operations of people: who has a seat, who is invited, and who ends it. A Secretariat's, and each member's own."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import Http404
from django.urls import reverse
from ninja import Path, Router, Schema, Status
from pydantic import StringConstraints

from comity.portal.accounts.services import end_seat, invite_by_mail, withdraw_invitation
from comity.portal.api.answers import Email, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.queries import open_invitations, organisation_of, organisations_of, seats_within
from comity.portal.tenants.roles import MEMBER, Role

router, member_router = Router(tags=["people"]), Router(tags=["people"])
RowNumber = Annotated[int, Path(ge=1, le=2**53)]


class SeatTold(Schema):
    seat: int
    person: str
    email: str
    organisation: str
    role: str


class InvitedTold(Schema):
    invitation: int
    email: str
    organisation: str
    role: str
    expires_at: datetime


class PeopleTold(Schema):
    seats: list[SeatTold]
    invitations: list[InvitedTold]


class InviteAsked(Schema):
    email: Email
    role: Role
    organisation: Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{0,60}$")] = ""


class OwnInviteAsked(Schema):
    email: Email
    role: Role


class InviteTold(Schema):
    email: str
    organisation: str
    role: str


@router.get(
    "/people",
    operation_id="people",
    auth=admits_token(Grant.PEOPLE, Role.MANAGER),
    response={200: PeopleTold, **problems()},
    summary="Who has a seat in the programme, and who is invited",
)
def people(request: Asked, programme: Slug) -> PeopleTold:
    return _told(request.auth)


@router.post(
    "/people/invitations",
    operation_id="invite_person",
    auth=admits_token(Grant.PEOPLE, Role.MANAGER),
    response={201: InviteTold, **problems(409)},
    summary="Send somebody a link that gives a seat",
)
def invite(request: Asked, programme: Slug, said: InviteAsked) -> Status[InviteTold]:
    """The link goes out by mail alone. Without an organisation: one's own."""
    known = {one.slug: one for one in organisations_of(request.auth.scope)}
    home = there(known.get(said.organisation) if said.organisation else request.auth.organisation)
    return Status(201, _invited(request, home, said.email, said.role))


@router.delete(
    "/people/seats/{seat}",
    operation_id="end_seat",
    auth=admits_token(Grant.PEOPLE, Role.MANAGER),
    response={204: None, **problems(409)},
    summary="End a seat, at once",
)
def end(request: Asked, programme: Slug, seat: RowNumber) -> Status[None]:
    return _ended(request.auth, seat)


@router.delete(
    "/people/invitations/{invitation}",
    operation_id="withdraw_invitation",
    auth=admits_token(Grant.PEOPLE, Role.MANAGER),
    response={204: None, **problems()},
    summary="Take back an invitation that nobody has used",
)
def withdraw(request: Asked, programme: Slug, invitation: RowNumber) -> Status[None]:
    return _withdrawn(request.auth, invitation)


@member_router.get(
    "/people",
    operation_id="own_people",
    auth=admits_token(Grant.PEOPLE, Role.ADMIN),
    response={200: PeopleTold, **problems()},
    summary="Who has a seat in the company, and who is invited",
)
def own_people(request: Asked, programme: Slug, organisation: Slug) -> PeopleTold:
    return _told(request.auth)


@member_router.post(
    "/people/invitations",
    operation_id="invite_own_person",
    auth=admits_token(Grant.PEOPLE, Role.ADMIN),
    response={201: InviteTold, **problems(409)},
    summary="Send a colleague a link that gives a seat",
)
def invite_own(
    request: Asked, programme: Slug, organisation: Slug, said: OwnInviteAsked
) -> Status[InviteTold]:
    """A role of members alone: for another one it is not found."""
    if said.role not in MEMBER:
        raise Http404
    return Status(201, _invited(request, organisation_of(request.auth.scope), said.email, said.role))


@member_router.delete(
    "/people/seats/{seat}",
    operation_id="end_own_seat",
    auth=admits_token(Grant.PEOPLE, Role.ADMIN),
    response={204: None, **problems(409)},
    summary="End a colleague's seat, at once",
)
def end_own(request: Asked, programme: Slug, organisation: Slug, seat: RowNumber) -> Status[None]:
    return _ended(request.auth, seat)


@member_router.delete(
    "/people/invitations/{invitation}",
    operation_id="withdraw_own_invitation",
    auth=admits_token(Grant.PEOPLE, Role.ADMIN),
    response={204: None, **problems()},
    summary="Take back a colleague's invitation that nobody has used",
)
def withdraw_own(request: Asked, programme: Slug, organisation: Slug, invitation: RowNumber) -> Status[None]:
    return _withdrawn(request.auth, invitation)


def _told(actor: Actor) -> PeopleTold:
    return PeopleTold(
        seats=[
            SeatTold(
                seat=one.pk,
                person=one.person.name,
                email=one.person.email,
                organisation=one.organisation.slug,
                role=one.role,
            )
            for one in seats_within(actor.scope)
        ],
        invitations=[
            InvitedTold(
                invitation=one.pk,
                email=one.email,
                organisation=one.organisation.slug if one.organisation else "",
                role=one.role,
                expires_at=one.expires_at,
            )
            for one in open_invitations(actor.scope, at=datetime.now(UTC))
        ],
    )


def _invited(request: Asked, home: Organisation, email: str, role: Role) -> InviteTold:
    invite_by_mail(
        actor=request.auth,
        email=email,
        organisation=home,
        role=role,
        address=lambda token: request.build_absolute_uri(reverse("begin", kwargs={"token": token})),
    )
    return InviteTold(email=email, organisation=home.slug, role=role.value)


def _ended(actor: Actor, seat: int) -> Status[None]:
    found = there(next((one for one in seats_within(actor.scope) if one.pk == seat), None))
    end_seat(actor=actor, seat=found)
    return Status(204, None)


def _withdrawn(actor: Actor, invitation: int) -> Status[None]:
    found = open_invitations(actor.scope, at=datetime.now(UTC))
    withdraw_invitation(
        actor=actor, invitation=there(next((one for one in found if one.pk == invitation), None))
    )
    return Status(204, None)
