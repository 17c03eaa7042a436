import csv
import io
from pathlib import Path

import pytest
import xlsxwriter

from comity.core import UsageProblem
from comity.lists import ReadList, headers, read_list
from comity.lists.errors import UnsafeFile


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "list.csv"


def read(path: Path, text: str, mapping: dict[str, str] | None = None) -> ReadList:
    path.write_text(text, encoding="utf-8")
    return read_list(path, name="alder", mapping=mapping)


def test_rows_are_counted_as_a_reader_of_the_file_counts_them(place: Path) -> None:
    text = "supplier_name,country\nA,India\n,\n\n  ,  \nB,India\n"

    found = read(place, text)

    counted = [
        at for at, row in enumerate(csv.DictReader(io.StringIO(text)), 1) if row["supplier_name"].strip()
    ]
    assert found.sites["row"].to_list() == counted == [1, 4]
    assert found.row_count == 2


def test_namibia_is_no_empty_cell(place: Path) -> None:
    assert read(place, "supplier_name,country\nA,NA\n").sites["country"].to_list() == ["NA"]


def test_no_header_that_we_know_is_refused_by_our_own_words() -> None:
    names, _, _ = headers._synonyms()

    assert [header for header in names if headers.is_refused(header)] == []


def test_a_vietnamese_list_is_read_by_its_own_headers(place: Path) -> None:
    found = read(place, "Nhà cung cấp,Địa chỉ,Quốc gia,Đánh giá\nA,1 Lê Lợi,Việt Nam,x\n")

    assert found.sites.select("address", "country").row(0) == ("1 Lê Lợi", "VN")
    assert found.refused_columns == ()


@pytest.mark.parametrize("header", ["Giá", "Đơn giá", "Giá trị hợp đồng", "Unit price"])
def test_prices_are_refused(header: str, place: Path) -> None:
    assert read(place, f"supplier_name,{header}\nA,12\n").refused_columns == (header,)


def test_mapping_a_refused_column_by_hand_is_said(place: Path) -> None:
    with pytest.raises(UsageProblem, match="never read"):
        read(place, "supplier_name,Contract name\nA,B\n", {"site_name": "Contract name"})


def test_a_wrong_identifier_is_not_used_and_said_with_its_row_and_header(place: Path) -> None:
    found = read(place, "supplier_name,GLN,country\nA,4006381333931,IN\nB,4006381333932,IN\nC,,\n")

    assert found.sites["gln"].to_list() == ["4006381333931", None, None]
    assert [(p.row, p.column, p.code, p.value) for p in found.problems] == [
        (2, "GLN", "wrong-identifier", "4006381333932")
    ]


def test_a_text_of_too_many_cells_is_refused_before_it_is_cut(place: Path) -> None:
    with pytest.raises(UnsafeFile, match="cells"):
        read(place, "supplier_name\n" + "\n" * 20_000_001)


def test_a_label_merged_over_rows_speaks_of_each_and_a_hidden_sheet_of_none(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        old, new = workbook.add_worksheet("Old"), workbook.add_worksheet("New")
        old.write_row(0, 0, ["supplier_name", "country", "city", "address"])
        old.write_row(1, 0, ["Cedar", "India"])
        new.write_row(0, 0, ["supplier_name", "country"])
        new.merge_range(1, 0, 3, 0, "Velmira Mills")
        new.write_column(1, 1, ["India"] * 3)
        new.activate()
        new.set_first_sheet()
        old.hide()

    found = read_list(path, name="alder")

    assert found.sites["supplier_name"].to_list() == ["Velmira Mills"] * 3
    assert found.dialect == "sheet “New”"
