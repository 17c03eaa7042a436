from pathlib import Path

import pytest

from comity.lists import ListKind, ReadList, annotate, read_list
from comity.lists.slipped import said_of_slipped, slipped_rows
from tests.lists.test_annotate import text_of
from tests.lists.test_workbooks import xlsx

HEADER = "Supplier,City,Annual spend,Remarks"
STEADY = [f"Velmira {at},Pune,{at},ok" for at in range(40)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(path: Path, *rows: str, header: str = HEADER) -> ReadList:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read_list(path, name="alder", kind=ListKind.SUPPLIERS)


def slips(taken: ReadList) -> list[int]:
    return [problem.row for problem in taken.problems if problem.code == "shifted-row"]


def test_a_stray_delimiter_refuses_the_row_and_none_of_its_cells_is_kept(place: Path) -> None:
    taken = read(place, "Velmira, Ltd,Pune,4711,ok", "Okaveri,Pune,12,ok")

    assert slips(taken) == [1]
    assert taken.sites["row"].to_list() == [2]
    assert taken.row_count == 2
    assert taken.table.rows[0] == (1, [""] * 4)
    kept = taken.sites.write_csv() + repr(taken) + repr(taken.table) + text_of(annotate(taken))
    assert "4711" not in kept
    assert "Ltd" not in kept


def test_a_slipped_row_is_told_how_many_cells_it_has(place: Path) -> None:
    taken = read(place, "Velmira, Ltd,Pune,4711,ok")

    message = next(problem.message for problem in taken.problems if problem.code == "shifted-row")
    assert message.startswith("The row has 5 cells where the header has 4: a delimiter inside a value?")


@pytest.mark.parametrize("row", ["Velmira,Pune,7,ok,", "Velmira,Pune,7,ok,,,,"])
def test_empty_cells_at_the_end_are_no_slip_where_nothing_is_refused(row: str, place: Path) -> None:
    taken = read(place, row, header="Supplier,City,DUNS,Remarks")

    assert slips(taken) == []
    assert taken.sites.height == 1


def test_beside_a_refused_column_a_row_that_ends_in_nothing_may_have_slipped_too(place: Path) -> None:
    taken = read(place, *STEADY, "Velmira, Ltd,Pune,4711,")

    assert slips(taken) == [41]
    assert "4711" not in repr(taken.table)


def test_a_delimiter_at_the_end_of_every_row_is_no_slip(place: Path) -> None:
    taken = read(place, *(row + "," for row in STEADY))

    assert slips(taken) == []
    assert taken.sites.height == 40


def test_the_halves_of_a_line_that_a_value_breaks_are_refused_beside_a_refused_column(place: Path) -> None:
    taken = read(place, *STEADY, "Velmira", "Mills,4711,ok", "Okaveri,Pune,12,ok")

    assert slips(taken) == [41, 42]
    assert "4711" not in repr(taken.table)
    assert "4711" not in taken.sites.write_csv()


def test_short_rows_are_no_slip_where_rows_end_as_they_please(place: Path) -> None:
    taken = read(place, "Velmira,Pune", "Okaveri", "Tasolin,Pune,1,ok")

    assert slips(taken) == []
    assert taken.sites.height == 3


def test_a_column_without_a_header_is_passed_over_and_no_slip(place: Path) -> None:
    taken = read(place, *(f"{row},seen" for row in STEADY), header=f"{HEADER},")

    assert slips(taken) == []
    assert [problem.code for problem in taken.problems] == ["refused-column", "cells-without-header"]


def test_cells_of_a_workbook_know_their_column_and_cannot_slip(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(("Supplier", "Annual spend"), ("Velmira", "4711", "a remark")))

    taken = read_list(path, name="alder")

    assert slips(taken) == []
    assert "4711" not in repr(taken.table)


def test_a_short_row_is_asked_for_its_line_break() -> None:
    message = said_of_slipped(1, ("Supplier", "City", ""))

    assert message.startswith("The row has 1 cell where the header has 2: a line break inside a value?")


def test_a_list_without_rows_has_none_that_slipped() -> None:
    assert slipped_rows(("Supplier",), [], is_any_refused=True) == {}
