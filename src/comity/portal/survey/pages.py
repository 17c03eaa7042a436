"""What the pages of this room show, put together: a module's questions with what was written, and results in rows.

Nothing is decided here; what may be shown was decided downstairs before it came here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.portal.survey.models import Words
from comity.portal.survey.queries import EVIDENCE, Answers, Draft, question_of, questions_not_asked
from comity.survey import (
    Kind,
    Module,
    Problem,
    Question,
    lines,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    id: str
    label: str
    anchor: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """One field of the page, with everything that is said beside it."""

    id: str
    mark: str  # its id in the page
    label: str
    form: str  # "levels", "choice", "inline", "amount", "text", "evidence"
    choices: tuple[Choice, ...]
    unit: str
    text: str
    words: Words | None
    beside: Sequence[tuple[Words, str]]  # with what it reads
    problems: Sequence[Problem]
    draft: Draft | None

    @property
    def number(self) -> int:
        return self.words.number if self.words else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    question: Question
    mark: str
    lines: tuple[AskedLine, ...]
    is_asked: bool
    gate: str  # the words of the question by which it is asked or not
    is_gate: bool

    @property
    def is_group(self) -> bool:
        """Several fields under one question."""
        return self.question.kind in (Kind.MATRIX, Kind.MULTIPLE)

    @property
    def drafts(self) -> tuple[tuple[str, Draft], ...]:
        """What is offered, with the row it is for where there are several."""
        return tuple(
            (one.label if self.is_group else "", one.draft) for one in self.lines if one.draft is not None
        )

    @property
    def is_private(self) -> bool:
        return self.question.kind is Kind.TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSection:
    title: str
    mark: str
    questions: tuple[AskedQuestion, ...]


def mark_of(line: str) -> str:
    """An id for the page: letters, digits, hyphens."""
    return line.replace("/", "--").replace(":", "--")


def sections_of(module: Module, answers: Answers, offered: Mapping[str, Draft]) -> tuple[AskedSection, ...]:
    gates = {one.only_if.question for one in answers.instrument.questions.values() if one.only_if}
    not_asked = questions_not_asked(answers)
    known = lines(answers.instrument)
    return tuple(
        AskedSection(
            title=section.title,
            mark=f"section-{at}",
            questions=tuple(
                AskedQuestion(
                    question=question,
                    mark=f"q-{question.id}",
                    lines=tuple(_lines(question, answers, offered, known)),
                    is_asked=question.id not in not_asked,
                    gate=answers.instrument.questions[question.only_if.question].text
                    if question.only_if
                    else "",
                    is_gate=question.id in gates,
                )
                for question in section.questions
            ),
        )
        for at, section in enumerate(module.sections, start=1)
    )


def _lines(
    question: Question, answers: Answers, offered: Mapping[str, Draft], known: Mapping[str, Any]
) -> Iterator[AskedLine]:
    for line in known.values():
        if line.question.id == question.id:
            yield _line(line.id, line.label, _form(question), answers, offered, known)
    if (
        question.kind is Kind.MATURITY
        or question.asks_evidence
        or f"{EVIDENCE}{question.id}" in answers.current
    ):
        yield _line(f"{EVIDENCE}{question.id}", _("Evidence"), "evidence", answers, offered, known)


_FORMS = {
    Kind.MATURITY: "levels",
    Kind.SINGLE: "choice",
    Kind.MATRIX: "inline",
    Kind.MULTIPLE: "inline",
    Kind.YES_NO: "inline",
    Kind.TEXT: "text",
}


def _form(question: Question) -> str:
    return _FORMS.get(question.kind, "amount")


def _line(
    name: str, label: str, form: str, answers: Answers, offered: Mapping[str, Draft], known: Mapping[str, Any]
) -> AskedLine:
    words = answers.current.get(name)
    text = words.text if words else ""
    line = known.get(name)
    anchors = line.question.anchors if line else ()
    choices = line.choices if line else ()
    said = [
        one
        for one in answers.problems
        if one.line == name
        and one.code not in ("missing", "not-asked", "no-evidence" if not text else "missing")
    ]
    return AskedLine(
        id=name,
        mark=mark_of(name),
        label=label,
        form=form,
        choices=tuple(
            Choice(
                id=one.id,
                label=one.label,
                anchor=anchors[at] if at < len(anchors) else "",
                is_chosen=text == one.id,
            )
            for at, one in enumerate(choices)
        ),
        unit=line.question.unit if line else "",
        text=text,
        words=words,
        beside=tuple((one, _shown(one.text, line)) for one in _disputed(name, answers)),
        problems=said,
        draft=None if text else offered.get(name),
    )


def _disputed(name: str, answers: Answers) -> list[Words]:
    """What stands now and what stands beside it; nothing where nobody disagrees."""
    beside = list(answers.beside.get(name, ()))
    current = answers.current.get(name)
    return [current, *beside] if beside and current else beside


def _shown(text: str, line: Any) -> str:
    if line is not None:
        return next((one.label for one in line.choices if one.id == text), text) or _("no answer")
    return text or _("no answer")


def question_in(sections: Sequence[AskedSection], name: str) -> AskedQuestion | None:
    wanted = question_of(name)
    return next((one for section in sections for one in section.questions if one.question.id == wanted), None)


def follow_ups(sections: Sequence[AskedSection], gate: str) -> tuple[AskedQuestion, ...]:
    return tuple(
        one
        for section in sections
        for one in section.questions
        if one.question.only_if is not None and one.question.only_if.question == gate
    )
