"""A TOML file taken apart strictly: every word of it is used, or refused with what was probably meant.

Laws: a key that nobody asks for is an error, never ignored, because a withdrawal under a misspelt key would be a
withdrawal that nobody heard of; a number with a point is exact (a `Fraction`), because a threshold is never rounded.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from comity.core.errors import UnreadableInput, UsageProblem

Choice = TypeVar("Choice", bound=StrEnum)

_MOST_BYTES = 4 * 1024**2
_MOST = 1_000_000  # of any whole number here
_YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a file. `name` is how a person finds it there: “[[signatures]] no. 3”."""

    content: Mapping[str, object]
    problem: type[UsageProblem]
    where: str
    name: str = ""

    @classmethod
    def of_text(cls, text: str, *, problem: type[UsageProblem], where: str) -> "Table":
        try:
            content = tomllib.loads(text, parse_float=_exact)
        except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
            raise problem(
                f"This is not a TOML file ({error}).", remedy="Mend that line, and try again.", where=where
            ) from error
        return cls(content=content, problem=problem, where=where)

    def wrong(self, message: str, *, remedy: str) -> UsageProblem:
        place = f"{self.where}, {self.name}" if self.name else self.where
        return self.problem(message, remedy=remedy, where=place)

    def only(self, *keys: str) -> "Table":
        """The same table, and the promise that it holds no other key."""
        for key in self.content:
            if key not in keys:
                raise self.wrong(f"There is no “{key}” here.", remedy=did_you_mean(key, keys))
        return self

    def has(self, key: str) -> bool:
        return key in self.content

    def text(self, key: str) -> str:
        value = self._needed(key, f'Write {key} = "…".')
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"“{key}” is not text.", remedy=f'Write {key} = "…".')
        if not value.replace("\n", " ").isprintable():  # it goes to terminals and into tables
            raise self.wrong(f"“{key}” holds characters that nobody sees.", remedy="Type the text anew.")
        return value.strip()

    def choice(self, key: str, kind: type[Choice]) -> Choice:
        said = self.text(key)
        try:
            return kind(said)
        except ValueError:
            raise self.wrong(
                f"“{said}” is not a {key} that we know.", remedy=did_you_mean(said, kind)
            ) from None

    def day(self, key: str) -> date:
        value = self._needed(key, f"Write {key} = 2026-06-30, without quotation marks.")
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self.wrong(
                f"“{key}” is not a day.", remedy=f"Write {key} = 2026-06-30, without quotation marks."
            )
        if (
            value.year not in _YEARS
        ):  # 0206-03-01 is a slip of the hand, and no calendar reaches far beyond 9999
            raise self.wrong(f"“{key}” is in the year {value.year}.", remedy="Correct the year.")
        return value

    def whole(self, key: str, *, least: int = 1, most: int = _MOST) -> int:
        value = self._needed(key, f"Write {key} = {least}.")
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(
                f"“{key}” is not a whole number from {least} to {most:,}.", remedy=f"Write {key} = 12."
            )
        return value

    def share(self, key: str) -> Fraction:
        value = self._needed(key, f"Write {key} = 0.85.")
        if isinstance(value, bool) or not isinstance(value, int | Fraction) or not 0 <= value <= 1:
            raise self.wrong(f"“{key}” is not a share from 0 to 1.", remedy="Write 85 % as 0.85.")
        return Fraction(value)

    def yes_or_no(self, key: str) -> bool:
        value = self._needed(key, f"Write {key} = true.")
        if not isinstance(value, bool):
            raise self.wrong(f"“{key}” is neither true nor false.", remedy=f"Write {key} = true.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._needed(key, f'Write {key} = ["…", "…"].')
        if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
            raise self.wrong(f"“{key}” is not a list of texts.", remedy=f'Write {key} = ["…", "…"].')
        return tuple(values)

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._needed(key, f"Write {key} = [12, 24].")
        if not isinstance(values, list) or not all(type(one) is int and 0 < one <= _MOST for one in values):
            raise self.wrong(f"“{key}” is not a list of whole numbers.", remedy=f"Write {key} = [12, 24].")
        return tuple(values)

    def table(self, key: str) -> "Table":
        """The section [key]; an empty one where there is none."""
        return self._inner(self.content.get(key, {}), f"[{key}]", f"Write [{key}] above its lines.")

    def tables(self, key: str) -> Iterator["Table"]:
        """The entries [[key]], in their order."""
        entries = self.content.get(key, [])
        if not isinstance(entries, list):
            raise self.wrong(f"“{key}” is not a list of entries.", remedy=f"Write [[{key}]] above each.")
        for number, entry in enumerate(entries, 1):
            yield self._inner(entry, f"[[{key}]] no. {number}", f"Write [[{key}]] above each.")

    def named(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """The sections [key.name], with their names."""
        for name, entry in self.table(key).content.items():
            if not (name.strip() and name.isprintable()):
                raise self.wrong(
                    f"A section of [{key}] has no name that one can read.", remedy="Type it anew."
                )
            yield name, self._inner(entry, f"[{key}.{name}]", f"Write [{key}.{name}] above its lines.")

    def _inner(self, content: object, name: str, remedy: str) -> "Table":
        if not isinstance(content, dict):
            raise self.wrong(f"{name} is not a section.", remedy=remedy)
        inside = f"{self.name}, {name}" if self.name else name
        return Table(content=content, problem=self.problem, where=self.where, name=inside)

    def _needed(self, key: str, remedy: str) -> object:
        if key not in self.content:
            raise self.wrong(f"“{key}” is missing.", remedy=remedy)
        return self.content[key]


def did_you_mean(said: str, known: Iterable[str]) -> str:
    names = [str(one) for one in known]
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(said.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"Did you mean “{folded[close[0]]}”?"
    return f"Known here: {', '.join(names)}." if names else "None is known here."


def read_text(path: Path, *, problem: type[UsageProblem]) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInput(
            f"The file cannot be opened ({error.strerror}).",
            remedy="Check its name and your rights.",
            where=str(path),
        ) from error
    if len(data) > _MOST_BYTES:
        raise problem(
            "The file is larger than any such file is.",
            remedy="Check that it is the right one.",
            where=str(path),
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise problem(
            "The file is not written in UTF-8.", remedy="Save it as UTF-8 in your editor.", where=str(path)
        ) from error


def _exact(text: str) -> Fraction:
    """Raises ValueError for what is no number (`nan`, `inf`), and so refuses it; no exponent can make us compute long."""
    if len(text) > 40 or "e" in text.lower():
        raise ValueError(f"{text[:40]} is not a plain number")
    return Fraction(text.replace("_", ""))
