"""The cells of a file as text, whatever kind of file: CSV in any delimiter and encoding, or a workbook.

Laws: nothing is executed, fetched or followed; memory and time are bounded before anything is unpacked: text by its
size, workbooks by a look at the archive and a child process with limits (a hostile workbook can end its reader).
"""

import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import python_calamine
from charset_normalizer import from_bytes

from comity.core import UnreadableInput
from comity.lists.errors import BrokenFile, NotAList, UnsafeFile

MOST_BYTES = 300 * 1024**2
MOST_UNPACKED = 1024**3
MOST_COLUMNS = 2_000
MOST_CELL = 32_767
_SECONDS = 120
MOST_CELLS = 20_000_000
_CHILD = Path(__file__).with_name("workbook.py")
_PACKAGES = Path(python_calamine.__file__).parents[1]

csv.field_size_limit(MOST_CELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    name: str
    rows: list[list[str]]
    dialect: str


def read_cells(path: Path) -> list[Sheet]:
    """Raises UnsafeFile, BrokenFile, NotAList or UnreadableInput."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(8)
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
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _workbook(path, zipped=head.startswith(b"PK"))
    return [_text(path)]


def _workbook(path: Path, *, zipped: bool) -> list[Sheet]:
    if zipped:
        _look_inside(path)
    command = [sys.executable, "-I", "-S", "-B", str(_CHILD), str(_PACKAGES), str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 -- our own module
    except subprocess.TimeoutExpired as error:
        raise UnsafeFile(
            f"The workbook took longer than {_SECONDS} seconds.",
            remedy="Save the list alone as a new file.",
            where=str(path),
        ) from error
    if done.returncode:
        raise BrokenFile(
            "The workbook is damaged, protected by a password, or too large to open.",
            remedy="Open it in your spreadsheet program and save it again as .xlsx, without a password.",
            where=str(path),
        )
    return [
        Sheet(name=name, rows=rows, dialect=f"sheet “{name}”")
        for name, rows in json.loads(done.stdout)
        if rows
    ]


def _look_inside(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise BrokenFile("The workbook is damaged.", remedy="Send it again.", where=str(path)) from error
    unpacked = sum(entry.file_size for entry in entries)
    names = [entry.filename.lower() for entry in entries]
    if unpacked > MOST_UNPACKED or len(entries) > 10_000:
        raise UnsafeFile(
            "The workbook would unpack to more than a list can hold.",
            remedy="Send the list alone.",
            where=str(path),
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnsafeFile(
            "The workbook is protected by a password.", remedy="Save it without one.", where=str(path)
        )
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnsafeFile(
            "The workbook holds macros.", remedy="Save it as .xlsx, without macros.", where=str(path)
        )
    if any("externallinks/" in name for name in names):
        raise UnsafeFile(
            "The workbook takes values from other files.",
            remedy="Paste the list as values into a new file.",
            where=str(path),
        )


def _text(path: Path) -> Sheet:
    text, encoding = decode(path.read_bytes(), where=str(path))
    delimiter = delimiter_of(text)
    # Counted before anything is cut: cells take many times the memory of their text.
    if max(text.count("\n"), text.count("\r")) + text.count(delimiter) > MOST_CELLS:
        raise UnsafeFile(
            f"The file has more than {MOST_CELLS:,} cells.", remedy="Send the list alone.", where=str(path)
        )
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(row) > MOST_COLUMNS:
                raise UnsafeFile(
                    f"Row {len(rows) + 1} has {len(row):,} columns.",
                    remedy="Send the list alone.",
                    where=str(path),
                )
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        raise BrokenFile(
            f"Row {len(rows) + 1} cannot be read as a row of a table ({error}).",
            remedy="Look for a quotation mark that is never closed, or save the list as .xlsx.",
            where=str(path),
        ) from error
    named = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[delimiter]
    return Sheet(name="", rows=rows, dialect=f"text with {named}, {encoding}")


def decode(data: bytes, *, where: str) -> tuple[str, str]:
    """Byte-order mark, then strict UTF-8, then what the letters make most likely."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise BrokenFile(
                    "The text breaks off or is damaged.", remedy="Save it again.", where=where
                ) from error
            if "\0" in text:
                raise BrokenFile(
                    "This is not a text file.", remedy="Send the list as .csv or .xlsx.", where=where
                )
            return text, encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        encoding = _likeliest_encoding(data[:200_000])
        text = data.decode(encoding, errors="replace")
        if "\0" in text:
            raise BrokenFile(
                "This is not a text file.", remedy="Send the list as .csv or .xlsx.", where=where
            ) from None
        return text, encoding
    if "\0" in text:
        raise BrokenFile("This is not a text file.", remedy="Send the list as .csv or .xlsx.", where=where)
    return text, "utf-8"


_SEVERAL_BYTES = ("gb18030", "big5", "shift_jis")
_TURKISH = frozenset("ğĞıİşŞ")
_VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_VOWELS = frozenset("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")


def _likeliest_encoding(data: bytes) -> str:
    """Which of the encodings that spreadsheets still save in, by the letters that come out.

    Western, Turkish and Vietnamese Windows text decode as each other without an error, and general detectors confuse
    them; but only Vietnamese puts tone marks behind its vowels, and only Turkish has its six letters.
    """
    found = from_bytes(data, cp_isolation=[*_SEVERAL_BYTES, "cp1252"]).best()
    if found and found.encoding in _SEVERAL_BYTES:
        return found.encoding
    text = data.decode("cp1258", errors="replace")
    marks = [at for at, letter in enumerate(text) if letter in _VIETNAMESE_MARKS]
    foreign = sum(not letter.isascii() for letter in text)
    if len(marks) >= 0.2 * foreign and all(at and text[at - 1] in _VOWELS for at in marks):
        return "cp1258"
    return "cp1254" if _TURKISH & set(data.decode("cp1254", errors="replace")) else "cp1252"


def delimiter_of(text: str) -> str:
    """The delimiter that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text[:100_000].splitlines()[:50] if line.strip()]

    def steadiness(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        usual = max(set(counts), key=counts.count, default=1)
        return (counts.count(usual) if usual > 1 else 0, usual)

    try:
        return max(",;\t|", key=steadiness)
    except csv.Error:
        return ","
