"""The table of the guide says of every error with which status it ends the command."""

import re
from importlib.metadata import version
from pathlib import Path

import pytest

import comity
from comity.cli.app import exit_status
from comity.core import ComityError
from tests.cli.running import run_comity

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


def test_the_program_says_which_version_it_is() -> None:
    done = run_comity("--version")

    assert (done.returncode, done.stdout) == (0, f"comity {version('comity')}\n")
    assert comity.__version__ == version("comity")


@pytest.mark.parametrize("name", [".", "lists"])
def test_a_folder_in_place_of_a_list_is_said_to_be_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()

    done = run_comity("lint", name, folder=tmp_path)

    assert done.returncode == 3
    assert "This is a folder, and a list is a file." in done.stderr


def test_rows_without_a_column_are_told_which_columns_there_are(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("list,name\na,b\n")

    done = run_comity("link-rows", "rows.csv", "-o", "OUT", folder=tmp_path)

    assert done.returncode == 2
    assert "the columns are list, record," in done.stderr
