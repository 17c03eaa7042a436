"""Identifiers: what a person writes for one, made plain and checked by form and check digit.

In: a text as found, and the row's country for national ids. Out: the plain form, or None where it cannot be one.
Laws: a plain form stays as it is; nothing is padded or guessed, because a wrong identifier joins wrong sites.
Spec: LEI ISO 17442 (ISO 7064 mod 97-10); GLN GS1 General Specifications 7.9 (mod 10); OS ID Open Supply Hub (Crockford
base 32, sum mod 32); DUNS nine digits, which have no public check. Sedex, amfori and RBA publish no check: form alone.
"""

import re
from importlib import import_module
from types import ModuleType

from stdnum import ean, lei

from comity.core.sites import IDENTIFIERS

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_FORMS = {
    "lei": re.compile(r"[A-Z0-9]{18}[0-9]{2}"),
    "gln": re.compile(r"[0-9]{13}"),
    "os_id": re.compile(rf"[A-Z]{{2}}[0-9]{{7}}[{_CROCKFORD}]{{6}}"),
    "duns": re.compile(r"[0-9]{9}"),
    "sedex_site": re.compile(r"ZS[0-9]{4,14}"),
    "sedex_company": re.compile(r"ZC[0-9]{4,14}"),
    "amfori_id": re.compile(r"[0-9]{3}[0-9]{6}[0-9]{3}"),
    "rba_id": re.compile(r"[A-Z0-9]*[0-9][A-Z0-9]*"),
    "national_id": re.compile(r"[A-Z0-9]{5,24}"),
}

_NATIONAL = {
    "BR": ("br.cnpj",),
    "CN": ("cn.uscc",),
    "IN": ("in_.gstin", "in_.pan"),
    "TR": ("tr.vkn", "tr.tckimlik"),
}
"""Countries where every id that a company may give is known; elsewhere the form alone is checked."""

_INDIAN_CIN = re.compile(r"[LUF][0-9]{5}[A-Z]{2}[0-9]{4}[A-Z]{3}[0-9]{6}")


def plain_identifier(kind: str, text: str, country: str | None = None) -> str | None:
    """`kind` is one of `IDENTIFIERS`; `country` an alpha-2 code."""
    if kind not in IDENTIFIERS:
        raise ValueError(f"no identifier is called {kind!r}")
    plain = re.sub(r"[^A-Z0-9]", "", text.upper()) if text.isascii() else ""
    if not _FORMS[kind].fullmatch(plain) or _is_filler(plain):
        return None
    if kind == "lei":
        return plain if lei.is_valid(plain) else None
    if kind == "gln":
        return plain if ean.is_valid(plain) else None
    if kind == "os_id":
        return plain if _os_id_check(plain) else None
    if kind == "national_id":
        return plain if _is_national(plain, country) else None
    return plain


def _is_filler(plain: str) -> bool:
    """000000000 and 123456789: what people type where a form demands something."""
    return len(set(plain)) == 1 or plain in "01234567890123456789"


def _os_id_check(plain: str) -> bool:
    total = ord(plain[0]) + ord(plain[1]) + sum(_CROCKFORD.index(letter) for letter in plain[2:14])
    return _CROCKFORD[total % 32] == plain[14]


def _is_national(plain: str, country: str | None) -> bool:
    if not any(letter.isdigit() for letter in plain):
        return False
    known = _NATIONAL.get(country or "")
    if known is None or (country == "IN" and _INDIAN_CIN.fullmatch(plain)):
        return True
    return any(_module(name).is_valid(plain) for name in known)


def _module(name: str) -> ModuleType:
    return import_module(f"stdnum.{name}")
