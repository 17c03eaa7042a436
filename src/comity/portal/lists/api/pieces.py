"""Operations of a list that is sent in pieces, and goes on where the line broke."""

from typing import Annotated
from uuid import UUID

from ninja import Path, Query, Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.lists.api.told import ListTold, list_told
from comity.portal.lists.models import Upload
from comity.portal.lists.pieces import begin_upload, end_upload, read_piece, take_piece, upload_of
from comity.portal.lists.views import SENDERS
from comity.portal.membership.queries import current_round
from comity.portal.tenants.gates import Actor, there

router = Router(tags=["lists"])
UploadNumber = Annotated[UUID, Path(description="as its beginning answered")]


class UploadTold(Schema):
    upload: str
    filename: str
    size: int
    received: int


class UploadAsked(Schema):
    filename: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
    size: Annotated[int, Field(ge=1, le=2**53)]


class EndAsked(Schema):
    digest: Annotated[str, StringConstraints(pattern=r"^(sha256:[0-9a-f]{64})?$")] = ""


@router.post(
    "/lists/uploads",
    operation_id="begin_upload",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={201: UploadTold, **problems(409, 413)},
    summary="Begin to send a long list in pieces",
)
@once(201)
def begin(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    said: UploadAsked,
    idempotency_key: IdempotencyKey = "",
) -> UploadTold:
    """What came stays for two days, whatever happens to the line; it is no version before `end` answers."""
    return _how_far(begin_upload(actor=request.auth, filename=said.filename, size=said.size))


@router.get(
    "/lists/uploads/{upload}",
    operation_id="upload_progress",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={200: UploadTold, **problems()},
    summary="How much of it is here",
)
def progress(request: Asked, programme: Slug, organisation: Slug, upload: UploadNumber) -> UploadTold:
    return _how_far(_upload(request.auth, upload))


@router.post(
    "/lists/uploads/{upload}/pieces",
    operation_id="send_piece",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={200: UploadTold, **problems(409, 413)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
    summary="The next piece",
)
def send_piece(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    upload: UploadNumber,
    at: Annotated[int, Query(ge=0, le=2**53, description="the byte where the piece begins")],
) -> UploadTold:
    """8 MB at most. It is on disk when this answers; sent twice it is refused with the byte to go on from."""
    found = _upload(request.auth, upload)
    return _how_far(take_piece(actor=request.auth, upload=found, at=at, content=read_piece(request)))


@router.post(
    "/lists/uploads/{upload}/end",
    operation_id="end_upload",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={201: ListTold, **problems(409)},
    summary="All pieces are here: make it a version of the list",
)
@once(201)
def end(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    upload: UploadNumber,
    said: EndAsked,
    idempotency_key: IdempotencyKey = "",
) -> ListTold:
    """With a digest, what came must be what was sent."""
    found, asked = _upload(request.auth, upload), there(current_round(request.auth.scope))
    version = end_upload(actor=request.auth, round_=asked, upload=found, digest=said.digest)
    return list_told(version, asked)


def _upload(actor: Actor, number: UUID) -> Upload:
    return there(upload_of(actor, number))


def _how_far(one: Upload) -> UploadTold:
    return UploadTold(upload=str(one.pk), filename=one.filename, size=one.size, received=one.received)
