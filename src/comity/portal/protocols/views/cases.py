"""The protocols of a company, the page of one with its steps, and the Secretariat's page of outcomes."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.benchmark import Party, coverage_of, verdict
from comity.benchmark.case import State, to_do_list
from comity.portal.jobs.queries import last_job
from comity.portal.ports.clock import today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_now, equivalence_rule_now
from comity.portal.protocols.errors import OtherThanShown
from comity.portal.protocols.models import Case, Papers, Reading
from comity.portal.protocols.queries import (
    ASSESSORS,
    PREPARERS,
    SPEAKERS,
    Opened,
    ahead_told,
    case_numbered,
    evidence_of,
    goes_on,
    handed_cases,
    open_criteria,
    opened,
    outcome_now,
    own_cases,
    own_coverage,
    party_of,
    reviewers_for,
    steps_told,
)
from comity.portal.protocols.services import (
    PROPOSE,
    answer_office,
    answer_query,
    begin_review,
    conclude,
    delete_draft,
    query_member,
    read_again,
    report_of,
    submit,
    take_back,
    take_over,
    take_protocol,
    withdraw_query,
)
from comity.portal.protocols.words import equivalence_in_words
from comity.portal.shell.days import DayInput
from comity.portal.shell.downloads import file_answer
from comity.portal.shell.sentences import in_own_words
from comity.portal.tenants.gates import Actor, admits, there

YEARS = 2
"""For which an equivalence is proposed; the reviewer chooses the day."""


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your protocol"),
        help_text=gettext_lazy("Excel, CSV, Word, or PDF with text in it, as it is. Up to 20 MB."),
    )
    name = forms.CharField(label=gettext_lazy("Its name"), max_length=120)
    version = forms.CharField(label=gettext_lazy("Its version"), max_length=40, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class SubmitForm(forms.Form):
    reviewer = forms.ChoiceField(label=gettext_lazy("Who reviews it"), required=False)

    def __init__(self, *arguments: Any, offices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast(forms.ChoiceField, self.fields["reviewer"]).choices = offices


class ConcludeForm(forms.Form):
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput())
    shown = forms.CharField(  # the digest of the verdict that it would be
        required=False, max_length=80, widget=forms.HiddenInput
    )


@require_safe
@admits(*PREPARERS)
def show_protocols(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _protocols(request, actor, UploadForm())


def _protocols(request: HttpRequest, actor: Actor, form: UploadForm, status: int = 200) -> HttpResponse:
    page = {"cases": own_cases(actor), "form": form, "criteria": criteria_now(actor.scope)}
    return render(request, "protocols/protocols.html", page, status=status)


@require_safe
@admits(*ASSESSORS)
def show_reviews(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "protocols/reviews.html", {"cases": handed_cases(actor)})


@require_POST
@admits(*PREPARERS)
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _protocols(request, actor, form, status=422)
    file = form.cleaned_data.pop("file")
    case = take_protocol(actor=actor, filename=file.name, content=file, **form.cleaned_data)
    messages.success(request, _("Your protocol is stored."))
    return to_case(actor, case)


def to_case(actor: Actor, case: Case) -> HttpResponse:
    return redirect(
        "protocol", programme=actor.programme.slug, organisation=actor.organisation.slug, case=case.pk
    )


@require_safe
@admits(*SPEAKERS)
def show_protocol(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    papers = Papers.objects.within(actor.scope).get(case=known)
    page: dict[str, object] = {
        "case": known,
        "papers": papers,
        "party": party_of(actor, known),
        "goes_on": goes_on(actor.scope, known),
    }
    if known.reading != Reading.READ:
        page["job"] = last_job(actor.scope, kind=PROPOSE, argument=known.pk)
        return render(request, "protocols/protocol.html", page)
    found = opened(actor, known)
    return render(request, "protocols/protocol.html", {**page, **_told(actor, found)})


def _told(actor: Actor, found: Opened) -> dict[str, object]:
    # What is over is told by its verdict, to the member, too; until then each side reads what its own words come to.
    is_over = found.is_decided and not found.may_speak
    covered = coverage_of(found.criteria, found.decided.standing) if is_over else own_coverage(found)
    page: dict[str, object] = {
        "found": found,
        "notes": found.notes,
        "state": found.state.value,
        "covered": covered,
        "share": covered.full,
        "left": len(covered.open if is_over else open_criteria(found)),
        "is_own": found.party is Party.MEMBER and not is_over,
        "of": len(found.criteria),
        "pillars": list(covered.by_pillar().items()),
        "steps": steps_told(found),
        "asked": next((one.note for one in reversed(found.benchmark.history) if one.to is State.QUERIED), ""),
        "is_decided": found.is_decided,
        "rule": equivalence_in_words(found.rule),
        "is_former_rule": found.rule != equivalence_rule_now(actor.scope)[1],
        "may_take_back": found.benchmark.may_be_taken_back,
    }
    if found.party is Party.MEMBER:
        page["submit_form"] = SubmitForm(offices=[(one.slug, one.name) for one in reviewers_for(actor)])
    if found.party is Party.REVIEWER and found.may_speak:
        page["ahead"] = ahead_told(found)
        outlook, day = outcome_now(found), today()
        page["outlook"] = outlook
        page["conclude_form"] = ConcludeForm(
            initial={
                "valid_until": day.replace(year=day.year + YEARS, day=min(day.day, 28)) - timedelta(days=1),
                "shown": outlook.digest,
            }
        )
        page["disputes"] = len(found.log.standing.disagreements())
    page["note_form"] = NoteForm()
    if found.state is State.NOT_YET:
        said = verdict(coverage_of(found.criteria, found.decided.standing), found.rule)
        page["reasons"], page["to_do"] = said.reasons, to_do_list(said)
    return page


@require_safe
@admits(*SPEAKERS)
def original(request: HttpRequest, actor: Actor, case: int) -> FileResponse:
    known = there(case_numbered(actor, case))
    papers = Papers.objects.within(actor.scope).get(case=known)
    return file_answer(storage().read(papers.key), name=papers.filename, is_as_sent=True)


@require_POST
@admits(*PREPARERS)
def read_it_again(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    read_again(actor=actor, case=known)
    return to_case(actor, known)


@require_POST
@admits(*PREPARERS)
def hand_in(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = submit(
        actor=actor, case=there(case_numbered(actor, case)), reviewer=request.POST.get("reviewer", "")
    )
    messages.success(request, _("Handed in. The reviewer is told."))
    return to_case(actor, known)


@require_POST
@admits(*PREPARERS)
def withdraw(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = take_back(actor=actor, case=there(case_numbered(actor, case)))
    if known.state == State.DRAFT:
        messages.success(request, _("It is a draft again, and nobody else finds it."))
    else:
        messages.success(request, _("It is before you again, and the last verdict stands."))
    return to_case(actor, known)


@require_POST
@admits(*PREPARERS)
def delete(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    delete_draft(actor=actor, case=there(case_numbered(actor, case)))
    messages.success(request, _("The draft is deleted, with its file."))
    return redirect("protocols", programme=actor.programme.slug, organisation=actor.organisation.slug)


@require_POST
@admits(*PREPARERS)
def reply(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), NoteForm(request.POST)
    if form.is_valid():
        answer_query(actor=actor, case=known, text=form.cleaned_data["text"])
        messages.success(request, _("Your answer is on its way to the reviewer."))
    else:
        messages.error(request, _("Write something first."))
    return to_case(actor, known)


@require_POST
@admits(*ASSESSORS)
def begin(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = begin_review(actor=actor, case=there(case_numbered(actor, case)))
    return redirect(
        "protocol-desk", programme=actor.programme.slug, organisation=actor.organisation.slug, case=known.pk
    )


@require_POST
@admits(*ASSESSORS)
def take_it_over(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = take_over(actor=actor, case=there(case_numbered(actor, case)))
    messages.success(request, _("The verdict is yours now."))
    return to_case(actor, known)


@require_POST
@admits(*ASSESSORS)
def query(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), NoteForm(request.POST)
    if form.is_valid():
        query_member(actor=actor, case=known, text=form.cleaned_data["text"])
        messages.success(request, _("The member is asked."))
    else:
        messages.error(request, _("Write something first."))
    return to_case(actor, known)


@require_POST
@admits(*ASSESSORS)
def withdraw_the_query(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = withdraw_query(actor=actor, case=there(case_numbered(actor, case)))
    messages.success(request, _("The question is withdrawn, and the review goes on."))
    return to_case(actor, known)


@require_POST
@admits(*PREPARERS)
def answer_the_office(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    agreed = request.POST.get("answer") == "yes"
    known = answer_office(
        actor=actor,
        case=there(case_numbered(actor, case)),
        office=request.POST.get("office", ""),
        agreed=agreed,
    )
    if agreed:
        messages.success(request, _("Your protocol is before the other office now. Its people are told."))
    else:
        messages.success(request, _("It stays where it is."))
    return to_case(actor, known)


@require_POST
@admits(*ASSESSORS)
def decide(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), ConcludeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say until when it would be valid."))
        return to_case(actor, known)
    try:
        done = conclude(actor=actor, case=known, **form.cleaned_data)
    except OtherThanShown as error:
        messages.error(request, in_own_words(f"{error.message} {error.remedy}"))
        return to_case(actor, known)
    if done.valid_until is not None:
        messages.success(request, _("Equivalent. It is the member's benchmark from today on."))
    else:
        messages.success(request, _("Not yet equivalent. The member is told what is still to do."))
    return to_case(actor, done)


@require_safe
@admits(*SPEAKERS)
def report(request: HttpRequest, actor: Actor, case: int, form: str) -> FileResponse:
    if form not in ("html", "pdf"):
        raise Http404
    known = there(case_numbered(actor, case))
    data = report_of(opened(actor, known), form)
    return file_answer(data, name=f"protocol-{known.organisation.slug}-{known.number}.{form}")


@require_safe
@admits(*ASSESSORS)
def log(request: HttpRequest, actor: Actor, case: int) -> FileResponse:
    """All that was said, by its digest the benchmark's evidence; for the reviewer, who answers for it."""
    found = opened(actor, there(case_numbered(actor, case)))
    if found.party is not Party.REVIEWER:
        raise Http404
    return file_answer(
        evidence_of(found), name=f"log-{found.case.organisation.slug}-{found.case.number}.json"
    )
