"""Two protocols side by side, and what one would come to if it asked for more. Nothing is decided on these pages."""

from typing import Any, cast

from django import forms
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.benchmark.errors import CriteriaProblem
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import ASSESSORS, SPEAKERS, case_numbered, opened, party_of
from comity.portal.protocols.queries.compared import (
    Compared,
    Supposed,
    comparable_cases,
    compared,
    pair_book,
    supposed,
)
from comity.portal.protocols.words import CREDITS, CRITICALITIES, equivalence_in_words
from comity.portal.shell.bars import Piece, pieces_of
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, there

A_PAGE = 50


class PairForm(forms.Form):
    own = forms.TypedChoiceField(label=gettext_lazy("Whose requirements are asked"), coerce=int)
    other = forms.TypedChoiceField(label=gettext_lazy("By which protocol the audit was"), coerce=int)

    def __init__(self, *arguments: Any, cases: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            cast(forms.ChoiceField, field).choices = cases

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "own" in said and said["own"] == said.get("other"):
            self.add_error("other", _("Choose another protocol than the first."))
        return said


@require_safe
@admits(*SPEAKERS)
def show_pair(request: HttpRequest, actor: Actor) -> HttpResponse:
    cases = comparable_cases(actor)
    choices = [(str(one.pk), _called(actor, one)) for one in cases]
    is_asked = "own" in request.GET
    two = {"own": choices[0][0], "other": choices[1][0]} if len(choices) > 1 else {}
    form = PairForm(request.GET if is_asked else None, cases=choices, initial=two)
    page: dict[str, object] = {"form": form, "cases": cases, "is_office": actor.may(*ASSESSORS)}
    if not is_asked or not form.is_valid():
        return render(request, "protocols/pair.html", page, status=422 if is_asked else 200)
    own, other = (there(case_numbered(actor, form.cleaned_data[one])) for one in ("own", "other"))
    try:
        found = compared(actor, own, other)
    except CriteriaProblem as error:
        return render(request, "protocols/pair.html", {**page, "problem": error}, status=422)
    rows = Paginator(found.residue.open, A_PAGE).get_page(request.GET.get("page"))
    page |= {
        "found": found,
        "rows": rows,
        "pieces": _pieces(found),
        "own_name": _called(actor, own),
        "other_name": _called(actor, other),
        "groups": _groups(found, own=_called(actor, own), other=_called(actor, other)),
        "query": f"own={own.pk}&other={other.pk}",
    }
    return render(request, "protocols/pair.html", page)


def _called(actor: Actor, case: Case) -> str:
    """An office reads protocols of several members, which may call theirs alike."""
    own = case.organisation_id == actor.organisation.pk
    return f"{'' if own else f'{case.organisation.name} · '}{case.called} ({case.number})"


def _pieces(found: Compared) -> tuple[Piece, ...]:
    said = found.overlap
    counts = [len(one) for one in (said.both, said.only_left, said.only_right, said.neither)]
    return pieces_of(counts, most=sum(counts), shades=(3, 2, 1, 0), texts=[str(one) for one in counts])


def _groups(found: Compared, *, own: str, other: str) -> list[dict[str, object]]:
    told = (
        (3, _("Both meet it in full"), found.overlap.both),
        (2, _("%(name)s alone") % {"name": own}, found.overlap.only_left),
        (1, _("%(name)s alone") % {"name": other}, found.overlap.only_right),
        (0, _("Neither"), found.overlap.neither),
    )
    return [{"shade": shade, "words": words, "criteria": some} for shade, words, some in told]


@require_safe
@admits(*SPEAKERS)
def pair_workbook(request: HttpRequest, actor: Actor, own: int, other: int) -> FileResponse:
    return file_answer(
        pair_book(compared(actor, *(there(case_numbered(actor, one)) for one in (own, other)))),
        name=f"compared-{own}-{other}.xlsx",
    )


@require_safe
@admits(*SPEAKERS)
def show_what_if(request: HttpRequest, actor: Actor, case: int) -> HttpResponse:
    known = there(case_numbered(actor, case))
    found = opened(actor, known)
    codes = request.GET.getlist("add") if "chosen" in request.GET else None
    said = supposed(found, codes)
    page = {
        "case": known,
        "party": party_of(actor, known),
        "supposed": said,
        "sections": _by_section(said),
        "rule": equivalence_in_words(found.rule),
    }
    return render(request, "protocols/what_if.html", page)


def _by_section(said: Supposed) -> list[tuple[str, list[tuple[object, object, object]]]]:
    sections: dict[str, list[tuple[object, object, object]]] = {}
    for one in said.lacking:
        told = CREDITS[one.credit] if one.credit else gettext_lazy("still open")
        row = (one, CRITICALITIES[one.criterion.criticality], told)
        sections.setdefault(f"{one.criterion.pillar} · {one.criterion.section}", []).append(row)
    return list(sections.items())
