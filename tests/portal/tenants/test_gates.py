import pytest
from django.test import Client

from comity.portal.tenants.gates import NOTICE
from comity.portal.tenants.models import Organisation, Person, Programme, Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, CEDAR, NOW, PROGRAMME

pytestmark = pytest.mark.django_db


def test_what_is_another_members_is_not_there(cedar: Client) -> None:
    there, nowhere = cedar.get(f"{ALDER}lists/2026-H1/1/"), cedar.get(f"{PROGRAMME}members/no-such/lists/")

    assert there.status_code == nowhere.status_code == 404


def test_a_programme_that_one_has_no_seat_in_is_not_there(alder: Client) -> None:
    Programme.objects.create(slug="other", name="Other")

    assert alder.get("/programmes/other/members/alder-foods/").status_code == 404


def test_a_seat_in_one_programme_opens_nothing_in_another(alder: Client) -> None:
    other = Programme.objects.create(slug="other", name="Other")
    office = Organisation.objects.get(slug="hedgerow-office")
    ada = Person.objects.get(email="ada@alder-foods.example")
    Seat.objects.create(person=ada, programme=other, organisation=office, role=Role.MANAGER)

    assert alder.get("/programmes/other/rounds/").status_code == 200
    assert alder.get(NOW).status_code == 404


def test_a_company_may_have_seats_of_two_kinds(alder: Client) -> None:
    ada = Person.objects.get(email="ada@alder-foods.example")
    hedgerow, home = Programme.objects.get(slug="hedgerow"), Organisation.objects.get(slug="alder-foods")
    Seat.objects.create(person=ada, programme=hedgerow, organisation=home, role=Role.SUPPLIER)

    assert alder.get(ALDER).status_code == 200


def test_nobody_sees_a_page_before_the_antitrust_notice(alder: Client) -> None:
    session = alder.session
    del session[NOTICE]
    session.save()

    sent = alder.get(f"{ALDER}lists/?page=2")
    read = alder.post(sent.headers["Location"], {"next": f"{ALDER}lists/?page=2"})

    assert sent.headers["Location"].startswith("/notice/?next=")
    assert read.headers["Location"] == f"{ALDER}lists/?page=2"
    assert alder.get(f"{ALDER}lists/").status_code == 200


@pytest.mark.parametrize(
    "there",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "\thttps://elsewhere.example/",
        "https:elsewhere.example",
        "javascript:alert(1)",
    ],
)
def test_no_page_leads_to_another_site(there: str, alder: Client) -> None:
    person = Person.objects.get(email="chiara@cedar-home.example")
    person.set_password("a sentence nobody guesses")
    person.save()
    said = {"login": person.email, "password": "a sentence nobody guesses", "next": there}

    answers = [
        alder.post("/notice/", {"next": there}),
        alder.post("/speak/", {"language": "en", "next": there}),
        Client().post("/accounts/login/", said),
        alder.post("/accounts/logout/", {"next": there}),
    ]

    assert [(one.status_code, one.headers.get("Location")) for one in answers] == [(302, "/")] * 4


def test_whoever_lost_a_seat_is_out_at_once(cedar: Client) -> None:
    assert cedar.get(CEDAR).status_code == 200

    Seat.objects.filter(person__email="chiara@cedar-home.example").delete()

    assert cedar.get(CEDAR).status_code == 404
