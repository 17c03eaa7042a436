"""How the workbooks that we write look, and the one way in which text gets into them.

Laws: text is text: no cell is a formula or a link, and one that begins like a formula stays text when it is edited;
the same content gives the same bytes.
"""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from comity.core.tongue import Tongue, in_english

_MOST_LETTERS = 32_767
_MOST_HEIGHT = 180.0  # of a row, in points: more would hide the next
_USUAL_SIZE = 11
_LINE = 1.36  # a line's height, by the size of its letters
_FILLED = 1.08  # letters to a unit of width: sentences have narrow letters, but words wrap whole
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
    _widths: dict[int, float] = field(default_factory=dict)
    _heights: dict[int, float] = field(default_factory=dict)
    said: Tongue = in_english

    def wide(self, widths: Iterable[float], *, first: int = 0) -> None:
        """Before anything is written: rows are made as high as their text wraps."""
        for column, width in enumerate(widths, start=first):
            self.sheet.set_column(column, column, width)
            self._widths[column] = width

    def style(self, **facts: object) -> Any:
        key = tuple(sorted(facts.items()))
        if key not in self._formats:
            usual = {"font_name": "Calibri", "font_size": _USUAL_SIZE, "font_color": INK, "valign": "top"}
            self._formats[key] = self._book.add_format(usual | facts)
        return self._formats[key]

    def write(self, row: int, column: int, text: str, **facts: object) -> None:
        if not text:
            self.sheet.write_blank(row, column, None, self.style(**facts))
            return
        size = int(str(facts.get("font_size", _USUAL_SIZE)))
        if size > _USUAL_SIZE:
            self._heighten(row, size * _LINE)
        if facts.get("text_wrap") and column in self._widths:
            self._heighten(row, _lines(text, self._widths[column]) * _USUAL_SIZE * _LINE)
        if text.startswith(_FORMULA_STARTS):
            facts["quote_prefix"] = True
        self.sheet.write_string(row, column, _writable(text), self.style(**facts))

    def for_many(self, **facts: object) -> tuple[Any, Any]:
        """A style that many cells share, for `put`: of text that begins like a formula it is the second."""
        return self.style(**facts), self.style(quote_prefix=True, **facts)

    def put(self, row: int, column: int, text: str, styles: tuple[Any, Any]) -> None:
        """As `write` writes text that does not wrap, without asking for its style again."""
        self.sheet.write_string(row, column, _writable(text), styles[text.startswith(_FORMULA_STARTS)])

    def tell(self, row: int, column: int, sentence: str, **facts: object) -> None:
        """What we say, in the reader's language; `write` is for what the reader wrote."""
        self.write(row, column, self.said(sentence) if sentence else "", **facts)

    def number(self, row: int, column: int, value: int, **facts: object) -> None:
        self.sheet.write_number(row, column, value, self.style(num_format="#,##0", align="left", **facts))

    def _heighten(self, row: int, height: float) -> None:
        """Not every program makes a row as high as its text, and a sentence cut in half helps nobody."""
        if height > self._heights.get(row, _USUAL_SIZE * _LINE):
            self._heights[row] = min(height, _MOST_HEIGHT)
            self.sheet.set_row(row, self._heights[row])

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
    _said: Tongue

    def page(self, name: str) -> Page:
        return Page(self._book.add_worksheet(self._said(name)), self._book, self._formats, said=self._said)


@contextmanager
def new_workbook(buffer: io.BytesIO, *, title: str, said: Tongue = in_english) -> Iterator[Workbook]:
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title, "author": "Comity", "created": _CREATED})
        yield Workbook(book, {}, said)


def letters_wide(text: str) -> int:
    """Letters of East Asia are twice as wide as others."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(mark) in "WF") for mark in text)


@lru_cache(maxsize=2_000)  # a sheet says the same beside many rows
def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many letters."""
    letters = max(1, int(width * _FILLED))
    return sum(max(1, -(-letters_wide(part) // letters)) for part in text.split("\n"))


def _writable(text: str) -> str:
    """Without the two characters that no XML may hold, and no longer than a cell takes."""
    return text.replace("\ufffe", "").replace("\uffff", "")[:_MOST_LETTERS]
