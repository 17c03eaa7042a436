from typing import Any

import pytest
from django.test import Client

from comity.portal.api.paging import cursor_to
from comity.portal.ledger.services import record
from comity.portal.tenants.gates import Actor
from tests.portal.api.test_v1 import ALDER, V1

pytestmark = pytest.mark.django_db


def every_page(client: Client, place: str, of: str, **asked: Any) -> list[list[dict[str, Any]]]:
    pages, cursor = [], ""
    while True:
        answer = client.get(place, {**asked, "cursor": cursor})
        assert answer.status_code == 200, answer.content
        pages.append(answer.json()[of])
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return pages


def test_pages_hold_every_site_once_and_in_order(alders: Client) -> None:
    whole = alders.get(f"{ALDER}common-list", {"limit": 1000}).json()

    pages = every_page(alders, f"{ALDER}common-list", "sites", limit=7)

    assert len(pages) > 2
    assert [one for page in pages for one in page] == whole["sites"]
    assert whole["found"] == len(whole["sites"])


def test_entries_that_come_in_between_move_nothing(birchs: Client, ines: Actor) -> None:
    whole = birchs.get(f"{V1}ledger", {"limit": 1000}).json()["entries"]
    first = birchs.get(f"{V1}ledger", {"limit": 5}).json()

    record(actor=ines, verb="round-reminded", subject="somebody")
    second = birchs.get(f"{V1}ledger", {"limit": 5, "cursor": first["next_cursor"]}).json()

    assert [*first["entries"], *second["entries"]] == whole[:10]


def test_a_cursor_of_another_question_is_refused(alders: Client) -> None:
    first = alders.get(f"{ALDER}common-list", {"limit": 1}).json()

    other = alders.get(f"{ALDER}common-list", {"search": "mill", "cursor": first["next_cursor"]})

    assert (other.status_code, other.json()["code"]) == (422, "cursor")


@pytest.mark.parametrize(
    "cursor", ["7", "eyJ", cursor_to("ledger", 3)[:-1]], ids=["number", "scrap", "cut short"]
)
def test_a_cursor_that_is_not_ours_is_refused(birchs: Client, cursor: str) -> None:
    assert birchs.get(f"{V1}ledger", {"cursor": cursor}).json()["code"] == "cursor"


def test_the_export_is_the_whole_ledger(birchs: Client) -> None:
    told = birchs.get(f"{V1}ledger/verification").json()

    lines = birchs.get(f"{V1}ledger/export").getvalue().splitlines()

    assert told["whole"]
    assert len(lines) == told["entries"]


def test_a_day_beyond_the_calendar_is_told_so(birchs: Client) -> None:
    for name in ("since", "until"):
        assert birchs.get(f"{V1}ledger", {name: "9999-12-31"}).json()["code"] == "invalid"
