"""A problem that a person can mend becomes a page with its two sentences, never a traceback."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.core import ComityError

STATUS = {"unreadable": 422, "usage": 409}
"""`code` of a ComityError or of what it is a kind of -> status."""


class ProblemsAreTold:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ComityError):
            return None
        codes = (kind.code for kind in type(exception).__mro__ if issubclass(kind, ComityError))
        status = next((STATUS[code] for code in codes if code in STATUS), 409)
        return render(
            request, "shell/problem.html", {"problem": exception, "back": _where_from(request)}, status=status
        )


def _where_from(request: HttpRequest) -> str:
    """Back to a page of ours only."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return "/" + parts.path.lstrip("/") if parts.netloc == request.get_host() else "/"
