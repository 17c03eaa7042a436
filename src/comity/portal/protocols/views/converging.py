"""What all protocols have in common. The same figures for the Secretariat, for members and for offices that review."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.benchmark import Criterion
from comity.core.spreadsheets import csv_bytes
from comity.portal.jobs.queries import last_job
from comity.portal.protocols.queries import ASSESSORS, PREPARERS
from comity.portal.protocols.queries.converging import (
    COUNT,
    FEWEST_MEMBERS,
    SAFETY,
    Counted,
    counts_of,
    demands_table,
    last_counts,
)
from comity.portal.protocols.services.converging import start_count
from comity.portal.protocols.words import CRITICALITIES
from comity.portal.shell.bars import Piece, pieces_of
from comity.portal.shell.downloads import file_answer
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT, Role
from comity.survey.demands import FULL, NOT, PART, ToldDemand

_SHADE = {FULL: 3, PART: 1, NOT: 0}


@require_safe
@admits(*SECRETARIAT)
def show_convergence(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, reverse("protocol-outcomes", kwargs={"programme": actor.programme.slug}))


@require_safe
@admits(*MEMBER)
def show_to_member(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, _own(actor, "protocols") if actor.may(*PREPARERS) else "")


@require_safe
@admits(*ASSESSORS)
def show_to_office(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _page(request, actor, _own(actor, "protocol-reviews"))


def _own(actor: Actor, route: str) -> str:
    return reverse(route, kwargs={"programme": actor.programme.slug, "organisation": actor.organisation.slug})


def _page(request: HttpRequest, actor: Actor, over: str) -> HttpResponse:
    counts = last_counts(actor.scope)
    found = _chosen(counts, request.GET.get("criteria", ""))
    beyond = _beyond_of(found) if found else ()
    may_count = actor.may(Role.MANAGER)
    page = {
        "over": over,
        "counts": counts,
        "found": found,
        "fewest": FEWEST_MEMBERS,
        "behind": SAFETY.fewest,
        "sections": _sections(found) if found else [],
        "pillars": _pillars(found) if found else [],
        "alone": _alone(found) if found else [],
        "beyond": _between(beyond) if beyond else "",
        "beyond_short": "–".join(beyond),
        "may_count": may_count,
        "job": last_job(actor.scope, kind=COUNT, argument="") if may_count else None,
    }
    return render(request, "protocols/convergence.html", page)


def _chosen(counts: list[Counted], digest: str) -> Counted | None:
    return next((one for one in counts if one.row.criteria_digest == digest), counts[0] if counts else None)


def _sections(found: Counted) -> list[tuple[str, list[dict[str, object]], int]]:
    """With how many of its criteria nearly all demand."""
    return [
        (
            f"{pillar} · {section}",
            [_row(criterion, one) for criterion, one in rows],
            sum(one.is_nearly_all for _, one in rows),
        )
        for pillar, section, rows in found.by_section
    ]


def _pillars(found: Counted) -> list[tuple[str, int, int]]:
    sums: dict[str, list[int]] = {}
    for pillar, _section, rows in found.by_section:
        some = sums.setdefault(pillar, [0, 0])
        some[0] += sum(one.is_nearly_all for _, one in rows)
        some[1] += len(rows)
    return [(pillar, some, of) for pillar, (some, of) in sums.items()]


def _row(criterion: Criterion, one: ToldDemand) -> dict[str, object]:
    return {
        "criterion": criterion,
        "criticality": CRITICALITIES[criterion.criticality],
        "demand": one,
        "words": words_of(one),
        "pieces": _pieces(one),
    }


def _alone(found: Counted) -> list[tuple[Criterion, str]]:
    return [(found.criteria[one.criterion], words_of(one)) for one in found.told.without_majority]


def _beyond_of(found: Counted) -> tuple[str, ...]:
    """A sum, or the two edges of a range that is wide enough."""
    said = found.told.beyond
    if said is None or not said.total.low:
        return ()
    low, high = (f"{edge[0]:,.0f}" for edge in (said.total.low, said.total.high))
    return (low,) if low == high else (low, high)


def _between(edges: tuple[str, ...]) -> str:
    return (
        edges[0]
        if len(edges) == 1
        else _("between %(low)s and %(high)s") % dict(zip(("low", "high"), edges, strict=True))
    )


def _pieces(one: ToldDemand) -> tuple[Piece, ...]:
    counts = counts_of(one)
    shades = [_SHADE[part[-1]] for part in counts]  # by the least of what is merged
    return pieces_of(
        list(counts.values()), most=one.of, shades=shades, texts=[str(count) for count in counts.values()]
    )


def words_of(one: ToldDemand) -> str:
    """In words, what the bar shows."""
    few = {"few": SAFETY.fewest, "of": one.of}
    if not one.is_told:
        if one.is_majority:
            return _("nearly all: fewer than %(few)s of %(of)s do not demand it in full") % few
        return _("hardly anybody: fewer than %(few)s of %(of)s demand it in full") % few
    said = [_told(part, count) for part, count in counts_of(one).items()]
    return _("%(counts)s; of %(of)s") % {"counts": ", ".join(said), "of": one.of}


def _told(part: tuple[int, ...], count: int) -> str:
    words = {
        (FULL,): _("%(n)s in full"),
        (FULL, PART): _("%(n)s in full or in part"),
        (PART,): _("%(n)s in part"),
        (PART, NOT): _("%(n)s in part or not"),
        (NOT,): _("%(n)s not"),
    }
    return words[part] % {"n": count}


@require_POST
@admits(Role.MANAGER)
def count(request: HttpRequest, actor: Actor) -> HttpResponse:
    start_count(actor=actor)
    messages.success(request, _("Protocols are counted now. What could give a member away stands as it was."))
    return redirect("protocol-convergence", programme=actor.programme.slug)


@require_safe
@admits(*SECRETARIAT)
def figures(request: HttpRequest, actor: Actor) -> FileResponse:
    return _figures(request, actor)


@require_safe
@admits(*MEMBER)
def figures_for_member(request: HttpRequest, actor: Actor) -> FileResponse:
    return _figures(request, actor)


@require_safe
@admits(*ASSESSORS)
def figures_for_office(request: HttpRequest, actor: Actor) -> FileResponse:
    return _figures(request, actor)


def _figures(request: HttpRequest, actor: Actor) -> FileResponse:
    found = there(_chosen(last_counts(actor.scope), request.GET.get("criteria", "")))
    return file_answer(
        csv_bytes(demands_table(found), for_people=True), name=f"convergence-{actor.programme.slug}.csv"
    )
