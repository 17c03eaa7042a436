"""The tables of a web page as cells: what many programs call an Excel file is a page with one table in it.

In: the text of a page. Out: its tables, each row as wide as it is. Laws: nothing is executed, fetched or followed; of
tables within tables the innermost count; no more cells come out than a list may have; time grows with the text alone.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"<(/?)(table|tr|td|th|br|p|div|li|script|style|title)\b([^<>]*)>", re.IGNORECASE)
_OTHER_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,5})\b", re.IGNORECASE)
_NOT_SHOWN = ("script", "style", "title")
_MOST_SPAN = 1_000  # rows or columns that one cell may cover; a label over more is a mistake or an attack


class TooManyCellsError(Exception):
    """More cells, or columns, than a list may have."""


@dataclass(slots=True, kw_only=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    hanging: dict[int, tuple[str, int]] = field(default_factory=dict)  # place -> label from above, rows left
    cell: list[str] | None = None
    across: int = 1
    down: int = 1
    is_outer: bool = False


class _Page:
    def __init__(self, *, most_cells: int, most_columns: int) -> None:
        self.tables: list[list[list[str]]] = []
        self._open: list[_Table] = []
        self._cells_left = most_cells
        self._most_columns = most_columns

    def text(self, text: str) -> None:
        if self._open and (cell := self._open[-1].cell) is not None:
            cell.append(text)

    def begin(self, tag: str, facts: str) -> None:
        if tag == "table":
            if self._open:
                self._open[-1].is_outer = True
            self._open.append(_Table())
        elif not self._open:
            return
        elif tag == "tr":
            self._end_row()
            self._open[-1].rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            spans = {side.lower(): min(max(int(size), 1), _MOST_SPAN) for side, size in _SPAN.findall(facts)}
            table = self._open[-1]
            table.cell, table.across, table.down = [], spans.get("col", 1), spans.get("row", 1)
        else:
            self.text("\n")

    def end(self, tag: str) -> None:
        if not self._open:
            return
        if tag == "table":
            self._end_row()
            table = self._open.pop()
            if not table.is_outer and any(map(any, table.rows)):
                self.tables.append(table.rows)
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()

    def close(self) -> None:
        """Also a page that was cut off."""
        while self._open:
            self.end("table")

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        text = " ".join(html.unescape("".join(table.cell)).split())
        table.cell = None
        if not table.rows:
            table.rows.append([])
        self._hang()
        # A label over several rows speaks of each of them; over several columns it is a title.
        cells = [text, *[""] * (table.across - 1)]
        if table.down > 1:
            place = len(table.rows[-1])
            table.hanging |= {at: (cell, table.down - 1) for at, cell in enumerate(cells, start=place)}
        self._take(cells)

    def _end_row(self) -> None:
        self._end_cell()
        if self._open[-1].rows:
            self._hang()

    def _hang(self) -> None:
        """What reaches into this row from above, up to the next place that is free."""
        table = self._open[-1]
        while (found := table.hanging.pop(place := len(table.rows[-1]), None)) is not None:
            text, left = found
            if left > 1:
                table.hanging[place] = (text, left - 1)
            self._take([text])

    def _take(self, cells: list[str]) -> None:
        row = self._open[-1].rows[-1]
        row += cells
        self._cells_left -= len(cells)
        if self._cells_left < 0 or len(row) > self._most_columns:
            raise TooManyCellsError


def tables_of(text: str, *, most_cells: int, most_columns: int) -> list[list[list[str]]]:
    """Raises TooManyCellsError."""
    page = _Page(most_cells=most_cells, most_columns=most_columns)
    hidden_in, at = "", 0
    text = "".join(_without_comments(text))
    for found in _TAG.finditer(text):
        tag, closes = found[2].lower(), bool(found[1])
        if not hidden_in:
            page.text(_OTHER_TAG.sub("", text[at : found.start()]))
        at = found.end()
        if tag in _NOT_SHOWN:
            hidden_in = "" if closes and tag == hidden_in else hidden_in or ("" if closes else tag)
        elif hidden_in:
            continue
        elif closes:
            page.end(tag)
        else:
            page.begin(tag, found[3])
            if found[3].endswith("/"):
                page.end(tag)
    if not hidden_in:
        page.text(_OTHER_TAG.sub("", text[at:]))
    page.close()
    return page.tables


def _without_comments(text: str) -> Iterator[str]:
    at = 0
    while (begins := text.find("<!--", at)) >= 0 and (ends := text.find("-->", begins)) >= 0:
        yield text[at:begins]
        at = ends + 3
    yield text[at:]
