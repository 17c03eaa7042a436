"""Operations of recognition: what remains to be asked, and a member's own decisions."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import FileResponse
from ninja import File, Path, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.lists import Assurance
from comity.portal.api.answers import XLSX, Date, Slug, file_of, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, newest_first
from comity.portal.exchange.api.told import Ref, asked_for
from comity.portal.exchange.queries import OPENERS
from comity.portal.exchange.views import READERS
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.recognition.models import Decided
from comity.portal.recognition.queries import (
    Called,
    alerts_of,
    comparison_of,
    decided_by,
    decision_numbered,
    decisions_on,
    own_counted,
    standing_decisions,
)
from comity.portal.recognition.services import (
    SUPPLEMENTS,
    Said,
    compare,
    decide_on,
    note_order,
    require_told,
    supplement_of,
)
from comity.portal.recognition.sizes import protocol_of
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import there
from comity.recognition import Choice, Delta, OwnPolicy, ScopeAnswer, ScopeQuestion, worth_of

router = Router(tags=["recognition"])
DecisionNumber = Annotated[int, Path(ge=1, le=2**53)]
Pillars = Annotated[
    list[Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[^\x00]*$")]],
    Field(max_length=100, description="as `pillars` beside the decisions on this report names them"),
]


class OpenTold(Schema):
    question: str
    text: str
    why: str
    criteria: list[str]


class DeltaTold(Schema):
    asked: int
    answered: int
    sentence: str
    criteria: str = Field(description="by which both protocols were compared")
    criteria_digest: str
    open: list[OpenTold]


class RecalledTold(Schema):
    ground: str
    on: date
    by: str


class DecisionTold(Schema):
    decision: int
    request: str
    supplier: str
    site: str
    report: str
    choice: str
    by: str
    at: datetime
    due_on: date | None
    ordered_on: date | None
    recalled: RecalledTold | None = Field(
        description="the report no longer counts, and the decision relies on it"
    )


class DecisionsTold(Page):
    decisions: list[DecisionTold]
    avoided: int
    pending: int
    worth: str


class DecidedTold(Schema):
    decisions: list[DecisionTold]
    criteria: str = Field(
        description="that the next decision goes by: of what was compared, else of the programme"
    )
    criteria_digest: str
    pillars: list[str] = Field(description="that the next decision can name")


class OwnPolicyAsked(Schema):
    accept_months: Annotated[int, Field(ge=1, le=36)] = 12
    most_critical_gaps: Annotated[int, Field(ge=0, le=99)] = 0
    pillars: Pillars = Field(default=[])
    classes: Annotated[list[Assurance], Field(max_length=5)] = Field(default=[Assurance.MEETS])


class DecideAsked(Schema):
    choice: Choice
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000, pattern=r"^[^\x00]*$")]  # fmt: skip
    protocol: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00]*$")]  # fmt: skip
    audited_on: Date
    assurance: Assurance
    report_site: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400, pattern=r"^[^\x00]*$")]  # fmt: skip
    pillars: Pillars = Field(default=[])
    fits: dict[ScopeQuestion, ScopeAnswer] = Field(
        default={},
        description=f"whether it fits what the company buys, by question: {' | '.join(ScopeQuestion)}",
    )
    policy: OwnPolicyAsked = Field(default=OwnPolicyAsked(), description="the company's own")
    due_on: Date | None = Field(default=None, description="of an audit of the company's own that it replaces")
    seen: Annotated[int, Field(ge=0, le=10_000)] = Field(
        description="decisions on this report that one knew of"
    )
    is_told: bool = Field(
        default=False, description="the company knows where the report departs from its policy"
    )


class OrderAsked(Schema):
    ordered_on: Date | None


@router.get(
    "/decisions",
    operation_id="decisions",
    auth=admits_token(Grant.DECISIONS_READ, *READERS),
    response={200: DecisionsTold, **problems()},
    summary="The company's decisions that stand, the newest first, and what they avoided",
)
def decisions(
    request: Asked, programme: Slug, organisation: Slug, cursor: Cursor = "", limit: PageSize = A_PAGE
) -> DecisionsTold:
    scope = request.auth.scope
    called = {one.decided.pk: one.called for one in alerts_of(scope)}
    rows = Decided.objects.within(scope).filter(pk__in=[one.pk for one in standing_decisions(scope)])
    told, following = newest_first(
        rows.select_related("ask", "person"), "decisions", cursor=cursor, most=limit,
        as_told=lambda one: _decision(one, called.get(one.pk)),
    )  # fmt: skip
    worth = worth_of(own_counted(scope, on=today()))
    return DecisionsTold(
        decisions=told,
        avoided=worth.avoided,
        pending=worth.pending,
        worth=worth.sentence,
        next_cursor=following,
    )


@router.get(
    "/requests/{ref}/open-requirements",
    operation_id="open_requirements",
    auth=admits_token(Grant.DECISIONS_READ, *OPENERS),
    response={200: DeltaTold, **problems()},
    summary="What the report's protocol leaves to ask",
)
def open_requirements(request: Asked, programme: Slug, organisation: Slug, ref: Ref) -> DeltaTold:
    """Not there until the two protocols were compared."""
    return _delta(there(comparison_of(asked_for(request.auth, ref)))[0])


@router.post(
    "/requests/{ref}/comparison",
    operation_id="compare_protocols",
    auth=admits_token(Grant.DECISIONS_WRITE, *OPENERS),
    response={201: DeltaTold, **problems(409, 413)},
    summary="Compare the report's protocol with the company's own",
)
@once(201)
def compare_both(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    ref: Ref,
    file: Annotated[UploadedFile, File(description="the report's: its review file, or criterion and strength; up to 20 MB")],
    own: Annotated[UploadedFile | None, File(description="the company's own; else the one sent last")] = None,
    answers: Annotated[UploadedFile | None, File(description="its links, where `own` is no review file")] = None,
    idempotency_key: IdempotencyKey = "",
) -> DeltaTold:  # fmt: skip
    given = {name: protocol_of(one, otherwise=name) if one else None for name, one in (("own", own), ("answers", answers))}  # fmt: skip
    ask = asked_for(request.auth, ref)
    compare(actor=request.auth, ask=ask, **given, other=protocol_of(file, otherwise="other"))
    return _delta(there(comparison_of(ask))[0])


@router.get(
    "/requests/{ref}/supplement.{form}",
    operation_id="supplement",
    auth=admits_token(Grant.DECISIONS_READ, *OPENERS),
    response=problems(),
    openapi_extra=file_of(XLSX, "application/pdf"),
    summary="What remains, as questions to the supplier",
)
def supplement(
    request: Asked, programme: Slug, organisation: Slug, ref: Ref, form: Annotated[str, Path(pattern=one_of(SUPPLEMENTS))]
) -> FileResponse:  # fmt: skip
    ask = asked_for(request.auth, ref)
    data = there(supplement_of(actor=request.auth, ask=ask, form=form))
    return file_answer(data, name=f"supplement-{ask.ref}.{form}")


@router.post(
    "/requests/{ref}/decisions",
    operation_id="decide",
    auth=admits_token(Grant.DECISIONS_WRITE, *OPENERS),
    response={201: DecisionTold, **problems(409)},
    summary="Decide: recognise, recognise with a supplement, or not",
)
@once(201)
def decide(
    request: Asked, programme: Slug, organisation: Slug, ref: Ref, said: DecideAsked, idempotency_key: IdempotencyKey = ""
) -> DecisionTold:  # fmt: skip
    """A program writes down what a person decided. Nothing is recognised by itself."""
    ask, given = asked_for(request.auth, ref), _said(said)
    require_told(ask=ask, said=given, is_told=said.is_told)
    return _decision(decide_on(actor=request.auth, ask=ask, said=given, seen=said.seen), None)


@router.get(
    "/requests/{ref}/decisions",
    operation_id="decisions_on_report",
    auth=admits_token(Grant.DECISIONS_READ, *OPENERS),
    response={200: DecidedTold, **problems()},
    summary="All decisions on one report, the oldest first",
)
def decisions_on_one(request: Asked, programme: Slug, organisation: Slug, ref: Ref) -> DecidedTold:
    ask = asked_for(request.auth, ref)
    found = decisions_on(request.auth.scope, ask.report) if ask.report else []
    criteria = decided_by(request.auth.scope, comparison_of(ask))
    return DecidedTold(
        decisions=[_decision(one, None) for one in found],
        criteria=criteria.name,
        criteria_digest=criteria.digest,
        pillars=list(criteria.pillars),
    )


@router.get(
    "/decisions/{number}/reliance.{form}",
    operation_id="reliance",
    auth=admits_token(Grant.DECISIONS_READ, *OPENERS),
    response=problems(),
    openapi_extra=file_of("application/json", "application/pdf"),
    summary="The reliance file of a decision",
)
def reliance(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    number: DecisionNumber,
    form: Annotated[Literal["json", "pdf"], Path()],
) -> FileResponse:
    row = there(decision_numbered(request.auth.scope, number))
    data = row.reliance.encode() if form == "json" else storage().read(row.paper_key)
    return file_answer(data, name=f"reliance-{row.ask.ref}.{form}")


@router.post(
    "/decisions/{number}/order",
    operation_id="note_audit_order",
    auth=admits_token(Grant.DECISIONS_WRITE, *OPENERS),
    response={200: DecisionTold, **problems()},
    summary="An audit was ordered for the site all the same: then none was avoided",
)
@once(200)
def order(
    request: Asked, programme: Slug, organisation: Slug, number: DecisionNumber, said: OrderAsked, idempotency_key: IdempotencyKey = ""
) -> DecisionTold:  # fmt: skip
    row = there(decision_numbered(request.auth.scope, number))
    note_order(actor=request.auth, decided=row, ordered_on=said.ordered_on)
    return _decision(row, None)


def _said(said: DecideAsked) -> Said:
    return Said(
        choice=said.choice,
        reason=said.reason,
        protocol=said.protocol,
        audited_on=said.audited_on,
        assurance=said.assurance,
        report_site=said.report_site,
        pillars=tuple(said.pillars),
        scope=dict(said.fits),
        due_on=said.due_on,
        policy=OwnPolicy(
            accept_months=said.policy.accept_months,
            pillars=tuple(said.policy.pillars),
            classes=tuple(said.policy.classes),
            most_critical_gaps=said.policy.most_critical_gaps,
        ),
    )


def _delta(found: Delta) -> DeltaTold:
    return DeltaTold(
        asked=found.asked,
        answered=found.answered,
        sentence=found.sentence,
        criteria=found.benchmark,
        criteria_digest=found.benchmark_digest,
        open=[
            OpenTold(
                question=one.question.id,
                text=one.question.text,
                why=one.why.value,
                criteria=list(one.criteria),
            )
            for one in found.open
        ],
    )


def _decision(one: Decided, called: Called | None) -> DecisionTold:
    return DecisionTold(
        decision=one.pk,
        request=one.ask.ref,
        supplier=one.ask.supplier,
        site=one.ask.site,
        report=one.report,
        choice=one.choice,
        by=str(one.person or ""),
        at=one.at,
        due_on=one.due_on,
        ordered_on=one.ordered_on,
        recalled=RecalledTold(ground=called.ground.value, on=called.on, by=called.by) if called else None,
    )
