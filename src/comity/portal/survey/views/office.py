"""The Secretariat's pages: who runs a year's survey sees who has answered, never what."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.portal.jobs.queries import last_job
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.models import Survey
from comity.portal.survey.queries import (
    PUBLISH,
    instrument_of,
    is_being_published,
    published_of,
    status_of,
    surveys_of,
)
from comity.portal.survey.result_files import FOR_SECRETARIAT, shared_result_of
from comity.portal.survey.result_rows import (
    module_results,
    moves_of,
)
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
from comity.portal.survey.tongue import tell
from comity.portal.survey.views.asked import addresses_of, asked_survey, evolution_told, published_answer
from comity.portal.survey.views.forms import DayForm, OpenForm, ReasonForm, packaged
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import SECRETARIAT, Role
from comity.survey import Instrument, instrument_from_file
from comity.survey.charts import levels_by_module

MOST_QUESTIONNAIRE = 2_000_000


def _to_status(actor: Actor, survey: Survey) -> HttpResponse:
    return redirect("survey-status", programme=actor.programme.slug, year=survey.year)


@require_safe
@admits(*SECRETARIAT)
def show_surveys(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _surveys_page(request, actor, None)


def _surveys_page(
    request: HttpRequest, actor: Actor, form: OpenForm | None, status: int = 200
) -> HttpResponse:
    surveys = surveys_of(actor.scope)
    page = {
        "surveys": [status_of(actor.scope, one) for one in surveys[:5]],
        "older": surveys[5:],
        "form": form or OpenForm(asked=frozenset(one.year for one in surveys)),
        "may_run": actor.may(Role.MANAGER),
    }
    return render(request, "survey/surveys.html", page, status=status)


@require_POST
@admits(Role.MANAGER)
def open_one(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = OpenForm(request.POST, request.FILES)
    if not form.is_valid():
        return _surveys_page(request, actor, form, status=422)
    said = form.cleaned_data
    instrument, translations = _questionnaire(said)
    survey = open_survey(
        actor=actor, instrument=instrument, translations=translations, closes_on=said["closes_on"]
    )
    messages.success(request, _("The survey of %(year)s is open.") % {"year": survey.year})
    return _to_status(actor, survey)


def _questionnaire(said: Mapping[str, Any]) -> tuple[Instrument, Mapping[str, str]]:
    if said["own"] is None:
        return packaged(said["questionnaire"]), packaged_translations(said["questionnaire"])
    file = said["own"]
    return instrument_from_file(file.read(MOST_QUESTIONNAIRE), where=file.name), {}


@require_safe
@admits(*SECRETARIAT)
def show_status(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    published = published_of(survey, get_language() or "")
    chart = levels_by_module(published.results, tell=tell) if published else None
    job = last_job(actor.scope, kind=PUBLISH, argument=survey.pk)
    page = {
        "survey": survey,
        "instrument": instrument_of(survey, get_language() or ""),
        "status": status_of(actor.scope, survey),
        "published": published,
        "chart": chart,
        "evolution_told": evolution_told(published) if published else "",
        "moves": moves_of(published) if published else (),
        "modules": module_results(published.results, ()) if published else (),
        "files": [name for name in FOR_SECRETARIAT if name in survey.files],
        "job": job,
        "is_being_published": is_being_published(actor.scope, survey),
        "day_form": DayForm(initial={"closes_on": survey.closes_on}),
        "reason_form": ReasonForm(auto_id=False),
        "may_run": actor.may(Role.MANAGER),
    }
    return render(request, "survey/status.html", page)


@require_POST
@admits(Role.MANAGER)
def move_day(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    form = DayForm(request.POST)
    if form.is_valid():
        move_closing_day(actor=actor, survey=survey, closes_on=form.cleaned_data["closes_on"])
        messages.success(request, _("The closing day is moved."))
    else:
        messages.error(request, _("Nothing is changed: give a day."))
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def remind_members(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)

    sent = remind(actor=actor, survey=survey, address=addresses_of(request, survey))
    if sent:
        told = ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", sent)
        messages.success(request, told % {"count": sent})
    else:
        messages.info(request, _("Nobody was written to: who is waited for was reminded today already."))
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def close(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    close_survey(actor=actor, survey=survey)
    messages.success(request, _("The survey is closed. Answers are frozen."))
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def publish(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    start_publishing(actor=actor, survey=survey)
    messages.success(request, _("The figures are being made. You may leave this page."))
    return _to_status(actor, survey)


def _member(actor: Actor, slug: str) -> Organisation:
    return there(members_named(actor.scope, slug))


@require_POST
@admits(Role.MANAGER)
def reopen_member(request: HttpRequest, actor: Actor, year: int, member: str) -> HttpResponse:
    survey, found = asked_survey(actor, year), _member(actor, member)
    reopen(actor=actor, survey=survey, member=found, reason=request.POST.get("reason", ""))
    messages.success(
        request, _("Reopened for %(member)s, until it signs off again.") % {"member": found.name}
    )
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def leave_member_out(request: HttpRequest, actor: Actor, year: int, member: str) -> HttpResponse:
    survey, found = asked_survey(actor, year), _member(actor, member)
    leave_out(actor=actor, survey=survey, member=found, reason=request.POST.get("reason", ""))
    messages.success(
        request,
        _("%(member)s is asked no more; its answers are kept and count in no figure.")
        % {"member": found.name},
    )
    return _to_status(actor, survey)


@require_safe
@admits(*SECRETARIAT)
def shared_result(request: HttpRequest, actor: Actor, year: int, member: str) -> FileResponse:
    """Only where the member shares it: otherwise it is not there."""
    survey, found = asked_survey(actor, year), _member(actor, member)
    data = there(shared_result_of(actor, survey, found, get_language() or ""))
    return file_answer(data, name=f"survey-{survey.year}-{found.slug}.pdf")


@require_safe
@admits(*SECRETARIAT)
def office_file(request: HttpRequest, actor: Actor, year: int, name: str) -> FileResponse:
    return published_answer(asked_survey(actor, year), name, FOR_SECRETARIAT)
