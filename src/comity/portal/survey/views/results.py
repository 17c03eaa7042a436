"""A member's results: its own beside what may be said of all, its way over the years, and both as files."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from comity.portal.shell.downloads import file_answer
from comity.portal.shell.notices import stamped
from comity.portal.survey.models import Survey
from comity.portal.survey.published import Published
from comity.portal.survey.queries import (
    instrument_of,
    own_years,
    published_of,
    response_of,
    signed_sheet,
)
from comity.portal.survey.result_rows import (
    evolution_of,
    figure_rows,
    module_results,
    moves_of,
)
from comity.portal.survey.services import (
    own_result,
)
from comity.portal.survey.views.asked import asked_survey, evolution_told, published_answer
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import MEMBER
from comity.survey import (
    Chart,
    Instrument,
    OwnYear,
    Sheet,
    levels_by_module,
    module_levels,
    own_book,
    own_way,
)

FOR_MEMBERS = ("figures.csv", "evolution.svg", "evolution.png")


@require_safe
@admits(*MEMBER)
def show_results(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey, language = asked_survey(actor, year), get_language() or ""
    published = published_of(survey, language)
    if published is None:
        raise Http404
    instrument = instrument_of(survey, language)
    sheet = _own_sheet(actor, survey, instrument)
    own = module_levels(instrument, sheet) if sheet else ()
    years = _years(actor, survey)
    page = {
        "survey": survey,
        "instrument": instrument,
        "published": published,
        "sheet": sheet,
        "modules": module_results(published.results, own),
        "chart": levels_by_module(published.results, own=_marks(sheet, instrument)),
        "years": years,
        "evolution": evolution_of(years, instrument),
        "own_way": own_way(instrument, years) if len(years) > 1 else None,
        "evolution_told": evolution_told(published),
        "moves": moves_of(published),
        "figures": [
            (module, figure_rows(published.results, module, sheet.values if sheet else {}))
            for module in instrument.modules
        ],
    }
    return render(request, "survey/results.html", page)


def _years(actor: Actor, survey: Survey) -> tuple[OwnYear, ...]:
    return tuple(one for one in own_years(actor.scope, get_language() or "") if one.edition <= survey.year)


def _own_sheet(actor: Actor, survey: Survey, instrument: Instrument) -> Sheet | None:
    response = response_of(actor.scope, survey)
    return signed_sheet(response, instrument) if response is not None and response.is_signed else None


def _marks(sheet: Sheet | None, instrument: Instrument) -> dict[str, int]:
    levels = module_levels(instrument, sheet) if sheet else ()
    return {one.module.id: one.level for one in levels if one.level is not None}


@require_safe
@admits(*MEMBER)
def own_chart(request: HttpRequest, actor: Actor, year: int, name: str) -> HttpResponse:
    """As SVG for the page, and as SVG or PNG for slides."""
    survey = asked_survey(actor, year)
    published = published_of(survey, get_language() or "")
    chart, _dot, form = name.partition(".")
    if published is None or form not in ("svg", "png"):
        raise Http404
    drawn = _drawn(actor, survey, published, chart)
    if drawn is None:
        raise Http404
    if form == "png":
        return HttpResponse(stamped(drawn.png(), name), content_type="image/png")
    return HttpResponse(stamped(drawn.svg().encode(), name), content_type="image/svg+xml")


def _drawn(actor: Actor, survey: Survey, published: Published, name: str) -> Chart | None:
    instrument = published.results.instrument
    if name == "levels":
        marks = _marks(_own_sheet(actor, survey, instrument), instrument)
        return levels_by_module(published.results, own=marks)
    years = _years(actor, survey) if name == "own-way" else ()
    return own_way(instrument, years) if len(years) > 1 else None


@require_safe
@admits(*MEMBER)
def own_pdf(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    survey = asked_survey(actor, year)
    response = response_of(actor.scope, survey)
    if response is None or not response.is_signed:
        raise Http404
    data = own_result(actor.scope, survey, actor.organisation.name, get_language() or "")
    return file_answer(data, name=f"survey-{survey.year}-{actor.organisation.slug}.pdf")


@require_safe
@admits(*MEMBER)
def own_xlsx(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    survey = asked_survey(actor, year)
    language = get_language() or ""
    instrument, published = instrument_of(survey, language), published_of(survey, language)
    sheet = _own_sheet(actor, survey, instrument)
    if sheet is None:
        raise Http404
    data = own_book(sheet, instrument, found=published.results if published else None)
    return file_answer(data, name=f"survey-{survey.year}-{actor.organisation.slug}.xlsx")


@require_safe
@admits(*MEMBER)
def figures_file(request: HttpRequest, actor: Actor, year: int, name: str) -> FileResponse:
    return published_answer(asked_survey(actor, year), name, FOR_MEMBERS)
