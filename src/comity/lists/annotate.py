"""The member's own list with what was found beside each row, and a first sheet that says it in plain words.

In: a `ReadList`. Out: the bytes of a workbook, for the member alone. Laws: every row of the list is there with its
text as read; values of refused columns are nowhere; nothing is a formula; the same list gives the same bytes; sent in
again, the workbook reads as the list that it was made from.
"""

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from comity.core.countries import country_name
from comity.core.tongue import Tongue, in_english
from comity.lists.marks import ENGLISH
from comity.lists.pages import PAPER, Page, letters_wide, new_workbook
from comity.lists.site_audits import ListKind, ReadList, RefusedAs, RowProblem, Severity

_STATES = {
    Severity.REFUSED: "refused",
    Severity.DOUBT: "accepted, please look",
    Severity.MENDED: "mended",
    Severity.NOTE: "accepted",
}
_WORST_FIRST = (Severity.REFUSED, Severity.DOUBT, Severity.MENDED, Severity.NOTE)
_MAY_BE_RIGHT = (Severity.DOUBT, Severity.MENDED)
_FOUND_WIDTHS = (54, 50, 22)
_PLACE_WIDTH = 22
_SUMMARY_WIDTHS = (30, 32, 9, 62, 58, 28)
_MOST_COMMENTS = 2_000  # more make a workbook slow to open, and nobody reads them
_SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[^“”]*(?:“[^“”]*”[^“”]*)*$)")


def annotate(read: ReadList, *, said: Tongue = in_english) -> bytes:
    buffer = io.BytesIO()
    title = f"{said(ENGLISH.summary)}: {read.path.name}"
    with new_workbook(buffer, title=title, said=said) as book:
        _summary(book.page("Summary"), read)
        _list(book.page("List"), read)
    return buffer.getvalue()


def states(read: ReadList) -> Counter[str]:
    """How many rows are in each state; every row is in one."""
    worst = _worst(read.problems)
    return Counter(_STATES[worst.get(number, Severity.NOTE)] for number, _ in read.table.rows)


def findings_by_code(problems: Iterable[RowProblem]) -> list[tuple[RowProblem, list[int]]]:
    """Each kind of finding once, the gravest and most frequent first, with an example and the rows it is in.

    What is said of the whole list is no example of anything, so each such finding stands by itself.
    """
    rows: dict[tuple[Severity, str, str], list[int]] = defaultdict(list)
    examples: dict[tuple[Severity, str, str], RowProblem] = {}
    for problem in problems:
        key = (problem.severity, problem.code, "" if problem.row else problem.message)
        rows[key].append(problem.row)
        examples.setdefault(key, problem)
    order = sorted(rows, key=lambda key: (_WORST_FIRST.index(key[0]), -len(rows[key]), *key[1:]))
    return [(examples[key], sorted(set(rows[key]))) for key in order]


def never_read(read: ReadList) -> list[tuple[RefusedAs, tuple[str, ...]]]:
    """The headers of refused columns by why they are refused: "it looks …"."""
    return [
        (why, headers)
        for why in RefusedAs
        if (headers := tuple(header for header in read.refused_columns if read.refused_as[header] is why))
    ]


def sentences(message: str) -> tuple[str, str]:
    """What is wrong, and what to do; a full stop inside a quotation ends nothing."""
    found, *rest = _SENTENCE_END.split(message, maxsplit=1)
    return found, rest[0] if rest else ""


def _worst(problems: Iterable[RowProblem]) -> dict[int, Severity]:
    worst: dict[int, Severity] = {}
    for problem in problems:
        known = worst.get(problem.row, Severity.NOTE)
        worst[problem.row] = min(known, problem.severity, key=_WORST_FIRST.index)
    return worst


def _list(page: Page, read: ReadList) -> None:
    sheet, headers = page.sheet, read.table.headers
    shown = [place for place, header in enumerate(headers) if header]
    ours = (*ENGLISH.found, *((ENGLISH.place,) if read.table.places else ()))
    target = {place: at for at, place in enumerate(shown, start=len(ours))}
    rows = read.table.rows
    page.wide((*_FOUND_WIDTHS, _PLACE_WIDTH)[: len(ours)])
    page.wide(_widths(headers, shown, [cells for _, cells in rows[:200]]), first=len(ours))
    for at, header in enumerate(ours):
        page.tell(0, at, header, bold=True, font_color="#FFFFFF", bg_color=PAPER["ours"], text_wrap=True)
    for place in shown:
        is_refused = headers[place] in read.refused_columns
        page.write(0, target[place], headers[place], bold=True, bg_color=PAPER["note" if is_refused else "theirs"],
                   italic=is_refused, text_wrap=True)  # fmt: skip
        if is_refused:
            sheet.write_comment(
                0,
                target[place],
                page.said(f"Not read, and so not given back: it looks {read.refused_as[headers[place]]}."),
            )
    by_row = _by_row(read.problems)
    comments, as_sent = 0, page.for_many(num_format="@")
    for number, cells in rows:
        problems = by_row.get(number, [])
        places = _places(problems, headers)
        _found(page, number, problems)
        for place, column in target.items():
            if place in places:
                paper = PAPER[places[place].severity]
                page.write(number, column, cells[place], bg_color=paper, num_format="@")
            elif cells[place]:
                page.put(number, column, cells[place], as_sent)
        if comments < _MOST_COMMENTS:
            comments += _comments(page, number, places, target)
        if number in read.table.places:
            page.tell(number, len(ENGLISH.found), "“{}”, line {:,}".format(*read.table.places[number]))
    sheet.freeze_panes(1, len(ENGLISH.found))
    last = rows[-1][0] if rows else 1
    sheet.autofilter(0, 0, last, len(ours) + len(shown) - 1)
    page.printed(header_row=0)


def _by_row(problems: Iterable[RowProblem]) -> Mapping[int, list[RowProblem]]:
    by_row: dict[int, list[RowProblem]] = defaultdict(list)
    for problem in problems:
        by_row[problem.row].append(problem)
    for found in by_row.values():
        found.sort(key=lambda problem: _WORST_FIRST.index(problem.severity))
    return by_row


def _places(problems: Sequence[RowProblem], headers: Sequence[str]) -> Mapping[int, RowProblem]:
    """The cells in question, each with the gravest that was found there."""
    places: dict[int, RowProblem] = {}
    for problem in problems:
        if problem.column and problem.column in headers:  # a column may have no header, a finding no column
            places.setdefault(headers.index(problem.column), problem)
    return places


def _found(page: Page, number: int, problems: Sequence[RowProblem]) -> None:
    """Row N stands in line N + 1, gaps included, so that “row 12” is found."""
    said = [_said(problem) for problem in problems]
    worst = problems[0].severity if problems else Severity.NOTE
    paper = PAPER["accepted"] if worst is Severity.NOTE else PAPER[worst]
    todos = dict.fromkeys(page.said(todo) for _, todo in said if todo)
    page.write(number, 0, "\n".join(page.said(found) for found, _ in said), text_wrap=True)
    page.write(number, 1, "\n".join(todos), text_wrap=True)
    page.tell(number, 2, _STATES[worst], bg_color=paper, text_wrap=True)


def _comments(page: Page, number: int, places: Mapping[int, RowProblem], target: Mapping[int, int]) -> int:
    """How many there are."""
    for place, problem in places.items():
        page.sheet.write_comment(
            number, target[place], page.said(problem.message), {"x_scale": 2, "author": "Comity"}
        )
    return len(places)


def _said(problem: RowProblem) -> tuple[str, str]:
    """What is wrong and what to do; a doubt or a mended value that asks for nothing says so."""
    wrong, todo = sentences(problem.message)
    return wrong, todo or ("Nothing, if it is so." if problem.severity in _MAY_BE_RIGHT else "")


def _widths(headers: Sequence[str], shown: Sequence[int], sample: Sequence[Sequence[str]]) -> Iterable[float]:
    for place in shown:
        header = letters_wide(headers[place]) + 2  # an arrow stands beside it
        longest = max([header, *(letters_wide(cells[place]) for cells in sample)])
        yield min(max(longest + 2, 9), 40)


def _summary(page: Page, read: ReadList) -> None:
    sheet = page.sheet
    page.wide(_SUMMARY_WIDTHS)
    page.tell(0, 0, ENGLISH.summary, bold=True, font_size=16)
    page.write(1, 0, read.path.name, font_size=12)
    counted = states(read)
    at = _heading(page, 3, "In numbers")
    at = _numbers(page, at, read, counted)
    at = _heading(page, at + 1, "What to do next")
    for sentence in _next_steps(read, counted):
        page.tell(at, 0, sentence)
        at += 1
    at = _heading(page, at + 1, "What we found, by kind")
    at = _findings(page, at, read)
    at = _heading(page, at + 1, "How the file was read")
    for said in _reading(read):
        page.tell(at, 0, said)
        at += 1
    at = _heading(page, at + 1, "How the columns were understood")
    at = _columns(page, at, read)
    if countries := _countries(read):
        at = _heading(page, at + 1, "How the countries were understood")
        at = _table(page, at, ("You wrote", "We understood", "Rows"), countries)
    at = _heading(page, at + 1, "What we never read")
    for said in _never_read(read):
        page.tell(at, 0, said)
        at += 1
    sheet.hide_gridlines(2)
    page.printed()


def _heading(page: Page, at: int, text: str) -> int:
    page.tell(at, 0, text, bold=True, font_size=13, bottom=1, bottom_color=PAPER["ours"])
    for column in range(1, 6):
        page.write(at, column, "", bottom=1, bottom_color=PAPER["ours"])
    return at + 1


def _numbers(page: Page, at: int, read: ReadList, counted: Counter[str]) -> int:
    """What counts is accepted, as pages and the command say it, whatever else is said of a row."""
    mended, look = counted[_STATES[Severity.MENDED]], counted[_STATES[Severity.DOUBT]]
    refused = counted[_STATES[Severity.REFUSED]]
    lines = [
        ("Rows in the list", read.row_count, ""),
        ("Accepted", read.row_count - refused, PAPER["accepted"]),
        ("of them, mended", mended, PAPER[Severity.MENDED]),
        ("of them, please look", look, PAPER[Severity.DOUBT]),
        ("Refused", refused, PAPER[Severity.REFUSED]),
    ]
    for label, count, paper in lines:
        facts = {"bg_color": paper} if paper else {}
        page.tell(at, 0, label, **facts)
        page.number(at, 1, count, **facts)
        at += 1
    return at


def _next_steps(read: ReadList, counted: Counter[str]) -> Iterable[str]:
    if not read.row_count:
        yield "The list has no rows, so nothing of it is contributed. Fill it in, and send it again."
    elif counted["refused"]:
        yield "1. Open the sheet “List” and choose “refused” in the column “State”. The cell in question is red; what to do stands at the left."
        yield "2. Correct the cells in your own file, or right there, and send the list again: our columns are passed over."
    else:
        yield "Every row is accepted. Nothing has to be done."
    if counted["accepted, please look"]:
        yield "Rows in yellow are taken as they stand. Look at them when you have time: they may be right."


def _findings(page: Page, at: int, read: ReadList) -> int:
    found = [
        (example, rows)
        for example, rows in findings_by_code(read.problems)
        if example.code != "refused-column"
    ]
    if not found:
        page.tell(at, 0, "Nothing.")
        return at + 1
    at = _row_of_headers(
        page, at, ("State", "Which rows", "Rows", "What we found, for example", "What to do", "Code")
    )
    for example, rows in found:
        wrong, todo = _said(example)
        paper = PAPER[example.severity]
        page.tell(at, 0, _STATES[example.severity] if rows != [0] else "the whole list", bg_color=paper)
        page.write(at, 1, which(rows), text_wrap=True)
        if rows != [0]:
            page.number(at, 2, len(rows))
        page.tell(at, 3, wrong, text_wrap=True)
        page.tell(at, 4, todo, text_wrap=True)
        page.write(at, 5, example.code)
        at += 1
    return at


def which(rows: Sequence[int], *, most: int = 5) -> str:
    """The first rows by number; none for what speaks of the whole list."""
    numbered = [row for row in rows if row]
    if not numbered:
        return ""
    return ", ".join(f"{row}" for row in numbered[:most]) + (" …" if len(numbered) > most else "")


def _reading(read: ReadList) -> Iterable[str]:
    yield f"As {read.kind.value}: {read.dialect}."
    yield "Rows are counted from 1, the first line below the header: row 12 stands in line 13 of the sheet “List”."
    for column, value in read.assumed.items():
        yield f"Said for the whole list: {column} is “{value}”."
    if len(read.problems) > _MOST_COMMENTS:
        yield f"Cells in question are coloured; the first {_MOST_COMMENTS:,} carry a comment, too."


def _columns(page: Page, at: int, read: ReadList) -> int:
    by_values = {problem.column for problem in read.problems if problem.code == "column-by-values"}
    known = [
        (header, ours.replace("_", " ") + (", by its values" if header in by_values else ""))
        for ours, header in read.mapping.items()
    ]
    unread = [
        (header, "not understood, and passed over")
        for header in read.table.headers
        if header and header not in read.mapping.values() and header not in read.refused_columns
    ]
    refused = [(header, f"never read: it looks {read.refused_as[header]}") for header in read.refused_columns]
    return _table(page, at, ("Your column", "What we took it for"), [*known, *unread, *refused])


def _countries(read: ReadList) -> list[tuple[str, str, int]]:
    """Spellings other than the name or the code itself, so that a person sees what became of them."""
    header = read.mapping.get("country")
    if header is None:
        return []
    place = read.table.headers.index(header)
    codes = dict(read.sites.select("row", "country").drop_nulls().iter_rows())
    said = Counter(
        (" ".join(cells[place].split()), codes[number])
        for number, cells in read.table.rows
        if number in codes and cells[place]
    )
    return sorted(
        (text, f"{country_name(code)} ({code})", count)
        for (text, code), count in said.items()
        if text.casefold() not in (code.casefold(), country_name(code).casefold())
    )[:100]


def _never_read(read: ReadList) -> Iterable[str]:
    for why, headers in never_read(read):
        names = ", ".join(f"“{header}”" for header in headers)
        said = f"This column looks {why}; its" if len(headers) == 1 else f"These columns look {why}; their"
        yield f"{said} values were not taken from your file: {names}."
    if not read.refused_columns:
        yield "Your list has no column that looks commercial, forward-looking or like results of audits. Had it one, its values would not have been read."
    yield "Contacts are not read. Your own references serve this workbook and your own machine; nobody else sees them."
    if read.kind is ListKind.AUDITED_SITES:
        yield "Nobody is told which member contributed a row."


def _table(page: Page, at: int, headers: Sequence[str], lines: Iterable[Sequence[str | int]]) -> int:
    """In the first column stands what the member wrote, in the others what we say of it."""
    at = _row_of_headers(page, at, headers)
    for line in lines:
        for column, value in enumerate(line):
            if isinstance(value, int):
                page.number(at, column, value)
            elif column == 0:
                page.write(at, column, value, text_wrap=True)
            else:
                page.tell(at, column, value, text_wrap=True)
        at += 1
    return at


def _row_of_headers(page: Page, at: int, headers: Sequence[str]) -> int:
    for column, header in enumerate(headers):
        page.tell(at, column, header, bold=True, bg_color=PAPER["theirs"])
    return at + 1
