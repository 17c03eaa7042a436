"""The page that describes the interface says of every operation who may call it, and leads nowhere that is not there."""

import re

import pytest
from django.test import Client

from comity.portal.interface.description import interface
from comity.portal.tenants.roles import EVERYBODY
from tests.portal.api.operations import OPERATIONS

pytestmark = pytest.mark.django_db


def test_every_operation_is_described_with_its_grant_and_roles() -> None:
    shown = {one.id: one for part in interface().parts for one in part.operations}

    assert set(shown) == set(OPERATIONS)
    for name, one in shown.items():
        said = OPERATIONS[name]
        assert one.grant == (said.grant.value if said.grant else "any")
        assert set(one.roles) == (
            {str(role.label) for role in said.roles} if said.roles < EVERYBODY else set()
        )
        assert "401" in one.refusals


def test_the_page_needs_no_key_and_every_link_in_it_leads_somewhere() -> None:
    page = Client().get("/api/").content.decode()

    links = set(re.findall(r'href="#([^"]+)"', page)) - {"main"}
    marks = re.findall(r' id="([^"]+)"', page)
    assert len(marks) == len(set(marks))
    assert links <= set(marks)
    assert "hedgerow" not in page
