"""Operations by which a case goes on to another reviewers' office."""

from typing import Annotated

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.protocols.api.outcomes import router as of_programme
from comity.portal.protocols.api.told import CaseNumber, CaseTold, case_or_404, case_told, told_again
from comity.portal.protocols.queries import PREPARERS, case_before_office
from comity.portal.protocols.services import answer_office, propose_office
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import Role

router = Router(tags=["protocols"])
GRANT = Grant.PROTOCOLS
OfficeNamed = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]


class OfficeAnsweredAsked(Schema):
    office: OfficeNamed = Field(description="`next_reviewer`, as it was shown")
    agreed: bool


class OfficeProposedAsked(Schema):
    office: OfficeNamed | None = Field(description="null takes the proposal back")


@of_programme.post(
    "/protocols/{case}/other-office",
    operation_id="propose_protocol_office",
    auth=admits_token(GRANT, Role.MANAGER),
    response={200: CaseTold, **problems(409)},
    summary="Propose to a member that another office reviews its protocol",
)
@once(200)
def propose(
    request: Asked,
    programme: Slug,
    case: CaseNumber,
    said: OfficeProposedAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """Nothing is handed on, and nobody reads a word, before the member agrees."""
    known = there(case_before_office(request.auth.scope, case))
    propose_office(actor=request.auth, case=known, office=said.office or "")
    return case_told(there(case_before_office(request.auth.scope, case)))


@router.post(
    "/protocols/{case}/office",
    operation_id="answer_protocol_office",
    auth=admits_token(GRANT, *PREPARERS),
    response={200: CaseTold, **problems(409)},
    summary="Agree that another office reviews the protocol, or do not",
)
@once(200)
def answer(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: OfficeAnsweredAsked,
    idempotency_key: IdempotencyKey = "",
) -> CaseTold:
    """Once agreed, the former office finds it no more, and the other one begins anew."""
    known = case_or_404(request.auth, case)
    answer_office(actor=request.auth, case=known, office=said.office, agreed=said.agreed)
    return told_again(request.auth, case)
