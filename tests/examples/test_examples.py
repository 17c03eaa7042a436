import subprocess
import sys

import pytest

from comity.round import find_sources, link_lists
from examples import demo, make


def test_the_lists_are_written_the_same_at_every_run() -> None:
    made = make.make()

    for name, data in made.items():
        if not name.endswith(".xlsx"):
            assert (make.HERE / name).read_bytes() == data, name


@pytest.fixture(scope="module")
def page() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "examples.demo"],
        cwd=make.HERE.parent,
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    return done.stdout


def test_the_demo_prints_one_page(page: str) -> None:
    assert len(page.splitlines()) <= 40
    assert "One site in two spellings" in page
    assert "Two units of one company, kept apart" in page
    assert "Einkaufsvolumen" in page


def test_fictional_lists_are_linked_well() -> None:
    precision, recall = demo.quality(link_lists(find_sources([make.HERE / "lists"])))

    assert precision >= 0.88
    assert recall >= 0.98
