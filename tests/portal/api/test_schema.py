"""Every operation for every role, with whatever its description allows: no fault, and nothing that was not described."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as of_schema

from comity.portal.tenants.roles import Role
from comity.portal.wsgi import application
from tests.portal.api.operations import OPERATIONS

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    of_schema.status_code_conformance,
    of_schema.content_type_conformance,
    of_schema.response_headers_conformance,
    of_schema.response_schema_conformance,
]
OWN = {"programme": "hedgerow", "organisation": "alder-foods", "round_slug": "2025-H2"}
PASSING, OTHERS = 4, 1  # examples of each operation


@pytest.fixture
def described() -> Iterator[schemathesis.BaseSchema]:
    """The application itself, in this process; the end of a request does not end the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_openapi_3_1_and_open_to_all() -> None:
    answer = Client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert "hedgerow" not in json.dumps(answer.json())


@pytest.mark.parametrize("role", Role)
def test_every_operation_answers_as_described(
    role: Role, key_of: Callable[[Role], str], described: schemathesis.BaseSchema
) -> None:
    headers = {"Authorization": f"Bearer {key_of(role)}"}
    for result in described.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        name = str(operation.definition.raw["operationId"])
        _ask_examples(operation, headers, may=role in OPERATIONS[name].roles)
        cache.clear()  # the calls of one minute are another test's matter


def _ask_examples(
    operation: schemathesis.APIOperation[Any, Any, Any, Any], headers: dict[str, str], *, may: bool
) -> None:
    @seed(1)
    @settings(
        max_examples=PASSING if may else OTHERS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        case.path_parameters.update({one: OWN[one] for one in case.path_parameters.keys() & OWN.keys()})
        with transaction.atomic():  # each example meets the programme as it was
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS, headers=headers)
        assert may or answer.status_code == 404

    ask()
