"""What people type, read into values or into a problem beside it."""

from decimal import Decimal

import pytest

from comity.survey import Severity, judged, lines, load_instrument, read_answers
from comity.survey.instrument_file import instrument_from

SMALL = """
id: small
edition: 2026
title: Small
language: en
levels: [Starting, Established, Integrated, Leading]
rule: median
modules:
  - id: one
    title: One
    sections:
      - title: First
        questions:
          - {id: who, kind: maturity, text: Who, anchors: [a, b, c, d]}
          - {id: looked, kind: yes/no, text: Looked}
          - {id: done, kind: number, text: Done, unit: audits, most: 5000}
          - {id: recognised, kind: number, text: Recognised, unit: audits, only_if: {question: looked, is: ["yes"]}}
          - {id: share, kind: percentage, text: Share}
          - {id: spent, kind: money, text: Spent, unit: EUR}
          - {id: why, kind: multiple, text: Why, options: [{id: old, label: Too old}, {id: none, label: None found}]}
          - {id: proof, kind: yes/no, text: Proof, evidence: true}
          - {id: words, kind: text, text: Words}
checks:
  - {sum: [recognised], at_most: [done], say: More recognised than done.}
"""
INSTRUMENT = instrument_from(SMALL, where="small.yaml")
WHOLE = {
    "who": "3",
    "looked": "yes",
    "done": "12",
    "recognised": "4",
    "share": "40",
    "spent": "100",
    "why/old": "yes",
    "proof": "no",
}


def codes(written: dict[str, str]) -> dict[str, str]:
    _, problems = read_answers(INSTRUMENT, WHOLE | written, member="Alder")
    return {problem.line: problem.code for problem in problems}


@pytest.mark.parametrize(
    ("line", "text", "value"),
    [
        ("who", "3", 3),
        ("who", "Integrated", 3),
        ("who", "3 Integrated", 3),
        ("who", "3.0", 3),
        ("done", "1,250", Decimal(1250)),
        ("done", "1.250", Decimal(1250)),
        ("done", "1 250 audits", Decimal(1250)),
        ("done", "12 audit", Decimal(12)),
        ("share", "12,5", Decimal("12.5")),
        ("share", "12.345 %", Decimal("12.345")),
        ("spent", "1.250,50 EUR", Decimal("1250.50")),
        ("spent", "1'250", Decimal(1250)),
        ("looked", "YES", "yes"),
    ],
)
def test_an_answer_is_read_as_people_write_it(line: str, text: str, value: object) -> None:
    sheet, _ = read_answers(INSTRUMENT, {line: text}, member="Alder")

    assert sheet.values[line] == value


@pytest.mark.parametrize(
    ("line", "text", "code"),
    [
        ("share", "640", "out-of-range"),
        ("share", "640 %", "out-of-range"),
        ("done", "a few", "not-a-number"),
        ("done", "-3", "out-of-range"),
        ("done", "2.5", "out-of-range"),
        ("done", "6000", "out-of-range"),
        ("spent", "12 USD", "wrong-unit"),
        ("who", "5", "unknown-choice"),
        ("looked", "perhaps", "unknown-choice"),
        ("nobody", "1", "unknown-question"),
        ("recognised", "13", "check"),
        ("proof", "yes", "no-evidence"),
        ("words", "x" * 20_001, "too-long"),
    ],
)
def test_what_is_no_answer_is_said_beside_it_and_kept(line: str, text: str, code: str) -> None:
    sheet, problems = read_answers(INSTRUMENT, WHOLE | {line: text}, member="Alder")

    assert code in [problem.code for problem in problems if problem.line == line]
    assert sheet.written.get(line) == text or line in sheet.values


def test_whole_answers_have_no_problem() -> None:
    assert not codes({})


def test_what_an_earlier_answer_leaves_out_is_not_missing() -> None:
    assert codes({"looked": "no", "recognised": ""}) == {}
    assert codes({"recognised": ""}) == {"recognised": "missing"}


def test_an_answer_that_was_not_asked_stays_with_a_remark() -> None:
    sheet, problems = read_answers(INSTRUMENT, WHOLE | {"looked": "no"}, member="Alder")

    assert [(problem.code, problem.severity) for problem in problems] == [("not-asked", Severity.REMARK)]
    assert sheet.values["recognised"] == 4


def test_a_check_waits_until_all_it_needs_is_answered() -> None:
    assert codes({"done": "", "recognised": "13"}) == {"done": "missing"}


def test_an_empty_sheet_lacks_every_required_answer_of_the_shipped_questionnaire() -> None:
    instrument = load_instrument("maturity-2026")
    sheet, _ = read_answers(instrument, {}, member="Alder")

    missing = {problem.line.partition("/")[0] for problem in judged(instrument, sheet)}

    unconditional = {
        name for name, one in instrument.questions.items() if one.is_required and not one.only_if
    }
    assert missing == unconditional
    assert len(lines(instrument)) >= len(instrument.questions)
