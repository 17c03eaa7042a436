from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from comity.core.working_folder import PREFIX
from comity.portal.jobs.models import Job, State
from comity.portal.jobs.services import MOST_ATTEMPTS, requeue_lost
from comity.portal.lists.queries import counting_lists
from comity.portal.lists.services import take_list
from comity.portal.matches.queries.assemblies import is_assembling
from comity.portal.membership.models import Round
from comity.portal.membership.queries import round_named
from comity.portal.ports.storage import storage
from comity.portal.rounds.errors import AlreadyAssembling, LaterRound, NothingToAssemble
from comity.portal.rounds.models import Assembly, AssemblyState
from comity.portal.rounds.queries import cockpit_of, last_assembly, lists_since, rounds_told
from comity.portal.rounds.services import ASSEMBLE, registry_path, start_assembly
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import NOW, PAST, PROGRAMME
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(ines: Actor) -> Round:
    found = round_named(ines.scope, "2026-H1")
    assert found is not None
    return found


def test_the_cockpit_names_every_missing_link_and_puts_them_first(ines: Actor, round_: Round) -> None:
    cockpit = cockpit_of(ines.scope, round_)

    lacking = {line.slug: [one.code for one in line.standing.missing] for line in cockpit.blocked}
    assert lacking == {
        "cedar-home": ["nothing-contributed"],
        "hazel-dairy": ["benchmark-expired"],
        "kestrel-coffee": ["nothing-contributed"],
        "northwind-dairy": ["not-signed", "nothing-contributed"],
        "oakleaf-paper": ["nothing-contributed"],
        "thistle-cocoa": ["withdrawn", "nothing-contributed"],
    }
    assert [line.slug for line in cockpit.lines[:6]] == sorted(lacking)
    assert (cockpit.entitled, len(cockpit.lines), cockpit.days_left) == (14, 20, -10)


def test_the_page_tells_the_reasons_and_names_no_row_of_anybody(birch: Client) -> None:
    page = birch.get(NOW).content.decode()

    assert "It has not signed the joint statement." in page
    assert "Its benchmark (SMETA 6.0) was valid until 31 August 2026." in page


def test_a_round_says_how_far_it_is(ines: Actor, round_: Round) -> None:
    ahead = {
        "slug": "2026-H2",
        "cutoff": "2026-12-31",
        "opens_on": "2026-11-19",
        "lists_due_on": "2027-03-28",
    }
    Round.objects.add(ines.scope, **ahead)

    told = {one.round.slug: one for one in rounds_told(ines.scope)}

    assert list(told) == ["2026-H2", "2026-H1", "2025-H2"]
    assert [one.is_ahead for one in told.values()] == [True, False, False]
    assert [one.published_at is not None for one in told.values()] == [False, False, True]
    Assembly.objects.add(ines.scope, round=round_, number=1, person=ines.person, at="2026-10-05T08:00Z")
    last = rounds_told(ines.scope)[1].last
    assert last is not None
    assert last.state == AssemblyState.WORKING


def test_a_round_that_is_published_reminds_nobody(birch: Client) -> None:
    past, now = (birch.get(one).content.decode() for one in (PAST, NOW))

    assert "Remind these 6 members" in now
    assert "days late" in now
    assert "Remind" not in past.partition("<main")[2].replace("Reminder", "")
    assert "late</span>" not in past


def test_a_round_without_a_list_is_not_assembled(ines: Actor) -> None:
    empty = Round.objects.add(
        ines.scope, slug="2024-H1", cutoff="2024-06-30", opens_on="2024-05-01", lists_due_on="2024-07-10"
    )

    with pytest.raises(NothingToAssemble):
        start_assembly(actor=ines, round_=empty)


def test_what_cannot_be_assembled_is_not_offered_and_says_why(
    birch: Client, ines: Actor, round_: Round
) -> None:
    Round.objects.add(
        ines.scope, slug="2024-H1", cutoff="2024-06-30", opens_on="2024-05-01", lists_due_on="2024-07-10"
    )

    empty, now, past = (
        birch.get(f"{PROGRAMME}rounds/{one}/").content.decode() for one in ("2024-H1", round_.slug, "2025-H2")
    )

    offered = 'action="/programmes/hedgerow/rounds/{}/assemble/"'
    assert offered.format("2024-H1") not in empty
    assert "The round cannot be assembled now. No list counts in this round. Wait for the first" in empty
    assert offered.format(round_.slug) in now
    assert "cannot be assembled" not in now + past


def test_a_round_is_not_assembled_by_two_at_once(ines: Actor, round_: Round) -> None:
    Assembly.objects.add(ines.scope, round=round_, number=1, person=ines.person, at="2026-10-05T08:00Z")

    with pytest.raises(AlreadyAssembling):
        start_assembly(actor=ines, round_=round_)


def test_a_round_before_the_last_that_was_assembled_stays_as_it_is(ines: Actor, round_: Round) -> None:
    """Who holds the later list was tested against the earlier one."""
    later = Round.objects.add(
        ines.scope, slug="2027-H1", cutoff="2027-03-31", opens_on="2027-02-01", lists_due_on="2027-04-28"
    )
    made = Assembly.objects.add(
        ines.scope,
        round=later,
        number=1,
        person=ines.person,
        at="2027-05-05T08:00Z",
        state=AssemblyState.REFUSED,
    )
    assert start_assembly(actor=ines, round_=round_).number == 1
    made.state = AssemblyState.READY
    made.save()

    with pytest.raises(LaterRound, match="2027-H1"):
        start_assembly(actor=ines, round_=round_)


def test_an_assembly_whose_work_was_given_up_leaves_the_way_to_another(ines: Actor, round_: Round) -> None:
    stopped = Assembly.objects.add(
        ines.scope, round=round_, number=1, person=ines.person, at="2026-10-05T08:00Z"
    )
    Job.objects.add(
        ines.scope,
        organisation=ines.organisation,
        person=ines.person,
        kind=ASSEMBLE,
        argument=str(stopped.pk),
        state=State.WORKING,
        attempts=MOST_ATTEMPTS,
        heartbeat_at=datetime.now(UTC) - timedelta(minutes=5),
    )
    assert is_assembling(ines.scope)

    requeue_lost()

    assert not is_assembling(ines.scope)
    assert start_assembly(actor=ines, round_=round_).number == 2


def test_an_assembly_keeps_what_was_made_and_which_lists_it_took(
    ines: Actor, chiara: Actor, round_: Round, birch: Client
) -> None:
    start_assembly(actor=ines, round_=round_)

    made = last_assembly(ines.scope, round_)
    assert made is not None
    assert made.state in {AssemblyState.READY, AssemblyState.REFUSED}
    assert made.lists == {name: one.pk for name, one in counting_lists(ines.scope, round_).items()}
    assert storage().read(made.files["secretariat/leak-test.html"]).startswith(b"<!doctype html>")
    assert not any(name.startswith("returned/") for name in made.files)

    take_list(actor=chiara, round_=round_, filename="list.csv", content=small_list())

    assert lists_since(made, counting_lists(ines.scope, round_)) == ("cedar-home",)
    assert "Lists came, changed or went since: Cedar Home." in " ".join(
        birch.get(NOW).content.decode().split()
    )


def test_members_lists_that_a_killed_assembly_left_behind_are_gone_with_the_next(
    ines: Actor, round_: Round
) -> None:
    registries = registry_path(ines.programme.slug).parent
    left = registries / f"{PREFIX}left"
    (left / "lists").mkdir(parents=True)
    (left / "lock").touch()  # and nobody holds it
    (left / "lists" / "alder-foods.csv").write_bytes(small_list().read())

    start_assembly(actor=ines, round_=round_)

    assert not left.exists()
    assert not list(registries.glob(f"{PREFIX}*"))


def test_a_reviewer_sees_the_round_and_cannot_assemble_it(visitor: object, ines: Actor) -> None:
    assert callable(visitor)
    tom = visitor("tom@hedgerow.example")

    assert b"Assemble</button>" not in tom.get(NOW).content
    assert tom.post(f"{NOW}assemble/").status_code == 404
    assert tom.get(f"{PROGRAMME}rounds/no-such/").status_code == 404
