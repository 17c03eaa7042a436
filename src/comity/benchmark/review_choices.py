"""What a person typed where the file offers choices: the choice meant, or what is wrong and what may have been meant."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from comity.benchmark.review_sheets import CONFIRM, REJECT, Column

SYNONYMS: Mapping[str, str] = {
    "confirmed": CONFIRM, "yes": CONFIRM, "y": CONFIRM, "ok": CONFIRM, "rejected": REJECT, "no": REJECT, "n": REJECT,
}  # fmt: skip


Choice = TypeVar("Choice", bound=StrEnum)


def choice_of(text: str, kind: type[Choice]) -> tuple[Choice | None, tuple[str, str] | None]:
    """The choice, or what is wrong with it and what may have been meant."""
    word, problem = word_of(text, [one.value for one in kind])
    return (kind(word) if word else None), problem


def word_of(
    text: str, words: Sequence[str], synonyms: Mapping[str, str] | None = None
) -> tuple[str, tuple[str, str] | None]:
    plain = " ".join(text.casefold().split())
    plain = (synonyms or {}).get(plain, plain)
    if not plain or plain in words:
        return plain, None
    begun = [word for word in words if word[0] == plain]
    if len(begun) == 1:  # a letter alone: “c” can only be “confirm”
        return begun[0], None
    close = get_close_matches(plain, words, n=1, cutoff=0.5)
    hint = f"Did you mean “{close[0]}”?" if close else f"Write {' or '.join(f'“{word}”' for word in words)}."
    return "", (f"“{text}” is no choice.", hint)


class RowFailed(Exception):
    """One row cannot be what anybody means; caught where rows are read."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def checked(word: str, problem: tuple[str, str] | None, *, column: Column) -> str:
    if problem is not None:
        raise RowFailed(f"{column}: {problem[0]}", problem[1])
    return word


def choice_in(cells: Mapping[str, str], column: Column, kind: type[Choice]) -> Choice | None:
    choice, problem = choice_of(cells[column], kind)
    if problem is not None:
        raise RowFailed(f"{column}: {problem[0]}", problem[1])
    return choice
