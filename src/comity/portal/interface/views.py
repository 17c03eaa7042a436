"""The page that describes the interface to people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from comity.portal.interface.description import interface
from comity.portal.tenants.gates import open_to_all


@require_safe
@open_to_all("what can be asked is no secret; asking needs a key")
def show_interface(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "interface/interface.html",
        {"interface": interface(), "calls_a_minute": settings.COMITY_API_CALLS_A_MINUTE},
    )
