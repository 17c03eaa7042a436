"""Taking a list, reading it, remembering what its headers mean, withdrawing it."""

import hashlib
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import translation

from comity.core import Progress, UnreadableInput, Window
from comity.lists import ListKind, Protocols, SavedMappings, annotate, read_list
from comity.portal.jobs.services import start_job
from comity.portal.ledger.services import record
from comity.portal.lists.errors import SameAgain, TooManyVersions, UploadDamaged, UploadTooLarge
from comity.portal.lists.models import READ, ListVersion, ReadState, RememberedMappings, Upload
from comity.portal.lists.queries import counting_lists, remembered_mappings
from comity.portal.lists.reading import counted, reading_bytes
from comity.portal.membership.models import Round
from comity.portal.membership.queries import programme_known
from comity.portal.membership.rules import round_settings
from comity.portal.ports.clock import now
from comity.portal.ports.storage import as_file, storage
from comity.portal.shell.sentences import tongue
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.queries import in_turn


def take_list(
    *,
    actor: Actor,
    round_: Round,
    filename: str,
    content: IO[bytes],
    upload: Upload | None = None,
    digest: str = "",
) -> ListVersion:
    """On disk first, then in the database and the ledger at once; a crash between the two leaves a file nobody names.

    `upload` is what came in pieces, and ends with this. `digest`, where it is given, is what the sender says of the file.
    """
    said = digest
    digest, size = _measured(content)
    if said and said != digest:
        raise UploadDamaged("What came is not what was sent.", remedy="Send the file again.")
    counting = counting_lists(actor.scope, round_).get(actor.organisation.slug)
    if counting is not None and counting.digest == digest and not counting.mapping:
        raise SameAgain(
            f"This is the file that you sent as version {counting.number}, byte for byte.",
            remedy="Nothing changes. Send another file, or look at what was found in that version.",
        )
    _require_room(actor, round_, size)
    key = storage().keep(content)
    with transaction.atomic():
        in_turn(actor.programme)
        _require_room(actor, round_, size)  # again: another may have come while this one was written
        if upload is not None:
            _end(actor, upload)
        version = ListVersion.objects.add(
            actor.scope,
            round=round_,
            number=_next_number(actor, round_),
            filename=filename[-200:],
            key=key,
            digest=digest,
            size=size,
            person=actor.person,
            at=now(),
        )
        record(
            actor=actor,
            verb="list-uploaded",
            subject=f"{actor.organisation.name}, {round_.slug}, version {version.number}",
            facts={"digest": digest, "bytes": size},
        )
        start_job(actor=actor, kind=READ, argument=version.pk)
    return version


def _measured(content: IO[bytes]) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    content.seek(0)
    while piece := content.read(1024**2):
        hashed.update(piece)
        size += len(piece)
        require_size(size)
    content.seek(0)
    return f"sha256:{hashed.hexdigest()}", size


def require_size(size: int) -> None:
    if size > settings.COMITY_MOST_UPLOAD_BYTES:
        most = settings.COMITY_MOST_UPLOAD_BYTES // 1024**2
        raise UploadTooLarge(
            f"The file has more than {most} MB.",
            remedy="A list of sites is never so large: send the list alone.",
        )


def content_of(file: "UploadedFile[bytes]") -> bytes:
    """Of a file that is read and not kept as a list; refused before its bytes are in memory."""
    require_size(file.size or 0)
    return bytes(file.read())


MEGABYTES_OF_A_VERSION = 10
"""On average: a round keeps so many bytes of one member's versions as their number allows."""


def _require_room(actor: Actor, round_: Round, size: int) -> None:
    """Every version is kept, and a program that sends one a minute would fill the disk."""
    most = settings.COMITY_MOST_VERSIONS
    most_bytes = most * MEGABYTES_OF_A_VERSION * 1024**2
    kept = ListVersion.objects.within(actor.scope).filter(round=round_)
    held = kept.aggregate(versions=Count("pk"), bytes=Sum("size", default=0))
    if held["versions"] < most and held["bytes"] + size <= most_bytes:
        return
    raise TooManyVersions(
        f"For round {round_.slug} your company has sent as much as is kept: {most} versions, or {most * MEGABYTES_OF_A_VERSION} MB.",
        remedy="The latest that was read counts. If you need another all the same, write to the Secretariat: the limit can be raised.",
    )


def _end(actor: Actor, upload: Upload) -> None:
    """Of two that end it at once, one finds it ended."""
    gone, _of_what = Upload.objects.within(actor.scope).filter(pk=upload.pk).delete()
    if not gone:
        raise SameAgain("This upload was ended already.", remedy="Look at the versions of your list.")


def _next_number(actor: Actor, round_: Round) -> int:
    last = ListVersion.objects.within(actor.scope).filter(round=round_).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def read_version(*, actor: Actor, version: ListVersion, progress: Progress) -> None:
    """Done twice it comes to the same: what was made first is written over."""
    progress("reading the list", 0, 3)
    known = programme_known(actor.scope)
    rules = round_settings(known, version.programme, version.round)
    remembered = remembered_mappings(actor.scope)
    try:
        with as_file(storage().read(version.key), name=version.filename) as path:
            read = read_list(
                path,
                name=actor.organisation.slug,
                kind=ListKind.AUDITED_SITES,
                window=Window(cutoff=rules.cutoff, months=rules.policy.window_months),
                mapping=version.mapping,
                protocols=Protocols.from_table(rules.policy.protocols),
                on_site=rules.is_on_site,
                remembered=SavedMappings.from_toml(remembered) if remembered else None,
            )
            progress("writing the list back", 1, 3)
            with translation.override(actor.person.language or settings.LANGUAGE_CODE):
                made = {"workbook_key": storage().keep(BytesIO(annotate(read, said=tongue())))}
            made["reading_key"] = storage().keep(BytesIO(reading_bytes(read)))
    except UnreadableInput as error:
        _save(actor, version, state=ReadState.UNREADABLE, message=error.message, remedy=error.remedy)
        return
    progress("noting what was found", 2, 3)
    _save(actor, version, state=ReadState.READ, message="", remedy="", **made, **counted(read))


def _save(actor: Actor, version: ListVersion, **fields: object) -> None:
    """What an earlier reading made goes once nothing names it: a crash before that leaves a file too many, never one too few."""
    with transaction.atomic():
        own = ListVersion.objects.within(actor.scope).filter(pk=version.pk)
        before = own.select_for_update().get()
        for name, key in (("reading_key", before.reading_key), ("workbook_key", before.workbook_key)):
            if key and name in fields:
                transaction.on_commit(partial(storage().forget, key), robust=True)
        own.update(**fields)
        record(
            actor=actor,
            verb="list-read",
            subject=f"{actor.organisation.name}, {version.round.slug}, version {version.number}",
            facts={name: fields[name] for name in ("state", "rows", "accepted") if name in fields},
        )


@transaction.atomic
def confirm_mapping(
    *, actor: Actor, version: ListVersion, mapping: Mapping[str, str], headers: list[str]
) -> None:
    """Remembers what the headers mean, and reads the version anew."""
    text = remembered_mappings(actor.scope)
    saved = (SavedMappings.from_toml(text) if text else SavedMappings()).with_list(headers, mapping)
    if not RememberedMappings.objects.within(actor.scope).update(text=saved.to_toml()):
        RememberedMappings.objects.add(actor.scope, text=saved.to_toml())
    ListVersion.objects.within(actor.scope).filter(pk=version.pk).update(
        mapping=dict(mapping), state=ReadState.STORED
    )
    record(
        actor=actor,
        verb="columns-confirmed",
        subject=f"{actor.organisation.name}, {version.round.slug}, version {version.number}",
    )
    start_job(actor=actor, kind=READ, argument=version.pk)


@transaction.atomic
def withdraw_list(*, actor: Actor, version: ListVersion) -> None:
    done = ListVersion.objects.within(actor.scope).filter(pk=version.pk, withdrawn_at=None)
    if done.update(withdrawn_at=now()):
        record(
            actor=actor,
            verb="list-withdrawn",
            subject=f"{actor.organisation.name}, {version.round.slug}, version {version.number}",
        )
