"""Operations of what comes back: sealed reports, receipts, and the keys that reports are sealed to."""

from datetime import datetime
from typing import Annotated, Literal

from django.http import FileResponse
from ninja import Path, Router, Schema
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Digest, Slug, file_of, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.exchange.api.told import Ref, RequestShown, asked_for, request_shown
from comity.portal.exchange.models import CompanyKey
from comity.portal.exchange.queries import (
    OPENERS,
    asks_of,
    company_key,
    fingerprint,
    holder_key,
    receipts_of,
    sealed_parts,
)
from comity.portal.exchange.services import CHECKS, publish_key, report_read
from comity.portal.exchange.steps import platform_signer
from comity.portal.exchange.views import READERS
from comity.portal.ports.clock import now
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, there

router = Router(tags=["requests"])


class ReadAsked(Schema):
    report: Digest = Field(description="of the report as it was opened")
    checks: Annotated[list[Annotated[str, StringConstraints(pattern=one_of(CHECKS))]], Field(max_length=20)]


class KeyTold(Schema):
    public: str
    fingerprint: str
    at: datetime


class KeysTold(Schema):
    company: KeyTold | None = Field(description="what suppliers seal reports to")
    holder: KeyTold | None = Field(description="of the colleague who can recover the company's key")


class KeyAsked(Schema):
    public: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")]
    is_holder: bool = False


@router.get(
    "/requests/{ref}/sealed/{part}/{what}",
    operation_id="sealed_file",
    auth=admits_token(Grant.REPORTS, *OPENERS),
    response=problems(409),
    openapi_extra=file_of("application/octet-stream"),
    summary="The sealed report, or the supplier's grant of it",
)
def sealed(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    ref: Ref,
    part: Annotated[Literal["report", "plan"], Path()],
    what: Annotated[Literal["body", "grant"], Path()],
) -> FileResponse:
    """Ciphertext: `comity report open` opens it with the company's key, which the portal never has."""
    body, grant = there(sealed_parts(asked_for(request.auth, ref), at=now()).get(part))
    return file_answer(
        body if what == "body" else grant, name=f"{part}.{'age' if what == 'body' else 'grant'}"
    )


@router.post(
    "/requests/{ref}/read",
    operation_id="report_read",
    auth=admits_token(Grant.REPORTS, *OPENERS),
    response={200: RequestShown, **problems(409)},
    summary="Say that the report was opened, and what was checked",
)
@once(200)
def read(
    request: Asked, programme: Slug, organisation: Slug, ref: Ref, said: ReadAsked, idempotency_key: IdempotencyKey = ""
) -> RequestShown:  # fmt: skip
    """The supplier is told that it was read; it can be decided on then."""
    report_read(actor=request.auth, ask=asked_for(request.auth, ref), digest=said.report, checks=said.checks)
    return request_shown(asked_for(request.auth, ref))


@router.get(
    "/receipts",
    operation_id="receipts",
    auth=admits_token(Grant.REQUESTS_READ, *READERS),
    response=problems(),
    openapi_extra=file_of("application/json"),
    summary="Receipts of all of the company's requests",
)
def receipts(request: Asked, programme: Slug, organisation: Slug) -> FileResponse:
    """What happened, with the proof that it stands in the programme's ledger (docs/spec/receipt.md)."""
    refs = [one.ask.ref for one in asks_of(request.auth.scope, at=now())]
    return _receipts(request.auth, refs, "receipts.json")


@router.get(
    "/receipts/{ref}",
    operation_id="receipt",
    auth=admits_token(Grant.REQUESTS_READ, *READERS),
    response=problems(),
    openapi_extra=file_of("application/json"),
    summary="The receipt of one request",
)
def receipt(request: Asked, programme: Slug, organisation: Slug, ref: Ref) -> FileResponse:
    return _receipts(request.auth, [asked_for(request.auth, ref).ref], f"receipt-{ref}.json")


@router.get(
    "/keys",
    operation_id="keys",
    auth=admits_token(Grant.REQUESTS_READ, *READERS),
    response={200: KeysTold, **problems()},
    summary="The public keys of the company",
)
def keys(request: Asked, programme: Slug, organisation: Slug) -> KeysTold:
    own, holder = company_key(request.auth.scope), holder_key(request.auth.scope)
    return KeysTold(company=_key(own) if own else None, holder=_key(holder) if holder else None)


@router.post(
    "/keys",
    operation_id="publish_key",
    auth=admits_token(Grant.KEYS, *OPENERS),
    response={201: KeyTold, **problems(409)},
    summary="Publish a public key; the secret one never leaves the company",
)
@once(201)
def publish(
    request: Asked, programme: Slug, organisation: Slug, said: KeyAsked, idempotency_key: IdempotencyKey = ""
) -> KeyTold:
    """`comity key make` makes one. What is shared from now on is sealed to it."""
    return _key(publish_key(actor=request.auth, public=said.public, is_holder=said.is_holder))


def _key(one: CompanyKey) -> KeyTold:
    return KeyTold(public=one.public, fingerprint=fingerprint(one.public), at=one.at)


def _receipts(actor: Actor, refs: list[str], name: str) -> FileResponse:
    return file_answer(receipts_of(actor.scope, refs, platform_signer(actor.programme.slug)), name=name)
