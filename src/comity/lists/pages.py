"""How the workbooks that we write look, and the one way in which text gets into them.

Laws: text is text: no cell is a formula or a link, and one that begins like a formula stays text when it is edited;
the same content gives the same bytes.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

MOST_ROWS = 1_048_575  # below the header, in one sheet
_MOST_LETTERS = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 -- bytes must not tell when; a workbook's dates have no zone

INK = "#1F2933"
PAPER = {
    "refused": "#F8D7DA",
    "doubt": "#FFF0C2",
    "mended": "#DDEBF7",
    "note": "#E9ECEF",
    "accepted": "#E3F1E4",
    "ours": "#243B53",
    "theirs": "#D9E2EC",
}


@dataclass(slots=True)
class Page:
    """A sheet, and the formats of its workbook, made when they are first needed."""

    sheet: Any
    _book: Any
    _formats: dict[tuple[tuple[str, Any], ...], Any]

    def style(self, **facts: object) -> Any:
        key = tuple(sorted(facts.items()))
        if key not in self._formats:
            usual = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
            self._formats[key] = self._book.add_format(usual | facts)
        return self._formats[key]

    def write(self, row: int, column: int, text: str, **facts: object) -> None:
        if not text:
            self.sheet.write_blank(row, column, None, self.style(**facts))
            return
        if text.startswith(_FORMULA_STARTS):
            facts["quote_prefix"] = True
        self.sheet.write_string(row, column, _writable(text), self.style(**facts))

    def number(self, row: int, column: int, value: int, **facts: object) -> None:
        self.sheet.write_number(row, column, value, self.style(num_format="#,##0", align="left", **facts))

    def printed(self, *, header_row: int | None = None) -> None:
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&RPage &P of &N")
        if header_row is not None:
            self.sheet.repeat_rows(header_row)


@dataclass(slots=True)
class Workbook:
    _book: Any
    _formats: dict[tuple[tuple[str, Any], ...], Any]

    def page(self, name: str) -> Page:
        return Page(self._book.add_worksheet(name), self._book, self._formats)


@contextmanager
def new_workbook(buffer: io.BytesIO, *, title: str) -> Iterator[Workbook]:
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "author": "Comity", "created": _CREATED})
        yield Workbook(book, {})


def _writable(text: str) -> str:
    """Without the two characters that no XML may hold, and no longer than a cell takes."""
    return text.replace("\ufffe", "").replace("\uffff", "")[:_MOST_LETTERS]
