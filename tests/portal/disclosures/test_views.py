"""Counsel replays a disclosure: who, which rows, which policy."""

import pytest
from django.test import Client

from comity.portal.disclosures.queries import replayed
from comity.portal.ledger.queries import entries_told
from comity.portal.ports.storage import storage
from comity.portal.release.models import Publication
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, PROGRAMME
from tests.portal.conftest import Visitor


@pytest.fixture
def counsel(visitor: Visitor) -> Client:
    return visitor("ruth@counsel.example")


def downloaded(alder: Client, actor: Actor) -> int:
    alder.get(f"{ALDER}common-list/csv/")
    return entries_told(actor.scope, verb="common-list-downloaded", most=1)[0].seq


def test_a_download_is_replayed_with_who_rows_and_policy(alder: Client, counsel: Client, ines: Actor) -> None:
    seq = downloaded(alder, ines)
    found = replayed(ines.scope, seq)
    page = counsel.get(f"{PROGRAMME}ledger/{seq}/replay/").content.decode()

    assert found is not None
    assert found.entry.who.startswith("ada@alder-foods.example")
    assert found.common.rows.height == found.publication.rows
    assert (found.is_signed_manifest, found.are_signed_bytes, found.signed_by) == (True, True, "Ruth Adler")
    assert found.policy in page
    assert found.common.rows["row"][0] in page


def test_the_file_is_the_one_that_was_given_byte_for_byte(
    alder: Client, counsel: Client, ines: Actor
) -> None:
    given = b"".join(alder.get(f"{ALDER}common-list/csv/"))
    seq = downloaded(alder, ines)

    again = counsel.post(f"{PROGRAMME}ledger/{seq}/replay/file/")

    assert b"".join(again) == given
    assert entries_told(ines.scope, most=1)[0].verb == "disclosure-replayed"


def test_a_file_that_was_changed_is_told(alder: Client, counsel: Client, ines: Actor) -> None:
    seq = downloaded(alder, ines)
    publication = Publication.objects.within(ines.scope).select_related("assembly").get()
    files = dict(publication.assembly.files)
    files["common-list.csv"] = files["secretariat/sites.csv"]
    publication.assembly.files = files
    publication.assembly.save()

    page = counsel.get(f"{PROGRAMME}ledger/{seq}/replay/").content.decode()

    assert "The files are not those of the manifest" in page
    assert storage().read(files["common-list.csv"])


def test_only_counsel_replays(
    alder: Client, birch: Client, cedar: Client, visitor: Visitor, ines: Actor
) -> None:
    seq = downloaded(alder, ines)
    auditor = visitor("otto@assurance.example")

    for client in (alder, birch, cedar, auditor):
        assert client.get(f"{PROGRAMME}ledger/{seq}/replay/").status_code == 404
        assert client.post(f"{PROGRAMME}ledger/{seq}/replay/file/").status_code == 404
    assert "Replay" not in auditor.get(f"{PROGRAMME}ledger/").content.decode()


def test_an_entry_that_discloses_nothing_has_no_replay(counsel: Client, ines: Actor) -> None:
    seq = entries_told(ines.scope, verb="list-uploaded", most=1)[0].seq

    assert counsel.get(f"{PROGRAMME}ledger/{seq}/replay/").status_code == 404
    assert counsel.get(f"{PROGRAMME}ledger/99999999/replay/").status_code == 404
