"""Operations of the reviewer's comparison of both sides."""

from typing import Annotated, Literal

from ninja import Router, Schema
from pydantic import StringConstraints

from comity.benchmark import Credit
from comity.portal.api.answers import Sentence, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.protocols.api.told import CaseNumber, Code, case_or_404, opened_or_404
from comity.portal.protocols.queries import ASSESSORS, approvals_in, disputes_in, kappas_in
from comity.portal.protocols.services import approve, resolve

router = Router(tags=["protocols"])
GRANT = Grant.PROTOCOLS


class CriterionDispute(Schema):
    criterion: str
    member: str
    reviewer: str
    member_said: list[str]
    reviewer_said: list[str]


class CriterionException(Schema):
    criterion: str
    reason: str
    approved: bool | None


class CoderAgreement(Schema):
    one: str
    other: str
    compared: int
    alike: int
    kappa: float | None


class ProtocolSides(Schema):
    disagreements: list[CriterionDispute]
    exceptions: list[CriterionException]
    agreements: list[CoderAgreement]


class ResolutionAsked(Schema):
    criterion: Code
    credit: Literal["full", "part", "none"]
    rationale: Sentence


class ExceptionAsked(Schema):
    criterion: Code
    reason: Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=r"^[^\x00]*$")]
    approved: bool


@router.get(
    "/protocols/{case}/sides",
    operation_id="protocol_sides",
    auth=admits_token(GRANT, *ASSESSORS),
    response={200: ProtocolSides, **problems(409)},
    summary="Where reviewer and member differ, how far coders agree, and what was said not to apply",
)
def sides(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> ProtocolSides:
    found = opened_or_404(request.auth, case)
    return ProtocolSides(
        disagreements=[
            CriterionDispute(
                criterion=one.criterion.code,
                member=one.said.member.value,
                reviewer=one.said.reviewer.value,
                member_said=list(one.member),
                reviewer_said=list(one.reviewer),
            )
            for one in disputes_in(found)
        ],
        exceptions=[
            CriterionException(criterion=one.criterion.code, reason=one.said.reason, approved=one.approved)
            for one in approvals_in(found)
        ],
        agreements=[
            CoderAgreement(
                one=one.value,
                other=other.value,
                compared=said.compared,
                alike=said.same,
                kappa=float(said.kappa) if said.kappa is not None else None,
            )
            for one, other, said in kappas_in(found)
        ],
    )


@router.post(
    "/protocols/{case}/resolutions",
    operation_id="resolve_disagreement",
    auth=admits_token(GRANT, *ASSESSORS),
    response={201: ResolutionAsked, **problems(409)},
    summary="Resolve a disagreement: what stands for both, and why",
)
@once(201)
def settle(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: ResolutionAsked,
    idempotency_key: IdempotencyKey = "",
) -> ResolutionAsked:
    resolve(
        actor=request.auth,
        case=case_or_404(request.auth, case),
        code=said.criterion,
        credit=Credit(said.credit),
        rationale=said.rationale,
    )
    return said


@router.post(
    "/protocols/{case}/exceptions",
    operation_id="answer_exception",
    auth=admits_token(GRANT, *ASSESSORS),
    response={201: CriterionException, **problems(409)},
    summary="Approve that a criterion cannot apply for this reason, or do not",
)
@once(201)
def answer(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: ExceptionAsked,
    idempotency_key: IdempotencyKey = "",
) -> CriterionException:
    approve(
        actor=request.auth,
        case=case_or_404(request.auth, case),
        code=said.criterion,
        reason=said.reason,
        approved=said.approved,
    )
    return CriterionException(criterion=said.criterion, reason=said.reason, approved=said.approved)
