"""`comity check` as a transcript: what a member types, and what comes back."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from comity.release import write_common_list
from tests.check.members import (
    BRUNETTA,
    KORDOVA,
    OKAVERI,
    TASOLIN,
    VELMIRA,
    as_member_writes,
    common_list,
    write_audits,
    write_suppliers,
)

COMITY = Path(sys.executable).with_name("comity")


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMITY, "check", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A member's folder: the common list as received, its suppliers, its own audits."""
    common = common_list(KORDOVA, VELMIRA, TASOLIN, sealed=[OKAVERI])
    for ending, data in write_common_list(common).items():
        (tmp_path / f"common-list.{ending}").write_bytes(data)
    write_suppliers(
        tmp_path / "suppliers.csv",
        [
            as_member_writes(KORDOVA, reference="V1"),
            KORDOVA | {"reference": "V2"},
            as_member_writes(OKAVERI, reference="V3"),
            VELMIRA | {"reference": "V4"},
            TASOLIN | {"reference": "V5"},
            BRUNETTA | {"reference": "V6"},
            KORDOVA | {"reference": "V7", "name": ""},
        ],
    )
    write_audits(tmp_path / "audits.csv", [(VELMIRA, date(2026, 2, 1)), (TASOLIN, date(2025, 2, 1))])
    return tmp_path


TRANSCRIPT = """\
2 of your 4 due audits exist
  please look           0   these may exist: compare names and addresses
  perhaps your own      1   listed, perhaps because of your own older audit
  not in the list       1   still to be audited
  not due               1   you had these audited in the 12 months before the cut-off
  names no site         1   rows of your list without a site or a supplier
Check-only among the due, opened by your own names: 1
Written to opportunities.xlsx, one sheet for each
"""


@pytest.mark.parametrize("ending", ["xlsx", "csv", "parquet"])
def test_a_check_says_what_exists_first_and_writes_it_down(desk: Path, ending: str) -> None:
    done = run(
        f"common-list.{ending}",
        "suppliers.csv",
        "--audited",
        "audits.csv",
        "-o",
        "opportunities.xlsx",
        folder=desk,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TRANSCRIPT
    book = openpyxl.load_workbook(desk / "opportunities.xlsx")
    assert book["Summary"]["A1"].value == "2 of your 4 due audits exist"


def test_a_check_gives_its_summary_to_a_program(desk: Path) -> None:
    done = run(
        "common-list.xlsx",
        "suppliers.csv",
        "--audited",
        "audits.csv",
        "-o",
        "found.xlsx",
        "--json",
        folder=desk,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "headline": "2 of your 4 due audits exist",
        "round": "2026-H1",
        "cutoff": "2026-06-30",
        "accept_months": 12,
        "due": 4,
        "sites": {
            "audit exists": 2,
            "please look": 0,
            "perhaps your own": 1,
            "not in the list": 1,
            "not due": 1,
            "names no site": 1,
        },
        "rows": 7,
        "check_only": 1,
        "out": "found.xlsx",
    }


def test_without_own_audits_everything_is_due_and_the_answer_says_so(desk: Path) -> None:
    done = run("common-list.xlsx", "suppliers.csv", "-o", "found.xlsx", folder=desk)

    assert done.stdout.startswith("4 of your 5 due audits exist\n")
    assert "No list of your own audits was given (--audited), so every supplier counts as due." in done.stdout


def test_a_longer_acceptance_age_leaves_less_due(desk: Path) -> None:
    done = run(
        "common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "--accept-months", "24", "-o", "found.xlsx",
        folder=desk,
    )  # fmt: skip

    assert done.stdout.startswith("2 of your 3 due audits exist\n")
    assert "not due               2   you had these audited in the 24 months" in done.stdout


def test_own_audits_that_cannot_be_used_are_counted(desk: Path) -> None:
    with (desk / "audits.csv").open("a", encoding="utf-8") as file:
        file.write("Brunetta Toys,River Road 88,Dongguan,CN,SMETA 4-pillar,\n")

    done = run(
        "common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "-o", "found.xlsx", folder=desk
    )

    assert "Rows of audits.csv that give no audit we can use: 1;" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["suppliers.csv", "suppliers.csv", "-o", "f.xlsx"], 2, "suppliers.csv: This is not a common list"),
        (
            ["nowhere.xlsx", "suppliers.csv", "-o", "f.xlsx"],
            3,
            "nowhere.xlsx: The common list cannot be opened",
        ),
        (["common-list.csv", "nowhere.csv", "-o", "f.xlsx"], 3, "nowhere.csv"),
        (["common-list.csv", "suppliers.csv", "--audited", "gone.csv", "-o", "f.xlsx"], 3, "gone.csv"),
        (["common-list.csv", "suppliers.csv", "--accept-months", "-1", "-o", "f.xlsx"], 2, "less than 0"),
        (
            ["common-list.csv", "suppliers.csv", "--accept-months", "a year", "-o", "f.xlsx"],
            2,
            "--accept-months",
        ),
        (["common-list.csv", "suppliers.csv"], 2, "Missing option"),
        (["common-list.csv", "suppliers.csv", "-o", "nowhere/f.xlsx"], 3, "Check that the folder exists"),
    ],
)
def test_errors_end_in_a_sentence_and_their_own_status(
    arguments: list[str], status: int, said: str, desk: Path
) -> None:
    done = run(*arguments, folder=desk)

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (desk / "f.xlsx").exists()


def test_a_common_list_that_lost_its_end_is_refused(desk: Path) -> None:
    lines = (desk / "common-list.csv").read_bytes().splitlines(keepends=True)
    (desk / "common-list.csv").write_bytes(b"".join(lines[:-1]))

    done = run("common-list.csv", "suppliers.csv", "-o", "found.xlsx", folder=desk)

    assert done.returncode == 2
    assert "Take the file as you received it" in done.stderr
