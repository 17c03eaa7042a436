"""Web pages that are called Excel files, as many programs write them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.lists import ReadList, read_list
from comity.lists.errors import UnsafeFile
from comity.lists.web_page import tables_of

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>td {color: red}</style>
<!--[if gte mso 9]><table><tr><td>Ghost</td></tr></table><![endif]--></head><body>
<TABLE border=1><TR><TH>Supplier name<TH>City<TH>Country<TH>Annual spend</TR>
<tr><td>Y&#305;ld&#305;z &amp; O&#287;lu<br>A.&#350;.</td><td rowspan="2"><b>&#304;zmir</b></td><td>Türkiye</td><td>4711</td></tr>
<tr><td>Okaveri</td><td>Türkiye</td><td x:num="4712">4712</td></tr>
<tr><td>Tasolin</td><td/><td>India</td><td>4713</td></tr>
</TABLE></body></html>"""


def read(folder: Path, markup: str, encoding: str = "utf-8") -> ReadList:
    path = folder / "list.xls"
    path.write_bytes(markup.encode(encoding))
    return read_list(path, name="alder")


def tables(markup: str) -> list[list[list[str]]]:
    return tables_of(markup, most_cells=1_000, most_columns=100)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
def test_the_table_of_a_page_is_read_as_a_list(encoding: str, tmp_path: Path) -> None:
    taken = read(tmp_path, PAGE, encoding)

    assert taken.sites.select("supplier_name", "city", "country").rows() == [
        ("Yıldız & Oğlu A.Ş.", "İzmir", "TR"),
        ("Okaveri", "İzmir", "TR"),
        ("Tasolin", None, "IN"),
    ]
    assert taken.dialect == "web page, table 1"
    assert taken.refused_columns == ("Annual spend",)
    assert "471" not in repr(taken.table)


def test_the_list_is_found_among_the_tables_of_a_page_and_the_others_are_named(tmp_path: Path) -> None:
    menu = "<table><tr><td>Home</td><td>Log out</td></tr></table>"

    taken = read(tmp_path, PAGE.replace("<TABLE", menu + "<TABLE"))

    assert taken.sites.height == 3
    assert next(one.message for one in taken.problems if one.code == "sheet-not-read").startswith(
        "The sheet “Table 1” (1 row) was not read"
    )


def test_cells_below_no_header_stay_there_when_another_table_adds_a_column(tmp_path: Path) -> None:
    first = "<table><tr><td>Supplier<td>City<tr><td>Alder<td>Pune<td>4711</table>"
    other = "<table><tr><td>Supplier<td>City<td>Remarks<tr><td>Birch<td>Pune<td>fine</table>"

    taken = read(tmp_path, f"<html>{first}{other}")

    assert "4711" not in repr(taken.sites) + repr(taken.table)
    assert "cells-without-header" in {one.code for one in taken.problems}
    assert [cells[-1] for _, cells in taken.table.rows] == ["", "fine"]


def test_of_tables_within_tables_the_innermost_counts() -> None:
    markup = "<table><tr><td>Menu<table><tr><td>a</td><td>b</td></tr></table></td></tr></table>"

    assert tables(markup) == [[["a", "b"]]]


@pytest.mark.parametrize(
    ("markup", "rows"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d", [["a", "b"], ["c", "d"]]),
        ("<table><td>a<td>b</table>", [["a", "b"]]),
        ("<table><tr><td colspan=2>a<td>b</table>", [["a", "", "b"]]),
        ("<table><tr><td rowspan=3>a<td>b<tr><td>c<tr><td>d</table>", [["a", "b"], ["a", "c"], ["a", "d"]]),
        ("<table><tr><td>a<td rowspan=2 colspan=2>b<tr><td>c</table>", [["a", "b", ""], ["c", "b", ""]]),
        ("<table><tr><td>1 < 2<td>a</table>", [["1 < 2", "a"]]),
        ("<table><tr><td>a<script>'<td>x'</script><td>b</table>", [["a", "b"]]),
    ],
)
def test_what_a_browser_shows_is_what_is_read(markup: str, rows: list[list[str]]) -> None:
    assert tables(markup) == [rows]


@pytest.mark.parametrize(
    "markup",
    [
        "<table>" + "<tr><td colspan=1000>a" * 30_000 + "</table>",
        "<table><tr>" + "<td colspan=1000>a" * 3 + "</table>",
        "<table><tr>" + "<td rowspan=1000 colspan=900>a<tr>" * 40_000,
    ],
    ids=["cells", "columns", "labels"],
)
def test_a_page_that_would_grow_beyond_a_list_is_refused(markup: str, tmp_path: Path) -> None:
    with pytest.raises(UnsafeFile, match=r"more than 2,000 columns"):
        read(tmp_path, markup)


@pytest.mark.parametrize(
    "mark", ["<", "<!--", "<table", "<td ", "<!", "<a ", "<?", "</", "<table><tr><td>", "&#", "</table>"]
)
def test_time_grows_with_the_text_alone(mark: str) -> None:
    markup = "<table><tr><td>" + mark * 30_000  # a reader that starts again at each mark takes hours

    assert isinstance(tables_of(markup, most_cells=10**7, most_columns=2_000), list)


@given(markup=st.text("<>/tabledr hco=1\"'!-&;", max_size=80))
def test_whatever_the_page_its_rows_are_cells_of_text(markup: str) -> None:
    found = tables("<table><tr><td>" + markup)

    assert all(isinstance(cell, str) for table in found for row in table for cell in row)
