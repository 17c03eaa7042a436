"""A browser whose every question is answered by the application in this process, as one person's client of it.

No server stands between, so a page shows what the test has just made and takes it back at its end.
"""

from collections.abc import Mapping
from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponseBase
from django.test import Client
from playwright.sync_api import Page, Route

HERE = "http://localhost"
_KEPT: dict[str, dict[str, Any]] = {}  # style sheets, scripts and pictures, which are nobody's


def body_of(answer: HttpResponseBase) -> bytes:
    found: Any = answer
    return b"".join(found.streaming_content) if answer.streaming else bytes(found.content)


def told_of(answer: HttpResponseBase) -> dict[str, Any]:
    """As Playwright fulfils a question."""
    return {
        "status": answer.status_code,
        "headers": {name: value for name, value in answer.headers.items() if name != "Content-Length"},
        "body": body_of(answer),
    }


def answer_as(client: Client, page: Page, made: Mapping[str, dict[str, Any]] | None = None) -> None:
    """From here on, until another comes. What is `made` already, by its address, is not made once more."""
    page.unroute_all()
    here = copy_context()  # the connection and the fence of this test: Playwright answers in another context
    page.route("**/*", lambda route: route.fulfill(**here.run(_told, client, route, made or {})))


def _told(client: Client, route: Route, made: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    asked = urlsplit(route.request.url)
    if asked.path in _KEPT:
        return _KEPT[asked.path]
    place = f"{asked.path}?{asked.query}" if asked.query else asked.path
    said = route.request.headers
    heads = {"host": "localhost", "accept": "*/*", "referer": said.get("referer", "")}
    heads |= {
        name: text for name, text in said.items() if name.startswith("hx-")
    }  # that a part of a page is asked
    if route.request.method == "POST":
        form = route.request.post_data_buffer or b""
        kind = route.request.headers.get("content-type", "application/x-www-form-urlencoded")
        # Where the answer leads to is answered at once: a browser follows nothing that no server said.
        return told_of(client.post(place, data=form, content_type=kind, headers=heads, follow=True))
    if place in made:
        return made[place]
    told = told_of(client.get(place, headers=heads))
    if asked.path.startswith("/static/"):
        _KEPT[asked.path] = told
    return told
