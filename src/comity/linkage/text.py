"""How a name, an address or a place is written once spelling no longer matters: folded, cut into words, stripped of form.

In: text in any script. Out: lower-case Latin words, in their order. Laws: folding twice changes nothing; case, marks,
punctuation and legal form change nothing.
Transliteration is `anyascii`'s; legal forms and generic words are data beside this file.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from anyascii import anyascii

_JOINERS = re.compile(r"(?<=\w)['’`´](?=\w)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_LETTERS_AND_DIGITS = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
MAX_TEXT = 400
"""Characters of a field that count; beyond that a field is a document, not a name."""


class _Latin(dict[int, str]):
    """How each character is spelled in Latin letters, found when first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        spelled = {"ı": "i", "İ": "I"}.get(letter) or anyascii(letter)
        self[code] = f" {spelled} " if _CJK.match(letter) else spelled
        return self[code]


_LATIN = _Latin()


def latin(text: str) -> str:
    """The text in Latin letters, case and marks of punctuation kept."""
    return text if text.isascii() else text.translate(_LATIN)


def fold(text: str) -> str:
    """Lower-case Latin words with single spaces. Han is spelled in pinyin, one word a character."""
    text = text[:MAX_TEXT]
    text = _JOINERS.sub("", latin(text)).lower().replace("&", " and ")
    return _NOT_WORD.sub(" ", text).strip()


def words_of(folded: str) -> tuple[str, ...]:
    """Words; digits stand alone ("unit2" -> unit, 2) and spelled-out letters are joined ("p t" -> pt)."""
    words: list[str] = []
    letters = ""
    for word in _LETTERS_AND_DIGITS.sub(" ", folded).split():
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            words.append(letters)
            letters = ""
        words.append(word)
    if letters:
        words.append(letters)
    return tuple(words)


@lru_cache(maxsize=1)
def legal_forms() -> frozenset[tuple[str, ...]]:
    return frozenset(words_of(line) for line in read_data("legal-forms.txt"))


@lru_cache(maxsize=1)
def generic_words() -> frozenset[str]:
    return frozenset(read_data("generic-words.txt"))


@lru_cache(maxsize=1)
def address_words() -> frozenset[str]:
    return frozenset(read_data("address-words.txt"))


def read_data(name: str) -> list[str]:
    text = (files("comity.linkage") / "data" / name).read_text("utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


LONGEST_FORM = 6
AT_THE_ENDS_ONLY = frozenset({"asa", "company", "private", "san", "sas", "sau", "sia", "the"})
"""Legal forms that are words of their own inside a name."""
AT_THE_END_ONLY = frozenset({"san"})
""""San. ve Tic." ends a name; "San José" begins one."""


def without_legal_form(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words left when legal forms are taken out: short and ambiguous ones only at the ends of the name.

    A name that is nothing but legal form stays as it is: "Berhad" may be somebody's name.
    """
    forms = legal_forms()
    rest: list[str] = []
    index = 0
    while index < len(words):
        size = next(
            (
                size
                for size in range(min(LONGEST_FORM, len(words) - index), 0, -1)
                if words[index : index + size] in forms and _is_form(words, index, size)
            ),
            0,
        )
        if not size:
            rest.append(words[index])
        index += size or 1
    return tuple(rest) or words


def _is_form(words: tuple[str, ...], index: int, size: int) -> bool:
    if index + size == len(words):
        return True
    if index == 0:
        return words[0] not in AT_THE_END_ONLY or size > 1
    return size > 1 or (len(words[index]) > 2 and words[index] not in AT_THE_ENDS_ONLY)


BRACKETS = r"[(\[{（【]([^()\[\]{}（）【】]*)[)\]}）】]"
_BRACKETS = re.compile(BRACKETS)


def name_words(name: str) -> tuple[str, ...]:
    """The words of a company's or a site's name, legal forms off, what stands in brackets last."""
    inside = " ".join(_BRACKETS.findall(name))
    outside = _BRACKETS.sub(" , ", name)
    parts = [without_legal_form(words_of(fold(part))) for part in (*outside.split(","), inside)]
    words = tuple(word for part in parts if part not in legal_forms() for word in part)
    return words or words_of(fold(name))


def in_and_before_brackets(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """("agrolestari",), ("jalemo",) for "Agrolestari Ltd (Jalemo)"; nothing where there are no brackets or no words in
    front. Brackets often hold the site's own name, or its company's.
    """
    inside = without_legal_form(words_of(fold(" ".join(_BRACKETS.findall(name)))))
    before = without_legal_form(words_of(fold(_BRACKETS.sub(" ", name))))
    return (before, inside) if before and inside else ((), ())


UNIT_WORDS = frozenset(
    [
        "unit",
        "units",
        "unite",
        "unidad",
        "unidade",
        "unita",
        "plant",
        "planta",
        "plants",
        "factory",
        "fabrika",
        "fabrik",
        "fabrica",
        "fab",
        "works",
        "werk",
        "usine",
        "site",
        "mill",
        "phase",
        "block",
        "building",
        "bldg",
        "division",
        "div",
        "branch",
        "no",
        "nr",
        "num",
        "numero",
        "nro",
        "number",
        "workshop",
        "xuong",
        "phan",
        "pabrik",
        "nha",
        "may",
        "chang",
        "chejian",
        "hao",
        "tesis",
        "zavod",
        "gongchang",
        "shop",
        "line",
        "section",
        "sector",
    ]
)
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_NUMERALS = {
    **{
        word: value
        for value, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], 1
        )
    },
    **{word: value for value, word in enumerate(["first", "second", "third", "fourth", "fifth", "sixth"], 1)},
    **{word: value for value, word in enumerate(["uno", "dos", "tres", "cuatro", "cinco"], 1)},
    **{word: value for value, word in enumerate(["satu", "dua", "tiga", "empat", "lima"], 1)},
    **{word: value for value, word in enumerate(["yi", "er", "san", "si", "wu"], 1)},
}
NUMBERING = frozenset({*ROMAN, *_NUMERALS})
"""Words that count like digits."""


def unit_labels(words: Iterable[str]) -> frozenset[str]:
    """Which numbered unit of a company a name speaks of: {"2"} for "Unit II", "Factory No. 2", "# 2", "Mill 2".

    A number counts where a unit word stands beside it, or at the very end of the name, if that is not the end of an
    address; a year or a large number never.
    """
    listed = tuple(words)
    found = set()
    for index, word in enumerate(listed):
        before = listed[index - 1] if index else ""
        after = listed[index + 1] if index + 1 < len(listed) else ""
        beside = before in UNIT_WORDS or after in UNIT_WORDS
        last = index == len(listed) - 1 and index > 0 and not _ends_an_address(listed)
        if word.isdigit() and len(word) <= 3 and (beside or last):
            found.add(str(int(word)))
        elif word in ROMAN and (beside or last) and (word != "i" or beside or last):
            found.add(str(ROMAN[word]))
        elif word in _NUMERALS and before in UNIT_WORDS:
            found.add(str(_NUMERALS[word]))
        elif len(word) == 1 and word.isalpha() and before in UNIT_WORDS:
            found.add(word)
    return frozenset(found)


_STREET = re.compile(
    r".*(?:str|strasse|gasse|weg|platz|allee|straat|gatan)|street|st|road|rd|avenue|ave|jalan|jl|jln|rua|calle|via|rue"
)
_DISTRICTS = frozenset({"n", "s", "w", "e", "o", "nw", "sw", "ne", "se", "so"})
"""Postal districts of large towns: "Berlin NW 7"."""


def _ends_an_address(words: tuple[str, ...]) -> bool:
    """Whether the numbers at the end are a house's or a district's: "Hoffmannstr. 51"."""
    before = next((word for word in reversed(words) if not (word.isdigit() or word in ROMAN)), "")
    return before in _DISTRICTS or _STREET.fullmatch(before) is not None
