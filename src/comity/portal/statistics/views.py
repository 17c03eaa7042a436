"""The page of figures, its charts and its table. The same for the Secretariat and for members."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.core.spreadsheets import csv_bytes
from comity.portal.shell.downloads import file_answer
from comity.portal.statistics.charts import chart_file, charts_of
from comity.portal.statistics.queries import figures_table, statistics_of
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT


@require_safe
@admits(*SECRETARIAT)
def show_statistics(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


@require_safe
@admits(*MEMBER)
def show_to_member(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor)


def _page(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = statistics_of(actor.scope)
    context = {"found": found, "charts": charts_of(found), "last": found.rounds[-1] if found.rounds else None}
    return render(request, "statistics/statistics.html", context)


@require_safe
@admits(*SECRETARIAT)
def figures(request: HttpRequest, actor: Actor) -> FileResponse:
    return _figures(actor)


@require_safe
@admits(*MEMBER)
def figures_for_member(request: HttpRequest, actor: Actor) -> FileResponse:
    return _figures(actor)


def _figures(actor: Actor) -> FileResponse:
    table = figures_table(statistics_of(actor.scope))
    return file_answer(csv_bytes(table, for_people=True), name=f"statistics-{actor.programme.slug}.csv")


@require_safe
@admits(*SECRETARIAT)
def chart(request: HttpRequest, actor: Actor, name: str, form: str) -> FileResponse:
    return _chart(actor, name, form)


@require_safe
@admits(*MEMBER)
def chart_for_member(request: HttpRequest, actor: Actor, name: str, form: str) -> FileResponse:
    return _chart(actor, name, form)


def _chart(actor: Actor, name: str, form: str) -> FileResponse:
    data = there(chart_file(statistics_of(actor.scope), name, form))
    return file_answer(data, name=f"{name}.{form}")
