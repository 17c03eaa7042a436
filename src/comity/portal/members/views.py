"""The Secretariat's pages of members."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.portal.members.queries import Card, card_of, member_lines
from comity.portal.members.services import add_member, add_office, approve_nothing, record_benchmark
from comity.portal.membership.queries import current_round
from comity.portal.ports.clock import today
from comity.portal.shell.days import DayInput
from comity.portal.tenants.apart import offices_of
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import SECRETARIAT, Role


class MemberForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the company"), max_length=60)
    joined = forms.DateField(label=gettext_lazy("Member since"), widget=DayInput())
    group = forms.CharField(
        label=gettext_lazy("Group of companies"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Companies of one group count as one contributor."),
    )


class OfficeForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the office"), max_length=60)
    group = forms.CharField(
        label=gettext_lazy("Group of companies"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It reviews no company of its own group."),
    )


class BenchmarkForm(forms.Form):
    protocol = forms.CharField(
        label=gettext_lazy("Audit protocol"),
        max_length=200,
        help_text=gettext_lazy("With its version, as the verdict names it."),
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DayInput())
    valid_until = forms.DateField(label=gettext_lazy("Valid until"), widget=DayInput())

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("valid_from") and said.get("valid_until") and said["valid_until"] < said["valid_from"]:
            self.add_error("valid_until", _("It ends before it begins."))
        return said


@require_safe
@admits(*SECRETARIAT)
def show_members(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _members(request, actor, MemberForm(initial={"joined": today()}))


def _members(
    request: HttpRequest,
    actor: Actor,
    form: MemberForm,
    office_form: OfficeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "lines": member_lines(actor.scope),
        "form": form,
        "offices": offices_of(actor.programme),
        "office_form": office_form or OfficeForm(auto_id="id_office_%s"),
        "may_add": actor.may(Role.MANAGER),
    }
    return render(request, "members/members.html", page, status=status)


@require_POST
@admits(Role.MANAGER)
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _members(request, actor, form, status=422)
    made = add_member(actor=actor, **form.cleaned_data)
    messages.success(request, _("%(name)s is a member. Invite its administrator now.") % {"name": made.name})
    return redirect("member-card", programme=actor.programme.slug, member=made.slug)


@require_POST
@admits(Role.MANAGER)
def new_office(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = OfficeForm(request.POST, auto_id="id_office_%s")
    if not form.is_valid():
        return _members(request, actor, MemberForm(initial={"joined": today()}), form, status=422)
    made = add_office(actor=actor, **form.cleaned_data)
    messages.success(request, _("%(name)s reviews protocols. Invite its people now.") % {"name": made.name})
    asked = urlencode({"organisation": made.slug, "role": Role.BENCHMARK_REVIEWER.value})
    return redirect(f"{reverse('people', kwargs={'programme': actor.programme.slug})}?{asked}")


@require_safe
@admits(*SECRETARIAT)
def show_member(request: HttpRequest, actor: Actor, member: str) -> HttpResponse:
    return _member(
        request, actor, there(card_of(actor.scope, member)), BenchmarkForm(initial={"valid_from": today()})
    )


def _member(
    request: HttpRequest, actor: Actor, card: Card, form: BenchmarkForm, status: int = 200
) -> HttpResponse:
    round_ = current_round(actor.scope)
    page = {
        "card": card,
        "form": form,
        "round": round_,
        "is_approved": any(round_ is not None and one.round_id == round_.pk for one in card.nothing),
        "may_change": actor.may(Role.MANAGER),
    }
    return render(request, "members/member.html", page, status=status)


@require_POST
@admits(Role.MANAGER)
def record(request: HttpRequest, actor: Actor, member: str) -> HttpResponse:
    card, form = there(card_of(actor.scope, member)), BenchmarkForm(request.POST)
    if not form.is_valid():
        return _member(request, actor, card, form, status=422)
    record_benchmark(actor=actor, member=card.organisation, **form.cleaned_data)
    messages.success(request, _("The benchmark is recorded."))
    return redirect("member-card", programme=actor.programme.slug, member=member)


@require_POST
@admits(Role.MANAGER)
def approve(request: HttpRequest, actor: Actor, member: str) -> HttpResponse:
    card, round_ = there(card_of(actor.scope, member)), current_round(actor.scope)
    if round_ is None:
        raise Http404
    approve_nothing(actor=actor, member=card.organisation, round_=round_)
    messages.success(request, _("Approved: it has nothing to report in this round."))
    return redirect("member-card", programme=actor.programme.slug, member=member)
