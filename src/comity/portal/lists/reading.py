"""What a page shows of a list that was read, as it is kept beside the list."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.lists import ReadList, Severity, findings_by_code, sentences, states, which


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    severity: str
    code: str
    column: str
    wrong: str
    remedy: str
    rows: int
    which: str  # "rows 3, 7 and 12"
    row: int = 0  # of which the sentence is; of a reading of long ago it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    number: int
    cells: Sequence[tuple[str, str]]  # header and cell; never of a refused column
    findings: Sequence[tuple[str, str, str]]  # severity, column, message


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    dialect: str
    headers: Sequence[str]
    mapping: Mapping[str, str]
    refused_columns: Sequence[str]
    findings: Sequence[Finding]
    rows: Sequence[FoundRow]  # those with findings, the first MOST_ROWS
    rows_with_findings: int

    @property
    def shown_headers(self) -> list[str]:
        return [header for header in self.headers if header and header not in self.refused_columns]


MOST_ROWS = 2_000
"""A page is no place for more; the annotated workbook has them all."""


def counted(read: ReadList) -> dict[str, int]:
    found = states(read)
    return {
        "rows": read.row_count,
        "accepted": read.audits.height,
        "doubtful": found["accepted, please look"],
        "mended": found["mended"],
    }


def reading_bytes(read: ReadList) -> bytes:
    """Without the cells of refused columns: those have left the reader empty."""
    by_row: dict[int, list[tuple[str, str, str]]] = {}
    for problem in read.problems:
        if problem.row and problem.severity is not Severity.NOTE:
            by_row.setdefault(problem.row, []).append(
                (problem.severity.value, problem.column, problem.message)
            )
    cells = dict(read.table.rows)
    content = {
        "dialect": read.dialect,
        "headers": list(read.table.headers),
        "mapping": dict(read.mapping),
        "refused_columns": list(read.refused_columns),
        "findings": [_finding(example, rows) for example, rows in findings_by_code(read.problems)],
        "rows": [
            {"number": number, "cells": cells.get(number, []), "findings": found}
            for number, found in sorted(by_row.items())[:MOST_ROWS]
        ],
        "rows_with_findings": len(by_row),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def _finding(example: Any, rows: list[int]) -> dict[str, object]:
    wrong, remedy = sentences(example.message)
    real = [row for row in rows if row]
    return {
        "severity": example.severity.value,
        "code": example.code,
        "column": example.column,
        "wrong": wrong,
        "remedy": remedy,
        "rows": len(real),
        "which": which(real) if real else "",
        "row": example.row or 0,
    }


def reading_from(data: bytes) -> Reading:
    content = json.loads(data)
    hidden = {"", *content["refused_columns"]}
    headers = content["headers"]
    return Reading(
        **{
            **content,
            "findings": [Finding(**one) for one in content["findings"]],
            "rows": [
                FoundRow(
                    number=one["number"],
                    cells=[
                        (header, cell)
                        for header, cell in zip(headers, one["cells"], strict=False)
                        if header not in hidden
                    ],
                    findings=[tuple(said) for said in one["findings"]],
                )
                for one in content["rows"]
            ],
        }
    )
