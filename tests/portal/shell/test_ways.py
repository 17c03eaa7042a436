"""The address of a form's answer leads to the form's page, whoever comes back to it and however: nobody sees an empty page."""

import pytest
from django.test import Client
from django.urls import resolve

from comity.portal.membership.models import Round
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, PAST, PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.seats import seat_of
from tests.portal.test_routes import ROUTES, VISITED, address

pytestmark = pytest.mark.django_db

FORMS = [name for name in VISITED if ROUTES[name].method == "post"]


@pytest.fixture
def _a_round_to_begin(ines: Actor) -> None:
    Round.objects.add(
        ines.scope, slug="2024-H1", cutoff="2024-06-30", opens_on="2024-05-01", lists_due_on="2024-07-10"
    )


@pytest.mark.usefixtures("_a_round_to_begin")
def test_every_form_has_a_page_to_come_back_to(visitor: Visitor) -> None:
    of_role: dict[Role, Client] = {}
    lost = set()
    for name in FORMS:
        role = min(ROUTES[name].roles)
        if role not in of_role:
            of_role[role] = visitor(seat_of(role).person.email)
        page = of_role[role].get(address(name), follow=True)
        is_page = page.headers["Content-Type"].startswith("text/html") and page.status_code == 200
        if not is_page or resolve(page.request["PATH_INFO"]).url_name == "start":
            lost.add((name, page.status_code, page.request["PATH_INFO"]))

    assert lost == set()
    assert len(FORMS) > 40


def test_who_signs_in_anew_comes_back_to_the_form_and_is_told_that_nothing_was_done(alder: Client) -> None:
    """After two hours without a click; what was typed is lost, and must not be believed to be sent."""
    asked = Client().post(f"{ALDER}statement/sign/", {"by": "Ada"}).headers["Location"]
    assert asked == f"/accounts/login/?next={ALDER}statement/sign/"

    page = alder.get(f"{ALDER}statement/sign/", follow=True)

    assert page.request["PATH_INFO"] == f"{ALDER}statement/"
    assert page.content.decode().count("Nothing was done just now.") == 1
    assert "Nothing was done" not in alder.get(f"{ALDER}statement/").content.decode()


def test_a_language_chosen_on_a_page_of_mistakes_leads_to_the_form_in_that_language(alder: Client) -> None:
    wrong = alder.post(f"{ALDER}lists/upload/", {})
    assert wrong.status_code == 422

    page = alder.post("/speak/", {"language": "de", "next": f"{ALDER}lists/upload/"}, follow=True)

    assert page.status_code == 200
    assert "Unsere Listen" in page.content.decode()


def test_a_stranger_learns_nothing_on_the_way_up(cedar: Client) -> None:
    assert cedar.get(f"{ALDER}lists/upload/", follow=True).status_code == 404
    assert cedar.get(f"{PAST}remind/", follow=True).status_code == 404
    assert cedar.get(f"{PROGRAMME}people/end/", follow=True).status_code == 404


def test_a_suppliers_form_leads_to_its_page_too() -> None:
    assert Client().get("/shared/a-link/revoke/").headers["Location"] == "/shared/a-link/"
    assert Client().get("/answer/a-link/again/").headers["Location"] == "/answer/a-link/"
