"""A member's protocol beside the report's, from the files that `comity recognition delta` reads, too.

In: bytes and names. Out: `Delta` and the coverage of the report's protocol. Raises UnreadableInput for tables that lack a column.
"""

import csv
import io
from enum import StrEnum
from pathlib import PurePath
from typing import TypeVar

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
from comity.benchmark import Decision as BenchmarkDecision
from comity.benchmark.review_file import read_review
from comity.core import UnreadableInput
from comity.recognition import Delta, delta

CRITERIA = "smeta-4p-6.0"
Chosen = TypeVar("Chosen", bound=StrEnum)


def compared(
    own: bytes, own_name: str, answers: bytes | None, other: bytes, other_name: str
) -> tuple[Delta, Coverage]:
    """`answers`: None where `own` is a review file, which carries them."""
    protocol, standing, criteria = _own(own, own_name, answers)
    found = _coverage(other, other_name, criteria)
    return delta(protocol, standing, found), found


def _own(data: bytes, name: str, answers: bytes | None) -> tuple[Protocol, Standing, CriteriaSet]:
    if answers is None:
        found = read_review(data, where=name)
        return found.protocol, found.log.standing, found.criteria
    protocol = read_protocol(data, name=PurePath(name).stem, where=name)
    said: list[BenchmarkDecision] = []
    for row in _rows(answers, "criterion", "questions", "strength", "relation"):
        questions = [one.strip() for one in row["questions"].split(";") if one.strip()]
        if row["strength"] == "none" or not questions:
            said.append(NotCovered(criterion=row["criterion"]))
            continue
        relation = _one_of(Relation, row["relation"]) if row["relation"] else None
        strength = _one_of(Strength, row["strength"])
        link = LinkKey.of(row["criterion"], questions)
        said.append(Judgement(link=link, confirmed=True, strength=strength, relation=relation))
    log = Log().with_decisions(said, party=Party.REVIEWER, by=name)
    return protocol, log.standing, load_criteria(CRITERIA)


def _coverage(data: bytes, name: str, criteria: CriteriaSet) -> Coverage:
    if name.lower().endswith(".xlsx"):
        found = read_review(data, where=name)
        return coverage_of(found.criteria, found.log.standing)
    rows = _rows(data, "criterion", "strength")
    return coverage(criteria, {row["criterion"]: _one_of(Credit, row["strength"]) for row in rows})


def _rows(data: bytes, *names: str) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    if missing := [name for name in names if name not in (reader.fieldnames or ())]:
        raise UnreadableInput(
            f"The table has no column “{missing[0]}”.", remedy=f"It needs {', '.join(names)}."
        )
    return [{name: (row[name] or "").strip() for name in names} for row in reader]


def _one_of(kind: type[Chosen], text: str) -> Chosen:
    for one in kind:
        if one.value == text:
            return one
    raise UnreadableInput(
        f"“{text[:40]}” is none of {', '.join(kind)}.", remedy="Correct the cell, and send the table again."
    )
