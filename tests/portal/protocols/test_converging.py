"""What all protocols have in common, counted and told: nobody's verdict can be told from it, and everybody reads the same."""

import json
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from comity.portal.ledger.queries import entries_told
from comity.portal.ports.clock import playing_on, today
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, Convergence
from comity.portal.protocols.queries.converging import Counted, last_counts
from comity.portal.protocols.services.converging import count_what_changed, start_count
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Participation
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import OFFICE, office_of
from tests.portal.protocols.many import CODES, OWN_WORDS, decided_for, member_slugs

pytestmark = pytest.mark.django_db
PLACE = "/programmes/hedgerow/protocols/convergence/"
OWN = "/programmes/hedgerow/members/alder-foods/protocols/convergence/"
OFFICES = f"/programmes/hedgerow/members/{OFFICE}/reviews/convergence/"


def decided(count: int, *, beyond: int = 0) -> list[str]:
    """So many members: all meet the first 131 criteria, half of them 140, and one of them not the second."""
    slugs = member_slugs(count)
    amounts = {slug: 131 if at % 2 else 140 for at, slug in enumerate(slugs)}
    decided_for(amounts, not_met={slugs[0]: CODES[1]}, beyond=beyond)
    return slugs


def counted(ines: Actor) -> Counted:
    start_count(actor=ines)
    [found] = last_counts(ines.scope)
    return found


def demands(found: Counted) -> dict[str, tuple[object, bool]]:
    return {one.criterion: (one.table.counts, one.is_majority) for one in found.told.demands}


def test_before_ten_members_nothing_is_told(ines: Actor, birch: Client) -> None:
    decided(9)

    birch.post(f"{PLACE}count/")
    page = birch.get(PLACE).content.decode()

    [found] = last_counts(ines.scope)
    assert (found.told.members, found.told.demands) == (9, ())
    assert "Nothing is told before protocols of 10 members are decided on." in page
    assert "9 are." in page


def test_verdicts_are_counted_by_themselves_once_a_day_and_only_where_one_changed(ines: Actor) -> None:
    before = count_what_changed()
    decided(11)
    told = [count_what_changed(), count_what_changed()]
    [found] = last_counts(ines.scope)
    [first] = Convergence.objects.within(ines.scope)
    with playing_on(today() + timedelta(days=1)):
        next_day = (
            count_what_changed()
        )  # of the day of the verdicts: there may have been more after the count
    with playing_on(today() + timedelta(days=2)):
        quiet = count_what_changed()
    with playing_on(today() + timedelta(days=400)):
        ran_out = count_what_changed()

    assert (before, told) == (0, [1, 0])
    assert (found.told.members, first.person) == (11, ines.person)
    assert (next_day, quiet, ran_out) == (1, 0, 1)


def test_everybody_reads_the_same_and_no_name_or_word_of_a_member(
    ines: Actor, birch: Client, alder: Client, visitor: Visitor
) -> None:
    slugs = decided(12, beyond=5)
    birch.post(f"{PLACE}count/")
    pages = [client.get(place).content.decode() for client, place in (
        (birch, PLACE), (alder, OWN), (visitor(office_of().person.email), OFFICES),
    )]  # fmt: skip

    [found] = last_counts(ines.scope)
    told = demands(found)
    assert (
        told[CODES[0]] == told[CODES[1]] == ((), True)
    )  # whether all or all but one demand it nobody learns
    assert told[CODES[135]] == (((6, 6),), False)
    assert told[CODES[150]] == ((), False)
    for page in pages:
        assert "nearly all: fewer than 5 of 12 do not demand it in full" in page
        assert "6 in full, 6 in part or not; of 12" in page
        assert "hardly anybody: fewer than 5 of 12 demand it in full" in page
        assert OWN_WORDS not in page
        assert ">60</dd>" in page  # requirements beyond the criteria
    kept = json.dumps(found.row.told)
    assert not any(slug in kept for slug in slugs)
    [entry] = entries_told(ines.scope, verb="convergence-counted", most=1)
    assert entry.verb == "convergence-counted"


def test_one_more_verdict_changes_nothing_that_is_told(ines: Actor) -> None:
    slugs = decided(12)
    before = demands(counted(ines))
    newcomer = member_slugs(13)[-1]
    assert newcomer not in slugs
    decided_for({newcomer: 132}, not_met={newcomer: CODES[0]})

    after = counted(ines)

    assert after.told.members == 13
    assert demands(after) == before


def test_companies_of_one_group_are_one_voice_and_what_ran_out_is_none(ines: Actor) -> None:
    slugs = decided(13)
    Participation.objects.filter(organisation__slug__in=slugs[:2]).update(group="orchard")
    over = Case.objects.within(ines.scope).get(organisation__slug=slugs[2], number=90)
    over.valid_until = over.at.date().replace(year=2020)
    over.save()

    assert counted(ines).told.members == 11


def test_of_whom_it_was_counted_is_kept_once_and_no_longer_than_needed(
    ines: Actor, django_capture_on_commit_callbacks: object
) -> None:
    decided(11)
    counted(ines)
    first = Convergence.objects.within(ines.scope).get()
    key = first.memory_key

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's
        counted(ines)

    newest, older = Convergence.objects.within(ines.scope)
    assert json.loads(storage().read(newest.memory_key))["demands"][0]["answered"]
    assert older.memory_key == ""
    assert key not in set(storage().keys())


def test_the_page_and_the_table_cost_little(
    ines: Actor, birch: Client, alder: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    decided(12)
    start_count(actor=ines)

    with django_assert_max_num_queries(25):
        assert birch.get(PLACE).status_code == 200
    lines = b"".join(alder.get(f"{OWN}figures.csv").streaming_content).decode()  # type: ignore[attr-defined] # a file
    assert f"{CODES[135]}," in lines
    assert birch.get(f"{PLACE}figures.csv").status_code == 200
    assert birch.get(f"{PLACE}figures.csv", {"criteria": "another"}).status_code == 200


def test_who_may_send_no_protocol_finds_it_beside_the_statistics(birch: Client, visitor: Visitor) -> None:
    for client, place in (
        (birch, PLACE),
        (visitor("rae@bramble-foods.example"), OWN.replace("alder", "bramble")),
    ):
        beside = urljoin(place, "../../statistics/")
        link = 'href="../protocols/convergence/"'

        assert link in client.get(beside).content.decode()
        assert urljoin(beside, "../protocols/convergence/") == place
        assert client.get(place).status_code == 200


def test_nobody_but_its_manager_counts(alder: Client, visitor: Visitor) -> None:
    tom = visitor("tom@hedgerow.example")

    assert tom.post(f"{PLACE}count/").status_code == 404
    assert alder.post(f"{PLACE}count/").status_code == 404
    assert tom.get(PLACE).status_code == 200
    assert tom.get(f"{PLACE}figures.csv").status_code == 404  # there is none yet
