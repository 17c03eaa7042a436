"""A careful reviewer, for tests: fills a review file in as the answers of a fictional protocol say."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

import openpyxl
from examples.make_protocol import Answer, Fictional


def filled_in_by_a_reviewer(data: bytes, made: Fictional, *, only: Iterable[str] | None = None) -> bytes:
    """Every proposal judged, missing links added below, the rest called not covered; of `only` these criteria."""
    answers = {one.criterion: one for one in made.answers if only is None or one.criterion in set(only)}
    book = openpyxl.load_workbook(io.BytesIO(data))
    _fill_links(book["Review"], answers)
    sheet = book["Criteria"]
    heads = heads_of(sheet)
    for row in range(3, sheet.max_row + 1):
        answer = answers.get(sheet.cell(row, heads["Criterion"]).value)
        if answer is not None and answer.strength == "none":
            sheet.cell(row, heads["Statement"]).value = "not covered"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def heads_of(sheet: Any) -> dict[str, int]:
    return {one.value: one.column for one in sheet[2]}


def _fill_links(sheet: Any, answers: Mapping[str, Answer]) -> None:
    heads = heads_of(sheet)
    done: set[str] = set()
    last = sheet.max_row
    for row in range(3, last + 1):
        code = sheet.cell(row, heads["Criterion"]).value
        answer = answers.get(code)
        if answer is None:
            continue
        if sheet.cell(row, heads["Questions"]).value not in answer.questions:
            sheet.cell(row, heads["Verdict"]).value = "reject"
        elif code not in done:
            _confirm(sheet, row, heads, answer)
            done.add(code)
    missed = [one for one in answers.values() if one.questions and one.criterion not in done]
    for row, answer in enumerate(missed, start=last + 1):
        sheet.cell(row, heads["Criterion"]).value = answer.criterion
        _confirm(sheet, row, heads, answer)


def _confirm(sheet: Any, row: int, heads: Mapping[str, int], answer: Answer) -> None:
    sheet.cell(row, heads["Questions"]).value = "; ".join(answer.questions)
    sheet.cell(row, heads["Verdict"]).value = "confirm"
    sheet.cell(row, heads["Strength"]).value = answer.strength
    sheet.cell(row, heads["Relation"]).value = answer.relation


def texts_of(data: bytes) -> str:
    """All that a workbook says, on hidden sheets, too."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return "\n".join(
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    )
