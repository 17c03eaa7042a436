"""`comity survey`, as a small programme runs it with files alone: two years of fictional members, of whom twelve answer.

Each is drawn a report of its own; that thirty answer is told in tests/portal/survey and in the browser.
"""

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from comity.cli.app import app
from comity.core import ComityError
from comity.survey import Instrument, load_instrument, read_answers, write_book
from tests.survey.story import MEMBERS, answers_of, evidence_of, members_csv

FIRST, SECOND = "maturity-2026", "maturity-2027"
ANSWER = MEMBERS[:12]


def run(*arguments: object) -> str:
    answer = CliRunner().invoke(app, ["survey", *map(str, arguments)], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


def figures(report: Path) -> list[dict[str, str]]:
    text = (report / "programme/figures.csv").read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def fill(folder: Path, instrument: Instrument, members: tuple[str, ...] = ANSWER) -> None:
    folder.mkdir()
    for member in members:
        sheet, _ = read_answers(
            instrument, answers_of(member, instrument), member=member, evidence=evidence_of(instrument)
        )
        (folder / f"{member}.xlsx").write_bytes(write_book(instrument, member=member, sheet=sheet))


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both years filled in, collected and reported."""
    place = tmp_path_factory.mktemp("survey")
    (place / "members.csv").write_text(members_csv(), "utf-8")
    for name in (FIRST, SECOND):
        fill(place / name, load_instrument(name))
        run(
            "collect",
            place / name,
            "--instrument",
            name,
            "--members",
            place / "members.csv",
            "-o",
            place / f"{name}-in",
        )
    run("report", place / f"{FIRST}-in", "-o", place / "first")
    run("report", place / f"{SECOND}-in", "--earlier", place / f"{FIRST}-in", "-o", place / "second")
    return place


def test_two_years_run_from_workbooks_to_reports(years: Path) -> None:
    made = {path.relative_to(years / "second").as_posix() for path in (years / "second").rglob("*.*")}

    assert {"programme/report.pdf", "programme/figures.csv", "secretariat/shown.json"} <= made
    assert {f"own/{member}.pdf" for member in ANSWER} <= made
    assert (years / "second/programme/report.pdf").read_bytes().startswith(b"%PDF")


def test_no_count_of_fewer_than_five_leaves_the_programme(years: Path) -> None:
    rows = figures(years / "second")

    counts = [int(row["count"]) for row in rows if row["count"]]

    assert len(counts) > 100
    assert min(counts) >= 5
    assert not [member for member in MEMBERS for row in rows if member in ",".join(row.values())]


def test_a_report_made_again_after_two_amendments_does_not_give_the_difference_away(
    years: Path, tmp_path: Path
) -> None:
    instrument = load_instrument(FIRST)
    shutil.copytree(years / FIRST, tmp_path / "books")
    for member in MEMBERS[:2]:
        written = answers_of(member, instrument)
        question = next(name for name, one in instrument.questions.items() if one.kind == "maturity")
        written[question] = "1" if written[question] != "1" else "4"
        sheet, _ = read_answers(instrument, written, member=member, evidence=evidence_of(instrument))
        (tmp_path / "books" / f"{member}.xlsx").write_bytes(
            write_book(instrument, member=member, sheet=sheet)
        )
    run(
        "collect",
        tmp_path / "books",
        "--instrument",
        FIRST,
        "--members",
        years / "members.csv",
        "-o",
        tmp_path / "in",
    )

    run(
        "report", tmp_path / "in", "--shown", years / "first/secretariat/shown.json", "-o", tmp_path / "again"
    )

    rows = figures(tmp_path / "again")
    reasons = {row["reason"] for row in rows if row["figure"] == question}
    assert any("as shown for 2026" in reason for reason in reasons)
    assert [row for row in rows if row["figure"] == question and row["outcome"] == "stands"]
    assert any(row["count"] for row in rows if row["figure"] != question)


def test_every_file_ends_in_a_state_and_what_is_wrong_is_beside_its_answer(tmp_path: Path) -> None:
    instrument = load_instrument(FIRST)
    fill(tmp_path / "books", instrument, MEMBERS[:2])
    (tmp_path / "books/scan.xlsx").write_bytes(b"%PDF-1.7 not a workbook")
    old = load_instrument(SECOND)
    (tmp_path / "books/other-year.xlsx").write_bytes(write_book(old, member=MEMBERS[2]))
    (tmp_path / "books/empty.xlsx").write_bytes(write_book(instrument, member=MEMBERS[3]))
    twice = answers_of(MEMBERS[0], instrument) | {"audits_done": "1"}
    sheet, _ = read_answers(instrument, twice, member=MEMBERS[0])
    (tmp_path / "books/colleague.xlsx").write_bytes(write_book(instrument, member=MEMBERS[0], sheet=sheet))
    (tmp_path / "members.csv").write_text(
        members_csv().replace(f"{MEMBERS[1]},,", f"{MEMBERS[1]},2026-11-01,"), "utf-8"
    )

    said = json.loads(
        run(
            "collect",
            tmp_path / "books",
            "--instrument",
            FIRST,
            "--members",
            tmp_path / "members.csv",
            "-o",
            tmp_path / "in",
            "--json",
        )
    )

    assert said["unread"] == ["other-year", "scan"]
    assert said["not asked"] == [MEMBERS[1]]
    assert said["incomplete"] == sorted([MEMBERS[0], MEMBERS[3]])
    assert MEMBERS[4] in said["nothing came"]
    assert (tmp_path / f"in/returned/{MEMBERS[0]}.xlsx").is_file()
    status = (tmp_path / "in/status.csv").read_text("utf-8-sig")
    assert "--earlier FILE" in status
    assert "not an XLSX workbook" in status


def test_last_years_answers_come_as_drafts_where_they_can_be_given(years: Path, tmp_path: Path) -> None:
    run("template", SECOND, "--earlier", years / FIRST / f"{MEMBERS[0]}.xlsx", "-o", tmp_path / "draft.xlsx")

    (tmp_path / "books").mkdir()
    (tmp_path / "draft.xlsx").rename(tmp_path / "books" / "draft.xlsx")
    run(
        "collect",
        tmp_path / "books",
        "--instrument",
        SECOND,
        "--members",
        years / "members.csv",
        "-o",
        tmp_path / "in",
    )
    answers = json.loads((tmp_path / f"in/answers/{MEMBERS[0]}.json").read_text("utf-8"))
    assert len(answers["values"]) > 20


def test_a_questionnaire_is_checked_and_says_what_changed() -> None:
    said = json.loads(run("validate", SECOND, "--json"))

    assert said["against"] == FIRST
    assert said["changed"]
    assert said["same"]


def test_a_questionnaire_with_a_fault_is_refused_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("id: mine\nedition: 2026\n", "utf-8")

    with pytest.raises(ComityError, match=r"mine\.yaml"):
        run("validate", tmp_path / "mine.yaml")


def test_too_few_are_told_so(tmp_path: Path) -> None:
    instrument = load_instrument(FIRST)
    fill(tmp_path / "books", instrument, MEMBERS[:4])
    (tmp_path / "members.csv").write_text(members_csv(), "utf-8")
    run(
        "collect",
        tmp_path / "books",
        "--instrument",
        FIRST,
        "--members",
        tmp_path / "members.csv",
        "-o",
        tmp_path / "in",
    )

    with pytest.raises(ComityError, match="figures need at least 5"):
        run("report", tmp_path / "in", "-o", tmp_path / "out")


def test_a_template_is_never_written_over(tmp_path: Path) -> None:
    run("template", FIRST, "-o", tmp_path / "t.xlsx")

    with pytest.raises(ComityError, match="there already"):
        run("template", FIRST, "-o", tmp_path / "t.xlsx")


def test_a_questionnaire_goes_out_as_a_workbook_is_changed_and_asked(tmp_path: Path) -> None:
    ours, mine = tmp_path / "ours.xlsx", tmp_path / "mine.xlsx"
    run("template", FIRST, "--questionnaire", "-o", ours)
    book = openpyxl.load_workbook(ours)
    row = next(row for row in book["Questions"].iter_rows(min_row=2) if row[2].value == "audits_done")
    row[4].value = "How many audits took place?"
    book.save(mine)

    told = json.loads(run("validate", mine, "--json"))

    assert told["questions"] == len(load_instrument(FIRST).questions)
    assert load_instrument(str(mine)).questions["audits_done"].text == "How many audits took place?"


def test_a_fault_in_a_questionnaires_workbook_is_named_with_its_place(tmp_path: Path) -> None:
    ours, mine = tmp_path / "ours.xlsx", tmp_path / "mine.xlsx"
    run("template", FIRST, "--questionnaire", "-o", ours)
    book = openpyxl.load_workbook(ours)
    book["Questions"]["D2"].value = "guess"
    book.save(mine)

    with pytest.raises(ComityError, match="kind: 'guess' is not one of"):
        run("validate", mine)


def test_counts_are_released_with_noise_within_a_budget_that_is_kept(years: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    run("report", years / f"{FIRST}-in", "--epsilon", "2", "--budget", "3", "-o", first)

    rows = figures(first)
    with pytest.raises(ComityError, match=r"1 of 3 is left"):
        run(
            "report",
            years / f"{SECOND}-in",
            "--epsilon",
            "2",
            "--budget",
            first / "secretariat/budget.json",
            "-o",
            second,
        )

    assert {row["outcome"] for row in rows} == {"noisy", "withheld"}
    assert not {row["figure"] for row in rows if row["low"]}
    assert not second.exists()


@pytest.mark.parametrize("given", [("--epsilon", "2"), ("--epsilon", "none", "--budget", "3")], ids=str)
def test_noise_is_asked_for_with_both_numbers(years: Path, tmp_path: Path, given: tuple[str, ...]) -> None:
    with pytest.raises(ComityError, match=r"need both|is not an ε"):
        run("report", years / f"{FIRST}-in", *given, "-o", tmp_path / "out")
