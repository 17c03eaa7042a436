import pytest
from django.test import Client

from comity.portal.membership.models import Round
from comity.portal.rounds.queries import own_standing
from comity.portal.tenants.apart import offices_of
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Organisation
from tests.portal.addresses import PROGRAMME

pytestmark = pytest.mark.django_db
YEARS = {"protocol": "SMETA 6.0", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}


@pytest.fixture
def now(ines: Actor) -> Round:
    return Round.objects.within(ines.scope).get(slug="2026-H1")


def missing(ines: Actor, round_: Round, member: str) -> set[str]:
    home = Organisation.objects.get(slug=member)
    return {one.link.value for one in own_standing(ines.scope.narrowed(home.pk), round_, member).missing}


def test_a_new_member_begins_with_everything_to_do(birch: Client, ines: Actor, now: Round) -> None:
    birch.post(f"{PROGRAMME}members/add/", {"name": "Juncus Mills", "joined": "2026-10-01"})

    assert missing(ines, now, "juncus-mills") == {"benchmark", "signature", "contribution"}
    assert "Juncus Mills" in birch.get(f"{PROGRAMME}members/").content.decode()


def test_a_company_is_added_once(birch: Client) -> None:
    answer = birch.post(f"{PROGRAMME}members/add/", {"name": "Alder Foods", "joined": "2026-10-01"})

    assert answer.status_code == 409


def test_a_recorded_benchmark_closes_its_link(birch: Client, ines: Actor, now: Round) -> None:
    before = missing(ines, now, "hazel-dairy")

    birch.post(f"{PROGRAMME}member/hazel-dairy/benchmark/", YEARS)

    assert (before, missing(ines, now, "hazel-dairy")) == ({"benchmark"}, set())


def test_a_benchmark_that_ends_before_it_begins_is_refused(birch: Client) -> None:
    answer = birch.post(f"{PROGRAMME}member/hazel-dairy/benchmark/", {**YEARS, "valid_until": "2025-01-01"})

    assert answer.status_code == 422
    assert "It ends before it begins." in answer.content.decode()


def test_nothing_to_report_counts_as_a_contribution(birch: Client, ines: Actor, now: Round) -> None:
    birch.post(f"{PROGRAMME}member/cedar-home/nothing/")
    birch.post(f"{PROGRAMME}member/cedar-home/nothing/")

    assert missing(ines, now, "cedar-home") == set()


def test_a_card_of_nobody_is_not_there(birch: Client) -> None:
    assert birch.get(f"{PROGRAMME}member/nobody/").status_code == 404


def test_a_reviewers_office_is_added_and_is_nothing_else(birch: Client, ines: Actor) -> None:
    made = birch.post(f"{PROGRAMME}members/add-office/", {"name": "Plumb Line"})
    page = birch.get(made.headers["Location"]).content.decode()

    assert 'value="plumb-line" selected' in page
    assert "plumb-line" in [one.slug for one in offices_of(ines.programme)]
    assert "Plumb Line" in birch.get(f"{PROGRAMME}members/").content.decode()
    assert (
        birch.post(f"{PROGRAMME}members/add/", {"name": "Plumb Line", "joined": "2026-10-01"}).status_code
        == 409
    )
    assert birch.post(f"{PROGRAMME}members/add-office/", {"name": "Alder Foods"}).status_code == 409
    assert birch.post(f"{PROGRAMME}members/add-office/", {"name": ""}).status_code == 422
