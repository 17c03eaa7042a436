"""The closed words of the columns about an audit: what a member writes, as one of ours. The table is words.toml.

Laws: a text is one of ours as a whole or not at all; a word that speaks of an audit without anybody on site counts
wherever it stands.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from comity.core.totals import total_words
from comity.lists.headers import plain

CLOSED = ("audit_type", "announcement", "product_category")
"""The columns that take one of few words."""

_NUMBER = re.compile(r"\b\d[\d ]*$")


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    return tomllib.loads((files("comity.lists") / "words.toml").read_text("utf-8"))


@lru_cache(maxsize=8)
def _spellings(column: str) -> dict[str, str]:
    return {
        plain(spelling): word
        for word, spellings in table()[column].items()
        for spelling in (word, *spellings)
    }


def closed_word(column: str, text: str) -> str | None:
    return _spellings(column).get(plain(text))


def words_of(column: str) -> tuple[str, ...]:
    return tuple(table()[column])


@lru_cache(maxsize=1)
def subdivisions() -> tuple[frozenset[str], ...]:
    """For each of some countries, the codes of its states or provinces."""
    return tuple(frozenset(codes.split()) for codes in table()["subdivisions"].values())


def says_nothing(text: str, *, column: str = "") -> bool:
    """Whether a cell counts as empty: blank, a dash, or a failed formula."""
    spoken = text.casefold()
    if column == "country" and spoken == "na":  # Namibia
        return False
    return not spoken or spoken in _nothing() or has_failed(text)


def has_failed(text: str) -> bool:
    """Whether the text is what a spreadsheet shows for a formula that failed, in the languages it speaks."""
    return text.startswith("#") and text.casefold() in _failed()


def is_a_total(text: str) -> bool:
    """Whether a cell says that its row adds others up, with or without their number."""
    return _NUMBER.sub("", plain(text)).strip() in _totals()


def has_legal_form(name: str) -> bool:
    """Whether a name has another word, and a legal form beside it."""
    spoken = plain(name)
    if any(stem in spoken and stem != spoken for stem in map(plain, table()["legal_forms"]["stems"])):
        return True
    return len(spoken.split()) > 1 and _forms().search(spoken) is not None


@lru_cache(maxsize=1)
def _nothing() -> frozenset[str]:
    return frozenset(table()["says_nothing"]["words"])


@lru_cache(maxsize=1)
def _totals() -> frozenset[str]:
    return frozenset(map(plain, total_words()))


@lru_cache(maxsize=1)
def _failed() -> frozenset[str]:
    return frozenset(table()["says_nothing"]["failed"])


@lru_cache(maxsize=1)
def _forms() -> re.Pattern[str]:
    words = sorted(map(plain, table()["legal_forms"]["words"]), key=len, reverse=True)
    return re.compile(rf"(?:^| )(?:{'|'.join(words)})(?: |$)")


def says_nobody_was_on_site(text: str) -> bool:
    spoken = f" {plain(text)} "
    return any(
        f" {word} " in spoken or (not word.isascii() and word in spoken)
        for word in map(plain, table()["not_on_site"]["words"])
    )
