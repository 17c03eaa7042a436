"""Check: own suppliers in, opportunities out, in one request; and from there to the requests."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.check import Checked, State, checked_workbook
from comity.core.countries import country_name
from comity.core.tongue import Tongue
from comity.portal.check.models import KeptSuppliers
from comity.portal.check.queries import kept_suppliers, kept_with
from comity.portal.check.services import (
    check,
    forget_suppliers,
    keep_suppliers,
    kept_file,
    require_room_to_keep,
)
from comity.portal.exchange.services import day_of, draft_from_check
from comity.portal.exchange.views import ASKERS, TermsForm, told_drafted
from comity.portal.lists.services import content_of
from comity.portal.ports.clock import today
from comity.portal.release.queries import Readable, readable_list, withdrawn_last
from comity.portal.shell.countries import country_called
from comity.portal.shell.downloads import file_answer
from comity.portal.shell.sentences import tongue
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import Role

SHOWN = 100
CHECKERS = (Role.ADMIN, Role.CONTRIBUTOR, Role.REQUESTER, Role.DECIDER)


class CheckForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your suppliers"),
        help_text=gettext_lazy("Any list of names and addresses: Excel, OpenDocument or CSV."),
    )
    accept_months = forms.IntegerField(
        label=gettext_lazy("An audit of your own counts for (months)"), min_value=0, max_value=60, initial=12
    )
    keep = forms.BooleanField(
        label=gettext_lazy("Keep my file for 30 days, so that I can come back to it and ask these suppliers"),
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*CHECKERS)
def check_own_suppliers(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    readable = readable_list(actor.scope, actor.organisation)
    if readable is None or not readable.standing.is_entitled:
        return _no_list(request, actor, readable)
    if request.method != "POST":
        return _page(request, actor, readable, CheckForm())
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, actor, readable, form, status=422)
    said = form.cleaned_data
    if said["keep"]:
        require_room_to_keep(actor)
    name, content = said["file"].name, content_of(said["file"])
    checked = check(
        actor=actor, readable=readable, filename=name, content=content, accept_months=said["accept_months"]
    )
    kept = None
    if said["keep"]:
        kept = keep_suppliers(
            actor=actor, filename=name, content=content, accept_months=said["accept_months"]
        )
    if request.POST.get("answer") == "workbook":
        return file_answer(checked_workbook(checked, said=_tongue(checked)), name="opportunities.xlsx")
    return _page(request, actor, readable, form, checked=checked, kept=kept)


def _no_list(request: HttpRequest, actor: Actor, readable: Readable | None) -> HttpResponse:
    told = {"readable": readable, "withdrawn": withdrawn_last(actor.scope)}
    return render(request, "release/no_list.html", told)


def _tongue(checked: Checked) -> Tongue:
    """Countries and heads of columns are no sentences: a list may have the same words as its own."""
    say, codes = tongue(), checked.rows["country"].drop_nulls().unique()
    words = {one: gettext(one) for one in _HEADS} | {country_name(one): country_called(one) for one in codes}
    return lambda text: words.get(text) or say(text)


_HEADS = (
    "Row",
    "Your supplier",
    "Address",
    "City",
    "Country",
    "Listed as",
    "Assurance",
    "Why",
    "Sites",
)  # of the workbook, and of pages, too


def _page(
    request: HttpRequest,
    actor: Actor,
    readable: Readable,
    form: CheckForm,
    *,
    checked: Checked | None = None,
    kept: KeptSuppliers | None = None,
    status: int = 200,
) -> HttpResponse:
    page = {
        "form": form,
        "readable": readable,
        "kept": kept,
        "all_kept": kept_suppliers(actor.scope),
        "terms": TermsForm(initial={"answer_by": today() + timedelta(days=45)}),
        "may_ask": actor.may(*ASKERS),
        **(_found(checked) if checked is not None else {}),
    }
    return render(request, "check/check.html", page, status=status)


def _found(checked: Checked) -> dict[str, object]:
    states = [(state, checked.sites_in(state)) for state in State]
    rows = {
        state: checked.rows.filter(checked.rows["state"] == state.value).head(SHOWN).to_dicts()
        for state in (State.EXISTS, State.LOOK)
    }
    for found in rows.values():
        for row in found:
            row["country_name"] = country_called(row["country"]) if row["country"] else ""
    return {
        "checked": checked,
        "states": states,
        "exists": rows[State.EXISTS],
        "look": rows[State.LOOK],
        "shown": SHOWN,
    }


def _kept(actor: Actor, pk: int) -> KeptSuppliers:
    return there(kept_with(actor.scope, pk))


@require_POST
@admits(*CHECKERS)
def check_again(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """It stands in the ledger each time, so that it is a POST."""
    kept, readable = _kept(actor, pk), readable_list(actor.scope, actor.organisation)
    if readable is None or not readable.standing.is_entitled:
        return _no_list(request, actor, readable)
    checked = check(actor=actor, readable=readable, **kept_file(kept))
    form = CheckForm(initial={"accept_months": kept.accept_months})
    return _page(request, actor, readable, form, checked=checked, kept=kept)


@require_POST
@admits(*ASKERS)
def ask_all(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    """A draft for each site whose audit exists; nothing is sent."""
    kept, terms = _kept(actor, pk), TermsForm(request.POST)
    if not terms.is_valid():
        messages.error(request, _("Say why you ask, and until when you wait for an answer."))
        return redirect("check", programme=actor.programme.slug, organisation=actor.organisation.slug)
    drafts = draft_from_check(
        actor=actor,
        **kept_file(kept),
        purpose=terms.cleaned_data["purpose"],
        answer_by=day_of(terms.cleaned_data["answer_by"]),
    )
    messages.success(request, told_drafted(len(drafts)))
    return redirect("requests", programme=actor.programme.slug, organisation=actor.organisation.slug)


@require_POST
@admits(*CHECKERS)
def forget(request: HttpRequest, actor: Actor, pk: int) -> HttpResponse:
    forget_suppliers(actor=actor, kept=_kept(actor, pk))
    messages.success(request, _("Your file is deleted."))
    return redirect("check", programme=actor.programme.slug, organisation=actor.organisation.slug)
