"""The programme's report, as PDF: what may be shown of all, and what is not shown and why.

In: `Results` that passed `disclosure`. Law: it holds nothing but shown figures; what is withheld is named with its reason.
"""

from collections.abc import Iterator, Sequence

from comity.survey.charts import levels_by_module, moved
from comity.survey.disclosure import WHOLE, Outcome
from comity.survey.evolution import Transition
from comity.survey.figures import Figure, Results
from comity.survey.paper import Part, how_levels_follow, notice, pdf
from comity.survey.told import of_band, said_counts, said_crossed, said_total


def programme_report(
    found: Results, *, changes: Sequence[Transition] = (), earlier: int | None = None
) -> bytes:
    instrument = found.instrument
    charts = [levels_by_module(found)]
    crossed: list[Part] = []
    if changes and earlier:
        charts.append(moved(changes, years=(earlier, instrument.edition)))
        crossed = [_crossed_part(changes, found, earlier)]
    return pdf(
        instrument,
        title=instrument.title,
        intro=[f"{found.respondents} members have answered.", notice(found), how_levels_follow(instrument)],
        charts=charts,
        parts=[*crossed, *_figure_parts(found), _withheld_part(found)],
    )


def _crossed_part(changes: Sequence[Transition], found: Results, earlier: int) -> Part:
    return Part(
        title=f"From which level to which, {earlier} to {found.instrument.edition}",
        headers=("Module", "Of those who answered both years"),
        widths=(4, 10),
        rows=tuple((one.title, said_transition(one, found.instrument.levels)) for one in changes),
        words=("Levels are compared on the questions alone that both years asked alike.",),
    )


def said_transition(one: Transition, levels: Sequence[str]) -> str:
    if one.levels.outcome is Outcome.WITHHELD:
        return f"not shown, because {one.levels.reason}"
    return "; ".join(said_crossed(levels, one.levels))


def _figure_parts(found: Results) -> Iterator[Part]:
    for module in found.instrument.modules:
        ids = {f"module:{module.id}", *(question.id for question in module.questions)}
        figures = [one for one in found.figures if one.id.partition("/")[0] in ids]
        rows = [(one.title, cut, said) for one in figures for cut, said in _said(one, found)]
        yield Part(title=module.title, headers=("Figure", "Of", "Result"), widths=(5, 3, 6), rows=tuple(rows))


def _said(figure: Figure, found: Results) -> Iterator[tuple[str, str]]:
    for one in figure.distributions:
        stands = f" ({one.reason})" if one.outcome is Outcome.STANDS else ""
        if _is_told(figure, one.cut):
            for band, counts in zip(one.bands, one.counts, strict=True):
                yield of_band(one, band, found), said_counts(figure.labels, one.answers, counts) + stands
    for total in figure.totals:
        if _is_told(figure, total.cut):
            for at, band in enumerate(total.bands):
                yield of_band(total, band, found), said_total(total, at, figure.unit)


def _is_told(figure: Figure, cut: str) -> bool:
    """The report compares modules alone; every comparison of every question is in the CSV."""
    return cut == WHOLE or figure.id.startswith("module:")


def _withheld_part(found: Results) -> Part:
    rows = tuple(
        (figure.title, "all" if cut == WHOLE else f"by {cut}", reason)
        for figure in found.figures
        for cut, outcome, reason in figure.outcomes()
        if outcome is Outcome.WITHHELD and _is_told(figure, cut)
    )
    words = (
        "A figure that is not here could tell what one member answered."
        if rows
        else "Everything could be shown."
    )
    return Part(
        title="What is not shown, and why",
        headers=("Figure", "Of", "Reason"),
        widths=(5, 3, 6),
        rows=rows,
        words=(words,),
    )
