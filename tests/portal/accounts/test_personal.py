"""What is known of a person: told, taken away, and over when its time is over."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from comity.portal.accounts.personal import PERSONAL, forget_person, forget_what_is_over, personal_data
from comity.portal.api.models import Grant, Token
from comity.portal.api.services import make_token
from comity.portal.ledger.queries import verify_book
from comity.portal.tenants.errors import LastOfItsKind
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Invitation, Organisation, Person, Seat
from comity.portal.tenants.roles import Role
from tests.portal.addresses import ALDER

pytestmark = pytest.mark.django_db

NOT_OF_A_PERSON = {
    "lists.Upload.filename": "goes with the upload",
    "survey.Workbook.filename": "as lists.ListVersion.filename",
}


def test_every_field_that_says_who_somebody_is_stands_in_the_inventory() -> None:
    """By their names and kinds; whoever adds one says here why it is kept, or why it is nobody's."""
    telling = {"by", "role", "approved_by", "signed_by", "signed_role", "opening", "filename", "password"}
    ours = [one for one in apps.get_models() if one.__module__.startswith("comity.")]
    found = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.get_fields()
        if isinstance(field, models.EmailField)
        or (
            field.name in telling
            and field.related_model in (None, Person)
            and not getattr(field, "choices", None)
        )
    }

    assert found <= PERSONAL.keys() | NOT_OF_A_PERSON.keys()
    assert all(what and why and long for what, why, long in PERSONAL.values())


def test_everything_that_is_known_is_told_and_nothing_of_others(ada: Actor) -> None:
    make_token(actor=ada, name="nightly", grants=[Grant.LISTS_READ], days=1)

    told = json.loads(personal_data(ada.person))

    assert told["account"]["email"] == "ada@alder-foods.example"
    assert {one["role"] for one in told["seats"]} == {"admin", "contributor"}
    assert told["keys_of_programs"][0]["name"] == "nightly"
    assert told["ledger"][-1]["verb"] == "token-made"
    assert "chiara" not in json.dumps(told)


def test_one_takes_ones_own_data_away_from_the_page(alder: Client) -> None:
    answer = alder.get("/me/data.json")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert json.loads(b"".join(answer.streaming_content))["account"]["email"] == "ada@alder-foods.example"  # type: ignore[attr-defined] # a file
    assert Client().get("/me/data.json").headers["Location"].startswith("/accounts/login/")


def test_who_goes_leaves_no_name_no_address_and_no_way_in(ada: Actor, ines: Actor, alder: Client) -> None:
    key = make_token(actor=ada, name="nightly", grants=[Grant.LISTS_READ], days=30)
    assert key

    forget_person(ada.person)

    person = Person.objects.get(pk=ada.person.pk)
    assert "alder" not in person.email
    assert not person.name
    assert not person.is_active
    assert not Seat.objects.filter(person=person).exists()
    assert not models.QuerySet(Token).filter(person=person).exists()
    assert alder.get(ALDER).status_code in (302, 404)
    assert verify_book(ines.scope).is_whole


def test_the_last_administrator_cannot_leave_a_company_with_nobody(
    actor: Callable[[str, str], Actor],
) -> None:
    alone = actor("ines@hedgerow.example", "hedgerow-office")

    with pytest.raises(LastOfItsKind):
        forget_person(alone.person)

    assert Person.objects.get(pk=alone.person.pk).is_active


def test_what_is_over_is_forgotten(ada: Actor) -> None:
    old = datetime.now(UTC) - timedelta(days=400)
    make_token(actor=ada, name="old", grants=[Grant.LISTS_READ], days=1)
    models.QuerySet(Token).filter(name="old").update(expires_at=old)
    home = Organisation.objects.get(slug="alder-foods")
    Invitation.objects.create(
        digest="x",
        email="late@alder-foods.example",
        programme=ada.programme,
        organisation=home,
        role=Role.READER,
        expires_at=old,
    )

    forget_what_is_over()

    assert not models.QuerySet(Token).filter(name="old").exists()
    assert not Invitation.objects.filter(email="late@alder-foods.example").exists()
