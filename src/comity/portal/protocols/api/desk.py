"""Operations of deciding: the next criterion, an answer, many at once, the questions, the workbook."""

from typing import Annotated, Literal

from django.http import FileResponse
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.benchmark import BulkAcceptance, Depth, Kind, Relation, Strength
from comity.benchmark.undo import said_in
from comity.portal.api.answers import XLSX, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.api.paging import A_PAGE, Cursor, Page, PageSize, page_of
from comity.portal.protocols.api.told import (
    CaseNumber,
    Code,
    QuestionId,
    Shown,
    Text,
    case_or_404,
    opened_or_404,
)
from comity.portal.protocols.queries import SPEAKERS, QuestionRow, next_code, question_rows, turn_at
from comity.portal.protocols.services import (
    Answer,
    bulk_preview,
    digest_of,
    last_act,
    say,
    say_bulk,
    say_of_question,
    take_workbook,
    undo_last,
    workbook_of,
)
from comity.portal.protocols.services.saying import Word
from comity.portal.shell.downloads import file_answer

router = Router(tags=["protocols"])
GRANT = Grant.PROTOCOLS
Above = Annotated[int, Field(ge=1, le=100, description="the least probability, in percent")]
AboveAsked = Annotated[int, Query(ge=1, le=100, description="the least probability, in percent")]
Words = Literal["full", "part", "reject", "not-covered", "not-applicable"]
Relations = Literal["", "equal", "superset", "subset", "intersects"]
Depths = Literal["", "policy", "practice", "verified with workers"]


class QuestionOffer(Schema):
    questions: list[str]
    texts: list[str]
    percent: int | None
    reason: str


class CriterionTurn(Schema):
    criterion: str
    title: str
    requirement: str
    criticality: str
    offers: list[QuestionOffer]
    said: list[str]
    member_said: list[str]
    seen: int = Field(description="this side's last word on it, for `seen` of an answer")
    excuse: str | None = Field(
        description="why the member says that it cannot apply, where nobody answered that"
    )


class CriterionNext(Schema):
    turn: CriterionTurn | None
    undoes: int = Field(description="how many answers an undo would take back now, for its `answers`")


class CriterionAnswerAsked(Schema):
    criterion: Code
    word: Words
    questions: Annotated[list[QuestionId], Field(max_length=50, default_factory=list)]
    seen: Annotated[int, Field(ge=0, le=2**31)] = Field(
        description="`seen` of the criterion, 0 where nothing was said: refused where a colleague answered it since"
    )
    relation: Relations = ""
    depth: Depths = ""
    rationale: Text = ""
    evidence: Annotated[str, StringConstraints(max_length=400, pattern=r"^[^\x00]*$")] = ""


class EntriesAdded(Schema):
    added: int


class AnswersTakenBack(Schema):
    taken_back: list[str]


class AcceptanceAsked(Schema):
    above: Above
    strength: Literal["full", "part"]
    shown: Shown = Field(description="`digest` of the preview: refused where it would be other links now")


class AcceptedLink(Schema):
    criterion: str
    questions: list[str]


class AcceptanceTold(Schema):
    links: list[AcceptedLink]
    expected_errors: float
    digest: str = Field(description="of these links, for `shown`")


class ProtocolQuestion(Schema):
    id: str
    clause: str
    section: str
    text: str
    kind: str
    guessed_because: str
    answers: list[str]
    not_mappable: bool


class ProtocolQuestions(Page):
    remarks: list[str]
    questions: list[ProtocolQuestion]


class QuestionNoteAsked(Schema):
    question: QuestionId
    kind: Literal["", "requirement", "guidance", "data field"] = ""
    not_mappable: bool = False
    rationale: Text = ""


class UnreadRow(Schema):
    sheet: str
    row: int
    message: str
    remedy: str


class WorkbookTaken(Schema):
    added: int
    unread: list[UnreadRow]


@router.get(
    "/protocols/{case}/next",
    operation_id="next_criterion",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: CriterionNext, **problems(409)},
    summary="The criterion whose answer moves the verdict most, or a named one, with the questions that may answer it",
)
def next_criterion(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    criterion: Annotated[str, Query(pattern=r"^[^\x00\s]{0,40}$")] = "",
) -> CriterionNext:
    found = opened_or_404(request.auth, case)
    code = criterion or next_code(found)
    last = last_act(request.auth, found)
    undoes = len(last.entries) if last else 0
    if code is None:
        return CriterionNext(turn=None, undoes=undoes)
    turn = turn_at(found, code)
    return CriterionNext(
        undoes=undoes,
        turn=CriterionTurn(
            criterion=turn.criterion.code,
            title=turn.criterion.title,
            requirement=turn.criterion.requirement,
            criticality=turn.criterion.criticality.value,
            offers=[
                QuestionOffer(
                    questions=[it.id for it in one.questions],
                    texts=[it.text for it in one.questions],
                    percent=one.percent,
                    reason=one.reason,
                )
                for one in turn.offers
            ],
            said=list(turn.said),
            member_said=list(turn.member_said),
            seen=turn.seen,
            excuse=turn.excuse.reason if turn.excuse else None,
        ),
    )


@router.post(
    "/protocols/{case}/answers",
    operation_id="answer_criterion",
    auth=admits_token(GRANT, *SPEAKERS),
    response={201: EntriesAdded, **problems(409)},
    summary="Say which questions answer a criterion and how far, or that none does, or that it cannot apply",
)
@once(201)
def give(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: CriterionAnswerAsked,
    idempotency_key: IdempotencyKey = "",
) -> EntriesAdded:
    answer = Answer(
        word=Word(said.word),
        questions=tuple(dict.fromkeys(said.questions)),
        relation=Relation(said.relation) if said.relation else None,
        depth=Depth(said.depth) if said.depth else None,
        rationale=said.rationale,
        evidence=said.evidence,
    )
    known = case_or_404(request.auth, case)
    added = say(actor=request.auth, case=known, code=said.criterion, answer=answer, seen=said.seen)
    return EntriesAdded(added=added)


@router.post(
    "/protocols/{case}/undo",
    operation_id="undo_protocol_answer",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: AnswersTakenBack, **problems(409)},
    summary="Take back what this side said last",
)
@once(200)
def undo(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    answers: Annotated[
        int,
        Query(
            ge=1, le=2**31, description="as many as it takes back: refused where it would be more, or fewer"
        ),
    ] = 1,
    idempotency_key: IdempotencyKey = "",
) -> AnswersTakenBack:
    last = undo_last(actor=request.auth, case=case_or_404(request.auth, case), shown=answers)
    return AnswersTakenBack(taken_back=[said_in(one.decision) for one in last.entries] if last else [])


@router.get(
    "/protocols/{case}/acceptance",
    operation_id="preview_acceptance",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: AcceptanceTold, **problems(409)},
    summary="What accepting every open proposal from a probability up would do, and how many of them would be wrong",
)
def preview(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    above: AboveAsked,
    strength: Annotated[str, Query(pattern="^(full|part)$")] = "part",
) -> AcceptanceTold:
    bulk = bulk_preview(
        found=opened_or_404(request.auth, case), above=above / 100, strength=Strength(strength)
    )
    return _accepted(bulk)


@router.post(
    "/protocols/{case}/acceptance",
    operation_id="accept_proposals",
    auth=admits_token(GRANT, *SPEAKERS),
    response={201: AcceptanceTold, **problems(409)},
    summary="Confirm every open proposal from a probability up",
)
@once(201)
def accept(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: AcceptanceAsked,
    idempotency_key: IdempotencyKey = "",
) -> AcceptanceTold:
    bulk = say_bulk(
        actor=request.auth,
        case=case_or_404(request.auth, case),
        above=said.above / 100,
        strength=Strength(said.strength),
        shown=said.shown,
    )
    return _accepted(bulk)


def _accepted(bulk: BulkAcceptance) -> AcceptanceTold:
    return AcceptanceTold(
        links=[
            AcceptedLink(criterion=one.link.criterion, questions=list(one.link.questions))
            for one in bulk.judgements
        ],
        expected_errors=bulk.expected_errors,
        digest=digest_of(bulk),
    )


@router.get(
    "/protocols/{case}/questions",
    operation_id="protocol_questions",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: ProtocolQuestions, **problems(409)},
    summary="The protocol's questions, what kind each seems to be, and which criteria this side says it answers",
)
def questions(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    cursor: Cursor = "",
    limit: PageSize = A_PAGE,
) -> ProtocolQuestions:
    found = opened_or_404(request.auth, case)
    rows, following = page_of(
        question_rows(found), f"questions of {case}", cursor=cursor, most=limit, as_told=_question
    )
    return ProtocolQuestions(remarks=list(found.protocol.remarks), questions=rows, next_cursor=following)


def _question(row: QuestionRow) -> ProtocolQuestion:
    one = row.question
    return ProtocolQuestion(
        id=one.id,
        clause=one.clause,
        section=one.section,
        text=one.text,
        kind=one.kind.value,
        guessed_because=one.kind_reason,
        answers=list(row.linked),
        not_mappable=row.not_mappable,
    )


@router.post(
    "/protocols/{case}/questions",
    operation_id="say_of_question",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: EntriesAdded, **problems(409)},
    summary="Say what kind a question is, and whether it has to do with any criterion",
)
@once(200)
def say_question(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    said: QuestionNoteAsked,
    idempotency_key: IdempotencyKey = "",
) -> EntriesAdded:
    added = say_of_question(
        actor=request.auth,
        case=case_or_404(request.auth, case),
        question=said.question,
        kind=Kind(said.kind) if said.kind else None,
        not_mappable=said.not_mappable,
        rationale=said.rationale,
    )
    return EntriesAdded(added=added)


@router.get(
    "/protocols/{case}/workbook",
    operation_id="protocol_workbook",
    auth=admits_token(GRANT, *SPEAKERS),
    response=problems(409),
    openapi_extra=file_of(XLSX),
    summary="The review workbook of this side, to be filled in",
)
def workbook(request: Asked, programme: Slug, organisation: Slug, case: CaseNumber) -> FileResponse:
    found = opened_or_404(request.auth, case)
    return file_answer(workbook_of(found), name=f"review-{found.case.number}.xlsx")


@router.post(
    "/protocols/{case}/workbook",
    operation_id="take_protocol_workbook",
    auth=admits_token(GRANT, *SPEAKERS),
    response={200: WorkbookTaken, **problems(409, 413)},
    summary="Bring the workbook back: what was filled in is added, what cannot be read is told row by row",
)
@once(200)
def workbook_back(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    case: CaseNumber,
    file: Annotated[UploadedFile, File(description="the workbook, filled in; up to 30 MB")],
    idempotency_key: IdempotencyKey = "",
) -> WorkbookTaken:
    read = take_workbook(actor=request.auth, case=case_or_404(request.auth, case), content=file)
    return WorkbookTaken(
        added=read.added,
        unread=[
            UnreadRow(sheet=one.typed.sheet, row=one.typed.row, message=one.message, remedy=one.remedy)
            for one in read.problems
        ],
    )
