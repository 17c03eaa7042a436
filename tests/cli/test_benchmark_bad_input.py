"""What arrives wrong ends in one clear sentence, and nothing that people did is lost."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
import xlsxwriter

from tests.benchmark.cast import cell, filled_in
from tests.benchmark.reviewer import heads_of
from tests.cli.running import Done, run_comity

ROWS = (
    ("1.1", "Safety", "Are fire exits unlocked and free at all hours?"),
    ("1.2", "Safety", "Are machines guarded, and guards checked every month?"),
    ("2.1", "Wages", "Is overtime paid at a premium rate set by law?"),
    ("2.2", "Wages", "Does every worker get a written pay slip in a language she reads?"),
)


def benchmark(*words: str | Path, folder: Path) -> Done:
    return run_comity("benchmark", *words, folder=folder)


def write_csv(path: Path, rows: Any = ROWS) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("id", "section", "question"), *rows])
    path.write_text(text.getvalue(), "utf-8")


def run(folder: Path, protocol: str = "protocol.csv", *words: str) -> Done:
    return benchmark(
        "run",
        protocol,
        "--against",
        "smeta-4p-6.0",
        "-o",
        "review.xlsx",
        "--words-alone",
        *words,
        folder=folder,
    )


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("review")
    write_csv(folder / "protocol.csv")
    run(folder)
    return (folder / "review.xlsx").read_bytes()


def a_scan() -> bytes:
    """A page that is a picture, as a copier makes it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    data = io.BytesIO()
    document.save(data)
    document.close()
    return data.getvalue()


def an_archive() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("letter.txt", "Dear all")
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.xlsx", b"", "The file is empty"),
        ("scan.pdf", a_scan(), "The PDF is a scan: it holds pictures of pages and no text"),
        ("torn.pdf", b"%PDF-1.7\n1 0 obj", "The PDF is damaged or not complete"),
        ("all.zip", an_archive(), "The file is an archive, and no workbook or Word document"),
        ("head.csv", b"id,question\r\n", "The file holds no question"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "photo.jpg"),
    ],
)
def test_a_file_that_is_no_protocol_is_refused_in_a_sentence(
    name: str, data: bytes, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)

    done = run(tmp_path, name)

    assert done.returncode == 3
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "review.xlsx").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    done = run(tmp_path, "nowhere.xlsx")

    assert done.returncode == 3
    assert "nowhere.xlsx" in done.stderr


def test_one_question_is_taken_and_doubted(tmp_path: Path) -> None:
    write_csv(tmp_path / "protocol.csv", ROWS[:1])

    done = run(tmp_path)

    assert done.returncode == 0, done.stderr
    assert "There is one question only: please look" in done.stdout


def test_a_protocol_of_another_subject_is_doubted_aloud(tmp_path: Path) -> None:
    recipe = "Beat two eggs with sugar.", "Bake it until golden.", "Serve with a spoon of cream."
    write_csv(tmp_path / "protocol.csv", [(str(at), "Cakes", text) for at, text in enumerate(recipe)])

    done = run(tmp_path)
    again = benchmark("decide", "review.xlsx", "-o", "verdict.xlsx", folder=tmp_path)

    doubt = "No proposal is more likely than not. Please look whether this is the right protocol"
    assert doubt in done.stdout
    assert doubt in again.stdout
    summary = openpyxl.load_workbook(tmp_path / "verdict.xlsx")["Summary"]
    assert any(str(row[0].value).startswith(doubt) for row in summary.iter_rows(max_col=1))


def test_an_id_that_is_there_twice_is_told_apart(tmp_path: Path) -> None:
    write_csv(tmp_path / "protocol.csv", (*ROWS, ("1.1", "Wages", "Are deductions written down and agreed?")))

    done = run(tmp_path)

    assert "the id “1.1” is there before; this question is called “1.1 (2)”" in done.stdout


def test_two_languages_in_one_cell_are_read_and_said(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "protocol.csv", (*ROWS, ("9", "Safety", "Are fire exits unlocked? 消防出口是否畅通无阻？"))
    )

    done = run(tmp_path)

    assert "Written in two languages, and read as one text: 1 question (row 6)" in done.stdout


def test_merged_cells_speak_for_the_rows_below(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "merged.xlsx") as book:
        sheet = book.add_worksheet("Audit")
        sheet.merge_range(0, 0, 0, 2, "Our standard")
        sheet.write_row(2, 0, ("Section", "No", "Question"))
        sheet.merge_range(3, 0, 4, 0, "Safety")
        for down, (id_, _, text) in enumerate(ROWS[:2], start=3):
            sheet.write_string(down, 1, id_)
            sheet.write_string(down, 2, text)

    run(tmp_path, "merged.xlsx")

    data = (tmp_path / "review.xlsx").read_bytes()
    assert [cell(data, "Questions", id_, "Section") for id_ in ("1.1", "1.2")] == ["Safety", "Safety"]


def test_a_mistyped_catalogue_is_guessed(tmp_path: Path) -> None:
    write_csv(tmp_path / "protocol.csv")

    done = benchmark("run", "protocol.csv", "--against", "smeta-4p-60", "-o", "review.xlsx", folder=tmp_path)

    assert done.returncode == 2
    assert "Did you mean “smeta-4p-6.0”?" in done.stderr


def test_what_is_mistyped_comes_back_as_typed_with_the_reason_and_the_rest_counts(
    review: bytes, tmp_path: Path
) -> None:
    code, other = (criteria_of(review)[at] for at in (0, 1))
    (tmp_path / "filled.xlsx").write_bytes(
        filled_in(
            review,
            [
                ("Review", code, "Verdict", "conffirm"),
                ("Review", code, "Strength", "full"),
                ("Criteria", other, "Statement", "not covered"),
            ],
        )
    )

    done = benchmark("decide", "filled.xlsx", "-o", "verdict.xlsx", "--words-alone", folder=tmp_path)

    back = (tmp_path / "verdict.xlsx").read_bytes()
    assert done.returncode == 0, done.stderr
    assert "“conffirm” is no choice. Did you mean “confirm”?" in done.stdout
    assert cell(back, "Review", code, "Verdict") == "conffirm"
    assert "Did you mean “confirm”?" in cell(back, "Review", code, "Please look")
    assert cell(back, "Criteria", other, "Credit") == "none"


def test_a_problem_that_is_mended_is_gone(review: bytes, tmp_path: Path) -> None:
    code = criteria_of(review)[0]
    (tmp_path / "filled.xlsx").write_bytes(
        filled_in(review, [("Review", code, "Verdict", "confirm")])  # and no strength
    )
    benchmark("decide", "filled.xlsx", "-o", "verdict.xlsx", "--words-alone", folder=tmp_path)
    back = (tmp_path / "verdict.xlsx").read_bytes()
    (tmp_path / "mended.xlsx").write_bytes(filled_in(back, [("Review", code, "Strength", "part")]))

    done = benchmark("decide", "mended.xlsx", "-o", "done.xlsx", "--words-alone", "--json", folder=tmp_path)

    assert cell(back, "Review", code, "Please look")
    assert json.loads(done.stdout)["please_look"] == []
    assert json.loads(done.stdout)["with_halves"] == "0.5/154"


def test_removed_rows_lose_nothing(review: bytes, tmp_path: Path) -> None:
    code = criteria_of(review)[0]
    (tmp_path / "first.xlsx").write_bytes(
        filled_in(review, [("Review", code, "Verdict", "confirm"), ("Review", code, "Strength", "full")])
    )
    benchmark("decide", "first.xlsx", "-o", "second.xlsx", "--words-alone", folder=tmp_path)
    second = (tmp_path / "second.xlsx").read_bytes()
    (tmp_path / "second.xlsx").write_bytes(filled_in(second, [], remove=[("Review", code)]))

    done = benchmark("decide", "second.xlsx", "-o", "third.xlsx", "--words-alone", folder=tmp_path)

    assert "Removed from the sheet “Review”: 1 row" in done.stdout
    assert "1/154" in done.stdout
    assert cell((tmp_path / "third.xlsx").read_bytes(), "Review", code, "Verdict") == "confirm"


def criteria_of(review: bytes) -> list[str]:
    """Codes in the order of the rows of the sheet Review, each once."""
    sheet = openpyxl.load_workbook(io.BytesIO(review))["Review"]
    at = heads_of(sheet)["Criterion"]
    return list(dict.fromkeys(sheet.cell(row, at).value for row in range(3, sheet.max_row + 1)))


def with_another_version(folder: Path) -> tuple[str, ...]:
    write_csv(folder / "newer.csv", ROWS[:3])
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--protocol", "newer.csv")


def with_numbers_used_again(folder: Path) -> tuple[str, ...]:
    texts = [text for _, _, text in ROWS]
    write_csv(
        folder / "newer.csv",
        [(id_, section, text) for (id_, section, _), text in zip(ROWS, texts[::-1], strict=True)],
    )
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--protocol", "newer.csv")


def with_another_catalogue(folder: Path) -> tuple[str, ...]:
    benchmark("criteria", "smeta-4p-6.0", "-o", "other.csv", folder=folder)
    text = (folder / "other.csv").read_text("utf-8-sig")
    (folder / "other.csv").write_text(text.replace(",major,", ",minor,"), "utf-8")
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--criteria", "other.csv")


def a_workbook_of_another_kind(folder: Path) -> tuple[str, ...]:
    openpyxl.Workbook().save(folder / "budget.xlsx")
    return ("decide", "budget.xlsx", "-o", "verdict.xlsx")


def a_column_that_was_deleted(folder: Path) -> tuple[str, ...]:
    book = openpyxl.load_workbook(folder / "review.xlsx")
    book["Review"].delete_cols(heads_of(book["Review"])["Strength"])
    book.save(folder / "cut.xlsx")
    return ("decide", "cut.xlsx", "-o", "verdict.xlsx")


def a_report_as_word(folder: Path) -> tuple[str, ...]:
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--report", "report.docx")


def over_its_own_input(folder: Path) -> tuple[str, ...]:
    return ("decide", "review.xlsx", "-o", "review.xlsx")


def a_threshold_in_words(folder: Path) -> tuple[str, ...]:
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--threshold", "most")


def a_criterion_that_is_not_there(folder: Path) -> tuple[str, ...]:
    return ("what-if", "review.xlsx", "--add", "0A.99")


def a_strength_without_a_level(folder: Path) -> tuple[str, ...]:
    return ("decide", "review.xlsx", "-o", "verdict.xlsx", "--strength", "full")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (with_another_version, "of another version of the protocol: 1 question (2.2) gone."),
        (
            with_numbers_used_again,
            "4 questions (1.1, 1.2, 2.1 …) with other words under a number that is used again.",
        ),
        (with_another_catalogue, "The review file is of another edition of smeta-4p-6.0"),
        (a_workbook_of_another_kind, "The workbook is no review file"),
        (a_column_that_was_deleted, "The sheet “Review” has lost its column “Strength”"),
        (a_report_as_word, "does not end in .html or .pdf"),
        (over_its_own_input, "would be written over"),
        (a_threshold_in_words, "“most” is no share"),
        (a_criterion_that_is_not_there, "There is no criterion “0A.99”"),
        (a_strength_without_a_level, "--accept-above"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(
    asked: Callable[[Path], tuple[str, ...]], sentence: str, review: bytes, tmp_path: Path
) -> None:
    (tmp_path / "review.xlsx").write_bytes(review)

    done = benchmark(*asked(tmp_path), folder=tmp_path)

    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "verdict.xlsx").exists()
    assert (tmp_path / "review.xlsx").read_bytes() == review


def test_where_one_file_cannot_be_written_none_is(review: bytes, tmp_path: Path) -> None:
    (tmp_path / "review.xlsx").write_bytes(review)

    done = benchmark(
        "decide",
        "review.xlsx",
        "-o",
        "verdict.xlsx",
        "--report",
        "nowhere/report.html",
        "--words-alone",
        folder=tmp_path,
    )

    assert done.returncode == 3
    assert "nowhere/report.html: The file cannot be written" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["review.xlsx"]
