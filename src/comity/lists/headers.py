"""Which column of a list is which of ours, by what its header says.

Laws: a header that speaks of price, volume, spend, contract or plans is refused, whatever else it fits; a column of
ours is taken at most once; what a person said (`given`) wins.
"""

import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from comity.core import SITE_SCHEMA, UsageProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    columns: dict[str, int]  # our column -> place of the column in the list
    refused: tuple[int, ...]


def plain(header: str) -> str:
    spelled = unicodedata.normalize(
        "NFKD", header.replace("ı", "i").replace("İ", "I").replace("đ", "d").replace("Đ", "D")
    ).casefold()
    letters = "".join(mark for mark in spelled if not unicodedata.combining(mark))
    return " ".join("".join(mark if mark.isalnum() else " " for mark in letters).split())


@lru_cache(maxsize=1)
def _synonyms() -> tuple[dict[str, str], tuple[str, ...], frozenset[str]]:
    table = tomllib.loads((files("comity.lists") / "headers.toml").read_text("utf-8"))
    names = {plain(column): column for column in SITE_SCHEMA}
    for column, headers in table["columns"].items():
        for header in headers:
            names.setdefault(plain(header), column)
    refused = table["refused"]
    return names, tuple(plain(word) for word in refused["words"]), frozenset(map(plain, refused["alone"]))


def is_refused(header: str) -> bool:
    spoken = plain(header)
    _, words, alone = _synonyms()
    return spoken in alone or any(
        f" {word} " in f" {spoken} " or (not word.isascii() and word in spoken) for word in words
    )


def fits(header: str) -> str | None:
    """Our column, or None. A few words around the synonym ("Country *", "Site name (legal)") do not matter."""
    names = _synonyms()[0]
    spoken = plain(header)
    return names.get(spoken) or names.get(plain(header.partition("(")[0]))


def map_headers(headers: Sequence[str], given: Mapping[str, str]) -> Mapped:
    """Raises UsageProblem for a column of ours, or a header of theirs, that does not exist."""
    columns: dict[str, int] = {}
    for ours, header in given.items():
        if ours not in SITE_SCHEMA:
            raise UsageProblem(
                f"We have no column “{ours}”.", remedy=f"Columns are: {', '.join(SITE_SCHEMA)}."
            )
        if header not in headers:
            shown = ", ".join(f"“{one}”" for one in headers if one)
            raise UsageProblem(f"The list has no column “{header}”.", remedy=f"Its columns are: {shown}.")
        columns[ours] = headers.index(header)
    refused = tuple(place for place, header in enumerate(headers) if is_refused(header))
    for ours, place in columns.items():
        if place in refused:
            raise UsageProblem(
                f"The column “{headers[place]}” looks commercial or forward-looking, and is never read.",
                remedy=f"Rename it if it is your {ours}, or map another column.",
            )
    for place, header in enumerate(headers):
        ours = fits(header) or ""
        if place in refused or place in columns.values() or not ours:
            continue
        columns.setdefault(ours, place)
    return Mapped(
        columns={ours: place for ours, place in columns.items() if place not in refused}, refused=refused
    )
