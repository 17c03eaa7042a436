"""Operations of the reviewers' office: what was handed to it, and each step of a review up to its verdict."""

from django.http import FileResponse, Http404
from ninja import Router, Schema
from pydantic import Field

from comity.benchmark import Party
from comity.portal.api.answers import Date, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.protocols.api.told import (
    CaseNoteAsked,
    CaseNumber,
    CasesTold,
    CaseTold,
    Shown,
    case_or_404,
    case_told,
    opened_or_404,
    told_again,
)
from comity.portal.protocols.queries import ASSESSORS, evidence_of, handed_cases, outcome_now
from comity.portal.protocols.services import begin_review, conclude, query_member, take_over, withdraw_query
from comity.portal.shell.downloads import file_answer

router = Router(tags=["protocols"])
GRANT = Grant.PROTOCOLS


class VerdictAsked(Schema):
    valid_until: Date
    shown: Shown = Field(
        description="`digest` of the outlook: refused where the verdict would be another now"
    )


class VerdictOutlook(Schema):
    """What the verdict would be, were it given now."""

    outcome: str = Field(
        description="`open` while what is not decided, or was accepted unread, could turn it"
    )
    covered: str
    percent: str
    with_halves: str
    missing_critical: list[str]
    unread: int
    excused: int
    reasons: list[str]
    digest: str = Field(description="of all this, for `shown`")


@router.get(
    "/reviews",
    operation_id="protocol_reviews",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CasesTold, **problems()},
    summary="Protocols that members handed to this office, what waits longest first",
)
def reviews(request: Asked, programme: Slug, organisation: Slug) -> CasesTold:
    return CasesTold(cases=[case_told(one) for one in handed_cases(request.auth)])


@router.post(
    "/protocols/{case}/review",
    operation_id="begin_protocol_review",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CaseTold, **problems(409)},
    summary="Begin the review: the verdict is this person's",
)
@once(200)
def begin(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    begin_review(actor=request.auth, case=case_or_404(request.auth, case))
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/taking-over",
    operation_id="take_protocol_over",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CaseTold, **problems(409)},
    summary="Take a colleague's review over",
)
@once(200)
def take_it_over(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    take_over(actor=request.auth, case=case_or_404(request.auth, case))
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/query",
    operation_id="query_protocol",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CaseTold, **problems(409)},
    summary="Ask the member something",
)
@once(200)
def query(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: CaseNoteAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    query_member(actor=request.auth, case=case_or_404(request.auth, case), text=said.text)
    return told_again(request.auth, case)


@router.post(
    "/protocols/{case}/query/withdrawal",
    operation_id="withdraw_protocol_query",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CaseTold, **problems(409)},
    summary="Withdraw what the member was asked",
)
@once(200)
def withdraw_question(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    withdraw_query(actor=request.auth, case=case_or_404(request.auth, case))
    return told_again(request.auth, case)


@router.get(
    "/protocols/{case}/verdict",
    operation_id="verdict_outlook",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: VerdictOutlook, **problems(409)},
    summary="What the verdict would be now, to be read before it is given",
)
def outlook(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> VerdictOutlook:
    found = opened_or_404(request.auth, case)
    if found.party is not Party.REVIEWER:
        raise Http404
    ahead = outcome_now(found)
    covered = ahead.said.coverage
    return VerdictOutlook(
        outcome=ahead.outcome,
        covered=str(covered.full),
        percent=covered.full.percent,
        with_halves=str(covered.with_halves),
        missing_critical=[one.code for one in covered.missing_critical],
        unread=ahead.unread,
        excused=ahead.excused,
        reasons=list(ahead.said.reasons),
        digest=ahead.digest,
    )


@router.post(
    "/protocols/{case}/verdict",
    operation_id="conclude_protocol",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: CaseTold, **problems(409)},
    summary="Conclude by what was decided: equivalent until a day, or not yet",
)
@once(200)
def decide(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: VerdictAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """Refused while what is open could turn it. Equivalent, it is the member's benchmark at once."""
    known = case_or_404(request.auth, case)
    conclude(actor=request.auth, case=known, valid_until=said.valid_until, shown=said.shown)
    return told_again(request.auth, case)


@router.get(
    "/protocols/{case}/log",
    operation_id="protocol_log",
    auth=admits_token(GRANT, *ASSESSORS),
    response=problems(409),
    openapi_extra=file_of("application/json"),
    summary="What was compared, then every decision, one JSON line each: what `log_digest` is the digest of, once it is decided",
)
def log(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> FileResponse:
    found = opened_or_404(request.auth, case)
    if found.party is not Party.REVIEWER:
        raise Http404
    return file_answer(evidence_of(found), name=f"log-{found.case.number}.json")
