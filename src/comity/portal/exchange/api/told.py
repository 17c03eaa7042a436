"""What is told of a request, in a list and by itself."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Schema
from pydantic import Field

from comity.portal.api.paging import Page
from comity.portal.exchange.models import Ask, GrantRow
from comity.portal.exchange.queries import (
    ask_named,
    fingerprint,
    grants_of,
    shown,
)
from comity.portal.ports.clock import now
from comity.portal.tenants.gates import Actor, there

Ref = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$", description="as `requests` tells it")]


class StepTold(Schema):
    at: datetime
    by: str
    party: str
    to: str


class RequestTold(Schema):
    request: str
    reference: str = Field(description="the company's own; it never leaves the company")
    supplier: str
    site: str
    email: str
    language: str
    age: str
    assurance: str
    purpose: str
    state: str
    answer_by: datetime
    send_on: date | None
    access_until: datetime | None
    platform: str
    platform_reference: str
    report: str = Field(description="digest of the report, once the company read it")
    choice: str = Field(description="of the company's latest decision")
    steps: list[StepTold]


class RequestsTold(Page):
    requests: list[RequestTold]


class GrantTold(Schema):
    part: str
    body: str = Field(description="digest of the sealed bytes")
    bytes: int
    grant: str
    signed_by: str = Field(description="the supplier's public key")
    fingerprint: str = Field(description="of that key; ask the supplier for it by another way")
    at: datetime
    expires_at: datetime


class RequestShown(RequestTold):
    checks: list[str]
    grants: list[GrantTold]


def asked_for(actor: Actor, ref: str) -> Ask:
    return there(ask_named(actor.scope, ref))


def request_told(ask: Ask) -> RequestTold:
    return RequestTold.model_validate(_facts(ask))


def _facts(ask: Ask) -> dict[str, object]:
    return {
        "request": ask.ref,
        "reference": ask.reference,
        "supplier": ask.supplier,
        "site": ask.site,
        "email": ask.email,
        "language": ask.language,
        "age": ask.age,
        "assurance": ask.assurance,
        "purpose": ask.purpose,
        "state": shown(ask, at=now()).state.value,
        "answer_by": ask.answer_by,
        "send_on": ask.send_on,
        "access_until": ask.access_until,
        "platform": ask.platform,
        "platform_reference": ask.platform_reference,
        "report": ask.report,
        "choice": ask.choice,
        "steps": ask.history,
    }


def request_shown(ask: Ask) -> RequestShown:
    grants = [grant_told(one) for one in grants_of([ask]).get(ask.pk, [])]
    return RequestShown.model_validate({**_facts(ask), "checks": ask.checks, "grants": grants})


def grant_told(one: GrantRow) -> GrantTold:
    return GrantTold(
        part=one.body.part,
        body=one.body.digest,
        bytes=one.body.size,
        grant=one.digest,
        signed_by=one.public,
        fingerprint=fingerprint(one.public),
        at=one.at,
        expires_at=one.expires_at,
    )
