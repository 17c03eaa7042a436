"""The antitrust notice inside a file that somebody takes away, as the file's kind allows.

In: bytes and the name that they leave under. Out: the same file, with the notice: at the foot of each page of a PDF, as the last sheet of a
workbook, as the last line of a table, at the end of a page, in the data of a picture. It is the same for all, in every language of the
pages, so that a list stays the same bytes for all.
Laws: a file is stamped once; what programs read of it they read as before, but for a line that says what it is
(`comity.core.is_notice`); what is signed, sealed or named by its digest leaves as it is (`UNSTAMPED`), with the notice in its header.
"""

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from pathlib import PurePath

import pikepdf
import polars as pl
import typst
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from comity.core.notice import LINE, TITLE

UNSTAMPED: Mapping[str, str] = {
    ".json": "receipts, reliance files and leak tests are signed or named by their digest; one's own data is one's own",
    ".age": "sealed by a supplier: nobody between can write into it",
    ".grant": "sealed by a supplier: nobody between can write into it",
}
"""Kinds of files that leave without it, and why."""

_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TYPES = "[Content_Types].xml"
_SHEET = "xl/worksheets/notice.xml"
_FOOT = """
#let foot = json(bytes(sys.inputs.foot))
#set page(width: foot.width * 1pt, height: auto, margin: 0pt, fill: none)
#set text(size: 6.5pt, fill: rgb("#000000a0"), hyphenate: false)
#block(width: 100%, inset: (x: 56pt, y: 1pt), fill: rgb("#ffffffcc"), align(center, foot.text))
"""


def stamped(data: bytes, name: str) -> bytes:
    ending = PurePath(name).suffix.lower()
    stamp = _STAMPS.get(ending)
    return stamp(data) if stamp else data


@lru_cache(maxsize=1)
def every_language() -> tuple[tuple[str, ...], ...]:
    """The notice as its page has it, a language each; the same whoever asks."""
    found = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.append(
                (
                    _("Antitrust notice"),
                    _("The companies in this programme compete. What they do here must leave that as it is."),
                    _("Share which sites were audited, when and by which protocol. Nothing else about a supplier."),
                    _("Never share or ask for prices, volumes, contracts, customers, or what anybody plans."),
                    _("Recognising a report, buying from a supplier and auditing again are each company's own decisions. Nobody agrees on them here."),
                    _("Do not try to find out whose audit a line of the list is."),
                    _("The list is for planning your own audits. It is not passed on."),
                    _("If anything here looks wrong to you, stop and tell counsel."),
                )
            )  # fmt: skip
    return tuple(found)


# Tables


def _csv(data: bytes) -> bytes:
    if TITLE.encode() in data[-len(LINE.encode()) - 8 :]:
        return data
    return data + (b"" if data.endswith(b"\n") else b"\n") + f'"{LINE}"\n'.encode()


def _parquet(data: bytes) -> bytes:
    out = io.BytesIO()
    pl.read_parquet(io.BytesIO(data)).write_parquet(
        out, compression="zstd", statistics=False, metadata={"notice": LINE}
    )
    return out.getvalue()


def _workbook(data: bytes) -> bytes:
    """A last sheet; every other part stays byte for byte. Workbooks of ours are plain enough for that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one: archive.read(one) for one in archive.infolist()}
    if any(one.filename == _SHEET for one in parts):
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for info, held in parts.items():
            made.writestr(_info(info.filename), _with_sheet(info.filename, held))
        made.writestr(_info(_SHEET), _sheet())
    return out.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    """Of no moment: the same workbook gives the same bytes."""
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _with_sheet(name: str, held: bytes) -> bytes:
    if name == _MAIN:
        highest = max(int(one) for one in re.findall(rb'sheetId="(\d+)"', held))
        sheet = f'<sheet name="{TITLE}" sheetId="{highest + 1}" r:id="rIdNotice"/></sheets>'
        return held.replace(b"</sheets>", sheet.encode(), 1)
    if name == _RELATIONS:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
        return held.replace(
            b"</Relationships>",
            f'<Relationship Id="rIdNotice" Type="{kind}" Target="worksheets/notice.xml"/></Relationships>'.encode(),
            1,
        )
    if name == _TYPES:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        return held.replace(
            b"</Types>", f'<Override PartName="/{_SHEET}" ContentType="{kind}"/></Types>'.encode(), 1
        )
    return held


def _sheet() -> bytes:
    texts = [text for language in every_language() for text in (*language, "")]
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="inlineStr"><is><t>{escape(text)}</t></is></c></row>'
        for at, text in enumerate(texts, 1)
        if text
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{space}"><cols><col min="1" max="1" width="120" customWidth="1"/></cols><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


# Pages and pictures


def _pdf(data: bytes) -> bytes:
    """At the very foot, as a matter of the page and not of its text, so that a screen reader passes it by once for each page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/ComityNotice" in pdf.docinfo:
            return data
        feet: dict[float, pikepdf.Object] = {}
        for page in pdf.pages:
            width = float(pikepdf.Rectangle(page.trimbox).width)
            if width not in feet:
                with pikepdf.open(io.BytesIO(_foot(width))) as foot:
                    feet[width] = pdf.copy_foreign(foot.pages[0].as_form_xobject())
            name = page.add_resource(feet[width], pikepdf.Name.XObject)
            left, low = float(page.trimbox[0]), float(page.trimbox[1]) + 3
            drawn = f"/Artifact <</Type /Pagination>> BDC q 1 0 0 1 {left} {low} cm {name} Do Q EMC"
            page.contents_add(drawn.encode())
        pdf.docinfo["/ComityNotice"] = LINE
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


@lru_cache(maxsize=8)
def _foot(width: float) -> bytes:
    inputs = {"foot": json.dumps({"text": LINE, "width": width})}
    return bytes(typst.compile(_FOOT.encode(), sys_inputs=inputs))


def _page(data: bytes) -> bytes:
    if TITLE.encode() in data:
        return data
    return data.replace(b"</body>", f"<footer><p>{escape(LINE)}</p></footer></body>".encode(), 1)


def _svg(data: bytes) -> bytes:
    if b"<metadata>" in data:
        return data
    return re.sub(rb"(<svg\b[^>]*>)", rb"\1" + f"<metadata>{escape(LINE)}</metadata>".encode(), data, count=1)


def _png(data: bytes) -> bytes:
    """As a chunk of text before the last one (PNG, 11.3.4)."""
    body = b"iTXt" + TITLE.encode() + b"\x00\x00\x00en\x00\x00" + LINE.encode()
    if body in data:
        return data
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    end = data.rindex(b"IEND") - 4
    return data[:end] + chunk + data[end:]


_STAMPS: Mapping[str, Callable[[bytes], bytes]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": _workbook,
    ".pdf": _pdf,
    ".html": _page,
    ".svg": _svg,
    ".png": _png,
}
