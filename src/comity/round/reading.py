"""All the lists of a round, read: what each says, and one frame of rows for linkage.

Laws: a list is read the same whatever stands beside it; lists come out in the order of their names; one list never
counts as two members, whatever kind of file it stands in.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path

import polars as pl

from comity.core import Progress, Window, silent
from comity.lists import SITES_FRAME, ListKind, Protocols, ReadList, SavedMappings, read_list
from comity.lists.cells import read_cells
from comity.lists.marks import columns_of_ours, is_summary
from comity.round.errors import SameList, UnknownList
from comity.round.sources import Source

_MOST_NAMED = 8
_LEAST_ROWS = 10  # of fewer, two members may well have the same
# Of the smaller list's rows. Members who take their suppliers from one platform share names and days, too.
_SAME, _SAME_IF_ALIKE = 0.95, 0.9
_SAME_IF_OURS = 0.3  # a workbook that we gave back comes with rows corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingHelp:
    """What people say about lists that the lists do not say themselves; the name "" speaks of every list."""

    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # list -> our column -> header
    assumed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # list -> our column -> value
    remembered: SavedMappings | None = None  # mappings confirmed before, by the set of a list's headers

    def mapping_for(self, name: str) -> dict[str, str]:
        return {**self.mappings.get("", {}), **self.mappings.get(name, {})}

    def assumed_for(self, name: str) -> dict[str, str]:
        return {**self.assumed.get("", {}), **self.assumed.get(name, {})}


def require_lists(reading: ReadingHelp | None, sources: Sequence[Source]) -> None:
    """Whatever is said of one list is said of one that came: a slip in its name would silently cost the list its rows."""
    if reading is None:
        return
    names = sorted(source.name for source in sources)
    for said in sorted({*reading.mappings, *reading.assumed} - {"", *names}):
        raise UnknownList(
            f"Something is said of the list “{said}”, and there is none.", remedy=_meant(said, names)
        )


def _meant(said: str, names: Sequence[str]) -> str:
    """A list goes by its file's stem; some write its whole name, or other capitals."""
    by_letters = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(said.casefold(), by_letters, n=2, cutoff=0.6)
    begun = [name for letters, name in by_letters.items() if said.casefold().startswith(f"{letters}.")]
    if found := list(dict.fromkeys([*begun, *(by_letters[one] for one in near)]))[:2]:
        return f"Did you mean {' or '.join(f'“{name}”' for name in found)}?"
    told = ", ".join(names[:_MOST_NAMED]) + (" …" if len(names) > _MOST_NAMED else "")
    return f"The lists are: {told}."


def read_lists(
    sources: Sequence[Source],
    *,
    kind: ListKind,
    window: Window | None = None,
    protocols: Protocols | None = None,
    on_site: bool = True,
    reading: ReadingHelp | None = None,
    progress: Progress = silent,
) -> tuple[ReadList, ...]:
    reading = reading or ReadingHelp()
    lists = []
    for done, source in enumerate(sorted(sources)):
        progress("reading lists", done, len(sources))
        lists.append(
            read_list(
                source.path,
                kind=kind,
                name=source.name,
                window=window,
                mapping=reading.mapping_for(source.name),
                assume=reading.assumed_for(source.name),
                protocols=protocols,
                on_site=on_site,
                remembered=reading.remembered,
            )
        )
    progress("reading lists", len(sources), len(sources))
    return tuple(lists)


def rows_of(lists: Sequence[ReadList]) -> pl.DataFrame:
    """Every row that names a site, of every list (`lists.SITES_FRAME`)."""
    return pl.concat([pl.DataFrame(schema=SITES_FRAME), *(one.sites for one in lists)])


def require_no_list_twice(
    lists: Sequence[ReadList], groups: Mapping[str, Sequence[str]], *, are_members: bool = False
) -> None:
    """Raises SameList. `groups` are groups of companies, which count once whatever their members send.

    `are_members`: a programme says whose each list is. Two members may have nearly the same suppliers; they are asked
    about where nothing at all differs, or where one sent what we made of the other's list.
    """
    group_of = {member: group for group, members in groups.items() for member in members}
    rows = {one.name: dict.fromkeys(one.audits.select("record", "audit_date").iter_rows()) for one in lists}
    made_from = cache(_made_from)
    for one, other in combinations(lists, 2):
        if group_of.get(one.name, one.name) == group_of.get(other.name, other.name):
            continue
        least, most = sorted((len(rows[one.name]), len(rows[other.name])))
        both = rows[one.name].keys() & rows[other.name].keys()
        if not least or len(both) < _SAME_IF_OURS * least:
            continue
        enough = (
            most
            if are_members
            else least * (_SAME_IF_ALIKE if _begins_alike(one.name, other.name) else _SAME)
        )
        ours = {this: of for this in (one.path, other.path) if (of := made_from(this)) is not None}
        is_copy = ours.get(one.path) == other.path.name or ours.get(other.path) == one.path.name
        is_returned = bool(ours) and len(both) >= _SAME_IF_ALIKE * most
        if is_copy or is_returned or (least >= _LEAST_ROWS and len(both) >= enough):
            raise SameList(
                f"“{one.path.name}” and “{other.path.name}” are one list and would count as two members: {len(both):,} "
                f"of the {least:,} accepted rows of the smaller one stand in the other, too, the same site on the same "
                f"day.{''.join(_told_of_ours(this, of) for this, of in ours.items())}",
                remedy="Leave one of them out; where rows were corrected in one, the other. If two companies of one "
                "group sent them, name both under [groups], and they count once.",
            )


def _begins_alike(one: str, other: str) -> bool:
    """“alder” and “alder-checked”."""
    one, other = one.casefold(), other.casefold()
    return one.startswith(other) or other.startswith(one)


def _told_of_ours(path: Path, of: str) -> str:
    return f" “{path.name}” is the workbook with our remarks{f' on “{of}”' if of else ''}."


def _made_from(path: Path) -> str | None:
    """The name of the file that a workbook of ours was made from; None where it is none of ours."""
    for sheet in read_cells(path):
        first, *below = [row for row in sheet.rows[:2] if row] or [[""]]
        if is_summary(first):
            return below[0][0] if below else ""
        if columns_of_ours(first):
            return ""
    return None
