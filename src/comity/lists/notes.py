"""What is said of a file beside its values: its sheets, its quotation marks, headers that stand twice, rows that are none.

In: the list as found and its columns as mapped. Out: findings. Law: what was not read, or read another way than it
seems to stand there, is said.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from comity.lists.delimited import OddLine
from comity.lists.find import FoundList
from comity.lists.findings import Findings, quoted, rows_counted
from comity.lists.headers import Mapped, fits
from comity.lists.sheets import Became
from comity.lists.site_audits import RowProblem, Severity
from comity.lists.words import is_a_total, says_nothing

_FEW = 2
_HEADER_LINES = 2  # below the header, that could say it in other languages
_LETTER = re.compile(r"[^\W\d_]")
_PLACES = ("address", "city", "region", "postal_code", "country")
_NAMES = ("site_name", "supplier_name")

_Numbered = Sequence[tuple[int, list[str]]]


def sheet_notes(found: FoundList, numbers: Sequence[int], findings: Findings) -> Iterable[RowProblem]:
    """`numbers` are of the rows by their place among `found.lines`, 0 for what is no row."""
    first = found.sheet.name
    if found.parts:
        yield findings.of_list("", "several-sheets", _said_of_parts(found, numbers))
    for other in found.others:
        rows = rows_counted(other.row_count)
        if other.became is Became.REPEATED:
            said = f"The sheet “{other.name}” ({rows}) says nothing that the sheets before it do not, so it was read once. Delete it if it is a copy."
            yield findings.of_list("", "sheet-repeated", said)
        elif other.became is Became.OTHER_COLUMNS:
            said = (
                f"The sheet “{other.name}” ({rows}) was not read: it has other columns than “{first}”. "
                "If it belongs to the list, put its rows below the others, or send it as a file of its own."
            )
            yield findings.of_list("", "sheet-not-read", said, severity=Severity.DOUBT)
        elif other.became is Became.NO_LIST:
            said = (
                f"The sheet “{other.name}” ({rows}) was not read: no header on it names sites or suppliers. "
                f"If it belongs to the list, put its rows below those of “{first}”."
            )
            yield findings.of_list("", "sheet-not-read", said)


def _said_of_parts(found: FoundList, numbers: Sequence[int]) -> str:
    spans: dict[str, list[int]] = {}
    for at, number in enumerate(numbers):
        if number:
            spans.setdefault(found.place_of(at)[0], []).append(number)
    told = "; ".join(
        f"row {min(rows)} is on “{name}”"
        if len(rows) == 1
        else f"rows {min(rows):,} to {max(rows):,} are on “{name}”"
        for name, rows in spans.items()
    )
    return f"Several sheets have the same columns, so all of them were read: {told}. Delete the sheets that do not belong to the list."


def mark_notes(found: FoundList, numbers: Sequence[int], findings: Findings) -> Iterable[RowProblem]:
    """Quotation marks that nothing closes, said of the row that they stand in."""
    for odd in found.sheet.mended:
        said = (
            f"Line {odd.first:,} of the file has a quotation mark that nothing closes, so it was read as a letter. "
            "Look whether the row is right, and delete the mark or close it."
        )
        yield _of_row(_number(odd, found, numbers), "open-quote", Severity.DOUBT, said, findings)
    for odd in found.sheet.merged:
        said = (
            f"A quotation mark in line {odd.first:,} of the file makes one row of the lines up to {odd.last:,}. "
            "If they are several rows, delete the mark, or save the list as .xlsx."
        )
        yield _of_row(_number(odd, found, numbers), "merged-lines", Severity.DOUBT, said, findings)


def _number(odd: OddLine, found: FoundList, numbers: Sequence[int]) -> int:
    """0, the whole list, for what stands in the header or above it."""
    at = odd.row - found.first
    return numbers[at] if 0 <= at < len(numbers) else 0


def empty_note(row_count: int, findings: Findings) -> Iterable[RowProblem]:
    if not row_count:
        yield findings.of_list(
            "", "no-rows", "The list has a header, and no row below it: nothing of it is contributed or compared. "
            "Fill it in, or look whether it is the right file and its rows are on a sheet that can be seen.",
            severity=Severity.DOUBT,
        )  # fmt: skip


def twice_notes(
    numbered: _Numbered, headers: Sequence[str], mapped: Mapped, findings: Findings
) -> Iterable[RowProblem]:
    """Two columns for one of ours: which was used, and whether it matters."""
    for ours, places in mapped.rivals.items():
        used = mapped.columns[ours]
        for place in places:
            differ = [number for number, row in numbered if _cell(row, place) not in ("", _cell(row, used))]
            which = (
                f"Two columns are called “{headers[used]}”; the first was read"
                if headers[place] == headers[used]
                else f"“{headers[used]}” and “{headers[place]}” both name {ours}; “{headers[used]}” was read"
            )
            matters = (
                f", and in {rows_counted(len(differ))} the other says something else (first in row {differ[0]:,})"
                if differ
                else ", and the other says nothing else"
            )
            todo = (
                "Rename or delete one of them."
                if headers[place] == headers[used]
                else f'If the other is right, say --map {ours}="{headers[place]}".'
            )
            severity = Severity.DOUBT if differ else Severity.NOTE
            yield findings.of_list(ours, "column-twice", f"{which}{matters}. {todo}", severity=severity)


def _cell(row: Sequence[str], place: int) -> str:
    text = row[place] if place < len(row) else ""
    return "" if says_nothing(text) else text


def rows_that_are_none(
    numbered: _Numbered, headers: Sequence[str], mapped: Mapped, findings: Findings
) -> Mapping[int, RowProblem]:
    """The header once more, as on every printed page, and lines that add up: row -> why it is no site."""
    header = [cell for cell in headers if cell]
    names = [mapped.columns[ours] for ours in _NAMES if ours in mapped.columns]
    places = [mapped.columns[ours] for ours in _PLACES if ours in mapped.columns]
    found = {}
    for number, row in numbered:
        is_same = len(header) >= _FEW and [cell for cell in row if cell] == header
        if is_same or (number <= _HEADER_LINES and _is_said_again(row, mapped)):
            said = "The header stands here once more, so the row is no site. Nothing has to be done."
            found[number] = _of_row(number, "header-again", Severity.REFUSED, said, findings)
        elif places and not any(_LETTER.search(_cell(row, place)) for place in places):
            named = [text for place in names if (text := _cell(row, place))]
            if named and all(map(is_a_total, named)):
                message = f"{quoted(named)} adds rows up, and is no site. Delete the row."
                found[number] = _of_row(number, "total-row", Severity.REFUSED, message, findings)
    return found


def _is_said_again(row: Sequence[str], mapped: Mapped) -> bool:
    """Whether a line right below the header is the header in another language."""
    filled = {place: cell for place, cell in enumerate(row) if cell}
    again = sum(fits(filled[place]) == ours for ours, place in mapped.columns.items() if place in filled)
    return again >= _FEW and 2 * again >= len(filled)


def _of_row(row: int, code: str, severity: Severity, message: str, findings: Findings) -> RowProblem:
    return RowProblem(list=findings.list, row=row, column="", code=code, severity=severity, message=message)
