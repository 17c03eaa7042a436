"""Letters of an account, as they reach an inbox: whom they come from, what happened, and what to do, in each language."""

from collections.abc import Iterator
from unicodedata import normalize

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from comity.portal.tenants.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence nobody guesses"  # noqa: S105 -- of somebody made up
TONGUES = {"en": "Somebody", "fr": "Quelqu’un", "de": "Jemand", "es": "Alguien", "zh-hans": "有人"}


@pytest.fixture(autouse=True)
def _nobody_asked_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def asked_for(email: str, language: str) -> tuple[str, str]:
    Client().post("/accounts/password/reset/", {"email": email}, headers={"accept-language": language})
    [letter] = mail.outbox
    return str(letter.subject), normalize("NFC", str(letter.body))


@pytest.mark.parametrize("language", TONGUES)
def test_a_forgotten_password_is_answered_in_ones_language_and_in_our_words(language: str) -> None:
    subject, body = asked_for("ada@alder-foods.example", language)

    assert subject.startswith("Comity: ")
    assert body.startswith(TONGUES[language])
    assert body.count("http") == 1
    assert "Thank you" not in body
    assert "\n\n\n" not in body, "nothing is left out, and no hole is left"


@pytest.mark.parametrize("language", TONGUES)
def test_an_address_without_an_account_is_led_to_no_form_that_is_closed(language: str) -> None:
    subject, body = asked_for("nobody@nowhere.example", language)

    assert subject.startswith("Comity: ")
    assert body.startswith(TONGUES[language])
    assert "nobody@nowhere.example" in body
    assert "http" not in body, "who was not invited cannot sign up"


def test_a_password_that_was_changed_is_told_with_what_to_do() -> None:
    ada = Person.objects.get(email="ada@alder-foods.example")
    ada.set_password(PASSWORD)
    ada.save()
    client, other = Client(), "another sentence nobody guesses"
    client.post("/accounts/login/", {"login": ada.email, "password": PASSWORD})

    said = {"oldpassword": PASSWORD, "password1": other, "password2": other}
    client.post("/accounts/password/change/", said, headers={"user-agent": "Browser of Ada's"})

    [letter] = mail.outbox
    assert letter.to == [ada.email]
    assert "Your password has been changed." in letter.body
    assert "Browser of Ada's" in letter.body, "as it is, and not as a page would write it"
    assert "choose a new password at once" in letter.body
