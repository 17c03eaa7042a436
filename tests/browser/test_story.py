"""The round as its people live it: a new member signs and sends, the round is assembled, signed off, published, and used."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from comity.portal.demo.make import SMALL, demo_suppliers
from tests.browser.conftest import Somebody
from tests.portal.addresses import ALDER, NORTHWIND, NOW
from tests.portal.files import small_list

PATIENCE_MS = 60_000


@pytest.fixture(scope="module")
def suppliers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("suppliers") / "suppliers.xlsx"
    path.write_bytes(demo_suppliers(SMALL))
    return path


def sign(page: Page) -> None:
    page.goto(NORTHWIND)
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_label("Your role in the company").fill("General Counsel")
    page.get_by_label("I have read the statement").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("The statement is signed")


def send(page: Page) -> None:
    page.goto(f"{NORTHWIND}lists/")
    file = small_list()
    page.get_by_label("Your list").set_input_files(
        {"name": "northwind.csv", "mimeType": "text/csv", "buffer": file.read()}
    )
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your list is stored as version 1")).to_be_visible()
    expect(page.get_by_role("heading", name="What we found")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_text("“Annual spend”")).to_be_visible()


def test_the_round_from_a_signature_to_an_opportunity(somebody: Somebody, suppliers: Path) -> None:
    nadia = somebody("nadia@northwind-dairy.example", width=360)
    sign(nadia)
    send(nadia)
    nadia.goto(NORTHWIND)
    expect(nadia.get_by_role("heading", name="You have standing in this round")).to_be_visible()

    ines = somebody("ines@hedgerow.example")
    ines.goto(NOW)
    ines.get_by_role("button", name="Assemble").click()
    expect(ines.get_by_text("ready for counsel")).to_be_visible(timeout=PATIENCE_MS)

    ruth = somebody("ruth@counsel.example")
    ruth.goto(f"{NOW}release/")
    ruth.get_by_role("button", name="Sign it off").click()
    expect(ruth.get_by_text("Ruth Adler, 5 October 2026")).to_be_visible()

    ines.goto(f"{NOW}release/")
    ines.get_by_role("button", name="Publish the list").click()
    expect(ines.get_by_text("Published. Members with standing see the list now.")).to_be_visible()

    ada = somebody("ada@alder-foods.example")
    ada.goto(f"{ALDER}check/")
    expect(ada.get_by_text("Against the common list of round 2026-H1")).to_be_visible()
    ada.get_by_label("Your suppliers").set_input_files(suppliers)
    ada.get_by_role("button", name="Show me").click()
    expect(ada.get_by_role("heading", name=re.compile("due audits exist$"))).to_be_visible(
        timeout=PATIENCE_MS
    )


def test_a_list_is_sent_and_read_without_a_script(somebody: Somebody) -> None:
    page = somebody("chiara@cedar-home.example", script=False)
    page.goto("/programmes/hedgerow/members/cedar-home/lists/")
    page.get_by_label("Your list").set_input_files(
        {"name": "cedar.csv", "mimeType": "text/csv", "buffer": small_list().read()}
    )

    page.get_by_role("button", name="Send", exact=True).click()

    heading = page.get_by_role("heading", name="What we found")
    for _ in range(60):
        if heading.is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(heading).to_be_visible()


def test_a_page_is_walked_by_keyboard_and_begins_with_a_way_to_its_content(somebody: Somebody) -> None:
    page = somebody("ada@alder-foods.example")
    page.goto(ALDER)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
