"""The cells of a file as text, whatever kind of file: CSV in any delimiter and encoding, a workbook, or a web page.

Laws: nothing is executed, fetched or followed; memory and time are bounded before anything is unpacked: text by its
size, workbooks by a look at the archive and a child process with limits (a hostile workbook can end its reader).
"""

import json
import signal
import subprocess
import sys
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import python_calamine

from comity.core import ComityError, UnreadableInput
from comity.core.spreadsheets import MOST_CELL, has_stream, is_locked
from comity.lists.delimited import (
    MOST_COLUMNS,
    OddLine,
    cut_text,
    delimiter_of,
    require_broken,
    without_wrapping,
)
from comity.lists.encodings import likeliest_encoding
from comity.lists.errors import BrokenFile, NotAList, UnsafeFile
from comity.lists.kinds import (
    NoList,
    is_web_page,
    no_list_as_archive,
    no_list_as_bytes,
    no_list_as_container,
    no_list_as_text,
)
from comity.lists.web_page import TooManyCellsError, tables_of
from comity.lists.workbook import Ended

MOST_BYTES = 300 * 1024**2
MOST_UNPACKED = 1024**3
MOST_CELLS = 20_000_000
MOST_MEMORY = 1536 * 1024**2  # of the process that reads a workbook
MOST_SECONDS = 100  # of its processor's time
_MOST_ENTRIES = 10_000
_MOST_RATIO = 200
_OPEN_DOCUMENT = "content.xml"
_PORTION = 1024**2
_LONGEST_END = 1_000  # bytes in which a whole OpenDocument ends
_LEAST_BOMB = 32 * 1024**2
_ALONE = "Copy the list alone into a new file."
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TELLING = 16_000  # bytes that say what kind of text it is
_LOST = "\N{REPLACEMENT CHARACTER}"
_MOST_LOST = 0.05  # of the letters that are not ASCII
_FEW_LOST = 3
_ABORTED, _KILLED, _CPU_TIME_USED_UP = signal.SIGABRT, signal.SIGKILL, signal.SIGXCPU
_CHILD = Path(__file__).with_name("workbook.py")
_PACKAGES = Path(python_calamine.__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    name: str
    rows: list[list[str]]
    dialect: str
    mended: tuple[OddLine, ...] = ()  # lines of a text with a quotation mark read as a letter
    merged: tuple[OddLine, ...] = ()  # lines of a text that a quotation mark made one row, perhaps wrongly


def _require_kept(path: Path) -> None:
    """What runs through a pipe is gone once its first letters were looked at, and would seem empty."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UnreadableInput(
            "This is a pipe, and a list is looked at more than once.",
            remedy="Save it as a file, and name that.",
            where=str(path),
        )


def read_cells(path: Path) -> list[Sheet]:
    """Raises UnsafeFile, BrokenFile, NotAList or UnreadableInput."""
    _require_kept(path)
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(16)
    except IsADirectoryError as error:
        raise UnreadableInput(
            "This is a folder, and a list is a file.", remedy="Name the file in it.", where=str(path)
        ) from error
    except OSError as error:
        raise UnreadableInput(
            f"The file cannot be opened ({error.strerror}).",
            remedy="Check its name and your rights.",
            where=str(path),
        ) from error
    if size > MOST_BYTES:
        raise UnsafeFile(
            f"The file has {size / 1024**2:,.0f} MB.",
            remedy="A list has a few MB: send the list alone.",
            where=str(path),
        )
    if size == 0:
        raise NotAList("The file is empty.", remedy="Send the list again.", where=str(path))
    _refuse(no_list_as_bytes(head), path)
    if head.startswith((*_ZIP, b"\xd0\xcf\x11\xe0")):
        return _workbook(path, zipped=head.startswith(_ZIP))
    return _text(path)


def _workbook(path: Path, *, zipped: bool) -> list[Sheet]:
    if zipped:
        _look_inside(path)
    else:
        _look_inside_old(path)
    try:
        done = subprocess.run(  # noqa: S603 -- our own module
            workbook_command(path), capture_output=True, timeout=2 * MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _ended(-_CPU_TIME_USED_UP, "", where=str(path)) from error
    if done.returncode:
        raise _ended(done.returncode, done.stderr.decode(errors="replace"), where=str(path))
    sheets = [
        Sheet(name=name, rows=rows, dialect=f"sheet “{name}”")
        for name, rows in json.loads(done.stdout)
        if any(map(any, rows))
    ]
    if not sheets:
        raise NotAList("No sheet of the workbook has a filled cell.", remedy="Look whether it is the right file.",
                       where=str(path))  # fmt: skip
    return sheets


def _refuse(found: NoList | None, path: Path) -> None:
    if found:
        raise NotAList(found.what, remedy=found.remedy, where=str(path))


def workbook_command(path: Path, *, memory: int = MOST_MEMORY, seconds: int = MOST_SECONDS) -> list[str]:
    """Runs `workbook.py` on a file, within its limits."""
    limits = [str(memory), str(seconds)]
    return [sys.executable, "-I", "-S", "-B", str(_CHILD), str(_PACKAGES), str(path.resolve()), *limits]


def _ended(status: int, place: str, *, where: str) -> ComityError:
    """The error for a reading that ended with a status of `Ended`, with a signal (below 0), or broke down."""
    said = {
        Ended.PASSWORD: ("The workbook is protected by a password.", "Save it without one."),
        Ended.COLUMNS: (f"The workbook has more than {MOST_COLUMNS:,} columns", "Send the list alone."),
        Ended.CELLS: (f"The workbook has more than {MOST_CELLS:,} cells, or too much text", "Send the list alone."),
        Ended.CELL: (f"A cell has more than {MOST_CELL:,} letters", "Shorten it, or leave its column out."),
        Ended.MEMORY: ("The workbook is too large to open.", _ALONE),
        -_ABORTED: ("The workbook is too large to open.", _ALONE),
        -_KILLED: (f"The workbook took longer than {MOST_SECONDS} seconds.", _ALONE),
        -_CPU_TIME_USED_UP: (f"The workbook took longer than {MOST_SECONDS} seconds.", _ALONE),
    }  # fmt: skip
    if status not in said:
        return BrokenFile(
            "The workbook is damaged.",
            remedy="Open it in your spreadsheet program and save it again as .xlsx.",
            where=where,
        )
    message, remedy = said[status]
    return UnsafeFile(
        message if message.endswith(".") else f"{message} ({place}).", remedy=remedy, where=where
    )


def _look_inside(path: Path) -> None:
    """Raises for what an archive's own table of contents already says, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            locked = any(entry.flag_bits & 1 for entry in entries) or _is_locked(archive)
            mimetype = _mimetype(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, zlib.error) as error:
        raise BrokenFile(
            "The workbook is damaged or not complete.", remedy="Send it again.", where=str(path)
        ) from error
    names = [entry.filename.lower() for entry in entries]
    _refuse(no_list_as_archive(names, mimetype), path)
    problems = {
        "The workbook would unpack to more than a list can hold.": (
            sum(entry.file_size for entry in entries) > MOST_UNPACKED
            or len(entries) > _MOST_ENTRIES
            or any(_is_packed_to_explode(entry) for entry in entries),
            "Send the list alone.",
        ),
        "The workbook is protected by a password.": (locked, "Save it without one."),
        "The workbook holds macros.": (any(map(_is_macro, names)), "Save it as .xlsx, without macros."),
        "The workbook takes values from other files.": (
            any("externallinks/" in name for name in names),
            "Paste the list as values into a new file.",
        ),
    }
    for message, (found, remedy) in problems.items():
        if found:
            raise UnsafeFile(message, remedy=remedy, where=str(path))
    if _OPEN_DOCUMENT in names and not _is_whole(path):
        raise BrokenFile(
            "The workbook is cut off in the middle of a sheet.", remedy="Send it again.", where=str(path)
        )


def _is_whole(path: Path) -> bool:
    """Whether an OpenDocument's sheets end as they must: the reader would look for the end of a cut one for minutes."""
    last = b""
    with (
        suppress(KeyError, RuntimeError, zipfile.BadZipFile, zlib.error, EOFError),
        zipfile.ZipFile(path) as archive,
        archive.open(_OPEN_DOCUMENT) as content,
    ):
        while part := content.read(_PORTION):
            last = (last + part)[-_LONGEST_END:]
    return last.rstrip().endswith(b"document-content>")


def _is_packed_to_explode(entry: zipfile.ZipInfo) -> bool:
    """A list's XML shrinks ten- to fortyfold, a small part of it sometimes more."""
    return entry.file_size > _MOST_RATIO * entry.compress_size and entry.file_size > _LEAST_BOMB


def _is_locked(archive: zipfile.ZipFile) -> bool:
    """OpenDocument says in its manifest which parts are encrypted."""
    with suppress(KeyError, RuntimeError), archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(_LEAST_BOMB)
    return False


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    with suppress(KeyError, RuntimeError), archive.open("mimetype") as said:
        return said.read(200)
    return b""


def _is_macro(name: str) -> bool:
    """Excel's, of either kind, and the modules of OpenDocument; its list of libraries alone is no macro."""
    return (
        name.endswith("vbaproject.bin")
        or "/macrosheets/" in name
        or (name.startswith("basic/") and name.endswith(".xml") and not name.endswith(("-lb.xml", "-lc.xml")))
    )


def _look_inside_old(path: Path) -> None:
    """The old container of Excel 97 also wraps new workbooks with a password; its streams tell by their names."""
    data = path.read_bytes()
    if is_locked(data):
        raise UnsafeFile(
            "The workbook is protected by a password.", remedy="Save it without one.", where=str(path)
        )
    if has_stream(data, "_VBA_PROJECT_CUR") or has_stream(data, "_VBA_PROJECT"):
        raise UnsafeFile(
            "The workbook holds macros.", remedy="Save it as .xlsx, without macros.", where=str(path)
        )
    is_workbook = any(has_stream(data, name) for name in ("Workbook", "Book"))
    _refuse(None if is_workbook else no_list_as_container(partial(has_stream, data)), path)
    if not is_workbook:
        raise BrokenFile(
            "The file is no workbook, or damaged.",
            remedy="Open it in your spreadsheet program and save it again as .xlsx, without a password.",
            where=str(path),
        )


def _text(path: Path) -> list[Sheet]:
    data = path.read_bytes()
    _require_short_cells(data, path)
    text, encoding = decode(data, where=str(path))
    if is_web_page(text):
        return _web_page(text, path)
    _refuse(no_list_as_text(text), path)
    text = without_wrapping(text)
    delimiter = delimiter_of(text)
    # Counted before anything is cut: cells take many times the memory of their text.
    if max(text.count("\n"), text.count("\r")) + text.count(delimiter) > MOST_CELLS:
        raise UnsafeFile(
            f"The file has more than {MOST_CELLS:,} cells.", remedy="Send the list alone.", where=str(path)
        )
    cut = cut_text(text, delimiter, where=str(path))
    named = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter]
    return [Sheet(name="", rows=cut.rows, dialect=f"text with {named}, {encoding}",
                  mended=tuple(cut.mended), merged=tuple(cut.merged))]  # fmt: skip


def _require_short_cells(data: bytes, path: Path) -> None:
    """A web page may hold a picture in one word, and what is no list at all is called by its name, not by its cells."""
    head = data[:_TELLING].decode(_marked(data) or "latin-1", errors="replace")
    if not (is_web_page(head) or no_list_as_text(head)):
        require_broken(data, where=str(path))


def _web_page(text: str, path: Path) -> list[Sheet]:
    try:
        tables = tables_of(text, most_cells=MOST_CELLS, most_columns=MOST_COLUMNS)
    except TooManyCellsError:
        raise UnsafeFile(
            f"The web page has a table of more than {MOST_COLUMNS:,} columns, or {MOST_CELLS:,} cells.",
            remedy="Send the list alone.", where=str(path),
        ) from None  # fmt: skip
    if not tables:
        raise NotAList(
            "This is a web page without a table.",
            remedy="Save the list itself as .xlsx or .csv where the page comes from.", where=str(path),
        )  # fmt: skip
    return [
        Sheet(name=f"Table {at}", rows=rows, dialect=f"web page, table {at}")
        for at, rows in enumerate(tables, start=1)
    ]


def decode(data: bytes, *, where: str) -> tuple[str, str]:
    """The text, and the encoding in words: byte-order mark, then UTF-8, then what the letters make most likely.

    A few damaged letters are counted and said; more are an error, since names would be wrong all over the list.
    """
    is_utf8 = _is_utf8(data)
    encoding = _marked(data) or ("utf-8" if is_utf8 or _is_mostly_utf8(data) else likeliest_encoding(data))
    text = data.decode(encoding, errors="replace")
    if "\0" in text:
        raise BrokenFile("This is not a text file.", remedy="Send the list as .csv or .xlsx.", where=where)
    lost = text.count(_LOST)
    if not lost:
        return text, encoding
    line = text.count("\n", 0, text.index(_LOST)) + 1
    # What an earlier program has lost stands as a letter of its own in a text that is whole: that can be a few of few.
    few = _FEW_LOST if is_utf8 else 0
    if lost > max(few, _MOST_LOST * sum(not letter.isascii() for letter in text)):
        raise BrokenFile(
            f"Many letters of the text cannot be read, the first in line {line:,}.",
            remedy="Save the list again as “CSV UTF-8” or .xlsx.",
            where=where,
        )
    letters = "1 letter" if lost == 1 else f"{lost:,} letters"
    return text, f"{encoding} ({letters} could not be read, first in line {line:,})"


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Also with a few bytes damaged: no other text falls into UTF-8's pattern by chance."""
    text = data.decode("utf-8", errors="replace")
    lost = text.count(_LOST)
    return not lost or lost <= _MOST_LOST * sum(not letter.isascii() for letter in text)
