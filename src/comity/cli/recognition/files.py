"""What the commands of `comity recognition` are given as files: opened reports, own decisions, protocols, tables."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from comity.benchmark import Coverage
from comity.cli.benchmark.options import criteria_named
from comity.cli.files import read_bytes
from comity.cli.options import parse_day
from comity.core import UnreadableInput, UsageProblem, read_json
from comity.recognition import Delta, Reliance, read_reliance
from comity.recognition.compare import Named, compare_files, table_rows

Chosen = TypeVar("Chosen", bound=StrEnum)


def read_reliances(folder: Path) -> tuple[Reliance, ...]:
    if not folder.exists():
        return ()
    return tuple(read_reliance(read_bytes(path), where=str(path)) for path in sorted(folder.glob("*.json")))


def read_opened(path: Path) -> Mapping[str, Any]:
    try:
        said = read_json(read_bytes(path))
        return {name: said[name] for name in ("request", "supplier", "site", "report", "checks")}
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableInput(
            "This is not what opening a report says.",
            remedy="Give the file that “comity report open --save” wrote.",
            where=str(path),
        ) from error


def compared(
    own: Path | None, answers: Path | None, other: Path | None, *, against: str
) -> tuple[Delta, Coverage]:
    if own is None or other is None:
        raise UsageProblem(
            "To see what remains, both protocols are needed.",
            remedy="Give your own with --own (and --answers), the report's with --other.",
        )
    links = (_named(answers), criteria_named(against)) if answers else None
    return compare_files(_named(own), links, _named(other))


def _named(path: Path) -> Named:
    return str(path), read_bytes(path)


def dated_rows(path: Path, column: str) -> list[tuple[str, date]]:
    rows = table_rows(read_bytes(path), ("site", column), where=str(path))
    return [(row["site"], parse_day(row[column], column)) for row in rows]


def one_of(kind: type[Chosen], text: str, what: str) -> Chosen:
    found = next((one for one in kind if one.value == text), None)
    if found is None:
        raise UsageProblem(f"“{text}” is not a {what}.", remedy=f"Known are: {', '.join(kind)}.")
    return found
