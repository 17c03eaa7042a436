"""The common criteria: read from a file, looked at, and put into use by a second person."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core import ComityError
from comity.portal.programme.queries import criteria_now, criteria_numbered, criteria_versions
from comity.portal.protocols.queries import cases_by_criteria
from comity.portal.rulebook.errors import CriteriaTooLarge
from comity.portal.rulebook.queries import FORMATS, criteria_file, losses, shown_criteria
from comity.portal.rulebook.services import MOST_BYTES, adopt, propose_criteria
from comity.portal.rulebook.words import CHANGES, FORMAT_NAMES, problems_told
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import SECRETARIAT, Role

ADOPTERS = frozenset({Role.MANAGER, Role.COUNSEL})


class CriteriaForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The set"),
        help_text=gettext_lazy(
            "Excel or CSV with a row a criterion, an OSCAL catalogue, a library of CISO Assistant (YAML), or a UNTP vocabulary (JSON-LD). Up to 10 MB."
        ),
    )
    steps = forms.FileField(
        label=gettext_lazy("What became of the criteria in use"),
        required=False,
        help_text=gettext_lazy(
            "A CSV file with the columns change, older, newer, note, for what was changed, split or merged. What keeps its code is the same; other codes are new, or gone."
        ),
    )
    note = forms.CharField(label=gettext_lazy("What is to change, and why"), max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
@admits(Role.MANAGER)
def criteria_sets(request: HttpRequest, actor: Actor) -> HttpResponse:
    form, status = CriteriaForm(), 200
    if request.method == "POST":
        form = CriteriaForm(request.POST, request.FILES)
        version, status = None, 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                version = propose_criteria(
                    actor=actor,
                    data=said["file"].read(MOST_BYTES + 1),
                    filename=said["file"].name,
                    note=said["note"],
                    steps=said["steps"].read(MOST_BYTES + 1) if said["steps"] else None,
                )
            except ComityError as error:
                status = 413 if isinstance(error, CriteriaTooLarge) else 422
                field = "steps" if error.where == "crosswalk" or " to " in error.where else "file"
                for sentence in problems_told(error):
                    form.add_error(field, sentence)
        if version is not None:
            messages.success(
                request, _("Read, and proposed. Nothing changes until somebody else puts it into use.")
            )
            return redirect("criteria-set", programme=actor.programme.slug, number=version.number)
    page = {
        "form": form,
        "now": criteria_now(actor.scope),
        "versions": criteria_versions(actor.scope),
        "comes_with": there(criteria_numbered(actor.scope, 0)),
    }
    return render(request, "rulebook/criteria_sets.html", page, status=status)


@require_safe
@admits(*SECRETARIAT)
def show_criteria(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    known = there(criteria_numbered(actor.scope, number))
    version, shown = known.version, shown_criteria(actor.scope, known)
    page = {
        "known": known,
        "shown": shown,
        "by_pillar": [
            (one, [it for it in known.criteria if it.pillar == one]) for one in known.criteria.pillars
        ],
        "may_list": actor.may(Role.MANAGER),
        "cases": cases_by_criteria(actor.scope),
        "files": [(one, FORMAT_NAMES[one], lost) for one, lost in losses(known).items()],
        "changes": [(CHANGES[one], steps) for one, steps in shown.changes.items()],
        "may_adopt": version is not None
        and version.adopted_at is None
        and actor.may(*ADOPTERS)
        and version.person_id != actor.person.pk,
    }
    return render(request, "rulebook/criteria_set.html", page)


@require_POST
@admits(*ADOPTERS)
def adopt_criteria(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    version = there(criteria_numbered(actor.scope, number)).version
    if version is None:
        raise Http404
    adopt(actor=actor, version=version)
    messages.success(request, _("In use. Protocols that are sent from now on are compared with it."))
    return redirect("criteria-set", programme=actor.programme.slug, number=number)


@require_safe
@admits(*SECRETARIAT)
def download_criteria(request: HttpRequest, actor: Actor, number: int, form: str) -> FileResponse:
    known = there(criteria_numbered(actor.scope, number))
    name, written = criteria_file(known, there(FORMATS.get(form)), publisher=actor.programme.name)
    return file_answer(written.data, name=name)
