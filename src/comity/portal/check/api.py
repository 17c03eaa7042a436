"""Operations of the check: own suppliers in, opportunities out, in one call. Nothing is stored unless it is asked for."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

from ninja import File, Form, Path, Router, Schema, Status, UploadedFile
from pydantic import Field, StringConstraints

from comity.check import Checked, State
from comity.portal.api.answers import Date, Slug, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.check.models import KeptSuppliers
from comity.portal.check.queries import kept_suppliers, kept_with
from comity.portal.check.services import (
    KeptFile,
    check,
    forget_suppliers,
    keep_suppliers,
    kept_file,
    require_room_to_keep,
)
from comity.portal.check.views import CHECKERS
from comity.portal.exchange.api.asking import DraftsTold, Why
from comity.portal.exchange.services import day_of, draft_from_check
from comity.portal.exchange.views import ASKERS
from comity.portal.lists.services import content_of
from comity.portal.release.api import entitled_list
from comity.portal.tenants.gates import there

router = Router(tags=["check"])
KeptNumber = Annotated[int, Path(ge=1, le=2**53)]


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


class KeptTold(Schema):
    kept: int
    filename: str
    accept_months: int
    by: str
    at: datetime
    delete_on: date


class KeptListTold(Schema):
    kept: list[KeptTold]


class AskAllAsked(Schema):
    purpose: Annotated[str, StringConstraints(pattern=Why)]
    answer_by: Date = Field(description="an answer is awaited until the end of this day")


class CheckRemarkTold(Schema):
    """Something of the lists that could not be used: the check stands for the rest."""

    code: str
    message: str
    remedy: str


class CheckTold(Schema):
    round: str
    cutoff: date
    headline: str
    due: int
    sites: dict[str, int]
    remarks: list[CheckRemarkTold]
    rows: list[OpportunityTold]
    kept: KeptTold | None = Field(description="the file, where it was to be kept")


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
    *,
    keep: Annotated[bool, Form(description="keep the file for 30 days, to come back to it")] = False,
) -> CheckTold:
    """Unless it is to be kept, neither the file nor the answer is: it takes no idempotency key, and may be sent again."""
    if keep:
        require_room_to_keep(request.auth)
    readable, content = entitled_list(request.auth), content_of(file)
    asked: KeptFile = {
        "filename": file.name or "suppliers",
        "content": content,
        "accept_months": accept_months,
    }
    checked = check(actor=request.auth, readable=readable, **asked)
    return _checked(checked, keep_suppliers(actor=request.auth, **asked) if keep else None)


@router.get(
    "/check/kept",
    operation_id="kept_suppliers",
    auth=admits_token(Grant.CHECK, *CHECKERS),
    response={200: KeptListTold, **problems()},
    summary="Files of suppliers that the company wished to be kept, and until when",
)
def kept(request: Asked, programme: Slug, organisation: Slug) -> KeptListTold:
    return KeptListTold(kept=[_kept(one) for one in kept_suppliers(request.auth.scope)])


@router.post(
    "/check/kept/{kept}/check",
    operation_id="check_again",
    auth=admits_token(Grant.CHECK, *CHECKERS),
    response={200: CheckTold, **problems(409)},
    summary="Check a kept file against the list as it is now",
)
def again(request: Asked, programme: Slug, organisation: Slug, kept: KeptNumber) -> CheckTold:
    found = there(kept_with(request.auth.scope, kept))
    readable = entitled_list(request.auth)
    return _checked(check(actor=request.auth, readable=readable, **kept_file(found)), found)


@router.post(
    "/check/kept/{kept}/requests",
    operation_id="ask_all",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={201: DraftsTold, **problems(409)},
    summary="A draft for each due audit of a kept file that exists; nothing is sent",
)
@once(201)
def ask_all(
    request: Asked, programme: Slug, organisation: Slug, kept: KeptNumber, said: AskAllAsked, idempotency_key: IdempotencyKey = ""
) -> DraftsTold:  # fmt: skip
    found = there(kept_with(request.auth.scope, kept))
    drafts = draft_from_check(
        actor=request.auth, purpose=said.purpose, answer_by=day_of(said.answer_by), **kept_file(found)
    )
    return DraftsTold(drafted=[one.ref for one in drafts])


@router.delete(
    "/check/kept/{kept}",
    operation_id="forget_suppliers",
    auth=admits_token(Grant.CHECK, *CHECKERS),
    response={204: None, **problems()},
    summary="Delete a kept file now",
)
def forget(request: Asked, programme: Slug, organisation: Slug, kept: KeptNumber) -> Status[None]:
    forget_suppliers(actor=request.auth, kept=there(kept_with(request.auth.scope, kept)))
    return Status(204, None)


def _kept(one: KeptSuppliers) -> KeptTold:
    return KeptTold(
        kept=one.pk,
        filename=one.filename,
        accept_months=one.accept_months,
        by=str(one.person or ""),
        at=one.at,
        delete_on=one.delete_on,
    )


def _checked(checked: Checked, kept: KeptSuppliers | None) -> CheckTold:
    rows: list[dict[str, Any]] = checked.rows.to_dicts()
    return CheckTold(
        round=checked.round_id,
        cutoff=checked.cutoff,
        headline=checked.headline,
        due=checked.due,
        sites={state.value: checked.sites_in(state) for state in State},
        remarks=[CheckRemarkTold.model_validate(asdict(one)) for one in checked.remarks],
        rows=[OpportunityTold.model_validate(one) for one in rows],
        kept=_kept(kept) if kept else None,
    )
