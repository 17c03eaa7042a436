"""What a check found, as a workbook: what to ask for first, then what to look at, then the rest. No supplier is lost.

`checked_table` says the same in one table of CSV, in the order of the suppliers' own list.
Laws: every supplier row stands on exactly one sheet, and on one line; nothing in it can be read as a formula; the same findings give the
same bytes.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import wrap

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from comity.check.check import Checked, State
from comity.core import AgeBand
from comity.core.countries import country_name
from comity.core.spreadsheets import csv_bytes
from comity.core.tongue import Tongue, in_english

_FRESHEST_FIRST = pl.col("audited").replace_strict({band.value: band.months for band in AgeBand}, default=99)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    title: str
    told: str
    shows_listed: bool = False
    shows_own_audit: bool = False
    order: tuple[pl.Expr, ...] = ()  # before the order of the suppliers' own list


_PAGES = {
    State.EXISTS: _Page(
        title="Audits that exist",
        told="Ask these suppliers for their report, the freshest audits first.",
        shows_listed=True,
        shows_own_audit=True,
        order=(_FRESHEST_FIRST,),
    ),
    State.LOOK: _Page(
        title="Please look",
        told="These may be listed. Compare the two names and addresses; then ask the supplier, or not. The likeliest first.",
        shows_listed=True,
        shows_own_audit=True,
        order=(-pl.col("probability"),),
    ),
    State.PERHAPS_OWN: _Page(
        title="Perhaps your own",
        told="Listed, but your own older audit may be the one. The supplier can say whether there is another.",
        shows_listed=True,
        shows_own_audit=True,
    ),
    State.NOT_LISTED: _Page(
        title="Not in the list",
        told="No other audit is known: these are still to be made.",
        shows_own_audit=True,
    ),
    State.NOT_DUE: _Page(
        title="Not due",
        told="You had these audited within your acceptance age.",
        shows_own_audit=True,
    ),
    State.UNREADABLE: _Page(
        title="Names no site",
        told="These rows of your list name neither a site nor a supplier. Correct them there and check again.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    head: str
    name: str  # of CHECKED_FRAME
    width: int


_OWN = (
    _Column(head="Row", name="row", width=6),
    _Column(head="Your reference", name="reference", width=12),
    _Column(head="Your supplier", name="name", width=34),
    _Column(head="Address", name="address", width=30),
    _Column(head="City", name="city", width=14),
    _Column(head="Country", name="country", width=12),
)
_LISTED = (
    _Column(head="Listed as", name="listed_name", width=34),
    _Column(head="Listed address", name="listed_address", width=30),
    _Column(head="Listed city", name="listed_city", width=14),
    _Column(head="Last audited", name="audited", width=16),
    _Column(head="Assurance", name="assurance", width=19),
)
_AUDITED = (_Column(head="Your own latest audit", name="own_audit", width=12),)
_WHY = (
    _Column(head="How sure", name="probability", width=7),
    _Column(head="Row of the common list", name="listed_row", width=12),
    _Column(head="Why", name="reason", width=92),
)
_LINE = 15  # points of one line of text
_A3, _A4 = 8, 9


def checked_workbook(
    checked: Checked, *, remarks: Sequence[str] | None = None, said: Tongue = in_english
) -> bytes:
    """`remarks` are what a reader must know before believing the first line, where they are said otherwise than the check says them."""
    if remarks is None:
        remarks = [
            f"{said(one.message)} {said(one.remedy) if one.remedy else ''}".rstrip()
            for one in checked.remarks
        ]
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(data, options)
    book.set_properties({"title": said(checked.headline), "created": _at_midnight(checked.cutoff)})
    style = _Style.of(book)
    _write_summary(book.add_worksheet(said("Summary")), checked, remarks, style, said)
    for state, page in _PAGES.items():
        rows = checked.rows.filter(pl.col("state") == state.value)
        if rows.height:
            _write_page(
                book.add_worksheet(said(page.title)), page, rows.sort(*page.order, "row"), style, said
            )
    book.close()
    return data.getvalue()


def checked_table(checked: Checked) -> bytes:
    columns = (_Column(head="State", name="state", width=0), *_OWN, *_LISTED, *_AUDITED, *_WHY)
    named = checked.rows.with_columns(listed=pl.col("listed_row").is_not_null())
    told = _in_words(named.filter("listed"), shows_listed=True)
    rest = _in_words(named.filter(~pl.col("listed")), shows_listed=False)
    rows = pl.concat([told, rest], how="vertical_relaxed").sort("row")
    return csv_bytes(rows.select(pl.col(one.name).alias(one.head) for one in columns), for_people=True)


def _at_midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 -- a day, not a moment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Style:
    head: Format
    cell: Format
    told: Format
    share: Format
    date: Format
    title: Format
    bold: Format
    count: Format
    soft: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "_Style":
        head = {
            "bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter",
        }  # fmt: skip
        top = {"valign": "top"}
        return cls(
            head=book.add_format(head),
            cell=book.add_format({**top, "text_wrap": True, "align": "left"}),
            told=book.add_format({**top, "indent": 1}),
            share=book.add_format({**top, "num_format": "0%", "align": "left"}),
            date=book.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
            title=book.add_format({"bold": True, "font_size": 16}),
            bold=book.add_format({**top, "bold": True}),
            count=book.add_format({**top, "num_format": "#,##0"}),
            soft=book.add_format({"italic": True, "font_color": "#5B6B72"}),
        )


def _write_summary(
    sheet: Worksheet, checked: Checked, remarks: Sequence[str], style: _Style, said: Tongue
) -> None:
    for at, width in enumerate((22, 10, 100)):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 2 * _LINE)
    sheet.write_string(0, 0, said(checked.headline), style.title)
    background = map(said, _background(checked))
    lines = [*((one, style.bold) for one in remarks), *((one, style.soft) for one in background)]
    for down, (line, looks) in enumerate(lines, 1):
        sheet.write_string(down, 0, line, looks)
    start = 2 + len(lines)
    for at, head in enumerate((said("Sheet"), said("Sites"), f"  {said('What to do')}")):
        sheet.write_string(start, at, head, style.head)
    for down, (state, page) in enumerate(_PAGES.items(), start + 1):
        sites, title = checked.sites_in(state), said(page.title)
        if sites:
            sheet.write_url(down, 0, f"internal:'{title}'!A1", style.bold, title)
        else:
            sheet.write_string(down, 0, title, style.bold)
        sheet.write_number(down, 1, sites, style.count)
        sheet.write_string(down, 2, said(page.told if sites else "None."), style.told)
    sheet.write_string(
        start + len(_PAGES) + 2,
        0,
        said("Whether you recognise a report, or ask for another audit, is always your own decision."),
        style.soft,
    )
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _background(checked: Checked) -> list[str]:
    """What the first line counts, so that nobody has to look it up."""
    lines = [
        f"Checked against the common list {checked.round_id}, cut-off {checked.cutoff}. A site counts once, however many rows it has.",
        f"Due: the first four sheets below, the sites that you did not have audited in the {checked.accept_months} months before the cut-off.",
    ]
    if checked.check_only:
        lines.append(
            f"{checked.check_only:,} of them are check-only: nobody sees them in the common list, and your own names opened them here."
        )
    return lines


def _write_page(sheet: Worksheet, page: _Page, rows: pl.DataFrame, style: _Style, said: Tongue) -> None:
    columns = _columns(page, rows)
    sheet.write_string(0, 0, said(page.told), style.soft)
    sheet.set_row(1, 2 * _LINE)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(1, at, said(column.head), style.head)
    told = _in_words(rows, shows_listed=page.shows_listed, said=said)
    for down, row in enumerate(told.select([one.name for one in columns]).iter_rows(), 2):
        sheet.set_row(down, _LINE * _lines(row, columns))
        for at, value in enumerate(row):
            _write_cell(sheet, down, at, value, style)
    sheet.freeze_panes(2, 3)
    sheet.autofilter(1, 0, rows.height + 1, len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(_A3 if page.shows_listed else _A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_footer("&L&A&R&P / &N")


def _columns(page: _Page, rows: pl.DataFrame) -> tuple[_Column, ...]:
    """A column of the list's that says nothing of any row here is left out."""
    if not page.shows_listed:
        return _OWN + (_AUDITED if page.shows_own_audit else ())
    columns = _OWN + _LISTED + _AUDITED + _WHY
    hidden = {
        name for name in ("audited", "assurance", "own_audit") if rows[name].null_count() == rows.height
    }
    return tuple(column for column in columns if column.name not in hidden)


def _lines(row: tuple[object, ...], columns: tuple[_Column, ...]) -> int:
    """How many lines the longest text takes: not every program finds the height of a row by itself."""
    return max(
        len(wrap(value, column.width)) if isinstance(value, str) and len(value) > column.width else 1
        for value, column in zip(row, columns, strict=True)
    )


def _in_words(rows: pl.DataFrame, *, shows_listed: bool, said: Tongue = in_english) -> pl.DataFrame:
    """Codes as words; what the list hides is said to be hidden, not left blank; a probability is never rounded up."""
    names = {code: said(country_name(code)) for code in rows["country"].drop_nulls().unique()}
    told = rows.with_columns(pl.col("country").replace(names))
    if not shows_listed:
        return told
    reasons = {one: "; ".join(map(said, one.split("; "))) for one in rows["reason"].drop_nulls().unique()}
    known = {one: said(one) for name in ("audited", "assurance") for one in rows[name].drop_nulls().unique()}
    return told.with_columns(
        pl.col("audited", "assurance").replace(known).fill_null(said("not shown")),
        reason=pl.col("reason").replace(reasons),
        probability=((pl.col("probability") * 100).floor() / 100).round(2),
        listed_row=pl.when("check_only").then(pl.lit(said("check-only"))).otherwise("listed_row"),
    )


def _write_cell(sheet: Worksheet, down: int, at: int, value: object, style: _Style) -> None:
    """The only share is a float, the only whole number a row."""
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(down, at, value, style.cell)
        case date():
            sheet.write_datetime(down, at, value, style.date)
        case float():
            sheet.write_number(down, at, value, style.share)
        case int():
            sheet.write_number(down, at, value, style.cell)
