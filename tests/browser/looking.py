"""A look at a page that a story has come to: axe finds nothing, nothing is cut off, and pictures are taken.

Every page as each role gets it is looked at in tests/portal/looks; here are pages in states that only a story brings about.
"""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ADA, INES = "ada@alder-foods.example", "ines@hedgerow.example"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PICTURES = os.environ.get("COMITY_PICTURES")  # a folder, to look at them


def examine(page: Page, name: str) -> list[str]:
    """What is wrong with the page that is open, once all of it is there."""
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES).response["violations"]
    wrong = [f"{name}: {one['id']} at {one['nodes'][0]['target']}" for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        wrong.append(f"{name}: wider than the screen")
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    return wrong
