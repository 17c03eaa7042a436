"""Which things in a folder are lists, and which are passed over, so that nobody takes a PDF for read.

In: files and folders as a person named them. Out: what stands in the folders and is no list, with the reason. Laws: what a
person names outright is read, whatever it is called; what a computer leaves behind (hidden files, a spreadsheet's lock
files) is passed over in silence.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

LIST_SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"})

_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})
_HIDDEN = (".", "~$", "~lock", "._")


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """Something in a folder that is no list; `why` is for a sentence: "a.pdf …"."""

    path: Path
    why: str


def is_list_file(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in LIST_SUFFIXES and not _is_left_behind(path)


def passed_over(named: Iterable[Path]) -> tuple[PassedOver, ...]:
    """Raises nothing: a folder that cannot be opened is the business of who reads it."""
    return tuple(
        PassedOver(path=path, why=_why(path))
        for place in sorted({place for place in named if place.is_dir()})
        for path in sorted(place.iterdir())
        if not is_list_file(path) and not _is_left_behind(path)
    )


def _is_left_behind(path: Path) -> bool:
    return path.name.startswith(_HIDDEN) or path.name.lower() in _LEFT_BEHIND


def _why(path: Path) -> str:
    if path.is_dir():
        return "is a folder in the folder; name it, too, if it holds lists"
    if not path.exists():
        return "is a link to a file that is not there"
    ending = f"ends in {path.suffix.lower()}" if path.suffix else "has no ending"
    return f"{ending}, and lists end in {', '.join(sorted(LIST_SUFFIXES))}; name the file itself if it is one"
