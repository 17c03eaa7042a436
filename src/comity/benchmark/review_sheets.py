"""What the sheets, columns and choices of a review file are called, and a row as a person left it.

Writing (`review_book`) and reading (`review_file`) share these names and nothing else. Spec: docs/spec/review-file.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.benchmark.links import LinkKey

REVIEW, CRITERIA, QUESTIONS, SUMMARY = "Review", "Criteria", "Questions", "Summary"
SPEAKS_FOR, NAME = "Decided as", "Your name"
CONFIRM, REJECT = "confirm", "reject"
NOT_COVERED, NOT_APPLICABLE = "not covered", "not applicable"
YES, NO = "yes", "no"


class Column(StrEnum):
    """Headers that the reader looks for, wherever people moved the columns."""

    KEY = "Row key"
    CODE = "Criterion"
    QUESTION_IDS = "Questions"
    VERDICT = "Verdict"
    RELATION = "Relation"
    DEPTH = "Depth"
    STRENGTH = "Strength"
    RATIONALE = "Rationale"
    EVIDENCE = "Evidence"
    STATEMENT = "Statement"
    REASON = "Reason"
    APPROVED = "Approved"
    RESOLVED = "Resolved as"
    RESOLUTION = "Resolution, because"
    ID = "Question"
    KIND = "Kind"
    NOT_MAPPABLE = "Not mappable"
    PROBLEM = "Please look"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTyped:
    """One row as a person left it."""

    sheet: str
    row: int  # as the spreadsheet counts
    key: str  # of the link, the criterion or the question; empty for a row that a person added
    cells: Mapping[str, str]  # of the columns that people fill
    link: LinkKey | None = None  # that the row was written for: its key is of this file alone
    called: str = ""  # the sheet, in the language of the file

    @property
    def where(self) -> str:
        return f"Sheet “{self.called or self.sheet}”, row {self.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRowProblem:
    typed: RowTyped
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.typed.where}: {self.message} {self.remedy}"


FILLED: Mapping[str, tuple[Column, ...]] = {
    REVIEW: (
        Column.CODE,
        Column.QUESTION_IDS,
        Column.VERDICT,
        Column.RELATION,
        Column.DEPTH,
        Column.STRENGTH,
        Column.RATIONALE,
        Column.EVIDENCE,
    ),
    CRITERIA: (Column.STATEMENT, Column.REASON, Column.APPROVED, Column.RESOLVED, Column.RESOLUTION),
    QUESTIONS: (Column.KIND, Column.NOT_MAPPABLE, Column.RATIONALE),
}
"""What people fill in on each sheet."""

KEYS: Mapping[str, Column] = {REVIEW: Column.KEY, CRITERIA: Column.CODE, QUESTIONS: Column.ID}
