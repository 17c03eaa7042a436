"""A report of 5 MB from a supplier's phone to a member's screen, in Chromium before a portal on loopback.

    python -m bench.exchange [--runs 3] [--megabytes 5]

Each run asks another supplier. *Sealed* is from the press on “seal” until the upload was answered, as the page itself counts;
*readable* from the same press until the member's browser has opened and checked it, with the member's clicks.
Consent comes before both: the supplier chooses its file in between, at its own pace.
"""

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.conftest import FLAGS, chromium
from tests.browser.reports import ask, choose, links, make_keys, report
from tests.portal.addresses import ALDER

PATIENCE_MS = 180_000
COMITY = Path(sys.executable).with_name("comity")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=5)
    given = parser.parse_args()
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        data = Path(folder) / "data"
        data.mkdir()
        serving, address = _serve(data)
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            ada = _signed_in(browser, address)
            key, _, _ = make_keys(ada, ALDER)
            runs = [
                _run(browser, ada, address, data, key, at, given.megabytes * 1_000_000)
                for at in range(given.runs)
            ]
        finally:
            browser.close()
            serving.terminate()
            serving.wait(timeout=30)
    for name, at in (("sealed and uploaded", 0), ("readable by the member", 1), ("opened in the browser", 2)):
        values = [one[at] for one in runs]
        print(
            f"{name}: {statistics.median(values):.2f} s (median of {len(runs)}; {min(values):.2f}–{max(values):.2f})"
        )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"CPU of portal and browser together: {used.ru_utime + used.ru_stime:.1f} s")


def _serve(data: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--demo", "--scale", "small", "--data", str(data), "--port", str(port)]
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))
    }
    with (data / "log").open("w") as log:
        serving = subprocess.Popen([COMITY, *words], env=environment, stdout=log, stderr=log)  # noqa: S603 -- our own
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 300
    while time.monotonic() < until and serving.poll() is None:
        try:
            urlopen(f"{address}/health/", timeout=2).close()  # noqa: S310 -- our own address
        except OSError:
            time.sleep(0.2)
        else:
            return serving, address
    serving.terminate()
    raise RuntimeError((data / "log").read_text())


def _signed_in(browser: Browser, address: str) -> Page:
    page = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/demo/")
    page.locator('form:has(input[value="ada@alder-foods.example"]) button').click()
    page.get_by_role("button", name="I have read this").click()
    return page


def _run(
    browser: Browser, ada: Page, address: str, data: Path, key: bytes, at: int, size: int
) -> tuple[float, float, float]:
    """Seconds: sealed, readable, opened."""
    ask(ada, ALDER, f"Mill {at}", f"office@mill-{at}.example")
    phone = browser.new_context(base_url=address, viewport={"width": 360, "height": 800}).new_page()
    phone.set_default_timeout(PATIENCE_MS)
    phone.goto(links(data)[-1])
    phone.locator("input[value=yes]").check()
    phone.locator("main button[type=submit]").last.click()
    choose(phone, "#report", report(size), "report.pdf")
    begun = time.perf_counter()
    phone.locator("#seal button").last.click()
    expect(phone.locator("#done")).to_be_visible(timeout=PATIENCE_MS)
    ada.get_by_role("link", name=f"Mill {at}").click()
    choose(ada, "#key", key, "alder-foods.key")
    ada.get_by_role("button", name="Open here").click()
    expect(ada.get_by_text("byte for byte")).to_be_visible(timeout=PATIENCE_MS)
    readable = time.perf_counter() - begun
    sealed = int(phone.locator("#share").get_attribute("data-took") or 0) / 1000
    opened = int(ada.locator("#open").get_attribute("data-took") or 0) / 1000
    phone.context.close()
    return sealed, readable, opened


if __name__ == "__main__":
    main()
