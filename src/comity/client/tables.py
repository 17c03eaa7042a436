"""The rows of a CSV that came from the portal, without the antitrust notice that stands in its last line."""

import csv
import io

_NOTICE = "Antitrust notice:"


def rows_of(data: bytes) -> list[dict[str, str]]:
    """By header. Every file that leaves the portal holds the notice, those of programs, too: files travel on, and headers stay behind."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    is_noted = bool(rows) and next(iter(rows[-1].values()), "").startswith(_NOTICE)
    return rows[:-1] if is_noted else rows
