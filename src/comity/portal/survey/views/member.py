"""A member's pages: it answers, several colleagues at once, and signs off."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.portal.shell.downloads import file_answer
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.pages import (
    follow_ups,
    question_in,
    sections_of,
)
from comity.portal.survey.queries import (
    Answers,
    answers_of,
    campaign_of,
    drafts_for,
    instrument_of,
    progress_of,
    question_of,
    response_of,
    surveys_of,
)
from comity.portal.survey.services import (
    ANSWERERS,
    MOST_WORKBOOK,
    issue_workbook,
    save_answers,
    settle,
    share,
    sign_off,
    take_drafts,
    take_workbook,
)
from comity.portal.survey.views.asked import asked_survey
from comity.portal.survey.views.forms import SignForm, WorkbookForm
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, Role
from comity.survey import (
    Instrument,
    Module,
    module_levels,
)


@require_safe
@admits(*MEMBER)
def show_own(request: HttpRequest, actor: Actor) -> HttpResponse:
    surveys = surveys_of(actor.scope)
    open_ = next((one for one in surveys if one.stage == Stage.OPEN), None)
    if open_ is not None and len(surveys) == 1:
        return _to_year(actor, open_)
    page = {"surveys": [(one, response_of(actor.scope, one)) for one in surveys[:8]]}
    return render(request, "survey/own.html", page)


def _to_year(actor: Actor, survey: Survey) -> HttpResponse:
    return redirect(reverse("survey-year", kwargs=_place(actor, survey)))


def _place(actor: Actor, survey: Survey) -> dict[str, Any]:
    return {"programme": actor.programme.slug, "organisation": actor.organisation.slug, "year": survey.year}


def _common(actor: Actor, survey: Survey, answers: Answers) -> dict[str, Any]:
    """What every page of an open survey shows."""
    response = answers.response
    slug = actor.organisation.slug
    campaign = campaign_of(survey, {slug: response} if response else {})
    is_open = campaign.may_answer(slug) and not (response and response.left_on)
    progress = progress_of(answers)
    return {
        "survey": survey,
        "instrument": answers.instrument,
        "answers": answers,
        "response": response,
        "is_open": is_open,
        "may_answer": is_open and actor.may(*ANSWERERS),
        "progress": progress,
        "answered": sum(one.answered for one in progress),
        "asked": sum(one.asked for one in progress),
    }


@require_safe
@admits(*MEMBER)
def show_year(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    return _year_page(request, actor, asked_survey(actor, year), WorkbookForm())


def _year_page(
    request: HttpRequest, actor: Actor, survey: Survey, form: WorkbookForm, status: int = 200, **more: Any
) -> HttpResponse:
    language = get_language() or ""
    answers = answers_of(actor.scope, survey, language)
    offered = drafts_for(actor.scope, survey, answers.instrument)
    taken = {line for line, words in answers.current.items() if words.text}
    page = {
        **_common(actor, survey, answers),
        "drafts": sum(line not in taken for line in offered),
        "knows": any(one.source == "platform" for one in offered.values()),
        "form": form,
        **more,
    }
    return render(request, "survey/year.html", page, status=status)


def _module(instrument: Instrument, name: str) -> Module:
    return there(next((one for one in instrument.modules if one.id == name), None))


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*MEMBER)
def answer_module(request: HttpRequest, actor: Actor, year: int, module: str) -> HttpResponse:
    survey = asked_survey(actor, year)
    if request.method == "POST":
        if not actor.may(*ANSWERERS):
            raise Http404
        return _saved(request, actor, survey, module)
    return render(request, "survey/module.html", _module_page(actor, survey, module))


def _module_page(actor: Actor, survey: Survey, name: str) -> dict[str, Any]:
    answers = answers_of(actor.scope, survey, get_language() or "")
    module = _module(answers.instrument, name)
    modules = answers.instrument.modules
    at = modules.index(module)
    offered = drafts_for(actor.scope, survey, answers.instrument)
    common = _common(actor, survey, answers)
    return {
        **common,
        "module": module,
        "number": at + 1,
        "sections": sections_of(module, answers, offered),
        "here": common["progress"][at],
        "next": modules[at + 1] if at + 1 < len(modules) else None,
        "levels": answers.instrument.levels,
    }


def _saved(request: HttpRequest, actor: Actor, survey: Survey, module: str) -> HttpResponse:
    """A section as a form, or with htmx the one field that changed."""
    _module(instrument_of(survey), module)
    said = {
        name.removeprefix("answer:"): text
        for name, text in request.POST.items()
        if name.startswith("answer:")
    }
    seen = {
        name.removeprefix("seen:"): int(str(number))
        for name, number in request.POST.items()
        if name.startswith("seen:") and str(number).isdigit() and len(str(number)) < 10
    }
    saved = save_answers(
        actor=actor, survey=survey, said={name: str(text) for name, text in said.items()}, seen=seen
    )
    if request.headers.get("HX-Request"):
        return _pieces(request, actor, survey, module, tuple(said))
    anchor = _settled_or_taken(request, actor, survey)
    if saved.disputed:
        messages.warning(
            request, _("A colleague has answered meanwhile, too: both answers stand below. Choose one.")
        )
    elif not anchor:
        messages.success(request, _("Saved."))
    address = reverse("survey-module", kwargs={**_place(actor, survey), "module": module})
    if not anchor:
        mark = request.POST.get("section", "")
        anchor = mark if mark.startswith("section-") and mark[8:].isdigit() else ""
    return redirect(f"{address}#{anchor}" if anchor else address)


def _settled_or_taken(request: HttpRequest, actor: Actor, survey: Survey) -> str:
    """The button that was pressed, where it was not the one that saves; where in the page to go on."""
    number, line = request.POST.get("settle", ""), request.POST.get("take", "")
    if number.isdigit() and len(number) < 10:
        settled = settle(actor=actor, survey=survey, number=int(number))
        return f"q-{question_of(settled)}" if settled else ""
    if line:
        only = [
            name
            for name in drafts_for(actor.scope, survey, instrument_of(survey))
            if name == line or name.startswith(f"{line}/")
        ]
        take_drafts(actor=actor, survey=survey, only=only)
        return f"q-{line.partition('/')[0]}" if only else ""
    return ""


def _pieces(
    request: HttpRequest, actor: Actor, survey: Survey, module: str, said: tuple[str, ...]
) -> HttpResponse:
    """What changed in the page: the state beside each field, follow-up questions, how far the module is."""
    page = _module_page(actor, survey, module)
    sections = page["sections"]
    touched = {one.mark: one for name in said if (one := question_in(sections, name)) is not None}
    checked = {check.of[0] for check in page["instrument"].checks}
    beside = {
        name: one for name in checked if (one := question_in(sections, name)) and one.mark not in touched
    }
    page |= {
        "states": [
            line
            for question in (*touched.values(), *beside.values())
            for line in question.lines
            if line.id in said or question.mark not in touched or not question.is_group
        ],
        "follow_ups": [
            one for question in touched.values() for one in follow_ups(sections, question.question.id)
        ],
        "is_piece": True,
    }
    return render(request, "survey/pieces.html", page)


@require_POST
@admits(*ANSWERERS)
def take_all_drafts(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    count = take_drafts(actor=actor, survey=survey)
    messages.success(
        request,
        ngettext(
            "%(count)s answer is taken over. Read it again before you sign off.",
            "%(count)s answers are taken over. Read them again before you sign off.",
            count,
        )
        % {"count": count},
    )
    return _to_year(actor, survey)


@require_safe
@admits(*MEMBER)
def workbook(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    survey = asked_survey(actor, year)
    data = issue_workbook(actor=actor, survey=survey, language=get_language() or "")
    return file_answer(data, name=f"survey-{survey.year}-{actor.organisation.slug}.xlsx")


@require_POST
@admits(*ANSWERERS)
def workbook_back(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _year_page(request, actor, survey, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > MOST_WORKBOOK:
        form.add_error("file", _("The file has more than 20 MB. Send the survey's own workbook."))
        return _year_page(request, actor, survey, form, status=422)
    saved = take_workbook(actor=actor, survey=survey, filename=file.name, content=file.read())
    if saved.disputed:
        messages.warning(
            request,
            ngettext(
                "The workbook is taken. In %(count)s answer it says something else than a colleague: both are kept, choose one.",
                "The workbook is taken. In %(count)s answers it says something else than a colleague: both are kept, choose one.",
                len(saved.disputed),
            )
            % {"count": len(saved.disputed)},
        )
    else:
        messages.success(
            request,
            ngettext(
                "The workbook is taken: %(count)s answer is new.",
                "The workbook is taken: %(count)s answers are new.",
                len(saved.changed),
            )
            % {"count": len(saved.changed)},
        )
    return redirect(reverse("survey-review", kwargs=_place(actor, survey)))


@require_safe
@admits(*MEMBER)
def review(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    form = SignForm(initial={"by": actor.person.name})
    return _review_page(request, actor, asked_survey(actor, year), form)


def _review_page(
    request: HttpRequest, actor: Actor, survey: Survey, form: SignForm, status: int = 200
) -> HttpResponse:
    answers = answers_of(actor.scope, survey, get_language() or "")
    page = {
        **_common(actor, survey, answers),
        "open": _to_do(answers),
        "levels": module_levels(answers.instrument, answers.sheet),
        "level_names": answers.instrument.levels,
        "form": form,
        "may_sign": actor.may(Role.ADMIN),
    }
    return render(request, "survey/review.html", page, status=status)


def _to_do(answers: Answers) -> list[tuple[Module, list[tuple[str, str, str]]]]:
    """By module: the question's anchor, its words, and what is to do."""
    instrument = answers.instrument
    found: dict[str, list[tuple[str, str, str]]] = {module.id: [] for module in instrument.modules}
    told = [(line, _("Two colleagues wrote different things. Choose one.")) for line in answers.disputed]
    told += [(one.line, one.message) for one in answers.wrong]
    for line, message in told:
        name = question_of(line)
        if name in instrument.questions:
            module = instrument.module_of[name]
            found[module.id].append((name, instrument.questions[name].text, message))
    return [(module, found[module.id]) for module in instrument.modules if found[module.id]]


@require_POST
@admits(Role.ADMIN)
def sign(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _review_page(request, actor, survey, form, status=422)
    sign_off(actor=actor, survey=survey, by=form.cleaned_data["by"], role=form.cleaned_data["role"])
    messages.success(
        request, _("Signed off. Thank you. Until the close you can still change an answer and sign again.")
    )
    return _to_year(actor, survey)


@require_POST
@admits(Role.ADMIN)
def share_result(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = asked_survey(actor, year)
    is_shared = request.POST.get("share") == "yes"
    share(actor=actor, survey=survey, is_shared=is_shared)
    told = (
        _("The Secretariat can read your result now.")
        if is_shared
        else _("The Secretariat can read your result no more.")
    )
    messages.success(request, told)
    return _to_year(actor, survey)
