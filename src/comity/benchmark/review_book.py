"""The review file as it is written: what to decide first on top, choices to pick from, and what it comes to so far.

Laws: nothing in it can be read as a formula; the same review gives the same bytes; what a person typed wrong is written
back as she typed it, coloured, with the reason beside it. Reading it back is `review_file`.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from comity.benchmark.coverage import Basis, Outcome, Rule, Verdict, coverage_of, percent, verdict
from comity.benchmark.criteria import CriteriaSet, Criterion
from comity.benchmark.decisions import NotApplicable, NotCovered, Party
from comity.benchmark.forecast import forecast, next_questions
from comity.benchmark.links import Credit, Depth, Judgement, LinkKey, Relation, Strength, best_criteria
from comity.benchmark.log import Log
from comity.benchmark.log_lines import line_of
from comity.benchmark.protocol import Kind, Protocol
from comity.benchmark.review_file import (
    CONFIRM,
    CRITERIA,
    FILLED,
    HIDDEN,
    NAME,
    NO,
    NOT_APPLICABLE,
    NOT_COVERED,
    QUESTIONS,
    REJECT,
    REVIEW,
    SPEAKS_FOR,
    SUMMARY,
    YES,
    Column,
    ReviewRowProblem,
    carried_rows,
)

_SPARE_ROWS = 500  # below the last one, drop-downs go on: people add links that nobody proposed
_MOST_SHOWN = 32_000
_SHOWN_AS_LIKELY = 0.05
_LINE = 15
_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- the same review gives the same bytes
_CHOICES: Mapping[Column, tuple[str, ...]] = {
    Column.VERDICT: (CONFIRM, REJECT),
    Column.RELATION: tuple(Relation),
    Column.DEPTH: tuple(Depth),
    Column.STRENGTH: tuple(Strength),
    Column.STATEMENT: (NOT_COVERED, NOT_APPLICABLE),
    Column.APPROVED: (YES, NO),
    Column.RESOLVED: tuple(Credit),
    Column.KIND: tuple(Kind),
    Column.NOT_MAPPABLE: (YES,),
}
_WIDTHS: Mapping[str, int] = {
    "Title": 26, "Requirement": 46, "Criticality": 10, Column.QUESTION_IDS: 13, "They ask": 46, "How sure": 10, "Why": 40,
    "Member said": 16, Column.VERDICT: 10, Column.RELATION: 11, Column.DEPTH: 14, Column.STRENGTH: 9, Column.RATIONALE: 28,
    Column.EVIDENCE: 20, Column.PROBLEM: 36, Column.CODE: 10, "Pillar": 16, "Section": 22, "ILO": 12, "Linked": 20,
    "Credit": 8, Column.STATEMENT: 14, Column.REASON: 30, Column.APPROVED: 9, Column.RESOLVED: 11, Column.RESOLUTION: 28,
    Column.ID: 12, "Clause": 9, "Text": 60, "Seems to be": 13, "Because": 26, Column.KIND: 13, "Seems to answer": 44, Column.NOT_MAPPABLE: 12,
}  # fmt: skip
_HEADS: Mapping[str, tuple[str, ...]] = {
    REVIEW: (Column.KEY, Column.CODE, "Title", "Requirement", "Criticality", Column.QUESTION_IDS, "They ask", "How sure", "Why",
             "Member said", Column.VERDICT, Column.STRENGTH, Column.RELATION, Column.DEPTH, Column.RATIONALE, Column.EVIDENCE,
             Column.PROBLEM),
    CRITERIA: (Column.CODE, "Pillar", "Section", "Title", "Requirement", "Criticality", "ILO", "Linked", "Credit", "Member said",
               Column.STATEMENT, Column.REASON, Column.APPROVED, Column.RESOLVED, Column.RESOLUTION, Column.PROBLEM),
    QUESTIONS: (Column.ID, "Clause", "Section", "Text", "Seems to be", "Because", Column.KIND, "Seems to answer", "Linked", Column.NOT_MAPPABLE,
                Column.RATIONALE, Column.PROBLEM),
}  # fmt: skip
_TOLD = {
    REVIEW: "Confirm or reject each proposal; a confirmed one needs a strength: full or part. Several questions that answer "
    "a criterion together: write their ids with semicolons. A link that is missing: add a row below.",
    CRITERIA: "Say which criteria no question covers, and which cannot apply and why. The reviewer approves, and settles "
    "where member and reviewer differ.",
    QUESTIONS: "Correct what kind a row is, and mark questions that answer no common criterion.",
}


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
) -> bytes:
    """For `party` to fill in. `problems` are those of the reading that this file answers."""
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    with xlsxwriter.Workbook(data, options) as book:
        book.set_properties({"title": f"{protocol.name} against {criteria.name}", "created": _FIXED})
        writing = _Writing(
            book=book,
            style=_Style.of(book),
            criteria=criteria,
            protocol=protocol,
            log=log,
            party=party,
            rule=rule or Rule(),
            problems={(one.typed.sheet, one.typed.key): one for one in problems if one.typed.key},
            stray=tuple(one for one in problems if not one.typed.key),
        )
        writing.summary(by, [*protocol.remarks, *remarks], problems)
        links = writing.review()
        writing.criteria_sheet()
        writing.questions()
        hidden = book.add_worksheet(HIDDEN)
        hidden.very_hidden()
        lines = [line_of(entry) for entry in log.entries]
        for down, row in enumerate(carried_rows(criteria, protocol, lines, links, party, writing.rule)):
            for at, text in enumerate(row):
                hidden.write_string(down, at, text)
    return data.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    head: Format
    fill_head: Format
    cell: Format
    fill: Format
    wrong: Format
    problem: Format
    title: Format
    bold: Format
    soft: Format
    share: Format
    entry: Format
    plain: Format
    good: Format
    bad: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "_Style":
        head = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}
        cell = {"valign": "top", "text_wrap": True, "align": "left", "border": 1, "border_color": "#D8E0E3"}
        return cls(
            head=book.add_format({**head, "bg_color": "#1F4E5F"}),
            fill_head=book.add_format({**head, "bg_color": "#8A5A00"}),
            cell=book.add_format(cell),
            fill=book.add_format({**cell, "bg_color": "#FFF8E5"}),
            wrong=book.add_format({**cell, "bg_color": "#F7D4D1", "font_color": "#A3271F"}),
            problem=book.add_format({**cell, "font_color": "#A3271F"}),
            title=book.add_format({"bold": True, "font_size": 16}),
            bold=book.add_format({"bold": True, "valign": "top"}),
            soft=book.add_format({"italic": True, "font_color": "#5B6B72", "valign": "top"}),
            share=book.add_format({**cell, "num_format": "0%"}),
            entry=book.add_format({"bg_color": "#FFF8E5", "border": 1, "border_color": "#8A5A00"}),
            plain=book.add_format({"valign": "top"}),
            good=book.add_format({"bold": True, "font_color": "#1D6B4F", "valign": "top"}),
            bad=book.add_format({"bold": True, "font_color": "#A3271F", "valign": "top"}),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    book: xlsxwriter.Workbook
    style: _Style
    criteria: CriteriaSet
    protocol: Protocol
    log: Log
    party: Party
    rule: Rule
    problems: Mapping[tuple[str, str], ReviewRowProblem]
    stray: tuple[ReviewRowProblem, ...]

    def summary(self, by: str, remarks: Sequence[str], problems: Sequence[ReviewRowProblem]) -> None:
        sheet = self.book.add_worksheet(SUMMARY)
        for at, width in enumerate((52, 26, 18, 60)):
            sheet.set_column(at, at, width)
        found = verdict(coverage_of(self.criteria, self.log.standing), self.rule)
        sheet.write_string(0, 0, f"{self.protocol.name} against {self.criteria.title}", self.style.title)
        sheet.write_string(
            1,
            0,
            "Fill in the coloured columns of the next sheets, save, and hand the file to “comity benchmark decide”.",
            self.style.soft,
        )
        sheet.write_string(3, 0, SPEAKS_FOR, self.style.bold)
        sheet.write_string(3, 1, self.party.value, self.style.entry)
        sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": [one.value for one in Party]})
        sheet.write_string(4, 0, NAME, self.style.bold)
        sheet.write_string(4, 1, by, self.style.entry)
        down = 6
        for label, value, told in _figures(found, self.criteria, self.log, self.rule):
            sheet.write_string(down, 0, label, self.style.bold)
            style = {Outcome.EQUIVALENT: self.style.good, Outcome.NOT_YET: self.style.bad}.get(found.outcome)
            sheet.write_string(down, 1, value, (style if label == "Verdict" else None) or self.style.plain)
            sheet.write_string(down, 2, told, self.style.soft)
            down += 1
        down = self._table(
            sheet, down + 1, "Pillar", found.coverage.by_pillar(), found.coverage.by_pillar(Basis.WITH_HALVES)
        )
        down = self._table(
            sheet,
            down + 1,
            "Section",
            found.coverage.by_section(),
            found.coverage.by_section(Basis.WITH_HALVES),
        )
        for title, lines in (
            ("Please look", [str(one) for one in problems]),
            ("Remarks", list(remarks)),
            (
                "Member and reviewer differ",
                [_differ(one, self.criteria) for one in self.log.standing.disagreements()],
            ),
        ):
            if lines:
                down += 1
                sheet.write_string(down, 0, title, self.style.bold)
                for line in lines[:200]:
                    down += 1
                    sheet.write_string(down, 0, line[:_MOST_SHOWN], self.style.soft)
                down += 1
        _print(sheet)

    def _table(
        self, sheet: Worksheet, down: int, head: str, full: Mapping[str, object], halves: Mapping[str, object]
    ) -> int:
        for at, text in enumerate((head, "Met in full", "With halves")):
            sheet.write_string(down, at, text, self.style.head)
        for name, share in full.items():
            down += 1
            sheet.write_string(down, 0, name, self.style.cell)
            sheet.write_string(down, 1, str(share), self.style.cell)
            sheet.write_string(down, 2, str(halves[name]), self.style.cell)
        return down + 1

    def review(self) -> dict[str, LinkKey]:
        links = self._links_in_order()
        rows = [self._review_row(key, link) for key, link in links.items()]
        stray = [
            {**one.typed.cells, Column.PROBLEM: f"{one.message} {one.remedy}"}
            for one in self.stray
            if one.typed.sheet == REVIEW
        ]
        self._sheet(REVIEW, [*rows, *stray], keys=[*links, *("" for _ in stray)], spare=_SPARE_ROWS, freeze=6)
        return links

    def _links_in_order(self) -> dict[str, LinkKey]:
        """What is open first, by how far its criterion moves the verdict; then what is decided, by criterion."""
        standing = self.log.standing
        judged = standing.judgements(self.party)
        # What has faded away stays in the log; as a row it would only be read again.
        likely = {key for key, one in standing.proposals.items() if one.probability > 0}
        known = {*judged, *(key for key in likely if not standing.is_judged(key, self.party))}
        if self.party is not Party.MEMBER:
            known |= {key for key, one in standing.judgements(Party.MEMBER).items() if one.confirmed}
        order = {
            one.criterion: at
            for at, one in enumerate(
                next_questions(self.criteria, standing, self.rule, most=len(self.criteria))
            )
        }
        decided = standing.credits(self.party)
        places = {one.code: at for at, one in enumerate(self.criteria)}

        def place(link: LinkKey) -> tuple[object, ...]:
            is_open = link.criterion not in decided and link not in judged
            proposal = standing.proposals.get(link)
            rank = order.get(link.criterion, len(order)) if is_open else places[link.criterion]
            return (not is_open, rank, -(proposal.probability if proposal else 1.0), link)

        ranked = sorted(known, key=place)
        return {f"L{number:05d}": link for number, link in enumerate(ranked, start=1)}

    def _review_row(self, key: str, link: LinkKey) -> dict[str, object]:
        standing = self.log.standing
        criterion = self.criteria[link.criterion]
        proposal = standing.proposals.get(link)
        row: dict[str, object] = {
            Column.KEY: key,
            **_described(criterion),
            Column.QUESTION_IDS: "; ".join(link.questions),
            "They ask": "\n".join(
                self.protocol.by_id[one].text for one in link.questions if one in self.protocol.by_id
            ),
            "How sure": proposal.probability if proposal else None,
            "Why": proposal.reason if proposal else "linked by a person",
            "Member said": self._member_link(link),
        }
        said = standing.judgements(self.party).get(link)
        return {**row, **(_filled(said) if said else {})}

    def _member_link(self, link: LinkKey) -> str:
        if self.party is Party.MEMBER:
            return ""
        said = self.log.standing.judgements(Party.MEMBER).get(link)
        if said is None:
            return ""
        return f"confirm, {said.strength}" if said.confirmed else "reject"

    def criteria_sheet(self) -> None:
        standing = self.log.standing
        counted = (
            standing.verdict_credits() if self.party is not Party.MEMBER else standing.credits(Party.MEMBER)
        )
        rows = []
        for one in self.criteria:
            said = standing.statements(self.party).get(one.code)
            resolved = standing.resolutions.get(one.code)
            rows.append(
                {
                    **_described(one),
                    "Pillar": one.pillar,
                    "Section": one.section,
                    "ILO": "; ".join(one.ilo),
                    "Linked": self._linked_to(one.code),
                    "Credit": "excused" if one.code in standing.excused else counted.get(one.code, "open"),
                    "Member said": self._member_criterion(one.code),
                    Column.STATEMENT: _statement(said),
                    Column.REASON: (said.reason if isinstance(said, NotApplicable) else said.rationale)
                    if said
                    else "",
                    Column.APPROVED: self._approved(one.code),
                    Column.RESOLVED: resolved.credit if resolved else "",
                    Column.RESOLUTION: resolved.rationale if resolved else "",
                }
            )
        self._sheet(CRITERIA, rows, keys=[one.code for one in self.criteria], spare=0, freeze=4)

    def _linked_to(self, code: str) -> str:
        judged = self.log.standing.judgements(self.party)
        return "\n".join(
            "; ".join(link.questions)
            for link, said in sorted(judged.items())
            if said.confirmed and link.criterion == code
        )

    def _member_criterion(self, code: str) -> str:
        if self.party is Party.MEMBER:
            return ""
        said = self.log.standing.statements(Party.MEMBER).get(code)
        if isinstance(said, NotApplicable):
            return f"{NOT_APPLICABLE}: {said.reason}"
        credit = self.log.standing.credits(Party.MEMBER).get(code)
        return NOT_COVERED if said and credit is Credit.NONE else (credit or "")

    def _approved(self, code: str) -> str:
        """Only of a reason that is still given."""
        standing = self.log.standing
        said = standing.approvals.get(code)
        if said is None or all(one.reason != said.reason for one in standing.excuses.get(code, ())):
            return ""
        return YES if said.approved else NO

    def questions(self) -> None:
        standing = self.log.standing
        linked: dict[str, list[str]] = {}
        for link, said in standing.judgements(self.party).items():
            for id_ in link.questions if said.confirmed else ():
                linked.setdefault(id_, []).append(link.criterion)
        unmapped = standing.not_mappable(self.party)
        likely = best_criteria(standing.proposals.values())
        rows = [
            {
                Column.ID: one.id,
                "Clause": one.clause,
                "Section": one.section,
                "Text": one.text,
                "Seems to be": one.kind.value if one.kind_reason else "",
                "Because": one.kind_reason,
                Column.KIND: standing.kinds.get(one.id, ""),
                "Seems to answer": "\n".join(
                    f"{it.link.criterion} {self.criteria[it.link.criterion].title} ({int(it.probability * 100)} %)"
                    for it in likely.get(one.id, ())
                    if it.probability >= _SHOWN_AS_LIKELY
                ),
                "Linked": "; ".join(sorted(set(linked.get(one.id, ())))),
                Column.NOT_MAPPABLE: YES if one.id in unmapped else "",
                Column.RATIONALE: unmapped[one.id].rationale if one.id in unmapped else "",
            }
            for one in self.protocol.questions
        ]
        self._sheet(QUESTIONS, rows, keys=[one.id for one in self.protocol.questions], spare=0, freeze=1)

    def _sheet(
        self, name: str, rows: Sequence[Mapping[str, object]], *, keys: Sequence[str], spare: int, freeze: int
    ) -> None:
        sheet = self.book.add_worksheet(name)
        heads = _HEADS[name]
        if name == REVIEW and self.party is Party.MEMBER:
            heads = tuple(head for head in heads if head != "Member said")
        sheet.write_string(0, 0 if name != REVIEW else 1, _TOLD[name], self.style.soft)
        sheet.set_row(1, 2 * _LINE)
        filled = {column for column in FILLED[name] if column not in (Column.CODE, Column.QUESTION_IDS)}
        for at, head in enumerate(heads):
            sheet.set_column(at, at, _WIDTHS.get(head, 10), None, {"hidden": head == Column.KEY})
            sheet.write_string(1, at, head, self.style.fill_head if head in filled else self.style.head)
            if (choices := _CHOICES.get(Column(head)) if head in filled else None) is not None:
                sheet.data_validation(
                    2, at, 2 + len(rows) + spare, at,
                    {"validate": "list", "source": list(choices), "error_title": "Please choose", "error_message": f"One of: {', '.join(choices)}.", "error_type": "warning"},
                )  # fmt: skip
        for down, (key, row) in enumerate(zip(keys, rows, strict=True), start=2):
            self._row(sheet, down, heads, row, self.problems.get((name, key)) if key else None)
        sheet.freeze_panes(2, freeze)
        if rows:
            sheet.autofilter(1, 0, 1 + len(rows), len(heads) - 1)
        _print(sheet)

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
            shown[Column.PROBLEM] = f"{problem.message} {problem.remedy}"
        sheet.set_row(down, _LINE * _lines(shown, heads))
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
                sheet.write_string(down, at, str(value)[:_MOST_SHOWN], style)
            else:
                sheet.write_blank(down, at, None, style)


def _described(one: Criterion) -> dict[str, object]:
    return {
        Column.CODE: one.code,
        "Title": one.title,
        "Requirement": one.requirement,
        "Criticality": one.criticality.value,
    }


def _filled(said: Judgement) -> dict[str, object]:
    return {
        Column.VERDICT: CONFIRM if said.confirmed else REJECT,
        Column.RELATION: said.relation or "",
        Column.DEPTH: said.depth or "",
        Column.STRENGTH: said.strength or "",
        Column.RATIONALE: said.rationale,
        Column.EVIDENCE: said.evidence,
    }


def _statement(said: NotCovered | NotApplicable | None) -> str:
    match said:
        case NotCovered():
            return NOT_COVERED
        case NotApplicable():
            return NOT_APPLICABLE
        case None:
            return ""


def _figures(found: Verdict, criteria: CriteriaSet, log: Log, rule: Rule) -> Iterable[tuple[str, str, str]]:
    """Label, figure, explanation: exact first, then what it is likely to become."""
    seen = found.coverage
    yield "Verdict", found.outcome.value, " ".join(found.reasons)
    head = seen.headline(rule.basis)
    yield (
        "Coverage",
        f"{head} = {head.percent}",
        f"Criteria met {rule.basis} ÷ applicable; {percent(rule.threshold)} are needed. Never rounded up.",
    )
    other = Basis.WITH_HALVES if rule.basis is Basis.FULL else Basis.FULL
    beside = seen.headline(other)
    yield "Beside it", f"{beside} = {beside.percent}", f"The same, criteria met {other}."
    yield (
        "Weighted",
        f"{seen.weighted} = {seen.weighted.percent}",
        "By criticality (3, 2, 1), with halves. For information.",
    )
    critical = ", ".join(one.code for one in seen.missing_critical) or "none"
    yield "Critical, not met at all", critical, "Shown whatever the number is."
    yield "Critical, met in part", ", ".join(one.code for one in seen.partly_critical) or "none", ""
    yield "Holes", "; ".join(seen.holes) or "none", "Sections of which nothing is met."
    excused = ", ".join(sorted(seen.excused)) or "none"
    yield "Not applicable, approved", excused, "Left out of the count."
    yield "Still open", f"{len(seen.open)} of {len(seen.applicable)}", "Counted as not met above."
    if found.outcome is Outcome.OPEN:
        ahead = forecast(criteria, log.standing, rule)
        yield (
            "Probably equivalent",
            f"{int(ahead.probability * 100)} %",
            "A forecast from what is proposed, not a verdict.",
        )
        yield "Coverage, 90 % interval", f"{percent(ahead.least, 0)} to {percent(ahead.most, 0)}", ""


def _differ(one: object, criteria: CriteriaSet) -> str:
    code, member, reviewer = (getattr(one, name) for name in ("criterion", "member", "reviewer"))
    return f"{code} {criteria[code].title}: the member says {member}, the reviewer {reviewer}."


def _lines(row: Mapping[str, object], heads: Sequence[str]) -> int:
    """How many lines the longest text takes: not every program finds the height of a row by itself."""
    most = 1
    for head in heads:
        value = row.get(head)
        if isinstance(value, str) and value:
            width = _WIDTHS.get(head, 10)
            most = max(most, sum(1 + int(1.15 * len(part)) // width for part in value.split("\n")))
    return min(most, 12)


def _print(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer("&L&A&RPage &P of &N")
