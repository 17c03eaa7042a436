"""The figures of a year: every distribution and sum that can be shown, what was done to each, and what cannot be shown and why.

In: signed-off sheets with each respondent's bands, the figures shown before. Out: `Figure`s. All of it passes `disclosure`.
Laws: no figure leaves this module that `disclosure` did not make; a follow-up question never tells how the question before it was
answered; a figure shown once stays or is shown anew only where enough answers changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from comity.survey.answers import Line, Sheet, is_asked, lines
from comity.survey.carry import pairings
from comity.survey.disclosure import (
    NOT_ANSWERED,
    Codes,
    Cut,
    Distribution,
    Outcome,
    Safety,
    Total,
    distributions,
    may_be_shown_anew,
    totals,
)
from comity.survey.errors import TooFewRespondents
from comity.survey.instrument import Earlier, Instrument, Kind, Question
from comity.survey.levels import level_of, module_levels

UNKNOWN_BAND = "not known"
_QUARTERS = ("0 to under 25 %", "25 to under 50 %", "50 to under 75 %", "75 to 100 %")


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """`bands` by cut, such as {"size": "large"}."""

    member: str
    sheet: Sheet
    bands: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One asked figure with its outcome: a distribution over `labels`, or a sum in `unit`."""

    id: str
    title: str
    labels: tuple[str, ...]
    unit: str
    distributions: tuple[Distribution, ...] = ()
    totals: tuple[Total, ...] = ()
    answered_by: Mapping[str, str]  # who answered what, for the memory alone: it never leaves the Secretariat

    def whole(self) -> Distribution | Total:
        return self.distributions[0] if self.distributions else self.totals[0]

    def outcomes(self) -> Iterator[tuple[str, Outcome, str]]:
        """Cut, what was done, and why."""
        for counts in self.distributions:
            yield counts.cut, counts.outcome, counts.reason
        for total in self.totals:
            yield total.cut, total.outcome, total.reason

    def is_shown(self) -> bool:
        return any(outcome is not Outcome.WITHHELD for _, outcome, _ in self.outcomes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    instrument: Instrument
    respondents: int
    cuts: tuple[Cut, ...]
    figures: tuple[Figure, ...]
    safety: Safety

    def figure(self, id_: str) -> Figure | None:
        return next((one for one in self.figures if one.id == id_), None)


def results(
    instrument: Instrument,
    respondents: Sequence[Respondent],
    *,
    bands: Mapping[str, Sequence[str]],
    safety: Safety,
    shown_before: Mapping[str, Mapping[str, str]] | None = None,
) -> Results:
    """`bands` names each cut's bands in order; `shown_before` is the memory of this year's earlier figures, by figure."""
    people = sorted(respondents, key=lambda one: one.member)
    if len(people) < safety.fewest:
        raise TooFewRespondents(
            f"{len(people)} have answered; figures need at least {safety.fewest}.",
            remedy="Each can be given its own result; nothing can be said of all.",
        )
    cuts = tuple(
        Cut(name=name, bands=tuple(of), of=np.array([_band(one, name, of) for one in people], dtype=np.int64))
        for name, of in bands.items()
    )
    found = [*_module_figures(instrument, people, cuts, safety)]
    known = {one.id: one for one in found}
    for line in lines(instrument).values():
        figure = _line_figure(line, instrument, people, cuts, safety)
        if figure is not None:
            gate = _gate(line.question, known, people, safety)
            figure = figure if gate is None else _withheld(figure, gate)
            known[figure.id] = figure
            found.append(figure)
    settled = [_settled(one, (shown_before or {}).get(one.id), safety) for one in found]
    return Results(
        instrument=instrument, respondents=len(people), cuts=cuts, figures=tuple(settled), safety=safety
    )


def memory_of(found: Results) -> Mapping[str, Mapping[str, str]]:
    """What must be kept, in the Secretariat's hands, so that no later figure of the year gives a difference away."""
    return {figure.id: figure.answered_by for figure in found.figures if figure.is_shown()}


def _band(one: Respondent, cut: str, of: Sequence[str]) -> int:
    band = one.bands.get(cut, UNKNOWN_BAND)
    return list(of).index(band) if band in of else NOT_ANSWERED


def _module_figures(
    instrument: Instrument, people: Sequence[Respondent], cuts: tuple[Cut, ...], safety: Safety
) -> list[Figure]:
    by_person = [
        {one.module.id: one.level for one in module_levels(instrument, person.sheet)} for person in people
    ]
    figures = []
    for module in instrument.modules:
        levels = [by.get(module.id) for by in by_person]
        if any(module.id in by for by in by_person):
            codes = np.array(
                [NOT_ANSWERED if level is None else level - 1 for level in levels], dtype=np.int64
            )
            figures.append(
                _distributed(
                    f"module:{module.id}", module.title, instrument.levels, codes, people, cuts, safety
                )
            )
    return figures


def _line_figure(
    line: Line, instrument: Instrument, people: Sequence[Respondent], cuts: tuple[Cut, ...], safety: Safety
) -> Figure | None:
    question = line.question
    values = [
        one.sheet.values.get(line.id) if is_asked(question, one.sheet.values) else None for one in people
    ]
    title = question.text if line.label == question.text else f"{question.text} – {line.label}"
    if question.kind is Kind.TEXT:
        return None
    if question.kind in (Kind.NUMBER, Kind.MONEY):
        amounts = np.array([np.nan if value is None else float(value) for value in values])
        return Figure(
            id=line.id,
            title=title,
            labels=(),
            unit=question.unit,
            totals=totals(amounts, cuts=cuts, safety=safety),
            answered_by=_answered(people, values),
        )
    if question.kind is Kind.PERCENTAGE:
        codes = [NOT_ANSWERED if value is None else min(int(Decimal(value) // 25), 3) for value in values]
        return _distributed(line.id, title, _QUARTERS, np.array(codes, dtype=np.int64), people, cuts, safety)
    ids = [option.id for option in line.choices]
    codes = [NOT_ANSWERED if value is None else ids.index(str(value)) for value in values]
    labels = instrument.levels if question.kind is Kind.MATURITY else tuple(one.label for one in line.choices)
    return _distributed(
        line.id,
        title,
        labels,
        np.array(codes, dtype=np.int64),
        people,
        cuts,
        safety,
        in_order=question.kind is Kind.MATURITY,
    )


def _distributed(
    id_: str,
    title: str,
    labels: tuple[str, ...],
    codes: Codes,
    people: Sequence[Respondent],
    cuts: tuple[Cut, ...],
    safety: Safety,
    *,
    in_order: bool = True,
) -> Figure:
    return Figure(
        id=id_,
        title=title,
        labels=labels,
        unit="respondents",
        distributions=distributions(codes, answers=len(labels), cuts=cuts, safety=safety, in_order=in_order),
        answered_by=_answered(people, [None if code == NOT_ANSWERED else int(code) for code in codes]),
    )


def _answered(people: Sequence[Respondent], values: Sequence[object]) -> Mapping[str, str]:
    return {one.member: str(value) for one, value in zip(people, values, strict=True) if value is not None}


_GATE = "how many were asked would tell how an earlier question was answered"
_CHANGED = "the figure was shown before, and fewer than {fewest} answers have changed since: the difference would tell them"


def _gate(
    question: Question, known: Mapping[str, Figure], people: Sequence[Respondent], safety: Safety
) -> str | None:
    """Why a follow-up is withheld: the number of those who were asked it gives the gate's answer away."""
    if question.only_if is None:
        return None
    asked = sum(is_asked(question, one.sheet.values) for one in people)
    gate = known.get(question.only_if.question)
    is_safe = asked >= safety.fewest and (asked == len(people) or len(people) - asked >= safety.fewest)
    is_told = gate is not None and gate.whole().outcome in (Outcome.SHOWN, Outcome.MERGED)
    return None if is_safe and is_told else _GATE


def _settled(figure: Figure, before: Mapping[str, str] | None, safety: Safety) -> Figure:
    if before is None or may_be_shown_anew(before, figure.answered_by, safety=safety):
        return figure
    return _withheld(figure, _CHANGED.format(fewest=safety.fewest))


def _withheld(figure: Figure, reason: str) -> Figure:
    return Figure(
        id=figure.id,
        title=figure.title,
        labels=figure.labels,
        unit=figure.unit,
        distributions=tuple(
            Distribution(
                cut=one.cut, bands=(), answers=(), counts=(), outcome=Outcome.WITHHELD, reason=reason
            )
            for one in figure.distributions
        ),
        totals=tuple(
            Total(
                cut=one.cut,
                bands=(),
                respondents=(),
                low=(),
                high=(),
                outcome=Outcome.WITHHELD,
                reason=reason,
            )
            for one in figure.totals
        ),
        answered_by=figure.answered_by,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A module's level then and now, on the questions that both years ask alike."""

    module: str
    title: str
    before: int | None
    now: int | None
    compared: int  # questions
    not_compared: int  # questions that are new or changed


def movements(earlier: Instrument, before: Sheet, instrument: Instrument, now: Sheet) -> tuple[Movement, ...]:
    pairs = {
        one.line: one.earlier for one in pairings(earlier, instrument).values() if one.stands is Earlier.SAME
    }
    found = []
    for module in instrument.modules:
        asked = [one for one in module.questions if one.kind is Kind.MATURITY and is_asked(one, now.values)]
        alike = [
            one
            for one in asked
            if one.id in pairs and is_asked(earlier.questions[pairs[one.id]], before.values)
        ]
        if not asked:
            continue
        then = [before.values.get(pairs[one.id]) for one in alike]
        today = [now.values.get(one.id) for one in alike]
        found.append(
            Movement(
                module=module.id,
                title=module.title,
                before=_level([v for v in then if isinstance(v, int)], len(alike), instrument),
                now=_level([v for v in today if isinstance(v, int)], len(alike), instrument),
                compared=len(alike),
                not_compared=len(asked) - len(alike),
            )
        )
    return tuple(found)


def _level(levels: list[int], asked: int, instrument: Instrument) -> int | None:
    return level_of(levels, instrument.rule) if levels and len(levels) == asked else None


MOVED = ("lower", "as before", "higher")


def transitions(
    earlier: Instrument,
    before: Mapping[str, Sheet],
    instrument: Instrument,
    now: Mapping[str, Sheet],
    *,
    safety: Safety,
) -> tuple[tuple[str, Distribution], ...]:
    """By module: how many of those who answered both years stand lower, as before, or higher."""
    both = sorted(before.keys() & now.keys())
    moved: dict[str, list[int]] = {}
    titles: dict[str, str] = {}
    for member in both:
        for one in movements(earlier, before[member], instrument, now[member]):
            known = one.before is not None and one.now is not None
            titles[one.module] = one.title
            moved.setdefault(one.module, []).append(
                1 + int(np.sign((one.now or 0) - (one.before or 0))) if known else NOT_ANSWERED
            )
    return tuple(
        (titles[module], distributions(np.array(codes, dtype=np.int64), answers=3, cuts=(), safety=safety)[0])
        for module, codes in moved.items()
    )


def label_of(labels: Sequence[str], part: Sequence[int]) -> str:
    """“Integrated or Leading”, “Starting to Integrated”."""
    named = [labels[code] for code in part]
    if len(named) <= 2 or list(part) != list(range(part[0], part[-1] + 1)):
        return " or ".join(named)
    return f"{named[0]} to {named[-1]}"


def band_label(cut: Cut, part: Sequence[int]) -> str:
    return label_of(cut.bands, part)
