"""A workbook's cells as JSON, read in a process of its own: `python -m comity.lists.workbook FILE`.

The reader in use ends its whole process on some hostile files, so it gets one that may end: with limits on memory and
processor time, and nothing else in it.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta

_MEMORY = 3 * 1024**3
_PROCESSOR_SECONDS = 100
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 2_000
_MOST_CELL = 32_767


def main(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        sheets = [(name, _rows(workbook, name)) for name in workbook.sheet_names]
    except (CalamineError, OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(sheets))
    return 0


def _rows(workbook: "CalamineWorkbook", name: str) -> list[list[str]]:  # type: ignore[name-defined]  # noqa: F821 -- imported after the limits
    rows: list[list[str]] = []
    for row in workbook.get_sheet_by_name(name).iter_rows():
        if len(row) > _MOST_COLUMNS or len(rows) > _MOST_ROWS:
            raise ValueError("too large")
        rows.append([_text(cell) for cell in row])
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
    raise SystemExit(main(sys.argv[1]))
