"""Quotation marks that nothing closes: they must not swallow the rows below them."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.lists import ReadList, Severity, read_list
from comity.lists.delimited import cut_line, cut_text, delimiter_of
from comity.lists.errors import BrokenFile

HEADER = "supplier_name,address,city,country\n"
ROWS = tuple(f"Mill {at},{at} Road,Pune,India\n" for at in range(1, 7))


def read(folder: Path, text: str) -> ReadList:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return read_list(path, name="alder")


@pytest.mark.parametrize(
    ("opened", "name"),
    [
        ('"Mill 2,2 Road,Pune,India\n', '"Mill 2'),
        ('Mill 2,"2 Road,Pune,India\n', "Mill 2"),
        ('Mill 2,2 Road,Pune,"India\n', "Mill 2"),
        ('"Mill" 2,"2 Road,Pune,India\n', '"Mill" 2'),
    ],
)
@pytest.mark.parametrize("below", ["", '"Last, Ltd",9 Road,Pune,India\n', 'Last,9 Road,Pune,"India"\n'])
def test_a_mark_that_nothing_closes_costs_no_row(opened: str, name: str, below: str, tmp_path: Path) -> None:
    lines = [ROWS[0], opened, *ROWS[2:], *([below] if below else [])]

    taken = read(tmp_path, HEADER + "".join(lines))

    assert taken.row_count == taken.sites.height == len(lines)
    assert taken.sites["supplier_name"][1] == name
    assert taken.sites["supplier_name"][2] == "Mill 3"
    found = [(one.row, one.code, one.severity) for one in taken.problems if one.code == "open-quote"]
    assert found == [(2, "open-quote", Severity.DOUBT)]


def test_two_marks_that_close_each_other_by_chance_cost_no_row(tmp_path: Path) -> None:
    taken = read(
        tmp_path, HEADER + 'Mill 1,1 Road,Pune,"India\nMill 2,2 Road,Pune,India"\n' + "".join(ROWS[2:])
    )

    assert taken.row_count == 6
    assert taken.sites["supplier_name"][1] == "Mill 2"


def test_the_finding_names_the_line_of_the_file(tmp_path: Path) -> None:
    taken = read(tmp_path, "Our list\n\n" + HEADER + ROWS[0] + 'Mill 2,"2 Road,Pune,India\n' + ROWS[2])

    (found,) = [one for one in taken.problems if one.code == "open-quote"]
    assert found.row == 2
    assert "Line 5 of the file" in found.message


def test_a_mark_in_a_row_of_too_many_cells_costs_that_row_alone(tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER + ROWS[0] + '"Mill, Ltd,2 Road,Pune,India\n' + "".join(ROWS[2:]))

    assert taken.row_count == 6
    assert taken.sites["row"].to_list() == [1, 3, 4, 5, 6]
    assert {one.code for one in taken.problems if one.row == 2} == {"open-quote", "shifted-row"}


@pytest.mark.parametrize(
    "cell",
    ['"1 Road\nPune"', '"1 Road,\nBlock 2,\nPune"', '"a, b, c, d\ne, f"', '"He said ""no"",\nthen left"'],
)
def test_lines_within_a_cell_stay_one_cell(cell: str, tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER + ROWS[0] + f"Mill 2,{cell},Pune,India\n" + "".join(ROWS[2:]))

    assert taken.row_count == taken.sites.height == 6
    assert not taken.problems


def test_lines_that_became_one_row_and_make_no_better_table_are_named(tmp_path: Path) -> None:
    taken = read(tmp_path, HEADER + ROWS[0] + 'Mill 2,"2 Road\nBlock 3\nPune,India\n')

    (found,) = [one for one in taken.problems if one.code == "merged-lines"]
    assert found.row == 2
    assert "in line 3 of the file makes one row of the lines up to 5" in found.message


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_mark_left_open_near_the_top_hides_no_delimiter(delimiter: str) -> None:
    text = (HEADER + '"' + "".join(ROWS)).replace(",", delimiter)

    assert delimiter_of(text) == delimiter


def test_thousands_of_open_marks_are_read_and_more_are_an_error() -> None:
    rows = 'Mill,"2 Road,Pune,India\n'

    cut = cut_text(HEADER + rows * 2_000, ",", where="list.csv")
    with pytest.raises(BrokenFile, match="never closed, the first in line 2"):
        cut_text(HEADER + rows * 6_000, ",", where="list.csv")

    assert len(cut.rows) == 2_001
    assert len(cut.mended) == 2_000


CELL = st.text("ab,;\n\" 'é", max_size=3)  # too short to look like another row


@given(rows=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8))
def test_what_a_program_writes_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows(rows)

    cut = cut_text(buffer.getvalue(), ",", where="list.csv")

    assert cut.rows == [[cell.strip() for cell in row] for row in rows]
    assert not cut.mended
    assert not cut.merged


@given(cells=st.lists(st.text("ab,\" '", max_size=6), min_size=2, max_size=5))
def test_a_line_by_itself_is_cut_as_it_was_written(cells: list[str]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)

    assert cut_line(buffer.getvalue(), ",") == cells


@given(text=st.text('ab,"\n', max_size=60))
def test_no_letter_is_lost_whatever_the_marks(text: str) -> None:
    cut = cut_text(text, ",", where="list.csv")

    kept = "".join(cell for row in cut.rows for cell in row)
    assert kept.count("a") == text.count("a")
    assert kept.count("b") == text.count("b")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_text_whose_lines_stand_in_marks_as_a_whole_is_cut_all_the_same(
    delimiter: str, tmp_path: Path
) -> None:
    lines = ("supplier_name,city", '""Alder, Ltd"",Pune', "Birch,Hue")

    taken = read(tmp_path, "".join(f'"{line}"\n' for line in lines).replace(",", delimiter))

    assert taken.sites["supplier_name"].to_list() == [f"Alder{delimiter} Ltd", "Birch"]
    assert taken.sites["city"].to_list() == ["Pune", "Hue"]


def test_a_list_of_one_column_in_marks_stays_one_column(tmp_path: Path) -> None:
    taken = read(tmp_path, '"supplier_name"\n"Alder, Ltd"\n"Birch, Ltd"\n')

    assert taken.sites["supplier_name"].to_list() == ["Alder, Ltd", "Birch, Ltd"]


def test_a_value_made_a_formula_to_keep_its_zeros_is_the_value(tmp_path: Path) -> None:
    taken = read(tmp_path, 'supplier_name,postal_code\n="Alder",="00123"\n=1+1,="\n')

    assert taken.sites["supplier_name"].to_list() == ["Alder", "=1+1"]
    assert taken.sites["postal_code"].to_list() == ["00123", '="']
