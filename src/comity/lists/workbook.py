"""A workbook's cells as JSON, read in a process of its own: `python -I -S workbook.py PACKAGES FILE`.

The reader in use ends its whole process on some hostile files, so it gets one that may end: with limits on memory and
processor time, and nothing else in it: it imports none of our modules, so that it starts in milliseconds.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_MEMORY = 3 * 1024**3
_PROCESSOR_SECONDS = 100
_MOST_COLUMNS = 2_000
_MOST_CELL = 32_767
cells_left = 20_000_000


def main(packages: str, path: str) -> int:
    sys.path.append(packages)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [(name, _rows(workbook, name)) for name in _shown(workbook)]
    except (CalamineError, OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(sheets))
    return 0


def _shown(workbook: "CalamineWorkbook") -> list[str]:
    """The sheets of cells that a person sees; where all are hidden, all."""
    sheets = [one for one in workbook.sheets_metadata if "WorkSheet" in str(one.typ)]
    return [one.name for one in sheets if str(one.visible).endswith("Visible")] or [
        one.name for one in sheets
    ]


def _rows(workbook: "CalamineWorkbook", name: str) -> list[list[str]]:
    global cells_left
    sheet = workbook.get_sheet_by_name(name)
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        if len(row) > _MOST_COLUMNS:
            raise ValueError("too many columns")
        cells_left -= len(row)
        if cells_left < 0:
            raise ValueError("too many cells")
        rows.append([_text(cell) for cell in row])
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
    return str(cell).strip()[:_MOST_CELL]


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
