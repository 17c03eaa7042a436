"""How the review file looks: order and width of its columns, what can be picked where, colours, and print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Depth, Relation, Strength
from comity.benchmark.review_sheets import (
    CONFIRM,
    CRITERIA,
    NO,
    NOT_APPLICABLE,
    NOT_COVERED,
    QUESTIONS,
    REJECT,
    REVIEW,
    YES,
    Column,
)
from comity.core.tongue import Tongue

MOST_SHOWN = 32_000  # letters in one cell; a spreadsheet holds 32,767
CHOICES: Mapping[Column, tuple[str, ...]] = {
    Column.VERDICT: (CONFIRM, REJECT),
    Column.RELATION: tuple(Relation),
    Column.DEPTH: tuple(Depth),
    Column.STRENGTH: tuple(Strength),
    Column.STATEMENT: (NOT_COVERED, NOT_APPLICABLE),
    Column.APPROVED: (YES, NO),
    Column.RESOLVED: tuple(Credit),
    Column.KIND: tuple(Kind),
    Column.NOT_MAPPABLE: (YES,),
}
WIDTHS: Mapping[str, int] = {
    "Title": 15, "Requirement": 34, "Criticality": 10, Column.QUESTION_IDS: 11, "They ask": 36, "How sure": 7, "Why": 40,
    "Member said": 16, Column.VERDICT: 10, Column.RELATION: 11, Column.DEPTH: 14, Column.STRENGTH: 9, Column.RATIONALE: 28,
    Column.EVIDENCE: 20, Column.PROBLEM: 36, Column.CODE: 10, "Pillar": 16, "Section": 18, "ILO": 12, "Linked": 20,
    "Credit": 8, Column.STATEMENT: 14, Column.REASON: 30, Column.APPROVED: 9, Column.RESOLVED: 11, Column.RESOLUTION: 28,
    Column.ID: 12, "Clause": 9, "Text": 50, "Seems to be": 13, "Because": 20, Column.KIND: 13, "Seems to answer": 44, Column.NOT_MAPPABLE: 12,
}  # fmt: skip
HEADS: Mapping[str, tuple[str, ...]] = {
    REVIEW: (Column.KEY, Column.CODE, Column.VERDICT, Column.STRENGTH, "Title", "Requirement", Column.QUESTION_IDS, "They ask", "How sure",
             Column.PROBLEM, "Member said", Column.RELATION, Column.DEPTH, Column.RATIONALE, Column.EVIDENCE, "Criticality", "Why"),
    CRITERIA: (Column.CODE, "Title", "Requirement", "Criticality", "Linked", "Credit", "Member said", Column.STATEMENT, Column.REASON,
               Column.PROBLEM, Column.APPROVED, Column.RESOLVED, Column.RESOLUTION, "Pillar", "Section", "ILO"),
    QUESTIONS: (Column.ID, "Section", "Text", "Seems to be", "Because", Column.KIND, "Seems to answer", "Linked", Column.NOT_MAPPABLE,
                Column.PROBLEM, Column.RATIONALE, "Clause"),
}  # fmt: skip
"""What is read, and what is filled in because of it, stand side by side on a small screen; the rest follows. Verdict and strength come first:
beyond the edge of a screen, the first letter typed would move away what the question asks."""
FROZEN: Mapping[str, int] = {REVIEW: 1, CRITERIA: 2, QUESTIONS: 1}
"""Columns that stay in sight: so few that what is read and filled in fits beside them."""
TOLD = {
    REVIEW: (
        "Confirm or reject each proposal; a confirmed one needs a strength: full or part.",
        "Several questions that answer a criterion together: write their ids with semicolons.",
        "A link that is missing: add a row below.",
        "Once a criterion is met in full, its other rows need no answer.",
    ),
    CRITERIA: (
        "Say which criteria no question covers, and which cannot apply and why.",
        "The reviewer approves, and settles where member and reviewer differ.",
    ),
    QUESTIONS: ("Correct what kind a row is, and mark questions that answer no common criterion.",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    head: Format
    fill_head: Format
    cell: Format
    fill: Format
    wrong: Format
    problem: Format
    title: Format
    bold: Format
    soft: Format
    share: Format
    entry: Format
    plain: Format
    good: Format
    bad: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "Style":
        head = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
        cell = {"valign": "top", "text_wrap": True, "align": "left", "border": 1, "border_color": "#D8E0E3"}
        return cls(
            head=book.add_format({**head, "bg_color": "#1F4E5F"}),
            fill_head=book.add_format({**head, "bg_color": "#8A5A00"}),
            cell=book.add_format(cell),
            fill=book.add_format({**cell, "bg_color": "#FFF8E5"}),
            wrong=book.add_format({**cell, "bg_color": "#F7D4D1", "font_color": "#A3271F"}),
            problem=book.add_format({**cell, "font_color": "#A3271F"}),
            title=book.add_format({"bold": True, "font_size": 16}),
            bold=book.add_format({"bold": True, "valign": "top"}),
            soft=book.add_format({"italic": True, "font_color": "#5B6B72", "valign": "top"}),
            share=book.add_format({**cell, "num_format": "0%"}),
            entry=book.add_format({"bg_color": "#FFF8E5", "border": 1, "border_color": "#8A5A00"}),
            plain=book.add_format({"valign": "top", "text_wrap": True}),
            good=book.add_format({"bold": True, "font_color": "#1D6B4F", "valign": "top"}),
            bad=book.add_format({"bold": True, "font_color": "#A3271F", "valign": "top"}),
        )


def height_of(row: Mapping[str, object], heads: Sequence[str]) -> int:
    """How many lines the longest text takes: not every program finds the height of a row by itself. A column holds a fifth more
    letters than its width says, and loses about as much where words are kept whole."""
    most = 1
    for head in heads:
        value = row.get(head)
        if isinstance(value, str) and value:
            width = WIDTHS.get(head, 10)
            most = max(most, sum(1 + len(part) // width for part in value.split("\n")))
    return min(most, 12)


def set_print(sheet: Worksheet, say: Tongue) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer(f"&L&A&R{say('Page &P of &N')}")
