"""What members and the Secretariat are given: one's own result beside the whole, and the programme's report; PDF, XLSX and CSV.

In: `Results` that passed `disclosure`, and for one's own result one's own `Sheet`. Out: bytes.
Laws: the programme's report and its CSV hold nothing but shown figures; what is withheld is named with its reason; the same inputs
give the same bytes.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import typst
import xlsxwriter

from comity.survey.answers import Sheet, lines
from comity.survey.answers_book import shown_value
from comity.survey.charts import Chart, levels_by_module, moved, spoken
from comity.survey.disclosure import WHOLE, Distribution, Outcome, Total
from comity.survey.instrument import Instrument, Kind
from comity.survey.levels import ModuleLevel, module_levels
from comity.survey.results import MOVED, Figure, Movement, Results, band_label, label_of

NOTICE = (
    "Figures of competitors: for responsible sourcing alone. At least {fewest} respondents stand behind each, and none is more than "
    "{share:.0%} of a sum. Do not try to find out who answered what, and do not pass this on."
)
_DAY = 946_684_800  # 1 January 2000, UTC: a clock in the file would change its bytes


def programme_report(
    found: Results, *, changes: Sequence[tuple[str, Distribution]] = (), earlier: int | None = None
) -> bytes:
    """For the Secretariat, as PDF."""
    instrument = found.instrument
    charts = [levels_by_module(found)]
    if changes and earlier:
        charts.append(moved(changes, years=(earlier, instrument.edition), labels=MOVED))
    return _pdf(
        instrument,
        title=instrument.title,
        intro=[f"{found.respondents} members have answered.", _notice(found), _how_levels_follow(instrument)],
        charts=charts,
        parts=[*_figure_parts(found), _withheld_part(found)],
    )


def own_report(
    found: Results | None, sheet: Sheet, instrument: Instrument, *, changes: Sequence[Movement] = ()
) -> bytes:
    """For one member, as PDF: its levels explained question by question, beside the whole where that can be shown."""
    levels = module_levels(instrument, sheet)
    own = {one.module.id: one.level for one in levels if one.level is not None}
    parts = [_own_levels(levels, instrument), *([_own_changes(changes, instrument)] if changes else [])]
    parts += [_explained(one, instrument) for one in levels]
    return _pdf(
        instrument,
        title=f"{instrument.title}: {sheet.member}",
        intro=[
            _how_levels_follow(instrument),
            *([_notice(found)] if found else ["Too few have answered to compare."]),
        ],
        charts=[levels_by_module(found, own=own)] if found else [],
        parts=parts,
    )


def _notice(found: Results) -> str:
    return NOTICE.format(fewest=found.safety.fewest, share=found.safety.largest_share)


def _how_levels_follow(instrument: Instrument) -> str:
    if instrument.rule == "median":
        return "A module's level is the median of its questions' levels; of two in the middle, the lower."
    return "A module's level is the lowest of its questions' levels."


def _pdf(
    instrument: Instrument,
    *,
    title: str,
    intro: Sequence[str],
    charts: Sequence[Chart],
    parts: Sequence[Mapping[str, Any]],
) -> bytes:
    data = {
        "title": title,
        "language": instrument.language,
        "intro": list(intro),
        "footer": f"{instrument.name} · {instrument.shape[7:19]}",
        "charts": [{"svg": chart.svg(), "alternative": chart.alternative} for chart in charts],
        "parts": list(parts),
    }
    template = (files("comity.survey") / "templates" / "report.typ").read_bytes()
    made: bytes = typst.compile(
        template,
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=_DAY,
    )
    return made


def _part(
    title: str,
    headers: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    words: Sequence[str] = (),
) -> dict[str, Any]:
    return {
        "title": title,
        "words": list(words),
        "headers": list(headers),
        "widths": list(widths),
        "rows": [list(row) for row in rows],
    }


def _figure_parts(found: Results) -> Iterator[dict[str, Any]]:
    instrument = found.instrument
    for module in instrument.modules:
        ids = {f"module:{module.id}", *(question.id for question in module.questions)}
        figures = [one for one in found.figures if one.id.partition("/")[0] in ids]
        rows = [(one.title, cut, said) for one in figures for cut, said in _said(one, found)]
        yield _part(module.title, ("Figure", "Of", "Result"), (5, 3, 6), rows)


def _said(figure: Figure, found: Results) -> Iterator[tuple[str, str]]:
    for one in figure.distributions:
        if not _is_told(figure, one.cut):
            continue
        for at, band in enumerate(one.bands):
            counts = Distribution(
                cut=one.cut,
                bands=(band,),
                answers=one.answers,
                counts=(one.counts[at],),
                outcome=one.outcome,
                reason="",
            )
            yield _of(one, band, found), spoken(figure.labels, counts).rstrip(".")
    for total in figure.totals:
        if not _is_told(figure, total.cut):
            continue
        for at, band in enumerate(total.bands):
            yield _of(total, band, found), said_total(total, at, figure.unit)


def _is_told(figure: Figure, cut: str) -> bool:
    """The report compares modules alone; every comparison of every question is in the CSV."""
    return cut == WHOLE or figure.id.startswith("module:")


def _of(one: Distribution | Total, band: Sequence[int], found: Results) -> str:
    cut = next((cut for cut in found.cuts if cut.name == one.cut), None)
    return f"{cut.name}: {band_label(cut, band)}" if cut else "all"


def said_total(one: Total, at: int, unit: str) -> str:
    low, high = one.low[at], one.high[at]
    if low != high:
        return f"between {low:,.0f} and {high:,.0f} {unit}, of {one.respondents[at]}"
    return f"{low:,.0f} {unit}, of {one.respondents[at]}"


def _withheld_part(found: Results) -> dict[str, Any]:
    rows = [
        (figure.title, "all" if cut == WHOLE else f"by {cut}", reason)
        for figure in found.figures
        for cut, outcome, reason in figure.outcomes()
        if outcome is Outcome.WITHHELD and _is_told(figure, cut)
    ]
    words = (
        ("A figure that is not here could tell what one member answered.",)
        if rows
        else ("Everything could be shown.",)
    )
    return _part("What is not shown, and why", ("Figure", "Of", "Reason"), (5, 3, 6), rows, words)


def _own_levels(levels: Sequence[ModuleLevel], instrument: Instrument) -> dict[str, Any]:
    rows = [
        (
            one.module.title,
            f"{one.level} {instrument.levels[one.level - 1]}" if one.level else "not complete",
            _why(one, instrument),
        )
        for one in levels
    ]
    return _part("Your levels", ("Module", "Level", ""), (6, 3, 5), rows)


def _why(one: ModuleLevel, instrument: Instrument) -> str:
    if one.unanswered:
        return f"{len(one.unanswered)} questions are open"
    if one.level == len(instrument.levels):
        return ""
    return f"{len(one.holding_back)} of {len(one.by_question)} questions are at this level or below"


def _own_changes(changes: Sequence[Movement], instrument: Instrument) -> dict[str, Any]:
    def named(level: int | None) -> str:
        return instrument.levels[level - 1] if level else "–"

    rows = [
        (
            one.title,
            named(one.before),
            named(one.now),
            f"on {one.compared} questions; {one.not_compared} are new or changed and not compared",
        )
        for one in changes
    ]
    return _part("Against the year before", ("Module", "Then", "Now", "Compared"), (5, 3, 3, 6), rows)


def _explained(one: ModuleLevel, instrument: Instrument) -> dict[str, Any]:
    rows = [
        (
            question.text,
            instrument.levels[level - 1] if level else "open",
            _next_step(question.anchors, level),
        )
        for question, level in one.by_question
    ]
    return _part(one.module.title, ("Question", "Level", "What the next level asks"), (5, 2, 6), rows)


def _next_step(anchors: Sequence[str], level: int | None) -> str:
    if level is None:
        return anchors[0]
    return anchors[level] if level < len(anchors) else "The highest level is reached."


def own_book(sheet: Sheet, instrument: Instrument) -> bytes:
    """One's own result as a workbook."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    page = book.add_worksheet("Levels")
    page.set_column(0, 0, 48, wrap)
    page.set_column(1, 3, 22, wrap)
    page.write_row(0, 0, ("Module", "Level", "Open questions", "Questions that hold it here"), bold)
    for row, one in enumerate(module_levels(instrument, sheet), start=1):
        named = f"{one.level} {instrument.levels[one.level - 1]}" if one.level else "not complete"
        page.write_row(row, 0, (one.module.title, named, len(one.unanswered), len(one.holding_back)))
    answers = book.add_worksheet("Answers")
    answers.set_column(0, 0, 80, wrap)
    answers.set_column(1, 2, 28, wrap)
    answers.write_row(0, 0, ("Question", "Answer", "Unit"), bold)
    row = 1
    for line in lines(instrument).values():
        if line.id in sheet.values and line.question.kind is not Kind.TEXT:
            title = (
                line.question.text
                if line.label == line.question.text
                else f"{line.question.text} – {line.label}"
            )
            answers.write_row(row, 0, (title, shown_value(line, sheet.values[line.id]), line.question.unit))
            row += 1
    book.close()
    return buffer.getvalue()


def figures_csv(found: Results) -> bytes:
    """One line a count or sum, and one for each figure that is withheld: `figure,title,cut,band,answer,count,low,high,outcome,reason`."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("figure", "title", "cut", "band", "answer", "count", "low", "high", "outcome", "reason"))
    for figure in found.figures:
        for line in _csv_lines(figure, found):
            writer.writerow([_safe(cell) for cell in line])
    return buffer.getvalue().encode()


def _csv_lines(figure: Figure, found: Results) -> Iterator[Sequence[str]]:
    head = (figure.id, figure.title)
    for one in figure.distributions:
        if one.outcome is Outcome.WITHHELD:
            yield (*head, one.cut, "", "", "", "", "", one.outcome, one.reason)
        for band, counts in zip(one.bands, one.counts, strict=True):
            for part, count in zip(one.answers, counts, strict=True):
                answer = label_of(figure.labels, part)
                yield (
                    *head,
                    one.cut,
                    _of(one, band, found),
                    answer,
                    str(count),
                    "",
                    "",
                    one.outcome,
                    one.reason,
                )
    for total in figure.totals:
        if total.outcome is Outcome.WITHHELD:
            yield (*head, total.cut, "", "", "", "", "", total.outcome, total.reason)
        for at, band in enumerate(total.bands):
            bounds = (f"{total.low[at]:g}", f"{total.high[at]:g}")
            yield (
                *head,
                total.cut,
                _of(total, band, found),
                "",
                str(total.respondents[at]),
                *bounds,
                total.outcome,
                total.reason,
            )


def _safe(cell: str) -> str:
    """Nothing that we write is a formula (OWASP, “CSV injection”)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
