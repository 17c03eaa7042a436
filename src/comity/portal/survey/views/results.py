"""A member's results: its own beside what may be said of all, its way over the years, and both as files."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comity.portal.shell.downloads import file_answer
from comity.portal.shell.notices import stamped
from comity.portal.survey.queries import instrument_of, own_sheet, published_of
from comity.portal.survey.result_files import FOR_MEMBERS, marks, member_file, years_until
from comity.portal.survey.result_files import own_chart as chart_of
from comity.portal.survey.result_rows import (
    evolution_of,
    figure_rows,
    module_results,
    moves_of,
)
from comity.portal.survey.tongue import tell
from comity.portal.survey.views.asked import asked_survey, evolution_told
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER
from comity.survey import module_levels
from comity.survey.charts import levels_by_module, own_way


@require_safe
@admits(*MEMBER)
def show_results(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey, language = asked_survey(actor, year), get_language() or ""
    published = there(published_of(survey, language))
    instrument = instrument_of(survey, language)
    sheet = own_sheet(actor.scope, survey, language)
    own = module_levels(instrument, sheet) if sheet else ()
    years = years_until(actor, survey, language)
    page = {
        "survey": survey,
        "instrument": instrument,
        "published": published,
        "sheet": sheet,
        "modules": module_results(published.results, own),
        "chart": levels_by_module(published.results, own=marks(sheet, instrument), tell=tell),
        "years": years,
        "evolution": evolution_of(years, instrument),
        "own_way": own_way(instrument, years, tell=tell) if len(years) > 1 else None,
        "evolution_told": evolution_told(published),
        "moves": moves_of(published),
        "figures": [
            (module, figure_rows(published.results, module, sheet.values if sheet else {}))
            for module in instrument.modules
        ],
    }
    return render(request, "survey/results.html", page)


@require_safe
@admits(*MEMBER)
def own_chart(request: HttpRequest, actor: Actor, year: int, name: str) -> HttpResponse:
    """As SVG for the page, and as SVG or PNG for slides."""
    data = there(chart_of(actor, asked_survey(actor, year), name, get_language() or ""))
    kind = "image/png" if name.endswith(".png") else "image/svg+xml"
    return HttpResponse(stamped(data, name), content_type=kind)


@require_safe
@admits(*MEMBER)
def own_pdf(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    return _file(actor, year, "result.pdf", called="{year}-{member}.pdf")


@require_safe
@admits(*MEMBER)
def own_xlsx(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    return _file(actor, year, "result.xlsx", called="{year}-{member}.xlsx")


@require_safe
@admits(*MEMBER)
def figures_file(request: HttpRequest, actor: Actor, year: int, name: str) -> FileResponse:
    return _file(actor, year, name if name in FOR_MEMBERS else "", called="{year}-" + name)


def _file(actor: Actor, year: int, name: str, *, called: str) -> FileResponse:
    survey = asked_survey(actor, year)
    data = there(member_file(actor, survey, name, get_language() or ""))
    told = called.format(year=survey.year, member=actor.organisation.slug)
    return file_answer(data, name=f"survey-{told}")
