"""The operation of the check: own suppliers in, opportunities out, in one call. Nothing is stored."""

from datetime import date
from typing import Annotated, Any

from ninja import File, Form, Router, Schema, UploadedFile

from comity.check import State
from comity.portal.api.answers import Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.check.services import check
from comity.portal.check.views import CHECKERS
from comity.portal.release.api import entitled_list

router = Router(tags=["check"])


class OpportunityTold(Schema):
    row: int
    reference: str | None
    state: str
    name: str | None
    address: str | None
    city: str | None
    country: str | None
    own_audit: date | None
    listed_row: str | None
    listed_name: str | None
    listed_address: str | None
    listed_city: str | None
    audited: str | None
    assurance: str | None
    check_only: bool | None
    probability: float | None
    reason: str | None


class CheckTold(Schema):
    round: str
    cutoff: date
    headline: str
    due: int
    sites: dict[str, int]
    rows: list[OpportunityTold]


@router.post(
    "/check",
    operation_id="check",
    auth=admits_token(Grant.CHECK, *CHECKERS),
    response={200: CheckTold, **problems(409, 413)},
    summary="Which of the company's due audits exist",
)
def check_own_suppliers(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    file: Annotated[
        UploadedFile, File(description="any list of names and addresses: Excel, OpenDocument or CSV")
    ],
    accept_months: Annotated[
        int, Form(ge=0, le=60, description="an audit of the company's own counts for so many months")
    ] = 12,
) -> CheckTold:
    """Neither the file nor the answer is kept: it takes no idempotency key, and may be sent again."""
    readable = entitled_list(request.auth)
    checked = check(
        actor=request.auth,
        readable=readable,
        filename=file.name or "suppliers",
        content=file.read(),
        accept_months=accept_months,
    )
    rows: list[dict[str, Any]] = checked.rows.to_dicts()
    return CheckTold(
        round=checked.round_id,
        cutoff=checked.cutoff,
        headline=checked.headline,
        due=checked.due,
        sites={state.value: checked.sites_in(state) for state in State},
        rows=[OpportunityTold.model_validate(one) for one in rows],
    )
