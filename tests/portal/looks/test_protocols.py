"""The protocols room as its people walk through it in Chromium, and the pictures of it that the guides show."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from comity.portal.demo.make import demo_protocols
from comity.portal.protocols.models import Case
from comity.portal.tenants.gates import Actor
from tests.browser.conftest import patient
from tests.browser.pictures import show
from tests.portal.conftest import ON_POSTGRES, Visitor
from tests.portal.looks.answered import HERE, answer_as
from tests.portal.rulebook.test_criteria import newer, proposed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(ON_POSTGRES, reason="what a page looks like is not the database's"),
]
PIA, ADA, INES = "pia@fair-measure.example", "ada@alder-foods.example", "ines@hedgerow.example"


@pytest.fixture(scope="module")
def screen(browser: Browser) -> Iterator[Page]:
    context = patient(
        browser.new_context(base_url=HERE, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def seen_by(screen: Page, visitor: Visitor) -> Callable[[str], Page]:
    def be(email: str) -> Page:
        client: Client = visitor(email)
        answer_as(client, screen)
        return screen

    return be


def place(name: str, case: Case | None = None, *, organisation: str = "fair-measure") -> str:
    kwargs: dict[str, object] = {"programme": "hedgerow", "organisation": organisation}
    return reverse(name, kwargs=kwargs | ({"case": case.pk} if case else {}))


def test_protocols_are_decided_compared_and_told_of(seen_by: Callable[[str], Page], ines: Actor) -> None:
    demo_protocols()
    cases = {
        one.organisation.slug: one for one in Case.objects.within(ines.scope).select_related("organisation")
    }
    own = Case.objects.within(ines.scope).get(name="Alder Standard")

    page = seen_by(ADA)
    page.goto(place("protocol", own, organisation="alder-foods"))
    expect(page.get_by_role("link", name="Decide, one criterion at a time")).to_be_visible()
    show(page, "member-protocol", height=940)

    page = seen_by(PIA)
    page.goto(place("protocol-desk", cases["hazel-dairy"]))
    expect(page.get_by_role("group", name="Which questions answer it?")).to_be_visible()
    show(page, "reviewer-desk")
    page.goto(place("protocol", cases["hazel-dairy"]))
    expect(page.get_by_role("heading", name="Conclude")).to_be_visible()
    show(page, "reviewer-case", height=1180)

    page.goto(place("protocols-compared"))
    page.get_by_label("Whose requirements are asked").select_option(str(cases["cedar-home"].pk))
    page.get_by_label("By which protocol the audit was").select_option(str(cases["elmwood-care"].pk))
    page.get_by_role("button", name="Compare").click()
    expect(
        page.get_by_text(re.compile("which promises that they share .* in truth they share"))
    ).to_be_visible()
    show(page, "reviewer-compared")

    behind = next(one for one in cases.values() if one.state == "not yet equivalent")
    page.goto(place("protocol", behind))
    page.get_by_role("link", name="What if it asked for more?").click()
    expect(page.get_by_role("heading", name="With these it would be equivalent")).to_be_visible()
    show(page, "reviewer-what-if")
    page.get_by_role("checkbox", checked=True).first.uncheck()
    page.get_by_role("button", name="Show what it comes to").first.click()
    expect(page.get_by_role("heading", name="With these it would be not yet equivalent")).to_be_visible()

    page = seen_by(INES)
    page.goto("/programmes/hedgerow/protocols/")
    page.get_by_role("link", name="What all have in common").click()
    expect(page.get_by_role("heading", name="Where members converge")).to_be_visible()
    show(page, "secretariat-convergence", height=900)

    page.goto("/programmes/hedgerow/settings/equivalence/")
    page.get_by_label("Share of the criteria that is needed").fill("95 %")
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_role("heading", name="Those that would have come out otherwise")).to_be_visible()
    show(page, "secretariat-rule", height=1040)
    proposed(ines, newer())
    page.goto("/programmes/hedgerow/settings/criteria/")
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("heading", name="What became of the set before")).to_be_visible()
    show(page, "secretariat-criteria", height=1180)
