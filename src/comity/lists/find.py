"""Where in a file the list is: its sheet, its header, and the lines below.

In: sheets of cells, and what a person says. Out: `FoundList`. Laws: a header that names sites or suppliers is always
preferred; where there is none, the list is taken only if its values name them beyond doubt, or a person says which do;
what stands on other sheets is read or named (`sheets`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from comity.core.notice import TITLE as NOTICE_TITLE
from comity.lists.cells import Sheet
from comity.lists.errors import NotAList
from comity.lists.findings import quoted
from comity.lists.headers import fits, groups_above, is_refused, map_headers, place_of
from comity.lists.mappings import SavedMappings
from comity.lists.marks import columns_of_ours, is_page_of_ours
from comity.lists.sheets import Became, OtherSheet, Part, gather_sheets
from comity.lists.values import Alike, Expected, looks_like, recognise, sampled

_HEADER_WITHIN = 30
_NAMES = ("site_name", "supplier_name")
_NUMBERED = re.compile(r"Column \d{1,4}")
_SEVERAL = 3
_FULL = 0.6  # of the cells that a line of the list usually fills: less is a title


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundList:
    sheet: Sheet
    headers: tuple[str, ...]
    first: int  # the line of the sheet, from 0, where rows begin
    has_header: bool
    is_understood: bool  # some header names sites or suppliers; else none tells a price from a code
    rows: Sequence[list[str]]  # of this sheet, below the header
    groups: tuple[str, ...] = ()  # what the line above the header says of several columns
    parts: tuple[Part, ...] = ()  # rows of other sheets, which follow
    others: tuple[OtherSheet, ...] = ()

    @property
    def lines(self) -> list[list[str]]:
        return [*self.rows, *(row for part in self.parts for row in part.rows)]

    def place_of(self, at: int) -> tuple[str, int]:
        """The sheet, and the line of it from 1, that one of `lines` (from 0) stands in."""
        if at < len(self.rows):
            return self.sheet.name, self.first + at + 1
        at -= len(self.rows)
        for part in self.parts:
            if at < len(part.rows):
                return part.name, part.first + at + 1
            at -= len(part.rows)
        raise IndexError(at)

    @property
    def dialect(self) -> str:
        if not self.has_header:
            return f"{self.sheet.dialect}, without a header"
        where = f", header in row {self.first}" if self.first > 1 else ""
        return self.sheet.dialect + where + "".join(f", and sheet “{part.name}”" for part in self.parts)


def find_list(
    sheets: Sequence[Sheet],
    given: Mapping[str, str],
    known: SavedMappings,
    expected: Expected,
    *,
    where: str,
) -> FoundList:
    """Raises NotAList."""
    sent = [sheet for sheet in map(_as_sent, sheets) if sheet]
    if found := _by_header(sent, given, known, where=where):
        return found
    if _is_numbered(given.values(), sent):
        return _alone(_without_header(max(sent, key=lambda sheet: len(sheet.rows)), 0), sent)
    guessed = [_by_values(sheet, given, expected) for sheet in sent]
    lists = [one for one in guessed if isinstance(one, FoundList)]
    if lists:
        return _alone(max(lists, key=lambda one: len(one.lines)), sent)
    rivals = [name for one in guessed if isinstance(one, tuple) for name in one]
    if rivals:
        raise NotAList(
            f"No header names sites or suppliers, and the values of {quoted(rivals)} all could.",
            remedy=f'Say which, as --map supplier_name="{rivals[0]}".',
            where=where,
        )
    raise NotAList(
        "No row near the top names a column of sites or suppliers.",
        remedy="Add a header row (supplier_name, site_name, country …), or say --map supplier_name=HEADER "
        "(“Column 1” where the list has no header).",
        where=where,
    )


def _as_sent(sheet: Sheet) -> Sheet | None:
    """Without what `annotate`, `template` and the portal put there: the list comes back in our own workbooks, too."""
    first = sheet.rows[0] if sheet.rows else []
    if is_page_of_ours(first) or first[:1] == [NOTICE_TITLE]:
        return None
    ours = columns_of_ours(first)
    return replace(sheet, rows=[row[ours:] for row in sheet.rows]) if ours else sheet


def _by_header(
    sheets: Sequence[Sheet], given: Mapping[str, str], known: SavedMappings, *, where: str
) -> FoundList | None:
    """The sheet and row whose cells fit most of our columns, with the sheets that go with it."""
    headed = [(sheet, best) for sheet in sheets if (best := _header_of(sheet, given, known))]
    if not headed:
        return None
    sheet, (fitting, at) = max(headed, key=lambda one: one[1][0])
    if fitting == 1 and _lies_on_its_side(sheet.rows[at:]):
        raise NotAList(
            "The list lies on its side: its headers stand below each other in the first column.",
            remedy="Copy it, paste it into a new sheet with “Transpose”, and send that.",
            where=where,
        )
    others = [one for one in sheets if one is not sheet]
    line_of = {id(one): line for one, (_, line) in headed}
    said = {**known.of(sheet.rows[at]), **given}
    gathered = gather_sheets(
        sheet.rows[at],
        sheet.rows[at + 1 :],
        others,
        lambda other: line_of.get(id(other)),
        groups=_groups(sheet, at),
        said=said,
    )
    return FoundList(
        sheet=sheet,
        headers=gathered.headers,
        first=at + 1,
        has_header=True,
        is_understood=True,
        rows=gathered.rows,
        groups=gathered.groups,
        parts=gathered.parts,
        others=gathered.others,
    )


def _lies_on_its_side(rows: Sequence[list[str]]) -> bool:
    """Whether the first column holds headers, and nothing else near the top does."""
    columns = [
        {fits(row[place]) for row in rows[:_HEADER_WITHIN] if place < len(row)} - {None} for place in (0, 1)
    ]
    return len(columns[0]) >= _SEVERAL and not columns[1] and all(len(row) > 1 for row in rows[:_SEVERAL])


def _header_of(sheet: Sheet, given: Mapping[str, str], known: SavedMappings) -> tuple[int, int] | None:
    """How many of our columns the best row near the top fits, and which it is; a name must be among them."""
    best: tuple[int, int] | None = None
    for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
        found = {fits(cell) for cell in row} - {None}
        found |= {
            ours for ours, header in {**known.of(row), **given}.items() if place_of(header, row) is not None
        }
        if found & {*_NAMES} and (best is None or len(found) > best[0]):
            best = (len(found), at)
    return best


def _alone(found: FoundList, sheets: Sequence[Sheet]) -> FoundList:
    """Told by its values alone, a list is not put together from several sheets; the others are named."""
    counted = [(one, sum(map(any, one.rows))) for one in sheets if one is not found.sheet]
    others = (
        OtherSheet(name=one.name, row_count=rows, became=Became.NO_LIST) for one, rows in counted if rows
    )
    return replace(found, others=tuple(others))


def _below(sheet: Sheet, at: int) -> FoundList:
    headers = tuple(sheet.rows[at])
    return FoundList(
        sheet=sheet,
        headers=headers,
        first=at + 1,
        has_header=True,
        is_understood=True,
        rows=sheet.rows[at + 1 :],
        groups=_groups(sheet, at),
    )


def _groups(sheet: Sheet, at: int) -> tuple[str, ...]:
    return groups_above(sheet.rows[at], sheet.rows[at - 1] if at else [])


def _without_header(sheet: Sheet, first: int) -> FoundList:
    """Columns called by their place, as many as most rows have."""
    lengths = Counter(len(row) for row in sheet.rows[first:] if row)
    width = max(lengths, key=lambda length: (lengths[length], length), default=0)
    headers = tuple(f"Column {place}" for place in range(1, width + 1))
    return FoundList(
        sheet=sheet,
        headers=headers,
        first=first,
        has_header=False,
        is_understood=False,
        rows=sheet.rows[first:],
    )


def _is_numbered(headers: Iterable[str], sheets: Sequence[Sheet]) -> bool:
    """Whether a person speaks of columns by their place, where no cell near the top is called so."""
    said = set(headers)
    cells = {cell for sheet in sheets for row in sheet.rows[:_HEADER_WITHIN] for cell in row}
    return bool(sheets and said) and all(map(_NUMBERED.fullmatch, said)) and not said & cells


def _by_values(
    sheet: Sheet, given: Mapping[str, str], expected: Expected
) -> FoundList | tuple[str, ...] | None:
    """The list that values tell; else the headers of the columns that could all be its names; else nothing."""
    at = _top(sheet.rows)
    if at is None:
        return None
    headed = _below(sheet, at)
    known, named, alike = _recognised(headed, given, expected)
    if _is_a_row(sheet.rows[at], named, known, expected):
        headed = _without_header(sheet, at)
        known, named, alike = _recognised(headed, {}, expected)
    if "supplier_name" in named and len(known) + len(named) > 1:
        return replace(headed, is_understood=False)
    rivals = [one for one in alike if one.ours == "supplier_name"]
    return tuple(headed.headers[place] for place in rivals[0].places) if rivals else None


def _top(rows: Sequence[list[str]]) -> int | None:
    """The first line near the top that is no title: it fills as many cells as the lines of the list do."""
    counts = [sum(map(bool, row)) for row in rows[:200]]
    usual = median(filled) if (filled := [count for count in counts if count]) else 0
    full = max(2.0, _FULL * usual)
    return next((at for at, count in enumerate(counts[:_HEADER_WITHIN]) if count >= full), None)


def _recognised(
    found: FoundList, given: Mapping[str, str], expected: Expected
) -> tuple[dict[str, int], dict[str, int], list[Alike]]:
    """Our columns by header, our columns by values, and what values could not decide."""
    said = {ours: header for ours, header in given.items() if place_of(header, found.headers) is not None}
    mapped = map_headers(found.headers, said, groups=found.groups)
    lines = [row for row in found.lines if any(row)]
    samples = {
        place: sampled(lines, place)
        for place, header in enumerate(found.headers)
        if header and place not in mapped.refused and place not in mapped.columns.values()
    }
    guesses, alike = recognise(samples, found.headers, expected)
    by_values = {guess.ours: guess.place for guess in guesses if guess.ours not in mapped.columns}
    return mapped.columns, by_values, alike


def _is_a_row(
    cells: Sequence[str], by_values: Mapping[str, int], by_header: Mapping[str, int], expected: Expected
) -> bool:
    """Whether what would be the header is the first row: nothing of it is a header, and it has values as the others."""
    if by_header or any(map(is_refused, cells)):
        return False
    return any(looks_like(ours, cells[place], expected) for ours, place in by_values.items())
