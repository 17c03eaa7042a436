"""Operations of the Secretariat's survey: open, move, remind, close, publish; who has answered, never what."""

from datetime import date, datetime
from typing import Annotated

from django.http import FileResponse
from ninja import File, Form, Path, Router, Schema, UploadedFile
from pydantic import Field, StringConstraints

from comity.portal.api.answers import Date, Sentence, Slug, file_of, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.api.once import IdempotencyKey, once
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.api.told import InstrumentTold, Language, Year, instrument_told, survey_or_404
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import instrument_of, status_of, surveys_of
from comity.portal.survey.result_files import FOR_SECRETARIAT, published_file, shared_result_of
from comity.portal.survey.services import (
    close_survey,
    leave_out,
    members_named,
    move_closing_day,
    open_survey,
    packaged_translations,
    remind,
    reopen,
    start_publishing,
)
from comity.portal.survey.views.asked import addresses_of
from comity.portal.survey.views.forms import packaged
from comity.portal.survey.views.office import MOST_QUESTIONNAIRE
from comity.portal.tenants.gates import there
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import SECRETARIAT, Role
from comity.survey import instrument_from_file, packaged_instruments

router = Router(tags=["surveys"])

Packaged = one_of(one for one in packaged_instruments() if "." not in one)
FileName = Annotated[str, Path(pattern=one_of(FOR_SECRETARIAT))]


class SurveyTold(Schema):
    year: int
    name: str
    title: str
    stage: str
    opened_at: datetime
    closes_on: date
    published_at: datetime | None
    respondents: int = Field(description="behind the published figures")
    files: list[str]


class SurveysTold(Schema):
    surveys: list[SurveyTold]


class SurveyLine(Schema):
    member: str
    name: str
    state: str
    on: date | None
    by: str
    remark: str
    is_shared: bool


class SurveyStatus(Schema):
    survey: SurveyTold
    asked: int
    signed: int
    members: list[SurveyLine]


class ClosingDayAsked(Schema):
    closes_on: Date


class OpenSurveyAsked(ClosingDayAsked):
    questionnaire: Annotated[str, StringConstraints(pattern=Packaged)]


class ReasonAsked(Schema):
    reason: Sentence


class MessagesTold(Schema):
    messages: int


@router.get(
    "/surveys",
    operation_id="surveys",
    auth=admits_token(Grant.SURVEY_READ, *SECRETARIAT),
    response={200: SurveysTold, **problems()},
    summary="The years' surveys, the latest first",
)
def surveys(request: Asked, programme: Slug) -> SurveysTold:
    return SurveysTold(surveys=[_told(one) for one in surveys_of(request.auth.scope)])


@router.post(
    "/surveys",
    operation_id="open_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={201: SurveyTold, **problems(409, 413)},
    summary="Open a year's survey, with a questionnaire of Comity's",
)
@once(201)
def begin(
    request: Asked, programme: Slug, said: OpenSurveyAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyTold:
    survey = open_survey(
        actor=request.auth,
        instrument=packaged(said.questionnaire),
        translations=packaged_translations(said.questionnaire),
        closes_on=said.closes_on,
    )
    return _told(survey)


@router.post(
    "/surveys/own",
    operation_id="open_own_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={201: SurveyTold, **problems(409, 413)},
    summary="Open a year's survey, with a questionnaire of the programme's own",
)
@once(201)
def begin_own(
    request: Asked,
    programme: Slug,
    file: Annotated[UploadedFile, File(description="YAML or XLSX; begin with one of Comity's")],
    closes_on: Annotated[Date, Form()],
    idempotency_key: IdempotencyKey = "",
) -> SurveyTold:
    instrument = instrument_from_file(file.read(MOST_QUESTIONNAIRE), where=file.name or "questionnaire.yaml")
    survey = open_survey(actor=request.auth, instrument=instrument, translations={}, closes_on=closes_on)
    return _told(survey)


@router.get(
    "/surveys/{year}",
    operation_id="survey",
    auth=admits_token(Grant.SURVEY_READ, *SECRETARIAT),
    response={200: SurveyStatus, **problems()},
    summary="Who has answered, never what; who is waited for stands first",
)
def status(request: Asked, programme: Slug, year: Year) -> SurveyStatus:
    return _status(request, survey_or_404(request.auth, year))


@router.get(
    "/surveys/{year}/questions",
    operation_id="asked_questions",
    auth=admits_token(Grant.SURVEY_READ, *SECRETARIAT),
    response={200: InstrumentTold, **problems()},
    summary="The questionnaire as it was when the survey opened",
)
def questions(request: Asked, programme: Slug, year: Year, language: Language = "") -> InstrumentTold:
    return instrument_told(survey_or_404(request.auth, year), language)


@router.post(
    "/surveys/{year}/closing-day",
    operation_id="move_survey_day",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={200: SurveyTold, **problems(409)},
    summary="Move the closing day",
)
@once(200)
def move_day(
    request: Asked, programme: Slug, year: Year, said: ClosingDayAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyTold:
    move_closing_day(actor=request.auth, survey=survey_or_404(request.auth, year), closes_on=said.closes_on)
    return _told(survey_or_404(request.auth, year))


@router.post(
    "/surveys/{year}/reminders",
    operation_id="remind_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={201: MessagesTold, **problems(409)},
    summary="Remind everybody who could answer for a member that is waited for; nobody twice on one day",
)
@once(201)
def remind_members(
    request: Asked, programme: Slug, year: Year, idempotency_key: IdempotencyKey = ""
) -> MessagesTold:
    survey = survey_or_404(request.auth, year)
    sent = remind(actor=request.auth, survey=survey, address=addresses_of(request, survey))
    return MessagesTold(messages=sent)


@router.post(
    "/surveys/{year}/close",
    operation_id="close_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={200: SurveyStatus, **problems(409)},
    summary="Close it: answers are frozen, and what is not signed off counts in no figure",
)
@once(200)
def close(request: Asked, programme: Slug, year: Year, idempotency_key: IdempotencyKey = "") -> SurveyStatus:
    close_survey(actor=request.auth, survey=survey_or_404(request.auth, year))
    return _status(request, survey_or_404(request.auth, year))


@router.post(
    "/surveys/{year}/publication",
    operation_id="publish_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={202: SurveyTold, **problems(409)},
    summary="Make the figures and publish what may be shown",
)
@once(202)
def publish(request: Asked, programme: Slug, year: Year, idempotency_key: IdempotencyKey = "") -> SurveyTold:
    """A worker makes them: ask for the survey until it is `published`."""
    start_publishing(actor=request.auth, survey=survey_or_404(request.auth, year))
    return _told(survey_or_404(request.auth, year))


@router.post(
    "/surveys/{year}/members/{member}/reopening",
    operation_id="reopen_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={200: SurveyStatus, **problems(409)},
    summary="Reopen it for one member, until that signs off again",
)
@once(200)
def reopen_member(
    request: Asked, programme: Slug, year: Year, member: Slug, said: ReasonAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyStatus:  # fmt: skip
    survey, found = survey_or_404(request.auth, year), _member(request, member)
    reopen(actor=request.auth, survey=survey, member=found, reason=said.reason)
    return _status(request, survey)


@router.post(
    "/surveys/{year}/members/{member}/leaving",
    operation_id="leave_survey",
    auth=admits_token(Grant.SURVEY_WRITE, Role.MANAGER),
    response={200: SurveyStatus, **problems(409)},
    summary="A member has left: its answers are kept, and count in no figure",
)
@once(200)
def leave_member_out(
    request: Asked, programme: Slug, year: Year, member: Slug, said: ReasonAsked, idempotency_key: IdempotencyKey = ""
) -> SurveyStatus:  # fmt: skip
    survey, found = survey_or_404(request.auth, year), _member(request, member)
    leave_out(actor=request.auth, survey=survey, member=found, reason=said.reason)
    return _status(request, survey)


@router.get(
    "/surveys/{year}/members/{member}/result",
    operation_id="shared_survey_result",
    auth=admits_token(Grant.SURVEY_READ, *SECRETARIAT),
    response=problems(),
    openapi_extra=file_of("application/pdf"),
    summary="A member's own result, where that shares it",
)
def shared_result(
    request: Asked, programme: Slug, year: Year, member: Slug, language: Language = ""
) -> FileResponse:
    survey, found = survey_or_404(request.auth, year), _member(request, member)
    data = there(shared_result_of(request.auth, survey, found, language))
    return file_answer(data, name=f"survey-{survey.year}-{found.slug}.pdf")


@router.get(
    "/surveys/{year}/files/{name}",
    operation_id="survey_file",
    auth=admits_token(Grant.SURVEY_READ, *SECRETARIAT),
    response=problems(),
    openapi_extra=file_of("application/pdf", "text/csv", "image/svg+xml", "image/png"),
    summary="What was published: the report, the figures, the charts",
)
def office_file(request: Asked, programme: Slug, year: Year, name: FileName) -> FileResponse:
    survey = survey_or_404(request.auth, year)
    return file_answer(
        there(published_file(survey, name, FOR_SECRETARIAT)), name=f"survey-{survey.year}-{name}"
    )


def _member(request: Asked, slug: str) -> Organisation:
    return there(members_named(request.auth.scope, slug))


def _told(survey: Survey) -> SurveyTold:
    return SurveyTold(
        year=survey.year,
        name=survey.name,
        title=instrument_of(survey).title,
        stage=survey.stage,
        opened_at=survey.opened_at,
        closes_on=survey.closes_on,
        published_at=survey.published_at,
        respondents=survey.respondents,
        files=[name for name in FOR_SECRETARIAT if name in survey.files],
    )


def _status(request: Asked, survey: Survey) -> SurveyStatus:
    found = status_of(request.auth.scope, survey_or_404(request.auth, survey.year))
    return SurveyStatus(
        survey=_told(found.survey),
        asked=found.asked,
        signed=found.signed,
        members=[
            SurveyLine(
                member=one.slug,
                name=one.name,
                state=one.state,
                on=one.on,
                by=one.by,
                remark=one.remark,
                is_shared=one.is_shared,
            )
            for one in found.lines
        ],
    )
