"""How the portal is asked: a call, its answer, and what is raised where it does not go.

A call that may be sent again is, where the answer was lost or the portal said to wait. Calls that change something are sent
again with an idempotency key alone, so that nothing is done twice.
"""

import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

TRIES = 3
PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0


class Problem(Exception):
    """What the portal said no to. `code` is stable; `status` 0 means that it did not answer."""

    def __init__(
        self, *, code: str, status: int, title: str, detail: str = "", retry_after: str = ""
    ) -> None:
        super().__init__(f"{title} {detail}".strip())
        self.code, self.status, self.title, self.detail = code, status, title, detail
        self.retry_after = retry_after  # seconds, where the portal said so


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file in a form."""

    filename: str
    content: bytes
    fields: Mapping[str, object]
    beside: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)  # other files, by the form's names

    def encoded(self) -> tuple[str, bytes]:
        """Content type and body, as RFC 7578 has them."""
        edge = secrets.token_hex(16)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said(value)}\r\n'.encode()
            for name, value in self.fields.items()
        ]
        files = {"file": (self.filename, self.content), **self.beside}
        parts += [_file_part(edge, name, *one) for name, one in files.items()]
        return f"multipart/form-data; boundary={edge}", b"".join([*parts, f"--{edge}--\r\n".encode()])


def _file_part(edge: str, field: str, filename: str, content: bytes) -> bytes:
    name = urllib.parse.quote(filename, safe=" !#$&()+,-.;=@[]^_`{}~")
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"; '
        f"filename*=UTF-8''{urllib.parse.quote(filename)}\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    return b"".join([head.encode(), content, b"\r\n"])


def said(value: object) -> str:
    """As an address or a form has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A key is never carried to another address."""

    def redirect_request(self, *_arguments: Any, **_named: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One portal, asked with one key."""

    base: str
    key: str
    timeout_s: float = 60.0
    tries: int = TRIES
    pause_s: float = PAUSE_S

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.base)
        is_here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme != "https" and not is_here:
            raise ValueError("a key travels over https alone: give the portal's https address")

    def ask(
        self,
        method: str,
        place: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        upload: Upload | None = None,
        piece: bytes | None = None,
        idempotency_key: str = "",
    ) -> Answer:
        """Raises Problem."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Accept": "application/json, application/problem+json",
        }
        data = b"" if method == "POST" else None
        if upload is not None:
            headers["Content-Type"], data = upload.encoded()
        elif piece is not None:
            headers["Content-Type"], data = "application/octet-stream", piece
        elif body is not None:
            headers["Content-Type"], data = "application/json", json.dumps(body).encode()
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        told = {name: said(value) for name, value in (query or {}).items() if value not in ("", None)}
        url = f"{self.base.rstrip('/')}{place}{'?' + urllib.parse.urlencode(told) if told else ''}"
        is_safe = method == "GET" or bool(idempotency_key)
        asked = urllib.request.Request(url, data=data, headers=headers, method=method)  # noqa: S310 -- checked above
        for left in range(self.tries - 1, -1, -1):
            try:
                return self._once(asked)
            except Problem as problem:
                pause = _pause(problem, self.pause_s * 2 ** (self.tries - 1 - left))
                if not left or not (is_safe or problem.status == 429) or pause is None:
                    raise
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _once(self, asked: urllib.request.Request) -> Answer:
        try:
            with _OPENER.open(asked, timeout=self.timeout_s) as answer:
                return Answer(status=answer.status, body=answer.read())
        except urllib.error.HTTPError as error:
            with error:
                problem = _problem(error.code, error.read(), error.headers.get("Retry-After", ""))
            raise problem from None
        except (OSError, HTTPException) as error:
            raise Problem(
                code="no-answer", status=0, title=f"The portal did not answer ({type(error).__name__})."
            ) from error


def _problem(status: int, body: bytes, retry_after: str) -> Problem:
    try:
        told = json.loads(body)
        return Problem(
            code=told["code"],
            status=status,
            title=told["title"],
            detail=told.get("detail", ""),
            retry_after=retry_after,
        )
    except (ValueError, KeyError, TypeError):
        return Problem(code="no-problem-told", status=status, title=f"The portal answered {status}.")


def _pause(problem: Problem, usual: float) -> float | None:
    """Seconds to wait; None where sending it again cannot help."""
    if problem.status not in (0, 429, 502, 503, 504):
        return None
    if problem.retry_after.isdecimal():
        return min(float(problem.retry_after), LONGEST_PAUSE_S)
    return usual
