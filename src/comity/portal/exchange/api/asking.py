"""Operations of asking: drafts, letters, sending, reminding, withdrawing."""

from typing import Annotated

from ninja import File, Form, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.core import AgeBand
from comity.exchange import Purpose
from comity.lists import Assurance
from comity.portal.api.answers import Date, Email, Slug, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, PageSize, newest_first
from comity.portal.exchange import words
from comity.portal.exchange.api.told import (
    Ref,
    RequestShown,
    RequestsTold,
    RequestTold,
    asked_for,
    request_shown,
    request_told,
)
from comity.portal.exchange.desk_views import address_of
from comity.portal.exchange.letters import letter_of
from comity.portal.exchange.models import Ask
from comity.portal.exchange.services import (
    chosen_drafts,
    day_of,
    draft,
    draft_from_check,
    require_sendable,
    send,
    send_due,
    set_addresses,
    withdraw,
)
from comity.portal.exchange.views import ASKERS, READERS
from comity.portal.lists.services import content_of

router = Router(tags=["requests"])
Why = one_of(one.name for one in Purpose)


class DraftAsked(Schema):
    supplier: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$")]  # fmt: skip
    site: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\x00]*$")]  # fmt: skip
    email: Email
    purpose: Annotated[str, StringConstraints(pattern=Why)]
    answer_by: Date = Field(description="an answer is awaited until the end of this day")
    language: Annotated[str, StringConstraints(pattern=one_of(sorted(words.codes())))] = "en"
    age: AgeBand | None = None
    assurance: Assurance | None = None
    reference: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")] = ""


class DraftsTold(Schema):
    drafted: list[str]


class AddressesAsked(Schema):
    lines: Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[^\x00]*$")] = Field(
        description="reference or name, address: a line each"
    )


class AddressesTold(Schema):
    addressed: int
    unknown: list[str]


class ChosenAsked(Schema):
    requests: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=5_000)]


class LetterTold(Schema):
    request: str
    to: str
    subject: str
    text: str


class LettersTold(Schema):
    letters: list[LetterTold]


class SentTold(Schema):
    sent: int
    later: int = Field(description="follow on the next working days")


class DueTold(Schema):
    sent: int
    reminded: int


@router.get(
    "/requests",
    operation_id="requests",
    auth=admits_token(Grant.REQUESTS_READ, *READERS),
    response={200: RequestsTold, **problems()},
    summary="The company's requests for reports, the newest first",
)
def requests(
    request: Asked, programme: Slug, organisation: Slug, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> RequestsTold:
    found = Ask.objects.within(request.auth.scope).select_related("organisation")
    told, following = newest_first(found, "requests", cursor=cursor, most=limit, as_told=request_told)
    return RequestsTold(requests=told, next_cursor=following)


@router.post(
    "/requests",
    operation_id="draft_request",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={201: RequestTold, **problems(409)},
    summary="Draft a request to a supplier; nothing is sent",
)
@once(201)
def begin(
    request: Asked, programme: Slug, organisation: Slug, said: DraftAsked, idempotency_key: IdempotencyKey = ""
) -> RequestTold:  # fmt: skip
    ask = draft(
        actor=request.auth, supplier=said.supplier, site=said.site, email=said.email, age=said.age or "",
        assurance=said.assurance or "", purpose=said.purpose, answer_by=day_of(said.answer_by),
        language=said.language, reference=said.reference,
    )  # fmt: skip
    return request_told(ask)


@router.post(
    "/requests/from-check",
    operation_id="draft_requests_from_check",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={201: DraftsTold, **problems(409, 413)},
    summary="A draft for each due audit that exists, from the company's suppliers",
)
def from_check(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    file: Annotated[UploadedFile, File(description="the suppliers, as for a check")],
    purpose: Annotated[str, Form(pattern=Why)],
    answer_by: Annotated[Date, Form()],
    accept_months: Annotated[int, Form(ge=0, le=60)] = 12,
) -> DraftsTold:
    """The file is not kept, and a site that was asked for is not drafted again: so it takes no idempotency key."""
    drafts = draft_from_check(
        actor=request.auth, filename=file.name or "suppliers", content=content_of(file), accept_months=accept_months,
        purpose=purpose, answer_by=day_of(answer_by),
    )  # fmt: skip
    return DraftsTold(drafted=[one.ref for one in drafts])


@router.post(
    "/requests/addresses",
    operation_id="address_requests",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={200: AddressesTold, **problems()},
    summary="Give drafts their suppliers' addresses, many at once",
)
@once(200)
def addresses(
    request: Asked, programme: Slug, organisation: Slug, said: AddressesAsked, idempotency_key: IdempotencyKey = ""
) -> AddressesTold:  # fmt: skip
    found, unknown = set_addresses(actor=request.auth, lines=said.lines)
    return AddressesTold(addressed=found, unknown=unknown)


@router.post(
    "/requests/preview",
    operation_id="preview_requests",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={200: LettersTold, **problems(409)},
    summary="The letters as they would leave",
)
def preview(request: Asked, programme: Slug, organisation: Slug, said: ChosenAsked) -> LettersTold:
    """Of the first hundred. Nothing changes: a link stands where the supplier's will be."""
    asks = chosen_drafts(actor=request.auth, refs=said.requests)
    require_sendable(actor=request.auth, asks=asks)
    letters = [(one, letter_of(one, link="https://…")) for one in asks[:100]]
    return LettersTold(
        letters=[
            LetterTold(request=ask.ref, to=ask.email, subject=one.subject, text=one.text)
            for ask, one in letters
        ]
    )


@router.post(
    "/requests/send",
    operation_id="send_requests",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={200: SentTold, **problems(409)},
    summary="Send drafts: some today, the rest on the next working days",
)
@once(200)
def send_chosen(
    request: Asked, programme: Slug, organisation: Slug, said: ChosenAsked, idempotency_key: IdempotencyKey = ""
) -> SentTold:  # fmt: skip
    asks = chosen_drafts(actor=request.auth, refs=said.requests)
    sent, later = send(actor=request.auth, asks=asks, address=address_of(request))
    return SentTold(sent=sent, later=later)


@router.post(
    "/requests/send-due",
    operation_id="send_due_requests",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={200: DueTold, **problems(409)},
    summary="Send those whose day has come, and the reminders that are due",
)
def send_those_due(request: Asked, programme: Slug, organisation: Slug) -> DueTold:
    """Asked twice a day it does nothing the second time."""
    sent, reminded = send_due(actor=request.auth, address=address_of(request))
    return DueTold(sent=sent, reminded=reminded)


@router.get(
    "/requests/{ref}",
    operation_id="request",
    auth=admits_token(Grant.REQUESTS_READ, *READERS),
    response={200: RequestShown, **problems()},
    summary="One request: its steps, and what was granted",
)
def show(request: Asked, programme: Slug, organisation: Slug, ref: Ref) -> RequestShown:
    return request_shown(asked_for(request.auth, ref))


@router.post(
    "/requests/{ref}/withdrawal",
    operation_id="withdraw_request",
    auth=admits_token(Grant.REQUESTS_WRITE, *ASKERS),
    response={200: RequestTold, **problems(409)},
    summary="Withdraw a request",
)
@once(200)
def take_back(
    request: Asked, programme: Slug, organisation: Slug, ref: Ref, idempotency_key: IdempotencyKey = ""
) -> RequestTold:
    withdraw(actor=request.auth, ask=asked_for(request.auth, ref))
    return request_told(asked_for(request.auth, ref))
