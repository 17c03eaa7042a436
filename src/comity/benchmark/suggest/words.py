"""How a text is written once spelling no longer matters, and which pieces of it are compared.

In: text in any script. Out: folded Latin words; stems; runs of letters; the first clause; ILO conventions cited.
Laws: folding twice changes nothing; case, marks and punctuation change nothing; no list of words of any subject, because
the next protocol is about something else and in another language.
Transliteration is `anyascii`'s: a Cyrillic or Greek loan word, a name or a number meets its Latin spelling.
"""

import re
from collections.abc import Iterator

from anyascii import anyascii

STEM = 5
"""Letters of a word that count as its stem. Five is where inflection ends in most European languages."""

MAX_TEXT = 20_000
"""Characters of an item that count; a longer one is a document that nobody cut up."""

_CJK = re.compile(r"([\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SHORTEST_RUN, _LONGEST_RUN = 3, 5


def fold(text: str) -> str:
    """Lower-case Latin words with single spaces. Han is spelled in pinyin, one word a character."""
    text = text[:MAX_TEXT]
    if not text.isascii():
        text = anyascii(_CJK.sub(r" \1 ", text))
    return _NOT_WORD.sub(" ", _APOSTROPHE.sub("", text).lower()).strip()


def stems(text: str) -> list[str]:
    return [word[:STEM] for word in fold(text).split()]


def runs(text: str) -> list[str]:
    """Runs of three to five letters inside words, word ends marked: they meet across inflections and loan words."""
    pieces = []
    for word in fold(text).split():
        marked = f" {word} "
        for size in range(_SHORTEST_RUN, _LONGEST_RUN + 1):
            pieces += [marked[start : start + size] for start in range(len(marked) - size + 1)]
    return pieces


_CLAUSE_ENDS = re.compile(r"[.:;|\n。：；]")
_LONGEST_TITLE = 9


def title_of(text: str) -> str:
    """The short first clause that many frameworks open an item with ("Fire safety. The site …"); else nothing."""
    clause, *rest = _CLAUSE_ENDS.split(text, maxsplit=1)
    return clause if rest and rest[0].strip() and len(clause.split()) <= _LONGEST_TITLE else ""


def spellings(text: str) -> Iterator[tuple[str, str]]:
    """(stem, the word as the text writes it), so that a reason shows words that a person finds in the text."""
    for word in re.findall(r"\w+", text[:MAX_TEXT]):
        for stem in stems(word):
            yield stem, word


_HIGHEST_CONVENTION = 192
_CUES = ("ilo", "oit", "iao", "conven", "ubereink", "uebereink", "sozlesme", "konvensi", "yue", "uoc")
_BETWEEN = frozenset(
    ["no", "nos", "nr", "n", "num", "c", "and", "und", "et", "y", "e", "ve", "ile", "dan", "va", "de", "die"]
)
_COUNTED_BEFORE = frozenset({"sayili", "numarali", "hao"})
_CODE = re.compile(r"c(0\d\d|1\d\d)")
_REACH = 3


def conventions(text: str) -> frozenset[int]:
    """Numbers of the ILO conventions that the text cites ("ILO Convention No. 138", "C087 and C098", "第138号公约")."""
    said = [_CODE.sub(r"\1", word) if _CODE.fullmatch(word) else word for word in fold(text).split()]
    cited = {int(code[1]) for word in fold(text).split() if (code := _CODE.fullmatch(word))}
    for place, word in enumerate(said):
        if word.startswith(_CUES):
            cited |= _listed_after(said, place)
            if place > 1 and not _COUNTED_BEFORE.isdisjoint(said[place - _REACH + 1 : place]):
                before = [int(one) for one in said[max(0, place - _REACH) : place] if _is_number(one)]
                cited |= set(before[-1:])
    return frozenset(number for number in cited if 0 < number <= _HIGHEST_CONVENTION)


def _listed_after(said: list[str], cue: int) -> set[int]:
    """The first number soon after the cue, and those that an enumeration adds to it."""
    found: set[int] = set()
    for distance, word in enumerate(said[cue + 1 :]):
        if _is_number(word):
            found.add(int(word))
        elif (found and word not in _BETWEEN) or (not found and distance >= _REACH):
            break
    return found


def _is_number(word: str) -> bool:
    return word.isdecimal() and len(word) <= 3  # a longer one is a year
