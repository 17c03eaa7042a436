"""Operations of a member's answers: the questions, what was written, drafts, the workbook, signing off."""

from typing import Annotated, Literal

from django.http import FileResponse
from ninja import File, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.portal.api.answers import XLSX, Name, Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.api.told import (
    AnswersTold,
    InstrumentTold,
    Language,
    SurveyMine,
    SurveysMine,
    Year,
    answers_told,
    instrument_told,
    survey_or_404,
)
from comity.portal.survey.models import Response, Survey
from comity.portal.survey.queries import answers_of, instrument_of, response_of, surveys_of
from comity.portal.survey.services import (
    ANSWERERS,
    MOST_WORKBOOK,
    Saved,
    issue_workbook,
    save_answers,
    settle,
    share,
    sign_off,
    take_drafts,
    take_workbook,
)
from comity.portal.tenants.roles import MEMBER, Role

router = Router(tags=["survey"])
LineName = Annotated[str, StringConstraints(pattern=r"^[^\x00]{1,140}$")]


class WordsAsked(Schema):
    line: LineName
    text: Annotated[str, StringConstraints(max_length=10_000, pattern=r"^[^\x00]*$")] = Field(
        description="an option's id, a number, or words; empty takes the answer back"
    )
    seen: Annotated[int, Field(ge=0, le=10**9)] = Field(
        default=0, description="`number` of the answer that one had before oneself; 0 for none"
    )


class AnswersAsked(Schema):
    answers: Annotated[list[WordsAsked], Field(min_length=1, max_length=1_000)]


class SavedTold(Schema):
    changed: list[str]
    disputed: list[str] = Field(description="a colleague wrote something else meanwhile: both are kept")


class DraftsAsked(Schema):
    lines: Annotated[list[LineName], Field(max_length=1_000)] | None = Field(
        default=None, description="those alone; without it all that are offered"
    )


class TakenTold(Schema):
    taken: int


class ChooseAsked(Schema):
    number: Annotated[int, Field(ge=1, le=10**9)] = Field(description="of the words that are to stand")


class ChosenTold(Schema):
    line: str = Field(description="empty where nothing was to be settled")


class SignOffSurveyAsked(Schema):
    by: Name
    role: Name
    agreed: Literal[True] = Field(description="these answers are the company's, and can be shown to be so")


class ShareAsked(Schema):
    share: bool


@router.get(
    "/surveys",
    operation_id="own_surveys",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response={200: SurveysMine, **problems()},
    summary="The years' surveys, and the company's part in each",
)
def surveys(request: Asked, programme: Slug, organisation: Slug) -> SurveysMine:
    scope = request.auth.scope
    return SurveysMine(surveys=[_mine(one, response_of(scope, one)) for one in surveys_of(scope)])


@router.get(
    "/surveys/{year}/questions",
    operation_id="survey_questions",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response={200: InstrumentTold, **problems()},
    summary="The questionnaire, in the reader's language where it has it",
)
def questions(
    request: Asked, programme: Slug, organisation: Slug, year: Year, language: Language = ""
) -> InstrumentTold:
    return instrument_told(survey_or_404(request.auth, year), language)


@router.get(
    "/surveys/{year}/answers",
    operation_id="survey_answers",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response={200: AnswersTold, **problems()},
    summary="What the company has answered, what is offered, and what is left to do",
)
def answers(
    request: Asked, programme: Slug, organisation: Slug, year: Year, language: Language = ""
) -> AnswersTold:
    survey = survey_or_404(request.auth, year)
    return answers_told(request.auth, survey, answers_of(request.auth.scope, survey, language))


@router.post(
    "/surveys/{year}/answers",
    operation_id="save_survey_answers",
    auth=admits_token(Grant.SURVEY_WRITE, *ANSWERERS),
    response={200: SavedTold, **problems(409)},
    summary="Write answers; no colleague's words are written over",
)
@once(200)
def save(
    request: Asked, programme: Slug, organisation: Slug, year: Year, said: AnswersAsked, idempotency_key: IdempotencyKey = ""
) -> SavedTold:  # fmt: skip
    saved = save_answers(
        actor=request.auth,
        survey=survey_or_404(request.auth, year),
        said={one.line: one.text for one in said.answers},
        seen={one.line: one.seen for one in said.answers},
    )
    return _saved(saved)


@router.post(
    "/surveys/{year}/drafts",
    operation_id="take_survey_drafts",
    auth=admits_token(Grant.SURVEY_WRITE, *ANSWERERS),
    response={200: TakenTold, **problems(409)},
    summary="Take offered answers over into lines that are open",
)
@once(200)
def take_offered(
    request: Asked, programme: Slug, organisation: Slug, year: Year, said: DraftsAsked, idempotency_key: IdempotencyKey = ""
) -> TakenTold:  # fmt: skip
    survey = survey_or_404(request.auth, year)
    return TakenTold(taken=take_drafts(actor=request.auth, survey=survey, only=said.lines))


@router.post(
    "/surveys/{year}/settlements",
    operation_id="settle_survey_answer",
    auth=admits_token(Grant.SURVEY_WRITE, *ANSWERERS),
    response={200: ChosenTold, **problems(409)},
    summary="Of two colleagues' answers, say which stands",
)
@once(200)
def choose(
    request: Asked, programme: Slug, organisation: Slug, year: Year, said: ChooseAsked, idempotency_key: IdempotencyKey = ""
) -> ChosenTold:  # fmt: skip
    survey = survey_or_404(request.auth, year)
    return ChosenTold(line=settle(actor=request.auth, survey=survey, number=said.number))


@router.get(
    "/surveys/{year}/workbook",
    operation_id="survey_workbook",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response=problems(),
    openapi_extra=file_of(XLSX),
    summary="The survey as a workbook, with the answers as they stand",
)
def workbook(
    request: Asked, programme: Slug, organisation: Slug, year: Year, language: Language = ""
) -> FileResponse:
    survey = survey_or_404(request.auth, year)
    data = issue_workbook(actor=request.auth, survey=survey, language=language)
    return file_answer(data, name=f"survey-{survey.year}-{request.auth.organisation.slug}.xlsx")


@router.post(
    "/surveys/{year}/workbook",
    operation_id="take_survey_workbook",
    auth=admits_token(Grant.SURVEY_WRITE, *ANSWERERS),
    response={200: SavedTold, **problems(409, 413)},
    summary="Bring the workbook back, filled in",
)
@once(200)
def workbook_back(
    request: Asked,
    programme: Slug,
    organisation: Slug,
    year: Year,
    file: Annotated[UploadedFile, File(description="the survey's own workbook; up to 20 MB")],
    idempotency_key: IdempotencyKey = "",
) -> SavedTold:
    """It is kept as it came, whatever is in it."""
    survey, content = survey_or_404(request.auth, year), file.read(MOST_WORKBOOK + 1)
    saved = take_workbook(
        actor=request.auth, survey=survey, filename=file.name or "survey.xlsx", content=content
    )
    return _saved(saved)


@router.post(
    "/surveys/{year}/sign-off",
    operation_id="sign_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.ADMIN),
    response={201: AnswersTold, **problems(409)},
    summary="Sign the answers off for the company",
)
@once(201)
def sign(
    request: Asked, programme: Slug, organisation: Slug, year: Year, said: SignOffSurveyAsked, idempotency_key: IdempotencyKey = ""
) -> AnswersTold:  # fmt: skip
    """Until the close an answer can still be changed, which takes the signature back."""
    survey = survey_or_404(request.auth, year)
    sign_off(actor=request.auth, survey=survey, by=said.by, role=said.role)
    return answers_told(request.auth, survey, answers_of(request.auth.scope, survey))


@router.post(
    "/surveys/{year}/sharing",
    operation_id="share_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.ADMIN),
    response={200: SurveyMine, **problems()},
    summary="Let the Secretariat read the company's own result, or no more",
)
@once(200)
def share_result(
    request: Asked, programme: Slug, organisation: Slug, year: Year, said: ShareAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyMine:  # fmt: skip
    survey = survey_or_404(request.auth, year)
    share(actor=request.auth, survey=survey, is_shared=said.share)
    return _mine(survey, response_of(request.auth.scope, survey))


def _mine(survey: Survey, response: Response | None) -> SurveyMine:
    return SurveyMine(
        year=survey.year,
        title=instrument_of(survey).title,
        stage=survey.stage,
        closes_on=survey.closes_on,
        signed_at=response.signed_at if response else None,
        signed_by=response.signed_by if response else "",
        is_shared=response is not None and response.shared_at is not None and response.is_signed,
    )


def _saved(saved: Saved) -> SavedTold:
    return SavedTold(changed=list(saved.changed), disputed=list(saved.disputed))
