"""Operations of a member's own protocols: send one, hand it in, answer what is asked, take its report."""

from datetime import date
from typing import Annotated

from django.http import FileResponse
from ninja import File, Form, Path, Router, Schema, UploadedFile
from pydantic import StringConstraints

from comity.portal.api.answers import Name, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.protocols.api.told import (
    CaseNoteAsked,
    CaseNumber,
    CaseOpened,
    CasesTold,
    CaseTold,
    case_opened,
    case_or_404,
    case_told,
    opened_or_404,
    told_again,
)
from comity.portal.protocols.models import Papers
from comity.portal.protocols.queries import (
    PREPARERS,
    SPEAKERS,
    own_cases,
)
from comity.portal.protocols.services import (
    answer_query,
    delete_draft,
    read_again,
    report_of,
    submit,
    take_back,
    take_protocol,
)
from comity.portal.shell.downloads import file_answer

router = Router(tags=["protocols"])
Version = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[^\x00]*$")]
CriteriaName = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")]
Office = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{0,60}$")]
GRANT = Grant.PROTOCOLS


class SubmissionAsked(Schema):
    reviewer: Office = ""


class CaseDeleted(Schema):
    case: int
    deleted_on: date


@router.get(
    "/protocols",
    operation_id="protocols",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CasesTold, **problems()},
    summary="The company's audit protocols, the newest first",
)
def protocols(request: Asked, programme: Slug, organisation: Slug) -> CasesTold:
    return CasesTold(cases=[case_told(one) for one in own_cases(request.auth)])


@router.post(
    "/protocols",
    operation_id="upload_protocol",
    auth=admits_token(GRANT, *PREPARERS),
    response={201: CaseTold, **problems(409, 413)},
    summary="Send an audit protocol, to be compared with a set of common criteria",
)
@once(201)
def upload(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    file: Annotated[UploadedFile, File(description="Excel, CSV, Word, or PDF with text in it; up to 20 MB")],
    name: Annotated[Name, Form()],
    criteria: Annotated[
        CriteriaName, Form(description="refused where the programme goes by another set; empty: by whichever")
    ] = "",
    version: Annotated[Version, Form()] = "",
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """It is stored once this answers; a worker reads it and proposes links: ask for it until `reading` is `read`."""
    case = take_protocol(
        actor=request.auth,
        filename=file.name or "protocol",
        content=file,
        name=name,
        version=version,
        criteria=criteria,
    )
    return told_again(request.auth, case.pk)


@router.get(
    "/protocols/{case}",
    operation_id="protocol",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: CaseOpened, **problems(409)},
    summary="One protocol: its state, what was said so far comes to, and what is open",
)
def protocol(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> CaseOpened:
    return case_opened(request.auth, case_or_404(request.auth, case))


@router.get(
    "/protocols/{case}/file",
    operation_id="protocol_file",
    auth=admits_token(GRANT, *SPEAKERS),
    response=problems(),
    openapi_extra=file_of("application/octet-stream"),
    summary="The file as it was sent",
)
def original(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> FileResponse:
    papers = Papers.objects.within(request.auth.scope).get(case=case_or_404(request.auth, case))
    return file_answer(storage().read(papers.key), name=papers.filename, is_as_sent=True)


@router.post(
    "/protocols/{case}/reading",
    operation_id="read_protocol_again",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseTold, **problems(409)},
    summary="Read a protocol again, whose reading broke off",
)
@once(200)
def read_it_again(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """Nothing happens to one that is read, or waits."""
    read_again(actor=request.auth, case=case_or_404(request.auth, case))
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/submission",
    operation_id="submit_protocol",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseTold, **problems(409)},
    summary="Hand the protocol in to a reviewer's office",
)
@once(200)
def hand_in(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: SubmissionAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """Without a name: to the office that had it before, or the only one that may; where several may, one must be named."""
    submit(actor=request.auth, case=case_or_404(request.auth, case), reviewer=said.reviewer)
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/taking-back",
    operation_id="take_protocol_back",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseTold, **problems(409)},
    summary="Take a protocol back that nobody has begun to review",
)
@once(200)
def withdraw(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    take_back(actor=request.auth, case=case_or_404(request.auth, case))
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/deletion",
    operation_id="delete_protocol",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseDeleted, **problems(409)},
    summary="Delete a draft with its file and its answers",
)
@once(200)
def delete(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseDeleted:
    delete_draft(actor=request.auth, case=case_or_404(request.auth, case))
    return CaseDeleted(case=case, deleted_on=today())


@router.post(
    "/protocols/{case}/query-answer",
    operation_id="answer_protocol_query",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseTold, **problems(409)},
    summary="Answer what the reviewer asks",
)
@once(200)
def reply(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: CaseNoteAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    answer_query(actor=request.auth, case=case_or_404(request.auth, case), text=said.text)
    return told_again(request.auth, case)


@router.get(
    "/protocols/{case}/report/{form}",
    operation_id="protocol_report",
    auth=admits_token(GRANT, *SPEAKERS),
    response=problems(409),
    openapi_extra=file_of("application/pdf", "text/html"),
    summary="The report, as PDF or as a page",
)
def report(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    form: Annotated[str, Path(pattern="^(pdf|html)$")],
) -> FileResponse:
    found = opened_or_404(request.auth, case)
    return file_answer(report_of(found, form), name=f"protocol-{found.case.number}.{form}")
