"""The review file as it is written: what to decide first on top, choices to pick from, and what it comes to so far.

Laws: nothing in it can be read as a formula; the same review gives the same bytes; what a person typed wrong is written
back as she typed it, coloured, with the reason beside it.
`review_contents` says what the rows hold, `review_summary` writes the first sheet, `review_style` holds how it all looks,
`review_hidden` what travels unseen. Reading it back is `review_file`.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from comity.benchmark.coverage import Rule
from comity.benchmark.criteria import CriteriaSet
from comity.benchmark.decisions import Party
from comity.benchmark.links import LinkKey
from comity.benchmark.log import Log
from comity.benchmark.log_lines import line_of
from comity.benchmark.protocol import Protocol
from comity.benchmark.review_choices import quoted
from comity.benchmark.review_contents import UnderReview
from comity.benchmark.review_hidden import HIDDEN, carried_rows
from comity.benchmark.review_sheets import (
    CRITERIA,
    FILLED,
    QUESTIONS,
    REVIEW,
    SUMMARY,
    Column,
    ReviewRowProblem,
)
from comity.benchmark.review_style import (
    CHOICES,
    FROZEN,
    HEADS,
    MOST_SHOWN,
    TOLD,
    WIDTHS,
    Style,
    height_of,
    set_print,
)
from comity.benchmark.review_summary import THEN, told_of, write_summary
from comity.core.tongue import ENGLISH, Speech, Tongue

_SPARE_ROWS = 500  # below the last one, drop-downs go on: people add links that nobody proposed
_LINE = 15
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- the same review gives the same bytes


def review_workbook(
    criteria: CriteriaSet,
    protocol: Protocol,
    log: Log,
    *,
    party: Party = Party.REVIEWER,
    by: str = "",
    rule: Rule | None = None,
    problems: Sequence[ReviewRowProblem] = (),
    remarks: Sequence[str] = (),
    speech: Speech = ENGLISH,
    then: str = THEN,
) -> bytes:
    """For `party` to fill in. `problems` are those of the reading that this file answers; `then` says where it goes, filled in."""
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(data, options) as book:
        under = UnderReview(
            criteria=criteria, protocol=protocol, log=log, party=party, rule=rule or Rule(), speech=speech
        )
        title = speech.say(f"{protocol.name} against {criteria.name}")
        book.set_properties({"title": title, "created": _FIXED})
        style = Style.of(book)
        write_summary(
            book.add_worksheet(under.words.sheet(SUMMARY)),
            under,
            style,
            by=by,
            then=then,
            remarks=[*protocol.remarks, *remarks],
            problems=problems,
        )
        writing = _Writing(
            book=book,
            style=style,
            under=under,
            problems=problems,
        )
        links = writing.review()
        writing.criteria_sheet()
        writing.questions()
        hidden = book.add_worksheet(HIDDEN)
        hidden.very_hidden()
        lines = [line_of(entry) for entry in log.entries]
        for down, row in enumerate(
            carried_rows(criteria, protocol, lines, links, party, under.rule, under.words.language)
        ):
            for at, text in enumerate(row):
                hidden.write_string(down, at, text)
    return data.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    book: xlsxwriter.Workbook
    style: Style
    under: UnderReview
    problems: Sequence[ReviewRowProblem]

    def review(self) -> dict[str, LinkKey]:
        """What cannot be taken as it was typed comes first: beside the link it was written for, or alone where a person added it."""
        problems = [one for one in self.problems if one.typed.sheet == REVIEW]
        wrong = {one.typed.link: one for one in reversed(problems) if one.typed.link is not None}
        ranked = self.under.links_in_order(first=wrong)
        links = {f"L{number:05d}": link for number, link in enumerate(ranked, start=1)}
        beside = {wrong[link].typed.row for link in ranked if link in wrong}
        added = [one for one in problems if one.typed.row not in beside]
        rows = [self.under.review_row(key, link) for key, link in links.items()]
        self._sheet(
            REVIEW,
            [*({} for _ in added), *rows],
            problems=dict(enumerate((*added, *(wrong[link] for link in ranked if link in wrong)))),
            spare=_SPARE_ROWS,
        )
        return links

    def criteria_sheet(self) -> None:
        codes = [one.code for one in self.under.criteria]
        self._sheet(CRITERIA, self.under.criteria_rows(), problems=self._problems(CRITERIA, codes))

    def questions(self) -> None:
        ids = [one.id for one in self.under.protocol.questions]
        self._sheet(QUESTIONS, self.under.question_rows(), problems=self._problems(QUESTIONS, ids))

    def _problems(self, name: str, keys: Sequence[str]) -> dict[int, ReviewRowProblem]:
        wrong = {one.typed.key: one for one in self.problems if one.typed.sheet == name}
        return {at: wrong[key] for at, key in enumerate(keys) if key in wrong}

    def _sheet(
        self,
        name: str,
        rows: Sequence[Mapping[str, object]],
        *,
        problems: Mapping[int, ReviewRowProblem],
        spare: int = 0,
    ) -> None:
        say, words = self.under.speech.say, self.under.words
        sheet = self.book.add_worksheet(words.sheet(name))
        heads = _heads(name, rows, has_problems=bool(problems))
        sheet.write_string(0, 0 if name != REVIEW else 1, " ".join(map(say, TOLD[name])), self.style.soft)
        sheet.set_row(1, 2 * _LINE)
        filled = {column for column in FILLED[name] if column not in (Column.CODE, Column.QUESTION_IDS)}
        for at, head in enumerate(heads):
            sheet.set_column(at, at, WIDTHS.get(head, 10), None, {"hidden": head == Column.KEY})
            style = self.style.fill_head if head in filled else self.style.head
            sheet.write_string(1, at, words.head(head), style)
            if head in filled and (choices := CHOICES.get(Column(head))) is not None:
                offered = [words.choice(head, one) for one in choices]
                sheet.data_validation(2, at, 2 + len(rows) + spare, at, _choice_of(offered, say))
        for at, row in enumerate(rows):
            self._row(sheet, 2 + at, heads, row, problems.get(at))
        # Frozen, so that who moves by keyboard knows where she is; and she begins where something is to be said.
        begin = next(at for at, head in enumerate(heads) if head in filled)
        sheet.freeze_panes(2, FROZEN[name] + (name == REVIEW))
        sheet.set_selection(2, begin, 2, begin)
        if rows:
            sheet.autofilter(1, 0, 1 + len(rows), len(heads) - 1)
        set_print(sheet, say)

    def _row(
        self,
        sheet: Worksheet,
        down: int,
        heads: Sequence[str],
        row: Mapping[str, object],
        problem: ReviewRowProblem | None,
    ) -> None:
        typed: Mapping[str, str] = problem.typed.cells if problem else {}
        shown = {**row, **typed}
        if problem:
            shown[Column.PROBLEM] = told_of(problem, self.under.speech.say)
        sheet.set_row(down, _LINE * height_of(shown, heads))
        fillable = {column.value for columns in FILLED.values() for column in columns}
        for at, head in enumerate(heads):
            value = shown.get(head)
            style = (
                self.style.fill
                if head in fillable and head not in (Column.CODE, Column.QUESTION_IDS)
                else self.style.cell
            )
            if problem and head in typed and typed[head]:
                style = self.style.wrong
            if head == Column.PROBLEM:
                style = self.style.problem
            if isinstance(value, float):
                # Cut, not rounded: 99 % can be 99.9 %, and 100 % means sure.
                sheet.write_number(down, at, int(value * 100) / 100, self.style.share)
            elif value:
                sheet.write_string(down, at, str(value)[:MOST_SHOWN], style)
            else:
                sheet.write_blank(down, at, None, style)


def _choice_of(choices: Sequence[str], say: Tongue) -> dict[str, object]:
    """A warning, and no refusal: what was meant is asked when the file comes back."""
    told = (f"Write one of: {quoted(choices)}.", "Or leave the cell empty.", "Alt+↓ opens the choices.")
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": say("Please choose"),
        "error_message": " ".join(map(say, told)),
        "error_type": "warning",
    }


def _heads(name: str, rows: Sequence[Mapping[str, object]], *, has_problems: bool) -> list[str]:
    """Without columns that have nothing to tell, which would stand between what is read and what is filled in."""
    idle = set[str]() if any(row.get("Member said") for row in rows) else {"Member said"}
    if not has_problems:
        idle.add(Column.PROBLEM)
    return [head for head in HEADS[name] if head not in idle]
