"""What a person typed where the file offers choices: the choice meant, in whatever language, or what is wrong and what may have been meant."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from comity.benchmark.review_sheets import Column
from comity.benchmark.review_words import Words, also_meant, meanings, plainly

Choice = TypeVar("Choice", bound=StrEnum)
Problem = tuple[str, str]
"""What is wrong, and what may have been meant."""


class RowFailed(Exception):
    """One row cannot be what anybody means; caught where rows are read."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def choice_meant(text: str, kind: str, words: Words) -> tuple[str, Problem | None]:
    """The choice in English, or nothing and the problem. `words` are those of the file: it is told by the choices that a person saw."""
    plain, known = plainly(text), meanings(kind)
    if not plain:
        return "", None
    meant = known.get(plain) or also_meant(kind).get(plain) or _begun(plain, kind, words)
    if meant:
        return meant, None
    close = get_close_matches(plain, known, n=1, cutoff=0.5)
    hint = (
        f"Did you mean “{words.choice(kind, known[close[0]])}”?"
        if close
        else f"Write one of: {quoted(words.choices(kind))}."
    )
    return "", (f"“{text}” is no choice.", hint)


def _begun(letter: str, kind: str, words: Words) -> str | None:
    """A letter alone will do where it fits one choice only: “c” can only be “confirm”. The file's own language goes before others."""
    own = {plainly(words.choice(kind, one)): one for one in meanings(kind).values()}
    for some in (own, meanings(kind)):
        begun = {one for word, one in some.items() if word[0] == letter}
        if len(begun) == 1:
            return begun.pop()
    return None


def quoted(some: Iterable[str]) -> str:
    return ", ".join(f"“{one}”" for one in some)


def word_in(cells: Mapping[str, str], column: Column, words: Words) -> str:
    """In English; empty where the cell is. Raises RowFailed."""
    word, problem = choice_meant(cells[column], column, words)
    if problem is not None:
        raise RowFailed(f"{words.head(column)}: {problem[0]}", problem[1])
    return word


def choice_in(cells: Mapping[str, str], column: Column, kind: type[Choice], words: Words) -> Choice | None:
    word = word_in(cells, column, words)
    return kind(word) if word else None
