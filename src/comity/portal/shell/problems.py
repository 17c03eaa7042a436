"""A problem that a person can mend becomes a page with its two sentences, never a traceback; and the address of a form's answer, opened
by hand or come back to after signing in, leads to the page where the form stands."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from comity.core import ComityError

STATUS = {
    "unreadable": 422,
    "upload-too-large": 413,
    "file-too-large": 413,
    "protocol-too-large": 413,
    "criteria-too-large": 413,
    "usage": 409,
}
"""`code` of a ComityError or of what it is a kind of -> status."""


class ProblemsAreTold:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_looked_at = request.method in ("GET", "HEAD") and not request.path.startswith("/api/")
        if is_looked_at and isinstance(answer, HttpResponseNotAllowed):
            return _to_its_form(request)
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ComityError):
            return None
        codes = (kind.code for kind in type(exception).__mro__ if issubclass(kind, ComityError))
        status = next((STATUS[code] for code in codes if code in STATUS), 409)
        return render(
            request, "shell/problem.html", {"problem": exception, "back": where_from(request)}, status=status
        )


def where_from(request: HttpRequest) -> str:
    """Back to a page of ours only."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return "/" + parts.path.lstrip("/") if parts.netloc == request.get_host() else "/"


def _to_its_form(request: HttpRequest) -> HttpResponse:
    """Up the address to the next page of ours, and up again where that takes forms alone, too."""
    _tell_once(request, _("Nothing was done just now. If you had sent something, please send it again."))
    parts = request.path.strip("/").split("/")
    above = (f"/{'/'.join(parts[:end])}/" for end in range(len(parts) - 1, 0, -1))
    return redirect(next((one for one in above if _is_page(one)), "/"))


def _is_page(place: str) -> bool:
    """And no file: what a view gives back is written beside it."""
    try:
        view = resolve(place).func
    except Resolver404:
        return False
    return getattr(view, "__annotations__", {}).get("return") is not FileResponse


def _tell_once(request: HttpRequest, words: str) -> None:
    """A supplier behind a link has no session to tell it in, and its page says where things stand."""
    if not request.user.is_authenticated:
        return
    waiting: Any = messages.get_messages(request)  # a storage, which its stubs take for a list
    if words not in [str(one) for one in waiting]:
        messages.info(request, words)
    waiting.used = False  # they were looked through, and not shown
