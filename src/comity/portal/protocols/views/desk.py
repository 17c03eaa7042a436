"""Deciding: one criterion at a time, many at once, the protocol's questions, and the workbook."""

from itertools import chain
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.benchmark import Depth, Kind, Party, Relation, Strength
from comity.benchmark.errors import DecisionProblem
from comity.core import ComityError
from comity.portal.protocols.errors import NothingChosen, OfEarlierRound, OtherThanShown
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import (
    SPEAKERS,
    Opened,
    ahead_told,
    case_numbered,
    next_code,
    open_criteria,
    opened,
    own_coverage,
    question_rows,
    turn_at,
    unread_criteria,
)
from comity.portal.protocols.services import (
    Answer,
    bulk_preview,
    digest_of,
    last_act,
    say,
    say_bulk,
    say_of_question,
    take_workbook,
    undo_last,
    workbook_of,
)
from comity.portal.protocols.services.saying import Word
from comity.portal.protocols.views.cases import to_case
from comity.portal.protocols.words import CRITICALITIES, DEPTHS, KINDS, RELATIONS, STRENGTHS, choices
from comity.portal.shell.downloads import file_answer
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.gates import Actor, admits, there

A_PAGE, MOST_PROBLEMS = 25, 100


class MoreForm(forms.Form):
    """What may be said beside the answer itself."""

    relation = forms.ChoiceField(
        label=gettext_lazy("What the questions ask, beside the criterion"),
        choices=choices(RELATIONS, empty=gettext_lazy("not said")),
        required=False,
    )
    depth = forms.ChoiceField(
        label=gettext_lazy("How the auditor finds out"),
        choices=choices(DEPTHS, empty=gettext_lazy("not said")),
        required=False,
    )
    rationale = forms.CharField(label=gettext_lazy("Why"), max_length=2000, required=False)
    evidence = forms.CharField(
        label=gettext_lazy("Where the protocol says so"),
        help_text=gettext_lazy("A page, a clause."),
        max_length=400,
        required=False,
    )
    others = forms.CharField(
        label=gettext_lazy("Other questions"),
        help_text=gettext_lazy("Their numbers, with semicolons between."),
        max_length=1000,
        required=False,
    )


class AnswerForm(MoreForm):
    criterion = forms.CharField(max_length=40)
    seen = forms.IntegerField(required=False, min_value=0)
    word = forms.ChoiceField(choices=[(one.value, one.value) for one in Word] + [("skip", "skip")])


class AcceptForm(forms.Form):
    above = forms.IntegerField(
        label=gettext_lazy("From this probability up, in percent"), min_value=1, max_value=100, initial=90
    )
    strength = forms.ChoiceField(
        label=gettext_lazy("The criteria are met"), choices=choices(STRENGTHS), initial=Strength.PART.value
    )


class QuestionForm(forms.Form):
    question = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=choices(KINDS))
    not_mappable = forms.BooleanField(required=False)
    rationale = forms.CharField(max_length=2000, required=False)


class WorkbookForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("The workbook, filled in"))


@require_safe
@admits(*SPEAKERS)
def show_desk(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    found = opened(actor, known)
    code = request.GET.get("criterion", "") or next_code(found, _skipped(request, known))
    return _desk(request, actor, known, found, code)


def _desk(
    request: HttpRequest,
    actor: Actor,
    known: Case,
    found: Opened,
    code: str | None,
    *,
    more: MoreForm | None = None,
    problem: ComityError | None = None,
) -> HttpResponse:
    """With `more` as it was typed, again: nothing was decided, and nothing is lost."""
    covered, left = own_coverage(found), len(open_criteria(found))
    turn = turn_at(found, code) if code else None
    last = last_act(actor, found)
    page: dict[str, object] = {
        "case": known,
        "found": found,
        "party": found.party,
        "state": found.state.value,
        "turn": turn,
        "criticality": CRITICALITIES[turn.criterion.criticality] if turn else "",
        "answered": len(found.criteria) - left,
        "unread": len(unread_criteria(found)),
        "of": len(found.criteria),
        "share": covered.full,
        "missing": covered.missing_critical,
        "ahead": ahead_told(found) if found.party is Party.REVIEWER else None,
        "more": more or MoreForm(),
        "problem": problem,
        "ticked": request.POST.getlist("question"),
        "answers_back": len(last.entries) if last else 0,
        "codes": [one.code for one in found.criteria],
    }
    return render(request, "protocols/desk.html", page, status=422 if more else 200)


def _skipped(request: HttpRequest, case: Case) -> list[str]:
    """Of this session: a skip is no decision, and is in no log."""
    return list(request.session.get(f"skipped-{case.pk}", []))


@require_POST
@admits(*SPEAKERS)
def give_answer(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), AnswerForm(request.POST)
    code = request.POST.get("criterion", "")
    if not form.is_valid():
        found = opened(actor, known)
        if "word" in form.errors or code not in {one.code for one in found.criteria}:
            return _on(actor, known)  # nobody's button sends that
        return _desk(request, actor, known, found, code, more=MoreForm(request.POST))
    said = form.cleaned_data
    if said["word"] == "skip":
        request.session[f"skipped-{known.pk}"] = [*_skipped(request, known), said["criterion"]][-200:]
        return _on(actor, known)
    ticked, others = [_chosen([one]) for one in request.POST.getlist("question")], _chosen([said["others"]])
    answer = Answer(
        word=Word(said["word"]),
        questions=tuple(dict.fromkeys([*chain.from_iterable(ticked), *others])),
        offered=tuple(tuple(one) for one in ticked),
        relation=Relation(said["relation"]) if said["relation"] else None,
        depth=Depth(said["depth"]) if said["depth"] else None,
        rationale=said["rationale"],
        evidence=said["evidence"],
    )
    try:
        say(actor=actor, case=known, code=said["criterion"], answer=answer, seen=said["seen"] or 0)
    except (NothingChosen, OtherThanShown, DecisionProblem) as error:
        more = MoreForm(request.POST)
        return _desk(request, actor, known, opened(actor, known), code, more=more, problem=error)
    return _on(actor, known)


def _chosen(texts: list[str]) -> list[str]:
    return [one.strip() for text in texts for one in text.split(";") if one.strip()]


def _on(actor: Actor, case: Case) -> HttpResponse:
    return redirect(
        "protocol-desk", programme=actor.programme.slug, organisation=actor.organisation.slug, case=case.pk
    )


@require_POST
@admits(*SPEAKERS)
def undo(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    shown = request.POST.get("answers", "1")  # one key takes one answer back
    try:
        last = undo_last(actor=actor, case=known, shown=int(shown) if shown.isdecimal() else 1)
    except OfEarlierRound as error:
        messages.info(request, in_own_words(f"{error.message} {error.remedy}"))
        return _on(actor, known)
    if last is None:
        messages.info(request, _("There is no answer of yours to take back."))
    else:
        count = len(last.entries)
        messages.success(
            request,
            ngettext("Taken back: %(n)s answer.", "Taken back: %(n)s answers.", count) % {"n": count},
        )
    return _on(actor, known)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*SPEAKERS)
def accept(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    """Two steps: what would be accepted and how much of it would be wrong, then doing it."""
    known = there(case_numbered(actor, case))
    found = opened(actor, known)
    form = AcceptForm(request.GET if "above" in request.GET else None)
    if request.method == "POST":
        form = AcceptForm(request.POST)
        if form.is_valid():
            try:
                shown = request.POST.get("shown", "")
                bulk = say_bulk(actor=actor, case=known, shown=shown, **_bulk(form))
            except OtherThanShown as error:
                messages.error(request, in_own_words(f"{error.message} {error.remedy}"))
                found = opened(actor, known)
            else:
                messages.success(request, _("Accepted: %(n)s links.") % {"n": len(bulk.judgements)})
                return _on(actor, known)
    preview = bulk_preview(found=found, **_bulk(form)) if form.is_bound and form.is_valid() else None
    page = {
        "case": known,
        "found": found,
        "party": found.party,
        "form": form if form.is_bound else AcceptForm(),
        "preview": preview,
        "shown": digest_of(preview) if preview else "",
        "errors_expected": f"{preview.expected_errors:.1f}" if preview else "",
    }
    return render(
        request,
        "protocols/accept.html",
        page,
        status=422 if form.errors else 409 if request.method == "POST" else 200,
    )


def _bulk(form: AcceptForm) -> dict[str, Any]:
    return {
        "above": form.cleaned_data["above"] / 100,
        "strength": Strength(form.cleaned_data["strength"]),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*SPEAKERS)
def questions(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    if request.method == "POST":
        form = QuestionForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            say_of_question(
                actor=actor,
                case=known,
                question=said["question"],
                kind=Kind(said["kind"]),
                not_mappable=said["not_mappable"],
                rationale=said["rationale"],
            )
            messages.success(request, _("Noted."))
        back = redirect(
            "protocol-questions",
            programme=actor.programme.slug,
            organisation=actor.organisation.slug,
            case=known.pk,
        )
        page_ = request.POST.get("page", "")
        back["Location"] += f"?page={page_}" if page_.isdecimal() else ""
        return back
    found = opened(actor, known)
    rows = Paginator(question_rows(found), A_PAGE).get_page(request.GET.get("page"))
    page = {
        "case": known,
        "found": found,
        "party": found.party,
        "rows": rows,
        "kinds": KINDS,
        "remarks": found.protocol.remarks,
    }
    return render(request, "protocols/questions.html", page)


@require_safe
@admits(*SPEAKERS)
def workbook(request: HttpRequest, actor: Actor, case: int) -> FileResponse:
    known = there(case_numbered(actor, case))
    return file_answer(
        workbook_of(opened(actor, known)), name=f"review-{known.organisation.slug}-{known.number}.xlsx"
    )


@require_POST
@admits(*SPEAKERS)
def workbook_back(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), WorkbookForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose the workbook first."))
        return to_case(actor, known)
    read = take_workbook(actor=actor, case=known, content=form.cleaned_data["file"])
    messages.success(
        request,
        ngettext("%(n)s answer was taken in.", "%(n)s answers were taken in.", read.added)
        % {"n": read.added},
    )
    if not read.problems:
        return to_case(actor, known)
    page = {
        "case": known,
        "party": read.party,
        "problems": read.problems[:MOST_PROBLEMS],
        "more": max(0, len(read.problems) - MOST_PROBLEMS),
    }
    return render(request, "protocols/unread.html", page, status=422)
