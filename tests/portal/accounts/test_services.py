import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from comity.portal.accounts.services import accept_seat, found_programme, invite, invite_founder, take_seat
from comity.portal.demo.make import CAST
from comity.portal.tenants.errors import InvitationProblem
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Invitation, Organisation, Person, Seat
from comity.portal.tenants.roles import Role

pytestmark = pytest.mark.django_db
OLD = "the password of before"
SAID = {"name": "New One", "password": "a sentence nobody guesses"}


@pytest.fixture
def token(ines: Actor) -> str:
    home = Organisation.objects.get(slug="cedar-home")
    return invite(actor=ines, email="New@Cedar-Home.example", organisation=home, role=Role.CONTRIBUTOR)


def test_an_invitation_gives_its_seat_once(token: str) -> None:
    person = take_seat(token=token, **SAID)

    seat = Seat.objects.get(person=person)
    assert (person.email, seat.organisation.slug, seat.role) == (
        "new@cedar-home.example",
        "cedar-home",
        Role.CONTRIBUTOR,
    )
    with pytest.raises(InvitationProblem):
        take_seat(token=token, **SAID)


def test_an_invitation_runs_out(token: str) -> None:
    Invitation.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    with pytest.raises(InvitationProblem):
        take_seat(token=token, **SAID)


def test_the_token_is_nowhere_in_the_database(token: str) -> None:
    assert len(token) >= 43  # 256 bits, six a letter
    assert not Invitation.objects.filter(digest__icontains=token[:20]).exists()
    assert token not in str(list(Invitation.objects.values()))


def test_who_guesses_a_link_learns_nothing(token: str) -> None:
    guessed, used = Client().get("/begin/guessed/"), Client().get(f"/begin/{token[:-1]}/")

    assert guessed.status_code == used.status_code == 409
    said = [
        re.sub(rb'value="[^"]*"', b"", one.content) for one in (guessed, used)
    ]  # a form's own token and place
    assert said[0] == said[1]


@pytest.fixture
def old() -> Person:
    return Person.objects.create_user("old@cedar-home.example", OLD, name="Old One")


def test_a_link_sets_no_account_up_for_somebody_who_has_one(ines: Actor, old: Person) -> None:
    home = Organisation.objects.get(slug="cedar-home")
    token = invite(actor=ines, email=old.email, organisation=home, role=Role.READER)

    for password in (SAID["password"], OLD):
        with pytest.raises(InvitationProblem):
            take_seat(token=token, name="Old One", password=password)

    old.refresh_from_db()
    assert old.check_password(OLD)
    accept_seat(token=token, person=old)
    assert Seat.objects.get(person=old).organisation == home


def test_a_seat_is_accepted_by_whom_it_was_offered_to(token: str, old: Person) -> None:
    with pytest.raises(InvitationProblem):
        accept_seat(token=token, person=old)

    assert not Seat.objects.filter(person=old).exists()
    assert take_seat(token=token, **SAID)  # the link is as it was


def test_a_founded_programme_is_not_founded_again(ines: Actor) -> None:
    token = invite_founder()

    with pytest.raises(InvitationProblem):
        found_programme(token=token, programme="P", secretariat="S", email="x@y.example", **SAID)


def test_a_founder_whose_address_has_an_account_is_told(client: Client) -> None:
    Person.objects.create_user("ines@office.example", SAID["password"], name="Ines")
    said = {**SAID, "programme": "P", "secretariat": "S", "email": "Ines@Office.example"}

    answer = client.post(f"/begin/{invite_founder()}/", said)

    assert answer.status_code == 422
    assert "There is an account with this address." in answer.content.decode()


def test_taking_a_seat_signs_one_in_and_shows_the_notice_first(token: str) -> None:
    client = Client()

    client.post(f"/begin/{token}/", SAID)

    assert client.get("/", follow=True).request["PATH_INFO"] == "/notice/"


@pytest.mark.parametrize(
    "password", ["Cedar-Home-2026!", "hedgerow.comity", "newONE@cedar-home.example", "cedarhome1234567"]
)
def test_a_password_of_names_that_everybody_knows_is_refused(token: str, password: str) -> None:
    answer = Client().post(f"/begin/{token}/", {**SAID, "password": password})

    assert answer.status_code == 422
    assert "too similar" in answer.content.decode()
    assert not Person.objects.filter(email="new@cedar-home.example").exists()


def test_who_changes_a_password_is_told_the_same(ada: Actor) -> None:
    with pytest.raises(ValidationError, match="too similar"):
        validate_password("Alder-Foods-2026", ada.person)

    validate_password("an alder grows beside our home", ada.person)


@pytest.mark.parametrize("password", ["short", "password123456"])
def test_a_weak_password_is_refused(token: str, password: str) -> None:
    answer = Client().post(f"/begin/{token}/", {**SAID, "password": password})

    assert answer.status_code == 422
    assert not Person.objects.filter(email="new@cedar-home.example").exists()


def test_nobody_signs_up_without_an_invitation() -> None:
    answer = Client().post("/accounts/signup/", {"email": "a@b.example", "password1": SAID["password"]})

    assert b"closed" in answer.content.lower()
    assert not Person.objects.filter(email="a@b.example").exists()


def test_the_demonstration_lets_one_be_its_cast_and_nobody_else() -> None:
    client = Client()

    assert client.post("/demo/", {"email": "admin@cedar-home.example"}).status_code == 404
    assert client.post("/demo/", {"email": CAST[0].email}).status_code == 302


def test_without_the_demonstration_its_door_is_not_there(settings: LazySettings) -> None:
    settings.COMITY_DEMO = False

    assert Client().get("/demo/").status_code == 404
    assert Client().post("/demo/", {"email": CAST[0].email}).status_code == 404
    assert b"Demonstration" not in Client().get("/").content


def test_the_database_keeps_no_password(token: str) -> None:
    take_seat(token=token, **SAID)

    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM tenants_person WHERE email = 'new@cedar-home.example'")
        assert SAID["password"] not in cursor.fetchone()[0]
