import csv
import zipfile
from collections.abc import Callable
from io import BytesIO, TextIOWrapper

import pytest
import xlsxwriter
from django.conf import LazySettings
from django.db import transaction
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from comity.core import silent
from comity.lists import read_list
from comity.portal.ledger.queries import entries_told
from comity.portal.lists.errors import SameAgain, TooManyVersions, UploadTooLarge
from comity.portal.lists.models import ListVersion, ReadState
from comity.portal.lists.queries import contributed_rows, counting_lists, reading_of, versions_of
from comity.portal.lists.services import confirm_mapping, read_version, take_list, withdraw_list
from comity.portal.membership.models import Round
from comity.portal.membership.queries import round_named
from comity.portal.ports.storage import as_file, storage
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import CEDAR, NOW
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(ines: Actor) -> Round:
    found = round_named(ines.scope, "2026-H1")
    assert found is not None
    return found


def send(actor: Actor, round_: Round, *rows: str, name: str = "list.csv") -> ListVersion:
    version = take_list(actor=actor, round_=round_, filename=name, content=small_list(*rows))
    return ListVersion.objects.within(actor.scope).select_related("round").get(pk=version.pk)


def test_a_list_is_stored_byte_for_byte_and_in_the_ledger(chiara: Actor, round_: Round, ines: Actor) -> None:
    version = send(chiara, round_)

    told = [one.verb for one in entries_told(ines.scope, most=2)]
    assert storage().read(version.key) == small_list().read()
    assert told == ["list-read", "list-uploaded"]


def test_a_round_keeps_so_many_versions_of_one_member_and_says_what_to_do(
    chiara: Actor, ada: Actor, round_: Round, settings: LazySettings
) -> None:
    settings.COMITY_MOST_VERSIONS = 2
    for name in ("Korvel", "Simbrano"):
        send(chiara, round_, f"{name} Ltd,1 Road,Pune,India,SMETA 4-pillar,2025-11-03")

    with pytest.raises(TooManyVersions) as told:
        send(chiara, round_, "Okaveri Ltd,1 Road,Pune,India,SMETA 4-pillar,2025-11-03")

    assert told.value.message.startswith("For round 2026-H1 your company has sent as much as is kept: 2")
    assert "write to the Secretariat" in told.value.remedy
    assert len(versions_of(chiara.scope, round_)) == 2
    assert send(ada, round_).pk  # another's are counted by themselves


class Overtaken(BytesIO):
    """A file that another of the same member overtakes, between its being measured and its being stored."""

    def __init__(self, content: bytes, overtake: Callable[[], object]) -> None:
        super().__init__(content)
        self.overtake, self.is_measured = overtake, False

    def read(self, size: int | None = -1) -> bytes:
        if self.is_measured:
            self.is_measured = False
            self.overtake()
        data = super().read(size)
        self.is_measured = not data
        return data


def test_of_two_versions_at_once_no_more_are_kept_than_the_round_keeps(
    chiara: Actor, round_: Round, settings: LazySettings
) -> None:
    settings.COMITY_MOST_VERSIONS = 1
    other = small_list("Okaveri Ltd,1 Road,Pune,India,SMETA 4-pillar,2025-11-03").read()
    late = Overtaken(other, lambda: send(chiara, round_))

    with pytest.raises(TooManyVersions):
        take_list(actor=chiara, round_=round_, filename="late.csv", content=late)

    assert len(versions_of(chiara.scope, round_)) == 1


def test_a_list_without_a_valid_row_is_not_called_one_that_is_in(
    chiara: Actor, cedar: Client, birch: Client, round_: Round
) -> None:
    send(chiara, round_, "Okaveri Ltd,1 Road,Pune,Nowhere,SMETA 4-pillar,2019-11-03")

    version = cedar.get(f"{CEDAR}lists/2026-H1/1/").content.decode()
    lists = cedar.get(f"{CEDAR}lists/").content.decode()
    round_page = birch.get(NOW).content.decode()

    assert "No row is valid, so this version counts for nothing." in version
    assert '<span class="tag bad">no row is valid</span>' in lists
    assert '<span class="tag bad">no row is valid</span>' in round_page


def test_what_the_transaction_loses_was_never_said_to_be_uploaded(chiara: Actor, round_: Round) -> None:
    before = ListVersion.objects.within(chiara.scope).count()

    with pytest.raises(PowerCut):
        send_and_lose(chiara, round_)

    assert ListVersion.objects.within(chiara.scope).count() == before


class PowerCut(Exception):
    pass


@transaction.atomic
def send_and_lose(actor: Actor, round_: Round) -> None:
    send(actor, round_)
    raise PowerCut


def test_what_was_found_stands_beside_its_row_without_refused_columns(chiara: Actor, round_: Round) -> None:
    version = send(chiara, round_)
    reading = reading_of(version)

    assert (version.state, version.rows, version.accepted, version.refused) == (ReadState.READ, 3, 2, 1)
    assert reading is not None
    assert reading.refused_columns == ["Annual spend"]
    assert "Annual spend" not in reading.shown_headers
    assert [
        row.number for row in reading.rows if "outside" in str(row.findings) or "older" in str(row.findings)
    ] == [3]
    assert "90000" not in storage().read(version.reading_key).decode()


def test_the_latest_version_that_was_read_counts_and_a_withdrawal_brings_back_the_one_before(
    chiara: Actor, round_: Round
) -> None:
    first = send(chiara, round_)
    second = send(chiara, round_, "Korvel Foods Ltd,12 Mill Road,Pune,India,SMETA 4-Pillar 6.0,2025-03-04,1")

    assert counting_lists(chiara.scope, round_)["cedar-home"].pk == second.pk
    assert contributed_rows(chiara.scope, round_) == {"cedar-home": 1}

    withdraw_list(actor=chiara, version=second)

    assert counting_lists(chiara.scope, round_)["cedar-home"].pk == first.pk


def test_an_unreadable_file_does_not_take_the_place_of_a_good_one(chiara: Actor, round_: Round) -> None:
    good = send(chiara, round_)

    bad = take_list(
        actor=chiara, round_=round_, filename="list.xlsx", content=BytesIO(b"PK\x03\x04 not a workbook")
    )

    found = ListVersion.objects.within(chiara.scope).get(pk=bad.pk)
    assert found.state == ReadState.UNREADABLE
    assert found.message
    assert found.remedy
    assert counting_lists(chiara.scope, round_)["cedar-home"].pk == good.pk


def test_the_same_file_again_is_told_and_not_taken(chiara: Actor, round_: Round) -> None:
    send(chiara, round_)

    with pytest.raises(SameAgain, match="version 1"):
        send(chiara, round_)


def test_a_file_that_is_too_large_is_not_kept(chiara: Actor, round_: Round, settings: LazySettings) -> None:
    settings.COMITY_MOST_UPLOAD_BYTES = 100

    with pytest.raises(UploadTooLarge):
        send(chiara, round_)

    assert not ListVersion.objects.within(chiara.scope).filter(round=round_).exists()


def test_columns_once_confirmed_are_remembered_for_the_next_list(chiara: Actor, round_: Round) -> None:
    version = send(chiara, round_)
    reading = reading_of(version)
    assert reading is not None

    confirm_mapping(
        actor=chiara,
        version=version,
        mapping={**reading.mapping, "site_name": "Supplier name"},
        headers=list(reading.headers),
    )
    following = send(
        chiara, round_, "Korvel Foods Ltd,12 Mill Road,Pune,India,SMETA 4-Pillar 6.0,2025-03-04,1"
    )

    said = reading_of(following)
    assert said is not None
    assert said.mapping["site_name"] == "Supplier name"


def test_the_workbook_that_comes_back_reads_as_the_list_did(chiara: Actor, round_: Round) -> None:
    version = send(chiara, round_)

    with as_file(storage().read(version.workbook_key), name="back.xlsx") as path:
        back = read_list(path, name="cedar-home")

    assert back.row_count == version.rows


def test_what_a_file_says_of_its_maker_is_in_nothing_that_is_made_of_it(chiara: Actor, round_: Round) -> None:
    data = BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.set_properties(
            {"author": "Secretive Maker", "company": "Secretive Maker", "comments": "Secretive Maker"}
        )
        sheet = book.add_worksheet("List")
        for at, row in enumerate(csv.reader(TextIOWrapper(small_list(), "utf-8"))):
            sheet.write_row(at, 0, row)
    data.seek(0)
    version = take_list(actor=chiara, round_=round_, filename="list.xlsx", content=data)
    version = ListVersion.objects.within(chiara.scope).get(pk=version.pk)

    def held(key: str) -> bytes:
        content = storage().read(key)
        if not content.startswith(b"PK"):
            return content
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return b"".join(parts.read(one) for one in parts.namelist())

    assert version.state == ReadState.READ
    assert b"Secretive Maker" in held(version.key)  # the original, for who sent it
    assert b"Secretive Maker" not in held(version.workbook_key) + held(version.reading_key)


def test_a_list_that_is_read_again_leaves_no_file_behind_and_loses_none_before_the_row_is_written(
    chiara: Actor, round_: Round, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    version = take_list(actor=chiara, round_=round_, filename="l.csv", content=small_list())
    version.refresh_from_db()
    before, made = set(storage().keys()), {version.reading_key, version.workbook_key}

    with django_capture_on_commit_callbacks(execute=True):
        read_version(actor=chiara, version=version, progress=silent)
        assert before <= set(storage().keys()), "what the row named until now waits for the commit"

    version.refresh_from_db()
    after = set(storage().keys())
    assert len(made) == 2
    assert (before - after, after - before) == (made, {version.reading_key, version.workbook_key})
    assert reading_of(version) is not None
