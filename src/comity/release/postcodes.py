"""Which part of a city's cell is a postcode: some members write it there, some in a column of its own, some nowhere.

In: a city as a list has it, its country. Out: its folded words without the postcode.
Laws: a district's number stays ("Praha 1", "District 12"); a cell that is nothing but a postcode stays as it is.
"""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from comity.linkage.text import fold

_CODE_OF_A_COUNTRY = re.compile(r"\b[a-z]{1,3} (?=[0-9]{3,6}\b)")  # D-40210, CH-8001, in front of the number
_DIGITS = re.compile(r"\b(?:[0-9]{2} [0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{3,})\b")  # 00-950, 110 00, 35000


@lru_cache(maxsize=100_000)
def without_postcode(city: str, country: str | None) -> str:
    folded = fold(city)
    if not any(sign.isdigit() for sign in folded):
        return folded
    rest = folded
    form = _forms().get(country or "")
    if form is not None:
        rest = form.sub(" ", rest)
    rest = _without_country_code(rest, country)
    rest = " ".join(_DIGITS.sub(" ", rest).split())
    return rest or folded


def _without_country_code(folded: str, country: str | None) -> str:
    """The letters in front are the country's only where the cell begins with them: "Roma 00100" keeps its name."""
    found = _CODE_OF_A_COUNTRY.match(folded)
    if found is None or country is None:
        return folded
    letters = found.group().strip()
    return folded[found.end() :] if letters in {country.lower(), _PLATES.get(country, "")} else folded


_PLATES = {"DE": "d", "AT": "a", "BE": "b", "FR": "f", "IT": "i", "ES": "e", "PT": "p", "SE": "s", "FI": "fin", "LU": "l"}  # fmt: skip
"""Letters of cars, which stand in front of postcodes; other countries use their ISO code, or none."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, re.Pattern[str]]:
    text = (files("comity.release") / "data" / "postcodes.toml").read_text("utf-8")
    return {country: re.compile(rf"\b{form}\b") for country, form in tomllib.loads(text).items()}
