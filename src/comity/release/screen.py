"""What may stand in a row as a name, an address or a city, and what says more than that.

Members write into these cells whatever they need to remember: whom to call, that it is their only supplier, the number of
a contract, their own name. Everybody would read it. So each text is looked through before it competes to be shown: for an
e-mail or web address, a telephone number, words of commerce and of buying (data/screened-words.toml, in every language in
which a list's headers are read), amounts, and the names of those who contribute.
Laws: what is found in a text is found however it is written, in capitals, with marks or in full-width letters; a text
within which something is found is never shown.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

from comity.core.countries import resolve_country
from comity.linkage.text import address_words, fold, generic_words, latin, legal_forms, words_of

Words = tuple[str, ...]

_SHORTEST_NAME = 3  # letters of a member's name that can be told from chance
_LISTS_OF_AN_ORDINARY_WORD = 4
"""A word that so many groups write in their lists tells of no one of them."""

_EVERYWHERE = r"com|net|org|info|biz|edu|gov|io|eu"
_COUNTRIES = r"ar|at|au|be|bd|br|ca|ch|cl|cn|de|dk|es|fr|hk|hu|id|ie|in|it|jp|kr|lk|mx|my|nl|nz|pe|ph|pk|pl|pt|ro|ru|se|sg|th|tr|tw|uk|us|vn|za"
_MAIL = re.compile(r"[\w.+-]\s*(?:@|\(at\)|\[at\])\s*\w", re.I)
_WEB = re.compile(
    rf"://|\bwww\b|\b[a-z0-9-]{{2,}}\.(?:{_EVERYWHERE})\b"
    rf"|\b[a-z0-9-]{{2,}}\.(?:co|com|org|net|gov|edu|ac)\.(?:{_COUNTRIES})\b"
    # "Avda.de la Paz" is a street, "alder.de" at the end of a text is none.
    rf"|\b[a-z0-9-]{{3,}}\.(?:{_COUNTRIES})(?=\s*(?:$|[/,;:)\]]))",
    re.I,
)
_PHONE = re.compile(
    r"\b(?:tel|telf|tlf|tfno|phone|fone|telefon|telefax|fax|mob|mobile|cell|gsm|hp|ph)\b[\s.:#/()-]*(?:no\b[\s.:]*)?\+?\(?\d[\d\s().-]{4,}"
    r"|\+\s?\(?\d[\d\s().-]{6,}\d"
    r"|\(\d{2,5}\)\s?\d{3,}[\s.-]?\d{2,}"
    r"|\b\d{3}[\s.-]\d{3}[\s.-]\d{4}\b"
    r"|\b0\d{1,4}[\s/.-]\d{2,4}[\s.-]?\d{2,4}[\s.-]?\d{2,4}\b"
    r"|\b\d{10,}\b",
    re.I,
)
_CURRENCIES = (
    "usd|eur|gbp|cny|rmb|inr|brl|vnd|idr|chf|pln|czk|huf|dkk|jpy|krw"
    "|thb|myr|hkd|twd|sgd|bdt|pkr|lkr|rub|uah|zar|mxn"
)
"""TRY, CAD and PHP are left out: words, and what a street is called."""
_AMOUNT = re.compile(
    rf"(?:\b(?:{_CURRENCIES})\b|[$€£¥₹₺₫])\s*\d"
    rf"|\b\d+(?:[.,]\d+)*\s*(?:k|m|mio|mn)?\s*(?:[$€£¥₹₺₫]|\b(?:{_CURRENCIES}|euro|euros|tonnes?|tons?|mt|kgs|pcs|teu)\b)",
    re.I,
)
_CARE_OF = re.compile(r"\bc\s?/\s?o\b", re.I)
_OTHER_LETTERS = re.compile(r"[\u0370-\u1dff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff\uff66-\uffdc]")
"""Letters and signs that are not Latin."""

_SHAPES = (
    ("an e-mail address", _MAIL),
    ("a web address", _WEB),
    ("a telephone number", _PHONE),
    ("an amount", _AMOUNT),
    ("whose care it is in", _CARE_OF),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """`names` are those of contributors, folded, which nobody may read in a row."""

    names: frozenset[Words] = field(default=frozenset())

    def found(self, text: str | None) -> str:
        """What else the text says, in words for the Secretariat; empty where it is clean."""
        if not text:
            return ""
        return _kept(text) or self._named(folded(text))

    def _named(self, words: Words) -> str:
        if not self.names:
            return ""
        for size in _sizes_of(self.names):
            for at in range(len(words) - size + 1):
                if words[at : at + size] in self.names:
                    return f"the name of a member (“{' '.join(words[at : at + size])}”)"
        return ""


@lru_cache(maxsize=1)
def _sizes_of(names: frozenset[Words]) -> list[int]:
    return sorted({len(name) for name in names})


@lru_cache(maxsize=200_000)
def folded(text: str) -> Words:
    return words_of(fold(text))


@lru_cache(maxsize=200_000)
def _kept(text: str) -> str:
    plain = latin(text)
    for kind, shape in _SHAPES:
        if shape.search(plain):
            return kind
    if _OTHER_LETTERS.search(text) and (sign := _signs().search(_bare(text))):
        return f"a word of buying (“{sign.group()}”)"
    words = _without_names(folded(text))
    for at, word in enumerate(words):
        for phrase in _phrases().get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                return f"a word of buying (“{' '.join(phrase)}”)"
    return ""


def _without_names(words: Words) -> Words:
    """An ordinary name leaves a gap, so that no phrase is read across it."""
    rest = list(words)
    for at, word in enumerate(words):
        for name in _ordinary_names().get(word, ()):
            if words[at : at + len(name)] == name:
                rest[at : at + len(name)] = [""] * len(name)
    return tuple(rest)


def screen_for(names: Iterable[str], lists: Iterable[tuple[str, str | None]]) -> Screen:
    """`names` of all who contribute, and (group, text) of every cell: a word many groups write is nobody's name.

    Of a name count the whole, its words written as one, and every word that is no word of trade.
    """
    wanted = {name for one in names for name in _telling(folded(one))}
    if not wanted:
        return Screen()
    heads = {name[0] for name in wanted}
    sizes = sorted({len(name) for name in wanted})
    writers: dict[Words, set[str]] = defaultdict(set)
    for group, text in lists:
        words = folded(text) if text else ()
        if heads.isdisjoint(words):
            continue
        for at, word in enumerate(words):
            if word in heads:
                for size in sizes:
                    if words[at : at + size] in wanted:
                        writers[words[at : at + size]].add(group)
    return Screen(names=frozenset(one for one in wanted if len(writers[one]) < _LISTS_OF_AN_ORDINARY_WORD))


def _telling(words: Words) -> Iterable[Words]:
    words = tuple(word for word in words if not word.isdigit() and len(word) > 1)
    if len(words) > 1:
        yield words
        yield ("".join(words),)
    for word in words:
        if _tells(word):
            yield (word,)


def _tells(word: str) -> bool:
    return (
        len(word) >= _SHORTEST_NAME
        and not word.isdigit()
        and word not in generic_words()
        and word not in address_words()
        and (word,) not in legal_forms()
        and word not in _ordinary_words()
        and resolve_country(word) is None
    )


@lru_cache(maxsize=1)
def _signs() -> re.Pattern[str]:
    listed = {_bare(one) for language in _table()["signs"].values() for one in language}
    return re.compile("|".join(map(re.escape, sorted(listed, key=lambda one: (-len(one), one)))))


def _bare(text: str) -> str:
    """Small letters without marks: an accent, a short vowel of Arabic or a tone of Thai is often left out."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(one for one in apart if not unicodedata.combining(one)))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[Words, ...]]:
    return _by_head(one for listed in _table()["words"].values() for one in listed)


@lru_cache(maxsize=1)
def _ordinary_names() -> dict[str, tuple[Words, ...]]:
    return _by_head(_table()["names"])


def _by_head(listed: Iterable[str]) -> dict[str, tuple[Words, ...]]:
    """Phrases by their first words."""
    found: dict[str, set[Words]] = defaultdict(set)
    for one in listed:
        words = folded(one)
        found[words[0]].add(words)
    return {word: tuple(sorted(phrases)) for word, phrases in found.items()}


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    return frozenset(_table()["ordinary"])


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = (files("comity.release") / "data" / "screened-words.toml").read_text("utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    return table
