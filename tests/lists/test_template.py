import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from comity.core import Window
from comity.lists import Assurance, ListKind, ReadList, read_list, template_workbook

FILLED = {
    "supplier_name*": "Velmira Gıda San. ve Tic. A.Ş.",
    "site_name": "Velmira İzmir Plant 2",
    "address*": "10032 Sokak No: 14, AOSB",
    "city*": "Çiğli",
    "region": "İzmir",
    "postal_code": "35620",
    "country*": "Türkiye",
    "site_id_sedex": "ZS401234567",
    "company_id_sedex": "ZC401234567",
    "gln": "4006381333931",
    "duns": "150483782",
    "amfori_id": "156-012345-000",
    "product_category": "packaging",
    "protocol*": "SMETA",
    "protocol_version": "6.1",
    "pillars": 4,
    "audit_date*": datetime(2025, 11, 3),  # noqa: DTZ001 -- as a spreadsheet keeps a date
    "audit_type": "periodic",
    "announcement": "semi-announced",
    "audit_firm": "Ledgerline Audits",
    "platform": "Sedex",
    "internal_reference": "V-001482",
}


def filled(folder: Path, *rows: dict[str, object]) -> ReadList:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    sheet = book["List"]
    place = {cell.value: cell.column for cell in sheet[1]}
    for at, row in enumerate(rows, start=2):
        for header, value in row.items():
            sheet.cell(at, place[header], value)
    book.save(folder / "list.xlsx")
    window = Window(cutoff=date(2026, 6, 30))
    return read_list(folder / "list.xlsx", name="alder", kind=ListKind.AUDITED_SITES, window=window)


def test_a_filled_template_reads_back_without_a_finding(tmp_path: Path) -> None:
    taken = filled(tmp_path, FILLED)

    assert taken.problems == ()
    assert len(taken.mapping) == len(openpyxl.load_workbook(tmp_path / "list.xlsx")["List"][1])
    audit = taken.audits.row(0, named=True)
    assert audit["audit_date"] == date(2025, 11, 3)
    assert (audit["protocol"], audit["pillars"], audit["assurance"]) == ("SMETA", 4, Assurance.MEETS)
    assert (audit["category"], audit["audit_type"], audit["announcement"]) == (
        "packaging",
        "periodic",
        "semi-announced",
    )
    site = taken.sites.row(0, named=True)
    assert (site["country"], site["sedex_site"], site["duns"]) == ("TR", "ZS401234567", "150483782")
    assert taken.own_references.rows() == [(1, "V-001482")]


def test_everything_that_the_drop_downs_offer_is_understood(tmp_path: Path) -> None:
    choices = openpyxl.load_workbook(io.BytesIO(template_workbook()))["Choices"]
    columns = {
        column[0].value: [cell.value for cell in column[1:] if cell.value] for column in choices.iter_cols()
    }
    rows: list[dict[str, object]] = [
        {**FILLED, header: choice, "supplier_name*": f"{header} {choice}"}
        for header, name in (
            ("country*", "country"), ("product_category", "product_category"), ("audit_type", "audit_type"),
            ("announcement", "announcement"), ("protocol*", "protocol"), ("platform", "platform"),
        )
        for choice in columns[name]
    ]  # fmt: skip

    taken = filled(tmp_path, *rows)

    assert taken.audits.height == len(rows)
    assert {problem.code for problem in taken.problems} == {"partial-follow-up"}
    assert taken.audits["category"].null_count() == taken.audits["audit_type"].null_count() == 0
    assert len(columns["country"]) > 240


def test_the_template_has_drop_downs_a_hidden_sheet_and_a_line_of_guidance_for_each_column() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    sheet, guide = book["List"], book["How to fill it in"]

    headers = [cell.value for cell in sheet[1]]
    explained = {row[0].value: row[1].value for row in guide.iter_rows() if row[1].value}
    assert [header for header in headers if header not in explained] == []
    assert {explained[header] for header in headers if header.endswith("*")} == {"must"}
    assert book["Choices"].sheet_state == "hidden"
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == 7
    assert sheet.column_dimensions["U"].number_format == "yyyy-mm-dd"


def test_an_empty_template_is_a_list_without_rows(tmp_path: Path) -> None:
    taken = filled(tmp_path)

    assert taken.row_count == 0
    assert [one.code for one in taken.problems] == ["no-rows"]


def test_the_template_is_the_same_at_every_run() -> None:
    assert template_workbook() == template_workbook()


@pytest.mark.parametrize("header", ["address*", "audit_date*", "country*", "protocol*"])
def test_what_must_be_filled_and_is_not_is_found(header: str, tmp_path: Path) -> None:
    taken = filled(tmp_path, {name: value for name, value in FILLED.items() if name != header})

    assert len(taken.problems) == 1
