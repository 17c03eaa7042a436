"""The round as its people live it, from a member that is new to a list that is withdrawn, told by Chromium.

Secretariat, reviewer, two members and counsel; what happens between a member and a supplier is the story of `test_exchange.py`.
"""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page, expect

from comity.portal.demo.make import SMALL, demo_suppliers
from tests.browser.conftest import Somebody
from tests.browser.pictures import show
from tests.portal.addresses import ALDER, NORTHWIND, NOW, PAST, PROGRAMME
from tests.portal.files import ROWS, small_list

UNKNOWN_COUNTRY = "Sarvin Ambalaj,4 Sanayi Caddesi,Bursa,Nowhereland,SMETA 4-Pillar 6.0,2025-03-04,7"


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
    show(page, "member-statement")


def choose(page: Page, label: str, file: SimpleUploadedFile) -> None:
    page.get_by_label(label).set_input_files(
        {"name": str(file.name), "mimeType": "text/csv", "buffer": file.read()}
    )


def send(page: Page) -> None:
    page.goto(f"{NORTHWIND}lists/")
    choose(page, "Your list", small_list(*ROWS, UNKNOWN_COUNTRY))
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Your list is stored as version 1")).to_be_visible()
    expect(page.get_by_role("heading", name="What we found")).to_be_visible()
    expect(page.get_by_text("“Annual spend”")).to_be_visible()


def correct(page: Page) -> None:
    page.get_by_role("link", name="Correct them here").click()
    page.get_by_label("Country").fill("Türkiye")
    show(page, "member-correct")
    page.get_by_role("button", name="Keep these corrections").click()
    expect(page.get_by_text("Your corrections are version 2 of the list.")).to_be_visible()
    expect(page.get_by_role("heading", name="What we found")).to_be_visible()
    show(page, "member-list")


def review(page: Page) -> None:
    """Keys alone: two answers, and one taken back."""
    page.goto(f"{PROGRAMME}matches/")
    show(page, "secretariat-matches")
    expect(page.get_by_text(re.compile("0 of [0-9]+ settled"))).to_be_visible()
    for key, told in (("d", "1 of"), ("s", "2 of"), ("u", "1 of")):
        expect(page.get_by_label("Answer with single keys")).to_be_visible()  # shown once the page listens
        page.keyboard.press(key)
        expect(page.get_by_text(re.compile(f"{told} [0-9]+ settled"))).to_be_visible()


def search(page: Page) -> None:
    """In the list of the round before, as one types."""
    page.goto(f"{ALDER}common-list/")
    expect(page.get_by_text(re.compile("^186 sites$"))).to_be_visible()
    page.get_by_role("searchbox").fill("packaging")
    expect(page.get_by_text(re.compile("^186 sites$"))).to_have_count(0)
    expect(page.get_by_role("rowheader").first).to_contain_text("Packaging")
    show(page, "member-common-list", height=700)


def test_the_round_from_a_signature_to_a_withdrawal(somebody: Somebody, suppliers: Path) -> None:
    ines = somebody("ines@hedgerow.example")
    ines.goto(NOW)
    expect(ines.get_by_text("1 benchmark is not valid")).to_be_visible()
    show(ines, "secretariat-round")
    ines.get_by_text("What they would read").click()
    expect(ines.get_by_text("Dear …,")).to_be_visible()
    ines.get_by_role("button", name=re.compile("Remind these")).click()
    expect(ines.get_by_text("members were reminded")).to_be_visible()
    ines.get_by_role("link", name="Hazel Dairy").click()
    ines.get_by_text("Record a benchmark").click()
    ines.get_by_label("Audit protocol").fill("SMETA 6.1")
    ines.get_by_label("Valid until").fill("2028-12-31")
    ines.get_by_role("button", name="Record", exact=True).click()
    expect(ines.get_by_text("It has standing.")).to_be_visible()
    show(ines, "secretariat-member", height=640)

    nadia = somebody("nadia@northwind-dairy.example", width=390)
    nadia.goto(NORTHWIND)
    show(nadia, "member-home-phone", height=760)
    sign(nadia)
    nadia.goto(NORTHWIND)
    expect(nadia.get_by_text("No row of your company counts in the round 2026-H1.")).to_be_visible()
    send(nadia)
    nadia.set_viewport_size({"width": 1280, "height": 900})
    correct(nadia)
    nadia.goto(NORTHWIND)
    expect(nadia.get_by_role("heading", name="You have standing in this round")).to_be_visible()

    review(somebody("tom@hedgerow.example"))

    ines.goto(NOW)
    ines.get_by_role("button", name="Assemble").click()
    expect(ines.get_by_text("ready for counsel")).to_be_visible()

    ada = somebody("ada@alder-foods.example")
    search(ada)

    ruth = somebody("ruth@counsel.example")
    ruth.goto(f"{PAST}release/")
    show(ruth, "counsel-release", height=1100)
    ruth.goto(f"{NOW}release/")
    expect(ruth.get_by_role("heading", name="Changed since the last list")).to_be_visible()
    ruth.get_by_role("button", name="Sign it off").click()
    expect(ruth.get_by_text("Ruth Adler, 5 October 2026")).to_be_visible()

    ines.goto(f"{NOW}release/")
    ines.get_by_role("button", name="Publish the list").click()
    expect(ines.get_by_text("Published. Members with standing see the list now.")).to_be_visible()

    ada.goto(f"{ALDER}check/")
    expect(ada.get_by_text("Against the common list of round 2026-H1")).to_be_visible()
    ada.get_by_label("Your suppliers").set_input_files(suppliers)
    ada.get_by_label("Keep my file for 30 days").check()
    ada.get_by_role("button", name="Show me").click()
    expect(ada.get_by_role("heading", name=re.compile("due audits exist$"))).to_be_visible()
    show(ada, "member-check")
    ada.get_by_role("button", name="Draft the requests").click()
    expect(ada.get_by_text(re.compile("requests were drafted; nothing was sent"))).to_be_visible()
    show(ada, "member-requests", height=700)
    ada.goto(f"{ALDER}common-list/")
    with ada.expect_download() as taken:
        ada.get_by_role("link", name="CSV").click()
    assert taken.value.suggested_filename == "common-list-2026-H1.csv"

    ruth.goto(f"{PROGRAMME}ledger/?verify=1&verb=common-list-downloaded")
    expect(ruth.get_by_text("entries are as they were written")).to_be_visible()
    show(ruth, "counsel-ledger", height=640)
    ruth.get_by_role("link", name="Replay").first.click()
    expect(ruth.get_by_text("The files are the manifest's, byte for byte.")).to_be_visible()
    ruth.goto(f"{PROGRAMME}ledger/?verb=release-published")
    ruth.get_by_role("link", name="Replay").last.click()
    expect(ruth.get_by_role("heading", name="Which rows")).to_be_visible()
    show(ruth, "counsel-replay", height=780)

    ines.goto(f"{PROGRAMME}statistics/")
    show(ines, "secretariat-statistics")
    ines.goto(f"{NOW}release/")
    ines.get_by_text("Withdraw this release").click()
    ines.get_by_label("Why it is withdrawn").fill("A list was sent by mistake.")
    ines.get_by_role("button", name="Withdraw it").click()
    expect(ines.get_by_text("Nobody sees the list any more")).to_be_visible()


def test_a_list_is_sent_and_read_without_a_script(somebody: Somebody) -> None:
    page = somebody("chiara@cedar-home.example", script=False)
    page.goto("/programmes/hedgerow/members/cedar-home/lists/")
    choose(page, "Your list", small_list(name="cedar.csv"))

    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_text("Your list is stored as version")).to_be_visible()
    found, again = (
        page.get_by_role("heading", name="What we found"),
        page.get_by_role("link", name="Look again"),
    )
    expect(found.or_(again)).to_be_visible()
    while again.count():
        page.wait_for_timeout(500)  # as a person would
        again.click()
        expect(found.or_(again)).to_be_visible()
    expect(found).to_be_visible()


def test_signing_inviting_and_a_language_need_no_script(somebody: Somebody) -> None:
    page = somebody("chiara@cedar-home.example", script=False)
    home = "/programmes/hedgerow/members/cedar-home/"
    page.goto(f"{home}people/")
    page.get_by_label("E-mail address").fill("colleague@cedar-home.example")
    page.get_by_label("Role").select_option("reader")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("The invitation is on its way to colleague@cedar-home.example.")).to_be_visible()

    page.get_by_label("Language").select_option("fr")
    page.get_by_role("button", name="Change").click()
    page.goto(f"{home}statement/")

    expect(page.get_by_role("heading", name="La signature de votre entreprise")).to_be_visible()


def test_a_page_is_walked_by_keyboard_and_begins_with_a_way_to_its_content(somebody: Somebody) -> None:
    page = somebody("ada@alder-foods.example")
    page.goto(ALDER)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
