"""Check: own suppliers in, opportunities out, in one request."""

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from comity.check import State, checked_workbook
from comity.core.countries import country_name
from comity.portal.check.services import check
from comity.portal.release.queries import readable_list
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits
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


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*CHECKERS)
def check_own_suppliers(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    readable = readable_list(actor.scope, actor.organisation)
    if readable is None or not readable.standing.is_entitled:
        return render(request, "release/no_list.html", {"readable": readable})
    if request.method != "POST":
        return render(request, "check/check.html", {"form": CheckForm(), "readable": readable})
    form = CheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "check/check.html", {"form": form, "readable": readable}, status=422)
    file = form.cleaned_data["file"]
    checked = check(
        actor=actor,
        readable=readable,
        filename=file.name,
        content=file.read(),
        accept_months=form.cleaned_data["accept_months"],
    )
    if request.POST.get("answer") == "workbook":
        return file_answer(checked_workbook(checked), name="opportunities.xlsx")
    states = [(state, checked.sites_in(state)) for state in State]
    rows = {
        state: checked.rows.filter(checked.rows["state"] == state.value).head(SHOWN).to_dicts()
        for state in (State.EXISTS, State.LOOK)
    }
    for found in rows.values():
        for row in found:
            row["country_name"] = country_name(row["country"]) if row["country"] else ""
    page = {
        "form": form,
        "readable": readable,
        "checked": checked,
        "states": states,
        "exists": rows[State.EXISTS],
        "look": rows[State.LOOK],
        "shown": SHOWN,
    }
    return render(request, "check/check.html", page)
