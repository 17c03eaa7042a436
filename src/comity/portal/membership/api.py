"""Operations of the joint statement: read, sign, withdraw."""

from datetime import date
from typing import Literal

from django.http import FileResponse
from ninja import Router, Schema
from pydantic import Field

from comity.portal.api.answers import Digest, Name, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.membership.queries import required_statement, signature_in_force, statement_as_pdf
from comity.portal.membership.services import sign_statement, withdraw_from_statement
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.roles import MEMBER, Role

router = Router(tags=["statement"])


class MissingLink(Schema):
    link: str
    code: str
    message: str
    remedy: str


class SectionTold(Schema):
    heading: str
    text: str


class SignatureTold(Schema):
    by: str
    role: str
    on: date
    version: int
    digest: str


class StatementTold(Schema):
    version: int
    title: str
    digest: str
    sections: list[SectionTold]
    signature: SignatureTold | None


class SignAsked(Schema):
    by: Name = Field(description="the name of who signs")
    role: Name = Field(description="in which the person may bind the company")
    digest: Digest = Field(description="of the words that the person had before it")
    agreed: Literal[True]


class WithdrawAsked(Schema):
    by: Name
    understood: Literal[True]


class WithdrawalTold(Schema):
    by: str
    on: date


@router.get(
    "/statement",
    operation_id="statement",
    auth=admits_token(Grant.STANDING, *MEMBER),
    response={200: StatementTold, **problems()},
    summary="The joint statement, and the company's signature",
)
def statement(request: Asked, programme: Slug, organisation: Slug) -> StatementTold:
    text, signed = required_statement(request.auth.scope), signature_in_force(request.auth.scope)
    return StatementTold(
        version=text.version,
        title=text.title,
        digest=text.digest,
        sections=[SectionTold(heading=one.heading, text=one.text) for one in text.sections],
        signature=SignatureTold(
            by=signed.by, role=signed.role, on=signed.on, version=signed.statement, digest=signed.digest
        )
        if signed
        else None,
    )


@router.get(
    "/statement/pdf",
    operation_id="statement_pdf",
    auth=admits_token(Grant.STANDING, *MEMBER),
    response=problems(),
    openapi_extra=file_of("application/pdf"),
    summary="The words that were signed, with the signature; else those to be signed",
)
def as_pdf(request: Asked, programme: Slug, organisation: Slug) -> FileResponse:
    actor = request.auth
    data = statement_as_pdf(actor.scope, programme=actor.programme.name, member=actor.organisation.name)
    return file_answer(data, name=f"statement-{actor.organisation.slug}.pdf")


@router.post(
    "/statement/signatures",
    operation_id="sign_statement",
    auth=admits_token(Grant.STATEMENT, Role.ADMIN),
    response={201: SignatureTold, **problems(409)},
    summary="Sign the statement for the company",
)
@once(201)
def sign(
    request: Asked, programme: Slug, organisation: Slug, said: SignAsked, idempotency_key: IdempotencyKey = ""
) -> SignatureTold:
    signed = sign_statement(actor=request.auth, by=said.by, role=said.role, digest=said.digest)
    return SignatureTold(
        by=signed.by, role=signed.role, on=signed.on, version=signed.version, digest=signed.digest
    )


@router.post(
    "/statement/withdrawals",
    operation_id="withdraw_from_statement",
    auth=admits_token(Grant.STATEMENT, Role.ADMIN),
    response={201: WithdrawalTold, **problems()},
    summary="Withdraw the signature, from today on",
)
@once(201)
def withdraw(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    said: WithdrawAsked,
    idempotency_key: IdempotencyKey = "",
) -> WithdrawalTold:
    """Ends access at once; copies that were downloaded cannot be called back."""
    withdrawn = withdraw_from_statement(actor=request.auth, by=said.by)
    return WithdrawalTold(by=withdrawn.by, on=withdrawn.on)


def missing_told(one: object) -> MissingLink:
    return MissingLink.model_validate(one, from_attributes=True)
