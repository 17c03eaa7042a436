"""Which files are the members' lists, and which member each belongs to.

In: files, folders, and names given by hand. Out: one `Source` per list, by name.
Laws: a member has one list in a round; the order in which files are named changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.core import UnreadableInput
from comity.lists.folders import LIST_SUFFIXES, is_list_file
from comity.round.errors import AmbiguousMember, NoLists


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    name: str  # the member's, or the file's stem
    path: Path


def find_sources(paths: Iterable[Path], *, named: Mapping[str, Path] | None = None) -> tuple[Source, ...]:
    """Folders give the lists right inside them; hidden files and a spreadsheet's lock files are passed over."""
    named = dict(named or {})
    by_path = {path.resolve(): name for name, path in named.items()}
    found: dict[str, Source] = {}
    for path in [*named.values(), *(file for place in paths for file in _files(place))]:
        name = by_path.get(path.resolve(), path.stem)
        other = found.setdefault(name, Source(name=name, path=path))
        if other.path.resolve() != path.resolve():
            raise AmbiguousMember(
                f"“{other.path}” and “{path}” would both be the list of “{name}”.",
                remedy="Rename one of them, or name its member with --member NAME=FILE.",
            )
    if not found:
        raise NoLists(
            "There is no list to read.", remedy="Name the members' files, or a folder that holds them."
        )
    return tuple(sorted(found.values()))


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if is_list_file(file)]
        if not files:
            raise NoLists(
                f"The folder “{path}” holds no list.",
                remedy="Lists end in " + ", ".join(sorted(LIST_SUFFIXES)) + ".",
            )
        return files
    if not path.exists():
        raise UnreadableInput(
            "There is no such file.", remedy="Check the name and the folder.", where=str(path)
        )
    return [path]
