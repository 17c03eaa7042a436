"""Answers are for who asked: no cache on the way keeps them, and the browser is told what pages may not do, and how letters are spelled."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"


class NothingIsKept:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Cache-Control", "no-store")
        if request.method == "POST" and request.path == reverse("account_logout"):
            answer.headers["Clear-Site-Data"] = (
                '"cache", "storage"'  # a shared machine keeps nothing of who left
            )
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if is_text(kind := answer.headers.get("Content-Type", "")) and "charset" not in kind:
            answer.headers["Content-Type"] = f"{kind}; charset=utf-8"
        return answer


def is_text(kind: str) -> bool:
    """Whose letters a browser would guess."""
    return kind.startswith("text/") or kind.partition(";")[0].endswith(("/xml", "+xml"))
