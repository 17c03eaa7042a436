"""A real Chromium before a real `comity serve`, on a copy of the small demonstration."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.patience import PATIENCE_S
from tests.portal.conftest import made  # noqa: F401 -- a fixture is known where it is imported
from tests.portal.demonstration import Demonstration
from tests.ports import free_port

PATIENCE_MS = 180_000  # a page is one answer, and no process that starts: where it is wrong, nobody waits ten minutes to hear so
expect.set_options(timeout=PATIENCE_MS)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


def chromium() -> str:
    """The system's; where there is none and we may, it is installed."""
    with (Path(tempfile.gettempdir()) / "comity-chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two workers of one run install it once
        return _found_or_installed()


def _found_or_installed() -> str:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in ("update -qq", "install -y -qq --no-install-recommends chromium"):
            subprocess.run(
                ["apt-get", *words.split()], env=environment, check=True, stdout=subprocess.DEVNULL
            )
        found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("These tests need Chromium: install it (Debian: apt-get install chromium).")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


def patient(context: BrowserContext) -> BrowserContext:
    """What a page does by itself, too, waits as long as an expectation: a click, a way to another page, an answer."""
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture(scope="session")
def portal(made: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:  # noqa: F811 -- the fixture
    """Its address."""
    with playing(made, tmp_path_factory.mktemp("served") / "data") as address:
        yield address


@contextmanager
def playing(played: Demonstration, data: Path) -> Iterator[str]:
    """A copy of the demonstration in the folder `data`, served; its address."""
    shutil.copytree(played.data, data)
    (data / "demo").touch()
    environment = {
        name: value
        for name, value in os.environ.items()
        if name == "COMITY_HOURS_AHEAD" or not name.startswith(("COMITY_", "DJANGO_"))
    }
    with serving(data, environment, demo=True) as address:
        yield address


@contextmanager
def serving(data: Path, environment: Mapping[str, str], *, demo: bool) -> Iterator[str]:
    """`comity serve` on a folder; its address."""
    port = free_port()
    words = [
        "serve",
        *(["--demo", "--scale", "small"] if demo else []),
        "--data",
        str(data),
        "--port",
        str(port),
    ]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("comity"), *words], env=dict(environment), stdout=log, stderr=log
        )
        try:
            _wait(f"http://127.0.0.1:{port}/health/", process, data / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)


def _wait(address: str, serving: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and serving.poll() is None:
        try:
            urlopen(address, timeout=2).close()  # noqa: S310 -- our own address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the portal did not start:\n{log.read_text()}")


def acknowledge(page: Page) -> None:
    """The notice before a session, to its end: who went elsewhere before it was answered would be asked again."""
    read = page.get_by_role("button", name="I have read this")
    read.click()
    expect(read).to_have_count(0)
    page.wait_for_load_state()


Somebody = Callable[..., Page]
LINE_LOST, REFUSED = "net::ERR_", "status of 404"
"""In what the browser says when a connection breaks, or what it asks for is gone: no complaint where a test brings it about."""


@pytest.fixture
def somebody(browser: Browser, portal: str) -> Iterator[Somebody]:
    """A page of somebody of the cast, signed in; whatever the browser complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def be(
        email: str = "",
        *,
        width: int = 1280,
        dark: bool = False,
        script: bool = True,
        may_lose_the_line: bool = False,
        may_be_refused: bool = False,
    ) -> Page:
        context = patient(
            browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme="dark" if dark else "light",
                java_script_enabled=script,
                base_url=portal,
                reduced_motion="reduce",
            )
        )
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: (
                complaints.append(said.text)
                if said.type in {"error", "warning"}
                and not (may_lose_the_line and LINE_LOST in said.text)
                and not (may_be_refused and REFUSED in said.text)
                else None
            ),
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if email:
            page.goto("/demo/")
            page.locator(f'form:has(input[value="{email}"]) button').click()
            acknowledge(page)
        return page

    yield be
    for context in contexts:
        context.close()
    assert complaints == []
