"""One member's answers: what a cell, a form field or a file says, read into a value, or into a problem beside it.

In: an `Instrument` and raw text by line. Out: `Sheet` and every `Problem`. A *line* is what takes one answer: a question, a row
of a matrix (`question/row`), an option of a multiple choice (`question/option`).
Laws: nothing that was written is lost: a text that is no answer is kept beside its problem; numbers are exact; a question that
its condition leaves out is not missing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from comity.survey.instrument import Check, Instrument, Kind, Option, Question

Value = int | Decimal | str
"""A level from 1, an exact number, or the id of an option; of private questions the text itself."""

_MOST_LETTERS = 20_000
_NUMBER = re.compile(r"[-+]?\d[\d\s.,'’\u00a0\u202f]*")
_THOUSANDS = re.compile(r"[\s'’\u00a0\u202f]")


class Severity(StrEnum):
    PROBLEM = "problem"  # must be mended before the answers can be signed off
    REMARK = "remark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    line: str
    code: str
    severity: Severity
    message: str  # what is wrong and what to do


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What takes one answer."""

    id: str
    question: Question
    label: str
    choices: tuple[Option, ...]  # empty: a number or a text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Answers by line; `written` is what could not be read, as it was written; evidence by question."""

    member: str
    instrument: str  # its name, such as maturity-2026
    shape: str  # digest of the instrument without words
    values: Mapping[str, Value]
    written: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def lines_of(question: Question, levels: tuple[str, ...]) -> tuple[Line, ...]:
    if question.kind is Kind.MATRIX:
        return tuple(
            Line(id=f"{question.id}/{row.id}", question=question, label=row.label, choices=question.options)
            for row in question.rows
        )
    if question.kind is Kind.MULTIPLE:
        return tuple(
            Line(
                id=f"{question.id}/{option.id}",
                question=question,
                label=option.label,
                choices=question.yes_no,
            )
            for option in question.options
        )
    if question.kind is Kind.MATURITY:
        choices = tuple(Option(id=str(at), label=f"{at} {name}") for at, name in enumerate(levels, start=1))
        return (Line(id=question.id, question=question, label=question.text, choices=choices),)
    return (Line(id=question.id, question=question, label=question.text, choices=question.choices),)


@lru_cache(maxsize=64)
def lines(instrument: Instrument) -> Mapping[str, Line]:
    """Every line of the questionnaire, in its order."""
    return MappingProxyType(
        {
            line.id: line
            for question in instrument.questions.values()
            for line in lines_of(question, instrument.levels)
        }
    )


def read_answers(
    instrument: Instrument,
    written: Mapping[str, str],
    *,
    member: str,
    evidence: Mapping[str, str] | None = None,
) -> tuple[Sheet, tuple[Problem, ...]]:
    """What was written, line by line, as answers; every problem, in the questionnaire's order."""
    known = lines(instrument)
    problems = [_unknown(name, known) for name in written if name not in known]
    values: dict[str, Value] = {}
    kept = {name: text for name, text in written.items() if name not in known}
    for line in known.values():
        text = written.get(line.id, "").strip()
        if not text:
            continue
        read = read_value(line, text)
        if isinstance(read, Problem):
            problems.append(read)
            kept[line.id] = text
        else:
            values[line.id] = read
    sheet = Sheet(
        member=member,
        instrument=instrument.name,
        shape=instrument.shape,
        values=values,
        written=kept,
        evidence={name: text for name, text in (evidence or {}).items() if text.strip()},
    )
    return sheet, (*problems, *judged(instrument, sheet))


def read_value(line: Line, text: str) -> Value | Problem:
    if len(text) > _MOST_LETTERS:
        return _problem(line, "too-long", f"The answer has more than {_MOST_LETTERS:,} letters. Shorten it.")
    kind = line.question.kind
    if kind is Kind.TEXT:
        return text
    if line.choices:
        return _chosen(line, text)
    return _counted(line, text)


def _chosen(line: Line, text: str) -> Value | Problem:
    plain = _plain(text)
    for option in line.choices:
        if plain in (_plain(option.id), _plain(option.label)):
            return int(option.id) if line.question.kind is Kind.MATURITY else option.id
    if line.question.kind is Kind.MATURITY:  # "3", "3.0", "3 - Integrated", "Integrated"
        for option in line.choices:
            if re.fullmatch(rf"{option.id}(\.0+)?(\s*[-–:.]?\s+.*)?", plain) or plain == _plain(
                option.label[2:]
            ):
                return int(option.id)
    said = [option.label for option in line.choices]
    close = get_close_matches(text, said, n=1, cutoff=0.5)
    meant = f" Did you mean “{close[0]}”?" if close else ""
    return _problem(
        line, "unknown-choice", f"“{text[:60]}” is none of the answers: {'; '.join(said)}.{meant} Choose one."
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _counted(line: Line, text: str) -> Value | Problem:
    question = line.question
    found = _NUMBER.match(text)
    unit = text[found.end() :].strip() if found else ""
    value = _decimal(found[0], whole=question.kind is not Kind.PERCENTAGE) if found else None
    if value is None:
        return _problem(
            line, "not-a-number", f"“{text[:60]}” is not a number. Write the number alone, such as 1250."
        )
    if unit and _plain(unit).rstrip("s.") != _plain(question.unit).rstrip("s."):
        return _problem(
            line,
            "wrong-unit",
            f"The answer is asked in {question.unit}, not in “{unit[:30]}”. Write it in {question.unit}.",
        )
    if value < 0:
        return _problem(line, "out-of-range", "The answer is below zero. Write a number from 0.")
    most = 100 if question.kind is Kind.PERCENTAGE else question.most
    if most is not None and value > most:
        share = " % of a whole" if question.kind is Kind.PERCENTAGE else f" {question.unit}"
        return _problem(line, "out-of-range", f"{text[:30]} is more than {most:,}{share}. Check the number.")
    if question.kind is Kind.NUMBER and value != value.to_integral_value():
        return _problem(
            line,
            "out-of-range",
            f"{text[:30]} is not a whole number of {question.unit}. Write a whole number.",
        )
    return value


def _decimal(text: str, *, whole: bool) -> Decimal | None:
    """1250, 1 250, 1'250, 1,250, 1.250,5 and 12,5.

    A single mark before three digits parts thousands where answers are whole or have two decimals, and decimals in a share.
    """
    plain = _THOUSANDS.sub("", text).rstrip(".,")
    marks = [mark for mark in plain if mark in ".,"]
    if len(set(marks)) == 2:
        if plain.count(marks[-1]) > 1:
            return None
        plain = plain.replace(marks[0], "").replace(marks[-1], ".")
    elif len(marks) > 1:
        if not re.fullmatch(r"[-+]?\d{1,3}([.,]\d{3})+", plain):
            return None
        plain = plain.replace(marks[0], "")
    elif marks:
        parts_thousands = whole and re.fullmatch(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", plain)
        plain = plain.replace(marks[0], "" if parts_thousands else ".")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def is_asked(question: Question, values: Mapping[str, Value]) -> bool:
    condition = question.only_if
    return condition is None or str(values.get(condition.question, "")) in condition.answers


def judged(instrument: Instrument, sheet: Sheet) -> tuple[Problem, ...]:
    """What is missing, was not asked, lacks evidence, or does not fit together."""
    return tuple(_judged(instrument, sheet))


def _judged(instrument: Instrument, sheet: Sheet) -> Iterator[Problem]:
    for question in instrument.questions.values():
        own = lines_of(question, instrument.levels)
        given = [line for line in own if line.id in sheet.values or line.id in sheet.written]
        if not is_asked(question, sheet.values):
            for line in given:
                yield _problem(
                    line, "not-asked", "This is not asked of you, after an earlier answer. It stays here, and counts nowhere.", Severity.REMARK
                )  # fmt: skip
            continue
        if question.is_required and question.kind is not Kind.MULTIPLE:
            for line in own:
                if line not in given:
                    yield _problem(line, "missing", "There is no answer yet.")
        elif question.is_required and not given:
            yield _problem(
                own[0], "missing", "There is no answer yet: say yes to what applies, or no to each."
            )
        if (
            question.asks_evidence
            and sheet.values.get(question.id) == "yes"
            and not sheet.evidence.get(question.id)
        ):
            yield _problem(
                own[0], "no-evidence", "Yes needs evidence: name the document, or where it is published."
            )
    for check in instrument.checks:
        yield from _broken(check, instrument, sheet.values)


def _broken(check: Check, instrument: Instrument, values: Mapping[str, Value]) -> Iterator[Problem]:
    asked = [name for name in (*check.of, *check.at_most) if is_asked(instrument.questions[name], values)]
    if any(name not in values for name in asked):
        return
    most = _sum(check.at_most, asked, values) if check.limit is None else Decimal(check.limit)
    if _sum(check.of, asked, values) > most:
        yield Problem(line=check.of[0], code="check", severity=Severity.PROBLEM, message=check.say)


def _sum(names: tuple[str, ...], asked: list[str], values: Mapping[str, Value]) -> Decimal:
    return sum((Decimal(values[name]) for name in names if name in asked), Decimal(0))


def _problem(line: Line, code: str, message: str, severity: Severity = Severity.PROBLEM) -> Problem:
    return Problem(line=line.id, code=code, severity=severity, message=message)


def _unknown(name: str, known: Mapping[str, Line]) -> Problem:
    close = get_close_matches(name, known, n=1)
    meant = f" Did you mean “{close[0]}”?" if close else ""
    return Problem(
        line=name,
        code="unknown-question",
        severity=Severity.REMARK,
        message=f"No question is called “{name}” in this edition.{meant} The answer stays here, and counts nowhere.",
    )
