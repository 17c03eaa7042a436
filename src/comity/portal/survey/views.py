"""The survey's pages: the Secretariat's, who runs it; and a member's, who answers it and sees where it stands."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import UnreadableInput
from comity.portal.jobs.queries import last_job
from comity.portal.ports.storage import storage
from comity.portal.shell.downloads import file_answer
from comity.portal.survey.models import Stage, Survey
from comity.portal.survey.pages import (
    evolution_of,
    figure_rows,
    follow_ups,
    module_results,
    question_in,
    sections_of,
)
from comity.portal.survey.published import Published
from comity.portal.survey.queries import (
    PUBLISH,
    Answers,
    answers_of,
    campaign_of,
    drafts_for,
    instrument_of,
    is_being_published,
    own_years,
    progress_of,
    published_of,
    question_of,
    response_of,
    signed_sheet,
    status_of,
    survey_of,
    surveys_of,
)
from comity.portal.survey.services import (
    ANSWERERS,
    close_survey,
    issue_workbook,
    leave_out,
    members_named,
    move_closing_day,
    open_survey,
    own_result,
    packaged_translations,
    remind,
    reopen,
    save_answers,
    settle,
    share,
    sign_off,
    start_publishing,
    take_drafts,
    take_workbook,
)
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.models import Organisation
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from comity.survey import (
    Instrument,
    Module,
    Sheet,
    instrument_from,
    levels_by_module,
    load_instrument,
    module_levels,
    moved,
    own_book,
    packaged_instruments,
    spoken,
)

FOR_MEMBERS = ("figures.csv", "evolution.svg")
FOR_SECRETARIAT = (
    "report.pdf",
    "figures.csv",
    "levels-by-module.svg",
    "levels-by-module.png",
    "evolution.svg",
    "evolution.png",
)
_MOST_QUESTIONNAIRE = 2_000_000
_MOST_WORKBOOK = 20_000_000


@lru_cache(maxsize=16)
def _packaged(name: str) -> Instrument:
    """Read once: it takes a tenth of a second."""
    return load_instrument(name)


class OpenForm(forms.Form):
    questionnaire = forms.ChoiceField(label=gettext_lazy("Questionnaire"), required=False)
    own = forms.FileField(
        label=gettext_lazy("Or your own questionnaire"),
        required=False,
        help_text=gettext_lazy("A YAML file. Start from ours, and change what you like."),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Closing day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, asked: frozenset[int] = frozenset(), **named: Any) -> None:
        super().__init__(*arguments, **named)
        names = [one for one in packaged_instruments() if "." not in one]
        free = [one for one in names if int(one.rpartition("-")[2]) not in asked]
        choices = [(one, _packaged(one).title) for one in free]
        self.fields["questionnaire"] = forms.ChoiceField(
            label=gettext_lazy("Questionnaire"), required=False, choices=[*choices, ("", _("my own, below"))]
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("questionnaire") and not said.get("own"):
            raise forms.ValidationError(_("Choose a questionnaire, or send your own."))
        return said


class DayForm(forms.Form):
    closes_on = forms.DateField(
        label=gettext_lazy("New closing day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=400)


class SignForm(forms.Form):
    by = forms.CharField(label=gettext_lazy("Your name"), max_length=120)
    role = forms.CharField(
        label=gettext_lazy("Your role in the company"),
        max_length=120,
        help_text=gettext_lazy("The person who answers for responsible sourcing signs."),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("These answers are my company's, and what they claim can be shown.")
    )


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your workbook, filled in"), help_text=gettext_lazy("XLSX, up to 20 MB.")
    )


# The Secretariat


def _survey(actor: Actor, year: int) -> Survey:
    found = survey_of(actor.scope, year)
    if found is None:
        raise Http404
    return found


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
        return _packaged(said["questionnaire"]), packaged_translations(said["questionnaire"])
    file = said["own"]
    try:
        text = file.read(_MOST_QUESTIONNAIRE).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableInput(
            "The questionnaire is no UTF-8 text.", remedy="Save the YAML file as UTF-8.", where=file.name
        ) from error
    return instrument_from(text, where=file.name), {}


@require_safe
@admits(*SECRETARIAT)
def show_status(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = _survey(actor, year)
    published = published_of(survey, get_language() or "")
    chart = levels_by_module(published.results) if published else None
    job = last_job(actor.scope, kind=PUBLISH, argument=survey.pk)
    page = {
        "survey": survey,
        "instrument": instrument_of(survey, get_language() or ""),
        "status": status_of(actor.scope, survey),
        "published": published,
        "chart": chart,
        "evolution_told": _evolution_told(published) if published else "",
        "modules": module_results(published.results, ()) if published else (),
        "files": [name for name in FOR_SECRETARIAT if name in survey.files],
        "job": job,
        "is_being_published": is_being_published(actor.scope, survey),
        "day_form": DayForm(initial={"closes_on": survey.closes_on}),
        "reason_form": ReasonForm(auto_id=False),
        "may_run": actor.may(Role.MANAGER),
    }
    return render(request, "survey/status.html", page)


def _evolution_told(published: Published) -> str:
    if not published.moves or published.earlier is None:
        return ""
    years = (published.earlier, published.results.instrument.edition)
    return moved(published.moves, years=years, labels=(_("lower"), _("as before"), _("higher"))).alternative


@require_POST
@admits(Role.MANAGER)
def move_day(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = _survey(actor, year)
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
    survey = _survey(actor, year)

    def address(slug: str) -> str:
        place = {"programme": actor.programme.slug, "organisation": slug, "year": survey.year}
        return request.build_absolute_uri(reverse("survey-year", kwargs=place))

    sent = remind(actor=actor, survey=survey, address=address)
    messages.success(
        request,
        ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", sent)
        % {"count": sent},
    )
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def close(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = _survey(actor, year)
    close_survey(actor=actor, survey=survey)
    messages.success(request, _("The survey is closed. Answers are frozen."))
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def publish(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = _survey(actor, year)
    start_publishing(actor=actor, survey=survey)
    messages.success(request, _("The figures are being made. You may leave this page."))
    return _to_status(actor, survey)


def _member(actor: Actor, slug: str) -> Organisation:
    found = members_named(actor.scope, slug)
    if found is None:
        raise Http404
    return found


@require_POST
@admits(Role.MANAGER)
def reopen_member(request: HttpRequest, actor: Actor, year: int, member: str) -> HttpResponse:
    survey, found = _survey(actor, year), _member(actor, member)
    reopen(actor=actor, survey=survey, member=found, reason=request.POST.get("reason", ""))
    messages.success(
        request, _("Reopened for %(member)s, until it signs off again.") % {"member": found.name}
    )
    return _to_status(actor, survey)


@require_POST
@admits(Role.MANAGER)
def leave_member_out(request: HttpRequest, actor: Actor, year: int, member: str) -> HttpResponse:
    survey, found = _survey(actor, year), _member(actor, member)
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
    survey, found = _survey(actor, year), _member(actor, member)
    own = actor.scope.narrowed(found.pk)
    response = response_of(own, survey)
    if response is None or not response.is_signed or response.shared_at is None:
        raise Http404
    return file_answer(
        own_result(own, survey, found.name, get_language() or ""),
        name=f"survey-{survey.year}-{found.slug}.pdf",
    )


@require_safe
@admits(*SECRETARIAT)
def published_file(request: HttpRequest, actor: Actor, year: int, name: str) -> FileResponse:
    return _file(_survey(actor, year), name, FOR_SECRETARIAT)


def _file(survey: Survey, name: str, open_: tuple[str, ...]) -> FileResponse:
    if survey.stage != Stage.PUBLISHED or name not in open_ or name not in survey.files:
        raise Http404
    return file_answer(storage().read(survey.files[name]), name=f"survey-{survey.year}-{name}")


# A member


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
    return _year_page(request, actor, _survey(actor, year), WorkbookForm())


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
    found = next((one for one in instrument.modules if one.id == name), None)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*MEMBER)
def answer_module(request: HttpRequest, actor: Actor, year: int, module: str) -> HttpResponse:
    survey = _survey(actor, year)
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
    survey = _survey(actor, year)
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
    survey = _survey(actor, year)
    data = issue_workbook(actor=actor, survey=survey, language=get_language() or "")
    return file_answer(data, name=f"survey-{survey.year}-{actor.organisation.slug}.xlsx")


@require_POST
@admits(*ANSWERERS)
def workbook_back(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey = _survey(actor, year)
    form = WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        return _year_page(request, actor, survey, form, status=422)
    file = form.cleaned_data["file"]
    if file.size > _MOST_WORKBOOK:
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
    return _review_page(request, actor, _survey(actor, year), form)


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
    survey = _survey(actor, year)
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
    survey = _survey(actor, year)
    is_shared = request.POST.get("share") == "yes"
    share(actor=actor, survey=survey, is_shared=is_shared)
    told = (
        _("The Secretariat can read your result now.")
        if is_shared
        else _("The Secretariat can read your result no more.")
    )
    messages.success(request, told)
    return _to_year(actor, survey)


@require_safe
@admits(*MEMBER)
def show_results(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey, language = _survey(actor, year), get_language() or ""
    published = published_of(survey, language)
    if published is None:
        raise Http404
    instrument = instrument_of(survey, language)
    sheet = _own_sheet(actor, survey, instrument)
    own = module_levels(instrument, sheet) if sheet else ()
    years = tuple(one for one in own_years(actor.scope, language) if one.survey.year <= survey.year)
    chart = levels_by_module(published.results, own=_marks(sheet, instrument))
    page = {
        "survey": survey,
        "instrument": instrument,
        "published": published,
        "sheet": sheet,
        "modules": module_results(published.results, own),
        "chart": chart,
        "years": years,
        "evolution": evolution_of(years, instrument),
        "evolution_told": _evolution_told(published),
        "moves": [
            (title, spoken((_("lower"), _("as before"), _("higher")), one)) for title, one in published.moves
        ],
        "figures": [
            (module, figure_rows(published.results, module, sheet.values if sheet else {}))
            for module in instrument.modules
        ],
    }
    return render(request, "survey/results.html", page)


def _own_sheet(actor: Actor, survey: Survey, instrument: Instrument) -> Sheet | None:
    response = response_of(actor.scope, survey)
    return signed_sheet(response, instrument) if response is not None and response.is_signed else None


def _marks(sheet: Sheet | None, instrument: Instrument) -> dict[str, int]:
    levels = module_levels(instrument, sheet) if sheet else ()
    return {one.module.id: one.level for one in levels if one.level is not None}


@require_safe
@admits(*MEMBER)
def own_chart(request: HttpRequest, actor: Actor, year: int) -> HttpResponse:
    survey, language = _survey(actor, year), get_language() or ""
    published = published_of(survey, language)
    if published is None:
        raise Http404
    instrument = instrument_of(survey, language)
    chart = levels_by_module(published.results, own=_marks(_own_sheet(actor, survey, instrument), instrument))
    return HttpResponse(chart.svg(), content_type="image/svg+xml")


@require_safe
@admits(*MEMBER)
def own_pdf(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    survey = _survey(actor, year)
    response = response_of(actor.scope, survey)
    if response is None or not response.is_signed:
        raise Http404
    data = own_result(actor.scope, survey, actor.organisation.name, get_language() or "")
    return file_answer(data, name=f"survey-{survey.year}-{actor.organisation.slug}.pdf")


@require_safe
@admits(*MEMBER)
def own_xlsx(request: HttpRequest, actor: Actor, year: int) -> FileResponse:
    survey = _survey(actor, year)
    instrument = instrument_of(survey, get_language() or "")
    sheet = _own_sheet(actor, survey, instrument)
    if sheet is None:
        raise Http404
    return file_answer(
        own_book(sheet, instrument), name=f"survey-{survey.year}-{actor.organisation.slug}.xlsx"
    )


@require_safe
@admits(*MEMBER)
def figures_file(request: HttpRequest, actor: Actor, year: int, name: str) -> FileResponse:
    return _file(_survey(actor, year), name, FOR_MEMBERS)
