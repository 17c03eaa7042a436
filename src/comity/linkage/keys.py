"""The few ways in which a site is likely to be named by two people who both know it, as exact keys.

In: a frame of sites. Out: for each, at most `MOST_KEYS` texts, the surest first. Two spellings of one site should share
at least one; two sites should share none. Sealed entries open to these keys and to nothing else, so a key never holds
less than a country and what tells the site from its neighbours.
Laws: case, marks, legal form and the order of words change no key.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

import polars as pl

from comity.linkage.prepare import ENTITY_IDENTIFIERS, SITE_IDENTIFIERS
from comity.linkage.text import fold, generic_words, name_words

MOST_KEYS = 6

_VOWELS = re.compile(r"(?<!^)[aeiouyhw]+")
_DOUBLED = re.compile(r"(.)\1+")


def site_keys(sites: pl.DataFrame) -> list[tuple[str, ...]]:
    """One tuple per row of a frame of `core.SITE_SCHEMA`; empty where a row says too little to be told apart."""
    words = lru_cache(maxsize=None)(name_words)
    columns = (
        "site_name",
        "supplier_name",
        "address",
        "city",
        "country",
        *SITE_IDENTIFIERS,
        *ENTITY_IDENTIFIERS,
    )
    return [
        tuple(dict.fromkeys(_keys_of(dict(zip(columns, row, strict=True)), words)))[:MOST_KEYS]
        for row in sites.select(columns).iter_rows()
    ]


def _keys_of(site: dict[str, str | None], words: Callable[[str], tuple[str, ...]]) -> Iterator[str]:
    city = fold(site["city"] or "")
    for kind in SITE_IDENTIFIERS:
        if site[kind]:
            yield f"{kind} {site[kind]}"
    for kind in ENTITY_IDENTIFIERS:
        if site[kind] and city:
            yield f"{kind} {site[kind]} {city}"
    country = site["country"]
    if not country:
        return
    names = dict.fromkeys(words(name) for name in (site["site_name"], site["supplier_name"]) if name)
    numbers = _numbers(site["address"] or "")
    for name in names:
        spelled = " ".join(sorted(name))
        if city:
            yield f"name {country} {spelled} {city}"
        if numbers:
            yield f"door {country} {spelled} {numbers}"
    for name in names:
        telling = [word for word in name if word not in generic_words()]
        if telling and city:
            yield f"sound {country} {' '.join(sorted(map(_skeleton, telling)))} {_skeleton(city)}"


def _numbers(address: str) -> str:
    return " ".join(sorted(set(re.findall(r"[0-9]+", fold(address))), key=lambda n: (len(n), n)))


def _skeleton(word: str) -> str:
    """The consonants that survive most spellings: "mohammed" and "muhamad" are both "mmd"."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))
