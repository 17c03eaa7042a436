"""Pages that belong to no room: health, and what a browser did wrong."""

import json
import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils import translation
from django.views.decorators.http import require_safe

from comity.portal.shell.faults import fault_of
from comity.portal.shell.problems import where_from
from comity.portal.tenants.gates import open_to_all


@require_safe
@open_to_all("a machine asks whether the portal answers; it says nothing else")
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def broken(request: HttpRequest) -> HttpResponse:
    """What nobody caught. It may be that the database does not answer, so this asks it nothing."""
    fault = fault_of(sys.exc_info()[1])
    status = fault.status if fault else 500
    headers = {"Retry-After": "60"} if fault else {}
    if request.path.startswith("/api/"):
        title, detail = (
            (fault.message, fault.remedy)
            if fault
            else ("This should not have happened.", "Nothing was half-written.")
        )
        code = fault.code if fault else "unexpected"
        body = {
            "type": f"urn:comity:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail,
            "code": code,
        }
        return HttpResponse(
            json.dumps(body), status=status, content_type="application/problem+json", headers=headers
        )
    # Whatever broke may have broken before the language was chosen; the thread's own is of whoever it served last.
    with translation.override(translation.get_language_from_request(request)):
        text = loader.render_to_string("500.html", {"fault": fault})
    return HttpResponse(text, status=status, headers=headers)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", {"back": where_from(request)}, status=403)
