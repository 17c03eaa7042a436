"""Which encoding a text without a mark is in, of those that spreadsheets still save in, by the letters that come out.

Western, Turkish, Central European and Vietnamese Windows text decode as each other without an error, and general
detectors confuse them; but a right decoding gives words that some language could spell, and a wrong one does not: no
French word has è before a vowel, no Turkish word begins with ğ. The most words that could be words win; equals go to
the more usual encoding. Law: case and spelling of ASCII words decide nothing.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

_SEVERAL_BYTES = ("gb18030", "big5", "shift_jis")
_LEAST_USUAL = 0.4  # of a script's letters are among its ten most usual; by chance a third or less
_MOST_LINES = 2_000
_MOST_BYTES = 200_000
_HANGUL = range(0xAC00, 0xD7A4)
_HALF_WIDTH = range(0xFF61, 0xFFA0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    encoding: str
    words: re.Pattern[str]  # what a word of its languages can be, in lower case
    usual: str = ""  # the usual letters, for encodings whose every byte is a letter
    least_letters: int = 1  # of a word; the dash of Windows is a lone letter elsewhere


_GERMAN = "[a-zäöüß]*"
_WESTERN = (
    _GERMAN,
    r"(?:[a-zâæçéëîïôœûüÿ]|[èê](?![aeiou]))*[àù]?",  # French
    "[a-záéíóúüñ]*",  # Spanish
    "(?:[a-záâãàçéêíóôúü]|õ(?=e))*",  # Portuguese
    "[a-z]*[àèéìòù]",  # Italian
    "[a-zåäöé]*|[a-zæøåé]*",  # Swedish, Finnish; Danish, Norwegian
    "n?[ºª]",  # "Nº 12", "3ª"
)
_CENTRAL = (
    _GERMAN,
    "[a-ząćęłńóśźż]*",  # Polish
    "[a-záäčďéěíĺľňóôŕřšťúůýž]*",  # Czech, Slovak
    "[a-záéíóöőúüű]*",  # Hungarian
    "[a-zăâîşţ]*",  # Romanian
    "[a-zčćđšž]*",  # Croatian, Slovenian
)
_TURKISH = "(?!ğ)[a-zçğıöşüâîû]*"
_TONES = "[\u0300\u0301\u0303\u0309\u0323]"
_VIETNAMESE = f"(?:[b-df-hj-np-tv-xzđ]|[aăâeêioôơuưy]{_TONES}?|[àáèéíóùúâêô])*"
_CYRILLIC = "[а-яёђѓєѕіїјљњћќўџґ]+"


def _any(*languages: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in languages))


# The first of equals is taken.
_CANDIDATES = (
    _Candidate(encoding="cp1252", words=_any(*_WESTERN)),
    _Candidate(encoding="cp1254", words=_any(_TURKISH, *_WESTERN)),
    _Candidate(encoding="cp1250", words=_any(*_CENTRAL)),
    _Candidate(encoding="cp1258", words=_any(_VIETNAMESE)),
    _Candidate(encoding="cp1251", words=_any(_CYRILLIC), usual="оеаинтсрвлі"),
    _Candidate(encoding="koi8-u", words=_any(_CYRILLIC), usual="оеаинтсрвлі"),
    _Candidate(encoding="cp866", words=_any(_CYRILLIC), usual="оеаинтсрвлі"),
    _Candidate(encoding="cp1253", words=_any("[α-ωάέήίόύώϊϋΐΰς]+"), usual="αοιετσνηρυ"),
    _Candidate(encoding="cp1256", words=_any("[\u0621-\u064a]+"), usual="اليمنوترةب"),
    _Candidate(encoding="cp874", words=_any("[\u0e01-\u0e4e]+"), usual="านรกอเงมยล"),
    _Candidate(encoding="iso8859-2", words=_any(*_CENTRAL), least_letters=2),
    _Candidate(encoding="cp850", words=_any(*_WESTERN), least_letters=2),
    _Candidate(encoding="cp852", words=_any(*_CENTRAL), least_letters=2),
    _Candidate(encoding="mac-roman", words=_any(*_WESTERN), least_letters=2),
)
_WORD = re.compile(r"[A-Za-z]*[^\x00-\x7f\u2010-\u203a\u20ac\xa0©®°·´™][A-Za-z\u0080-\U0010ffff]*")
# Marks that stand between words in any of these encodings; guillemets only at the edge of one.
_SEPARATORS = re.compile(r"[\u2010-\u203a\u20ac\xa0©®°·´™]|(?<!\w)[«»]|[«»](?!\w)")


def likeliest_encoding(data: bytes) -> str:
    """Judged by the first lines that are not ASCII, wherever they stand."""
    telling = b"\n".join(islice((line for line in data.splitlines() if not line.isascii()), _MOST_LINES))[
        :_MOST_BYTES
    ]
    if not telling:
        return _CANDIDATES[0].encoding
    return (
        _of_several_bytes(telling) or max(_CANDIDATES, key=lambda one: _plausibility(one, telling)).encoding
    )


def _of_several_bytes(data: bytes) -> str | None:
    korean = [letter for letter in data.decode("euc_kr", errors="replace") if not letter.isascii()]
    # As Korean, Chinese text is half Hangul, half hanja.
    if len(korean) >= 4 and sum(ord(letter) in _HANGUL for letter in korean) > 0.9 * len(korean):
        return "euc_kr"
    found = from_bytes(data, cp_isolation=[*_SEVERAL_BYTES, "cp1252"]).best()
    if not found or found.encoding not in _SEVERAL_BYTES:
        return None
    text = data.decode(found.encoding, errors="replace")
    foreign = [letter for letter in text if not letter.isascii()]
    # "Müller" read as Chinese has a character between Latin letters; Thai read as Japanese is all half-width.
    stuck = len(re.findall(r"(?<=[A-Za-z])[^\x00-\x7f](?=[a-z])", text))
    half = sum(ord(letter) in _HALF_WIDTH for letter in foreign)
    return None if 5 * stuck > len(foreign) or 2 * half > len(foreign) else found.encoding


def _plausibility(candidate: _Candidate, data: bytes) -> tuple[float, float]:
    """How many different words could be words; and, where all letters are of one script, how usual they are."""
    text = _SEPARATORS.sub(" ", data.decode(candidate.encoding, errors="replace"))
    words = {word for word in _WORD.findall(text) if not word.isascii()}
    likely = [
        word
        for word in words
        if len(word) >= candidate.least_letters
        and _is_cased(word)
        and candidate.words.fullmatch(_lower(word))
    ]
    if not candidate.usual:
        return len(likely), 1
    letters = unicodedata.normalize("NFD", "".join(map(_lower, likely)))
    base = [letter for letter in letters if not unicodedata.combining(letter)]
    share = sum(letter in candidate.usual for letter in base) / max(len(base), 1)
    return (len(likely), share) if share >= _LEAST_USUAL else (0, 0)


def _is_cased(word: str) -> bool:
    """All small, all capital, or one capital first: what a wrong decoding seldom gives."""
    return word.islower() or word.isupper() or word[1:].islower() or word.lower() == word


def _lower(word: str) -> str:
    return word.replace("İ", "i").lower()
