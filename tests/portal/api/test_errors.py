import importlib
import pkgutil

import pytest
from django.test import Client

import comity
from comity.core import ComityError
from comity.portal.api.errors import STATUS, status_of
from tests.portal.api.test_v1 import ALDER, CEDAR, NORTHWIND, V1

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


def test_an_address_without_an_operation_is_not_found(alders: Client) -> None:
    for place in (f"{V1}nothing", "/api/v1/", f"{ALDER}standing/"):
        assert (alders.get(place).status_code, alders.get(place).json()["code"]) == (404, "not-found")


def test_who_has_no_standing_is_told_what_is_missing(alders: Client, nadias: Client) -> None:
    answer = nadias.get(f"{NORTHWIND}common-list")

    assert (answer.status_code, answer.json()["code"]) == (409, "no-standing")
    assert answer.json()["detail"]
    assert nadias.get(f"{NORTHWIND}common-list/files/csv").json()["code"] == "no-standing"
    assert alders.get(f"{ALDER}common-list").status_code == 200
