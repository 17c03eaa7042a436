"""The questionnaire as a workbook: out to a member, with drafts and drop-downs; back with answers; out again with problems beside them.

In: an `Instrument`, drafts, or the bytes of a workbook. Out: bytes, or what was written line by line.
Laws: what was written in an answer's cell comes back whole, readable or not; nothing that we write is a formula.
"""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter

from comity.survey.answers import Line, Problem, Severity, Sheet, Value, lines_of
from comity.survey.books import no_book, pages_of
from comity.survey.errors import OtherEdition
from comity.survey.instrument import Instrument, Kind, Module, Question

_FACTS = "comity"
_HEADERS = ("id", "Question", "Your answer", "Unit", "Evidence or remark", "Guidance", "Last year", "To do")
_ID, _ANSWER, _EVIDENCE = 0, 2, 4
_WIDTHS = (0, 52, 26, 12, 32, 62, 16, 44)  # of the columns, in letters
_LINE = 13  # points: spreadsheets do not grow a row that a program wrote


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a member's workbook holds: text by line as it was written, evidence by question.

    `begun` is what `write_book` was told: from which state of the answers the workbook began.
    """

    instrument: str
    shape: str
    member: str
    written: Mapping[str, str]
    evidence: Mapping[str, str] = field(default_factory=dict)
    begun: str = ""


def write_book(
    instrument: Instrument,
    *,
    member: str = "",
    sheet: Sheet | None = None,
    last_year: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    begun: str = "",
) -> bytes:
    """An empty workbook, one with drafts, or the member's own with every problem beside its answer."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(buffer, options)
    forms = _forms(book)
    _guide(book, forms, instrument, member, problems)
    for module in instrument.modules:
        _module(book, forms, instrument, module, sheet, last_year or {}, problems)
    facts = book.add_worksheet(_FACTS)
    facts.hide()
    for row, (name, value) in enumerate(
        (
            ("instrument", instrument.name),
            ("shape", instrument.shape),
            ("member", member),
            ("begun", begun),
        )
    ):
        facts.write_row(row, 0, (name, value))
    kept = {
        name: text
        for name, text in (sheet.written if sheet else {}).items()
        if not _is_known(name, instrument)
    }
    for row, (name, text) in enumerate(sorted(kept.items()), start=4):
        facts.write_row(row, 0, (f"unknown:{name}", text))
    book.close()
    return buffer.getvalue()


def _is_known(line: str, instrument: Instrument) -> bool:
    return line.partition("/")[0] in instrument.questions


def _forms(book: Any) -> dict[str, Any]:
    wrap = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#1f3d36"}),
        "words": book.add_format(wrap),
        "soft": book.add_format({**wrap, "font_color": "#5b6b66", "font_size": 9}),
        "header": book.add_format({"bold": True, "bg_color": "#1f3d36", "font_color": "#ffffff", **wrap}),
        "section": book.add_format({"bold": True, "bg_color": "#e4eeea", "valign": "vcenter"}),
        "answer": book.add_format(
            {**wrap, "bg_color": "#fffbe6", "border": 1, "border_color": "#d9c67a", "locked": False}
        ),
        "wrong": book.add_format(
            {**wrap, "bg_color": "#fdecea", "border": 2, "border_color": "#b3261e", "locked": False}
        ),
        "to do": book.add_format({**wrap, "font_color": "#b3261e"}),
    }


def _guide(
    book: Any, forms: Mapping[str, Any], instrument: Instrument, member: str, problems: Sequence[Problem]
) -> None:
    page = book.add_worksheet("Start here")
    page.hide_gridlines(2)
    page.set_column(0, 0, 100)
    open_ = sum(problem.severity is Severity.PROBLEM for problem in problems)
    words = [
        f"For {member}." if member else "",
        "Each sheet is a module. Write in the yellow cells alone; choose from the list where there is one.",
        "A level is claimed only where what its guidance describes can be shown: name the document as evidence.",
        "Leave open what you do not know yet, save, and come back: nothing is lost.",
        "Words in free answers stay private. Other members see figures with at least five respondents behind each.",
        f"{open_} answers are missing or have to be mended: see the column “To do”, and the cells with a red border."
        if problems
        else "",
    ]
    page.write_string(0, 0, instrument.title, forms["title"])
    for row, text in enumerate((text for text in words if text), start=2):
        page.write_string(row, 0, text, forms["words"])


def _module(
    book: Any,
    forms: Mapping[str, Any],
    instrument: Instrument,
    module: Module,
    sheet: Sheet | None,
    last_year: Mapping[str, str],
    problems: Sequence[Problem],
) -> None:
    page = book.add_worksheet(_sheet_name(module.title, instrument.modules.index(module) + 1))
    page.hide_gridlines(2)
    page.freeze_panes(3, 2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width, None, {"hidden": column == _ID})
    page.write_string(0, 1, module.title, forms["title"])
    page.write_string(1, 1, module.intro, forms["soft"])
    page.write_row(2, 0, _HEADERS, forms["header"])
    row = 3
    for section in module.sections:
        for column in range(len(_HEADERS)):
            page.write_blank(row, column, None, forms["section"])
        page.write_string(row, 1, section.title, forms["section"])
        row += 1
        for question in section.questions:
            row = _question(page, forms, instrument, question, row, sheet, last_year, problems)


def _question(
    page: Any,
    forms: Mapping[str, Any],
    instrument: Instrument,
    question: Question,
    row: int,
    sheet: Sheet | None,
    last_year: Mapping[str, str],
    problems: Sequence[Problem],
) -> int:
    own = lines_of(question, instrument.levels)
    if len(own) > 1:
        page.write_string(row, 1, question.text, forms["words"])
        page.write_string(row, 5, guidance(question, instrument), forms["soft"])
        page.set_row(row, _height({1: question.text, 5: guidance(question, instrument)}))
        row += 1
    for line in own:
        said = " ".join(problem.message for problem in problems if problem.line == line.id)
        helps = "" if len(own) > 1 else guidance(question, instrument)
        page.set_row(row, _height({1: line.label, 2: shown_answer(line, sheet), 5: helps, 7: said}))
        page.write_string(row, _ID, line.id)
        page.write_string(row, 1, ("   " if len(own) > 1 else "") + line.label, forms["words"])
        is_wrong = any(one.line == line.id and one.code != "missing" for one in problems)
        page.write_string(row, _ANSWER, shown_answer(line, sheet), forms["wrong" if is_wrong else "answer"])
        page.write_string(row, 3, question.unit, forms["soft"])
        page.write_string(row, _EVIDENCE, (sheet.evidence.get(line.id, "") if sheet else ""), forms["answer"])
        page.write_string(row, 5, helps, forms["soft"])
        page.write_string(row, 6, last_year.get(line.id, ""), forms["soft"])
        page.write_string(row, 7, said, forms["to do"])
        labels = [option.label for option in line.choices]
        if labels and sum(map(len, labels)) + len(labels) < 250:  # a longer list cannot be held by a cell
            page.data_validation(
                row, _ANSWER, row, _ANSWER, {"validate": "list", "source": labels, "error_type": "warning"}
            )
        row += 1
    return row


def _height(texts: Mapping[int, str]) -> float:
    """In points, for the longest of a row's texts, by column."""
    needed = [
        sum(-(-max(len(part), 1) // _WIDTHS[column]) for part in text.split("\n"))
        for column, text in texts.items()
    ]
    return float(_LINE * max(needed) + 4)


def guidance(question: Question, instrument: Instrument) -> str:
    anchors = [
        f"{at} {name}: {anchor}"
        for at, (name, anchor) in enumerate(zip(instrument.levels, question.anchors, strict=False), start=1)
    ]
    choices = (
        [f"One of: {'; '.join(one.label for one in question.options)}."]
        if question.kind is Kind.SINGLE
        else []
    )
    return "\n".join(text for text in (question.help, *anchors, *choices) if text)


def shown_answer(line: Line, sheet: Sheet | None) -> str:
    """As a person reads it: an option's label, a number with its decimals, what was written where it cannot be read."""
    if sheet is None:
        return ""
    if line.id not in sheet.values:
        return sheet.written.get(line.id, "")
    return shown_value(line, sheet.values[line.id])


def shown_value(line: Line, value: Value) -> str:
    if line.choices:
        return next((option.label for option in line.choices if option.id == str(value)), str(value))
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _sheet_name(title: str, at: int) -> str:
    plain = "".join(" " if mark in "[]:*?/\\" else mark for mark in title)
    return f"{at} {plain}"[:31]


def read_book(data: bytes, instrument: Instrument, *, where: str) -> Filled:
    """Raises UnreadableInput for what is no workbook, OtherEdition for answers to other questions."""
    pages = pages_of(data, where=where)
    facts = {row[0]: row[1] for row in pages.pop(_FACTS, []) if len(row) > 1}
    if not facts.get("instrument"):
        raise no_book(where, "The workbook is not the survey's: its hidden sheet is missing.")
    if facts["shape"] != instrument.shape:
        raise OtherEdition(
            f"These are answers to {facts['instrument']}, and {instrument.name} is asked.",
            remedy=_carried_over(facts["instrument"], instrument),
            where=where,
        )
    written = {
        name.removeprefix("unknown:"): text for name, text in facts.items() if name.startswith("unknown:")
    }
    evidence: dict[str, str] = {}
    for rows in pages.values():
        for row in rows:
            line = row[_ID] if row else ""
            if not re.fullmatch(r"[a-z][a-z0-9_-]*(/[a-z][a-z0-9_-]*)?", line) or line == _HEADERS[0]:
                continue
            written[line] = row[_ANSWER] if len(row) > _ANSWER else ""
            evidence[line] = row[_EVIDENCE] if len(row) > _EVIDENCE else ""
    return Filled(
        instrument=facts["instrument"],
        shape=facts["shape"],
        member=facts.get("member", ""),
        written={name: text for name, text in written.items() if text},
        evidence={name: text for name, text in evidence.items() if text},
        begun=facts.get("begun", ""),
    )


def _carried_over(answered: str, instrument: Instrument) -> str:
    if answered == instrument.name:
        return "The questions were changed since the workbook was made: ask the Secretariat for it anew."
    return (
        f"Keep the file. Write a workbook of this year with its answers as drafts: "
        f"comity survey template {instrument.name} --earlier FILE."
    )
