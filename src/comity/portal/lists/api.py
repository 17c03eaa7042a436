"""Operations of a member's lists: send, what was found, columns, the workbook back, withdraw."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import FileResponse, Http404
from ninja import File, Path, Query, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.lists import LIST_COLUMNS
from comity.portal.api.answers import XLSX, Number, RoundAsked, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, page_of
from comity.portal.lists.models import ListVersion, Upload
from comity.portal.lists.pieces import begin_upload, end_upload, read_piece, take_piece, upload_of
from comity.portal.lists.queries import reading_of, version_numbered, versions_of
from comity.portal.lists.reading import FoundRow, Reading
from comity.portal.lists.services import confirm_mapping, take_list, withdraw_list
from comity.portal.lists.views import SENDERS
from comity.portal.membership.models import Round
from comity.portal.membership.queries import current_round, round_named
from comity.portal.ports.storage import storage
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import MEMBER

router = Router(tags=["lists"])
UploadNumber = Annotated[UUID, Path(description="as its beginning answered")]
Header = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


class ListTold(Schema):
    round: str
    number: int
    filename: str
    digest: str
    bytes: int
    sent_at: datetime
    state: str
    rows: int
    accepted: int
    doubtful: int
    mended: int
    counts: bool
    withdrawn_at: datetime | None
    message: str
    remedy: str


class ListsTold(Schema):
    round: str
    versions: list[ListTold]


class FindingTold(Schema):
    severity: str
    code: str
    column: str
    wrong: str
    remedy: str
    rows: int
    which: str


class CellTold(Schema):
    header: str
    text: str


class RemarkTold(Schema):
    severity: str
    column: str
    message: str


class RowTold(Schema):
    row: int
    cells: list[CellTold]
    remarks: list[RemarkTold]


class FindingsTold(Page):
    headers: list[str]
    mapping: dict[str, str]
    refused_columns: list[str]
    findings: list[FindingTold]
    rows_with_findings: int
    rows: list[RowTold]


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


class ColumnsAsked(Schema):
    mapping: dict[Header, Header]


@router.get(
    "/lists",
    operation_id="lists",
    auth=admits_token(Grant.LISTS_READ, *MEMBER),
    response={200: ListsTold, **problems()},
    summary="The versions of the company's list in a round, the latest first",
)
def lists(request: Asked, programme: Slug, organisation: Slug, round_slug: RoundAsked = "") -> ListsTold:
    """Without `round`: in the one that is open."""
    asked = _round(request.auth, round_slug)
    return ListsTold(
        round=asked.slug, versions=[_told(one, asked) for one in versions_of(request.auth.scope, asked)]
    )


@router.post(
    "/lists",
    operation_id="upload_list",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={201: ListTold, **problems(409, 413)},
    summary="Send a list for the round that is open",
)
@once(201)
def upload(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    file: Annotated[UploadedFile, File(description="Excel, OpenDocument or CSV, as it is; up to 100 MB")],
    idempotency_key: IdempotencyKey = "",
) -> ListTold:
    """It is stored and in the ledger once this answers; a worker reads it: ask for the version until it is `read`."""
    asked = _round(request.auth, "")
    version = take_list(actor=request.auth, round_=asked, filename=file.name or "list", content=file)
    return _told(version, asked)


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
    found, asked = _upload(request.auth, upload), _round(request.auth, "")
    version = end_upload(actor=request.auth, round_=asked, upload=found, digest=said.digest)
    return _told(version, asked)


def _upload(actor: Actor, number: UUID) -> Upload:
    found = upload_of(actor, number)
    if found is None:
        raise Http404
    return found


def _how_far(one: Upload) -> UploadTold:
    return UploadTold(upload=str(one.pk), filename=one.filename, size=one.size, received=one.received)


@router.get(
    "/lists/{round_slug}/{number}",
    operation_id="list_version",
    auth=admits_token(Grant.LISTS_READ, *MEMBER),
    response={200: ListTold, **problems()},
    summary="One version, and what came of it",
)
def version(
    request: Asked, programme: Slug, organisation: Slug, round_slug: Slug, number: Number
) -> ListTold:
    found = _version(request.auth, round_slug, number)
    return _told(found, found.round)


@router.get(
    "/lists/{round_slug}/{number}/findings",
    operation_id="list_findings",
    auth=admits_token(Grant.LISTS_READ, *MEMBER),
    response={200: FindingsTold, **problems()},
    summary="What was found in a version, and the rows that a person should look at",
)
def findings(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    round_slug: Slug,
    number: Number,
    cursor: Cursor = "",
    limit: PageSize = A_PAGE,
) -> FindingsTold:
    """The first 2,000 rows with findings; the workbook has them all."""
    version, reading = _read(request.auth, round_slug, number)
    rows, following = page_of(
        reading.rows, f"rows of {version.reading_key}", cursor=cursor, most=limit, as_told=_row
    )
    return FindingsTold(
        headers=list(reading.shown_headers),
        mapping=dict(reading.mapping),
        refused_columns=list(reading.refused_columns),
        findings=[FindingTold.model_validate(one, from_attributes=True) for one in reading.findings],
        rows_with_findings=reading.rows_with_findings,
        rows=rows,
        next_cursor=following,
    )


@router.post(
    "/lists/{round_slug}/{number}/columns",
    operation_id="confirm_columns",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={202: ListTold, **problems(409)},
    summary="Say what the headers mean; it is remembered, and the version is read again",
)
@once(202)
def columns(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    round_slug: Slug,
    number: Number,
    said: ColumnsAsked,
    idempotency_key: IdempotencyKey = "",
) -> ListTold:
    """`mapping` is our column → the list's header. Columns and headers that are not there are passed over, as on the page."""
    version, reading = _read(request.auth, round_slug, number)
    mapping = {
        ours: header
        for ours in LIST_COLUMNS
        if (header := said.mapping.get(ours, "")) and header in reading.headers
    }
    confirm_mapping(actor=request.auth, version=version, mapping=mapping, headers=list(reading.headers))
    return _told(_version(request.auth, round_slug, number), version.round)


@router.post(
    "/lists/{round_slug}/{number}/withdrawal",
    operation_id="withdraw_list",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={200: ListTold, **problems()},
    summary="Take a version out of the round",
)
@once(200)
def withdraw(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    round_slug: Slug,
    number: Number,
    idempotency_key: IdempotencyKey = "",
) -> ListTold:
    withdraw_list(actor=request.auth, version=_version(request.auth, round_slug, number))
    found = _version(request.auth, round_slug, number)
    return _told(found, found.round)


@router.get(
    "/lists/{round_slug}/{number}/workbook",
    operation_id="list_workbook",
    auth=admits_token(Grant.LISTS_READ, *MEMBER),
    response=problems(),
    openapi_extra=file_of(XLSX),
    summary="The list back, with remarks beside its rows",
)
def workbook(
    request: Asked, programme: Slug, organisation: Slug, round_slug: Slug, number: Number
) -> FileResponse:
    version, _reading = _read(request.auth, round_slug, number)
    return file_answer(
        storage().read(version.workbook_key), name=f"{version.round.slug}-{version.number}-checked.xlsx"
    )


def _round(actor: Actor, slug: str) -> Round:
    found = round_named(actor.scope, slug) if slug else current_round(actor.scope)
    if found is None:
        raise Http404
    return found


def _version(actor: Actor, round_slug: str, number: int) -> ListVersion:
    found = version_numbered(actor.scope, round_slug, number)
    if found is None:
        raise Http404
    return found


def _read(actor: Actor, round_slug: str, number: int) -> tuple[ListVersion, Reading]:
    version = _version(actor, round_slug, number)
    reading = reading_of(version)
    if reading is None:
        raise Http404
    return version, reading


def _row(one: FoundRow) -> RowTold:
    return RowTold(
        row=one.number,
        cells=[CellTold(header=header, text=str(text)) for header, text in one.cells],
        remarks=[
            RemarkTold(severity=severity, column=column, message=message)
            for severity, column, message in one.findings
        ],
    )


def _told(one: ListVersion, round_: Round) -> ListTold:
    return ListTold(
        round=round_.slug,
        number=one.number,
        filename=one.filename,
        digest=one.digest,
        bytes=one.size,
        sent_at=one.at,
        state=one.state,
        rows=one.rows,
        accepted=one.accepted,
        doubtful=one.doubtful,
        mended=one.mended,
        counts=one.counts,
        withdrawn_at=one.withdrawn_at,
        message=one.message,
        remedy=one.remedy,
    )
