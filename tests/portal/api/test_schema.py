"""Every operation for every role, with whatever its description allows: no fault, and nothing that was not described.

COMITY_TEST_EXAMPLES asks for more of each than a run of all tests has time for.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache as cache_of_calls
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import checks
from schemathesis.core.result import Ok
from schemathesis.specs.openapi import checks as of_schema

from comity.portal.interface.v1 import v1
from comity.portal.tenants.roles import Role
from comity.portal.wsgi import application
from tests.portal.api.operations import OPERATIONS
from tests.portal.conftest import ON_POSTGRES

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    of_schema.status_code_conformance,
    of_schema.content_type_conformance,
    of_schema.response_headers_conformance,
    of_schema.response_schema_conformance,
]
OWN = {"programme": "hedgerow", "organisation": "alder-foods", "round_slug": "2025-H2"}
EXAMPLES = int(os.environ.get("COMITY_TEST_EXAMPLES", "4" if ON_POSTGRES else "2"))
"""Of each operation: PostgreSQL is the stricter of the two in what it stores."""
PARTS = 8  # of the operations, so that none of the tests takes for ever


@cache
def described() -> dict[str, schemathesis.APIOperation[Any, Any, Any, Any]]:
    """The application itself, in this process: to read its description takes longer than many calls."""
    every = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application).get_all_operations()
    found = [one.ok() for one in every if isinstance(one, Ok)]
    return {str(one.definition.raw["operationId"]): one for one in found}


@pytest.fixture
def in_one_transaction() -> Iterator[None]:
    """The end of a request does not end the test's."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_description_is_openapi_3_1_and_open_to_all() -> None:
    answer = Client().get("/api/v1/openapi.json")

    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert "hedgerow" not in json.dumps(answer.json())


def test_the_description_is_made_once_however_often_somebody_asks() -> None:
    """It takes half a second, and anybody may ask."""
    Client().get("/api/v1/openapi.json")

    assert v1.get_openapi_schema() is v1.get_openapi_schema()


def test_every_number_that_is_asked_for_has_its_bounds() -> None:
    """docs/security.md: no number of somebody's is larger than what it is kept in."""
    asked = [
        one["schema"]
        for place in v1.get_openapi_schema()["paths"].values()
        for it in place.values()
        for one in it.get("parameters", ())
    ]
    bodies = [
        one
        for name, one in v1.get_openapi_schema()["components"]["schemas"].items()
        if name.endswith("Asked")
    ]
    fields = [*asked, *(one for it in bodies for one in it["properties"].values())]

    numbers = [
        one
        for one in fields
        for one in one.get("anyOf", [one])
        if one.get("type") in {"integer", "number"} and "enum" not in one
    ]
    assert len(numbers) > 10
    assert [
        one for one in numbers if not {"minimum", "exclusiveMinimum"} & one.keys() or "maximum" not in one
    ] == []


def test_every_operation_of_the_table_is_described() -> None:
    assert set(described()) == set(OPERATIONS)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_operation_answers_every_role_as_described(
    part: int, key_of: Callable[[Role], str], in_one_transaction: None
) -> None:
    keys = {role: {"Authorization": f"Bearer {key_of(role)}"} for role in Role}
    for name in sorted(OPERATIONS)[part::PARTS]:
        _ask_examples(described()[name], keys, OPERATIONS[name].roles)


def _ask_examples(
    operation: schemathesis.APIOperation[Any, Any, Any, Any],
    keys: Mapping[Role, dict[str, str]],
    admitted: frozenset[Role],
) -> None:
    """Whoever passes is asked all examples, everybody else the first: who is turned away is, whatever they say."""
    asked = 0

    @seed(1)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        nonlocal asked
        asked += 1
        case.path_parameters.update({one: OWN[one] for one in case.path_parameters.keys() & OWN.keys()})
        for role in Role if asked == 1 else admitted:
            with transaction.atomic():  # each example meets the programme as it was
                answer = case.call(headers=keys[role])
                transaction.set_rollback(True)
            case.validate_response(answer, checks=CHECKS, headers=keys[role])
            assert role in admitted or answer.status_code == 404
        cache_of_calls.clear()  # the calls of one minute are another test's matter

    ask()
