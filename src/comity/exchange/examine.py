"""Whether a file is a report, and what in it could do harm: told before it is sealed, and again after it was opened.

In: bytes. Out: `Examined`, with active content taken out and named. A PDF is written anew without scripts, actions that
start programs or send data, embedded files and media; a workbook with macros, links to other files or programs is written
anew with its values alone (`plain_workbook`).
Laws: a file is what its bytes say, never what its name says; a file that is two kinds at once is refused, because two
programs would show two documents; what was examined once is found clean the second time.
Spec: ISO 32000-2, 12.6 (actions), 7.11.4 (embedded files); ECMA-376 (workbooks).
"""

import io
import zipfile
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pikepdf
import python_calamine

from comity.exchange.errors import ReportRefused
from comity.exchange.plain_workbook import harm_in, values_alone
from comity.exchange.sealed import MOST_BYTES

_MOST_UNPACKED = 400 * 1024**2
_MOST_PARTS = 5_000
_MOST_RATIO = 200
_LEAST_BOMB = 16 * 1024**2
_MOST_PAGES = 2_000

_ACTIONS = {
    "/JavaScript": "a script",
    "/Launch": "an action that starts a program",
    "/SubmitForm": "an action that sends data",
    "/ImportData": "an action that reads files",
    "/GoToR": "an action that opens another file",
    "/GoToE": "an action that opens an embedded file",
    "/Rendition": "a media action",
    "/Movie": "a media action",
    "/Sound": "a media action",
    "/RichMediaExecute": "a media action",
    "/Hide": "an action that hides something",
    "/SetOCGState": "an action that hides something",
}
_ANNOTATIONS = {
    "/FileAttachment": "an embedded file",
    "/RichMedia": "embedded media",
    "/Screen": "embedded media",
    "/Movie": "embedded media",
    "/Sound": "embedded media",
    "/3D": "embedded media",
}
_KEYS = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/AA": "an action that starts by itself",
    "/OpenAction": "an action that starts by itself",
    "/EmbeddedFiles": "an embedded file",
    "/AF": "an embedded file",
    "/XFA": "a form program",
    "/Collection": "an embedded file",
}


class ReportKind(StrEnum):
    PDF = "application/pdf"
    WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Made by `examine` alone."""

    kind: ReportKind
    data: bytes = field(repr=False)
    removed: tuple[str, ...]  # what was taken out, in words


def examine(data: bytes, *, where: str = "", most_bytes: int = MOST_BYTES) -> Examined:
    """Raises ReportRefused, in words for whoever chose the file."""
    if len(data) > most_bytes:
        raise _refused(
            f"The file has {len(data) / 1024**2:,.0f} MB; a report has at most {most_bytes // 1024**2} MB.",
            "Save it with smaller pictures, or without its annexes.",
            where,
        )
    if data.startswith(b"%PDF-"):
        return _examined_pdf(data, where)
    if data.startswith(b"PK\x03\x04"):
        return _examined_workbook(data, where)
    if b"%PDF-" in data[:1024]:
        raise _two_kinds(where)
    raise _refused(
        "The file is neither a PDF nor an Excel workbook (.xlsx), whatever its name says.",
        "Export the report as a PDF, and the corrective action plan as .xlsx.",
        where,
    )


def _refused(message: str, remedy: str, where: str) -> ReportRefused:
    return ReportRefused(message, remedy=remedy, where=where)


def _two_kinds(where: str) -> ReportRefused:
    return _refused(
        "The file is a PDF and something else at once, so two people could see two documents.",
        "Print the report to a new PDF and send that.",
        where,
    )


def _examined_pdf(data: bytes, where: str) -> Examined:
    end = data.rfind(b"%%EOF")
    if end < 0:
        # A PDF without its end can often be mended, and nobody would see which pages are gone.
        raise _refused("The PDF was cut off: its end is missing.", "Fetch or export it again.", where)
    after = data[end + 5 :].strip(b"\r\n\t \x00")
    if after or zipfile.is_zipfile(io.BytesIO(data)):
        raise _two_kinds(where)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not 0 < len(pdf.pages) <= _MOST_PAGES:
                raise _refused(
                    f"The PDF has {len(pdf.pages):,} pages.", "Send the report alone, as one PDF.", where
                )
            removed = _sanitised(pdf)
            pdf.remove_unreferenced_resources()
            out = io.BytesIO()
            pdf.save(out, encryption=False, deterministic_id=True, fix_metadata_version=False)
    except pikepdf.PasswordError as error:
        raise _refused(
            "The PDF is locked with a password, so nobody can check what it holds.",
            "Save it without the password and send that; it will be sealed on the way.",
            where,
        ) from error
    except (pikepdf.PdfError, pikepdf.DependencyError, RecursionError, ValueError, TypeError) as error:
        raise _refused(
            "The PDF is damaged and cannot be read.", "Export it again from the program it came from.", where
        ) from error
    return Examined(kind=ReportKind.PDF, data=out.getvalue(), removed=tuple(sorted(removed)))


def _sanitised(pdf: pikepdf.Pdf) -> set[str]:
    removed: set[str] = set()
    for one in (pdf.trailer, *pdf.objects):
        _clean(one, removed)
    return removed


def _clean(value: Any, removed: set[str]) -> None:
    """One object with what lies directly in it; what it refers to is visited by itself."""
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, pikepdf.Array):
            places: list[Any] = list(range(len(one) - 1, -1, -1))
        elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            places = list(one.keys())
        else:
            continue
        for place in places:
            held = one[place]
            told = _KEYS.get(place) if isinstance(place, str) else None
            if told := told or _harm_of(held):
                removed.add(told)
                del one[place]
            elif isinstance(held, pikepdf.Object) and not held.is_indirect:
                stack.append(held)


def _harm_of(value: Any) -> str | None:
    """What a value is, if it is an action or an annotation that could do harm."""
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return None
    action = _ACTIONS.get(str(value.get("/S", "")))
    if action is None and str(value.get("/Type", "")) == "/Filespec" and "/EF" in value:
        return "an embedded file"
    return action or _ANNOTATIONS.get(str(value.get("/Subtype", "")))


def _examined_workbook(data: bytes, where: str) -> Examined:
    if b"%PDF-" in data[:1024]:
        raise _two_kinds(where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _refused("The workbook is damaged.", "Save it again in Excel.", where) from error
    names = [one.filename.lower() for one in parts]
    if "xl/workbook.xml" not in names:
        raise _refused(
            "The file is an archive and no Excel workbook (.xlsx).",
            "Send the report itself, unpacked.",
            where,
        )
    size = sum(one.file_size for one in parts)
    if len(parts) > _MOST_PARTS or size > _MOST_UNPACKED or (
        size > _LEAST_BOMB and size > _MOST_RATIO * len(data)
    ):  # fmt: skip
        raise _refused(
            "The workbook would unpack to far more than any report holds.",
            "Save it again with its own data alone.",
            where,
        )
    if len(set(names)) != len(names) or any(one.flag_bits & 1 for one in parts):
        raise _two_kinds(where)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            harm = harm_in(archive)
        return Examined(kind=ReportKind.WORKBOOK, data=values_alone(data) if harm else data, removed=harm)
    except (python_calamine.CalamineError, zipfile.BadZipFile, ValueError, OSError, RuntimeError) as error:
        raise _refused(
            "The workbook holds more than values, and its values cannot be read apart.",
            "Save it as a plain .xlsx with its values alone.",
            where,
        ) from error
