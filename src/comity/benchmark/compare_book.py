"""Comparisons as workbooks: two protocols criterion by criterion, and how many protocols demand each criterion.

Laws: a comparison for one member holds its own wording and the other's credits, never the other's wording; a table of
convergence holds counts alone; nothing in either can be read as a formula; the same comparison gives the same bytes.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format

from comity.benchmark.compare import Convergence, Overlap, Residue
from comity.benchmark.coverage import Coverage
from comity.benchmark.review_words import Words, words_in
from comity.core.tongue import ENGLISH, Speech, Tongue

_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- the same comparison gives the same bytes
_MOST_SHOWN = 32_000
_LINE = 15
_MOST_LINES = 12


class _Book:
    """Sheets of plain tables with a line above that says what they are."""

    def __init__(self, book: xlsxwriter.Workbook, say: Tongue) -> None:
        self._book, self._say = book, say
        self._head: Format = book.add_format(
            {
                "bold": True,
                "font_color": "#FFFFFF",
                "bg_color": "#1F4E5F",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        self._cell: Format = book.add_format(
            {"valign": "top", "text_wrap": True, "align": "left", "border": 1, "border_color": "#D8E0E3"}
        )
        self._title: Format = book.add_format({"bold": True, "font_size": 13})

    def sheet(
        self,
        name: str,
        told: str,
        heads: Sequence[str],
        widths: Sequence[int],
        rows: Sequence[Sequence[object]],
    ) -> None:
        """Name and line in English; heads and cells as they are to be read."""
        sheet = self._book.add_worksheet(self._say(name))
        sheet.write_string(0, 0, self._say(told), self._title)
        for at, (head, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(1, at, head, self._head)
        for down, row in enumerate(rows, start=2):
            sheet.set_row(down, _LINE * _lines(row, widths))
            for at, value in enumerate(row):
                if isinstance(value, int):
                    sheet.write_number(down, at, value, self._cell)
                else:
                    sheet.write_string(down, at, str(value)[:_MOST_SHOWN], self._cell)
        sheet.freeze_panes(2, 1)
        if rows:
            sheet.autofilter(1, 0, 1 + len(rows), len(heads) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_footer(f"&L&A&R{self._say('Page &P of &N')}")


def _lines(row: Sequence[object], widths: Sequence[int]) -> int:
    """How many lines the longest text takes: not every program finds the height of a row by itself."""
    most = max(1 + int(1.15 * len(str(value))) // width for value, width in zip(row, widths, strict=True))
    return min(most, _MOST_LINES)


@contextmanager
def _book(title: str, data: io.BytesIO, say: Tongue) -> Iterator[_Book]:
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": say(title), "created": _FIXED})
        yield _Book(book, say)


def comparison_workbook(
    found: Overlap,
    residue: Residue,
    ours: Coverage,
    theirs: Coverage,
    *,
    own: str,
    other: str,
    speech: Speech = ENGLISH,
) -> bytes:
    """For the member whose protocol `own` is."""
    data, say, words = io.BytesIO(), speech.say, words_in(speech.language)
    with _book(f"{own} · {other}", data, say) as book:
        book.sheet(
            "Left to ask",
            f"An audit by {other} answers {residue.answered} requirements of {own}; these are left to ask.",
            (
                words.head("Question"),
                words.head("Section"),
                words.head("Text"),
                say("Why it is left"),
                words.sheet("Criteria"),
            ),
            (12, 26, 80, 50, 16),
            [
                (
                    one.question.id,
                    one.question.section,
                    one.question.text,
                    say(one.why.value),
                    "; ".join(one.criteria),
                )
                for one in residue.open
            ],
        )
        book.sheet(
            "By criterion",
            found.sentence,
            (words.head("Criterion"), words.head("Title"), words.head("Criticality"), own, other),
            (10, 50, 12, 26, 26),
            [
                (
                    one.code,
                    one.told_in(speech.language)[0],
                    words.choice("Criticality", one.criticality),
                    _credit(ours, one.code, words),
                    _credit(theirs, one.code, words),
                )
                for one in ours.criteria
            ],
        )
    return data.getvalue()


def _credit(found: Coverage, code: str, words: Words) -> str:
    return words.choice("Credit", "excused" if code in found.excused else found.credits.get(code, "open"))


def convergence_workbook(found: Convergence, *, speech: Speech = ENGLISH) -> bytes:
    data, say, words = io.BytesIO(), speech.say, words_in(speech.language)
    with _book("Convergence", data, say) as book:
        book.sheet(
            "Convergence",
            f"How many of {found.protocols} protocols demand each criterion",
            (
                *(words.head(one) for one in ("Criterion", "Pillar", "Section", "Title", "Criticality")),
                *(say(one) for one in ("In full", "In part", "Of", "Majority")),
            ),
            (10, 18, 30, 50, 12, 9, 9, 9, 10),
            [
                (
                    one.criterion.code,
                    one.criterion.pillar,
                    one.criterion.section,
                    one.criterion.told_in(speech.language)[0],
                    words.choice("Criticality", one.criterion.criticality),
                    one.full,
                    one.part,
                    one.of,
                    words.choice("Approved", "yes" if one.is_majority else "no"),
                )
                for one in found.demands
            ],
        )
    return data.getvalue()
