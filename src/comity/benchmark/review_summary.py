"""The first sheet of a review file: who decides, where things stand, exactly and as a forecast, and what to look at."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from comity.benchmark.coverage import Basis, Outcome, Share, Verdict, coverage_of, percent, verdict
from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.decisions import Party
from comity.benchmark.forecast import forecast
from comity.benchmark.review_contents import UnderReview
from comity.benchmark.review_sheets import CRITERIA, NAME, NOT_COVERED, REVIEW, SPEAKS_FOR, ReviewRowProblem
from comity.benchmark.review_style import MOST_SHOWN, Style, set_print

LOOK = f"Please look. Rows are numbered as in the file that you handed in; here they are marked, and come first on “{REVIEW}”."
_LINE, _VALUE_WIDTH = 15, 26
_MOST_LINES = 200


def write_summary(
    sheet: Worksheet,
    under: UnderReview,
    style: Style,
    *,
    by: str,
    remarks: Sequence[str],
    problems: Sequence[ReviewRowProblem],
) -> None:
    found = verdict(coverage_of(under.criteria, under.log.standing), under.rule)
    coverage = found.coverage
    _write_head(sheet, under, style, by=by)
    down = _write_figures(sheet, under, style, found, down=6)
    if problems:  # first, so that nobody need look for it
        lines = [str(one) for one in problems]
        down = _write_lines(sheet, style, LOOK, lines, down=down + 1)
    for head, full, halves in (
        ("Pillar", coverage.by_pillar(), coverage.by_pillar(Basis.WITH_HALVES)),
        ("Section", coverage.by_section(), coverage.by_section(Basis.WITH_HALVES)),
    ):
        down = _write_shares(sheet, style, head, full, halves, down=down + 1)
    differ = [_differ(one, under.criteria) for one in under.log.standing.disagreements()]
    for title, lines in (
        ("Remarks", list(remarks)),
        ("Member and reviewer differ", differ),
    ):
        if lines:
            down = _write_lines(sheet, style, title, lines, down=down + 1)
    set_print(sheet)


def _write_head(sheet: Worksheet, under: UnderReview, style: Style, *, by: str) -> None:
    for at, width in enumerate((52, _VALUE_WIDTH, 18, 60)):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, f"{under.protocol.name} against {under.criteria.title}", style.title)
    sheet.write_string(
        1,
        0,
        "Fill in the coloured columns of the next sheets, save, and hand the file to “comity benchmark decide”.",
        style.soft,
    )
    sheet.write_string(3, 0, SPEAKS_FOR, style.bold)
    sheet.write_string(3, 1, under.party.value, style.entry)
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": [one.value for one in Party]})
    sheet.write_string(4, 0, NAME, style.bold)
    sheet.write_string(4, 1, by, style.entry)
    sheet.set_selection(4, 1, 4, 1)


def _write_figures(sheet: Worksheet, under: UnderReview, style: Style, found: Verdict, *, down: int) -> int:
    outcome = {Outcome.EQUIVALENT: style.good, Outcome.NOT_YET: style.bad}.get(found.outcome, style.plain)
    for label, value, told in _figures(found, under):
        sheet.write_string(down, 0, label, style.bold)
        sheet.write_string(down, 1, value, outcome if label == "Verdict" else style.plain)
        sheet.write_string(down, 2, told, style.soft)
        sheet.set_row(down, _LINE * (1 + len(value) // _VALUE_WIDTH))
        down += 1
    return down


def _write_shares(
    sheet: Worksheet,
    style: Style,
    head: str,
    full: Mapping[str, Share],
    halves: Mapping[str, Share],
    *,
    down: int,
) -> int:
    for at, text in enumerate((head, "Met in full", "With halves")):
        sheet.write_string(down, at, text, style.head)
    for name, share in full.items():
        down += 1
        sheet.write_string(down, 0, name, style.cell)
        sheet.write_string(down, 1, str(share), style.cell)
        sheet.write_string(down, 2, str(halves[name]), style.cell)
    return down + 1


def _write_lines(sheet: Worksheet, style: Style, title: str, lines: Sequence[str], *, down: int) -> int:
    sheet.write_string(down, 0, title, style.bold)
    for line in lines[:_MOST_LINES]:
        down += 1
        sheet.write_string(down, 0, line[:MOST_SHOWN], style.soft)
    return down + 1


def _figures(found: Verdict, under: UnderReview) -> Iterable[tuple[str, str, str]]:
    """Label, figure, explanation: exact first, then what it is likely to become."""
    seen, rule, standing = found.coverage, under.rule, under.log.standing
    yield "Verdict", found.outcome.value, " ".join(found.reasons)
    head = seen.headline(rule.basis)
    yield (
        "Coverage",
        f"{head} = {head.percent}",
        f"Criteria met {rule.basis} ÷ applicable; {percent(rule.threshold)} are needed. Never rounded up.",
    )
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    beside = seen.headline(other)
    yield f"Coverage {other}", f"{beside} = {beside.percent}", "For comparison."
    yield (
        "Weighted",
        f"{seen.weighted} = {seen.weighted.percent}",
        "By criticality (3, 2, 1), with halves. For information.",
    )
    none = "none so far" if seen.open else "none"
    missing = ", ".join(one.code for one in seen.missing_critical)
    yield "Critical, not met at all", missing or none, "Shown whatever the number is."
    yield "Critical, met in part", ", ".join(one.code for one in seen.partly_critical) or none, ""
    yield "Holes", "; ".join(seen.holes) or none, "Sections of which nothing is met."
    excused = ", ".join(sorted(seen.excused)) or "none"
    yield "Not applicable, approved", excused, "Left out of the count."
    yield "Still open", f"{len(seen.open)} of {len(seen.applicable)}", "Counted as not met above."
    if seen.unread:
        yield (
            "Accepted unread",
            f"{len(seen.unread)} of {len(seen.applicable)}",
            "Counted as accepted in bulk. Clear the rationale of a row once you have read it.",
        )
    if waiting := standing.unanswered(under.party):
        yield (
            "All rejected",
            ", ".join(waiting),
            f"Open until “{NOT_COVERED}” is said of them on the sheet {CRITERIA}, or a question is linked.",
        )
    if found.outcome is Outcome.OPEN:
        ahead = forecast(under.criteria, standing, rule)
        yield (
            "Probably equivalent",
            f"{int(ahead.probability * 100)} %",
            "A forecast from what is proposed, not a verdict.",
        )
        yield (
            "Coverage, 90 % interval",
            f"{percent(ahead.least, 0)} to {percent(ahead.most, 0)}",
            ahead.caution,
        )


def _differ(one: object, criteria: CriteriaSet) -> str:
    code, member, reviewer = (getattr(one, name) for name in ("criterion", "member", "reviewer"))
    return f"{code} {criteria[code].title}: the member says {member}, the reviewer {reviewer}."
