"""How names and streets sound, so that a name and what it is in another script compare: the consonants, those that scripts and ears mix up as one.

In: texts in Latin words, spelled from any script. Out: consonants alone; words of trade and of streets left out where anything
else is said.
Vowels are not written in Arabic, not all in Devanagari and Thai, and spelled at will in Latin; b and p, d and t, g and k, l
and r, sh, ch, j, z and s are one sound in one script or another. What is left is little, so only texts of two
scripts are compared by it.
"""

from functools import lru_cache

import polars as pl

from comity.linkage.text import address_words, generic_words
from comity.linkage.trades import trade_words
from comity.linkage.words import cut, joined

_SOUNDS = (
    ("[0-9]", ""),
    ("ti(on|a|ou)", "s$1"),
    ("x", "ks"),
    ("q", "k"),
    ("c([eiy])", "s$1"),
    ("(?:sch|tch|tsh|dzh|tz|ts|dz|zh|sh|ch|cs|cz|j)", "s"),
    ("ck", "k"),
    ("ng", "N"),
    ("(?:ph|[bfv])", "p"),
    ("[dt]h?", "t"),
    ("[cgk]h?", "k"),
    ("l", "r"),
    ("z", "s"),
    ("[aeiouyhw ]", ""),
)
_DOUBLED = "kmNnprst"
_ARTICLES = {"al", "el", "the", "and", "of", "for"}
_SHORTEST = 4
"""Letters of a word that is left out: shorter ones are syllables of a name in one language or another."""


def sounds_of(names: pl.Series) -> pl.Series:
    if names.is_empty():
        return names
    sounds = pl.lit(_telling(names))
    for letters, sound in (*_SOUNDS, *((f"{letter}{{2,}}", letter) for letter in _DOUBLED)):
        sounds = sounds.str.replace_all(letters, sound)
    return pl.select(sounds).to_series()


def _telling(names: pl.Series) -> pl.Series:
    """Without words that many firms share, where others are left."""
    words = cut(names)
    kept = joined(words, (~words.words.is_in(_common().implode())).to_numpy())
    return names.scatter(kept["at"], kept["text"])


@lru_cache(maxsize=1)
def _common() -> pl.Series:
    words = generic_words() | address_words() | trade_words()
    return pl.Series(sorted({word for word in words if len(word) >= _SHORTEST} | _ARTICLES), dtype=pl.String)
