"""The release as Secretariat and counsel see it, and the common list as members do."""

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from comity.portal.membership.queries import current_round, round_named
from comity.portal.ports.storage import storage
from comity.portal.release.queries import (
    FORMS,
    Readable,
    changed_since,
    common_list_of,
    every_publication,
    evidence_of,
    publication_of,
    readable_list,
    searched,
    sign_off_of,
    withdrawal_told,
    withdrawn_last,
)
from comity.portal.release.services import note_download, publish, sign_off, withdraw_release
from comity.portal.rounds.models import Assembly
from comity.portal.rounds.queries import last_assembly
from comity.portal.shell.countries import country_called
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, Role

RELEASERS = (Role.MANAGER, Role.COUNSEL)
EVIDENCE = {
    "leak-test": ("secretariat/leak-test.html", "leak-test.html"),
    "sites": ("secretariat/sites.csv", "sites.csv"),
    "summary": ("secretariat/summary.json", "summary.json"),
    "recipients": ("secretariat/recipients.csv", "recipients.csv"),
}


class WithdrawReleaseForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why it is withdrawn"), max_length=500)


def _assembly(actor: Actor, round_slug: str) -> Assembly:
    return there(last_assembly(actor.scope, there(round_named(actor.scope, round_slug))))


@require_safe
@admits(*RELEASERS)
def show_release(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    return _release_page(request, actor, round_slug, WithdrawReleaseForm())


def _release_page(
    request: HttpRequest, actor: Actor, round_slug: str, form: WithdrawReleaseForm, status: int = 200
) -> HttpResponse:
    assembly = _assembly(actor, round_slug)
    publication = publication_of(assembly)
    page = {
        "assembly": assembly,
        "round": assembly.round,
        "evidence": evidence_of(assembly),
        "sign_off": sign_off_of(assembly),
        "publication": publication,
        "withdrawal": withdrawal_told(publication) if publication and publication.withdrawn_at else None,
        "changed": changed_since(assembly),
        "publications": every_publication(actor.scope),
        "may_sign": actor.may(Role.COUNSEL),
        "may_publish": actor.may(Role.MANAGER),
        "withdraw_form": form,
    }
    return render(request, "release/release.html", page, status=status)


@require_safe
@admits(*RELEASERS)
def evidence_file(request: HttpRequest, actor: Actor, round_slug: str, name: str) -> FileResponse:
    assembly = _assembly(actor, round_slug)
    path, called = EVIDENCE.get(name, ("", ""))
    if path not in assembly.files:
        raise Http404
    return file_answer(storage().read(assembly.files[path]), name=f"{round_slug}-{called}")


@require_POST
@admits(Role.COUNSEL)
def sign(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    sign_off(actor=actor, assembly=_assembly(actor, round_slug), manifest=request.POST.get("manifest", ""))
    messages.success(request, _("Signed. The Secretariat can publish the list from its day on."))
    return redirect("release", programme=actor.programme.slug, round_slug=round_slug)


@require_POST
@admits(Role.MANAGER)
def publish_list(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    publish(actor=actor, assembly=_assembly(actor, round_slug))
    messages.success(request, _("Published. Members with standing see the list now."))
    return redirect("release", programme=actor.programme.slug, round_slug=round_slug)


@require_POST
@admits(Role.MANAGER)
def withdraw_list(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    publication = publication_of(_assembly(actor, round_slug))
    form = WithdrawReleaseForm(request.POST)
    if publication is None:
        raise Http404
    if not form.is_valid():
        return _release_page(request, actor, round_slug, form, status=422)
    withdraw_release(actor=actor, publication=publication, reason=form.cleaned_data["reason"])
    messages.success(
        request, _("Withdrawn. Nobody sees the list any more, and everybody who could read it is being told.")
    )
    return redirect("release", programme=actor.programme.slug, round_slug=round_slug)


def _readable(actor: Actor, request: HttpRequest) -> Readable | None:
    return readable_list(actor.scope, actor.organisation, request.GET.get("round"))


@require_safe
@admits(*MEMBER)
def show_common_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    readable = _readable(actor, request)
    if readable is None or not readable.standing.is_entitled:
        told = {
            "readable": readable,
            "withdrawn": withdrawn_last(actor.scope),
            "now": current_round(actor.scope),
        }
        return render(request, "release/no_list.html", told)
    common = common_list_of(readable.publication)
    asked = {
        name: request.GET.get(name, "").strip() for name in ("search", "country", "assurance", "audited")
    }
    found = searched(common.rows, **asked)
    page = Paginator(range(found.height), 50).get_page(request.GET.get("page"))
    rows = found.slice(page.start_index() - 1 if found.height else 0, 50).to_dicts()
    for row in rows:
        row["country_name"] = country_called(row["country"])
    countries = [(code, country_called(code)) for code in common.rows["country"].unique().to_list()]
    context = {
        "readable": readable,
        "common": common,
        "rows": rows,
        "page": page,
        "found": found.height,
        "asked": asked,
        "countries": sorted(countries, key=lambda one: one[1]),
        "bands": sorted(common.rows["audited"].drop_nulls().unique().to_list()),
        "classes": sorted(common.rows["assurance"].drop_nulls().unique().to_list()),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "forms": FORMS,
        "withdrawn": withdrawn_last(actor.scope),
    }
    is_piece = getattr(request, "htmx", False) and request.htmx.target == "rows"  # type: ignore[attr-defined] # by its middleware
    return render(
        request, "release/common_list_rows.html" if is_piece else "release/common_list.html", context
    )


@require_safe
@admits(*MEMBER)
def download_common_list(request: HttpRequest, actor: Actor, form: str) -> FileResponse:
    readable = _readable(actor, request)
    if readable is None or not readable.standing.is_entitled or form not in FORMS:
        raise Http404
    note_download(actor=actor, publication=readable.publication, form=form)
    data = storage().read(readable.publication.assembly.files[f"common-list.{form}"])
    return file_answer(data, name=f"common-list-{readable.round.slug}.{form}")
