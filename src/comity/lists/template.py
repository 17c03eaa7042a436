"""The list template: a workbook that helps to fill itself in, and a page that says what belongs into each column.

Laws: every header of it is understood; what its drop-downs offer is read without a finding.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from babel import Locale

from comity.core.countries import country_name, resolve_country
from comity.core.tongue import Tongue, in_english
from comity.lists.marks import ENGLISH
from comity.lists.pages import INK, Page, new_workbook
from comity.lists.places import MOST_ADDRESS
from comity.lists.words import table, words_of

_LINES = 10_000
_GUIDE = "How to fill it in"
_CHOICES = "Choices"


class _Need(StrEnum):
    MUST = "must"
    SHOULD = "should"
    OPTIONAL = "optional"


_PAPER = {_Need.MUST: "#243B53", _Need.SHOULD: "#9FB3C8", _Need.OPTIONAL: "#D9E2EC"}
_INK = {_Need.MUST: "#FFFFFF", _Need.SHOULD: INK, _Need.OPTIONAL: INK}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    name: str
    need: _Need
    rule: str
    example: str = ""
    width: int = 16
    choices: str = ""  # the column of choices; others may be typed where `is_open`
    is_open: bool = False

    @property
    def header(self) -> str:
        return self.name + ("*" if self.need is _Need.MUST else "")


_COLUMNS = (
    _Column(name="supplier_name", need=_Need.MUST, rule="Legal name of the company that was audited.", example="Velmira Gıda San. ve Tic. A.Ş.", width=34),
    _Column(name="site_name", need=_Need.SHOULD, rule="Name of the site that was audited. Empty: the supplier's name is taken.", example="Velmira İzmir Plant 2", width=30),
    _Column(name="address", need=_Need.MUST, rule=f"Street and number of the site, not of the office. No post box. At most {MOST_ADDRESS} letters.", example="10032 Sokak No: 14, AOSB", width=40),
    _Column(name="city", need=_Need.MUST, rule="City or town of the site.", example="Çiğli", width=18),
    _Column(name="region", need=_Need.OPTIONAL, rule="State, province or region.", example="İzmir"),
    _Column(name="postal_code", need=_Need.OPTIONAL, rule="Postal code.", example="35620", width=13),
    _Column(name="country", need=_Need.MUST, rule="English name, or two-letter code of ISO 3166-1. Choose from the list.", example="Türkiye", width=20, choices="country", is_open=True),
    _Column(name="site_id_sedex", need=_Need.OPTIONAL, rule="Sedex site reference: ZS and digits.", example="ZS401234567"),
    _Column(name="company_id_sedex", need=_Need.OPTIONAL, rule="Sedex company reference: ZC and digits.", example="ZC401234567", width=18),
    _Column(name="os_id", need=_Need.OPTIONAL, rule="Open Supply Hub id: two letters of the country, then 13 letters and digits.", width=18),
    _Column(name="gln", need=_Need.OPTIONAL, rule="Global location number: 13 digits."),
    _Column(name="duns", need=_Need.OPTIONAL, rule="D-U-N-S number: nine digits.", width=12),
    _Column(name="lei", need=_Need.OPTIONAL, rule="Legal entity identifier: 20 letters and digits.", width=23),
    _Column(name="amfori_id", need=_Need.OPTIONAL, rule="amfori id (DBID): 12 digits, as 156-012345-000."),
    _Column(name="rba_id", need=_Need.OPTIONAL, rule="RBA site id.", width=14),
    _Column(name="national_id", need=_Need.OPTIONAL, rule="Tax or company number of the country, such as CNPJ, USCC or GSTIN.", width=20),
    _Column(name="product_category", need=_Need.SHOULD, rule="Choose from the list. Never a product, a volume, a price or a contract.", example="packaging", width=19, choices="product_category"),
    _Column(name="protocol", need=_Need.MUST, rule="Protocol that the audit followed. Its benchmark must be valid, else the audit counts as partial.", example="SMETA", width=16, choices="protocol", is_open=True),
    _Column(name="protocol_version", need=_Need.SHOULD, rule="Version of the protocol.", example="6.1", width=17),
    _Column(name="pillars", need=_Need.SHOULD, rule="4 or 2. Audits of two pillars are taken, and count as partial.", example="4", width=9, choices="pillars"),
    _Column(name="audit_date", need=_Need.MUST, rule="Last day on site, as year-month-day, with the day. Not in the future, and not before the round's window.", example="2025-11-28", width=13),
    _Column(name="audit_type", need=_Need.SHOULD, rule="Choose from the list. Desktop reviews, questionnaires, self-assessments and virtual assessments do not belong here.", example="periodic", width=18, choices="audit_type"),
    _Column(name="announcement", need=_Need.OPTIONAL, rule="Choose from the list.", example="semi-announced", width=16, choices="announcement"),
    _Column(name="audit_firm", need=_Need.OPTIONAL, rule="Company of the auditors, never their names.", width=20),
    _Column(name="platform", need=_Need.OPTIONAL, rule="Where the report is.", example="Sedex", width=12, choices="platform", is_open=True),
    _Column(name="internal_reference", need=_Need.OPTIONAL, rule="Your own number for the site. It never leaves your own workbook.", example="V-001482", width=19),
)  # fmt: skip


_THEN = "Then run: comity lint list.xlsx – it says what is wrong, and gives the list back with a remark beside each row."


def template_workbook(*, said: Tongue = in_english, then: str = _THEN) -> bytes:
    """Headers and choices stay as they are in every language: they are what a list is read by. `then` says where it goes, filled in."""
    buffer = io.BytesIO()
    with new_workbook(buffer, title=said("List of audited sites"), said=said) as book:
        _list(book.page("List"))
        _guide(book.page(_GUIDE), then)
        _choices(book.page(_CHOICES))
    return buffer.getvalue()


@lru_cache(maxsize=1)
def _offered() -> dict[str, tuple[str, ...]]:
    codes = [str(code) for code in Locale.parse("en").territories]
    countries = [code for code in codes if len(code) == 2 and resolve_country(country_name(code)) == code]
    names = sorted(map(country_name, countries))
    return {
        "country": tuple(names),
        "protocol": tuple(table()["protocols"]),
        "pillars": ("4", "2"),
        "platform": ("Sedex", "amfori", "RBA", "none"),
        **{column: words_of(column) for column in ("product_category", "audit_type", "announcement")},
    }


def _list(page: Page) -> None:
    sheet = page.sheet
    for at, column in enumerate(_COLUMNS):
        is_date = column.name == "audit_date"
        # Text keeps the leading zeros of codes and references; a date column shows what the rule asks for.
        whole = page.style(
            num_format="yyyy-mm-dd" if is_date else "General" if column.name == "pillars" else "@"
        )
        sheet.set_column(at, at, column.width, whole)
        page.write(0, at, column.header, bold=True, text_wrap=True, border=1, border_color="#FFFFFF",
                   bg_color=_PAPER[column.need], font_color=_INK[column.need])  # fmt: skip
        sheet.write_comment(
            0,
            at,
            f"{page.said(column.need.value).capitalize()}. {page.said(column.rule)}",
            {"x_scale": 2, "author": "Comity"},
        )
        if validation := _validation(column, page.said):
            sheet.data_validation(1, at, _LINES, at, validation)
    sheet.set_row(0, 32)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, _LINES, len(_COLUMNS) - 1)
    page.printed(header_row=0)


def _validation(column: _Column, said: Tongue) -> dict[str, Any] | None:
    message = {
        "input_title": column.name,
        "input_message": said(column.rule)[:255],
        "error_title": column.name,
    }
    if column.choices:
        place = list(_offered()).index(column.choices)
        letter = chr(ord("A") + place)
        source = f"='{said(_CHOICES)}'!${letter}$2:${letter}${len(_offered()[column.choices]) + 1}"
        return message | {
            "validate": "list",
            "source": source,
            "error_type": "warning" if column.is_open else "stop",
            "error_message": said("This is none of the choices.")
            + (f" {said('Keep it?')}" if column.is_open else ""),
        }
    if column.name == "audit_date":
        return message | {
            "validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2099, 12, 31),
            "error_message": said("Write a whole date, as 2025-11-28."),
        }  # fmt: skip
    if column.name == "address":
        return message | {
            "validate": "length", "criteria": "<=", "value": MOST_ADDRESS,
            "error_message": said(f"At most {MOST_ADDRESS} letters."),
        }  # fmt: skip
    return None


def _guide(page: Page, then: str) -> None:
    sheet = page.sheet
    page.wide((22, 11, 92, 32))
    page.tell(0, 0, ENGLISH.guide, bold=True, font_size=16)
    lines = (
        "One row for each audit: a site that you had audited in the last three years before the round's cut-off.",
        "Columns with * must be filled; an audit without them is not taken. Delete no header; empty columns may stay.",
        "Leave out your own factories, audits that were not on site, and sites that your counsel wants to keep confidential.",
        "Add no prices, volumes, spend, contracts, planned audits, findings or grades: such columns are refused unread.",
        then,
    )
    for at, line in enumerate(lines, start=2):
        page.tell(at, 0, line)
    top = len(lines) + 3
    for at, header in enumerate(("Column", "Need", "Rule", "Example")):
        page.tell(top, at, header, bold=True, font_color="#FFFFFF", bg_color=_PAPER[_Need.MUST])
    for at, column in enumerate(_COLUMNS, start=top + 1):
        page.write(at, 0, column.header, bold=column.need is _Need.MUST)
        page.tell(at, 1, column.need.value, bg_color=_PAPER[column.need], font_color=_INK[column.need])
        page.tell(at, 2, column.rule, text_wrap=True)
        page.write(at, 3, column.example, text_wrap=True)
    sheet.hide_gridlines(2)
    page.printed()


def _choices(page: Page) -> None:
    for at, (name, choices) in enumerate(_offered().items()):
        page.write(0, at, name)
        _down(page, at, choices)
    page.sheet.hide()


def _down(page: Page, column: int, choices: Sequence[str]) -> None:
    for at, choice in enumerate(choices, start=1):
        if choice.isdigit():
            page.number(at, column, int(choice))
        else:
            page.write(at, column, choice)
