"""A member's own protocol beside a report's, from the files that hold them: review files, or a protocol and tables of its links.

In: files, each a name and its bytes, and of a table of links the criteria that it speaks of; a review file brings its own, and the
report's table speaks of the same ones. Out: `Delta`, which names them, and the coverage of the report's protocol. Raises UnreadableInput
for a table that lacks a column or says what cannot be, CriteriaProblem for a code that the criteria do not hold.
"""

import csv
import io
from collections.abc import Mapping, Sequence
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
    read_protocol,
)
from comity.benchmark import Decision as BenchmarkDecision
from comity.benchmark.review_file import read_review
from comity.core import UnreadableInput
from comity.recognition.delta import Delta, delta

Chosen = TypeVar("Chosen", bound=StrEnum)


Named = tuple[str, bytes]
"""A file's name and what is in it."""
Links = tuple[Named, CriteriaSet]
"""A table of links, and the criteria whose codes it writes."""


def compare_files(own: Named, answers: Links | None, other: Named) -> tuple[Delta, Coverage]:
    """`answers`: None where `own` is a review file, which carries them."""
    protocol, standing, criteria = _own(own, answers)
    found = _coverage(other, criteria)
    return delta(protocol, standing, found), found


def table_rows(data: bytes, names: Sequence[str], *, where: str) -> list[Mapping[str, str]]:
    """The columns `names` of a CSV table, whatever others it has."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"), newline=""))
    if missing := [name for name in names if name not in (reader.fieldnames or ())]:
        raise UnreadableInput(
            f"The table has no column “{missing[0]}”.", remedy=f"It needs {', '.join(names)}.", where=where
        )
    return [{name: (row[name] or "").strip() for name in names} for row in reader]


def _own(own: Named, answers: Links | None) -> tuple[Protocol, Standing, CriteriaSet]:
    name, data = own
    if answers is None:
        found = read_review(data, where=name)
        return found.protocol, found.log.standing, found.criteria
    protocol = read_protocol(data, name=PurePath(name).stem, where=name)
    (where, table), criteria = answers
    said: list[BenchmarkDecision] = []
    for row in table_rows(table, ("criterion", "questions", "strength", "relation"), where=where):
        questions = [one.strip() for one in row["questions"].split(";") if one.strip()]
        if row["strength"] == "none" or not questions:
            said.append(NotCovered(criterion=row["criterion"]))
            continue
        relation = _one_of(Relation, row["relation"], where) if row["relation"] else None
        strength = _one_of(Strength, row["strength"], where)
        link = LinkKey.of(row["criterion"], questions)
        said.append(Judgement(link=link, confirmed=True, strength=strength, relation=relation))
    log = Log().with_decisions(said, party=Party.REVIEWER, by=where)
    return protocol, log.standing, criteria


def _coverage(other: Named, criteria: CriteriaSet) -> Coverage:
    name, data = other
    if name.lower().endswith(".xlsx"):
        found = read_review(data, where=name)
        return coverage_of(found.criteria, found.log.standing)
    rows = table_rows(data, ("criterion", "strength"), where=name)
    return coverage(criteria, {row["criterion"]: _one_of(Credit, row["strength"], name) for row in rows})


def _one_of(kind: type[Chosen], text: str, where: str) -> Chosen:
    for one in kind:
        if one.value == text:
            return one
    raise UnreadableInput(
        f"“{text[:40]}” is none of {', '.join(kind)}.",
        remedy="Correct the cell, and send the table again.",
        where=where,
    )
