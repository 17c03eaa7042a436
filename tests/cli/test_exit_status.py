"""The table of the guide says of every error with which status it ends the command."""

import re
from pathlib import Path

import pytest

from comity.cli.app import exit_status
from comity.core import ComityError

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "cli.md").read_text("utf-8")
UPSTAIRS = "portal"  # its errors end in pages, not in commands


def kinds() -> dict[str, type[ComityError]]:
    found: list[type[ComityError]] = [ComityError]
    for kind in found:
        found += kind.__subclasses__()
    return {kind.code: kind for kind in found if kind.__module__.split(".")[1] != UPSTAIRS}


@pytest.mark.parametrize("code", sorted(kinds()))
def test_the_guide_says_with_which_status_an_error_ends(code: str) -> None:
    status = exit_status(kinds()[code].__new__(kinds()[code]))

    [line] = re.findall(rf"^\| {status} \|.*$", GUIDE, re.MULTILINE)
    assert f"`{code}`" in line
