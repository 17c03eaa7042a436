"""A workbook's cells as JSON, read in a process of its own: `python -I -S workbook.py PACKAGES FILE MEMORY SECONDS`.

The reader in use ends its whole process on some hostile files, so it gets one that may end: with limits on memory (in
bytes) and processor time, and nothing else in it: it imports none of our modules, so that it starts in milliseconds.

Out: the sheets on standard output and status 0; or a status of `Ended` and, where there is one, the place on standard
error. Law: no cell is cut; what is too large to be a list ends the reading.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_MOST_COLUMNS = 2_000
_MOST_CELL = 32_767  # what a cell of Excel can hold
cells_left = 20_000_000
letters_left = 200_000_000


class Ended(IntEnum):
    """Why nothing was read; any other status is a reader that broke down."""

    DAMAGED = 10
    PASSWORD = 11
    COLUMNS = 12
    CELLS = 13
    CELL = 14
    MEMORY = 15


class _TooLargeError(Exception):
    def __init__(self, ended: Ended, place: str) -> None:
        super().__init__(place)
        self.ended = ended


def main(packages: str, path: str, memory: str, seconds: str) -> int:
    import resource  # not everywhere, and only the child needs it

    sys.path.append(packages)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, PasswordError

    try:
        workbook = _opened(path)
        out = json.dumps([(name, _rows(workbook, name)) for name in _shown(workbook)])
    except _TooLargeError as error:
        sys.stderr.buffer.write(str(error).encode())
        return error.ended
    except MemoryError:
        return Ended.MEMORY
    except PasswordError:
        return Ended.PASSWORD
    except (CalamineError, OSError, ValueError):
        return Ended.DAMAGED
    sys.stdout.write(out)
    return 0


def _opened(path: str) -> "CalamineWorkbook":
    """By the kind that its name says, and where that fails by its content: an .ods may be called .xlsx."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError:
        raise
    except CalamineError:
        with open(path, "rb") as file:  # noqa: PTH123 -- the child starts in milliseconds without pathlib
            return CalamineWorkbook.from_filelike(file)


def _shown(workbook: "CalamineWorkbook") -> list[str]:
    """The sheets of cells that a person sees; where all are hidden, all."""
    sheets = [one for one in workbook.sheets_metadata if "WorkSheet" in str(one.typ)]
    return [one.name for one in sheets if str(one.visible).endswith("Visible")] or [
        one.name for one in sheets
    ]


def _rows(workbook: "CalamineWorkbook", name: str) -> list[list[str]]:
    global cells_left, letters_left
    sheet = workbook.get_sheet_by_name(name)
    if sheet.width > _MOST_COLUMNS:
        raise _TooLargeError(Ended.COLUMNS, f"sheet “{name}”, {sheet.width:,} columns")
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        cells_left -= len(row)
        if cells_left < 0:
            raise _TooLargeError(Ended.CELLS, f"sheet “{name}”")
        # A stray cell far down makes a million empty rows: they take no time one by one.
        texts = [""] * len(row) if row.count("") == len(row) else [_text(cell) for cell in row]
        longest = max(map(len, texts), default=0)
        letters_left -= sum(map(len, texts))
        if longest > _MOST_CELL or letters_left < 0:
            ended = Ended.CELL if longest > _MOST_CELL else Ended.CELLS
            raise _TooLargeError(ended, f"sheet “{name}”, row {len(rows) + 1:,}")
        rows.append(texts)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        # One label merged over several rows speaks of each of them; merged over columns it is a title.
        if (
            left == right
            and bottom < len(rows)
            and all(left < len(rows[at]) for at in range(top, bottom + 1))
        ):
            for at in range(top + 1, bottom + 1):
                rows[at][left] = rows[at][left] or rows[top][left]
    return rows


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return str(cell).strip()


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
