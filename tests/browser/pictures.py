"""The pictures of the guides, taken while the stories are played: COMITY_GUIDE_PICTURES=1 writes them anew.

Without it nothing is written, so that a run of the tests changes no file.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "pictures"
MOST_BYTES = 150_000


def show(page: Page, name: str, *, height: int = 860) -> None:
    """What is on the screen, from the top; `height` ends it where the page has no more to say."""
    if os.environ.get("COMITY_GUIDE_PICTURES") != "1":
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.evaluate("window.scrollTo(0, 0)")
    before = page.viewport_size or {"width": 1280, "height": 900}
    page.set_viewport_size({"width": before["width"], "height": height})
    page.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size(before)
