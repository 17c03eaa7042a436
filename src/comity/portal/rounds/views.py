"""The Secretariat's pages of a round."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from comity.core import UsageProblem
from comity.portal.jobs.queries import last_job
from comity.portal.lists.models import ListVersion
from comity.portal.membership.models import Round
from comity.portal.membership.queries import round_named
from comity.portal.rounds.calendar import USUAL_DAYS, open_round, remind, reminder_text, set_calendar
from comity.portal.rounds.errors import LaterRound, NothingToAssemble
from comity.portal.rounds.queries import (
    Cockpit,
    assemblies_of,
    calendar_of,
    cockpit_of,
    lists_since,
    published_days,
    rounds_told,
    withdrawn_days,
)
from comity.portal.rounds.services import ASSEMBLE, require_assembly, start_assembly
from comity.portal.shell.days import DayInput
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import SECRETARIAT, Role

DAYS = [
    ("14", gettext_lazy("two weeks before")),
    ("7", gettext_lazy("a week before")),
    ("3", gettext_lazy("three days before")),
    ("-1", gettext_lazy("the day after")),
    ("-7", gettext_lazy("a week after")),
]


class CalendarForm(forms.Form):
    lists_due_on = forms.DateField(label=gettext_lazy("Lists are due on"), widget=DayInput())
    remind_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Reminders go out"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("To members who still lack something, each in their own language."),
    )


class RoundForm(CalendarForm):
    slug = forms.SlugField(
        label=gettext_lazy("Name"), max_length=40, help_text=gettext_lazy("As people call it: 2027-H1.")
    )
    opens_on = forms.DateField(label=gettext_lazy("Opens on"), widget=DayInput())
    cutoff = forms.DateField(
        label=gettext_lazy("Cut-off"),
        widget=DayInput(),
        help_text=gettext_lazy("Audits of the three years up to this day are asked for."),
    )
    field_order = ("slug", "opens_on", "cutoff", "lists_due_on", "remind_days")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("opens_on") and said.get("lists_due_on") and said["lists_due_on"] < said["opens_on"]:
            self.add_error("lists_due_on", _("Lists would be due before the round opens."))
        return said


@require_safe
@admits(*SECRETARIAT)
def show_rounds(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _rounds(request, actor, RoundForm(initial={"remind_days": USUAL_DAYS}))


def _rounds(request: HttpRequest, actor: Actor, form: RoundForm, status: int = 200) -> HttpResponse:
    page = {"rounds": rounds_told(actor.scope), "form": form, "may_open": actor.may(Role.MANAGER)}
    return render(request, "rounds/rounds.html", page, status=status)


@require_POST
@admits(Role.MANAGER)
def begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = RoundForm(request.POST)
    if not form.is_valid():
        return _rounds(request, actor, form, status=422)
    made = open_round(actor=actor, **form.cleaned_data)
    messages.success(request, _("Round %(name)s is in the calendar.") % {"name": made.slug})
    return redirect("round", programme=actor.programme.slug, round_slug=made.slug)


@require_safe
@admits(*SECRETARIAT)
def show_round(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = there(round_named(actor.scope, round_slug))
    said = {"lists_due_on": round_.lists_due_on, "remind_days": round_.remind_days}
    return _round(request, actor, round_, CalendarForm(initial=said))


def _round(
    request: HttpRequest, actor: Actor, round_: Round, form: CalendarForm, status: int = 200
) -> HttpResponse:
    cockpit = cockpit_of(actor.scope, round_)
    assemblies = assemblies_of(actor.scope, round_)
    last = assemblies[0] if assemblies else None
    counting = {line.slug: line.list for line in cockpit.lines if line.list and line.list.counts}
    names = {line.slug: line.name for line in cockpit.lines}
    page = {
        "round": round_,
        "cockpit": cockpit,
        "assemblies": assemblies,
        "last": last,
        "withdrawn_at": withdrawn_days(actor.scope).get(last.pk) if last else None,
        "published_at": published_days(actor.scope).get(round_.pk),
        "since": [names.get(one, one) for one in lists_since(last, counting)] if last else [],
        "job": last_job(actor.scope, kind=ASSEMBLE, argument=last.pk) if last else None,
        "may_release": actor.may(Role.MANAGER, Role.COUNSEL),
        "may_assemble": actor.may(Role.MANAGER),
        "calendar": calendar_of(actor.scope, round_, last),
        "calendar_form": form,
        "why_not": _why_not(actor, round_, counting),
        "letter": _letter(actor, cockpit),
    }
    return render(request, "rounds/round.html", page, status=status)


def _why_not(actor: Actor, round_: Round, counting: Mapping[str, ListVersion]) -> UsageProblem | None:
    """Why nobody can assemble the round now, which no waiting for an assembly at work would change."""
    try:
        require_assembly(actor, round_, counting)
    except (NothingToAssemble, LaterRound) as problem:
        return problem
    return None


def _letter(actor: Actor, cockpit: Cockpit) -> tuple[str, str] | None:
    """What the first of those who lack something would read."""
    if not cockpit.asked:
        return None
    return reminder_text(actor.programme, cockpit, cockpit.asked[0], name="…")


@require_POST
@admits(Role.MANAGER)
def keep_calendar(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_, form = there(round_named(actor.scope, round_slug)), CalendarForm(request.POST)
    if not form.is_valid():
        return _round(request, actor, round_, form, status=422)
    set_calendar(actor=actor, round_=round_, **form.cleaned_data)
    messages.success(request, _("The calendar is kept."))
    return redirect("round", programme=actor.programme.slug, round_slug=round_slug)


@require_POST
@admits(Role.MANAGER)
def remind_members(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = there(round_named(actor.scope, round_slug))
    one = request.POST.get("member")
    reached = remind(actor=actor, round_=round_, members=[one] if one else None)
    told = ngettext("%(n)d member was reminded.", "%(n)d members were reminded.", reached)
    messages.success(request, told % {"n": reached})
    return redirect("round", programme=actor.programme.slug, round_slug=round_slug)


@require_POST
@admits(Role.MANAGER)
def assemble(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = there(round_named(actor.scope, round_slug))
    start_assembly(actor=actor, round_=round_)
    messages.success(request, _("The round is being assembled. You may leave this page."))
    return redirect("round", programme=actor.programme.slug, round_slug=round_.slug)
