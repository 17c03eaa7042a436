"""Operations of the figures: the same for the Secretariat and for members, with what is too few withheld."""

from typing import Annotated

from django.http import FileResponse
from ninja import Path, Router, Schema
from pydantic import Field

from comity.core.spreadsheets import csv_bytes
from comity.portal.api.answers import Slug, file_of, problems
from comity.portal.api.gate import Asked, admits_token
from comity.portal.api.models import Grant
from comity.portal.shell.downloads import file_answer
from comity.portal.statistics.charts import chart_file
from comity.portal.statistics.queries import figures_table, statistics_of
from comity.portal.tenants.gates import Actor, there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT

router = Router(tags=["statistics"])
member_router = Router(tags=["statistics"])
ChartName = Annotated[str, Path(pattern=r"^[a-z-]{1,40}$", description="days, overlap, rows, recognised")]
ChartForm = Annotated[str, Path(pattern=r"^(svg|png)$")]


class FigureTold(Schema):
    """One figure; a band between `low` and `high` where the exact number would give somebody away."""

    figure: str
    of: str = Field(description="the round or half-year")
    part: str
    low: float | None
    high: float | None
    outcome: str
    reason: str


class FiguresTold(Schema):
    figures: list[FigureTold]


@router.get(
    "/statistics",
    operation_id="statistics",
    auth=admits_token(Grant.STATISTICS, *SECRETARIAT),
    response={200: FiguresTold, **problems()},
    summary="How long rounds take, how lists overlap, what was recognised",
)
def statistics(request: Asked, programme: Slug) -> FiguresTold:
    return _figures(request.auth)


@router.get(
    "/statistics/figures.csv",
    operation_id="statistics_figures",
    auth=admits_token(Grant.STATISTICS, *SECRETARIAT),
    response=problems(),
    openapi_extra=file_of("text/csv"),
    summary="The figures for a spreadsheet",
)
def figures(request: Asked, programme: Slug) -> FileResponse:
    return _table(request.auth)


@router.get(
    "/statistics/charts/{name}.{form}",
    operation_id="statistics_chart",
    auth=admits_token(Grant.STATISTICS, *SECRETARIAT),
    response=problems(),
    openapi_extra=file_of("image/svg+xml", "image/png"),
    summary="One chart",
)
def chart(request: Asked, programme: Slug, name: ChartName, form: ChartForm) -> FileResponse:
    return _chart(request.auth, name, form)


@member_router.get(
    "/statistics",
    operation_id="member_statistics",
    auth=admits_token(Grant.STATISTICS, *MEMBER),
    response={200: FiguresTold, **problems()},
    summary="The programme's figures, as every member sees them",
)
def statistics_for_member(request: Asked, programme: Slug, organisation: Slug) -> FiguresTold:
    return _figures(request.auth)


@member_router.get(
    "/statistics/figures.csv",
    operation_id="member_statistics_figures",
    auth=admits_token(Grant.STATISTICS, *MEMBER),
    response=problems(),
    openapi_extra=file_of("text/csv"),
    summary="The figures for a spreadsheet",
)
def figures_for_member(request: Asked, programme: Slug, organisation: Slug) -> FileResponse:
    return _table(request.auth)


@member_router.get(
    "/statistics/charts/{name}.{form}",
    operation_id="member_statistics_chart",
    auth=admits_token(Grant.STATISTICS, *MEMBER),
    response=problems(),
    openapi_extra=file_of("image/svg+xml", "image/png"),
    summary="One chart",
)
def chart_for_member(
    request: Asked, programme: Slug, organisation: Slug, name: ChartName, form: ChartForm
) -> FileResponse:
    return _chart(request.auth, name, form)


def _figures(actor: Actor) -> FiguresTold:
    rows = figures_table(statistics_of(actor.scope)).rename({"from": "low", "to": "high"}).to_dicts()
    return FiguresTold(figures=[FigureTold.model_validate(one) for one in rows])


def _table(actor: Actor) -> FileResponse:
    table = figures_table(statistics_of(actor.scope))
    return file_answer(csv_bytes(table, for_people=True), name=f"statistics-{actor.programme.slug}.csv")


def _chart(actor: Actor, name: str, form: str) -> FileResponse:
    data = there(chart_file(statistics_of(actor.scope), name, form))
    return file_answer(data, name=f"{name}.{form}")
