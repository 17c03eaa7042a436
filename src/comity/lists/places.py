"""Whether what a row says of its place can be where people work: post boxes, missing parts, two countries in one row.

In: addresses, cities, countries and national ids as text. Out: findings that somebody should look; none refuses a row.
Laws: a country contradicts only where the address names another one outright, or an id's check digits belong to another.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import polars as pl

from comity.core.countries import country_name, resolve_country
from comity.core.identifiers import plain_identifier
from comity.lists.findings import Findings
from comity.lists.headers import plain
from comity.lists.site_audits import RowProblem, Severity
from comity.lists.words import table as words

MOST_ADDRESS = 200
_STREET_WORDS = 2  # “Husova 560”; one word is a town, or a door

COORDINATES = ("latitude", "longitude")

_MOST_DEGREES = {"latitude": 90, "longitude": 180}
_SIDES = {
    "latitude": "NS",
    "longitude": "EWO",
}  # O is west in French, Spanish and Italian, and east in German
_DEGREES = re.compile(
    r"([-+−]?\d{1,3}(?:[.,]\d+)?)\s*[°º]?(?:\s*(\d{1,2}(?:[.,]\d+)?)\s*['’′])?(?:\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"”″]|''|’’))?"
)

_SAME_PLACE = {
    # A state, a province or a territory bears the other country's name, or belongs to it.
    ("US", "GE"), ("NG", "NE"), ("BE", "LU"), ("GR", "MK"), ("GB", "IE"), ("IE", "GB"), ("GB", "JE"), ("GB", "GG"), ("GB", "IM"),
    ("CN", "HK"), ("CN", "MO"), ("CN", "TW"), ("HK", "CN"), ("MO", "CN"), ("TW", "CN"), ("US", "PR"), ("US", "GU"), ("US", "VI"),
    ("PR", "US"), ("FR", "RE"), ("FR", "GP"), ("FR", "MQ"), ("FR", "GF"), ("FR", "YT"), ("NL", "CW"), ("NL", "AW"), ("FI", "AX"),
}  # fmt: skip

_NATIONAL_FORMS = {
    "BR": re.compile(r"\d{14}"),
    "CN": re.compile(r"[0-9A-Z]{18}"),
    "IN": re.compile(r"\d{2}[A-Z]{5}\d{4}[A-Z]\w{3}"),
}
"""Ids of one country alone, told by their length and check digits."""


def place_findings(table: pl.DataFrame, findings: Findings) -> Iterable[RowProblem]:
    """`table` holds the columns of a list as text, `country` as a code where it is understood, ids as they were said."""
    doubt = Severity.DOUBT
    for column, code, message, whole in (
        ("address", "no-address", "The row has no address, so its site is hard to tell from others. Add street and number.",
         "No row has an address, so sites are hard to tell from others. Add street and number, or give city and identifiers."),
        ("city", "no-city", "The row has no city. Add it.",
         "No row has a city, so check-only entries can only be opened by house numbers and identifiers. Add it in a column of its own."),
    ):  # fmt: skip
        yield from findings.of_rows_or_list(
            table.filter(pl.col(column).is_null()),
            column,
            code,
            doubt,
            message,
            whole=whole,
            most=table.height,
        )
    addresses = table.select("row", "city", "region", value="address").drop_nulls("value")
    boxes = addresses.filter(
        pl.Series([is_post_box(text, beside=beside) for *beside, text in addresses.drop("row").iter_rows()], dtype=pl.Boolean)
    )  # fmt: skip
    yield from findings.of_rows(
        boxes, "address", "po-box", doubt,
        "“{value}” is a post box, and nobody works in one. Write the street address of the site.",
    )  # fmt: skip
    yield from findings.of_rows(
        addresses.filter(pl.col("value").str.len_chars() > MOST_ADDRESS), "address", "long-address", doubt,
        f"The address has more than {MOST_ADDRESS} letters. Keep the place alone.",
    )  # fmt: skip
    for column in ("address", "city"):
        said = table.select("row", "country", value=column).drop_nulls()
        pairs = said.select("country", "value").unique().filter(pl.col("value").str.contains(r"[,，、;]"))
        yield from _contradictions(
            said, ((*pair, country_in(pair[1])) for pair in pairs.iter_rows()), "value", column, findings
        )
    ids = table.select("row", "country", value="national_id_said").drop_nulls()
    pairs = ids.select("country", "value").unique()
    yield from _contradictions(
        ids, ((*pair, country_of_id(pair[1])) for pair in pairs.iter_rows()), "id", "national_id", findings
    )


def _contradictions(
    said: pl.DataFrame,
    pairs: Iterable[tuple[str, str, str | None]],
    kind: str,
    column: str,
    findings: Findings,
) -> Iterable[RowProblem]:
    found = [
        (country, value, f"{country_name(other)}, the row {country_name(country)}")
        for country, value, other in pairs
        if other and other != country and (country, other) not in _SAME_PLACE
    ]
    schema = {"country": pl.String, "value": pl.String, "mended": pl.String}
    rows = said.join(
        pl.DataFrame(found, schema=schema, orient="row"), on=["country", "value"], maintain_order="left"
    )
    speaks = "“{value}” is an id of " if kind == "id" else "“{value}” names "
    for problem in findings.of_rows(
        rows,
        column,
        "country-contradicts-address",
        Severity.DOUBT,
        speaks + "{mended}. Correct the one that is wrong.",
    ):
        yield RowProblem(
            list=problem.list, row=problem.row, column=problem.column, code=problem.code,
            severity=problem.severity, message=problem.message, value=problem.value,
        )  # fmt: skip


def is_post_box(text: str, *, beside: Iterable[str | None] = ()) -> bool:
    """Whether nothing stands before the box but the names `beside` the address: “Husova 560, PO Box 42” has a street.

    What stands behind a box is nearly always its town.
    """
    spoken = plain(text)
    box = _post_box().search(spoken)
    if box is None:
        return False
    before = set(spoken[: box.start()].split())
    for name in beside:
        before -= set(plain(name or "").split())
    return len(before) < _STREET_WORDS


@lru_cache(maxsize=1)
def _post_box() -> re.Pattern[str]:
    return re.compile("|".join(words()["post_box"]["patterns"]))


def country_in(address: str) -> str | None:
    """The country that the last part of an address names outright; codes and short words name none here."""
    last = re.split(r"[,，、;]", address)[-1]
    return _named(re.sub(r"^[\d\W_]+|[\d\W_]+$", "", last))


@lru_cache(maxsize=20_000)
def _named(part: str) -> str | None:
    is_long = len(part) >= 4 or (len(part) >= 2 and not part.isascii() and part[0] >= "\u3040")
    return resolve_country(part) if is_long else None


def country_of_id(text: str) -> str | None:
    spelled = re.sub(r"[^A-Z0-9]", "", text.upper())
    for country, form in _NATIONAL_FORMS.items():
        if form.fullmatch(spelled) and plain_identifier("national_id", spelled, country):
            return country
    return None


def degrees(text: str, column: str) -> float | None:
    """39.9208, 39,9208, 39.9208° N or 39°55'15"N as degrees; None for what is none, or lies outside the globe."""
    bare = text.strip()
    side = next((mark for mark in (bare[:1].upper(), bare[-1:].upper()) if mark in set(_SIDES[column])), "")
    if side == "O":
        return None
    found = _DEGREES.fullmatch(bare.strip("nsewNSEW \t") if side else bare)
    if not found:
        return None
    whole, minutes, seconds = (
        float((part or "0").replace(",", ".").replace("−", "-")) for part in found.groups()
    )
    is_signed = found[1][0] in "-+−"
    if minutes >= 60 or seconds >= 60 or (is_signed and side):
        return None
    number = abs(whole) + minutes / 60 + seconds / 3600
    number = -number if found[1][0] in "-−" or side in ("S", "W") else number
    return number if abs(number) <= _MOST_DEGREES[column] else None
