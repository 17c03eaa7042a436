"""A workbook that came from outside, as text by sheet, row and cell; what is no workbook, or a hostile one, is refused unread.

In: bytes. Out: text, as it would be typed. Raises UnreadableInput.
"""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook

from comity.core import UnreadableInput
from comity.core.opened_apart import opens_within

_MOST_BYTES = 20_000_000
_MOST_UNPACKED = 300_000_000
_MOST_ROWS = 20_000


def pages_of(data: bytes, *, where: str) -> dict[str, list[Sequence[str]]]:
    """Rows by the sheet's name."""
    _refuse_hostile(data, where)
    if not opens_within(data):
        raise no_book(where, "The workbook unpacks to far more than answers need.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        pages = {name: book.get_sheet_by_name(name).to_python(nrows=_MOST_ROWS) for name in book.sheet_names}
    except (CalamineError, ValueError, OSError) as error:
        raise no_book(where, "The file is not a workbook that can be read.") from error
    return {name: [[_text(cell) for cell in row] for row in rows] for name, rows in pages.items()}


def _refuse_hostile(data: bytes, where: str) -> None:
    if len(data) > _MOST_BYTES:
        raise no_book(where, f"The file has more than {_MOST_BYTES // 1_000_000} MB.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            names = parts.namelist()
    except zipfile.BadZipFile as error:
        raise no_book(where, "The file is not an XLSX workbook, or is cut short.") from error
    if sum(sizes) > _MOST_UNPACKED or len(sizes) > 2_000:
        raise no_book(where, "The workbook unpacks to far more than answers need.")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise no_book(where, "The workbook holds macros.")


def no_book(where: str, message: str) -> UnreadableInput:
    return UnreadableInput(message, remedy="Send the survey's own workbook, saved as XLSX.", where=where)


def _text(cell: object) -> str:
    """As it would be typed. A number with decimals gets four, so that three are not taken for thousands."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return (
            str(int(cell))
            if cell.is_integer()
            else f"{Decimal(repr(cell)):f}".ljust(len(str(int(cell))) + 5, "0")
        )
    return str(cell).strip()
