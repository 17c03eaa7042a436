"""Languages of suppliers that an operator adds, or whose words somebody who speaks them has corrected: a JSON file each, named by its code.

In: the folder of COMITY_LANGUAGES, and the English words. Out: a `Tongue` of each file, or in one sentence what is wrong with it.
Laws: a file that holds what it should not is left out whole, so that no supplier's page breaks or says half of something; every
placeholder of the English text stands in its translation.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

_CODE = re.compile(r"[a-z]{2,3}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_KEYS = {"name", "right_to_left", "spoken_in", "checked", "words"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    code: str
    name: str  # as who speaks it calls it
    words: Mapping[str, str]
    is_right_to_left: bool = False
    is_checked: bool = (
        False  # read whole by somebody who speaks it: its pages no longer say "machine-assisted"
    )
    spoken_in: tuple[str, ...] = ()  # countries where letters begin in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a file does, and why it is left out."""

    file: str
    why: str


def tongues_in(folder: Path, english: Mapping[str, str]) -> tuple[tuple[Tongue, ...], tuple[Wrong, ...]]:
    """In the order of their codes. A folder that is not there is one with a mistake in its name."""
    if not folder.is_dir():
        return (), (Wrong(file=folder.name, why="there is no such folder"),)
    made: list[Tongue] = []
    wrong: list[Wrong] = []
    for path in sorted(folder.glob("*.json")):
        found = _tongue_of(path, english)
        made.append(found) if isinstance(found, Tongue) else wrong.append(Wrong(file=path.name, why=found))
    return tuple(made), tuple(wrong)


def _tongue_of(path: Path, english: Mapping[str, str]) -> Tongue | str:
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        return f"it is no JSON that can be read ({error})"
    why = _why_not(path.stem, said, english)
    if why:
        return why
    return Tongue(
        code=path.stem,
        name=said["name"],
        words=said["words"],
        is_right_to_left=said.get("right_to_left", False),
        is_checked=said.get("checked", False),
        spoken_in=tuple(said.get("spoken_in", ())),
    )


def _why_not(code: str, said: Any, english: Mapping[str, str]) -> str:
    """Empty where nothing is wrong."""
    if not _CODE.fullmatch(code) or code == "en":
        return "it is not named by a language's code of two or three letters, such as sw.json; English is the text that counts"
    if not isinstance(said, dict) or set(said) - _KEYS:
        return f"it holds something else than {', '.join(sorted(_KEYS))}"
    if not isinstance(said.get("name"), str) or not 1 <= len(said["name"]) <= 40:
        return "it has no name"
    if not all(isinstance(said.get(one, False), bool) for one in ("right_to_left", "checked")):
        return "right_to_left and checked are true or false"
    places = said.get("spoken_in", [])
    if not isinstance(places, list) or not all(isinstance(x, str) and _COUNTRY.fullmatch(x) for x in places):
        return 'spoken_in is a list of countries, such as ["KE", "TZ"]'
    return _why_not_its_words(said.get("words"), english)


def _why_not_its_words(words: Any, english: Mapping[str, str]) -> str:
    if not isinstance(words, dict) or not words:
        return "it has no words"
    for name, text in words.items():
        if name not in english:
            return f"{name} is none of our words"
        if not isinstance(text, str) or not text.strip():
            return f"{name} is empty"
        if _places(text) != _places(english[name]):
            return f"{name} has other places in braces than the English “{english[name]}”"
    return ""


def _places(text: str) -> set[str] | None:
    """None where braces do not pair."""
    try:
        return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError:
        return None
