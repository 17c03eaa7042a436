"""Idempotency keys: a call that is sent twice, because its answer was lost, does one thing and is answered twice.

An answer is kept for a day, under the token that asked and sealed to its key: it may hold answers to the survey, or a decision. What failed is not kept: it may be mended and asked again with its key.
Answers that hold what a member checked are never kept; such operations have no key.
"""

import base64
import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Annotated, Any, cast

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Schema, Status, UploadedFile
from ninja.responses import NinjaJSONEncoder

from comity.portal.api.errors import KeyProblem
from comity.portal.api.gate import Asked
from comity.portal.api.models import KeptAnswer, Token
from comity.portal.api.queries import clock

KEPT = timedelta(days=1)

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        pattern=r"^[!-~]*$",
        description="Your own name for this call: sent again with it, the call does nothing twice",
    ),
]


def once(status: int) -> Callable[[Callable[..., Schema]], Callable[..., Any]]:
    """Decorates an operation with an argument `idempotency_key`, which answers a Schema with this status."""

    def decorate(operation: Callable[..., Schema]) -> Callable[..., Any]:
        @wraps(operation)
        def done_once(request: Asked, *arguments: Any, **named: Any) -> Any:
            key = named.get("idempotency_key", "")
            if not key:
                return Status(status, operation(request, *arguments, **named))
            asked = _digest(request)
            kept = _kept(request.token, key, asked)
            if kept is not None:
                return _again(kept, _lock_of(request))
            with transaction.atomic():  # the work and its answer are both there, or neither
                row = begun(request.token, key, asked)
                answer = operation(request, *arguments, **named)
                told = json.dumps(answer.model_dump(), cls=NinjaJSONEncoder)
                row.answer, row.status = _lock_of(request).encrypt(told.encode()).decode(), status
                row.save(update_fields=["answer", "status"])
            return Status(status, answer)

        return done_once

    return decorate


def _kept(token: Token, key: str, asked: str) -> KeptAnswer | None:
    KeptAnswer.objects.filter(token=token, at__lt=clock() - KEPT).delete()
    found = KeptAnswer.objects.filter(token=token, key=key).first()
    if found is not None and found.asked != asked:
        raise KeyProblem(
            "This idempotency key was used for another call.", remedy="Give every call a key of its own."
        )
    return found


def begun(token: Token, key: str, asked: str) -> KeptAnswer:
    """Takes the key; who comes second waits for the first, or finds the key taken."""
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(token=token, key=key, asked=asked, at=clock())
    except IntegrityError:
        raise KeyProblem(
            "The first call with this idempotency key is still at work.",
            remedy="Wait a moment, and send it again.",
        ) from None


def _again(kept: KeptAnswer, lock: Fernet) -> HttpResponse:
    # Before answers were sealed they were kept as they are.
    told = lock.decrypt(kept.answer) if isinstance(kept.answer, str) else json.dumps(kept.answer).encode()
    return HttpResponse(
        told,
        status=kept.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotency-Replayed": "true"},
    )


def _lock_of(request: Asked) -> Fernet:
    """Made of the program's own key, of which the portal keeps a digest alone: a copy of the table tells nobody what was answered."""
    key = request.headers["Authorization"].partition(" ")[2]
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"comity kept answer")
    return Fernet(base64.urlsafe_b64encode(derive.derive(key.encode())))


def _digest(request: HttpRequest) -> str:
    """Of all that was asked. A file is read in pieces, whatever its size."""
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name in sorted(request.FILES):
            file = cast(UploadedFile, request.FILES[name])
            asked.update(f"{name} {file.name} {file.size}\n".encode())
            for piece in file.chunks():
                asked.update(piece)
            file.seek(0)
        asked.update(json.dumps(sorted(request.POST.lists())).encode())
    else:
        asked.update(request.body)
    return asked.hexdigest()
