"""The tables of a PDF page, by the rules that were drawn around their cells.

In: a page. Out: `PageTable`s, rows of cells as they were drawn, and the place on the page that each takes up. Without rules nothing
is found here (`pdf_columns`). Numbers that stand in the middle of their rows are why
tables are read by cells: line by line they come after the first lines of their own question.
Laws: nothing is guessed: a letter belongs to the cell it stands in.
"""

import ctypes
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

_STRAIGHT = 1.0  # points that a rule may lean
_SAME = 3.0  # points between lines that are one rule: a border has two sides, and neighbours draw it twice
_SHORTEST = 6.0
_LEAST_COLUMNS, _LEAST_ROWS = 2, 3
_DEEPEST = 4  # forms in forms


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    left: float
    bottom: float
    right: float
    top: float
    rows: tuple[tuple[str, ...], ...]  # a cell may hold several lines

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A straight line: at which height (or distance from the left), from where to where."""

    at: float
    start: float
    end: float


def ruled_tables(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> list[PageTable]:
    """From top to bottom. Cost grows with the lines that are drawn on the page."""
    level, upright = _rules(page)
    heights = _merged(rule.at for rule in level)[::-1]
    bands = [_Band.of(top, bottom, upright) for top, bottom in pairwise(heights)]
    return [table for some in _together(bands) if (table := _table(some, text)) is not None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Band:
    """Between two level rules: what may be a row, and where its cells end."""

    top: float
    bottom: float
    edges: tuple[float, ...]

    @classmethod
    def of(cls, top: float, bottom: float, upright: Sequence[_Rule]) -> "_Band":
        middle = (top + bottom) / 2
        return cls(
            top=top,
            bottom=bottom,
            edges=tuple(_merged(rule.at for rule in upright if rule.start <= middle <= rule.end)),
        )

    def fits(self, other: "_Band") -> bool:
        """Rows of one table: of the same breadth, and the cells of one lie inside those of the other."""
        if min(len(self.edges), len(other.edges)) < 2:
            return False
        few, many = sorted((self.edges, other.edges), key=len)
        return (
            all(any(abs(one - it) <= _SAME for it in many) for one in few)
            and abs(few[0] - many[0]) <= _SAME
            and abs(few[-1] - many[-1]) <= _SAME
        )


def _together(bands: Sequence[_Band]) -> Iterator[list[_Band]]:
    held: list[_Band] = []
    for band in bands:
        if held and not held[-1].fits(band):
            yield held
            held = []
        held.append(band)
    if held:
        yield held


def _table(bands: Sequence[_Band], text: pypdfium2.PdfTextPage) -> PageTable | None:
    edges = max((band.edges for band in bands), key=len)
    if len(edges) <= _LEAST_COLUMNS or len(bands) < _LEAST_ROWS:
        return None
    rows = [_cells(band, edges, text) for band in bands]
    said = tuple(tuple(row) for row in rows if any(row))
    if len(said) < _LEAST_ROWS or max(sum(map(bool, row)) for row in said) < _LEAST_COLUMNS:
        return None  # lines around prose
    return PageTable(left=edges[0], right=edges[-1], top=bands[0].top, bottom=bands[-1].bottom, rows=said)


def _cells(band: _Band, edges: Sequence[float], text: pypdfium2.PdfTextPage) -> list[str]:
    """One text for each column of the table; what spans several stands in the first of them."""
    cells = [""] * (len(edges) - 1)
    for left, right in pairwise(band.edges):
        place = bisect_right(edges, left + _SAME) - 1
        cells[place] = text.get_text_bounded(left, band.bottom, right, band.top).strip()
    return cells


def _merged(places: Iterator[float]) -> list[float]:
    """Ascending; lines that lie so close that they are one border count once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _SAME:
            found.append(place)
    return found


def _rules(page: pypdfium2.PdfPage) -> tuple[list[_Rule], list[_Rule]]:
    """Level and upright ones; not the edges of the sheet, which a background draws."""
    level: list[_Rule] = []
    upright: list[_Rule] = []
    width, height = page.get_size()
    for (x1, y1), (x2, y2) in _drawn(page):
        if abs(y1 - y2) <= _STRAIGHT and abs(x1 - x2) >= _SHORTEST and _SAME < y1 < height - _SAME:
            level.append(_Rule(at=(y1 + y2) / 2, start=min(x1, x2), end=max(x1, x2)))
        elif abs(x1 - x2) <= _STRAIGHT and abs(y1 - y2) >= _SHORTEST and _SAME < x1 < width - _SAME:
            upright.append(_Rule(at=(x1 + x2) / 2, start=min(y1, y2), end=max(y1, y2)))
    return level, upright


_Point = tuple[float, float]


def _drawn(page: pypdfium2.PdfPage) -> Iterator[tuple[_Point, _Point]]:
    for drawn in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=_DEEPEST):
        matrix = drawn.get_matrix()
        first = before = (0.0, 0.0)
        for at in range(pdfium.FPDFPath_CountSegments(drawn)):
            segment = pdfium.FPDFPath_GetPathSegment(drawn, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                first = point
            else:
                yield before, point
            if pdfium.FPDFPathSegment_GetClose(segment):
                yield point, first
            before = point
