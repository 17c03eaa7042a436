"""What a script of the page does to a form, in a real Chromium; the form says the same without it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from tests.browser.conftest import patient
from tests.portal.addresses import ALDER, CEDAR, PROGRAMME
from tests.portal.conftest import ON_POSTGRES
from tests.portal.looks.answered import HERE, answer_as

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(ON_POSTGRES, reason="what a browser does with a page is not the database's"),
]


def test_an_invitation_offers_no_role_that_the_organisation_cannot_have(
    browser: Browser, birch: Client
) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(birch, page)
    page.goto(f"{PROGRAMME}people/")
    organisation, role = page.get_by_label("Organisation"), page.get_by_label("Role")

    role.select_option("counsel")
    organisation.select_option("cedar-home")

    expect(role).to_have_value("")
    offered = role.locator("option:enabled").evaluate_all("all => all.map(one => one.value)")
    assert set(offered) == {"", "admin", "contributor", "requester", "decider", "reader"}
    organisation.select_option("")
    expect(role.locator("option:disabled")).to_have_count(0)
    context.close()


def test_a_form_that_its_script_alone_can_send_waits_for_it(browser: Browser, alder: Client) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(alder, page)
    slow = Held(page, "**/exchange/keys.js")
    page.goto(f"{ALDER}keys/", wait_until="commit")
    make = page.get_by_role("button", name="I am the second holder")

    expect(make).to_be_disabled()
    slow.comes()

    expect(make).to_be_enabled()
    context.close()


def test_an_answer_given_before_the_page_listens_is_saved(browser: Browser, alder: Client) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(alder, page)
    slow = Held(page, "**/htmx-2.min.js")
    page.goto(f"{ALDER}survey/2026/questions/diligence/", wait_until="commit")

    page.locator("#in-audits_done").fill("121")
    slow.comes()

    expect(page.locator("#state-audits_done")).to_contain_text("saved, Ada Quist")
    context.close()


class Held:
    """A script that is on its way until it `comes`."""

    def __init__(self, page: Page, place: str) -> None:
        self._page, self._place = page, place
        self._asked: list[Route] = []
        page.route(place, lambda route: self._asked.append(route))

    def comes(self) -> None:
        while not self._asked:
            self._page.wait_for_timeout(20)
        self._page.unroute(self._place)
        for one in self._asked:
            one.fallback()


def test_a_file_with_nothing_in_it_is_told_so_on_the_page(browser: Browser, cedar: Client) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(cedar, page)
    page.goto(f"{CEDAR}lists/")

    empty = FilePayload(name="list.csv", mimeType="text/csv", buffer=b"")
    page.get_by_label("Your list").set_input_files(empty)
    page.get_by_role("button", name="Send", exact=True).click()

    expect(page.get_by_text("The submitted file is empty.")).to_be_visible()
    expect(page.get_by_role("heading", name="Send your list")).to_be_visible()
    context.close()


def test_a_search_begins_on_the_first_page_and_its_address_says_each_word_once(
    browser: Browser, alder: Client
) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(alder, page)
    page.goto(f"{ALDER}common-list/?page=2")

    field = page.get_by_label("Site, address, city or identifier")
    for typed in ("tex", "text"):
        field.fill(typed)
        page.wait_for_url(re.compile(rf"search={typed}(&|$)"))

    asked = parse_qs(urlsplit(page.url).query, keep_blank_values=True)
    assert asked["search"] == ["text"]
    assert "page" not in asked
    context.close()


def test_the_way_back_from_a_problem_leads_to_what_was_typed(browser: Browser, birch: Client) -> None:
    context = patient(browser.new_context(base_url=HERE))
    page = context.new_page()
    answer_as(birch, page)
    page.goto(f"{PROGRAMME}rounds/")
    page.get_by_text("Open a round").click()
    said = {"slug": "2026-H1", "opens_on": "2026-10-01", "cutoff": "2026-12-31", "lists_due_on": "2027-03-01"}
    for name, value in said.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Put it in the calendar").click()

    expect(page.get_by_text("There is a round 2026-H1 already.")).to_be_visible()
    page.get_by_role("link", name="Go back").click()
    page.wait_for_url(re.compile(r"/rounds/$"))

    for name, value in said.items():
        expect(page.locator(f"[name={name}]")).to_be_visible()
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    context.close()
