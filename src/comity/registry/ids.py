"""What a site is called for ever: `S-000123-7`, a running number and a check digit.

Laws: one wrong digit, or two neighbours swapped, never gives a valid id; leading zeros do not change the check digit.
Source: the totally anti-symmetric quasigroup of order ten of H. Michael Damm, "Total anti-symmetrische Quasigruppen",
Marburg 2004.
"""

import re
from collections.abc import Iterator

_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_FORM = re.compile(r"S-([0-9]{6,})-([0-9])", re.ASCII)


def site_id(number: int) -> str:
    digits = f"{number:06d}"
    return f"S-{digits}-{_check_digit(digits)}"


def number_of(site: str) -> int | None:
    """None where the text is no id: of another form, or with a check digit that does not fit."""
    form = _FORM.fullmatch(site.strip().upper())
    if not form or _check_digit(form[1]) != form[2]:
        return None
    number = int(form[1])
    return number if site_id(number) == form[0] else None


def is_site_id(text: str) -> bool:
    return number_of(text) is not None


def numbers_meant(site: str) -> Iterator[int]:
    """Numbers whose id differs from the text by one digit or by two neighbours swapped: what a slip of the hand makes."""
    form = _FORM.fullmatch(site.strip().upper())
    if not form:
        return
    digits = form[1] + form[2]
    for place, found in enumerate(digits):
        for digit in "0123456789":
            if digit != found:
                yield from _valid(digits[:place] + digit + digits[place + 1 :])
        if place:
            yield from _valid(digits[: place - 1] + found + digits[place - 1] + digits[place + 1 :])


def _valid(digits: str) -> Iterator[int]:
    if _check_digit(digits[:-1]) == digits[-1]:
        yield int(digits[:-1])


def _check_digit(digits: str) -> str:
    interim = "0"
    for digit in digits:
        interim = _DAMM[int(interim)][int(digit)]
    return interim
