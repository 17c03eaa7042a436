"""Deciding by single keys, in a real Chromium: what the pages say of keys is so."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from comity.benchmark import Credit, Party
from comity.portal.protocols.queries import open_criteria, opened, turn_at
from comity.portal.tenants.gates import Actor
from tests.browser.conftest import patient
from tests.portal.conftest import ON_POSTGRES
from tests.portal.looks.answered import HERE, answer_as
from tests.portal.protocols.cast import again, sent

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(ON_POSTGRES, reason="what a browser does with a page is not the database's"),
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = patient(browser.new_context(base_url=HERE))
    yield context.new_page()
    context.close()


def press(page: Page, key: str) -> None:
    """Press it once the page listens: it shows the switch of single keys as soon as it does."""
    expect(page.get_by_label("Answer with single keys")).to_be_visible()
    page.keyboard.press(key)


def test_a_protocol_is_decided_by_keys_alone(page: Page, ada: Actor, alder: Client) -> None:
    case = sent(ada)
    found = opened(ada, case)
    first, second = open_criteria(found)[:2]
    answer_as(alder, page)
    page.goto(
        reverse(
            "protocol-desk", kwargs={"programme": "hedgerow", "organisation": "alder-foods", "case": case.pk}
        )
    )

    press(page, "1")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    press(page, "f")
    expect(page.get_by_text(re.compile("^1 of 154 answered"))).to_be_visible()
    press(page, "n")
    expect(page.get_by_text(re.compile("^2 of 154 answered"))).to_be_visible()
    press(page, "u")
    expect(page.get_by_text(re.compile("^1 of 154 answered"))).to_be_visible()

    after = opened(ada, again(ada, case)).standing
    assert after.credits(Party.MEMBER) == {first: Credit.FULL}
    [linked] = after.judgements(Party.MEMBER)
    assert linked.questions == (turn_at(found, first).offers[0].value,)
    assert second not in after.statements(Party.MEMBER)
