"""One member's own result, as PDF and XLSX: its levels explained question by question, its way over the years, and where it stands.

In: its own `Sheet`, and `Results` that passed `disclosure`, where there are any. Out: bytes, for that member alone.
"""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from comity.core.tongue import Tongue, in_english
from comity.survey.answers import Sheet, lines
from comity.survey.answers_book import shown_value
from comity.survey.charts import Chart, levels_by_module, own_way
from comity.survey.disclosure import Outcome
from comity.survey.evolution import OwnYear, slope_of
from comity.survey.figures import Figure, Results
from comity.survey.instrument import Instrument, Kind
from comity.survey.levels import ModuleLevel, module_levels
from comity.survey.paper import Part, how_levels_follow, notice, pdf
from comity.survey.told import said_slope, said_total, spoken


def own_report(
    found: Results | None,
    sheet: Sheet,
    instrument: Instrument,
    *,
    years: Sequence[OwnYear] = (),
    tell: Tongue = in_english,
) -> bytes:
    """`years` in their order, the one reported last."""
    levels = module_levels(instrument, sheet)
    own = {one.module.id: one.level for one in levels if one.level is not None}
    charts: list[Chart] = [levels_by_module(found, own=own, tell=tell)] if found else []
    if len(years) > 1:
        charts.append(own_way(instrument, years, tell=tell))
    parts = [_own_levels(levels, instrument)]
    if len(years) > 1:
        parts.append(_own_changes(years, instrument))
    return pdf(
        instrument,
        title=f"{instrument.title}: {sheet.member}",
        intro=[
            how_levels_follow(instrument),
            notice(found)
            if found
            else "How all of them answered is not published, or too few have answered to compare.",
        ],
        charts=charts,
        parts=[*parts, *(_explained(one, instrument) for one in levels)],
        tell=tell,
    )


def _own_levels(levels: Sequence[ModuleLevel], instrument: Instrument) -> Part:
    rows = tuple(
        (
            one.module.title,
            f"{one.level} {instrument.levels[one.level - 1]}" if one.level else "not complete",
            _why(one, instrument),
        )
        for one in levels
    )
    return Part(title="Your levels", headers=("Module", "Level", ""), widths=(6, 3, 5), rows=rows)


def _why(one: ModuleLevel, instrument: Instrument) -> str:
    if one.unanswered:
        return f"{len(one.unanswered)} questions are open"
    if one.level == len(instrument.levels):
        return ""
    return f"{len(one.holding_back)} of {len(one.by_question)} questions are at this level or below"


def _own_changes(years: Sequence[OwnYear], instrument: Instrument) -> Part:
    def named(level: int | None) -> str:
        return instrument.levels[level - 1] if level else "–"

    rows = tuple(
        (
            one.title,
            named(one.before),
            named(one.now),
            said_slope(slope_of(one.module, [year.moved for year in years])),
            f"on {one.compared} questions; {one.not_compared} are new or changed and not compared",
        )
        for one in years[-1].moved
    )
    return Part(
        title=f"Since {years[-2].edition}",
        headers=("Module", "Then", "Now", "Levels a year", "Compared"),
        widths=(5, 3, 3, 2, 6),
        rows=rows,
        words=(
            f"Levels a year: the mean change of the questions' levels from year to year since {years[0].edition}, each on the "
            "questions that its two years ask alike.",
        ),
    )


def _explained(one: ModuleLevel, instrument: Instrument) -> Part:
    rows = tuple(
        (
            question.text,
            instrument.levels[level - 1] if level else "open",
            _next_step(question.anchors, level),
        )
        for question, level in one.by_question
    )
    headers = ("Question", "Level", "What the next level asks")
    return Part(title=one.module.title, headers=headers, widths=(5, 2, 6), rows=rows)


def _next_step(anchors: Sequence[str], level: int | None) -> str:
    if level is None:
        return anchors[0]
    return anchors[level] if level < len(anchors) else "The highest level is reached."


def own_book(
    sheet: Sheet, instrument: Instrument, *, found: Results | None = None, tell: Tongue = in_english
) -> bytes:
    """As a workbook: levels, and every answer beside what may be said of all."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    forms = {
        "bold": book.add_format({"bold": True, "bottom": 1}),
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _levels_page(book, forms, sheet, instrument, tell)
    _answers_page(book, forms, sheet, instrument, found, tell)
    book.close()
    return buffer.getvalue()


def _page(book: Any, forms: Mapping[str, Any], name: str, columns: Mapping[str, int], tell: Tongue) -> Any:
    page = book.add_worksheet(tell(name))
    for at, width in enumerate(columns.values()):
        page.set_column(at, at, width, forms["wrap"])
    page.write_row(0, 0, tuple(map(tell, columns)), forms["bold"])
    page.freeze_panes(1, 0)
    return page


def _levels_page(
    book: Any, forms: Mapping[str, Any], sheet: Sheet, instrument: Instrument, tell: Tongue
) -> None:
    columns = {"Module": 48, "Level": 22, "Open questions": 22, "Questions that hold it here": 30}
    page = _page(book, forms, "Levels", columns, tell)
    for row, one in enumerate(module_levels(instrument, sheet), start=1):
        named = f"{one.level} {instrument.levels[one.level - 1]}" if one.level else tell("not complete")
        page.write_row(row, 0, (one.module.title, named, len(one.unanswered), len(one.holding_back)))


def _answers_page(
    book: Any,
    forms: Mapping[str, Any],
    sheet: Sheet,
    instrument: Instrument,
    found: Results | None,
    tell: Tongue,
) -> None:
    columns = {"Question": 70, "Answer": 28, "Unit": 14, **({"All": 60} if found else {})}
    page = _page(book, forms, "Answers", columns, tell)
    known = {one.id: one for one in found.figures} if found else {}
    row = 1
    for line in lines(instrument).values():
        if line.id in sheet.values and line.question.kind is not Kind.TEXT:
            title = (
                line.question.text
                if line.label == line.question.text
                else f"{line.question.text} – {line.label}"
            )
            all_ = tell(said_whole(known[line.id])) if line.id in known else ""
            page.write_row(
                row, 0, (title, shown_value(line, sheet.values[line.id]), line.question.unit, all_)
            )
            row += 1


def said_whole(figure: Figure) -> str:
    """What may be said of all, in a sentence."""
    whole = figure.whole()
    if whole.outcome is Outcome.WITHHELD:
        return f"not shown: {whole.reason}"
    if figure.distributions:
        return spoken(figure.labels, figure.distributions[0]).rstrip(".")
    return said_total(figure.totals[0], 0, figure.unit)
