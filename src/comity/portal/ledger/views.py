"""The book as the Secretariat, counsel and the platform's auditor read it."""

import csv
from datetime import date
from io import StringIO
from urllib.parse import urlencode

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.portal.ledger.queries import Told, entries_told, organisations_named, verbs_of, verify_book
from comity.portal.shell.days import DayInput
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import Role

READERS = (Role.MANAGER, Role.COUNSEL, Role.AUDITOR)
A_PAGE = 100
EVERYTHING = 1_000_000
DISCLOSURES = frozenset({"common-list-downloaded", "suppliers-checked", "release-published"})
"""Entries that tell of rows given to somebody; counsel can look at which."""


class FilterForm(forms.Form):
    search = forms.CharField(label=gettext_lazy("Words"), max_length=100, required=False)
    verb = forms.CharField(max_length=60, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=DayInput())
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=DayInput())

    @property
    def asked(self) -> dict[str, str | date]:
        """What can be understood; the rest is told beside its field."""
        said = getattr(self, "cleaned_data", {})
        return {name: said[name] for name in self.fields if said.get(name)}


@require_safe
@admits(*READERS)
def show_ledger(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    entries = _entries(actor, form, after=request.GET.get("after", ""), most=A_PAGE + 1)
    page = {
        "form": form,
        "entries": entries[:A_PAGE],
        "verbs": verbs_of(actor.scope),
        "verb": form.asked.get("verb", ""),
        "query": urlencode(form.asked),
        "older": entries[A_PAGE - 1].seq if len(entries) > A_PAGE else None,
        "is_first": "after" not in request.GET,
        "verified": verify_book(actor.scope) if "verify" in request.GET else None,
        "disclosures": DISCLOSURES,
        "names": organisations_named(actor.scope),
        "may_replay": actor.may(Role.COUNSEL),
    }
    return render(request, "ledger/ledger.html", page, status=422 if form.errors else 200)


def _entries(actor: Actor, form: FilterForm, *, after: str = "", most: int) -> list[Told]:
    number = int(after) if after.isdecimal() and len(after) < 19 else None
    asked = form.asked
    since, until = asked.get("since"), asked.get("until")
    return entries_told(
        actor.scope,
        verb=str(asked.get("verb", "")),
        search=str(asked.get("search", "")),
        since=since if isinstance(since, date) else None,
        until=until if isinstance(until, date) else None,
        after=number,
        most=most,
    )


@require_safe
@admits(*READERS)
def export(request: HttpRequest, actor: Actor) -> FileResponse:
    """What the filter shows, all of it, the oldest first."""
    form = FilterForm(request.GET)
    form.is_valid()
    out = StringIO()
    table = csv.writer(out)
    table.writerow(["entry", "at (UTC)", "who", "what", "about", "details"])
    for one in reversed(_entries(actor, form, most=EVERYTHING)):
        details = "; ".join(f"{name}: {value}" for name, value in sorted(one.details.items()))
        cells = [str(one.seq), one.at.isoformat() if one.at else "", one.who, one.verb, one.subject, details]
        table.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" else cell for cell in cells])
    return file_answer(out.getvalue().encode("utf-8-sig"), name=f"ledger-{actor.programme.slug}.csv")
