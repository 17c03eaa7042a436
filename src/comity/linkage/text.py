"""How a name, an address or a place is written once spelling no longer matters: folded, cut into words, stripped of form.

In: text in any script. Out: lower-case Latin words, in their order. Laws: folding twice changes nothing; case, marks,
punctuation and legal form change nothing.
Transliteration is `anyascii`'s; legal forms and generic words are data beside this file.
"""

import re
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
