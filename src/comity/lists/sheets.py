"""Which other sheets of a workbook hold rows of the same list, and what becomes of those that do not.

In: the list as found on one sheet, and the sheets beside it. Out: the rows that they add, below the columns of the first,
and a word on each sheet that adds none. Laws: no filled sheet is passed over in silence; a cell stays below its own header;
a sheet that says nothing new is read once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from comity.lists.cells import Sheet
from comity.lists.headers import groups_above, map_headers, plain

_TELLING = frozenset({"address", "city", "country", "protocol", "audit_date"})
_NAMES = frozenset({"site_name", "supplier_name"})

HeaderOf = Callable[[Sheet], int | None]
"""The line of a sheet, from 0, whose cells name our columns; None where none does."""


class Became(StrEnum):
    """What became of a sheet that the list was not found on."""

    READ = "read"
    REPEATED = "repeated"  # every row of it stands on a sheet read before
    OTHER_COLUMNS = "other columns"  # a list, and not the same
    NO_LIST = "no list"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSheet:
    name: str
    row_count: int  # filled, below the header where there is one
    became: Became


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows that another sheet adds; `first` is the line, from 0, that they begin in."""

    name: str
    first: int
    rows: tuple[list[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    headers: tuple[str, ...]
    groups: tuple[str, ...]  # `headers.groups_above`
    rows: tuple[list[str], ...]  # of the first sheet
    parts: tuple[Part, ...]
    others: tuple[OtherSheet, ...]


def gather_sheets(
    headers: Sequence[str],
    rows: Sequence[list[str]],
    others: Sequence[Sheet],
    header_of: HeaderOf,
    *,
    groups: Sequence[str] = (),
    said: Mapping[str, str],
) -> Gathered:
    """`rows` stand below `headers`; `said` is what a person says that headers mean: our column -> header."""
    union, kept, labels = list(headers), list(rows), list(groups)
    parts: list[Part] = []
    became: list[OtherSheet] = []
    known: set[tuple[str, ...]] = set()
    for sheet in others:
        at = header_of(sheet)
        lines = sheet.rows if at is None else _without_tail(sheet.rows[at + 1 :])
        count = sum(map(any, lines))
        if not count:
            continue
        if at is None or (places := _places(union, sheet.rows[at], said)) is None:
            fate = Became.NO_LIST if at is None else Became.OTHER_COLUMNS
            became.append(OtherSheet(name=sheet.name, row_count=count, became=fate))
            continue
        if not parts:
            kept = list(_without_tail(kept))
            # Cells below no header must not slide below the header that another sheet adds.
            union += [""] * (max(map(len, kept), default=0) - len(union))
        known = known or {_said(row) for row in kept}
        union, aligned, places = _aligned(union, sheet.rows[at], lines, places)
        labels += [""] * (len(union) - len(labels))
        for place, label in enumerate(groups_above(sheet.rows[at], sheet.rows[at - 1] if at else [])):
            if place in places:
                labels[places[place]] = labels[places[place]] or label
        new = {_said(row) for row in aligned} - known
        fate = Became.READ if new else Became.REPEATED
        became.append(OtherSheet(name=sheet.name, row_count=count, became=fate))
        if new:
            known |= new
            parts.append(Part(name=sheet.name, first=at + 1, rows=tuple(aligned)))
    labels += [""] * (len(union) - len(labels))
    return Gathered(
        headers=tuple(union), groups=tuple(labels), rows=tuple(kept), parts=tuple(parts), others=tuple(became)
    )


def _places(union: Sequence[str], headers: Sequence[str], said: Mapping[str, str]) -> dict[int, int] | None:
    """Place on the other sheet -> place in the list; None where what tells of the list's rows is not there."""
    ours, theirs = (map_headers(one, _present(said, one)).columns for one in (union, headers))
    if not _NAMES & theirs.keys() or not (_TELLING & ours.keys()) <= theirs.keys():
        return None
    free: dict[str, list[int]] = {}
    for place, header in enumerate(union):
        free.setdefault(plain(header), []).append(place)
    found = {
        place: free[plain(header)].pop(0)
        for place, header in enumerate(headers)
        if plain(header) and free.get(plain(header))
    }
    for column, place in theirs.items():
        if column in ours and place not in found and ours[column] not in found.values():
            found[place] = ours[column]
    return found


def _present(said: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    return {ours: header for ours, header in said.items() if header in headers}


def _aligned(
    union: Sequence[str], headers: Sequence[str], lines: Sequence[list[str]], places: Mapping[int, int]
) -> tuple[list[str], list[list[str]], dict[int, int]]:
    """The columns with those that only this sheet has, its rows below them, and where each of its columns went."""
    widened, places = list(union), dict(places)
    width = max(len(headers), *map(len, lines))
    for place in range(width):
        header = headers[place] if place < len(headers) else ""
        if place not in places and (header or any(place < len(row) and row[place] for row in lines)):
            places[place] = len(widened)
            widened.append(header)
    aligned = []
    for line in lines:
        row = [""] * len(widened)
        for place, cell in enumerate(line):
            if place in places:
                row[places[place]] = cell
        aligned.append(row)
    return widened, aligned, places


def _without_tail(rows: Sequence[list[str]]) -> Sequence[list[str]]:
    """Without the empty lines at the end, of which a formatted sheet has thousands."""
    last = max((at for at, row in enumerate(rows, start=1) if any(row)), default=0)
    return rows[:last]


def _said(row: Sequence[str]) -> tuple[str, ...]:
    filled = max((at for at, cell in enumerate(row, start=1) if cell), default=0)
    return tuple(row[:filled])
