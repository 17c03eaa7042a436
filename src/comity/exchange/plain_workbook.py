"""A workbook written anew with its values alone, where it holds more than a plan needs.

In: the bytes of a workbook that `examine` looked at. Out: what it holds that could do harm, in words; and a workbook of ours with the
same sheets and values. Laws: no part of the original is in what was written, so nothing of it can run, connect or embed; what was
written once is found plain the second time.
"""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import python_calamine
import xlsxwriter

_PARTS = (
    ("vbaproject", "macros"),
    ("xl/macrosheets/", "macros"),
    ("xl/dialogsheets/", "macros"),
    ("customui/", "macros"),
    ("xl/externallinks/", "links to other files"),
    ("xl/embeddings/", "embedded files"),
    ("xl/activex/", "programs"),
    ("xl/ctrlprops/", "programs"),
    ("xl/webextensions/", "programs"),
    ("xl/connections.xml", "connections to other places"),
    ("xl/querytables/", "connections to other places"),
)
_REACHING = re.compile(
    rb"<(?:\w+:)?f\b[^>]*>[^<]*(?:\b(?:WEBSERVICE|RTD|CALL|REGISTER\.ID|EXEC|IMAGE)\s*\(|[\w.]\|[^<]*!)",
    re.IGNORECASE,
)
"""Formulas that fetch, send, or start a program (DDE writes `program|topic!item`)."""

_FIXED = datetime(2000, 1, 1)  # noqa: DTZ001 -- no moment: the same workbook gives the same bytes
_SHOWN = {datetime: "yyyy-mm-dd hh:mm", date: "yyyy-mm-dd", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
_MOST_WIDE = 60


def harm_in(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """In words, each once; nothing for a plain workbook."""
    names = [one.filename.lower() for one in archive.infolist()]
    told = {word for part, word in _PARTS if any(part in name for name in names)}
    sheets = [
        one
        for one in archive.namelist()
        if one.lower().startswith("xl/worksheets/") and one.lower().endswith(".xml")
    ]
    if any(_REACHING.search(archive.read(one)) for one in sheets):
        told.add("formulas that fetch or start something")
    return tuple(sorted(told))


def values_alone(data: bytes) -> bytes:
    """Raises python_calamine.CalamineError for what is no workbook, and ValueError for one without a sheet of cells."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = [one for one in book.sheets_metadata if one.typ is python_calamine.SheetTypeEnum.WorkSheet]
    if not any(one.visible is python_calamine.SheetVisibleEnum.Visible for one in sheets):
        raise ValueError("no sheet of cells")
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as made:
        made.set_properties({"created": _FIXED})
        formats = {kind: made.add_format({"num_format": shown}) for kind, shown in _SHOWN.items()}
        for one in sheets:
            sheet = made.add_worksheet(one.name)
            if one.visible is not python_calamine.SheetVisibleEnum.Visible:
                sheet.hide()
            _write(sheet, book.get_sheet_by_name(one.name), formats)
        made.worksheets()[
            [one.visible for one in sheets].index(python_calamine.SheetVisibleEnum.Visible)
        ].activate()
    return out.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, values: python_calamine.CalamineSheet, formats: dict[type, object]
) -> None:
    wide: dict[int, int] = {}
    for row, cells in enumerate(values.to_python(skip_empty_area=False)):
        for column, value in enumerate(cells):
            if value == "":
                continue
            sheet.write(row, column, value, formats.get(type(value)))
            wide[column] = max(wide.get(column, 8), min(len(str(value)) + 1, _MOST_WIDE))
    for column, width in wide.items():
        sheet.set_column(column, column, width)
