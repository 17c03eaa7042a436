"""Pages that belong to no room: health, and what a browser did wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.portal.tenants.gates import open_to_all


@require_safe
@open_to_all("a machine asks whether the portal answers; it says nothing else")
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
