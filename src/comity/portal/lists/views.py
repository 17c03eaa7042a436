"""A member's lists: sending, what was found, columns, versions, withdrawing."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.lists import LIST_COLUMNS, template_workbook
from comity.portal.jobs.queries import last_job
from comity.portal.lists.errors import PieceOutOfPlace
from comity.portal.lists.mending import mend_rows, mendable, said_in
from comity.portal.lists.models import READ, ListVersion, ReadState, Upload
from comity.portal.lists.pieces import (
    MOST_OF_A_PIECE,
    begin_upload,
    end_upload,
    read_piece,
    take_piece,
    upload_of,
)
from comity.portal.lists.queries import reading_of, version_numbered, versions_of
from comity.portal.lists.services import confirm_mapping, take_list, withdraw_list
from comity.portal.membership.models import Round
from comity.portal.membership.queries import current_round
from comity.portal.ports.storage import storage
from comity.portal.shell.downloads import file_answer
from comity.portal.shell.said.workbooks import THEN
from comity.portal.shell.sentences import tongue
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, Role

SENDERS = (Role.ADMIN, Role.CONTRIBUTOR)


class PiecesForm(forms.Form):
    filename = forms.CharField(max_length=200)
    size = forms.IntegerField(min_value=1, max_value=2**53)


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Your list"),
        help_text=gettext_lazy("Excel, OpenDocument or CSV, as it is. Up to 100 MB."),
    )


@require_safe
@admits(*MEMBER)
def show_lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    round_ = current_round(actor.scope)
    return _lists_page(request, actor, round_, UploadForm())


def _lists_page(
    request: HttpRequest, actor: Actor, round_: Round | None, form: UploadForm, status: int = 200
) -> HttpResponse:
    versions = versions_of(actor.scope, round_) if round_ else []
    counting = next((one for one in versions if one.counts), None)
    page = {
        "round": round_,
        "versions": versions,
        "counting": counting,
        "form": form,
        "may_send": actor.may(*SENDERS),
    }
    return render(request, "lists/lists.html", page, status=status)


@require_POST
@admits(*SENDERS)
def upload(request: HttpRequest, actor: Actor) -> HttpResponse:
    round_ = there(current_round(actor.scope))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _lists_page(request, actor, round_, form, status=422)
    file = form.cleaned_data["file"]
    version = take_list(actor=actor, round_=round_, filename=file.name, content=file)
    messages.success(request, _("Your list is stored as version %(number)s.") % {"number": version.number})
    return _to_version(actor, version)


@require_POST
@admits(*SENDERS)
def begin_pieces(request: HttpRequest, actor: Actor) -> JsonResponse:
    """For the script of the page: a long file is sent in pieces, and goes on where it stopped."""
    form = PiecesForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    return _how_far(begin_upload(actor=actor, **form.cleaned_data), status=201)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*SENDERS)
def piece(request: HttpRequest, actor: Actor, upload: UUID) -> JsonResponse:
    """GET says how much is here; POST brings the next piece as its body, with `?at=` the byte where it begins."""
    found = _upload(actor, upload)
    if request.method != "POST":
        return _how_far(found)
    at, content = request.GET.get("at", ""), read_piece(request)
    if not at.isdecimal() or len(at) > 12:
        return JsonResponse({"errors": {"at": [_("Say where the piece begins.")]}}, status=422)
    try:
        return _how_far(take_piece(actor=actor, upload=found, at=int(at), content=content))
    except PieceOutOfPlace:
        return _how_far(_upload(actor, upload), status=409)


@require_POST
@admits(*SENDERS)
def end_pieces(request: HttpRequest, actor: Actor, upload: UUID) -> JsonResponse:
    """Where the version is: the page's script goes there."""
    round_, found = current_round(actor.scope), _upload(actor, upload)
    if round_ is None:
        raise Http404
    version = end_upload(actor=actor, round_=round_, upload=found, digest=request.POST.get("digest", ""))
    messages.success(request, _("Your list is stored as version %(number)s.") % {"number": version.number})
    return JsonResponse({"to": _to_version(actor, version).headers["Location"]}, status=201)


def _upload(actor: Actor, upload: UUID) -> Upload:
    return there(upload_of(actor, upload))


def _how_far(upload: Upload, *, status: int = 200) -> JsonResponse:
    return JsonResponse(
        {
            "upload": str(upload.pk),
            "filename": upload.filename,
            "size": upload.size,
            "received": upload.received,
            "most": MOST_OF_A_PIECE,
        },
        status=status,
    )


def _to_version(actor: Actor, version: ListVersion) -> HttpResponse:
    return redirect(
        "list-version",
        programme=actor.programme.slug,
        organisation=actor.organisation.slug,
        round_slug=version.round.slug,
        number=version.number,
    )


def _version(actor: Actor, round_slug: str, number: int) -> ListVersion:
    return there(version_numbered(actor.scope, round_slug, number))


@require_safe
@admits(*MEMBER)
def show_version(request: HttpRequest, actor: Actor, round_slug: str, number: int) -> HttpResponse:
    version = _version(actor, round_slug, number)
    reading = reading_of(version)
    rows = Paginator(reading.rows, 50).get_page(request.GET.get("page")) if reading else None
    columns = [(ours, reading.mapping.get(ours, "")) for ours in LIST_COLUMNS] if reading else []
    page = {
        "version": version,
        "reading": reading,
        "rows": rows,
        "shown_headers": reading.shown_headers if reading else [],
        "columns": columns,
        "job": last_job(actor.scope, kind=READ, argument=version.pk)
        if version.state == ReadState.STORED
        else None,
        "may_send": actor.may(*SENDERS),
    }
    return render(request, "lists/version.html", page)


@require_POST
@admits(*SENDERS)
def confirm_columns(request: HttpRequest, actor: Actor, round_slug: str, number: int) -> HttpResponse:
    version = _version(actor, round_slug, number)
    reading = there(reading_of(version))
    said = {ours: request.POST.get(ours, "") for ours in LIST_COLUMNS}
    mapping = {ours: header for ours, header in said.items() if header in reading.headers and header}
    confirm_mapping(actor=actor, version=version, mapping=mapping, headers=list(reading.headers))
    messages.success(request, _("Remembered. Your list is being read again."))
    return _to_version(actor, version)


@require_POST
@admits(*SENDERS)
def withdraw(request: HttpRequest, actor: Actor, round_slug: str, number: int) -> HttpResponse:
    version = _version(actor, round_slug, number)
    withdraw_list(actor=actor, version=version)
    messages.success(request, _("Version %(number)s is withdrawn.") % {"number": number})
    return redirect("lists", programme=actor.programme.slug, organisation=actor.organisation.slug)


@require_safe
@admits(*MEMBER)
def workbook(request: HttpRequest, actor: Actor, round_slug: str, number: int) -> FileResponse:
    version = _version(actor, round_slug, number)
    if version.state != ReadState.READ:
        raise Http404
    name = f"{version.filename.rpartition('.')[0] or version.filename}-checked.xlsx"
    return file_answer(storage().read(version.workbook_key), name=name)


@require_safe
@admits(*MEMBER)
def template(request: HttpRequest, actor: Actor) -> FileResponse:
    return file_answer(template_workbook(said=tongue(), then=THEN), name="list-template.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@admits(*SENDERS)
def mend(request: HttpRequest, actor: Actor, round_slug: str, number: int) -> HttpResponse:
    """Twenty rows with findings, and their cells to be typed anew; what is typed becomes the next version."""
    version = _version(actor, round_slug, number)
    reading = there(reading_of(version))
    rows = Paginator(mendable(reading), 20).get_page(request.GET.get("page"))
    if request.method == "POST":
        said = said_in(request.POST, list(rows.object_list))
        made = mend_rows(actor=actor, version=version, said=said)
        messages.success(
            request, _("Your corrections are version %(number)s of the list.") % {"number": made.number}
        )
        return _to_version(actor, made)
    page = {
        "version": version,
        "rows": rows,
        "reading": reading,
        "more": reading.rows_with_findings > len(reading.rows),
    }
    return render(request, "lists/mend.html", page)
