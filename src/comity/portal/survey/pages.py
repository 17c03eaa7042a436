"""What the pages of this room show, put together: a module's questions with what was written, and results in rows.

Nothing is decided here; what may be shown was decided downstairs before it came here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.portal.survey.models import Words
from comity.portal.survey.queries import EVIDENCE, Answers, Draft, Year, question_of, questions_not_asked
from comity.survey import (
    Figure,
    Instrument,
    Kind,
    Module,
    ModuleLevel,
    Outcome,
    Problem,
    Question,
    Results,
    band_label,
    label_of,
    lines,
    said_total,
    shown_value,
    spoken,
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


# Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    label: str
    count: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleResult:
    """One's own level, and where all stand."""

    title: str
    level: ModuleLevel | None
    level_name: str
    cells: tuple[Cell, ...]
    withheld: str  # why the distribution is not shown
    bands: tuple[tuple[str, str], ...]  # “size: large” and its distribution as a sentence


def module_results(found: Results, own: Sequence[ModuleLevel]) -> tuple[ModuleResult, ...]:
    levels = {one.module.id: one for one in own}
    rows = []
    for module in found.instrument.modules:
        figure = found.figure(f"module:{module.id}")
        if figure is not None:
            rows.append(_module_result(figure, found, levels.get(module.id)))
    return tuple(rows)


def _module_result(figure: Figure, found: Results, own: ModuleLevel | None) -> ModuleResult:
    whole = figure.distributions[0]
    level = own.level if own else None
    is_shown = whole.outcome is not Outcome.WITHHELD
    cells = tuple(
        Cell(label=label_of(figure.labels, part), count=count, is_own=level is not None and level - 1 in part)
        for part, count in (zip(whole.answers, whole.counts[0], strict=True) if is_shown else ())
    )
    return ModuleResult(
        title=figure.title,
        level=own,
        level_name=found.instrument.levels[level - 1] if level else "",
        cells=cells,
        withheld="" if is_shown else whole.reason,
        bands=tuple(_by_band(figure, found)),
    )


def _by_band(figure: Figure, found: Results) -> Iterator[tuple[str, str]]:
    cuts = {cut.name: cut for cut in found.cuts}
    for one in figure.distributions[1:]:
        cut = cuts.get(one.cut)
        if cut is None or one.outcome is Outcome.WITHHELD:
            continue
        for band, counts in zip(one.bands, one.counts, strict=True):
            said = ", ".join(
                f"{count} {label_of(figure.labels, part)}"
                for part, count in zip(one.answers, counts, strict=True)
            )
            yield f"{cut.name}: {band_label(cut, band)}", said


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question: one's own answer beside what may be said of all."""

    title: str
    own: str
    all: str
    is_withheld: bool


def figure_rows(found: Results, module: Module, own: Mapping[str, Any]) -> tuple[Row, ...]:
    ids = {question.id for question in module.questions}
    known = lines(found.instrument)
    rows = []
    for figure in found.figures:
        line = known.get(figure.id)
        if line is None or line.question.id not in ids:
            continue
        value = own.get(figure.id)
        rows.append(
            Row(
                title=figure.title,
                own=_with_unit(shown_value(line, value), line.question.unit) if value is not None else "",
                all=_said(figure),
                is_withheld=figure.whole().outcome is Outcome.WITHHELD,
            )
        )
    return tuple(rows)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


def _said(figure: Figure) -> str:
    if figure.whole().outcome is Outcome.WITHHELD:
        return str(_("not shown: %(reason)s") % {"reason": figure.whole().reason})
    if figure.distributions:
        return spoken(figure.labels, figure.distributions[0]).rstrip(".")
    return said_total(figure.totals[0], 0, figure.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolution:
    """A module's own level, year by year."""

    title: str
    levels: tuple[str, ...]  # one a year, empty where the year has none
    told: str


def evolution_of(years: Sequence[Year], instrument: Instrument) -> tuple[Evolution, ...]:
    found = []
    for module in instrument.modules:
        by_year = [_level_of(year, module.id) for year in years]
        moved = next((one for one in years[-1].moved if one.module == module.id), None) if years else None
        found.append(
            Evolution(
                title=module.title,
                levels=tuple(instrument.levels[level - 1] if level else "" for level in by_year),
                told=_moved(moved.before, moved.now, moved.compared, moved.not_compared) if moved else "",
            )
        )
    return tuple(found)


def _level_of(year: Year, module: str) -> int | None:
    return next((one.level for one in year.levels if one.module.id == module), None)


def _moved(before: int | None, now: int | None, compared: int, not_compared: int) -> str:
    said = {"compared": compared, "not": not_compared}
    if before is None or now is None:
        return _("cannot be compared")
    if now > before:
        told = _("higher, on %(compared)s questions asked alike; %(not)s new or changed") % said
    elif now < before:
        told = _("lower, on %(compared)s questions asked alike; %(not)s new or changed") % said
    else:
        told = _("as before, on %(compared)s questions asked alike; %(not)s new or changed") % said
    return told
