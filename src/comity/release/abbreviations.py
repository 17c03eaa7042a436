"""How the words of an address are written out, by the country that the site stands in.

In: folded words, a country. Out: the same words, short ones written out. The table is data/abbreviations.toml.
Laws: a word that is no abbreviation of its country stays as it is; writing out twice changes nothing.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any


def written_out(words: Sequence[str], country: str | None) -> tuple[str, ...]:
    """A country that is not known has the abbreviations that every country has."""
    meant = _meant_in(country)
    return tuple(_written_out(words, meant))


def _written_out(words: Sequence[str], meant: Mapping[str, str]) -> Iterator[str]:
    for at, word in enumerate(words):
        behind_a_name = at > 0 and not words[at - 1].isdigit()
        is_english = meant.get(word) == _english().get(word)
        if word in _only_behind_a_name() and is_english and not behind_a_name:
            yield word
        else:
            yield from meant.get(word, word).split()


@cache
def _meant_in(country: str | None) -> Mapping[str, str]:
    table = _table()
    if country is None:
        return dict(table["everywhere"])
    own = [one["words"] for one in table["countries"] if country in one["codes"]]
    meant: dict[str, str] = {**table["everywhere"], **_english()}
    for words in own:
        meant |= words
    return meant


@lru_cache(maxsize=1)
def _english() -> Mapping[str, str]:
    return {word: text for word, text in _table()["english"].items() if isinstance(text, str)}


@lru_cache(maxsize=1)
def _only_behind_a_name() -> frozenset[str]:
    return frozenset(_table()["english"]["only_behind_a_name"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = (files("comity.release") / "data" / "abbreviations.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return table
