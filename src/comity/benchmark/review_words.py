"""What a review file calls its sheets, columns and choices, in each language in which it is written.

It is written in one language and read in all of them: who fills in a German file may hand it in where pages are English, and the
other way round. Sentences beside these words come from whoever writes the file (`core.tongue`).
Laws: what is written in any language is read as what was meant; no word means two things where it stands.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from comity.benchmark.review_sheets import Column

LANGUAGES = ("en", "fr", "de", "es", "zh")


@dataclass(frozen=True, slots=True)
class Words:
    """In one language."""

    language: str

    def sheet(self, name: str) -> str:
        return self._said("sheet", name)

    def label(self, name: str) -> str:
        return self._said("label", name)

    def head(self, name: str) -> str:
        return self._said("head", name)

    def choice(self, kind: str, value: str) -> str:
        """`kind`: the column, or the label, that it is a choice of."""
        return self._said(kind, value)

    def choices(self, kind: str) -> tuple[str, ...]:
        return tuple(self.choice(kind, one) for one in _table()[kind])

    def _said(self, kind: str, english: str) -> str:
        return _table()[kind][english][LANGUAGES.index(self.language)]


def words_in(language: str) -> Words:
    """English where there are no words in that language. `language`: BCP 47."""
    plain = language.partition("-")[0].casefold()
    return Words(plain if plain in LANGUAGES else "en")


def sheet_meant(name: str) -> str | None:
    return meanings("sheet").get(plainly(name))


def label_meant(text: str) -> str | None:
    return meanings("label").get(plainly(text))


def place_of(column: Column, row: Iterable[str]) -> int | None:
    """Where the row has the header, in whatever language."""
    known = {plainly(one) for one in _table()["head"][column]}
    return next((at for at, text in enumerate(row) if plainly(text) in known), None)


def plainly(text: str) -> str:
    """Case, blanks and marks do not count: “si” is “sí”, “bestatigen” is “bestätigen”."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in apart if not unicodedata.combining(one)).split())


@cache
def meanings(kind: str) -> Mapping[str, str]:
    """Each word, in whatever language, as it is compared -> what it means."""
    return {plainly(word): english for english, words in _table()[kind].items() for word in words}


@cache
def _table() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        kind: {english: (english, *others) for english, others in words.items()}
        for kind, words in _file().items()
        if kind != "meant"
    }


@cache
def also_meant(kind: str) -> Mapping[str, str]:
    """What else people write for a choice."""
    also: Mapping[str, Mapping[str, list[str]]] = _file()["meant"]
    return {plainly(word): english for english, some in also.get(kind, {}).items() for word in some}


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads((files("comity.benchmark") / "data" / "review-words.toml").read_text("utf-8"))
