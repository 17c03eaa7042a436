"""Workbooks with more than one sheet: what is read, what is read once, and what is said of the rest."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import Window
from comity.lists import ListKind, ReadList, RowProblem, Severity, annotate, read_list
from comity.lists.cells import Sheet
from comity.lists.sheets import Became, gather_sheets

HEADER = ("Supplier name", "Address", "City", "Country", "Protocol", "Audit date")
AUDIT = ("SMETA 4-pillar", "2025-03-14")
ALDER = ("Alder Mill", "1 Road", "Pune", "India", *AUDIT)
BIRCH = ("Birch Mill", "2 Road", "Pune", "India", *AUDIT)
CEDAR = ("Cedar Mill", "3 Road", "Pune", "India", *AUDIT)


def read(folder: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> ReadList:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return read_again(path)


def read_again(path: Path) -> ReadList:
    return read_list(path, name="alder", kind=ListKind.AUDITED_SITES, window=Window(cutoff=date(2026, 6, 30)))


def said(taken: ReadList) -> dict[str, RowProblem]:
    return {one.code: one for one in taken.problems if one.row == 0}


def test_a_second_sheet_with_the_same_headers_is_read_below_the_first(tmp_path: Path) -> None:
    taken = read(tmp_path, {"2024": [HEADER, ALDER], "2025": [("Year 2025",), HEADER, BIRCH, CEDAR]})

    assert taken.sites["supplier_name"].to_list() == ["Alder Mill", "Birch Mill", "Cedar Mill"]
    assert taken.audits["row"].to_list() == [1, 2, 3]
    assert "row 1 is on “2024”; rows 2 to 3 are on “2025”" in said(taken)["several-sheets"].message
    assert taken.dialect == "sheet “2024”, and sheet “2025”"


def test_columns_in_another_order_or_language_stand_below_their_own(tmp_path: Path) -> None:
    french = ("Pays", "Ville", "Adresse", "Fournisseur", "Protocole", "Date d'audit", "GLN")
    row = ("Inde", "Pune", "2 Road", "Birch Mill", *AUDIT, "4006381333931")

    taken = read(tmp_path, {"EN": [HEADER, ALDER], "FR": [french, row]})

    assert taken.sites.select("supplier_name", "city", "country", "gln").rows() == [
        ("Birch Mill", "Pune", "IN", "4006381333931"),  # the sheet that says most comes first
        ("Alder Mill", "Pune", "IN", None),
    ]


def test_prices_on_a_second_sheet_are_refused_as_on_the_first(tmp_path: Path) -> None:
    taken = read(
        tmp_path, {"A": [HEADER, ALDER], "B": [(*HEADER, "Annual spend", ""), (*BIRCH, "4711", "4712")]}
    )

    assert taken.refused_columns == ("Annual spend",)
    assert "471" not in repr(taken.table) + taken.sites.write_csv()
    assert "cells-without-header" in said(taken)


def test_a_copy_of_a_sheet_is_read_once_and_named(tmp_path: Path) -> None:
    taken = read(tmp_path, {"List": [HEADER, ALDER, BIRCH], "Copy": [HEADER, BIRCH]})

    assert taken.row_count == 2
    assert "“Copy” (1 row)" in said(taken)["sheet-repeated"].message


def test_rows_that_stand_on_two_sheets_are_found_as_repeated(tmp_path: Path) -> None:
    taken = read(tmp_path, {"2024": [HEADER, ALDER, BIRCH], "2025": [HEADER, BIRCH, CEDAR]})

    assert taken.audits["row"].to_list() == [1, 2, 4]
    assert [one.row for one in taken.problems if one.code == "repeated-row"] == [3]


def test_a_sheet_that_is_not_read_is_named_with_its_rows(tmp_path: Path) -> None:
    taken = read(
        tmp_path,
        {
            "List": [HEADER, ALDER],
            "Suppliers": [("Supplier", "Contact"), ("Alder", "Ada"), ("Birch", "Ben")],
            "Notes": [("Read me",), ("",), ("Thank you",)],
            "Empty": [],
        },
    )

    found = {one.severity: one.message for one in taken.problems if one.code == "sheet-not-read"}
    assert found[Severity.DOUBT].startswith("The sheet “Suppliers” (2 rows) was not read: it has other")
    assert found[Severity.NOTE].startswith("The sheet “Notes” (2 rows) was not read: no header")
    assert len(found) == 2
    assert not any("Empty" in one.message for one in taken.problems)


def test_empty_lines_at_the_end_of_a_sheet_count_for_no_row(tmp_path: Path) -> None:
    taken = read(tmp_path, {"A": [HEADER, ALDER, *[("",)] * 50, (" ",)], "B": [HEADER, BIRCH]})

    assert taken.sites["row"].to_list() == [1, 2]


def test_the_workbook_given_back_says_where_each_row_stood_and_can_be_sent_again(tmp_path: Path) -> None:
    first = read(tmp_path, {"2024": [HEADER, ALDER], "2025": [HEADER, BIRCH, CEDAR]})
    back = tmp_path / "back.xlsx"
    back.write_bytes(annotate(first))

    sheet = openpyxl.load_workbook(io.BytesIO(back.read_bytes()))["List"]
    second = read_again(back)

    assert [cell.value for cell in sheet["D"]] == [
        "Your sheet and line",
        "“2024”, line 2",
        "“2025”, line 2",
        "“2025”, line 3",
    ]
    assert second.sites.equals(first.sites)
    assert second.audits.equals(first.audits)
    assert not second.problems
    assert second.table.headers == first.table.headers


ROW = st.tuples(*[st.sampled_from(["", "a", "b"])] * 2).map(list)


@settings(max_examples=50)
@given(first=st.lists(ROW, max_size=3), other=st.lists(ROW, max_size=3), turn=st.sampled_from([1, -1]))
def test_every_filled_row_of_every_sheet_is_read_or_its_sheet_is_named(
    first: list[list[str]], other: list[list[str]], turn: int
) -> None:
    header = ["Supplier", "Country"]
    lines = [row[::turn] for row in other]
    sheet = Sheet(name="B", rows=[header[::turn], *lines], dialect="")

    found = gather_sheets(header, first, [sheet], lambda _: 0, said={})

    read_rows = {tuple(row) for row in [*found.rows, *(row for part in found.parts for row in part.rows)]}
    assert {tuple(row) for row in [*first, *other] if any(row)} <= read_rows
    assert bool(found.others) == any(map(any, other))
    assert all(one.became in (Became.READ, Became.REPEATED) for one in found.others)


@pytest.mark.parametrize("kind", list(ListKind))
def test_several_sheets_are_read_for_every_kind_of_list(kind: ListKind, tmp_path: Path) -> None:
    read(tmp_path, {"A": [HEADER[:4], ALDER[:4]], "B": [HEADER[:4], BIRCH[:4]]})

    taken = read_list(tmp_path / "list.xlsx", name="alder", kind=kind)

    assert taken.sites.height == 2
