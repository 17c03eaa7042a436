"""What the commands of `comity recognition` are given as files: protocols and how they meet the criteria, opened reports, own decisions, tables."""

import csv
import io
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from comity.benchmark import (
    Coverage,
    Credit,
    CriteriaSet,
    Judgement,
    LinkKey,
    Log,
    NotCovered,
    Party,
    Protocol,
    Relation,
    Standing,
    Strength,
    coverage,
    coverage_of,
    load_criteria,
    read_protocol,
)
from comity.benchmark import (
    Decision as BenchmarkDecision,
)
from comity.benchmark.review_file import read_review
from comity.cli.files import read_bytes
from comity.cli.options import parse_day
from comity.core import UnreadableInput, UsageProblem, read_json
from comity.recognition import Delta, Reliance, read_reliance
from comity.recognition import delta as work_out_delta

_CRITERIA = "smeta-4p-6.0"
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


def delta_of(own: Path | None, answers: Path | None, other: Path | None) -> Delta:
    if own is None or other is None:
        raise UsageProblem(
            "To see what remains, both protocols are needed.",
            remedy="Give your own with --own (and --answers), the report's with --other.",
        )
    protocol, standing, criteria = _own(own, answers)
    return work_out_delta(protocol, standing, coverage_in(other, criteria))


def _own(own: Path, answers: Path | None) -> tuple[Protocol, Standing, CriteriaSet]:
    if answers is None:
        found = read_review(read_bytes(own), where=str(own))
        return found.protocol, found.log.standing, found.criteria
    protocol = read_protocol(read_bytes(own), name=own.stem, where=str(own))
    said: list[BenchmarkDecision] = []
    for row in _rows(answers, "criterion", "questions", "strength", "relation"):
        questions = [one.strip() for one in row["questions"].split(";") if one.strip()]
        if row["strength"] == "none" or not questions:
            said.append(NotCovered(criterion=row["criterion"]))
            continue
        said.append(
            Judgement(
                link=LinkKey.of(row["criterion"], questions), confirmed=True,
                strength=one_of(Strength, row["strength"], "strength"),
                relation=one_of(Relation, row["relation"], "relation") if row["relation"] else None,
            )
        )  # fmt: skip
    log = Log().with_decisions(said, party=Party.REVIEWER, by=str(answers))
    return protocol, log.standing, load_criteria(_CRITERIA)


def coverage_in(other: Path, criteria: CriteriaSet | None = None) -> Coverage:
    if other.suffix.lower() == ".xlsx":
        found = read_review(read_bytes(other), where=str(other))
        return coverage_of(found.criteria, found.log.standing)
    rows = _rows(other, "criterion", "strength")
    credits_ = {row["criterion"]: one_of(Credit, row["strength"], "strength") for row in rows}
    return coverage(criteria or load_criteria(_CRITERIA), credits_)


def _rows(path: Path, *names: str) -> list[dict[str, str]]:
    text = read_bytes(path).decode("utf-8-sig", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := [name for name in names if name not in (reader.fieldnames or ())]:
        raise UnreadableInput(
            f"The table has no column “{missing[0]}”.",
            remedy=f"It needs {', '.join(names)}.",
            where=str(path),
        )
    return [{name: (row[name] or "").strip() for name in names} for row in reader]


def dated_rows(path: Path, column: str) -> list[tuple[str, date]]:
    return [(row["site"], parse_day(row[column], column)) for row in _rows(path, "site", column)]


def one_of(kind: type[Chosen], text: str, what: str) -> Chosen:
    found = next((one for one in kind if one.value == text), None)
    if found is None:
        raise UsageProblem(f"“{text}” is not a {what}.", remedy=f"Known are: {', '.join(kind)}.")
    return found
