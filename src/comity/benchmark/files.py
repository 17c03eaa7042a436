"""The text of a file as pages of rows, whatever kind of file: workbooks, delimited text, Word documents,
PDF with text in it, plain text.

Laws: nothing is executed, fetched or followed; an archive is looked at before anything in it is unpacked, and an XML part
that declares anything of its own (a DOCTYPE, from which bombs of entities are made) is refused.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from xml.etree import ElementTree

import python_calamine
from charset_normalizer import from_bytes

from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.pdf_text import text_of_pdf
from comity.core.opened_apart import opens_within
from comity.core.spreadsheets import MOST_CELL, cells_limited, is_locked

MOST_BYTES = 60 * 1024**2
_MOST_UNPACKED = 400 * 1024**2
_MOST_ENTRIES = 5_000
_MOST_RATIO = 200
_LEAST_BOMB = 16 * 1024**2
_MOST_CELLS = 3_000_000
_MOST_COLUMNS = 500
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPREADSHEETS = ("xl/workbook.", "content.xml")
_WORD = "word/document.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet, a table or a text. Cells of a table are trimmed; a text has one cell a row."""

    name: str
    rows: list[list[str]]
    is_table: bool = True
    headings: Mapping[int, str] = field(
        default_factory=dict
    )  # rows, from 1, that the file itself calls headings
    remarks: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        """Not by the program that made the file: “Sheet1”, “Tabelle 2”."""
        return bool(self.name) and not re.fullmatch(
            r"(?i)(?:sheet|tabelle|feuil|hoja|planilha|sayfa|工作表)\s*\d*", self.name
        )


def pages_of(data: bytes, *, where: str) -> list[Page]:
    """Raises ProtocolUnreadable."""
    if not data:
        raise ProtocolUnreadable("The file is empty.", remedy="Send it again.", where=where)
    if len(data) > MOST_BYTES:
        raise ProtocolUnreadable(
            f"The file has {len(data) / 1024**2:,.0f} MB.",
            remedy="A protocol has a few MB: leave pictures out.",
            where=where,
        )
    _require_open(data, where=where)
    if data.startswith(b"PK"):
        return _archive(data, where=where)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _workbook(data, where=where)
    if data.startswith(b"%PDF"):
        return _pdf(data, where=where)
    return [_text(data, where=where)]


def sheets_of(data: bytes, *, where: str) -> dict[str, Page]:
    """Every sheet of a workbook of ours, hidden ones too. Raises ProtocolUnreadable."""
    _require_open(data, where=where)
    if not data.startswith(b"PK"):
        raise ProtocolUnreadable(
            "The file is no workbook.", remedy="Hand in the .xlsx that the program wrote.", where=where
        )
    _archive(data, where=where, only_look=True)
    return {page.name: page for page in _workbook(data, where=where, with_hidden=True)}


def _require_open(data: bytes, *, where: str) -> None:
    if is_locked(data):
        raise ProtocolUnreadable(
            "The file is protected by a password.", remedy="Save it without one.", where=where
        )


def _archive(data: bytes, *, where: str, only_look: bool = False) -> list[Page]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise ProtocolUnreadable(
                    "The file is protected by a password.", remedy="Save it without one.", where=where
                )
            if (
                len(entries) > _MOST_ENTRIES
                or sum(entry.file_size for entry in entries) > _MOST_UNPACKED
                or any(
                    entry.file_size > max(_LEAST_BOMB, _MOST_RATIO * entry.compress_size) for entry in entries
                )
            ):
                raise ProtocolUnreadable(
                    "The file would unpack to more than a document can hold.",
                    remedy="Send the file without its pictures and other sheets.",
                    where=where,
                )
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ProtocolUnreadable(
                    "The file holds macros.", remedy="Save it as .xlsx or .docx, without macros.", where=where
                )
            if _WORD in names:
                return _word(archive.read(_WORD), where=where)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, zlib.error, RuntimeError) as error:
        raise ProtocolUnreadable(
            "The file is damaged or not complete.", remedy="Send it again.", where=where
        ) from error
    if not any(name.startswith(_SPREADSHEETS) for name in names):
        raise ProtocolUnreadable(
            "The file is an archive, and no workbook or Word document.",
            remedy="Unpack it and send what is in it.",
            where=where,
        )
    return [] if only_look else _workbook(data, where=where)


def _workbook(data: bytes, *, where: str, with_hidden: bool = False) -> list[Page]:
    pages: list[Page] = []
    cells = 0
    if not opens_within(data):
        raise ProtocolUnreadable(
            "The file would unpack to more than a document can hold.",
            remedy="Send the file without its pictures and other sheets.",
            where=where,
        )
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for facts in book.sheets_metadata:
            if facts.visible is not python_calamine.SheetVisibleEnum.Visible and not with_hidden:
                continue
            sheet = book.get_sheet_by_name(facts.name)
            cells += sheet.height * sheet.width
            if cells > _MOST_CELLS or sheet.width > _MOST_COLUMNS:
                raise ProtocolUnreadable(
                    f"Sheet “{facts.name}” has {sheet.height:,} rows and {sheet.width:,} columns.",
                    remedy="Copy the protocol alone into a new file.",
                    where=where,
                )
            rows = [[_said(cell) for cell in row] for row in sheet.iter_rows()]
            start = sheet.start[0] if sheet.start else 0
            if any(cell for row in rows for cell in row):
                pages.append(Page(name=facts.name, rows=[[] for _ in range(start)] + rows))
    except (python_calamine.CalamineError, python_calamine.PasswordError, OSError, ValueError) as error:
        raise ProtocolUnreadable(
            "The workbook is damaged, or protected by a password.",
            remedy="Save it again as .xlsx, without a password.",
            where=where,
        ) from error
    return pages


def _said(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()[:MOST_CELL] if cell is not None else ""


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def xml_of(data: bytes, *, where: str) -> ElementTree.Element:
    """Raises ProtocolUnreadable for XML that declares anything: entities are how a small file becomes a large one."""
    head = data[:4096].lower()
    if b"<!doctype" in data.lower() or b"<!entity" in head:
        raise ProtocolUnreadable(
            "The document declares entities, which no word processor writes.",
            remedy="Save it again from your word processor.",
            where=where,
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ProtocolUnreadable(
            "The document is not written in UTF-8.",
            remedy="Save it again from your word processor.",
            where=where,
        )
    try:
        return ElementTree.fromstring(data)  # noqa: S314 -- no DOCTYPE, so no entity to expand
    except ElementTree.ParseError as error:
        raise ProtocolUnreadable("The document is damaged.", remedy="Send it again.", where=where) from error


def _word(data: bytes, *, where: str) -> list[Page]:
    """Its tables as tables, and the paragraphs around them as text."""
    body = xml_of(data, where=where).find(f"{_W}body")
    pages: list[Page] = []
    lines: list[list[str]] = []
    headings: dict[int, str] = {}

    def finish() -> None:
        if any(line[0] for line in lines):
            pages.append(Page(name="", rows=list(lines), is_table=False, headings=dict(headings)))
        lines.clear()
        headings.clear()

    for part in () if body is None else body:
        if part.tag == f"{_W}p":
            text = _paragraph(part)
            lines.append([text])
            if _is_heading(part) and text:
                headings[len(lines)] = text
        elif part.tag == f"{_W}tbl":
            rows = [[_cell(cell) for cell in row.iter(f"{_W}tc")] for row in part.iter(f"{_W}tr")]
            if max((len(row) for row in rows), default=0) > 1:
                finish()
                pages.append(Page(name="", rows=rows))
            else:
                lines.extend([row[0]] for row in rows if row)
    finish()
    return pages


def _paragraph(part: ElementTree.Element) -> str:
    return "".join(_runs(part)).strip()


def _runs(part: ElementTree.Element) -> Iterator[str]:
    for one in part.iter():
        if one.tag == f"{_W}t":
            yield one.text or ""
        elif one.tag in (f"{_W}tab", f"{_W}br"):
            yield " "


def _cell(cell: ElementTree.Element) -> str:
    return " ".join(text for one in cell.iter(f"{_W}p") if (text := _paragraph(one)))


def _is_heading(part: ElementTree.Element) -> bool:
    style = part.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and bool(
        re.match(r"(?i)(heading|titre|überschrift|berschrift|title|ttulo)", style.get(f"{_W}val", ""))
    )


def _pdf(data: bytes, *, where: str) -> list[Page]:
    """Its ruled tables as tables, and the paragraphs around them as text."""
    found = text_of_pdf(data, where=where)
    pages: list[Page] = []
    for is_text, parts in groupby(found.parts, key=lambda part: isinstance(part, str)):
        if is_text:
            pages.append(Page(name="", rows=[[str(one)] for one in parts], is_table=False))
        else:
            pages += [Page(name="", rows=[list(row) for row in table]) for table in parts]
    return [replace(pages[0], remarks=found.remarks), *pages[1:]] if pages else []


@cells_limited()
def _text(data: bytes, *, where: str) -> Page:
    text, remarks = decoded(data, where=where)
    lines = [line for line in text[:200_000].splitlines() if line.strip()]
    delimiter = _delimiter(lines)
    if delimiter is None:
        return Page(name="", rows=[[line] for line in text.splitlines()], is_table=False, remarks=remarks)
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error as error:
        raise ProtocolUnreadable(
            f"The file cannot be read as rows ({error}).",
            remedy="Look for a quotation mark that is never closed, or save the protocol as .xlsx.",
            where=where,
        ) from error
    return Page(name="", rows=rows, remarks=remarks)


def decoded(data: bytes, *, where: str) -> tuple[str, tuple[str, ...]]:
    """UTF-8 and marked UTF-16 as they are; else the likeliest encoding, and a remark that it was a guess."""
    if marked := next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None):
        return data.decode(marked, errors="replace"), ()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        best = from_bytes(data).best()
        if best is None:
            raise ProtocolUnreadable(
                "The letters of the file cannot be read.",
                remedy="Save it as “CSV UTF-8” or .xlsx.",
                where=where,
            ) from None
        return str(best), (
            f"The file does not say how its letters are written; it was read as {best.encoding}. Look at the accents.",
        )
    if "\0" in text:
        raise ProtocolUnreadable(
            "This is not a text file.", remedy="Send the protocol as .xlsx, .csv or .docx.", where=where
        )
    return text, ()


def _delimiter(lines: list[str]) -> str | None:
    """What cuts the first lines into as many cells each, with a header we know or several columns; None for prose."""
    best: tuple[float, str] | None = None
    for delimiter in ",;\t|":
        try:
            counts = [len(row) for row in csv.reader(lines[:60], delimiter=delimiter)]
        except csv.Error:
            continue
        if not counts or counts[0] < 2:
            continue
        steady = sum(count == counts[0] for count in counts) / len(counts)
        if steady >= 0.8 and (best is None or (steady, counts[0]) > (best[0], 0)):
            best = (steady, delimiter)
    return best[1] if best else None
