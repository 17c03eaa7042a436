"""Text cut into rows and cells: by the delimiter that gives a table, and in spite of a quotation mark left open.

In: text. Out: rows, and what was odd about its quotation marks. Laws: where every mark is closed, rows are what the csv
module reads; no line is lost: a mark that would swallow rows is read as a letter of its cell, and each such line is
named; where that gives no better table, the lines that became one cell are named instead.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice

from comity.core.spreadsheets import MOST_CELL, MOST_ROWS, cells_limited
from comity.lists.errors import BrokenFile, UnsafeFile

MOST_COLUMNS = 2_000
_DELIMITERS = ",;\t|"
_MOST_UNBROKEN = 8 * MOST_CELL  # bytes of a cell in any encoding, with every mark in it doubled
_MARK = '"'
_MOST_MENDED = 5_000  # each costs one look at what it would have swallowed
_LOOKED_AT = 2_000  # lines that tell how many cells are usual
_OPEN = "unexpected end of data"
_FEW_LINES = 2
_TELLING = 4  # cells: fewer could be a sentence with commas


@dataclass(frozen=True, slots=True, kw_only=True)
class OddLine:
    """Lines of a text, from 1, with an odd quotation mark, and the row, from 0, that they became."""

    first: int
    last: int
    row: int


@dataclass(slots=True, kw_only=True)
class CutText:
    rows: list[list[str]] = field(default_factory=list)
    mended: list[OddLine] = field(default_factory=list)  # a mark was read as a letter
    merged: list[OddLine] = field(
        default_factory=list
    )  # a mark made one row of several lines, perhaps wrongly


def require_broken(data: bytes, *, where: str) -> None:
    """Raises BrokenFile where the text has a stretch without delimiter or line break that no cell can hold.

    Before the bytes become text, because a cell left open over a whole file takes many times its size to find.
    """
    breaks = [mark.encode() for mark in (*_DELIMITERS, "\n", "\r")]
    at = 0
    while len(data) - at > _MOST_UNBROKEN:
        last = max(data.rfind(mark, at, at + _MOST_UNBROKEN) for mark in breaks)
        if last < 0 and b"\0\0" in data[at : at + _MOST_UNBROKEN]:
            return  # no text at all, which its reader says better
        if last < 0:
            raise _too_long(max(data.count(end, 0, at) for end in (b"\n", b"\r")) + 1, where)
        at = last + 1


@cells_limited()
def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text[:100_000].splitlines()[:50] if line.strip()]

    def steadiness(delimiter: str) -> tuple[int, int]:
        by_line = [len(cut_line(line, delimiter)) for line in lines]
        try:
            by_mark = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            by_mark = []
        # A mark left open makes one row of many; a line break inside a cell makes many of one.
        return max(_steadiness(by_line), _steadiness(by_mark))

    return max(_DELIMITERS, key=steadiness)


def _steadiness(counts: Sequence[int]) -> tuple[int, int]:
    usual = max(set(counts), key=counts.count, default=1)
    return (counts.count(usual) if usual > 1 else 0, usual)


def without_wrapping(text: str) -> str:
    """A text whose every line is one cell in quotation marks, as programs save what was no table for them."""
    inner: list[str] = []
    for line in io.StringIO(text, newline="") if text.startswith(_MARK) else ():
        bare = line.strip()
        if not bare:
            continue
        cells = cut_line(bare, "\0")
        if len(cells) > 1 or cells[0] == bare:
            return text
        inner.append(cells[0])
    delimiter = delimiter_of("\n".join(inner[:_LOOKED_AT]))
    counts = {len(cut_line(line, delimiter)) for line in inner}
    return "\n".join(inner) if len(counts) == 1 and min(counts) > 1 and len(inner) >= _FEW_LINES else text


@cells_limited()
def cut_text(text: str, delimiter: str, *, where: str) -> CutText:
    """Raises UnsafeFile for too many columns, BrokenFile for a cell that is too long or marks past mending."""
    lines = list(io.StringIO(text, newline=""))
    cut = CutText()
    usual: int | None = None
    begins = 0
    while begins < len(lines):
        reader = csv.reader(islice(lines, begins, None), delimiter=delimiter)
        start = begins
        while True:
            first = start + reader.line_num
            try:
                row = next(reader, None)
            except csv.Error:
                row = None  # a cell too long: the mark that opened it is left open, or the cell is
                if usual is None:
                    usual = _usual_cells(lines, delimiter)
                if not _swallows(lines[first : start + reader.line_num], None, usual, delimiter):
                    raise _too_long(len(cut.rows) + 1, where) from None
                begins = first + 1
                _mend(cut, lines[first], first, delimiter, where)
                break
            if row is None:
                return cut
            last = start + reader.line_num
            if last - first > 1 or (last == len(lines) and _MARK in lines[-1]):
                block = lines[first:last]
                if usual is None:
                    usual = _usual_cells(lines, delimiter)
                if _swallows(block, row, usual, delimiter):
                    begins = first + 1
                    _mend(cut, lines[first], first, delimiter, where)
                    break
                if last - first > 1 and _fault_of(block, delimiter):
                    cut.merged.append(OddLine(first=first + 1, last=last, row=len(cut.rows)))
            _add(cut, row, where)
    return cut


def cut_line(line: str, delimiter: str) -> list[str]:
    """One line by itself: marks that are closed before a delimiter hold a cell together, any other is a letter."""
    line = line.rstrip("\r\n")
    if _MARK not in line:
        return line.split(delimiter)
    cells, at = [], 0
    while True:
        end = _closing(line, at, delimiter) if line.startswith(_MARK, at) else -1
        if end >= 0:
            cells.append(line[at + 1 : end].replace(_MARK * 2, _MARK))
            at = end + 1
        else:
            end = line.find(delimiter, at)
            cells.append(line[at:] if end < 0 else line[at:end])
            at = len(line) if end < 0 else end
        if at >= len(line):
            return cells
        at += 1


def _closing(line: str, opened: int, delimiter: str) -> int:
    """Where the mark that opens a cell is closed: before a delimiter or the end; -1 where it is not."""
    at = opened + 1
    while (at := line.find(_MARK, at)) >= 0:
        if line.startswith(_MARK * 2, at):
            at += 2
        elif at + 1 == len(line) or line.startswith(delimiter, at + 1):
            return at
        else:
            return -1
    return -1


def _usual_cells(lines: Sequence[str], delimiter: str) -> int:
    """How many cells most rows have: line by line where marks are left open, by the marks where cells hold lines."""
    step = max(1, len(lines) // _LOOKED_AT)
    by_line = [len(cut_line(line, delimiter)) for line in lines[::step] if line.strip()]
    by_mark: list[int] = []
    with suppress(csv.Error):
        by_mark.extend(len(row) for row in islice(csv.reader(lines, delimiter=delimiter), _LOOKED_AT) if row)
    return max(_usual(by_mark), _usual(by_line))[1]


def _usual(counts: Sequence[int]) -> tuple[float, int]:
    count, times = max(Counter(counts).items(), key=lambda one: (one[1], one[0]), default=(1, 0))
    return times / max(len(counts), 1), count


def _swallows(block: Sequence[str], row: Sequence[str] | None, usual: int, delimiter: str) -> bool:
    """Whether the lines of one row are rows themselves, so that a mark in the first was never meant to open a cell."""
    widths = [len(cut_line(line, delimiter)) for line in block if line.strip()]
    following = widths[1:]
    if row is not None and len(row) == usual and not _fault_of(block, delimiter):
        return usual >= _TELLING and bool(following) and set(widths) == {usual}
    if not following:  # the last line of the text
        return widths == [usual] and _fault_of(block, delimiter) == _OPEN
    return 2 * following.count(usual) >= len(following)


def _fault_of(block: Sequence[str], delimiter: str) -> str:
    """What is wrong with the quotation marks of a row, in the words of the csv module; nothing where they are right."""
    try:
        list(csv.reader(block, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return str(error)
    return ""


def _mend(cut: CutText, line: str, at: int, delimiter: str, where: str) -> None:
    if len(cut.mended) >= _MOST_MENDED:
        raise BrokenFile(
            f"More than {_MOST_MENDED:,} lines have a quotation mark that is never closed, the first in line {cut.mended[0].first:,}.",
            remedy="Save the list again as .xlsx.",
            where=where,
        )
    cells = cut_line(line, delimiter)
    if max(map(len, cells)) > MOST_CELL:
        raise _too_long(len(cut.rows) + 1, where)
    cut.mended.append(OddLine(first=at + 1, last=at + 1, row=len(cut.rows)))
    _add(cut, cells, where)


def _add(cut: CutText, row: list[str], where: str) -> None:
    if len(row) > MOST_COLUMNS:
        raise UnsafeFile(
            f"Row {len(cut.rows) + 1:,} has {len(row):,} columns.", remedy="Send the list alone.", where=where
        )
    if len(cut.rows) > MOST_ROWS:
        raise too_many_rows(where)
    cut.rows.append([_plain(cell) for cell in row])


def _plain(cell: str) -> str:
    """Some programs write ="00123" so that a spreadsheet keeps the zeros."""
    cell = cell.strip()
    return cell[2:-1].strip() if cell.startswith('="') and cell.endswith(_MARK) and len(cell) > 2 else cell


def too_many_rows(where: str) -> UnsafeFile:
    return UnsafeFile(
        f"The list has more than {MOST_ROWS:,} rows, which no sheet can hold.",
        remedy="Send it in several files, each as a list of its own.",
        where=where,
    )


def _too_long(row: int, where: str) -> BrokenFile:
    return BrokenFile(
        f"Row {row:,} has a cell of more than {MOST_CELL:,} letters.",
        remedy="Look for a quotation mark that is never closed, shorten the cell, or save the list as .xlsx.",
        where=where,
    )
