"""What units of a company are called and how languages count, as tables of spelled words.

The words are `data/unit-words.txt` and `data/number-words.txt`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from comity.linkage.spelling import spell_all
from comity.linkage.text import read_data
from comity.linkage.translate import in_english

OF_NAMES = frozenset({"plant", "part", "unit", "building", "block"})
OF_ADDRESSES = frozenset({"plant", "unit", "building", "block", "floor"})
_LAND = "land"
SIDES = frozenset({"north", "south", "east", "west"})
_NUMBERS = tuple(map(str, range(1, 11)))


@dataclass(frozen=True, slots=True)
class UnitTables:
    kinds: dict[str, frozenset[str]]  # of a unit, by word
    endings: dict[str, frozenset[str]]  # "*werk"
    every_ending: tuple[str, ...]
    sides: dict[str, str]  # behind a unit
    sides_before: dict[str, str]  # and in front of one
    counted: dict[str, str]  # words that count, behind a unit
    ordinal: dict[str, str]  # and in front of one
    words_of: dict[str, frozenset[str]]  # number, between, ordinal, and
    phrases: frozenset[tuple[str, ...]]
    begins: frozenset[str]  # first words of phrases

    def kind_of(self, word: str) -> frozenset[str]:
        found = self.kinds.get(word)
        if found is None and len(word) > 5 and word.endswith(self.every_ending):
            found = next((kind for end, kind in self.endings.items() if word.endswith(end)), None)
        return found or frozenset()


@lru_cache(maxsize=1)
def unit_tables() -> UnitTables:
    units, numbers = _lines("unit-words.txt"), _lines("number-words.txt")
    kinds = {kind: words for kind, words in units.items() if kind in OF_NAMES | OF_ADDRESSES | {_LAND}}
    every = [word for words in (*units.values(), *numbers.values()) for word in words]
    phrases = frozenset(tuple(word.split("-")) for word in every if "-" in word)
    of_word: dict[str, set[str]] = {}
    for kind, words in kinds.items():
        for word in words:
            of_word.setdefault(word, set()).add(kind)
    frozen = {word: frozenset(found) for word, found in of_word.items()}
    endings = {word[1:]: found for word, found in frozen.items() if word.startswith("*")}
    return UnitTables(
        kinds={word: found for word, found in frozen.items() if not word.startswith("*")},
        endings=endings,
        every_ending=tuple(endings),
        sides=_values(units, SIDES, ("",)),
        sides_before=_values(units, SIDES, ("", " before")),
        counted=_values(numbers, _NUMBERS, ("", " nth")),
        ordinal=_values(numbers, _NUMBERS, (" nth", " before")),
        words_of={kind: frozenset(units[kind]) for kind in ("number", "between", "ordinal", "and")},
        phrases=phrases,
        begins=frozenset(phrase[0] for phrase in phrases),
    )


def _values(lines: dict[str, list[str]], values: Iterable[str], places: tuple[str, ...]) -> dict[str, str]:
    return {word: value for value in values for place in places for word in lines.get(f"{value}{place}", ())}


def _lines(name: str) -> dict[str, list[str]]:
    """The words of each kind, spelled as texts are; those of several words with hyphens between."""
    found: dict[str, list[str]] = {}
    for line in read_data(name):
        kind, _, words = line.partition(":")
        found.setdefault(kind, []).extend(words.split())
    native = pl.Series([word for words in found.values() for word in words])
    spelled = spell_all(in_english(native)).str.replace_all(" ", "-", literal=True)
    of = dict(zip(native.to_list(), spelled.to_list(), strict=True))
    return {
        kind: [f"*{of[word]}" if word.startswith("*") else of[word] for word in words]
        for kind, words in found.items()
    }


def unit_words() -> list[str]:
    """The words that names number units by, in the order of the alphabet."""
    tables = unit_tables()
    names = {word for word, kinds in tables.kinds.items() if kinds & OF_NAMES and "-" not in word}
    return sorted(names | tables.words_of["number"])
