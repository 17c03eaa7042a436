"""A questionnaire and a member's answers, as they are told."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Query, Schema
from pydantic import Field

from comity.portal.survey.models import Survey, Words
from comity.portal.survey.queries import (
    Answers,
    campaign_of,
    drafts_for,
    instrument_of,
    progress_of,
    survey_of,
)
from comity.portal.tenants.gates import Actor, there
from comity.survey import Line, Module, lines, module_levels

Year = Annotated[int, Path(ge=1990, le=2200)]
Language = Annotated[
    str, Query(pattern=r"^([a-z]{2})?$", description="such as de; where there is none, English")
]


class SurveyMine(Schema):
    year: int
    title: str
    stage: str
    closes_on: date
    signed_at: datetime | None
    signed_by: str
    is_shared: bool = Field(description="the Secretariat may read the company's own result")


class SurveysMine(Schema):
    surveys: list[SurveyMine]


class ChoiceTold(Schema):
    id: str
    label: str


class AskedLineTold(Schema):
    line: str
    label: str
    choices: list[ChoiceTold]


class QuestionTold(Schema):
    question: str
    kind: str
    text: str
    help: str
    unit: str
    is_required: bool
    asks_evidence: bool = Field(description="its line is evidence:QUESTION")
    only_if: str = Field(description="the question on whose answer it hangs whether this one is asked")
    anchors: list[str]
    lines: list[AskedLineTold]


class ModuleTold(Schema):
    module: str
    title: str
    questions: list[QuestionTold]


class InstrumentTold(Schema):
    year: int
    name: str
    title: str
    language: str
    digest: str
    levels: list[str]
    modules: list[ModuleTold]


class WordsTold(Schema):
    line: str
    text: str
    number: int = Field(description="send it as `seen` with another answer to this line")
    by: str
    at: datetime


class DraftTold(Schema):
    line: str
    text: str
    shown: str
    source: str


class AnswerProblem(Schema):
    line: str
    code: str
    severity: str
    message: str


class ProgressTold(Schema):
    module: str
    answered: int
    asked: int


class LevelTold(Schema):
    module: str
    level: int | None


class SurveySigned(Schema):
    by: str
    role: str
    at: datetime
    digest: str


class AnswersTold(Schema):
    year: int
    stage: str
    closes_on: date
    is_open: bool
    written: int = Field(description="words so far: the number of the last")
    answers: list[WordsTold]
    beside: list[WordsTold] = Field(description="colleagues wrote them at the same time: to be settled")
    drafts: list[DraftTold] = Field(description="offered for lines that are open; they count once taken over")
    problems: list[AnswerProblem]
    progress: list[ProgressTold]
    levels: list[LevelTold]
    may_be_signed: bool
    signature: SurveySigned | None


def survey_or_404(actor: Actor, year: int) -> Survey:
    return there(survey_of(actor.scope, year))


def instrument_told(survey: Survey, language: str) -> InstrumentTold:
    found = instrument_of(survey, language)
    by_question: dict[str, list[Line]] = {}
    for one in lines(found).values():
        by_question.setdefault(one.question.id, []).append(one)
    return InstrumentTold(
        year=survey.year,
        name=found.name,
        title=found.title,
        language=found.language,
        digest=found.digest,
        levels=list(found.levels),
        modules=[_module(one, by_question) for one in found.modules],
    )


def _module(module: Module, by_question: dict[str, list[Line]]) -> ModuleTold:
    return ModuleTold(
        module=module.id,
        title=module.title,
        questions=[
            QuestionTold(
                question=one.id,
                kind=one.kind.value,
                text=one.text,
                help=one.help,
                unit=one.unit,
                is_required=one.is_required,
                asks_evidence=one.asks_evidence,
                only_if=one.only_if.question if one.only_if else "",
                anchors=list(one.anchors),
                lines=[_line(line) for line in by_question.get(one.id, ())],
            )
            for one in module.questions
        ],
    )


def _line(line: Line) -> AskedLineTold:
    choices = [ChoiceTold(id=one.id, label=one.label) for one in line.choices]
    return AskedLineTold(line=line.id, label=line.label, choices=choices)


def answers_told(actor: Actor, survey: Survey, answers: Answers) -> AnswersTold:
    response, slug = answers.response, actor.organisation.slug
    campaign = campaign_of(survey, {slug: response} if response else {})
    taken = {line for line, words in answers.current.items() if words.text}
    offered = drafts_for(actor.scope, survey, answers.instrument)
    return AnswersTold(
        year=survey.year,
        stage=survey.stage,
        closes_on=survey.closes_on,
        is_open=campaign.may_answer(slug) and not (response and response.left_on),
        written=response.written if response else 0,
        answers=[_words(one) for one in answers.current.values()],
        beside=[_words(one) for several in answers.beside.values() for one in several],
        drafts=[
            DraftTold(line=line, text=one.text, shown=one.shown, source=one.source)
            for line, one in offered.items()
            if line not in taken
        ],
        problems=[
            AnswerProblem(line=one.line, code=one.code, severity=one.severity.value, message=one.message)
            for one in answers.problems
        ],
        progress=[
            ProgressTold(module=one.module.id, answered=one.answered, asked=one.asked)
            for one in progress_of(answers)
        ],
        levels=[
            LevelTold(module=one.module.id, level=one.level)
            for one in module_levels(answers.instrument, answers.sheet)
        ],
        may_be_signed=answers.may_be_signed,
        signature=SurveySigned(
            by=response.signed_by,
            role=response.signed_role,
            at=response.signed_at,
            digest=response.digest,
        )
        if response is not None and response.signed_at is not None
        else None,
    )


def _words(one: Words) -> WordsTold:
    return WordsTold(line=one.line, text=one.text, number=one.number, by=str(one.person or ""), at=one.at)
