"""A list in pieces: what came stays, and the next piece goes on from there."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import models
from django.test import Client

from comity.portal.lists.errors import (
    PieceOutOfPlace,
    SameAgain,
    UploadDamaged,
    UploadIncomplete,
    UploadTooLarge,
)
from comity.portal.lists.models import ListVersion, ReadState, Upload
from comity.portal.lists.pieces import (
    KEPT,
    MOST_OPEN,
    begin_upload,
    end_upload,
    forget_old_uploads,
    place_of,
    take_piece,
    upload_of,
)
from comity.portal.membership.models import Round
from comity.portal.membership.queries import current_round
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db
PIECES = f"{ALDER}lists/uploads/"


@pytest.fixture
def whole() -> bytes:
    content: bytes = small_list(name="long.csv").read()
    return content


@pytest.fixture
def round_(ada: Actor) -> Round:
    found = current_round(ada.scope)
    assert found is not None
    return found


@pytest.fixture
def begun(ada: Actor, whole: bytes) -> Upload:
    return begin_upload(actor=ada, filename="long.csv", size=len(whole))


def test_a_list_in_pieces_is_the_list_in_one(ada: Actor, begun: Upload, whole: bytes, round_: Round) -> None:
    for at in range(0, len(whole), 50):
        begun = take_piece(actor=ada, upload=begun, at=at, content=whole[at : at + 50])

    version = end_upload(actor=ada, round_=round_, upload=begun)

    version.refresh_from_db()
    assert version.digest == f"sha256:{hashlib.sha256(whole).hexdigest()}"
    assert version.state == ReadState.READ
    assert upload_of(ada, begun.pk) is None
    assert not place_of(begun).exists()


def test_a_piece_that_comes_twice_is_told_where_to_go_on(ada: Actor, begun: Upload, whole: bytes) -> None:
    take_piece(actor=ada, upload=begun, at=0, content=whole[:50])

    with pytest.raises(PieceOutOfPlace) as told:
        take_piece(actor=ada, upload=begun, at=0, content=whole[:50])

    assert told.value.where == "50"
    assert place_of(begun).read_bytes() == whole[:50]


def test_what_a_machine_wrote_and_did_not_note_is_written_over(
    ada: Actor, begun: Upload, whole: bytes
) -> None:
    take_piece(actor=ada, upload=begun, at=0, content=whole[:50])
    with place_of(begun).open("ab") as file:
        file.write(b"written in the moment before the power went")

    take_piece(actor=ada, upload=begun, at=50, content=whole[50:60])

    assert place_of(begun).read_bytes() == whole[:60]


def test_an_upload_is_not_ended_before_it_is_whole(
    ada: Actor, begun: Upload, whole: bytes, round_: Round
) -> None:
    begun = take_piece(actor=ada, upload=begun, at=0, content=whole[:50])

    with pytest.raises(UploadIncomplete):
        end_upload(actor=ada, round_=round_, upload=begun)


def test_an_upload_is_ended_once(ada: Actor, begun: Upload, whole: bytes, round_: Round) -> None:
    begun = take_piece(actor=ada, upload=begun, at=0, content=whole)
    place, copy = place_of(begun), begun.pk
    end_upload(actor=ada, round_=round_, upload=begun)
    place.write_bytes(whole)  # as the other of two that end it at once still sees it
    before = ListVersion.objects.within(ada.scope).count()

    begun.pk = copy
    with pytest.raises(SameAgain):
        end_upload(actor=ada, round_=round_, upload=begun)

    assert ListVersion.objects.within(ada.scope).count() == before


def test_what_came_is_what_was_sent_or_is_refused(
    ada: Actor, begun: Upload, whole: bytes, round_: Round
) -> None:
    begun = take_piece(actor=ada, upload=begun, at=0, content=whole)

    with pytest.raises(UploadDamaged):
        end_upload(actor=ada, round_=round_, upload=begun, digest="sha256:" + "0" * 64)


def test_more_than_a_list_can_have_is_refused_before_the_first_piece(ada: Actor) -> None:
    with pytest.raises(UploadTooLarge):
        begin_upload(actor=ada, filename="x.csv", size=100 * 1024**2 + 1)


def test_what_one_person_begins_and_never_ends_does_not_fill_the_disk(
    ada: Actor, begun: Upload, whole: bytes, chiara: Actor
) -> None:
    take_piece(actor=ada, upload=begun, at=0, content=whole[:50])
    theirs = begin_upload(actor=chiara, filename="x.csv", size=10)
    later = [begin_upload(actor=ada, filename="x.csv", size=10) for _ in range(MOST_OPEN)]

    assert upload_of(ada, begun.pk) is None
    assert not place_of(begun).exists()
    assert all(upload_of(ada, one.pk) for one in later)
    assert upload_of(chiara, theirs.pk)


def test_an_upload_is_nobody_elses(begun: Upload, chiara: Actor, cedar: Client) -> None:
    assert upload_of(chiara, begun.pk) is None
    assert cedar.get(f"{PIECES}{begun.pk}/").status_code == 404


def test_an_upload_that_nobody_goes_on_with_is_forgotten(ada: Actor, begun: Upload, whole: bytes) -> None:
    take_piece(actor=ada, upload=begun, at=0, content=whole[:50])
    models.QuerySet(Upload).filter(pk=begun.pk).update(at=datetime.now(UTC) - KEPT - timedelta(minutes=1))

    forget_old_uploads()

    assert upload_of(ada, begun.pk) is None


def test_the_pages_script_sends_pieces_and_goes_on_where_the_line_broke(alder: Client, whole: bytes) -> None:
    begun = alder.post(PIECES, {"filename": "long.csv", "size": len(whole)}).json()
    place = f"{PIECES}{begun['upload']}/"
    half = len(whole) // 2

    alder.post(f"{place}?at=0", whole[:half], content_type="application/octet-stream")
    again = alder.post(f"{place}?at=0", whole[:half], content_type="application/octet-stream")
    asked = alder.get(place).json()
    alder.post(f"{place}?at={asked['received']}", whole[half:], content_type="application/octet-stream")
    ended = alder.post(f"{place}end/")

    assert (again.status_code, again.json()["received"], asked["received"]) == (409, half, half)
    assert ended.status_code == 201
    assert ended.json()["to"].startswith(f"{ALDER}lists/2026-H1/")


def test_a_piece_too_large_for_memory_is_refused(alder: Client) -> None:
    begun = alder.post(PIECES, {"filename": "long.csv", "size": 50 * 1024**2}).json()

    answer = alder.post(
        f"{PIECES}{begun['upload']}/?at=0",
        b"x" * (begun["most"] + 1),
        content_type="application/octet-stream",
    )

    assert answer.status_code == 413
