import re
from datetime import date

import pytest
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from comity.portal.accounts.services import MOST_A_DAY, invite, withdraw_invitation
from comity.portal.ports.clock import playing_on
from comity.portal.tenants.errors import RoleElsewhere
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Invitation, Organisation, Person, Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER, CEDAR, PROGRAMME
from tests.portal.conftest import Visitor

pytestmark = pytest.mark.django_db


def test_an_invitation_goes_by_mail_and_its_link_gives_the_seat(
    alder: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        alder.post(f"{ALDER}people/invite/", {"email": "new@alder-foods.example", "role": "decider"})

    (message,) = mail.outbox
    assert message.to == ["new@alder-foods.example"]
    assert "Alder Foods" in message.body
    link = re.search(r"/begin/[\w-]+/", str(message.body))
    assert link is not None
    Client().post(link[0], {"name": "New One", "password": "a sentence nobody guesses"})
    seat = Seat.objects.get(person__email="new@alder-foods.example")
    assert (seat.organisation.slug, seat.role) == ("alder-foods", "decider")


def test_a_member_invites_into_no_other_company_and_into_no_role_of_the_secretariat(alder: Client) -> None:
    other = {"email": "new@cedar-home.example", "role": "reader", "organisation": "cedar-home"}

    alder.post(f"{ALDER}people/invite/", other)
    refused = alder.post(f"{ALDER}people/invite/", {"email": "x@alder-foods.example", "role": "manager"})

    assert Invitation.objects.get(email="new@cedar-home.example").organisation == Organisation.objects.get(
        slug="alder-foods"
    )
    assert refused.status_code == 422


def test_a_page_of_people_shows_its_own_company_alone(alder: Client, birch: Client) -> None:
    own, every = alder.get(f"{ALDER}people/"), birch.get(f"{PROGRAMME}people/")

    assert "chiara@cedar-home.example" not in own.content.decode()
    assert "chiara@cedar-home.example" in every.content.decode()


def test_a_seat_that_ends_opens_no_page_any_more(birch: Client, visitor: Visitor) -> None:
    ben = visitor("ben@bramble-foods.example")
    seat = Seat.objects.get(person__email="ben@bramble-foods.example")
    home = f"{PROGRAMME}members/bramble-foods/"
    before = ben.get(home).status_code

    birch.post(f"{PROGRAMME}people/end/", {"seat": seat.pk})

    assert (before, ben.get(home).status_code) == (200, 404)


def test_nobody_ends_a_seat_of_another_company(alder: Client) -> None:
    seat = Seat.objects.filter(person__email="chiara@cedar-home.example").first()
    assert seat is not None

    answer = alder.post(f"{ALDER}people/end/", {"seat": seat.pk})

    assert answer.status_code == 404
    assert Seat.objects.filter(pk=seat.pk).exists()


def test_the_last_administrator_stays(birch: Client) -> None:
    seats = Seat.objects.filter(organisation__slug="cedar-home", role=Role.ADMIN)
    answers = [birch.post(f"{PROGRAMME}people/end/", {"seat": one.pk}).status_code for one in list(seats)]

    assert answers == [302, 409]
    assert seats.all().count() == 1


def test_an_invitation_that_is_taken_back_opens_nothing(birch: Client, ines: Actor) -> None:
    home = Organisation.objects.get(slug="cedar-home")
    token = invite(actor=ines, email="new@cedar-home.example", organisation=home, role=Role.READER)

    birch.post(f"{PROGRAMME}people/end/", {"invitation": Invitation.objects.get(used_at=None).pk})

    assert Client().get(f"/begin/{token}/").status_code == 409


def test_a_stranger_learns_nothing_of_people(cedar: Client) -> None:
    assert cedar.get(f"{ALDER}people/").status_code == 404
    assert cedar.get(f"{CEDAR}people/").status_code == 200
    assert Person.objects.filter(email="chiara@cedar-home.example").exists()


def test_an_organisation_invites_a_hundred_a_day_and_is_told_so(
    alder: Client, ada: Actor, chiara: Actor
) -> None:
    for number in range(MOST_A_DAY):
        invite(
            actor=ada, email=f"p{number}@alder-foods.example", organisation=ada.organisation, role=Role.READER
        )
    for one in Invitation.objects.filter(organisation=ada.organisation, used_at=None):
        withdraw_invitation(actor=ada, invitation=one)  # makes no room: the letter is out

    page = alder.post(f"{ALDER}people/invite/", {"email": "new@alder-foods.example", "role": "reader"})

    assert page.status_code == 409
    assert "Alder Foods has sent 100 invitations since yesterday" in page.content.decode()
    assert invite(
        actor=chiara, email="new@cedar-home.example", organisation=chiara.organisation, role=Role.READER
    )
    with playing_on(date(2026, 10, 7)):
        assert invite(
            actor=ada, email="new@alder-foods.example", organisation=ada.organisation, role=Role.READER
        )


def test_the_thousandth_seat_ends_as_the_first_does(alder: Client, ada: Actor) -> None:
    """Numbers are written with separators for people, and a form's are for the program: “1,234,567” would be no seat."""
    person = Person.objects.get(email="dara@alder-foods.example")
    place = {"programme": ada.programme, "organisation": ada.organisation}
    Seat.objects.create(pk=1_234_567, person=person, role=Role.READER, **place)
    invite(actor=ada, email="new@alder-foods.example", organisation=ada.organisation, role=Role.READER)
    Invitation.objects.filter(email="new@alder-foods.example").update(id=7_654_321)

    page = alder.get(f"{ALDER}people/").content.decode()
    sent = {
        name: alder.post(f"{ALDER}people/end/", {name: number}).status_code
        for name, number in re.findall(r'name="(seat|invitation)" value="([^"]*[67][^"]*)"', page)
        if "7" in number and number.replace(",", "") in {"1234567", "7654321"}
    }

    assert sent == {"seat": 302, "invitation": 302}
    assert not Seat.objects.filter(pk=1_234_567).exists()
    assert not Invitation.objects.filter(pk=7_654_321).exists()


OTHERS = {
    "hedgerow-office": ("reader", "supplier", "admin"),
    "cedar-home": ("supplier", "manager", "auditor"),
    "assurance-partners": ("counsel", "decider"),
}


@pytest.mark.parametrize("home", OTHERS)
def test_the_secretariat_gives_no_seat_that_an_organisation_cannot_have(
    birch: Client, ines: Actor, home: str
) -> None:
    organisation = Organisation.objects.get(slug=home)

    for role in OTHERS[home]:
        said = {"email": "new@somewhere.example", "role": role, "organisation": home}
        page = birch.post(f"{PROGRAMME}people/invite/", said)
        with pytest.raises(RoleElsewhere):
            invite(actor=ines, email=said["email"], organisation=organisation, role=Role(role))
        assert page.status_code in (409, 422), role

    assert "takes part in this programme as something else" in page.content.decode()
    assert not Invitation.objects.filter(email="new@somewhere.example").exists()


def test_what_was_typed_stays_beside_why_it_was_not_taken(birch: Client) -> None:
    said = {"email": "new@somewhere.example", "role": "counsel", "organisation": "cedar-home"}

    page = birch.post(f"{PROGRAMME}people/invite/", said).content.decode()

    assert "Choose another role, or the organisation that it belongs to." in page
    assert 'value="new@somewhere.example"' in page
    assert '<option value="counsel" selected>' in page


def test_no_role_is_given_that_nobody_chose(birch: Client, alder: Client) -> None:
    for client, place in ((birch, PROGRAMME), (alder, ALDER)):
        said = {"email": "new@somewhere.example", "role": "", "organisation": "cedar-home"}

        assert (
            '<option value="" selected>Please choose</option>'
            in client.get(f"{place}people/").content.decode()
        )
        assert client.post(f"{place}people/invite/", said).status_code == 422
    assert not Invitation.objects.filter(email="new@somewhere.example").exists()


def test_the_secretariats_office_may_have_its_own_roles_and_the_platforms_auditor(
    birch: Client, ines: Actor
) -> None:
    form = birch.get(f"{PROGRAMME}people/").content.decode()

    assert '<optgroup label="Secretariat">' in form
    assert '<option value="supplier">' not in form, "no organisation here is a supplier with a seat"
    for role in (Role.MANAGER, Role.REVIEWER, Role.COUNSEL, Role.AUDITOR):
        said = {"email": f"{role}@hedgerow.example", "role": role, "organisation": ines.organisation.slug}
        assert birch.post(f"{PROGRAMME}people/invite/", said).status_code == 302, role
