import fcntl
import json
import os
import subprocess
import sys

import pytest

from examples import demo, make
from tests.patience import PATIENCE_S


def test_the_lists_are_written_the_same_at_every_run() -> None:
    made = make.make()

    for name, data in made.items():
        if not name.endswith(".xlsx"):
            assert (make.HERE / name).read_bytes() == data, name


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Made once, however many processes run these tests: it is made in one folder."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    told = tmp_path_factory.getbasetemp().parent / f"demo-{run}.txt"
    with told.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        text = file.read()
        if not text:
            text = _made()
            file.write(text)
    return text


def _made() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "examples.demo"],
        cwd=make.HERE.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_S,
    )
    return done.stdout


def test_the_demo_prints_one_page(page: str) -> None:
    assert len(page.splitlines()) <= 45
    assert max(map(len, page.splitlines())) <= 260
    assert "One site:" in page
    assert "Two sites:" in page
    assert "Einkaufsvolumen" in page
    assert "due audits exist" in page


@pytest.mark.usefixtures("page")
def test_everything_that_the_page_names_is_there() -> None:
    for name in (
        "opportunities.xlsx",
        "ROUND/common-list.xlsx",
        "ROUND/secretariat/leak-test.html",
        "ROUND/returned/alder-foods.xlsx",
    ):
        assert (demo.OUT / name).is_file()


@pytest.mark.usefixtures("page")
def test_fictional_lists_are_linked_well() -> None:
    precision, recall = demo.quality(demo.links_of(demo.OUT / "ROUND"))

    assert precision >= 0.96
    assert recall >= 0.99


@pytest.mark.usefixtures("page")
def test_the_list_is_clear_and_no_site_is_lost() -> None:
    summary = json.loads((demo.OUT / "ROUND" / "secretariat" / "summary.json").read_bytes())

    release = summary["release"]
    assert release["mode"] == "clear"
    assert release["shown"] > 1_000
    assert release["shown"] + release["check_only"] + release["withheld"] <= summary["sites"]
