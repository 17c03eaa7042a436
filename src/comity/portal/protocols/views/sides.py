"""The reviewer's page of both sides: disagreements until they are resolved, agreement in a number, exceptions that wait for an answer."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.benchmark import Credit
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import (
    ASSESSORS,
    approvals_in,
    case_numbered,
    disagreements_in,
    disputes_in,
    kappas_in,
    opened,
)
from comity.portal.protocols.services import approve, resolve
from comity.portal.protocols.words import CREDITS, PARTIES, choices
from comity.portal.tenants.gates import Actor, admits, there

A_PAGE = 25


class ResolveForm(forms.Form):
    criterion = forms.CharField(max_length=40, widget=forms.HiddenInput)
    credit = forms.ChoiceField(label=gettext_lazy("What stands for both"), choices=choices(CREDITS))
    rationale = forms.CharField(label=gettext_lazy("Why"), max_length=2000)


class ExceptionForm(forms.Form):
    criterion = forms.CharField(max_length=40)
    reason = forms.CharField(max_length=8000, strip=False)
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@require_safe
@admits(*ASSESSORS)
def show_sides(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    found = opened(actor, known)
    rows = Paginator(disagreements_in(found), A_PAGE).get_page(request.GET.get("page"))
    page = {
        "rows": rows,
        "case": known,
        "found": found,
        "party": found.party,
        "disputes": [
            (
                one,
                CREDITS[one.said.member],
                CREDITS[one.said.reviewer],
                ResolveForm(initial={"criterion": one.criterion.code}, auto_id=f"id_{one.criterion.code}_%s"),
            )
            for one in disputes_in(found, rows)
        ],
        "approvals": approvals_in(found),
        "kappas": [
            (PARTIES[one], PARTIES[other], said, f"{float(said.kappa):.2f}" if said.kappa is not None else "")
            for one, other, said in kappas_in(found)
        ],
    }
    return render(request, "protocols/sides.html", page)


@require_POST
@admits(*ASSESSORS)
def settle(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), ResolveForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        resolve(
            actor=actor,
            case=known,
            code=said["criterion"],
            credit=Credit(said["credit"]),
            rationale=said["rationale"],
        )
        messages.success(request, _("Resolved, and remembered."))
    else:
        messages.error(request, _("Say what stands, and why."))
    return _back(actor, known)


@require_POST
@admits(*ASSESSORS)
def answer_exception(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known, form = there(case_numbered(actor, case)), ExceptionForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        approve(
            actor=actor,
            case=known,
            code=said["criterion"],
            reason=_as_said(actor, known, said["criterion"], said["reason"]),
            approved=said["answer"] == "yes",
        )
        messages.success(request, _("Noted."))
    return _back(actor, known)


def _as_said(actor: Actor, case: Case, code: str, sent: str) -> str:
    """Browsers send every line break as two characters, and a reason is answered as it was said."""
    reasons = [one.said.reason for one in approvals_in(opened(actor, case)) if one.criterion.code == code]
    return next((one for one in reasons if one.splitlines() == sent.splitlines()), sent)


def _back(actor: Actor, case: Case) -> HttpResponse:
    return redirect(
        "protocol-sides", programme=actor.programme.slug, organisation=actor.organisation.slug, case=case.pk
    )
