"""What spreadsheets can hold, and what is left as it was for who else reads CSV in this process."""

import csv
import subprocess
import sys

import pytest

from comity.core.spreadsheets import MOST_CELL, cells_limited


def test_reading_our_rooms_leaves_the_limit_of_others_alone() -> None:
    said = (
        "import csv; before = csv.field_size_limit(); import comity.lists, comity.release, comity.benchmark"
    )

    done = subprocess.run(
        [sys.executable, "-c", f"{said}; print(before, csv.field_size_limit())"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    before, after = done.stdout.split()
    assert after == before


def test_a_cell_is_limited_while_we_cut_and_no_longer() -> None:
    long = ["x" * (MOST_CELL + 1)]
    before = csv.field_size_limit()

    with cells_limited(), cells_limited(), pytest.raises(csv.Error):
        list(csv.reader(long))

    assert csv.field_size_limit() == before
    assert list(csv.reader(long)) == [long]
