"""What a decision leaves on paper: the reliance file and the supplement sheet, as PDF by typst, and the sheet as a workbook.

Data reach typst as JSON and are never pasted into its source, so that no text of a report is ever read as a program.
Laws: the same content gives the same words; nothing in the workbook can be read as a formula.
"""

import io
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import typst
import xlsxwriter
from anyascii import anyascii

from comity.recognition.delta import Delta

_ANSWER = ("What we need", "Your answer", "Where it is shown (document, page)")


def page(template: str, content: Mapping[str, object]) -> bytes:
    """`template` is one of the folder's; text that the fonts of typst lack is written in Latin letters beside it."""
    inputs = {"content": json.dumps(_readable(content), ensure_ascii=False)}
    return bytes(typst.compile(_source(template), sys_inputs=inputs))


@cache
def _source(template: str) -> bytes:
    return files("comity.recognition").joinpath(f"templates/{template}.typ").read_bytes()


def _readable(value: object) -> object:
    """typst carries Latin, Greek and Cyrillic letters; others would be empty boxes."""
    if isinstance(value, str):
        return (
            value
            if all(ord(one) < 0x530 or 0x1E00 <= ord(one) < 0x2100 for one in value)
            else anyascii(value)
        )
    if isinstance(value, Mapping):
        return {name: _readable(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_readable(one) for one in value]
    return value


def supplement_content(found: Delta, *, member: str, supplier: str, site: str) -> dict[str, object]:
    return {
        "member": member,
        "supplier": supplier,
        "site": site,
        "told": _told(found),
        "criteria": _criteria(found),
        "questions": [
            {
                "id": one.question.id,
                "section": one.question.section,
                "text": one.question.text,
                "why": one.why.value,
            }
            for one in found.open
        ],
    }


def supplement_pdf(found: Delta, *, member: str, supplier: str, site: str) -> bytes:
    """For the supplier: the questions that remain, and none that is answered."""
    return page("supplement", supplement_content(found, member=member, supplier=supplier, site=site))


def supplement_workbook(found: Delta, *, member: str, supplier: str, site: str) -> bytes:
    data = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(data, options)
    title = book.add_format({"bold": True, "font_size": 14})
    soft = book.add_format({"font_color": "#5B6B72"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "bottom": 2, "valign": "top"})
    answer = book.add_format(
        {"text_wrap": True, "valign": "top", "bg_color": "#FFF8E1", "border": 1, "locked": False}
    )
    sheet = book.add_worksheet("Supplement")
    sheet.write_string(0, 0, f"{member} to {supplier}: {site}", title)
    sheet.write_string(1, 0, _told(found))
    sheet.write_string(2, 0, _criteria(found), soft)
    heads = ("Question", "Section", *_ANSWER)
    for column, (text, width) in enumerate(zip(heads, (12, 24, 70, 50, 36), strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, text, head)
    for row, one in enumerate(found.open, start=4):
        for column, text in enumerate((one.question.id, one.question.section, one.question.text)):
            sheet.write_string(row, column, text, wrapped)
        sheet.write_blank(row, 3, None, answer)
        sheet.write_blank(row, 4, None, answer)
    sheet.freeze_panes(4, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(3)
    book.close()
    return data.getvalue()


def _criteria(found: Delta) -> str:
    return f"Worked out by the common criteria {found.benchmark}."


def _told(found: Delta) -> str:
    count = len(found.open)
    asked = "Please answer this 1 question" if count == 1 else f"Please answer these {count} questions"
    return (
        f"Your report answers {found.answered} of our {found.asked} questions. {asked}; we ask nothing twice."
    )
