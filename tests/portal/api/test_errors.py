import importlib
import pkgutil

import pytest
from django.conf import LazySettings
from django.test import Client

import comity
from comity.core import ComityError
from comity.portal.api.errors import STATUS, status_of
from tests.portal.api.test_v1 import ALDER, CEDAR, NORTHWIND, V1
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db


def every_error() -> list[type[ComityError]]:
    for module in pkgutil.walk_packages(comity.__path__, "comity."):
        if module.name.endswith(".errors"):
            importlib.import_module(module.name)
    kinds = [ComityError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return [kind for kind in kinds if kind.__module__.startswith("comity.")]


def test_every_error_comes_to_a_status() -> None:
    statuses = {kind.code: status_of(kind("It did not go.", remedy="Mend it.")) for kind in every_error()}

    assert set(statuses.values()) <= set(STATUS.values())
    assert statuses["not-signed-off"] == 409
    assert statuses["upload-too-large"] == 413


def test_a_problem_says_what_happened_and_what_to_do(cedars: Client) -> None:
    answer = cedars.post(
        f"{CEDAR}statement/signatures",
        f'{{"by": "Chiara", "role": "Owner", "agreed": true, "digest": "sha256:{"0" * 64}"}}',
        content_type="application/json",
    )

    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["type"] == "urn:comity:problem:not-the-text"
    assert (told["status"], told["code"]) == (409, "not-the-text")
    assert told["title"].startswith("The words on your page")
    assert told["detail"].startswith("Open the page again")


def test_what_is_wrong_with_a_call_is_named_without_its_values(cedars: Client) -> None:
    answer = cedars.post(
        f"{CEDAR}statement/signatures",
        '{"by": "Secret Supplier", "role": 7}',
        content_type="application/json",
    )

    assert answer.json()["code"] == "invalid"
    assert ["body", "said", "role"] in [one["where"] for one in answer.json()["errors"]]
    assert "Secret Supplier" not in answer.content.decode()


def test_json_that_is_none_is_a_problem_too(cedars: Client) -> None:
    answer = cedars.post(f"{CEDAR}statement/signatures", "{", content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) in {(422, "invalid")}


def test_more_than_the_portal_reads_is_no_fault_of_the_portal(alders: Client) -> None:
    """Else anybody with a key could fill the log with faults."""
    place, form = f"{ALDER}statement/signatures", f"{ALDER}lists"
    answers = {
        "bytes": alders.post(place, '{"by": "' + "x" * 3_000_000 + '"}', content_type="application/json"),
        "with a key": alders.post(
            place, "x" * 3_000_000, content_type="application/json", headers={"Idempotency-Key": "long"}
        ),
        "fields": alders.post(form, {f"f{number}": "x" for number in range(1_500)}),
        "files": alders.post(form, {f"f{number}": small_list() for number in range(150)}),
        "no boundary": alders.post(form, b"x", content_type="multipart/form-data"),
        "depth": alders.post(place, "[" * 100_000, content_type="application/json"),
    }

    told = {name: (one.status_code, one.json()["code"]) for name, one in answers.items()}
    assert told == dict.fromkeys(answers, (422, "invalid"))


def test_a_program_is_not_led_from_http_to_https_but_refused(settings: LazySettings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, ["^api/v1/"]

    plain, page = Client().get(f"{ALDER}lists"), Client().get("/")
    secure = Client().get(f"{ALDER}lists", secure=True)

    assert (plain.status_code, plain.json()["code"]) == (403, "not-encrypted")
    assert (page.status_code, page.headers["Location"]) == (301, "https://testserver/")
    assert secure.json()["code"] == "not-signed-in"


def test_an_address_without_an_operation_is_not_found(alders: Client) -> None:
    for place in (f"{V1}nothing", "/api/v1/", f"{ALDER}standing/"):
        assert (alders.get(place).status_code, alders.get(place).json()["code"]) == (404, "not-found")


def test_who_has_no_standing_is_told_what_is_missing(alders: Client, nadias: Client) -> None:
    answer = nadias.get(f"{NORTHWIND}common-list")

    assert (answer.status_code, answer.json()["code"]) == (409, "no-standing")
    assert answer.json()["detail"]
    assert nadias.get(f"{NORTHWIND}common-list/files/csv").json()["code"] == "no-standing"
    assert alders.get(f"{ALDER}common-list").status_code == 200
