"""The text of a PDF: lines put together again to paragraphs, tables row by row, scans refused.

In: the bytes. Out: paragraphs and tables in the order of the document, and remarks; what stands on every page is left out.
Laws: nothing is executed or fetched; no letters are guessed: a page that is a picture is said to be one, and never silently missing.
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import pypdfium2

from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.pdf_columns import Word, columned_tables, words_of
from comity.benchmark.pdf_tables import PageTable, ruled_tables

_MOST_PAGES = 2_000
_LEAST_REPEATED = 3
_PAIR = 2
_OUTERMOST = 3  # lines
_GAP = 1.35  # of the usual way from line to line: more than that begins a paragraph
_ENDS = re.compile(r"[.?!:;。？！：；]['\"”’)]*\s*$")
_NUMBER = r"(?:(?:Q|§|Art\.?|Clause|Section|Nr\.?|No\.?)\s*)?[A-Z]{0,3}[.\-]?\d{1,3}[A-Z]?(?:[.\-]\d{1,3}[a-z]?)*(?:\([a-z0-9]{1,4}\))*[.):]?"
_NUMBERED = re.compile(rf"^\s*{_NUMBER}(?:\s+\S|\s*$)")
_NUMBER_ALONE = re.compile(rf"^\s*{_NUMBER}\s*$")
_BULLET = re.compile(r"^\s*[•▪◦‣●■□☐–—-]\s+\S")
_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BROKEN = re.compile(rf"([^\W\d_]+)(?:{_SOFT})+([^\W\d_]+)")
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?i)^\W*(?:page|seite|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*$")


Rows = tuple[tuple[str, ...], ...]
_Furniture = tuple[str, int]  # what a line says, digits aside, and at which height


@dataclass(frozen=True, slots=True, kw_only=True)
class PDFText:
    parts: tuple[str | Rows, ...]  # paragraphs, and tables as rows of cells
    remarks: tuple[str, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(one for one in self.parts if isinstance(one, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return max(self.top - self.bottom, 1.0)

    def lies_beside(self, table: PageTable) -> bool:
        return table.bottom <= (self.top + self.bottom) / 2 <= table.top


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    lines: list[_Line]  # outside the tables
    tables: list[PageTable]
    words: list[Word]  # of these lines
    is_blank: bool = False  # not even a picture

    @property
    def says_nothing(self) -> bool:
        return not self.lines and not self.tables

    def without(self, repeated: Container[_Furniture]) -> "_Page":
        """What stands on every page would lie across the columns of a table, or in its last row."""
        outermost = _outermost(self.lines)
        lines = [one for one in self.lines if one not in outermost or not _is_furniture(one, repeated)]
        words = [word for word in self.words if any(line.bottom <= word.middle <= line.top for line in lines)]
        columned = columned_tables(words)
        return _Page(
            lines=[line for line in lines if not any(line.lies_beside(table) for table in columned)],
            tables=sorted([*self.tables, *columned], key=lambda one: -one.top),
            words=words,
        )

    def in_order(self) -> Iterator[list[_Line] | PageTable]:
        """From the top: lines, a table, the lines below it, …"""
        rest = self.lines
        for table in self.tables:
            yield [line for line in rest if line.bottom >= table.top]
            yield table
            rest = [line for line in rest if line.bottom < table.top]
        yield rest


def text_of_pdf(data: bytes, *, where: str) -> PDFText:
    """Raises ProtocolUnreadable for a scan, a password, or a damaged file."""
    pages = _pages(data, where=where)
    pictures = [
        number for number, page in enumerate(pages, start=1) if page.says_nothing and not page.is_blank
    ]
    if all(page.says_nothing for page in pages):
        raise ProtocolUnreadable(
            "The PDF is a scan: it holds pictures of pages and no text.",
            remedy="Ask for the file it was printed from, or have a program recognise the text and check it by eye.",
            where=where,
        )
    repeated = _repeated([page.lines for page in pages])
    remarks = [
        "The text was taken out of a PDF: please look whether paragraphs were cut where they should be."
    ]
    if pictures:
        shown = ", ".join(map(str, pictures[:10])) + (" …" if len(pictures) > 10 else "")
        remarks.append(
            f"{len(pictures):,} page(s) hold pictures and no text, so what they ask is missing: page {shown}."
        )
    if repeated:
        remarks.append(f"Left out, because it stands on most pages: “{next(iter(repeated.values()))[:80]}”.")
    parts = _parts([page.without(repeated) for page in pages])
    return PDFText(parts=tuple(parts), remarks=tuple(remarks))


def _pages(data: bytes, *, where: str) -> list[_Page]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            if len(document) > _MOST_PAGES:
                raise ProtocolUnreadable(
                    f"The PDF has {len(document):,} pages.", remedy="Send the protocol alone.", where=where
                )
            return [_page(page) for page in document]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).casefold()
        raise ProtocolUnreadable(
            "The PDF is protected by a password." if locked else "The PDF is damaged or not complete.",
            remedy="Save it without one." if locked else "Send it again.",
            where=where,
        ) from error


def _page(page: pypdfium2.PdfPage) -> _Page:
    text = page.get_textpage()
    tables = ruled_tables(page, text)
    is_blank = next(page.get_objects(max_depth=1), None) is None
    words = words_of(text, tables)
    return _Page(lines=_lines(words), tables=tables, words=words, is_blank=is_blank)


def _lines(words: Sequence[Word]) -> list[_Line]:
    """In the order of the document, words that are level: a number and its text are often set apart."""
    lines: list[list[Word]] = []
    for word in words:
        if lines and lines[-1][-1].is_level_with(word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [
        _Line(
            # U+0002 is how the reader marks a word that was broken at the end of a line.
            text=" ".join(word.text for word in line).replace("\x02", _SOFT),
            top=max(word.top for word in line),
            bottom=min(word.bottom for word in line),
        )
        for line in lines
    ]


def _repeated(pages: Sequence[Sequence[_Line]]) -> dict[_Furniture, str]:
    """Texts, digits aside, that stand at one height on more than half of the pages: heads and feet. Rows of a form may begin alike, too."""
    found: Counter[_Furniture] = Counter()
    shown: dict[_Furniture, str] = {}
    for lines in pages:
        for key, text in {_place(line): line.text for line in _outermost(lines)}.items():
            found[key] += 1
            shown.setdefault(key, text)
    least = max(_LEAST_REPEATED, len(pages) // 2 + 1)
    return {key: shown[key] for key, count in found.items() if count >= least}


def _outermost(lines: Sequence[_Line]) -> list[_Line]:
    """The first and last of a page, where heads and feet stand. A number further in is one of the protocol's own."""
    heights = sorted({round(line.bottom) for line in lines})
    outer = {*heights[:_OUTERMOST], *heights[-_OUTERMOST:]}
    return [line for line in lines if round(line.bottom) in outer]


def _is_furniture(line: _Line, repeated: Container[_Furniture]) -> bool:
    return _place(line) in repeated or bool(_PAGE_NUMBER.match(line.text))


def _place(line: _Line) -> _Furniture:
    return _DIGITS.sub("#", line.text.casefold()), round(line.bottom)


def _parts(pages: Sequence[_Page]) -> Iterator[str | Rows]:
    """What follows without a table between, over pages too, is one text; tables that follow each other are one table."""
    known = _words_of(pages)
    texts: list[list[_Line]] = []
    rows: list[list[str]] = []
    for part in (part for page in pages for part in page.in_order()):
        if isinstance(part, PageTable):
            yield from (_unbroken(text, known) for text in _held_together(texts))
            texts = []
            more = [[_in_one_line(cell) for cell in row] for row in part.rows]
            if rows and len(rows[0]) != len(more[0]):
                yield from _as_read(rows, known)
                rows = []
            rows = _continued(rows, more)
        elif part:
            if rows:
                yield from _as_read(rows, known)
                rows = []
            texts.append(part)
    yield from (_unbroken(text, known) for text in _held_together(texts))
    if rows:
        yield from _as_read(rows, known)


def _words_of(pages: Sequence[_Page]) -> Counter[str]:
    lines = [line.text for page in pages for line in page.lines]
    cells = [cell for page in pages for table in page.tables for row in table.rows for cell in row]
    return Counter(word.casefold() for text in (*lines, *cells) for word in _WORD.findall(text))


def _in_one_line(cell: str) -> str:
    lines = [" ".join(line.replace("\x02", _SOFT).split()) for line in cell.splitlines()]
    return reduce(_together, lines) if lines else ""


def _continued(rows: list[list[str]], more: list[list[str]]) -> list[list[str]]:
    """The table on the next page: its head is left out, and a row that was broken between the pages is put together."""
    if rows and more[0] == rows[0]:
        more = more[1:]
    if rows and more and not more[0][0] and rows[-1][0] and not _ENDS.search(max(rows[-1], key=len)):
        broken = [
            _together(one, two) if one and two else one or two
            for one, two in zip(rows[-1], more[0], strict=True)
        ]
        rows, more = [*rows[:-1], broken], more[1:]
    return [*rows, *more]


def _as_read(rows: Sequence[Sequence[str]], known: Mapping[str, int]) -> Iterator[str | Rows]:
    """Numbers beside texts, and nothing else, are numbered paragraphs."""
    whole = tuple(tuple(_unbroken(cell, known) for cell in row) for row in rows)
    if len(whole[0]) == _PAIR and all(not first or _NUMBER_ALONE.match(first) for first, _ in whole):
        yield from (" ".join(filter(None, row)) for row in whole)
    else:
        yield whole


def _unbroken(text: str, known: Mapping[str, int]) -> str:
    """Words that were broken at the end of a line: whole, unless the document itself writes them with the hyphen.

    A hyphen that was there before (“sex-separated”) looks like one that the break put in (“work-ers”); the rest of the
    document tells: it has the whole word, or the word with its hyphen, or both halves as words.
    """

    def mended(broken: re.Match[str]) -> str:
        first, second = broken[1], broken[2]
        whole, hyphened = f"{first}{second}".casefold(), f"{first}-{second}".casefold()
        if known[whole]:
            return f"{first}{second}"
        parted = known[hyphened] or (known[first.casefold()] and known[second.casefold()])
        return f"{first}-{second}" if parted else f"{first}{second}"

    return _BROKEN.sub(mended, text).replace(_SOFT, "")


def _held_together(pages: Sequence[Sequence[_Line]]) -> Iterator[str]:
    held: _Line | None = None
    for lines in pages:
        usual, plain = _usual_step(lines), _usual_height(lines)
        for at, line in enumerate(lines):
            if held is None or _begins(held, line, usual=usual, plain=plain, on_new_page=at == 0):
                if held is not None:
                    yield held.text
                held = line
            else:
                held = _Line(text=_together(held.text, line.text), top=line.top, bottom=line.bottom)
    if held is not None:
        yield held.text


def _usual_step(lines: Sequence[_Line]) -> float:
    """From line to line within a paragraph: the lower quartile, since where paragraphs are short most steps are between them."""
    steps = sorted(
        step for one, two in pairwise(lines) if (step := one.bottom - two.bottom) > 0.5 * two.height
    )
    return steps[len(steps) // 4] if steps else 0.0


def _usual_height(lines: Sequence[_Line]) -> float:
    heights = sorted(line.height for line in lines)
    return heights[len(heights) // 2] if heights else 1.0


def _begins(before: _Line, line: _Line, *, usual: float, plain: float, on_new_page: bool) -> bool:
    if _NUMBER_ALONE.match(before.text):
        return False
    if _NUMBERED.match(line.text) or _BULLET.match(line.text):
        return True
    if on_new_page:
        return bool(_ENDS.search(before.text)) or line.text[:1].isupper()
    step = before.bottom - line.bottom
    larger = max(
        1.0, min(before.height, line.height) / plain
    )  # a title that runs over two lines has wider steps
    return step > _GAP * usual * larger or step < 0


def _together(before: str, line: str) -> str:
    if re.search(r"\w[-\u00ad]$", before) and line[:1].islower():
        return before[:-1] + _SOFT + line
    return f"{before} {line}"
