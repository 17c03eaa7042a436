"""Operations of recalls: issuers' notices, and a supplier's own word that a report no longer counts."""

from datetime import datetime
from typing import Annotated

from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.exchange import Ground, PublicKey
from comity.portal.api.answers import Digest, Slug, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.exchange.desk import visit_token
from comity.portal.exchange.queries import desk_of, raise_desk_fence
from comity.portal.recognition.models import Notice
from comity.portal.recognition.queries import (
    notices,
)
from comity.portal.recognition.services import (
    recall,
    take_notice,
)
from comity.portal.recognition.sizes import notice_of
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import Role

router = Router(tags=["recognition"])


class RecallAsked(Schema):
    report: Digest = Field(description="of the sealed bytes, as the desk tells it")
    ground: Annotated[str, StringConstraints(pattern=one_of(one.name for one in Ground))]


class RecalledByUs(Schema):
    report: str
    ground: str


class NoticeTold(Schema):
    report: str
    ground: str
    by: str
    fingerprint: str
    signed_at: datetime
    at: datetime


class NoticesTold(Schema):
    notices: list[NoticeTold]


@router.get(
    "/recalls",
    operation_id="recalls",
    auth=admits_token(Grant.RECALLS, Role.MANAGER),
    response={200: NoticesTold, **problems()},
    summary="Issuers' notices that a report no longer counts",
)
def recalls(request: Asked, programme: Slug) -> NoticesTold:
    """Never whom they concern."""
    return NoticesTold(notices=[_notice(one) for one in notices(request.auth.scope)])


@router.post(
    "/recalls",
    operation_id="take_recall",
    auth=admits_token(Grant.RECALLS, Role.MANAGER),
    response={201: NoticeTold, **problems(409, 413)},
    summary="Take an issuer's signed notice: who relied on the report is told",
)
@once(201)
def take(
    request: Asked,
    programme: Slug,
    file: Annotated[UploadedFile, File(description="as `comity report recall` writes it; up to 1 MB")],
    digits: Annotated[str, Form(max_length=40, pattern=r"^[0-9a-fA-F ]*$", description="of the issuer's key, by telephone")],
    idempotency_key: IdempotencyKey = "",
) -> NoticeTold:  # fmt: skip
    return _notice(take_notice(actor=request.auth, paper=notice_of(file), digits=digits))


@router.post(
    "/desk/recalls",
    operation_id="recall_report",
    auth=admits_token(Grant.DESK, Role.SUPPLIER),
    response={200: RecalledByUs, **problems(409)},
    summary="Say that a report that the supplier shared no longer counts",
)
@once(200)
def recall_own(
    request: Asked, programme: Slug, said: RecallAsked, idempotency_key: IdempotencyKey = ""
) -> RecalledByUs:
    """Who relied on it is told, and nobody else."""
    desk = raise_desk_fence(there(desk_of(request.auth.scope)))
    recall(token=visit_token(desk), ground=said.ground, report=said.report)
    return RecalledByUs(report=said.report, ground=Ground[said.ground].value)


def _notice(one: Notice) -> NoticeTold:
    return NoticeTold(
        report=one.report,
        ground=Ground[one.ground].value,
        by=one.by_name,
        fingerprint=PublicKey.of_text(one.public).fingerprint,
        signed_at=one.signed_at,
        at=one.at,
    )
