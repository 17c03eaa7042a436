"""What a check found, as a workbook: what to ask for first, then what to look at, then the rest. No supplier is lost."""

import io
from datetime import datetime

import polars as pl
import xlsxwriter

from comity.check.check import Checked, State
from comity.core.countries import country_name

_SHEETS = (
    (State.EXISTS, "Audits that exist", "Ask these suppliers for their report."),
    (State.LOOK, "Please look", "These may be listed. Decide by the two names and addresses; then ask the supplier, or not."),
    (State.PERHAPS_OWN, "Perhaps your own", "Listed, but your own older audit may be the one. The supplier can say whether there is another."),
    (State.NOT_LISTED, "Not in the list", "No member's audit is known: these audits are still to be made."),
    (State.NOT_DUE, "Not due", "You had these audited within your acceptance age."),
    (State.UNREADABLE, "Names no site", "These rows of your list name neither a site nor a supplier."),
)  # fmt: skip

_OWN = (
    ("Row", "row", 7), ("Your reference", "reference", 15), ("Your supplier", "name", 36), ("Address", "address", 36),
    ("City", "city", 18), ("Country", "country", 16),
)  # fmt: skip
_LISTED = (
    ("Listed as", "listed_name", 36), ("Listed address", "listed_address", 34), ("Listed city", "listed_city", 18),
    ("Audited within", "audited", 17), ("Assurance", "assurance", 22), ("How sure", "probability", 9), ("Why", "reason", 60),
    ("List row", "listed_row", 11),
)  # fmt: skip
_AUDITED = (("Your latest audit", "own_audit", 15),)


def checked_workbook(checked: Checked) -> bytes:
    """The same findings give the same bytes; nothing in it can be read as a formula."""
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(data, options)
    cutoff = checked.cutoff
    book.set_properties(
        {"title": checked.headline, "created": datetime(cutoff.year, cutoff.month, cutoff.day)}  # noqa: DTZ001 -- a day, not a moment
    )
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#1F4E5F", "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter"}),
        "cell": book.add_format({"valign": "top", "text_wrap": True}),
        "share": book.add_format({"valign": "top", "num_format": "0%"}),
        "date": book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
        "soft": book.add_format({"italic": True, "font_color": "#5B6B72"}),
    }  # fmt: skip
    _summary(book, checked, formats)
    for state, title, told in _SHEETS:
        rows = checked.rows.filter(pl.col("state") == state.value)
        if rows.height:
            _sheet(
                book,
                title,
                told,
                rows,
                formats,
                listed=state in {State.EXISTS, State.LOOK, State.PERHAPS_OWN},
            )
    book.close()
    return data.getvalue()


def _summary(book: xlsxwriter.Workbook, checked: Checked, formats: dict[str, object]) -> None:
    sheet = book.add_worksheet("Summary")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 90)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, checked.headline, formats["title"])
    sheet.write_string(
        1,
        0,
        f"Checked against the common list {checked.round_id}; an audit of your own counts for {checked.accept_months} months "
        f"before its cut-off, {cutoff_of(checked)}.",
        formats["soft"],
    )
    sheet.write_row(3, 0, ["", "Sites", "What to do"], formats["head"])
    for at, (state, title, told) in enumerate(_SHEETS, 4):
        count = checked.rows.filter(pl.col("state") == state.value)
        sheet.write_string(at, 0, title, formats["bold"])
        sheet.write_number(at, 1, count["site"].n_unique() if state is not State.UNREADABLE else count.height)
        sheet.write_string(at, 2, told)
    sheet.write_string(
        12,
        0,
        "Whether you recognise a report, or ask for another audit, is always your own decision.",
        formats["soft"],
    )


def cutoff_of(checked: Checked) -> str:
    return f"{checked.cutoff.day} {checked.cutoff:%B %Y}"


def _sheet(
    book: xlsxwriter.Workbook,
    title: str,
    told: str,
    rows: pl.DataFrame,
    formats: dict[str, object],
    *,
    listed: bool,
) -> None:
    columns = _OWN + (_LISTED if listed else ()) + _AUDITED
    if listed:
        rows = rows.sort(["probability", "row"], descending=[True, False])
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, told, formats["soft"])
    sheet.set_row(1, 30)
    for at, (head, _, width) in enumerate(columns):
        sheet.set_column(at, at, width, formats["cell"])
        sheet.write_string(1, at, head, formats["head"])
    table = rows.with_columns(
        country=pl.col("country").replace(
            {code: country_name(code) for code in rows["country"].drop_nulls().unique()}
        )
    ).select([name for _, name, _ in columns])
    for down, row in enumerate(table.iter_rows(), 2):
        for at, ((_, name, _), value) in enumerate(zip(columns, row, strict=True)):
            if value is None or value == "":
                continue
            if name == "probability":
                sheet.write_number(down, at, value, formats["share"])
            elif name == "own_audit":
                sheet.write_datetime(down, at, value, formats["date"])
            elif name == "row":
                sheet.write_number(down, at, value, formats["cell"])
            else:
                sheet.write_string(down, at, str(value), formats["cell"])
    sheet.freeze_panes(2, 3)
    sheet.autofilter(1, 0, rows.height + 1, len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
