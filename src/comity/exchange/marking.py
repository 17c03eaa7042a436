"""A reader's copy of a report says on every page whose copy it is, so that a leaked page names its reader.

Laws: every page is marked, whatever its size; the text of the report stays where it was; names in any script are written
also in Latin letters, because the mark must be readable where fonts are missing.
"""

import io
import json
from dataclasses import dataclass
from datetime import datetime

import pikepdf
import typst
from anyascii import anyascii

_MARK = """
#let mark = json(bytes(sys.inputs.mark))
#set page(width: mark.width * 1pt, height: mark.height * 1pt, margin: 0pt, fill: none)
#set text(size: 7pt, fill: rgb("#00000099"), hyphenate: false)
#place(bottom + center, dy: -6pt, box(fill: rgb("#ffffffcc"), inset: 2pt, mark.text))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    name: str  # of the person
    company: str


def mark_copy(pdf: bytes, reader: Reader, *, at: datetime, grant: str) -> bytes:
    """`grant`: its digest, of which the first digits are shown and all stand in the copy's metadata."""
    short = grant.removeprefix("sha256:")[:12]
    text = f"Copy of {_latin(reader.name)}, {_latin(reader.company)}, {at:%Y-%m-%d %H:%M} UTC, {short}. Confidential."
    overlays: dict[tuple[float, float], pikepdf.Pdf] = {}
    with pikepdf.open(io.BytesIO(pdf)) as report:
        for page in report.pages:
            size = _size(page)
            if size not in overlays:
                overlays[size] = pikepdf.open(io.BytesIO(_mark(text, size)))
            page.add_overlay(overlays[size].pages[0], pikepdf.Rectangle(page.trimbox))
        report.docinfo["/ComityCopy"] = f"{reader.name}; {reader.company}; {at:%Y-%m-%dT%H:%M:%SZ}; {grant}"
        out = io.BytesIO()
        report.save(out, deterministic_id=True)
    for one in overlays.values():
        one.close()
    return out.getvalue()


def in_latin(name: str) -> str:
    """For fonts that have plain Latin letters alone: “Ayşe Yılmaz” becomes “Ayse Yilmaz”."""
    return anyascii(" ".join(name.split()))


def _latin(name: str) -> str:
    """Latin letters with their accents stay; “王芳” becomes “王芳 (WangFang)”'s Latin half."""
    plain = " ".join(name.split())
    return plain if all(ord(one) < 0x250 for one in plain) else f"{anyascii(plain)}"


def _size(page: pikepdf.Page) -> tuple[float, float]:
    """As it lies on the screen, in points."""
    box = pikepdf.Rectangle(page.trimbox)
    width, height = float(box.width), float(box.height)
    is_turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    return (height, width) if is_turned else (width, height)


def _mark(text: str, size: tuple[float, float]) -> bytes:
    inputs = {"mark": json.dumps({"text": text, "width": size[0], "height": size[1]})}
    return bytes(typst.compile(_MARK.encode(), sys_inputs=inputs))
