"""What a program is told when something does not go: one table from code to status, and one form (RFC 9457).

ComityError
└── UsageProblem
    ├── NotSignedIn      no token, or none that is known and valid
    ├── NotGranted       the token was not made for this
    ├── TooMany          more calls in a minute than a token has
    ├── CursorProblem    a cursor that is not ours, or of a list that is gone
    ├── KeyProblem       an idempotency key used for something else, or still at work
    ├── NoStanding       the organisation may not have the common list, with what is missing
    └── HookProblem      an address that webhooks may not go to
"""

import json
from collections.abc import Mapping

from django.http import HttpResponse

from comity.core import ComityError, UsageProblem


class NotSignedIn(UsageProblem):
    """No token was sent, or none that is known and valid."""

    code = "not-signed-in"


class NotGranted(UsageProblem):
    """The person may, the token may not."""

    code = "not-granted"


class TooMany(UsageProblem):
    """More calls in a minute than a token has."""

    code = "too-many-calls"


class CursorProblem(UsageProblem):
    """A cursor that is not ours, or of a list that is there no more."""

    code = "cursor"


class KeyProblem(UsageProblem):
    """An idempotency key was used for something else, or its first call is still at work."""

    code = "idempotency-key"


class NoStanding(UsageProblem):
    """The organisation may not have the common list now."""

    code = "no-standing"


class HookProblem(UsageProblem):
    """Webhooks may not go to this address."""

    code = "webhook"


PROBLEM = "application/problem+json"
STATUS: Mapping[str, int] = {
    # What belongs to the interface itself.
    "not-signed-in": 401,
    "not-granted": 403,
    "not-encrypted": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "no-standing": 409,
    "invalid": 422,
    "cursor": 422,
    "webhook": 422,
    "idempotency-key": 409,
    "too-many-calls": 429,
    "unexpected": 500,
    "unavailable": 503,
    "disk-full": 507,
    # What rooms say.
    "upload-too-large": 413,
    "sealed-too-large": 413,
    "workbook-too-large": 413,
    "file-too-large": 413,
    "protocol-too-large": 413,
    "criteria-too-large": 413,
    "unknown-site": 404,
    "not-the-text": 409,
    "same-again": 409,
    # What whole kinds of errors come to, unless they are named above.
    "unreadable": 422,
    "usage": 409,
    "error": 409,
}
"""`code` of an error, or of what it is a kind of -> status."""


def status_of(error: ComityError) -> int:
    codes = (kind.code for kind in type(error).__mro__ if issubclass(kind, ComityError))
    return next(STATUS[code] for code in codes if code in STATUS)


def problem(
    code: str, title: str, *, status: int | None = None, detail: str = "", headers: Mapping[str, str] | None = None, **more: object
) -> HttpResponse:  # fmt: skip
    """`title` says what happened, `detail` what to do."""
    number = status or STATUS[code]
    body = {
        "type": f"urn:comity:problem:{code}",
        "title": title,
        "status": number,
        "detail": detail,
        "code": code,
    }
    return HttpResponse(
        json.dumps({**body, **more}), status=number, content_type=PROBLEM, headers=dict(headers or {})
    )  # fmt: skip


def problem_of(error: ComityError) -> HttpResponse:
    headers = {}
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooMany):
        headers["Retry-After"] = "60"
    more = {"where": error.where} if error.where else {}
    return problem(
        error.code, error.message, status=status_of(error), detail=error.remedy, headers=headers, **more
    )
