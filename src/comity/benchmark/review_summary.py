"""The first sheet of a review file: who decides, where things stand, exactly and as a forecast, and what to look at."""

from collections.abc import Iterable, Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from comity.benchmark.coverage import Basis, Outcome, Share, Verdict, coverage_of, percent, verdict
from comity.benchmark.criteria import TOLD_WITH_AID
from comity.benchmark.forecast import forecast
from comity.benchmark.review_contents import UnderReview
from comity.benchmark.review_sheets import (
    CRITERIA,
    NAME,
    NOT_COVERED,
    REVIEW,
    SPEAKS_FOR,
    Column,
    ReviewRowProblem,
)
from comity.benchmark.review_style import MOST_SHOWN, Style, set_print
from comity.benchmark.standing import Disagreement
from comity.core.tongue import Tongue

THEN = (
    "Fill in the coloured columns of the next sheets, save, and hand the file to “comity benchmark decide”."
)
_VERDICT = "Verdict"
_LINE, _VALUE_WIDTH = 15, 26
_MOST_LINES = 200


def write_summary(
    sheet: Worksheet,
    under: UnderReview,
    style: Style,
    *,
    by: str,
    then: str,
    remarks: Sequence[str],
    problems: Sequence[ReviewRowProblem],
) -> None:
    say = under.speech.say
    found = verdict(coverage_of(under.criteria, under.log.standing), under.rule)
    coverage = found.coverage
    _write_head(sheet, under, style, by=by, then=then)
    down = _write_figures(sheet, under, style, found, down=6)
    if problems:  # first, so that nobody need look for it
        look = ("Please look.", "Rows are numbered as in the file that you handed in.",
                f"Here they are marked, and come first on “{under.words.sheet(REVIEW)}”.")  # fmt: skip
        lines = [f"{say(one.typed.where)}: {told_of(one, say)}" for one in problems]
        down = _write_lines(sheet, style, " ".join(map(say, look)), lines, down=down + 1)
    for head, full, halves in (
        ("Pillar", coverage.by_pillar(), coverage.by_pillar(Basis.WITH_HALVES)),
        ("Section", coverage.by_section(), coverage.by_section(Basis.WITH_HALVES)),
    ):
        heads = [under.words.head(head), say("Met in full"), say("With halves")]
        down = _write_shares(sheet, style, heads, full, halves, down=down + 1)
    differ = [_differ(one, under) for one in under.log.standing.disagreements()]
    for title, lines in (
        ("Remarks", [say(one) for one in remarks]),
        ("Member and reviewer differ", differ),
    ):
        if lines:
            down = _write_lines(sheet, style, say(title), lines, down=down + 1)
    set_print(sheet, say)


def told_of(problem: ReviewRowProblem, say: Tongue) -> str:
    return f"{say(problem.message)} {say(problem.remedy)}"


def _write_head(sheet: Worksheet, under: UnderReview, style: Style, *, by: str, then: str) -> None:
    say, words = under.speech.say, under.words
    for at, width in enumerate((52, _VALUE_WIDTH, 18, 60)):
        sheet.set_column(at, at, width)
    sheet.write_string(0, 0, say(f"{under.protocol.name} against {under.criteria.title}"), style.title)
    sheet.write_string(1, 0, say(then), style.soft)
    if under.criteria.is_told_with_aid(under.speech.language):
        sheet.write_string(2, 0, say(TOLD_WITH_AID), style.soft)
    sheet.write_string(3, 0, words.label(SPEAKS_FOR), style.bold)
    sheet.write_string(3, 1, words.choice(SPEAKS_FOR, under.party), style.entry)
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": list(words.choices(SPEAKS_FOR))})
    sheet.write_string(4, 0, words.label(NAME), style.bold)
    sheet.write_string(4, 1, by, style.entry)
    sheet.set_selection(4, 1, 4, 1)


def _write_figures(sheet: Worksheet, under: UnderReview, style: Style, found: Verdict, *, down: int) -> int:
    say = under.speech.say
    outcome = {Outcome.EQUIVALENT: style.good, Outcome.NOT_YET: style.bad}.get(found.outcome, style.plain)
    for label, figure, *told in _figures(found, under):
        value = say(figure)
        sheet.write_string(down, 0, say(label), style.bold)
        sheet.write_string(down, 1, value, outcome if label == _VERDICT else style.plain)
        sheet.write_string(down, 2, " ".join(map(say, told)), style.soft)
        sheet.set_row(down, _LINE * (1 + len(value) // _VALUE_WIDTH))
        down += 1
    return down


def _write_shares(
    sheet: Worksheet,
    style: Style,
    heads: Sequence[str],
    full: Mapping[str, Share],
    halves: Mapping[str, Share],
    *,
    down: int,
) -> int:
    for at, text in enumerate(heads):
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


def _figures(found: Verdict, under: UnderReview) -> Iterable[tuple[str, ...]]:
    """Label, figure, sentences that explain it: exact first, then what it is likely to become."""
    seen, rule, standing = found.coverage, under.rule, under.log.standing
    is_open = found.outcome is Outcome.OPEN
    outcome = under.words.choice("Credit", Outcome.OPEN) if is_open else found.outcome.value
    yield _VERDICT, outcome, *found.reasons
    head = seen.headline(rule.basis)
    yield (
        "Coverage",
        f"{head} = {head.percent}",
        f"Criteria met {rule.basis} ÷ applicable; {percent(rule.threshold)} are needed.",
        "Never rounded up.",
    )
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    beside = seen.headline(other)
    yield f"Coverage {other}", f"{beside} = {beside.percent}", "For comparison."
    yield (
        "Weighted",
        f"{seen.weighted} = {seen.weighted.percent}",
        "By criticality (3, 2, 1), with halves.",
        "For information.",
    )
    none = "none so far" if seen.open else "none"
    missing = ", ".join(one.code for one in seen.missing_critical)
    yield "Critical, not met at all", missing or none, "Shown whatever the number is."
    yield "Critical, met in part", ", ".join(one.code for one in seen.partly_critical) or none
    yield "Holes", "; ".join(seen.holes) or none, "Sections of which nothing is met."
    excused = ", ".join(sorted(seen.excused)) or "none"
    yield "Not applicable, approved", excused, "Left out of the count."
    yield "Still open", f"{len(seen.open)}/{len(seen.applicable)}", "Counted as not met above."
    if seen.unread:
        yield (
            "Accepted unread",
            f"{len(seen.unread)}/{len(seen.applicable)}",
            "Counted as accepted in bulk.",
            "Clear the rationale of a row once you have read it.",
        )
    if waiting := standing.unanswered(under.party):
        words = under.words
        yield (
            "All rejected",
            ", ".join(waiting),
            f"Open until “{words.choice(Column.STATEMENT, NOT_COVERED)}” is said of them on the sheet "
            f"“{words.sheet(CRITERIA)}”, or a question is linked.",
        )
    if is_open:
        ahead = forecast(under.criteria, standing, rule)
        chance = f"{int(ahead.probability * 100)} %"
        yield "Probably equivalent", chance, "A forecast from what is proposed, not a verdict."
        span = f"{percent(ahead.least, 0)} – {percent(ahead.most, 0)}"
        yield "Coverage, 90 % interval", span, *([ahead.caution] if ahead.caution else [])


def _differ(one: Disagreement, under: UnderReview) -> str:
    title, words = under.criteria[one.criterion].told_in(under.speech.language)[0], under.words
    member, reviewer = (words.choice("Credit", credit) for credit in (one.member, one.reviewer))
    said = f"The member says “{member}”, the reviewer “{reviewer}”."
    return f"{one.criterion} {title}: {under.speech.say(said)}"
