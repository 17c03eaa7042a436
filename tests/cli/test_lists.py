import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.running import run_comity
from tests.cli.test_link import run

TEXT = (
    "Supplier name,Address,City,Country,Protocol,Audit date,Annual spend,Remarks\n"
    "Velmira Mills,1 Mill Road,Pune,India,SMETA 4-pillar,2025-03-14,4711,\n"
    "Okaveri Glass,2 Mill Road,Pune,India,SMETA 4-pillar,03/04/2025,12,\n"
    "Tasolin,3 Mill Road,Pune,India,SMETA 2-pillar,2023-06-29,12,\n"
)

PAGE = """\
list.csv: 3 rows; 1 accepted (0 please look, 0 mended), 2 refused

Read as text with commas, utf-8

Columns
  supplier_name  “Supplier name”
  address        “Address”
  city           “City”
  country        “Country”
  protocol       “Protocol”
  audit_date     “Audit date”
Not understood, and ignored: “Remarks”
Never read, because it looks commercial: “Annual spend”

Findings
  refused ambiguous-date  (1 row: 2)
          “03/04/2025” can be two days.
          Write it as 2025-03-04; say --assume audit_date_order=day-first (or month-first) for the whole list.
  refused outside-window  (1 row: 3)
          The audit of 2023-06-29 is older than this round takes: its window opens on 2023-06-30.
          Leave the row out.
  doubt   two-pillar  (1 row: 3)
          “SMETA 2-pillar” has fewer than four pillars, so the audit counts as partial.

The list with our remarks is in list-checked.xlsx
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(TEXT)
    (tmp_path / "report.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    return tmp_path


def test_lint_goes_by_the_lane_of_the_programmes_round(folder: Path) -> None:
    lane = 'name = "virtual assessment"\nkind = "virtual"\nsubject = "site"\non_site = false\nwindow_months = 24\n'
    lane += 'age_bands = [12, 24]\nlisted = "identity"\nconsent = "supplier"\n'
    lane += '[protocols]\n"Virtual Walk" = { assurance = "meets the benchmark" }\n'
    (folder / "virtual.toml").write_text(lane, "utf-8")
    rounds = '[rounds.2026-H1]\ncutoff = 2026-06-30\nlane = "virtual.toml"\n'
    (folder / "PROGRAMME.toml").write_text(f'name = "Forest"\n[settings]\nstatement = 1\n{rounds}', "utf-8")
    head, site = TEXT.splitlines()[0].replace("Remarks", "Audit type"), "Velmira Mills,1 Mill Road,Pune,India"
    rows = [f"{site},Virtual Walk,{day},4711,Virtual" for day in ("2025-03-14", "2024-03-14")]
    (folder / "walks.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")

    done = run("lint", "walks.csv", "--programme", "PROGRAMME.toml", "--json")

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["findings"]
    assert [(one["code"], one["rows"]) for one in found if one["severity"] == "refused"] == [
        ("outside-window", [2])
    ]
    assert "not-on-site" in run("lint", "walks.csv", "--cutoff", "2026-06-30").stdout


def test_a_round_without_its_programme_is_an_error(folder: Path) -> None:
    done = run("lint", "list.csv", "--round", "2026-H1")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Give --programme" in done.stderr


def test_lint_prints_a_page_and_gives_the_list_back_beside_it(folder: Path) -> None:
    done = run("lint", "list.csv", "--cutoff", "2026-06-30")

    assert done.returncode == 0, done.stderr
    assert done.stdout == PAGE
    assert openpyxl.load_workbook(folder / "list-checked.xlsx").sheetnames == ["Summary", "List"]
    assert (folder / "list.csv").read_text() == TEXT


def test_lint_gives_its_summary_to_a_program(folder: Path) -> None:
    done = run(
        "lint", "list.csv", "--assume", "audit_date_order=day-first", "--out", "remarks.xlsx", "--json"
    )

    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["accepted"], summary["refused"]) == (3, 3, 0)
    assert summary["assumed"] == {"audit_date_order": "day-first"}
    assert [(one["code"], one["rows"]) for one in summary["findings"]] == [
        ("two-pillar", [3]),
        ("refused-column", []),
    ]
    assert (folder / "remarks.xlsx").exists()


def test_a_saved_mapping_serves_the_next_list_with_the_same_headers(folder: Path) -> None:
    (folder / "odd.csv").write_text("Wer,Wo,Country\nVelmira,Pune,IN\n")
    (folder / "next.csv").write_text("Country,Wer,Wo\nIN,Okaveri,Pune\n")
    mapped = ("--map", "supplier_name=Wer", "--map", "city=Wo")

    first = run("lint", "odd.csv", *mapped, "--save-mapping", "mappings.toml")
    second = run("lint", "next.csv", "--mapping", "mappings.toml", "--json")

    assert first.returncode == second.returncode == 0, first.stderr + second.stderr
    assert json.loads(second.stdout)["mapping"] == {
        "supplier_name": "Wer",
        "city": "Wo",
        "country": "Country",
    }


def test_the_template_can_be_linted_at_once(folder: Path) -> None:
    made = run("template", "-o", "blank.xlsx")
    done = run("lint", "blank.xlsx")

    assert "comity lint blank.xlsx" in made.stdout
    assert done.returncode == 0, done.stderr
    assert "The list has a header, and no row below it" in done.stdout
    assert [line.split()[1] for line in done.stdout.splitlines() if "(the whole list)" in line] == ["no-rows"]


def test_each_column_that_is_never_read_stands_beside_its_own_reason(folder: Path) -> None:
    (folder / "list.csv").write_text(TEXT.replace("Remarks", "Next audit"))

    done = run("lint", "list.csv")

    assert "Never read, because it looks commercial: “Annual spend”" in done.stdout
    assert "Never read, because it looks forward-looking: “Next audit”" in done.stdout


def test_a_template_is_never_written_over_a_list(folder: Path) -> None:
    (folder / "filled.xlsx").write_bytes(b"a member's work")

    done = run("template", "-o", "filled.xlsx")

    assert done.returncode == 2
    assert "is there already, and could be a list that somebody has filled in" in done.stderr
    assert (folder / "filled.xlsx").read_bytes() == b"a member's work"


def test_what_a_folder_holds_beside_lists_is_said_of_it(folder: Path) -> None:
    (folder / "round" / "old").mkdir(parents=True)
    (folder / "round" / "alder.csv").write_text(TEXT)
    for name in ("report.pdf", "~$alder.xlsx", ".DS_Store"):
        (folder / "round" / name).write_bytes(b"x")

    page = run("link", "round", "--out", "links.csv").stdout
    summary = json.loads(run("link", "round", "--out", "links.csv", "--json").stdout)

    assert "alder.csv: not read, because it looks commercial: “Annual spend”" in page
    assert "report.pdf: passed over; it ends in .pdf" in page
    assert [one["file"] for one in summary["skipped"]] == ["old", "report.pdf"]


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["lint", "nowhere.csv"], 3, "cannot be opened"),
        (["lint", "list.csv", "--cutoff", "30.06.2026"], 2, "Write --cutoff 2026-06-30"),
        (["lint", "list.csv", "--out", "list.csv"], 2, "written over"),
        (["lint", "list.csv", "--map", "colour=Country"], 2, "no column “colour”"),
        (["lint", "list.csv", "--mapping", "list.csv"], 3, "no saved mappings"),
        (["lint", "list.csv", "--mapping", "nowhere.toml"], 3, "cannot be opened"),
        (["template"], 2, "Missing option"),
        (["template", "-o", "blank.csv"], 2, "Write blank.xlsx"),
        (["lint", "list.csv", "--out", "remarks.csv"], 2, "Write remarks.xlsx"),
        (["lint", "report.pdf"], 3, "This is a PDF document, and no list."),
    ],
)
def test_what_cannot_be_done_ends_in_a_sentence(
    arguments: list[str], status: int, said: str, folder: Path
) -> None:
    done = run(*arguments)

    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(folder.glob("*-checked.xlsx"))


def test_which_of_two_columns_of_one_name_is_meant_is_asked_said_and_kept(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "Lieferant,Adresse,Ort,Land,Datum,Datum,Protokoll\n"
        "Acme,High St 1,Pune,India,2026-01-05,2025-02-03,SMETA\n"
        "Bolt,Low St 2,Pune,India,2026-02-05,2025-02-04,SMETA\n"
    )

    asked = run_comity("lint", "list.csv", folder=tmp_path)
    said = run_comity(
        "lint", "list.csv", "--map", "audit_date=Datum (2)", "--save-mapping", "kept.toml", folder=tmp_path
    )
    kept = run_comity("lint", "list.csv", "--mapping", "kept.toml", "--cutoff", "2025-02-28", folder=tmp_path)

    assert "the values of “Datum (1)”, “Datum (2)” all look like it" in asked.stdout
    assert "2 accepted" in said.stdout
    assert 'audit_date = "Datum (2)"' in (tmp_path / "kept.toml").read_text()
    assert "2 accepted" in kept.stdout  # the first column's days would be after the cut-off
