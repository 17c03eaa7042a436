"""What the tests of benchmark share: small criteria sets, a protocol to go with each, and ways to fill in a review file."""

import io
from collections.abc import Iterable, Mapping

import openpyxl

from comity.benchmark import (
    Credit,
    CriteriaSet,
    Criterion,
    Criticality,
    Decision,
    Judgement,
    LinkKey,
    Log,
    NotCovered,
    Party,
    Proposal,
    Protocol,
    Question,
    Strength,
)


def criterion(code: str, *, pillar: str = "Labour", section: str = "", level: str = "major") -> Criterion:
    return Criterion(
        code=code,
        clause=code,
        pillar=pillar,
        section=section or f"{pillar} section",
        title=f"Title of {code}",
        requirement=f"The site does what {code} asks.",
        criticality=Criticality(level),
    )


def criteria_set(*some: Criterion, version: str = "1", retired: tuple[str, ...] = ()) -> CriteriaSet:
    return CriteriaSet(scheme="test", version=version, title="A test", criteria=some, retired=retired)


def numbered(count: int, **facts: str) -> CriteriaSet:
    return criteria_set(*(criterion(f"c{number:03d}", **facts) for number in range(1, count + 1)))


def protocol_for(criteria: CriteriaSet) -> Protocol:
    """One question for each criterion: q-c001 answers c001."""
    return Protocol(
        name="Alder",
        version="1",
        questions=tuple(
            Question(id=f"q-{one.code}", text=f"Does the site do what {one.code} asks?", row=at)
            for at, one in enumerate(criteria, start=2)
        ),
    )


def link(code: str) -> LinkKey:
    return LinkKey.of(code, [f"q-{code}"])


def proposed(criteria: CriteriaSet, probability: float = 0.9) -> Log:
    return Log().with_decisions(
        [Proposal(link=link(one.code), probability=probability, reason="both say “do”") for one in criteria],
        party=None,
        by="engine",
    )


def decision_for(code: str, credit: Credit) -> Decision:
    if credit is Credit.NONE:
        return NotCovered(criterion=code)
    return Judgement(link=link(code), confirmed=True, strength=Strength(credit.value))


def decided(
    log: Log,
    credits_: Mapping[str, Credit],
    *,
    party: Party = Party.REVIEWER,
    by: str = "Rowan",
    at: str = "",
) -> Log:
    return log.with_decisions(
        [decision_for(code, credit) for code, credit in credits_.items()], party=party, by=by, at=at
    )


def filled_in(
    data: bytes, changes: Iterable[tuple[str, str, str, str]], *, remove: Iterable[tuple[str, str]] = ()
) -> bytes:
    """The workbook with cells filled in: sheet, key of the row (criterion, question or first question), column, text."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet_name, key, head, text in changes:
        sheet = book[sheet_name]
        heads = {cell.value: cell.column for cell in sheet[2]}
        sheet.cell(_row(sheet, heads, sheet_name, key), heads[head]).value = text or None
    for sheet_name, key in remove:
        sheet = book[sheet_name]
        heads = {cell.value: cell.column for cell in sheet[2]}
        sheet.delete_rows(_row(sheet, heads, sheet_name, key))
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _row(sheet: openpyxl.worksheet.worksheet.Worksheet, heads: Mapping[str, int], name: str, key: str) -> int:
    head = "Question" if name == "Questions" else "Criterion"
    return next(row for row in range(3, sheet.max_row + 1) if sheet.cell(row, heads[head]).value == key)


def cell(data: bytes, sheet_name: str, key: str, head: str) -> str:
    sheet = openpyxl.load_workbook(io.BytesIO(data))[sheet_name]
    heads = {one.value: one.column for one in sheet[2]}
    return str(sheet.cell(_row(sheet, heads, sheet_name, key), heads[head]).value or "")
