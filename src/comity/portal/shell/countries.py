"""What a country is called, in the language that is active (CLDR, by Babel)."""

from functools import lru_cache

from django.utils.translation import get_language, to_locale

from comity.core.countries import country_name


def country_called(code: str) -> str:
    return _called(code, to_locale(get_language() or "en"))


@lru_cache(maxsize=2048)
def _called(code: str, locale: str) -> str:
    return country_name(code, locale)
