"""Every page as people of each role see it: axe finds nothing, nothing is cut off, and pictures are taken."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Somebody
from tests.portal.addresses import ALDER, NORTHWIND, NOW, PAST, PROGRAMME

ADA, BEN, DARA, RAE, NADIA = (
    "ada@alder-foods.example", "ben@bramble-foods.example", "dara@alder-foods.example", "rae@bramble-foods.example",
    "nadia@northwind-dairy.example",
)  # fmt: skip
INES, TOM, RUTH, OTTO = (
    "ines@hedgerow.example", "tom@hedgerow.example", "ruth@counsel.example", "otto@assurance.example",
)  # fmt: skip
PAGES: dict[str, dict[str, str]] = {
    "": {"welcome": "/", "sign-in": "/accounts/login/", "demo": "/demo/", "interface": "/api/"},
    ADA: {
        "list": f"{ALDER}lists/2026-H1/1/", "correct": f"{ALDER}lists/2026-H1/1/mend/", "ask": f"{ALDER}requests/new/",
        "people": f"{ALDER}people/", "tokens": f"{ALDER}tokens/", "notice": "/notice/", "sessions": "/accounts/sessions/",
        "second-factor": "/accounts/2fa/",
    },
    BEN: {}, DARA: {}, RAE: {},
    NADIA: {"no-list": f"{NORTHWIND}common-list/"},
    INES: {
        "round": NOW, "ledger-verified": f"{PROGRAMME}ledger/?verify", "member": f"{PROGRAMME}member/hazel-dairy/",
        "people": f"{PROGRAMME}people/", "propose": f"{PROGRAMME}settings/policies/add/",
        "survey-rules": f"{PROGRAMME}settings/survey/",
    },
    TOM: {"agreement": f"{PROGRAMME}matches/disagreements/", "remembered": f"{PROGRAMME}matches/remembered/"},
    RUTH: {"release": f"{PAST}release/"},
    OTTO: {},
}  # fmt: skip
"""Beside what each finds in the navigation, which is visited first."""
ON_PHONE_ALONE = {BEN, DARA, RAE, TOM, OTTO}
"""Whose pages others have, too: once is enough for what a screen of another width could break."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PICTURES = os.environ.get("COMITY_PICTURES")  # a folder, to look at them


def examine(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open."""
    found = Axe().run(page, options=RULES).response["violations"]
    wrong = [f"{name}: {one['id']} at {one['nodes'][0]['target']}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append(f"{name}: wider than the screen")
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    return wrong


SCREENS = [(email, 360, True) for email in PAGES] + [
    (email, 1600, False) for email in PAGES if email not in ON_PHONE_ALONE
]


@pytest.mark.parametrize(
    ("email", "width", "dark"),
    SCREENS,
    ids=[f"{email.partition('@')[0] or 'stranger'}-{width}" for email, width, _ in SCREENS],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    email: str, width: int, *, dark: bool, somebody: Somebody
) -> None:
    page = somebody(email, width=width, dark=dark)
    wrong = []

    for name, address in (in_the_navigation(page) | PAGES[email]).items():
        page.goto(address)
        wrong += examine(page, f"{email.partition('@')[0]}-{name}-{width}")

    assert wrong == []


def in_the_navigation(page: Page) -> dict[str, str]:
    links = page.locator(".nav a").evaluate_all("every => every.map(one => [one.innerText, one.pathname])")
    return {str(name).lower().replace(" ", "-"): str(address) for name, address in links}
