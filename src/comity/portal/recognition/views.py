"""What remains to ask, a member's decision, its reliance files, and alerts."""

import json
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.exchange import Ground, PublicKey, State
from comity.portal.exchange import words
from comity.portal.exchange.desk_views import LINK_ONLY, told_in_its_language
from comity.portal.exchange.models import Ask
from comity.portal.exchange.queries import OPENERS, ask_named, shown
from comity.portal.exchange.views import READERS
from comity.portal.ports.clock import now, today
from comity.portal.ports.storage import storage
from comity.portal.programme.queries import criteria_now
from comity.portal.recognition.forms import CompareForm, DecideForm, NoticeForm, begun_with, pillars_gone
from comity.portal.recognition.queries import (
    alerts_of,
    compared_until,
    comparison_of,
    decided_by,
    decision_numbered,
    decisions_on,
    last_compared,
    last_policy,
    notices,
    own_counted,
    standing_decisions,
)
from comity.portal.recognition.services import (
    compare,
    decide_on,
    note_order,
    recall,
    remarks_on,
    supplement_of,
    take_notice,
)
from comity.portal.recognition.sizes import notice_of, protocol_of
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, open_to_all, there
from comity.portal.tenants.roles import Role
from comity.recognition import worth_of


def _found(actor: Actor, ref: str) -> Ask:
    return there(ask_named(actor.scope, ref))


def _here(actor: Actor, name: str, **more: object) -> str:
    return reverse(
        name, kwargs={"programme": actor.programme.slug, "organisation": actor.organisation.slug, **more}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*OPENERS)
def decide_page(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    ask = _found(actor, ref)
    if shown(ask, at=now()).state not in (State.READ, State.DECIDED) or not ask.report:
        return redirect(_here(actor, "request", ref=ref))
    before = decisions_on(actor.scope, ask.report)
    first = {"seen": len(before), "report_site": ask.site}
    said_before = json.loads(before[-1].reliance) if before else {}
    found = comparison_of(ask)
    criteria, policy = decided_by(actor.scope, found), begun_with(last_policy(actor.scope), said_before)
    form = DecideForm(request.POST or None, pillars=criteria.pillars, initial={**first, **policy})
    departs: list[str] = []
    if request.method == "POST" and form.is_valid():
        said = form.said()
        departs = remarks_on(ask=ask, said=said)
        if not departs or request.POST.get("told"):
            decide_on(actor=actor, ask=ask, said=said, seen=form.cleaned_data["seen"])
            messages.success(request, _("Your decision stands, and its reliance file is ready."))
            return redirect(_here(actor, "decide", ref=ref))
    page = {
        "ask": ask,
        "form": form,
        "departs": departs,
        "compare_form": CompareForm(),
        "has_own": last_compared(actor.scope) is not None,
        "delta": found[0] if found else None,
        "goes_on": compared_until(ask),
        "by_name": criteria.name,
        "by_title": criteria.title,
        "name_now": criteria_now(actor.scope).name,
        "pillars_gone": pillars_gone(last_policy(actor.scope), criteria.pillars),
        "before": [(one, json.loads(one.reliance)) for one in reversed(before)],
        "alert": next((one for one in alerts_of(actor.scope) if one.decided.ask_id == ask.pk), None),
    }
    is_wrong = request.method == "POST" and not departs
    return render(request, "recognition/decide.html", page, status=422 if is_wrong else 200)


@require_POST
@admits(*OPENERS)
def compare_protocols(request: HttpRequest, actor: Actor, ref: str) -> HttpResponse:
    ask = _found(actor, ref)
    form = CompareForm(request.POST, request.FILES)
    if form.is_valid():
        given = {
            name: protocol_of(file, otherwise=name) if (file := form.cleaned_data[name]) else None
            for name in ("own", "answers", "other")
        }
        other = given["other"]
        if other is not None:
            compare(actor=actor, ask=ask, own=given["own"], answers=given["answers"], other=other)
    else:
        messages.error(request, _("Choose the file of the report's protocol."))
    return redirect(_here(actor, "decide", ref=ref))


@require_safe
@admits(*OPENERS)
def supplement(request: HttpRequest, actor: Actor, ref: str, form: str) -> FileResponse:
    del request
    ask = _found(actor, ref)
    data = there(supplement_of(actor=actor, ask=ask, form=form))
    return file_answer(data, name=f"supplement-{ask.ref}.{form}")


@require_safe
@admits(*OPENERS)
def reliance_file(request: HttpRequest, actor: Actor, number: int, form: str) -> FileResponse:
    del request
    row = there(decision_numbered(actor.scope, number))
    if form not in ("json", "pdf"):
        raise Http404
    data = row.reliance.encode() if form == "json" else storage().read(row.paper_key)
    return file_answer(data, name=f"reliance-{row.ask.ref}.{form}")


@require_POST
@admits(*OPENERS)
def audit_ordered(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    row = there(decision_numbered(actor.scope, number))
    given = forms.DateField(required=False).clean(request.POST.get("ordered_on", "")[:10])
    note_order(actor=actor, decided=row, ordered_on=given)
    return redirect(_here(actor, "decisions"))


@require_safe
@admits(*READERS)
def decisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    alerts = alerts_of(actor.scope)
    counted = own_counted(actor.scope, on=today())
    page = {
        "alerts": alerts,
        "decisions": sorted(standing_decisions(actor.scope), key=lambda one: one.at, reverse=True),
        "worth": worth_of(counted),
        "may_decide": actor.may(*OPENERS),
        "year_ago": today() - timedelta(days=365),
    }
    return render(request, "recognition/decisions.html", page)


@require_POST
@open_to_all(LINK_ONLY)
@told_in_its_language
def recall_report(request: HttpRequest, token: str) -> HttpResponse:
    recall(token=token, ground=request.POST.get("ground", ""), report=request.POST.get("report", ""))
    lang = request.POST.get("lang", "")
    return redirect(
        f"{reverse('desk', kwargs={'token': token})}?lang={lang if lang in words.codes() else 'en'}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def recalls(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Issuers' notices. The page says that they were taken, and never whom they concern."""
    form = NoticeForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        take_notice(
            actor=actor, paper=notice_of(form.cleaned_data["notice"]), digits=form.cleaned_data["digits"]
        )
        messages.success(
            request, _("The notice was taken. Who relied on the report is told, and nobody else.")
        )
        return redirect("recalls", programme=actor.programme.slug)
    page = {
        "form": form,
        "notices": [
            (one, Ground[one.ground], PublicKey.of_text(one.public).fingerprint)
            for one in notices(actor.scope)
        ],
    }
    return render(request, "recognition/recalls.html", page, status=422 if request.method == "POST" else 200)
