"""The Secretariat's pages of a round."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.portal.jobs.queries import last_job
from comity.portal.membership.models import Round
from comity.portal.membership.queries import round_named, rounds_of
from comity.portal.rounds.queries import assemblies_of, cockpit_of, lists_since
from comity.portal.rounds.services import ASSEMBLE, start_assembly
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import SECRETARIAT, Role


def round_or_404(actor: Actor, slug: str) -> Round:
    found = round_named(actor.scope, slug)
    if found is None:
        raise Http404
    return found


@require_safe
@admits(*SECRETARIAT)
def show_rounds(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "rounds/rounds.html", {"rounds": rounds_of(actor.scope)})


@require_safe
@admits(*SECRETARIAT)
def show_round(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = round_or_404(actor, round_slug)
    cockpit = cockpit_of(actor.scope, round_)
    assemblies = assemblies_of(actor.scope, round_)
    last = assemblies[0] if assemblies else None
    counting = {line.slug: line.list for line in cockpit.lines if line.list and line.list.counts}
    page = {
        "round": round_,
        "cockpit": cockpit,
        "assemblies": assemblies,
        "last": last,
        "since": lists_since(last, counting) if last else (),
        "job": last_job(actor.scope, kind=ASSEMBLE, argument=last.pk) if last else None,
        "may_assemble": actor.may(Role.MANAGER),
    }
    return render(request, "rounds/round.html", page)


@require_POST
@admits(Role.MANAGER)
def assemble(request: HttpRequest, actor: Actor, round_slug: str) -> HttpResponse:
    round_ = round_or_404(actor, round_slug)
    start_assembly(actor=actor, round_=round_)
    messages.success(request, _("The round is being assembled. You may leave this page."))
    return redirect("round", programme=actor.programme.slug, round_slug=round_.slug)
