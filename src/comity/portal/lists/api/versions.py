"""Operations of a list and its versions: send, what was found, columns, cells, the workbook back, withdraw."""

from typing import Annotated

from django.http import FileResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.lists import LIST_COLUMNS, template_workbook
from comity.portal.api.answers import XLSX, Number, RoundAsked, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, page_of
from comity.portal.lists.api.told import ListTold, list_told
from comity.portal.lists.mending import field_name, mend_rows, mendable, said_in
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import reading_of, version_numbered, versions_of
from comity.portal.lists.reading import FoundRow, Reading
from comity.portal.lists.services import confirm_mapping, take_list, withdraw_list
from comity.portal.lists.views import SENDERS
from comity.portal.membership.queries import current_round, round_asked
from comity.portal.ports.storage import storage
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import MEMBER

router = Router(tags=["lists"])
Header = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]


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


class CellAsked(Schema):
    row: Annotated[int, Field(ge=1, le=10_000_000)]
    header: Header
    text: Header


class MendAsked(Schema):
    cells: Annotated[list[CellAsked], Field(min_length=1, max_length=10_000)]


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
    asked = there(round_asked(request.auth.scope, round_slug))
    return ListsTold(
        round=asked.slug, versions=[list_told(one, asked) for one in versions_of(request.auth.scope, asked)]
    )


@router.get(
    "/lists/template",
    operation_id="list_template",
    auth=admits_token(Grant.LISTS_READ, *MEMBER),
    response=problems(),
    openapi_extra=file_of(XLSX),
    summary="An empty list, with every column explained",
)
def template(request: Asked, programme: Slug, organisation: Slug) -> FileResponse:
    return file_answer(template_workbook(), name="list-template.xlsx")


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
    asked = there(current_round(request.auth.scope))
    version = take_list(actor=request.auth, round_=asked, filename=file.name or "list", content=file)
    return list_told(version, asked)


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
    return list_told(found, found.round)


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
    return list_told(_version(request.auth, round_slug, number), version.round)


@router.post(
    "/lists/{round_slug}/{number}/cells",
    operation_id="mend_list",
    auth=admits_token(Grant.LISTS_WRITE, *SENDERS),
    response={201: ListTold, **problems(409)},
    summary="Mend cells with findings: what is sent becomes the next version",
)
@once(201)
def mend(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    round_slug: Slug,
    number: Number,
    said: MendAsked,
    idempotency_key: IdempotencyKey = "",
) -> ListTold:
    """Cells that no finding is about are passed over, as on the page."""
    version, reading = _read(request.auth, round_slug, number)
    fields = {field_name(one.row, one.header): one.text for one in said.cells}
    made = mend_rows(actor=request.auth, version=version, said=said_in(fields, mendable(reading)))
    return list_told(made, version.round)


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
    return list_told(found, found.round)


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


def _version(actor: Actor, round_slug: str, number: int) -> ListVersion:
    return there(version_numbered(actor.scope, round_slug, number))


def _read(actor: Actor, round_slug: str, number: int) -> tuple[ListVersion, Reading]:
    version = _version(actor, round_slug, number)
    reading = there(reading_of(version))
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
