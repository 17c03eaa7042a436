"""Guides show what is there, and every picture is small enough to be read over a slow line."""

import re
from pathlib import Path

import pytest

from tests.browser.pictures import FOLDER, MOST_BYTES

GUIDES = sorted(FOLDER.parent.glob("*.md"))
_SHOWN = re.compile(r"!\[(?P<told>[^\]]*)\]\((?P<path>[^)]+)\)")


def shown() -> dict[Path, str]:
    return {
        (guide.parent / found["path"]).resolve(): found["told"]
        for guide in GUIDES
        for found in _SHOWN.finditer(guide.read_text("utf-8"))
    }


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    assert set(shown()) == set(FOLDER.glob("*.png"))


def test_every_picture_is_told_to_who_cannot_see_it() -> None:
    assert [path.name for path, told in shown().items() if len(told) < 15] == []


@pytest.mark.parametrize("picture", sorted(FOLDER.glob("*.png")), ids=lambda path: path.stem)
def test_a_picture_is_a_small_png(picture: Path) -> None:
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < MOST_BYTES
