"""Operations of a survey's results: the company's own, beside what may be said of all."""

from datetime import datetime
from typing import Annotated

from django.http import FileResponse
from ninja import Path, Router, Schema
from pydantic import Field

from comity.portal.api.answers import XLSX, Slug, file_of, one_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.api.told import Language, Year, survey_or_404
from comity.portal.survey.queries import instrument_of, own_sheet, published_of
from comity.portal.survey.result_files import MEMBER_FILES, member_file
from comity.portal.survey.result_rows import moves_of
from comity.portal.tenants.gates import there
from comity.portal.tenants.roles import MEMBER
from comity.survey import Figure, Results, module_levels
from comity.survey.disclosure import Distribution
from comity.survey.told import label_of

router = Router(tags=["survey"])
FileName = Annotated[str, Path(pattern=one_of(MEMBER_FILES))]


class PartTold(Schema):
    label: str
    count: int


class BandTold(Schema):
    """So many in one band; answers that would give somebody away are merged with their neighbours."""

    bands: list[str]
    parts: list[PartTold]


class TableTold(Schema):
    """In the whole (`all`) or cut; withheld with its reason where it is not safe to tell."""

    cut: str
    outcome: str
    reason: str
    distribution: list[BandTold]
    low: list[float] = Field(description="of a sum, one a band; equal to `high` where it is told exactly")
    high: list[float]


class SurveyFigureTold(Schema):
    figure: str
    title: str
    unit: str
    own: str
    tables: list[TableTold]


class OwnLevelTold(Schema):
    module: str
    title: str
    level: int | None
    name: str


class MovedTold(Schema):
    module: str
    told: str
    levels: list[str]
    withheld: str


class ResultsTold(Schema):
    year: int
    respondents: int
    published_at: datetime | None
    own: list[OwnLevelTold]
    figures: list[SurveyFigureTold]
    earlier: int | None
    moves: list[MovedTold]


@router.get(
    "/surveys/{year}/results",
    operation_id="survey_results",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response={200: ResultsTold, **problems()},
    summary="The company's own result, beside what may be said of all",
)
def results(
    request: Asked, programme: Slug, organisation: Slug, year: Year, language: Language = ""
) -> ResultsTold:
    """Not there before the figures are published."""
    survey = survey_or_404(request.auth, year)
    published = there(published_of(survey, language))
    instrument, sheet = instrument_of(survey, language), own_sheet(request.auth.scope, survey, language)
    values = sheet.values if sheet else {}
    return ResultsTold(
        year=survey.year,
        respondents=published.results.respondents,
        published_at=survey.published_at,
        own=[
            OwnLevelTold(
                module=one.module.id,
                title=one.module.title,
                level=one.level,
                name=instrument.levels[one.level - 1] if one.level else "",
            )
            for one in (module_levels(instrument, sheet) if sheet else ())
        ],
        figures=[
            _figure(one, published.results, str(values.get(one.id, ""))) for one in published.results.figures
        ],
        earlier=published.earlier,
        moves=[
            MovedTold(module=one.title, told=one.told, levels=list(one.levels), withheld=one.withheld)
            for one in moves_of(published)
        ],
    )


@router.get(
    "/surveys/{year}/results/files/{name}",
    operation_id="survey_result_file",
    auth=admits_token(Grant.SURVEY_READ, *MEMBER),
    response=problems(),
    openapi_extra=file_of("application/pdf", XLSX, "text/csv", "image/svg+xml", "image/png"),
    summary="The own result, charts, and the published figures as files",
)
def result_file(
    request: Asked, programme: Slug, organisation: Slug, year: Year, name: FileName, language: Language = ""
) -> FileResponse:
    survey = survey_or_404(request.auth, year)
    data = there(member_file(request.auth, survey, name, language))
    return file_answer(data, name=f"survey-{survey.year}-{request.auth.organisation.slug}-{name}")


def _figure(figure: Figure, found: Results, own: str) -> SurveyFigureTold:
    return SurveyFigureTold(
        figure=figure.id,
        title=figure.title,
        unit=figure.unit,
        own=own,
        tables=[
            TableTold(
                cut=one.cut,
                outcome=one.outcome.value,
                reason=one.reason,
                distribution=_distribution(one, figure, found) if isinstance(one, Distribution) else [],
                low=[] if isinstance(one, Distribution) else list(one.low),
                high=[] if isinstance(one, Distribution) else list(one.high),
            )
            for one in figure.tables
        ],
    )


def _distribution(one: Distribution, figure: Figure, found: Results) -> list[BandTold]:
    names = next((cut.bands for cut in found.cuts if cut.name == one.cut), ("all",))
    return [
        BandTold(
            bands=[names[at] for at in band],
            parts=[
                PartTold(label=label_of(figure.labels, part), count=count)
                for part, count in zip(one.answers, counts, strict=True)
            ],
        )
        for band, counts in zip(one.bands, one.counts, strict=True)
    ]
