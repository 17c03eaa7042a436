"""Operations of a supplier that keeps its desk in an account: answer, share sealed reports, take back, receipts.

A call passes as its person, and acts by a link for this visit, as the page of the account does. Reports come sealed: the portal can
open none of them.
"""

import json
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from typing import Annotated, Literal

from django.http import FileResponse
from ninja import File, Form, Query, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.exchange import MOST_BYTES
from comity.exchange.errors import ReportRefused
from comity.portal.api.answers import Digest, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.exchange.api.told import GrantTold, grant_told
from comity.portal.exchange.desk import (
    answer_from_account,
    refer_to_platform,
    revoke,
    take_sealed,
    visit_token,
)
from comity.portal.exchange.models import Desk
from comity.portal.exchange.queries import (
    Shown,
    asks_at,
    desk_of,
    grants_of,
    kept_grant_of,
    kept_reports,
    member_keys,
    raise_desk_fence,
    receipts_of,
)
from comity.portal.exchange.steps import platform_signer
from comity.portal.ports.clock import now
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import Role

router = Router(tags=["desk"])
RefAsked = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
Key = Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]
Sealed = Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]


class AskedOfUs(Schema):
    request: str
    member: str
    site: str
    purpose: str
    state: str
    answer_by: datetime
    access_until: datetime | None
    key: str = Field(description="the member's public key, to seal to; ask for its digits by another way")
    grants: list[GrantTold]
    choice: str = Field(description="what the member decided, without its reason")


class KeptReportTold(Schema):
    report: str = Field(description="digest of the sealed bytes")
    bytes: int
    sites: list[str]
    members: list[str]
    at: datetime
    recalled: str


class DeskTold(Schema):
    public: str = Field(description="the supplier's own key, once it sealed something")
    requests: list[AskedOfUs]
    reports: list[KeptReportTold]


class WordAsked(Schema):
    request: RefAsked
    word: Literal["yes", "no", "none"] = Field(description="none: there is no such audit")
    months: Literal[3, 6, 12] = Field(default=12, description="for which the report may be read")


class WordsToMembersAsked(Schema):
    answers: Annotated[list[WordAsked], Field(min_length=1, max_length=1_000)]


class ShareAgainAsked(Schema):
    public: Key
    report: Digest = Field(description="of the sealed bytes that lie here already")
    grants: dict[RefAsked, Sealed] = Field(description="request: the grant, as base64")


class RevokeAsked(Schema):
    request: RefAsked


class ReferAsked(RevokeAsked):
    platform: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    reference: Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]


@router.get(
    "/desk",
    operation_id="desk",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={200: DeskTold, **problems()},
    summary="What members ask the supplier for, and what it shared",
)
def show(request: Asked, programme: Slug) -> DeskTold:
    return _told(_desk(request.auth))


@router.post(
    "/desk/answers",
    operation_id="answer_requests",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={200: DeskTold, **problems(409)},
    summary="Answer requests: yes, no, or that there is no such audit",
)
@once(200)
def answer(
    request: Asked, programme: Slug, said: WordsToMembersAsked, idempotency_key: IdempotencyKey = ""
) -> DeskTold:
    """A request without a word stays as it is: silence shares nothing."""
    desk = _desk(request.auth)
    answer_from_account(
        desk=desk,
        answers={one.request: one.word for one in said.answers},
        months=12,
        each={one.request: one.months for one in said.answers},
    )
    return _told(desk)


@router.post(
    "/desk/reports",
    operation_id="share_report",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={201: DeskTold, **problems(409, 413)},
    summary="Share a sealed report with those who asked for it and were told yes",
)
@once(201)
def share(
    request: Asked,
    programme: Slug,
    file: Annotated[UploadedFile, File(description="the sealed report")],
    kept: Annotated[UploadedFile, File(description="the supplier's own grant of it")],
    public: Annotated[str, Form(max_length=2_000, pattern=r"^[^\x00]*$", description="the supplier's key")],
    grants: Annotated[str, Form(max_length=10_000_000, description="JSON: request to grant, as base64")],
    part: Annotated[Literal["report", "plan"], Form()] = "report",
    idempotency_key: IdempotencyKey = "",
) -> DeskTold:
    desk = _desk(request.auth)
    take_sealed(
        token=visit_token(desk),
        public=public,
        part=part,
        body=file.read(MOST_BYTES + 128 * 1024),
        kept=kept.read(1024**2),
        grants=_opened(_mapping(grants)),
    )
    return _told(_desk(request.auth))


@router.post(
    "/desk/reports/again",
    operation_id="share_report_again",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={201: DeskTold, **problems(409)},
    summary="Share a report that lies here with further members",
)
@once(201)
def share_again(
    request: Asked, programme: Slug, said: ShareAgainAsked, idempotency_key: IdempotencyKey = ""
) -> DeskTold:
    desk, grants = _desk(request.auth), _opened(said.grants)
    take_sealed(
        token=visit_token(desk), public=said.public, part="report", body=b"",
        kept=next(iter(grants.values()), b""), grants=grants, again=said.report,
    )  # fmt: skip
    return _told(_desk(request.auth))


@router.get(
    "/desk/kept",
    operation_id="kept_grant",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response=problems(),
    openapi_extra=file_of("application/octet-stream"),
    summary="The supplier's own grant of a report, sealed to its own key",
)
def kept_grant(
    request: Asked,
    programme: Slug,
    report: Annotated[str, Query(pattern=r"^sha256:[0-9a-f]{64}$", description="as the desk tells it")],
) -> FileResponse:
    return file_answer(there(kept_grant_of(_desk(request.auth), report)), name="kept.grant")


@router.post(
    "/desk/revocations",
    operation_id="revoke_access",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={200: DeskTold, **problems(409)},
    summary="Take access back: the grant is deleted",
)
@once(200)
def take_back(
    request: Asked, programme: Slug, said: RevokeAsked, idempotency_key: IdempotencyKey = ""
) -> DeskTold:
    desk = _desk(request.auth)
    revoke(token=visit_token(desk), ref=said.request)
    return _told(desk)


@router.post(
    "/desk/referrals",
    operation_id="refer_to_platform",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={200: DeskTold, **problems(409)},
    summary="Say on which platform the report lies, instead of sharing it here",
)
@once(200)
def refer(
    request: Asked, programme: Slug, said: ReferAsked, idempotency_key: IdempotencyKey = ""
) -> DeskTold:
    desk = _desk(request.auth)
    refer_to_platform(
        token=visit_token(desk), ref=said.request, platform=said.platform, reference=said.reference
    )
    return _told(desk)


@router.get(
    "/desk/receipts",
    operation_id="desk_receipts",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response=problems(),
    openapi_extra=file_of("application/json"),
    summary="Receipts of all that was asked of the supplier",
)
def receipts(request: Asked, programme: Slug) -> FileResponse:
    desk = _desk(request.auth)
    refs = [one.ask.ref for one in asks_at(desk, at=now())]
    data = receipts_of(request.auth.scope, refs, platform_signer(request.auth.programme.slug))
    return file_answer(data, name="receipts.json")


def _desk(actor: Actor) -> Desk:
    return raise_desk_fence(there(desk_of(actor.scope)))


def _mapping(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ReportRefused("The grants are not JSON, request to base64.", remedy="Send them so.")
    return found


def _opened(grants: dict[str, str]) -> dict[str, bytes]:
    try:
        return {ref: b64decode(one, validate=True) for ref, one in grants.items()}
    except NotBase64 as error:
        raise ReportRefused("A grant is not base64.", remedy="Encode the sealed grant.") from error


def _told(desk: Desk) -> DeskTold:
    found = asks_at(desk, at=now())
    asks = [one.ask for one in found]
    grants, keys = grants_of(asks), member_keys(asks)
    return DeskTold(
        public=desk.public,
        requests=[
            _asked(
                one,
                [grant_told(it) for it in grants.get(one.ask.pk, ())],
                keys.get(one.ask.organisation_id, ""),
            )
            for one in found
        ],
        reports=[
            KeptReportTold(
                report=one.body.digest,
                bytes=one.body.size,
                sites=list(one.sites),
                members=list(one.members),
                at=one.body.at,
                recalled=one.body.recalled,
            )
            for one in kept_reports(desk)
        ],
    )


def _asked(one: Shown, grants: list[GrantTold], key: str) -> AskedOfUs:
    return AskedOfUs(
        request=one.ask.ref,
        member=one.request.member,
        site=one.ask.site,
        purpose=one.request.purpose.value,
        state=one.state.value,
        answer_by=one.ask.answer_by,
        access_until=one.ask.access_until,
        key=key,
        grants=grants,
        choice=one.ask.choice,
    )
