"""Two header rows: what a label above several columns says of them."""

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from comity.core import Window
from comity.lists import ListKind, ReadList, annotate, read_list
from comity.lists.headers import groups_above, map_headers
from tests.lists.test_annotate import text_of

HEADERS = ("Name", "Country", "Protocol", "Date", "2024", "2025")
ROW = ("Alder Mill", "India", "SMETA 4-pillar", "2025-03-14", "4711", "4712")


def read(folder: Path, *labels: tuple[int, int, str], extra: tuple[tuple[str, ...], ...] = ()) -> ReadList:
    path = folder / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("List")
        for first, last, text in labels:
            sheet.merge_range(0, first, 0, last, text)
        for at, row in enumerate((HEADERS, ROW), start=1):
            sheet.write_row(at, 0, row)
        if extra:
            other = book.add_worksheet("Other")
            for at, cells in enumerate(extra):
                other.write_row(at, 0, cells)
    return read_list(path, name="alder", kind=ListKind.AUDITED_SITES, window=Window(cutoff=date(2026, 6, 30)))


@pytest.mark.parametrize("label", ["Annual spend", "Volume (t)", "Contract", "Commercial data"])
def test_what_stands_below_a_refused_label_is_refused_with_it(label: str, tmp_path: Path) -> None:
    taken = read(tmp_path, (0, 1, "Supplier"), (2, 3, "Audit"), (4, 5, label))

    assert taken.refused_columns == ("2024", "2025")
    assert "471" not in repr(taken.table) + text_of(annotate(taken))
    assert taken.audits.height == 1


def test_a_planned_date_below_its_label_is_no_audit(tmp_path: Path) -> None:
    taken = read(tmp_path, (0, 1, "Supplier"), (2, 3, "Next audit"), (4, 5, "Spend"))

    assert "audit_date" not in taken.mapping
    assert taken.audits.height == 0


def test_a_header_and_its_label_are_read_together_where_the_header_says_too_little(tmp_path: Path) -> None:
    taken = read(tmp_path, (0, 1, "Supplier"), (2, 3, "Audit"), (4, 5, "Spend"))

    assert taken.mapping["audit_date"] == "Date"
    assert "column-by-values" not in {one.code for one in taken.problems}


def test_labels_of_a_second_sheet_count_for_its_own_columns(tmp_path: Path) -> None:
    extra = (
        ("Supplier", "", "Audit", "", "Turnover", ""),
        (*HEADERS[:4], "Asia", "Europe"),
        ("Birch Mill", *ROW[1:4], "4713", "4714"),
    )

    taken = read(tmp_path, (0, 1, "Supplier"), (2, 3, "Audit"), (4, 5, "Spend"), extra=extra)

    assert taken.sites["site_name"].to_list() == ["Alder Mill", "Birch Mill"]
    assert taken.refused_columns == ("2024", "2025", "Asia", "Europe")
    assert "471" not in repr(taken.table)


def test_a_title_at_the_left_speaks_of_no_column() -> None:
    assert groups_above(("a", "b", "c"), ("Annual spend by supplier", "", "")) == ("", "", "")
    assert groups_above(("a", "b", "c"), ("", "Spend")) == ("", "Spend", "Spend")
    assert groups_above(("a", "b"), ()) == ("", "")


@pytest.mark.parametrize(("label", "header"), [("Auditoria", "Data"), ("Audit", "Datum"), ("审核", "日期")])
def test_a_label_and_its_header_are_read_as_their_language_joins_them(label: str, header: str) -> None:
    mapped = map_headers(["Supplier", header, "Country"], {}, groups=["", label, ""])

    assert mapped.columns["audit_date"] == 1


@pytest.mark.parametrize(
    ("label", "header", "ours"),
    [
        ("Audit", "Firm", "audit_firm"),
        ("Audit", "Company", "audit_firm"),
        ("Supplier", "Name", "supplier_name"),
        ("Factory", "Name", "site_name"),
        ("Supplier", "Country", "country"),
    ],
)
def test_what_label_and_header_say_together_goes_before_the_header_alone(
    label: str, header: str, ours: str
) -> None:
    mapped = map_headers([header], {}, groups=[label])

    assert mapped.columns == {ours: 0}
