"""What the Secretariat can do about letters: have those that were given up tried again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comity.portal.outbox.services import letters_again as try_them_again
from comity.portal.tenants.gates import Actor, admits
from comity.portal.tenants.roles import Role


@require_POST
@admits(Role.MANAGER)
def letters_again(request: HttpRequest, actor: Actor) -> HttpResponse:
    count = try_them_again(actor=actor)
    messages.success(request, _("%(count)s letters are tried again.") % {"count": count})
    return redirect("rounds", programme=actor.programme.slug)
