import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import Window
from comity.lists import ListKind, ReadList, annotate, never_read, read_list, sentences, states
from comity.lists.site_audits import RefusedAs

TEXT = (
    "Supplier name;Address;City;Country;Protocol;Audit date;Annual spend;Remarks\n"
    "Velmira Mills;1 Mill Road;Pune;India;SMETA 4-pillar;2025-03-14;4711;=HYPERLINK(1)\n"
    "Okaveri Glass;2 Mill Road;Pune;Indien;SMETA 2-pillar;2025-03-15;4712;ok\n"
    ";;;;;;;\n"
    "=Tasolin;3 Mill Road;Pune;India;SMETA 4-pillar;12 Mar 2025;4713;+1\n"
    "Simbrano;3 Mill Road;Pune;;SMETA 4-pillar;2025-03-14;4714;@x\n"
)


def read(folder: Path, text: str = TEXT, name: str = "list.csv") -> ReadList:
    (folder / name).write_text(text, encoding="utf-8")
    return read_again(folder / name)


def read_again(path: Path) -> ReadList:
    return read_list(path, name="alder", kind=ListKind.AUDITED_SITES, window=Window(cutoff=date(2026, 6, 30)))


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def text_of(data: bytes) -> str:
    return "\n".join(
        str(cell.value) for sheet in opened(data) for row in sheet.iter_rows() for cell in row if cell.value
    )


def test_each_row_stands_in_the_line_behind_its_number_with_its_state(tmp_path: Path) -> None:
    sheet = opened(annotate(read(tmp_path)))["List"]

    lines = {at: [cell.value for cell in row[:4]] for at, row in enumerate(sheet.iter_rows(), start=0)}
    assert lines[0] == ["What we found", "What to do", "State", "Supplier name"]
    assert [lines[at][2] for at in (1, 2, 4, 5)] == ["accepted", "accepted, please look", "mended", "refused"]
    assert [lines[at][3] for at in (1, 2, 4, 5)] == ["Velmira Mills", "Okaveri Glass", "=Tasolin", "Simbrano"]
    assert lines[5][:2] == ["The row has no country.", "Add its English name or two-letter code."]


def test_the_cell_in_question_is_coloured_and_has_a_comment(tmp_path: Path) -> None:
    sheet = opened(annotate(read(tmp_path)))["List"]

    country, other = sheet["G6"], sheet["G2"]
    assert country.fill.fgColor.rgb == "FFF8D7DA"
    assert "no country" in country.comment.text
    assert other.fill.fill_type is None
    assert other.comment is None


def test_a_finding_of_a_whole_row_colours_no_column_without_a_header(tmp_path: Path) -> None:
    sheet = opened(annotate(read(tmp_path, "Supplier;;Country\n;x;India\n")))["List"]

    assert "neither a supplier nor a site" in sheet["A2"].value
    assert [cell.value for cell in sheet[1][3:]] == ["Supplier", "Country"]
    assert all(cell.comment is None for cell in sheet[2])


@pytest.mark.parametrize(
    ("header", "why"),
    [("Annual spend", "commercial"), ("Next audit", "forward-looking"), ("Score", "like results of audits")],
)
def test_the_workbook_says_why_a_column_is_never_read(header: str, why: str, tmp_path: Path) -> None:
    taken = read(tmp_path, TEXT.replace("Annual spend", header))

    found = text_of(annotate(taken))

    assert f"This column looks {why}; its values were not taken from your file: “{header}”." in found
    assert f"never read: it looks {why}" in found
    assert never_read(taken) == [(RefusedAs(why), (header,))]
    note = next(problem for problem in taken.problems if problem.code == "refused-column")
    assert f"looks {why}," in note.message
    assert "471" not in found


def test_a_row_is_as_high_as_what_it_says(tmp_path: Path) -> None:
    sheet = opened(annotate(read(tmp_path)))["List"]

    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 28


def test_values_of_refused_columns_are_nowhere_and_the_summary_names_the_column(tmp_path: Path) -> None:
    data = annotate(read(tmp_path))

    assert "471" not in text_of(data)
    assert any(
        "“Annual spend”" in str(cell.value) for row in opened(data)["Summary"].iter_rows() for cell in row
    )


def test_nothing_is_a_formula_or_a_link(tmp_path: Path) -> None:
    for sheet in opened(annotate(read(tmp_path))):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"s", "n"}, cell.coordinate
                assert cell.hyperlink is None
                begins_like_one = str(cell.value or "").startswith(("=", "+", "-", "@"))
                assert cell.quotePrefix == begins_like_one


def test_the_summary_counts_every_row_once(tmp_path: Path) -> None:
    taken = read(tmp_path)
    summary = opened(annotate(taken))["Summary"]

    counted = {row[0].value: row[1].value for row in summary.iter_rows(min_row=5, max_row=9)}
    assert counted == {
        "Rows in the list": 4,
        "Accepted": 3,
        "of them, mended": 1,
        "of them, please look": 1,
        "Refused": 1,
    }
    assert states(taken).total() == taken.row_count


def test_the_same_list_gives_the_same_bytes(tmp_path: Path) -> None:
    assert annotate(read(tmp_path)) == annotate(read(tmp_path))


def test_the_workbook_sent_in_again_is_the_list_that_it_was_made_from(tmp_path: Path) -> None:
    first = read(tmp_path)
    (tmp_path / "list-checked.xlsx").write_bytes(annotate(first))

    second = read_again(tmp_path / "list-checked.xlsx")

    assert second.sites.equals(first.sites)
    assert second.audits.equals(first.audits)
    assert [(p.row, p.code) for p in second.problems] == [(p.row, p.code) for p in first.problems]


def test_the_sheet_is_made_to_be_worked_in_and_printed(tmp_path: Path) -> None:
    sheet = opened(annotate(read(tmp_path)))["List"]

    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref == "A1:K6"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("It is wrong. Mend it.", ("It is wrong.", "Mend it.")),
        ("“A.Ş. Ltd. Co” is odd. Mend it. Now.", ("“A.Ş. Ltd. Co” is odd.", "Mend it. Now.")),
        ("Only this.", ("Only this.", "")),
    ],
)
def test_a_message_is_what_is_wrong_and_what_to_do(message: str, parts: tuple[str, str]) -> None:
    assert sentences(message) == parts


@settings(deadline=None, max_examples=40)
@given(
    cells=st.lists(
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufffd"), max_size=10),
        min_size=3,
        max_size=3,
    )
)
def test_whatever_stands_in_a_cell_the_workbook_opens_without_formulas(
    cells: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    row = "\t".join(" ".join(cell.replace('"', "").replace("\0", "").split()) for cell in cells)
    taken = read(
        tmp_path_factory.mktemp("lists"),
        f"supplier_name\tcity\tremark\nVelmira\tPune\tx\n{row}\n",
        "list.tsv",
    )

    sheets = opened(annotate(taken))

    assert {cell.data_type for sheet in sheets for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


def test_each_thing_said_of_the_whole_list_is_shown(tmp_path: Path) -> None:
    text = "Supplier,Country,Country,City,City\nAlder,India,Nepal,Pune,Hue\n"

    found = text_of(annotate(read(tmp_path, text)))

    assert "Two columns are called “Country”" in found
    assert "Two columns are called “City”" in found
