"""`comity check` as a transcript: what a member types, and what comes back."""

import csv
import json
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
from tests.cli.running import Done, run_comity


def run(*arguments: str, folder: Path) -> Done:
    return run_comity("check", *arguments, folder=folder)


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
  not due               1   you had these audited in the 12 months before the cut-off, or since
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
        "remarks": [],
        "out": "found.xlsx",
    }


def test_without_own_audits_everything_is_due_and_the_answer_says_so(desk: Path) -> None:
    done = run("common-list.xlsx", "suppliers.csv", "-o", "found.xlsx", folder=desk)

    assert done.stdout.startswith("4 of your 5 due audits exist\n")
    remark = "There is no list of your own audits, so every supplier counts as due. Give one with --audited."
    assert remark in done.stdout
    assert openpyxl.load_workbook(desk / "found.xlsx")["Summary"]["A2"].value == remark


LANE = """\
name = "virtual assessment"
kind = "virtual assessment"
subject = "site"
on_site = false
window_months = 36
age_bands = [12, 24, 36]
listed = "identity"
consent = "supplier"

[protocols]
"Virtual Walk" = { assurance = "meets the benchmark" }
"""


def test_own_audits_count_by_the_rules_of_the_rounds_lane(desk: Path) -> None:
    (desk / "virtual.toml").write_text(LANE, "utf-8")
    rounds = '[rounds.2026-H1]\ncutoff = 2026-06-30\nlane = "virtual.toml"\n'
    (desk / "PROGRAMME.toml").write_text(f'name = "Forest"\n[settings]\nstatement = 1\n{rounds}', "utf-8")
    walks = "Supplier,City,Country,Protocol,Audit date,Audit type\nVelmira Mills,Pune,IN,Virtual Walk,2026-02-01,Virtual\n"
    (desk / "walks.csv").write_text(walks, "utf-8")
    asked = ("common-list.xlsx", "suppliers.csv", "--audited", "walks.csv", "-o", "found.xlsx", "--json")

    without, under = run(*asked, folder=desk), run(*asked, "--programme", "PROGRAMME.toml", folder=desk)

    assert (without.returncode, under.returncode) == (0, 0), without.stderr + under.stderr
    told = [json.loads(done.stdout) for done in (without, under)]
    assert [one["sites"]["not due"] for one in told] == [0, 1]
    assert [len(one["remarks"]) for one in told] == [2, 0]


def test_what_own_audits_lack_is_said_of_them_alone_or_of_every_list(desk: Path) -> None:
    (desk / "own.csv").write_text("supplier_name,city,country\nVelmira Mills,Pune,IN\n", "utf-8")
    said = ["protocol=SMETA 4-pillar", "audit_date=2026-02-01"]

    def due(*assume: str) -> tuple[int, str]:
        words = [word for one in assume for word in ("--assume", one)]
        done = run("common-list.xlsx", "suppliers.csv", "--audited", "own.csv", *words, "-o", "found.xlsx", folder=desk)  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    assert "Your own lists give no audit at all" in due()[1]
    for assume in (said, [f"own:{one}" for one in said]):
        status, page = due(*assume)
        assert status == 0, page
        assert "no audit" not in page
    assert due("onw:protocol=SMETA")[0] == 2


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

    assert "Rows of audits.csv that give no audit we can use: 1. “comity lint” says why." in done.stdout


def test_own_audits_that_lie_in_the_future_are_named_and_do_not_count(desk: Path) -> None:
    write_audits(desk / "audits.csv", [(VELMIRA, date(2026, 2, 1)), (TASOLIN, date(2052, 3, 4))])

    done = run(
        "common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "-o", "found.xlsx", folder=desk
    )

    assert done.stdout.startswith("3 of your 4 due audits exist\n")
    assert "and do not count: 1. Row 2 says 2052-03-04; correct the date." in done.stdout


def test_an_empty_list_of_own_audits_is_said(desk: Path) -> None:
    header = (desk / "audits.csv").read_text("utf-8").splitlines()[0]
    (desk / "audits.csv").write_text(header + "\n", "utf-8")

    done = run(
        "common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "-o", "found.xlsx", folder=desk
    )

    assert done.returncode == 0, done.stderr
    assert "Your own lists give no audit at all, so every supplier counts as due." in done.stdout
    assert "audits.csv has no rows: no audit of your own was read from it." in done.stdout


def test_an_empty_list_of_suppliers_is_said_to_a_person_and_to_a_program(desk: Path) -> None:
    header = (desk / "suppliers.csv").read_text("utf-8").splitlines()[0]
    (desk / "suppliers.csv").write_text(header + "\n", "utf-8")
    words = ("common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "-o", "found.xlsx")

    page, summary = run(*words, folder=desk), run(*words, "--json", folder=desk)

    said = "Your suppliers' list suppliers.csv has no rows, so there was nothing to check."
    assert said in page.stdout
    assert json.loads(summary.stdout)["remarks"] == [said]


def test_suppliers_without_a_name_are_said_to_be_unread(desk: Path) -> None:
    (desk / "suppliers.csv").write_text("Vendor no.,Supplier,City,Country\nV1,,Pune,India\n", "utf-8")

    done = run("common-list.xlsx", "suppliers.csv", "-o", "found.xlsx", folder=desk)

    assert "No row of your suppliers' list suppliers.csv names a site or a supplier" in done.stdout


def test_what_was_found_is_written_as_csv_where_the_name_says_so(desk: Path) -> None:
    done = run("common-list.xlsx", "suppliers.csv", "--audited", "audits.csv", "-o", "found.csv", folder=desk)

    assert done.returncode == 0, done.stderr
    assert "Written to found.csv, one line for each row of your list" in done.stdout
    lines = list(csv.DictReader((desk / "found.csv").read_text("utf-8-sig").splitlines()))
    assert [(line["Row"], line["Your reference"], line["State"]) for line in lines] == [
        ("1", "V1", "audit exists"),
        ("2", "V2", "audit exists"),
        ("3", "V3", "audit exists"),
        ("4", "V4", "not due"),
        ("5", "V5", "perhaps your own"),
        ("6", "V6", "not in the list"),
        ("7", "V7", "names no site"),
    ]
    assert lines[2]["Row of the common list"] == "check-only"
    assert lines[0]["Country"] == "Türkiye"


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
        (["common-list.csv", "suppliers.csv", "-o", "f.ods"], 2, "does not end in .xlsx or .csv"),
        (["common-list.csv", "suppliers.csv", "-o", "found"], 2, "Write found.xlsx."),
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


@pytest.mark.parametrize(
    ("listed", "own"),
    [
        ({"name": "Kordova Packaging 1st Factory"}, {"name": "Kordova Packaging 2nd Factory"}),
        ({"name": "Kordova Packaging Usine N 1"}, {"name": "Kordova Packaging Usine n°2"}),
        ({"name": "Kordova Packaging Werk Nord"}, {"name": "Kordova Packaging Werk Süd"}),
        (
            {"name": "Ning Bo Hai Tian Di Yi Gong Chang", "address": "Hai Tian Lu 1", "city": "Ningbo", "country": "CN"},
            {"name": "宁波海天第二工厂", "address": "海天路1号", "city": "宁波", "country": "CN"},
        ),
        ({"address": "Unit 2 Harbour Road 12"}, {"address": "Unit 3, 12 Harbour Road"}),
        ({"address": "Floor 2 Harbour Road 12"}, {"address": "12 Harbour Road, 3rd Floor"}),
    ],
)  # fmt: skip
def test_another_unit_is_no_audit_that_exists(
    listed: dict[str, str], own: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "common-list.csv").write_bytes(write_common_list(common_list(KORDOVA | listed))["csv"])
    write_suppliers(tmp_path / "suppliers.csv", [KORDOVA | own | {"reference": "V1"}])

    done = run("common-list.csv", "suppliers.csv", "-o", "opportunities.xlsx", folder=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Your one due audit is not known to exist")
