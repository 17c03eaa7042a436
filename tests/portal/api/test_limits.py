import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from comity.portal.tenants.gates import Actor
from tests.portal.api.conftest import Program
from tests.portal.api.test_v1 import ALDER

pytestmark = pytest.mark.django_db


def test_a_token_that_calls_too_often_is_told_to_wait_and_others_are_not(
    program: Program, ada: Actor, settings: Settings
) -> None:
    settings.COMITY_API_CALLS_A_MINUTE = 3
    hasty, calm = program(ada), program(ada)

    answers = [hasty.get(f"{ALDER}lists") for _ in range(4)]

    # A minute may begin in between; then one more call passes.
    answers += [hasty.get(f"{ALDER}lists") for _ in range(4)]
    refused = [one for one in answers if one.status_code != 200]
    assert refused
    assert {(one.status_code, one.json()["code"]) for one in refused} == {(429, "too-many-calls")}
    assert {one.headers["Retry-After"] for one in refused} == {"60"}
    assert calm.get(f"{ALDER}lists").status_code == 200


def test_an_operation_asks_the_database_twenty_five_times_at_most(
    alders: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for place in ("standing", "statement", "lists", "common-list", "lists/2026-H1/1/findings"):
        with django_assert_max_num_queries(25):
            assert alders.get(f"{ALDER}{place}").status_code == 200
