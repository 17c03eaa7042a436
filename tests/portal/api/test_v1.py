import json

import pytest
from django.http import FileResponse
from django.test import Client

from comity.portal.lists.models import ListVersion
from comity.portal.tenants.gates import Actor
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db

V1 = "/api/v1/programmes/hedgerow/"
ALDER, CEDAR, NORTHWIND = (
    f"{V1}members/{name}/" for name in ("alder-foods", "cedar-home", "northwind-dairy")
)


def test_a_member_sees_where_it_stands(cedars: Client) -> None:
    found = cedars.get(f"{CEDAR}standing").json()

    assert found["round"] == "2026-H1"
    assert not found["entitled"]
    assert "contribution" in {one["link"] for one in found["missing"]}


def test_nobody_sees_where_another_stands(cedars: Client, birchs: Client) -> None:
    assert {one.get(f"{ALDER}standing").status_code for one in (cedars, birchs)} == {404}
    assert cedars.get(f"{ALDER}standing").json()["code"] == "not-found"
    assert cedars.get(f"{ALDER}standing").json() == cedars.get(f"{V1}members/nobody/standing").json()


def test_a_list_is_sent_read_looked_at_and_withdrawn(cedars: Client, chiara: Actor) -> None:
    sent = cedars.post(f"{CEDAR}lists", {"file": small_list()})

    assert sent.status_code == 201, sent.content
    version = cedars.get(f"{CEDAR}lists/2026-H1/1").json()
    assert (version["state"], version["rows"], version["accepted"]) == ("read", 3, 2)
    findings = cedars.get(f"{CEDAR}lists/2026-H1/1/findings").json()
    assert findings["refused_columns"] == ["Annual spend"]
    assert "90000" not in json.dumps(findings)
    workbook = cedars.get(f"{CEDAR}lists/2026-H1/1/workbook")
    assert isinstance(workbook, FileResponse)
    assert workbook.getvalue().startswith(b"PK")
    withdrawn = cedars.post(f"{CEDAR}lists/2026-H1/1/withdrawal", content_type="application/json")
    assert withdrawn.json()["counts"] is False
    assert ListVersion.objects.within(chiara.scope).get(round__slug="2026-H1").withdrawn_at
