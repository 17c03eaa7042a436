"""The workbook of a check, opened by another program than the one that wrote it."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from comity.check import Checked, checked_workbook
from comity.core import AgeBand
from tests.check.members import (
    BRUNETTA,
    KORDOVA,
    OKAVERI,
    SITES,
    TASOLIN,
    VELMIRA,
    as_member_writes,
    checked_of,
    common_list,
)

NAMELESS = {"reference": "V700", "name": "", "address": "Pier 1", "city": "Izmir", "country": "TR"}
DOUBTFUL = {"reference": "V600", "name": "Brunetta", "address": "", "city": "", "country": "CN"}


def opened(checked: Checked) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(checked_workbook(checked)))


def table(sheet: Worksheet) -> list[dict[str, object]]:
    _, heads, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


@pytest.fixture
def every_state() -> Checked:
    common = common_list(KORDOVA | {"audited": AgeBand.UP_TO_24.value}, VELMIRA, BRUNETTA, sealed=[TASOLIN])
    suppliers = (
        as_member_writes(KORDOVA, reference="V100"),
        as_member_writes(TASOLIN, reference="V200"),
        VELMIRA | {"reference": "V300"},
        OKAVERI | {"reference": "V400"},
        {
            "reference": "V500",
            "name": "Simbrano Labels",
            "address": "Elm 3",
            "city": "Hanoi",
            "country": "VN",
        },
        DOUBTFUL,
        NAMELESS,
    )
    audits = [(VELMIRA, date(2025, 3, 9)), (OKAVERI, date(2026, 3, 9))]
    return checked_of(common, *suppliers, audits=audits)


def test_the_sheets_stand_in_the_order_of_use(every_state: Checked) -> None:
    assert opened(every_state).sheetnames == [
        "Summary",
        "Audits that exist",
        "Please look",
        "Perhaps your own",
        "Not in the list",
        "Not due",
        "Names no site",
    ]


def test_a_sheet_without_rows_is_left_out_and_its_nought_is_said() -> None:
    book = opened(checked_of(common_list(KORDOVA), KORDOVA))

    assert book.sheetnames == ["Summary", "Audits that exist"]
    counts = {row[0]: (row[1], row[2]) for row in book["Summary"].iter_rows(values_only=True)}
    assert counts["Not due"] == (0, "None.")


def test_the_first_line_is_the_headline(every_state: Checked) -> None:
    assert opened(every_state)["Summary"]["A1"].value == "2 of your 5 due audits exist"


def test_every_supplier_stands_on_exactly_one_sheet(every_state: Checked) -> None:
    book = opened(every_state)

    references = [row["Your reference"] for sheet in book.worksheets[1:] for row in table(sheet)]

    assert sorted(map(str, references)) == [f"V{number}00" for number in range(1, 8)]


def test_the_counts_of_the_summary_are_those_of_the_sheets(every_state: Checked) -> None:
    book = opened(every_state)
    counts = {row[0]: row[1] for row in book["Summary"].iter_rows(values_only=True)}

    assert {sheet.title: len(table(sheet)) for sheet in book.worksheets[1:]} == {
        sheet.title: counts[sheet.title] for sheet in book.worksheets[1:]
    }


def test_a_row_tells_what_is_listed_how_sure_it_is_and_why(every_state: Checked) -> None:
    first, second = table(opened(every_state)["Audits that exist"])

    assert first["Your supplier"] == "KORDOVA PACKAGING LTD."
    assert first["Country"] == "Türkiye"
    assert first["Listed as"] == "Kordova Packaging"
    assert first["Last audited"] == "up to 24 months"
    assert first["Row of the common list"] == "R1"
    assert "site names equal" in str(first["Why"])
    assert (second["Last audited"], second["Row of the common list"]) == ("not shown", "check-only")


def test_a_probability_is_a_percentage_and_never_rounded_up(every_state: Checked) -> None:
    sheet = opened(every_state)["Audits that exist"]
    at = [cell.value for cell in sheet[2]].index("How sure")
    row = every_state.rows.row(0, named=True)

    cell = sheet[3][at]

    assert cell.number_format == "0%"
    assert isinstance(cell.value, float)
    assert row["probability"] - 0.01 < cell.value <= row["probability"]


def test_the_freshest_audits_come_first() -> None:
    bands = [AgeBand.UP_TO_36, None, AgeBand.UP_TO_12, AgeBand.UP_TO_24, AgeBand.UP_TO_12]
    listed = [
        {**site, **({"audited": band.value} if band else {})} for site, band in zip(SITES, bands, strict=True)
    ]

    rows = table(opened(checked_of(common_list(*listed), *SITES))["Audits that exist"])

    assert [row["Row"] for row in rows] == [3, 5, 4, 1, 2]


def test_the_likeliest_of_the_doubtful_come_first() -> None:
    moved = {"name": "Kordova Packaging", "address": "Harbour Road 14", "city": "", "country": "TR"}

    sheet = opened(checked_of(common_list(*SITES), moved, DOUBTFUL))["Please look"]

    shares = [float(str(row["How sure"])) for row in table(sheet)]
    assert [row["Row"] for row in table(sheet)] == [2, 1]
    assert shares[0] > shares[1]


def test_an_own_audit_is_a_date(every_state: Checked) -> None:
    row = table(opened(every_state)["Not due"])[0]

    assert row["Your own latest audit"] == datetime(2026, 3, 9)  # noqa: DTZ001 -- a day, as openpyxl reads it


def test_a_column_that_says_nothing_of_anybody_is_left_out() -> None:
    sheet = opened(checked_of(common_list(KORDOVA), KORDOVA))["Audits that exist"]

    heads = {cell.value for cell in sheet[2]}
    assert heads.isdisjoint({"Last audited", "Assurance", "Your own latest audit"})
    assert {"Listed as", "How sure", "Why"} <= heads


def test_nothing_can_be_read_as_a_formula() -> None:
    hostile = [
        {"reference": text, "name": f"{text} Oils", "address": text, "city": text, "country": "TR"}
        for text in ("=1+1", "+49 30", "-X", "@sum", '=cmd|"/c calc"!A1', "http://example.org")
    ]

    book = opened(checked_of(common_list(*hostile, KORDOVA), *hostile))

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(cell.value == "=1+1" for cell in cells)
    assert [cell.hyperlink.target for cell in cells if cell.hyperlink and cell.hyperlink.target] == []


def test_the_same_findings_give_the_same_bytes(every_state: Checked) -> None:
    assert checked_workbook(every_state) == checked_workbook(every_state)
