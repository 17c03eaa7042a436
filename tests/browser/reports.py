"""What people do with requests and reports in a browser; the measurement in `bench/exchange.py` does the same."""

import io
import random
import re
from pathlib import Path

import pikepdf
from playwright.sync_api import Locator, Page, expect

MARK = b"Wages of the night shift were recomputed for eleven workers."
LINK = re.compile(r"http://127\.0\.0\.1:\d+/(?:answer|shared)/[A-Za-z0-9_-]{43}/")


def report(size: int = 0, *, data: bytes = b"") -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Held = pdf.make_stream(MARK + data + random.Random(7).randbytes(size))
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def links(folder: Path) -> list[str]:
    """Of the letters that were printed, the latest last."""
    text = (folder / "log").read_text().replace("=\n", "").replace("=3D", "=")
    return LINK.findall(text)


def saved(page: Page, words: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=words).click()
    return Path(download.value.path()).read_bytes()


def arrived(page: Page) -> Locator:
    """What a key's form says when the portal has the public part."""
    return page.get_by_role("status").filter(has_text="The public part has arrived.")


def make_keys(page: Page, place: str) -> tuple[bytes, bytes, bytes]:
    page.goto(f"{place}keys/")
    page.get_by_role("button", name="I am the second holder").click()
    holder = saved(page, "Save my key file")
    expect(arrived(page)).to_have_count(1)
    page.get_by_role("button", name=re.compile("Make (the|a new) key")).click()
    key, recovery = saved(page, "Save the key file"), saved(page, "Save the recovery file")
    expect(arrived(page)).to_have_count(2)
    return key, recovery, holder


def ask(page: Page, place: str, supplier: str, email: str) -> None:
    page.goto(f"{place}requests/new/")
    one = page.locator("section", has=page.get_by_role("heading", name="One supplier"))
    one.get_by_label("Supplier", exact=True).fill(supplier)
    one.get_by_label("Site").fill(f"{supplier}, Izmir")
    one.get_by_label("The supplier's e-mail address").fill(email)
    one.get_by_label("Language of the supplier's page").select_option("tr")
    one.get_by_label("The list says: audited within").select_option("up to 12 months")
    one.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Preview the chosen").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("1 request was sent")).to_be_visible()


def choose(page: Page, selector: str, data: bytes, name: str) -> None:
    page.locator(selector).set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
