"""All the lists of a round, read: what each says, and one frame of rows for linkage.

Laws: a list is read the same whatever stands beside it; lists come out in the order of their names.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from comity.core import Progress, Window, silent
from comity.lists import SITES_FRAME, ListKind, Protocols, ReadList, SavedMappings, read_list
from comity.round.errors import UnknownList
from comity.round.sources import Source

_MOST_NAMED = 8


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
