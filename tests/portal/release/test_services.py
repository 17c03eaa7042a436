from datetime import date
from io import BytesIO

import pytest
from django.core import mail
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from comity.portal.ledger.queries import entries_told
from comity.portal.membership.queries import round_named
from comity.portal.ports.clock import now, playing_on
from comity.portal.ports.storage import storage
from comity.portal.release.errors import FourEyes, NotReleasable, NotSigned, TooEarly
from comity.portal.release.models import Publication, SignOff
from comity.portal.release.queries import changed_since, publication_of
from comity.portal.release.services import publish, sign_off, withdraw_release
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.queries import last_assembly
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, CEDAR, NORTHWIND, PAST, PROGRAMME
from tests.portal.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def assembly(ines: Actor) -> Assembly:
    """The past round, as if it were just assembled."""
    round_ = round_named(ines.scope, "2025-H2")
    assert round_ is not None
    found = last_assembly(ines.scope, round_)
    assert found is not None
    Publication.objects.within(ines.scope).delete()
    SignOff.objects.within(ines.scope).delete()
    return found


def test_nothing_is_published_before_counsel_signed(assembly: Assembly, ines: Actor) -> None:
    with pytest.raises(NotSigned):
        publish(actor=ines, assembly=assembly)


def test_two_people_publish_a_list(assembly: Assembly, ines: Actor, ruth: Actor) -> None:
    sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)

    published = publish(actor=ines, assembly=assembly)

    assert published.rows == assembly.released["shown"]
    told = [(one.verb, one.details["manifest"]) for one in entries_told(ines.scope, most=2)]
    assert told == [("release-published", assembly.manifest), ("release-signed-off", assembly.manifest)]


def test_nobody_publishes_what_they_signed_even_with_both_roles(assembly: Assembly, ruth: Actor) -> None:
    Seat.objects.create(
        person=ruth.person, programme=ruth.programme, organisation=ruth.organisation, role=Role.MANAGER
    )
    sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)

    with pytest.raises(FourEyes):
        publish(actor=ruth, assembly=assembly)


def test_counsel_signs_what_stood_on_the_page_and_nothing_else(assembly: Assembly, ruth: Actor) -> None:
    with pytest.raises(NotReleasable):
        sign_off(actor=ruth, assembly=assembly, manifest="sha256:other")


def test_a_list_does_not_go_out_before_its_day(assembly: Assembly, ines: Actor, ruth: Actor) -> None:
    assert assembly.not_before == date(2026, 3, 31)
    sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)

    with playing_on(date(2026, 3, 30)), pytest.raises(TooEarly, match="31 March 2026"):
        publish(actor=ines, assembly=assembly)
    with playing_on(date(2026, 3, 31)):
        assert publish(actor=ines, assembly=assembly)


def test_what_the_leak_test_refused_is_neither_signed_nor_published(
    assembly: Assembly, ines: Actor, ruth: Actor
) -> None:
    assembly.state = AssemblyState.REFUSED
    assembly.save(update_fields=["state"])

    with pytest.raises(NotReleasable):
        sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)
    with pytest.raises(NotReleasable):
        publish(actor=ines, assembly=assembly)


def test_an_assembly_that_was_followed_by_another_does_not_go_out(
    assembly: Assembly, ines: Actor, ruth: Actor
) -> None:
    Assembly.objects.add(
        ines.scope, round=assembly.round, number=2, person=ines.person, at="2026-10-05T08:00Z"
    )

    with pytest.raises(NotReleasable, match="newer"):
        sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)


def test_publishing_twice_comes_to_one(assembly: Assembly, ines: Actor, ruth: Actor) -> None:
    sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)

    assert publish(actor=ines, assembly=assembly).pk == publish(actor=ines, assembly=assembly).pk


def test_a_withdrawn_release_is_seen_by_nobody(alder: Client, ines: Actor) -> None:
    round_ = round_named(ines.scope, "2025-H2")
    assert round_ is not None
    made = last_assembly(ines.scope, round_)
    assert made is not None
    published = publication_of(made)
    assert published is not None

    withdraw_release(actor=ines, publication=published, reason="a contributor was named")

    page = alder.get(f"{ALDER}common-list/").content.decode()
    assert "The list of round 2025-H2 was withdrawn" in page
    assert "186 sites" not in page
    assert alder.get(f"{ALDER}common-list/csv/").status_code == 404


def test_the_common_list_is_for_members_with_standing_in_its_round(
    alder: Client, cedar: Client, visitor: Visitor
) -> None:
    nadia = visitor("nadia@northwind-dairy.example")

    assert "186 sites" in alder.get(f"{ALDER}common-list/").content.decode()
    assert cedar.get(f"{CEDAR}common-list/").status_code == 200
    refused = nadia.get(f"{NORTHWIND}common-list/").content.decode()
    assert "Your company has not signed the joint statement." in refused
    assert "Hongda" not in refused
    assert "Nothing can be added to that round any more. With standing in round 2026-H1" in refused
    assert "Send a list" not in refused, "of a round that is over"
    assert nadia.get(f"{NORTHWIND}common-list/xlsx/").status_code == 404


def test_everybody_downloads_the_same_bytes_and_the_ledger_says_who(
    alder: Client, cedar: Client, ines: Actor
) -> None:
    ours = b"".join(alder.get(f"{ALDER}common-list/csv/").streaming_content)  # type: ignore[attr-defined] # a file
    theirs = b"".join(cedar.get(f"{CEDAR}common-list/csv/").streaming_content)  # type: ignore[attr-defined] # a file

    assert ours == theirs
    who = [one.who.partition(" ")[0] for one in entries_told(ines.scope, verb="common-list-downloaded")]
    assert who[:2] == ["chiara@cedar-home.example", "ada@alder-foods.example"]


def test_the_list_is_searched_by_words_and_country(alder: Client) -> None:
    found = alder.get(
        f"{ALDER}common-list/", {"search": "hongda guangzhou", "country": "CN"}
    ).content.decode()

    assert "Hongda" in found
    assert "Dongguan" not in found.partition('id="rows"')[2]


def test_the_next_page_of_what_was_searched_asks_for_the_same(alder: Client) -> None:
    """Also where the words hold letters that an address uses itself."""
    first = alder.get(f"{ALDER}common-list/", {"search": "co & ", "audited": "", "country": ""})
    query = first.context["query"]

    assert QueryDict(query).dict() == {"search": "co &"}


def test_the_evidence_is_for_secretariat_and_counsel(birch: Client, alder: Client) -> None:
    assert b"leak" in birch.get(f"{PAST}release/").content
    assert alder.get(f"{PAST}release/").status_code == 404
    assert birch.get(f"{PAST}release/files/no-such/").status_code == 404


def test_who_could_read_a_withdrawn_list_is_told_why(
    ines: Actor, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    published = Publication.objects.within(ines.scope).get()

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_release(actor=ines, publication=published, reason="a contributor was named")

    reached = [one.to[0] for one in mail.outbox]
    assert "ben@bramble-foods.example" in reached
    assert len(reached) == len(set(reached))
    assert not any(one.endswith(("hedgerow.example", "assurance.example")) for one in reached)
    assert all("a contributor was named" in one.body for one in mail.outbox)


def test_every_page_says_that_the_list_was_withdrawn_and_to_whom_why(
    birch: Client, alder: Client, ines: Actor
) -> None:
    """Members may hold copies; the Secretariat goes on with the same round."""
    published = Publication.objects.within(ines.scope).get()
    withdraw_release(actor=ines, publication=published, reason="a contributor was named")

    rounds, round_, release = (
        birch.get(one).content.decode() for one in (f"{PROGRAMME}rounds/", PAST, f"{PAST}release/")
    )
    home, common, check = (
        alder.get(f"{ALDER}{one}").content.decode() for one in ("", "common-list/", "check/")
    )

    told = "The list of round 2025-H2 was withdrawn on 5 October 2026. Delete copies"
    assert all(told in one for one in (home, common, check))
    assert not any("contributor was named" in one for one in (home, common, check))
    assert not any("No list has been published yet" in one for one in (home, common, check))
    assert '<span class="tag bad">withdrawn</span> 5 October 2026' in rounds
    assert "Its list was withdrawn on 5 October 2026" in round_
    assert "ready for counsel" not in rounds + round_
    assert "5 October 2026 · a contributor was named" in release
    assert '<span class="tag bad">withdrawn</span></div>' in release


def test_a_release_says_what_changed_since_the_list_before(birch: Client, ines: Actor, ruth: Actor) -> None:
    before = Publication.objects.within(ines.scope).get()
    files = dict(before.assembly.files)
    told = storage().read(files["secretariat/sites.csv"]).decode()
    files["secretariat/sites.csv"] = storage().keep(
        BytesIO(told.replace(",shown,shown,", ",withheld,shown,", 3).encode())
    )
    kept = before.assembly
    kept.pk, kept.number, kept.files, kept.at = None, 2, files, now()
    kept.save()

    changed = changed_since(kept)
    page = birch.get(f"{PAST}release/").content.decode()

    assert changed is not None
    assert changed.moves == (("shown", "withheld", 3),)
    assert "shown before, withheld now" in page


def test_an_assembly_is_judged_as_it_is_now_and_not_as_a_page_had_it(
    assembly: Assembly, ines: Actor, ruth: Actor
) -> None:
    sign_off(actor=ruth, assembly=assembly, manifest=assembly.manifest)
    Assembly.objects.within(ines.scope).filter(pk=assembly.pk).update(state=AssemblyState.REFUSED)

    with pytest.raises(NotReleasable):
        publish(actor=ines, assembly=assembly)
