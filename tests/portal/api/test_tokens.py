import re
from datetime import timedelta

import pytest
from django.test import Client

from comity.portal.api.models import Grant, Token
from comity.portal.api.queries import clock
from comity.portal.ledger.queries import entries_told
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Person, Seat
from tests.portal import addresses
from tests.portal.api.conftest import Program
from tests.portal.api.test_v1 import ALDER

pytestmark = pytest.mark.django_db

PAGE = f"{addresses.ALDER}tokens/"
ASKED = {"name": "nightly upload", "grants": ["lists:read", "lists:write"], "days": "30"}


def key_on(page: str) -> str:
    [key] = re.findall(r"comity_[\w-]{43}", page)
    return str(key)


def test_a_key_is_shown_once_and_opens_what_it_was_made_for(alder: Client) -> None:
    key = key_on(alder.post(PAGE, ASKED).content.decode())

    program = Client(headers={"Authorization": f"Bearer {key}"})

    assert program.get(f"{ALDER}lists").status_code == 200
    assert program.get(f"{ALDER}standing").json()["code"] == "not-granted"
    page = alder.get(PAGE).content.decode()
    assert "nightly upload" in page
    assert key not in page


def test_the_table_holds_no_key(alder: Client, ada: Actor) -> None:
    key = key_on(alder.post(PAGE, ASKED).content.decode())

    [row] = Token.objects.within(ada.scope).values()

    assert key not in str(row)
    assert key.removeprefix("comity_") not in str(entries_told(ada.scope, most=5))


def test_a_form_with_nothing_in_it_says_so(alder: Client) -> None:
    page = alder.post(PAGE, {})

    assert page.status_code == 422
    assert "comity_" not in page.content.decode()


def test_a_key_that_was_taken_back_opens_nothing(alder: Client, alders: Client, ada: Actor) -> None:
    [token] = Token.objects.within(ada.scope)

    alder.post(f"{PAGE}{token.pk}/revoke/")

    assert alders.get(f"{ALDER}lists").status_code == 401
    assert [one.verb for one in entries_told(ada.scope, most=2)] == ["token-revoked", "token-made"]


def test_a_key_that_ran_out_opens_nothing(alders: Client, ada: Actor) -> None:
    Token.objects.within(ada.scope).update(expires_at=clock() - timedelta(seconds=1))

    assert alders.get(f"{ALDER}lists").status_code == 401


def test_a_key_opens_no_more_than_its_person_may_now(alders: Client, ada: Actor) -> None:
    Seat.objects.filter(person=ada.person, role="contributor").delete()
    Seat.objects.filter(person=ada.person, role="admin").update(role="reader")

    assert alders.get(f"{ALDER}lists").status_code == 200
    assert alders.post(f"{ALDER}lists").status_code == 404


def test_a_key_of_somebody_who_left_opens_nothing(alders: Client, ada: Actor) -> None:
    Person.objects.filter(pk=ada.person.pk).update(is_active=False)

    assert alders.get(f"{ALDER}lists").status_code == 401


def test_nobody_sees_or_takes_back_the_keys_of_another_member(
    alders: Client, cedar: Client, birch: Client, ada: Actor
) -> None:
    [token] = Token.objects.within(ada.scope)

    assert cedar.get(PAGE).status_code == 404
    assert cedar.post(f"{PAGE}{token.pk}/revoke/").status_code == 404
    assert cedar.post(f"{addresses.CEDAR}tokens/{token.pk}/revoke/").status_code == 404
    assert birch.post(f"{addresses.PROGRAMME}tokens/{token.pk}/revoke/").status_code == 404
    assert "a test" not in birch.get(f"{addresses.PROGRAMME}tokens/").content.decode()
    assert alders.get(f"{ALDER}lists").status_code == 200


def test_a_token_tells_what_it_is(program: Program, ada: Actor) -> None:
    told = program(ada, [Grant.CHECK]).get("/api/v1/programmes/hedgerow/token").json()

    assert (told["organisation"], told["person"]) == ("alder-foods", "ada@alder-foods.example")
    assert told["grants"] == ["check"]
