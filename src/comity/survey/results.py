"""The figures of a year: every distribution and sum that can be shown, what was done to each, and what cannot be shown and why.

In: signed-off sheets with each respondent's bands, the figures shown before. Out: `Figure`s. All of it passes `disclosure`.
Laws: no figure leaves this module that `disclosure` did not make; a follow-up question never tells how the question before it was
answered; a figure shown once stands or is shown anew only where enough answers changed (`stands`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from comity.survey.answers import Line, is_asked, lines
from comity.survey.disclosure import (
    NOT_ANSWERED,
    Codes,
    Cut,
    Outcome,
    Safety,
    distributions,
    withheld,
)
from comity.survey.errors import TooFewRespondents
from comity.survey.figures import Figure, Respondent, Results
from comity.survey.instrument import Instrument, Kind, Question
from comity.survey.levels import module_levels
from comity.survey.stands import Memory, settled
from comity.survey.sums import no_total, totals
from comity.survey.told import QUARTERS

UNKNOWN_BAND = "not known"


def results(
    instrument: Instrument,
    respondents: Sequence[Respondent],
    *,
    bands: Mapping[str, Sequence[str]],
    safety: Safety,
    before: Memory | None = None,
) -> Results:
    """`bands` names each cut's bands in order, the comparison that matters most first; `before` is what was shown before."""
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
        # How many of a band were asked a follow-up would tell how the band answered what it follows: it is shown of all alone.
        figure = _line_figure(line, instrument, people, () if line.question.only_if else cuts, safety)
        if figure is not None:
            gate = _gate(line.question, known, people, safety)
            figure = figure if gate is None else _withheld(figure, gate)
            known[figure.id] = figure
            found.append(figure)
    made = Results(
        instrument=instrument,
        respondents=len(people),
        cuts=cuts,
        figures=tuple(found),
        safety=safety,
        placed={
            name: {one.member: one.bands[name] for one in people if one.bands.get(name) in of}
            for name, of in bands.items()
        },
    )
    return settled(made, before) if before else made


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
            totals=totals(amounts, cuts=cuts, safety=safety, most=question.most or np.inf),
            answered_by=_answered(people, values),
        )
    if question.kind is Kind.PERCENTAGE:
        codes = [NOT_ANSWERED if value is None else min(int(Decimal(value) // 25), 3) for value in values]
        return _distributed(line.id, title, QUARTERS, np.array(codes, dtype=np.int64), people, cuts, safety)
    code_of = {option.id: code for code, option in enumerate(line.choices)}
    codes = [NOT_ANSWERED if value is None else code_of[str(value)] for value in values]
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


def _withheld(figure: Figure, reason: str) -> Figure:
    return replace(
        figure,
        distributions=tuple(withheld(one.cut, reason) for one in figure.distributions),
        totals=tuple(no_total(one.cut, reason) for one in figure.totals),
    )
