"""Every page as people of each role see it: axe finds nothing, nothing is cut off, and pictures are taken."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Somebody
from tests.portal.addresses import ALDER, NORTHWIND, NOW, PAST, PROGRAMME

ADA, INES, RUTH, NADIA = (
    "ada@alder-foods.example", "ines@hedgerow.example", "ruth@counsel.example", "nadia@northwind-dairy.example",
)  # fmt: skip
PAGES: dict[str, dict[str, str]] = {
    "": {"welcome": "/", "sign-in": "/accounts/login/", "demo": "/demo/"},
    ADA: {
        "home": ALDER, "lists": f"{ALDER}lists/", "list": f"{ALDER}lists/2026-H1/1/", "statement": f"{ALDER}statement/",
        "common-list": f"{ALDER}common-list/", "check": f"{ALDER}check/", "notice": "/notice/",
        "sessions": "/accounts/sessions/", "second-factor": "/accounts/2fa/",
    },
    NADIA: {"home-new": NORTHWIND, "statement-new": f"{NORTHWIND}statement/", "no-list": f"{NORTHWIND}common-list/"},
    INES: {"rounds": f"{PROGRAMME}rounds/", "round": NOW, "ledger": f"{PROGRAMME}ledger/?verify"},
    RUTH: {"release": f"{PAST}release/"},
}  # fmt: skip
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


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1600, False)], ids=["phone-dark", "desk-light"])
@pytest.mark.parametrize("email", PAGES, ids=lambda email: email.partition("@")[0] or "stranger")
def test_axe_finds_nothing_and_nothing_is_cut_off(
    email: str, width: int, *, dark: bool, somebody: Somebody
) -> None:
    page = somebody(email, width=width, dark=dark)
    wrong = []

    for name, address in PAGES[email].items():
        page.goto(address)
        wrong += examine(page, f"{name}-{width}")

    assert wrong == []
