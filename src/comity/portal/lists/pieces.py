"""A list that comes in pieces: what came stays when the line breaks, and the next piece goes on from there.

The row says how much is on disk, and is written after the disk: a machine that stops between the two has more than the row says,
and the next piece is written over that. A piece that does not begin where the row ends is refused with the place that is right.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest

from comity.portal.lists.errors import PieceOutOfPlace, UploadIncomplete, UploadTooLarge
from comity.portal.lists.models import ListVersion, Upload
from comity.portal.lists.services import require_size, take_list
from comity.portal.membership.models import Round
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import Actor

MOST_OF_A_PIECE = 8 * 1024**2
KEPT = timedelta(days=2)
"""Since the last piece; who comes back later begins anew."""


MOST_OPEN = 5
"""Of one person: what was begun and never ended must not fill the disk."""


def begin_upload(*, actor: Actor, filename: str, size: int) -> Upload:
    """Who begins one too many gives up the one that waited longest."""
    require_size(size)
    mine = Upload.objects.within(actor.scope).filter(person=actor.person).order_by("-at")
    for one in mine[MOST_OPEN - 1 :]:
        place_of(one).unlink(missing_ok=True)
        one.delete()
    return Upload.objects.add(
        actor.scope, person=actor.person, filename=filename[-200:], size=size, at=datetime.now(UTC)
    )


def upload_of(actor: Actor, upload: UUID) -> Upload | None:
    """One's own; a colleague's is not there."""
    return Upload.objects.within(actor.scope).filter(pk=upload, person=actor.person).first()


def read_piece(request: HttpRequest) -> bytes:
    """Its body. Read before a transaction begins: nobody waits for a slow line."""
    content = request.read(MOST_OF_A_PIECE + 1)
    if len(content) > MOST_OF_A_PIECE:
        raise UploadTooLarge(
            "This piece has more than 8 MB.", remedy="Send smaller pieces, one after another."
        )
    return bytes(content)


def take_piece(*, actor: Actor, upload: Upload, at: int, content: bytes) -> Upload:
    """On disk when it returns. The same piece sent again is refused, with the place to go on from."""
    with transaction.atomic():
        found = Upload.objects.within(actor.scope).select_for_update().get(pk=upload.pk)
        if at != found.received or found.received + len(content) > found.size:
            raise PieceOutOfPlace(
                f"This piece begins at byte {at:,}, and {found.received:,} of {found.size:,} are here.",
                remedy=f"Go on at byte {found.received}.",
                where=str(found.received),
            )
        _write(place_of(found), at, content)
        found.received += len(content)
        found.at = datetime.now(UTC)
        found.save(update_fields=["received", "at"])
    return found


def _write(path: Path, at: int, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+b") as file:
        file.seek(at)
        file.write(content)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def end_upload(*, actor: Actor, round_: Round, upload: Upload, digest: str = "") -> ListVersion:
    """The version that it became. `digest`, where it is given, is of the file at home, and must be that of what came."""
    if upload.received != upload.size:
        raise UploadIncomplete(
            f"{upload.received:,} of {upload.size:,} bytes are here.",
            remedy=f"Send the rest, from byte {upload.received} on.",
            where=str(upload.received),
        )
    with place_of(upload).open("rb") as file:
        version = take_list(
            actor=actor, round_=round_, filename=upload.filename, content=file, upload=upload, digest=digest
        )
    place_of(upload).unlink(missing_ok=True)
    return version


def place_of(upload: Upload) -> Path:
    return Path(settings.DATA) / "uploads" / upload.pk.hex


@on_machine()
def forget_old_uploads() -> int:
    """Of every programme, with the pieces that no row knows. How many they were."""
    every: models.QuerySet[Upload] = models.QuerySet(Upload)
    every.filter(at__lt=datetime.now(UTC) - KEPT).delete()
    known = {one.hex for one in every.values_list("pk", flat=True)}
    old = (datetime.now(UTC) - KEPT).timestamp()
    gone = [
        path
        for path in (Path(settings.DATA) / "uploads").glob("*")
        if path.name not in known and path.stat().st_mtime < old
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
