"""Workbooks that are odd, old or hostile, each against its own sentence, and the memory that the worst may take."""

import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from comity.core import ComityError
from comity.lists import read_list
from comity.lists.cells import MOST_MEMORY, read_cells, workbook_command
from comity.lists.errors import BrokenFile, UnsafeFile
from comity.lists.workbook import Ended

ROWS = (
    ("Supplier name", "City", "Country"),
    ("Yıldız Gıda A.Ş.", "İzmir", "Türkiye"),
    ("Okaveri", "Pune", "IN"),
)


def xlsx(*rows: tuple[str, ...]) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        sheet = book.add_worksheet("List")
        for at, row in enumerate(rows or ROWS):
            sheet.write_row(at, 0, row)
    return data.getvalue()


def with_part(name: str, content: bytes | str, *, instead: bool = False) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if not (instead and entry == name):
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return data.getvalue()


def ods(*rows: tuple[str, ...]) -> bytes:
    document, table = OpenDocumentSpreadsheet(), Table(name="Blatt 1")
    for cells in rows:
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    data = io.BytesIO()
    document.write(data)
    return data.getvalue()


def ole(**streams: bytes) -> bytes:
    """A compound file of version 3: a header, one sector of FAT, the directory, the streams; 512 bytes a sector."""
    end, free, fat_mark = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    directory_sectors = -(-(len(streams) + 1) // 4)
    fat = [fat_mark, *range(2, directory_sectors + 1), end]
    entries, body = [_entry("Root Entry", kind=5, child=1 if streams else free, start=end)], b""
    for at, (name, content) in enumerate(streams.items(), start=1):
        padded = content.ljust(
            max(4096, -(-len(content) // 512) * 512), b"\0"
        )  # below 4096 it were a mini stream
        start = len(fat)
        fat += [*range(start + 1, start + len(padded) // 512), end]
        entries.append(
            _entry(name, kind=2, start=start, size=len(padded), right=at + 1 if at < len(streams) else free)
        )
        body += padded
    header = struct.pack("<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)  # fmt: skip
    return b"".join(
        [
            header + struct.pack("<109I", 0, *[free] * 108),
            struct.pack("<128I", *fat, *[free] * (128 - len(fat))),
            b"".join(entries).ljust(directory_sectors * 512, b"\0"),
            body,
        ]
    )


def _entry(
    name: str, *, kind: int, start: int, size: int = 0, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    spelled = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16xI16xIII",
        spelled,
        len(spelled) + 2,
        kind,
        1,
        0xFFFFFFFF,
        right,
        child,
        0,
        start,
        size,
        0,
    )


def xls(*rows: tuple[str, ...]) -> bytes:
    """Excel 97, as small as it may be: one sheet of labels."""

    def record(kind: int, content: bytes) -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    def wide(text: str, length: str) -> bytes:
        return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")

    labels = b"".join(
        record(0x0204, struct.pack("<HHH", at, column, 0) + wide(text, "H"))
        for at, row in enumerate(rows)
        for column, text in enumerate(row)
    )
    begin, done = 0x0809, record(0x000A, b"")
    of_book = record(begin, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    of_sheet = record(begin, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))
    name = wide("Liste", "B")
    at = len(of_book) + 4 + 6 + len(name) + len(done)
    book = of_book + record(0x0085, struct.pack("<IBB", at, 0, 0) + name) + done
    size = record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    return ole(Workbook=book + of_sheet + size + labels + done)


@pytest.mark.parametrize(
    ("name", "data", "sheet"),
    [("list.xlsx", xlsx(), "List"), ("list.ods", ods(*ROWS), "Blatt 1"), ("list.xls", xls(*ROWS), "Liste")],
)
def test_a_list_reads_the_same_from_every_kind_of_workbook(
    name: str, data: bytes, sheet: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    found = read_list(path, name="alder")

    assert found.sites.select("supplier_name", "city", "country").rows() == [
        ("Yıldız Gıda A.Ş.", "İzmir", "TR"),
        ("Okaveri", "Pune", "IN"),
    ]
    assert found.dialect == f"sheet “{sheet}”"


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.xls", "list", "list.ods"])
@pytest.mark.parametrize("data", [ods(*ROWS), xlsx(), xls(*ROWS)], ids=["ods", "xlsx", "xls"])
def test_a_workbook_is_known_by_its_content_and_not_by_its_name(
    name: str, data: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    assert read_list(path, name="alder").sites.height == 2


def ods_of(rows: str) -> bytes:
    """A table as its own markup, for what no library would write."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods(*ROWS))) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.namelist():
            content = old.read(entry).decode(errors="replace") if entry == "content.xml" else ""
            start, end = content.find("<table:table-row"), content.rfind("</table:table>")
            new.writestr(entry, content[:start] + rows + content[end:] if content else old.read(entry))
    return data.getvalue()


REPEATED = '<table:table-row table:number-rows-repeated="{}"><table:table-cell office:value-type="string" table:number-columns-repeated="{}"><text:p>x</text:p></table:table-cell></table:table-row>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True)
) + ']><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&i;</t></si></sst>'  # fmt: skip
OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&a;</t></si></sst>'
LOCKED_ODS = """<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"""
WIDE = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">{}</row></sheetData></worksheet>'
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
SHEET = "xl/worksheets/sheet1.xml"


def cut_ods() -> bytes:
    """Its sheet ends between two rows, as when a program was stopped while it wrote."""
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ods(*ROWS))) as old, zipfile.ZipFile(data, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            end = content.find(b"</table:table-row>")
            new.writestr(entry, content[:end] if entry == "content.xml" else content)
    return data.getvalue()


def flagged(data: bytes) -> bytes:
    """Every entry marked as encrypted, as by a packer with a password."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = marked.find(signature)
        while at >= 0:
            marked[at + offset] |= 1
            at = marked.find(signature, at + 4)
    return bytes(marked)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (ole(EncryptionInfo=b"x", EncryptedPackage=b"x"), UnsafeFile, "protected by a password"),
        (flagged(xlsx()), UnsafeFile, "protected by a password"),
        (with_part("META-INF/manifest.xml", LOCKED_ODS), UnsafeFile, "protected by a password"),
        (ole(Workbook=b"x", _VBA_PROJECT_CUR=b"x"), UnsafeFile, "holds macros"),
        (with_part("xl/macrosheets/sheet1.xml", "x"), UnsafeFile, "holds macros"),
        (with_part("Basic/Standard/Module1.xml", "x"), UnsafeFile, "holds macros"),
        (with_part("xl/externalLinks/externalLink1.xml", "x"), UnsafeFile, "other files"),
        (with_part("xl/media/image1.png", bytes(40 * 1024**2)), UnsafeFile, "unpack to more"),
        (xlsx()[:-30], BrokenFile, "damaged or not complete"),
        (xlsx()[:2000], BrokenFile, "damaged or not complete"),
        (with_part(SHEET, "<worksheet><sheetData><row", instead=True), BrokenFile, "damaged"),
        (xls(*ROWS)[:1600], BrokenFile, "damaged"),
        (ole(Contents=b"x"), BrokenFile, "no workbook"),
        (
            with_part(SHEET, WIDE.format(CELL.format("A1", "Name") + CELL.format("XFD1", "x")), instead=True),
            UnsafeFile,
            "2,000 columns .*“List”, 16,384 columns",
        ),
        (
            with_part(SHEET, WIDE.format(CELL.format("A1", "Name") + CELL.format("B1", "x" * 32_768)), instead=True),
            UnsafeFile,
            "cell has more than 32,767 letters .*row 1",
        ),
        (ods_of(REPEATED.format(1, 1_000_000)), UnsafeFile, "2,000 columns .*16,384 columns"),
        (ods_of(REPEATED.format(1_048_576, 1_000)), BrokenFile, "damaged"),
        (cut_ods(), BrokenFile, "cut off in the middle"),
        (ods_of(REPEATED.format(4_000_000_000, 4_000_000_000)), BrokenFile, "damaged"),
        (with_part("xl/sharedStrings.xml", LAUGHS, instead=True), BrokenFile, "damaged"),
        (with_part("xl/sharedStrings.xml", OUTSIDE, instead=True), BrokenFile, "damaged"),
        (ods(("Supplier name",), ("x" * 32_768,)), UnsafeFile, "cell has more than 32,767 letters .*row 2"),
    ],
)  # fmt: skip
def test_each_way_to_be_unreadable_has_its_own_sentence(
    data: bytes, error: type[ComityError], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(data)

    with pytest.raises(error, match=said):
        read_cells(path)


def test_the_word_for_a_stream_in_a_cell_is_no_password(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    path.write_bytes(xls(*ROWS, ("EncryptedPackage", "_VBA_PROJECT_CUR", "DE")))

    assert read_list(path, name="alder").sites.height == 3


@pytest.mark.parametrize("limits", [{"memory": 64 * 1024**2}, {"seconds": 1}])
def test_a_reader_at_its_limit_ends(limits: dict[str, int], tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    cells = "".join(f'<row r="{at}">{CELL.format(f"A{at}", "x" * 30)}</row>' for at in range(1, 700_000))
    path.write_bytes(with_part(SHEET, WIDE.replace('<row r="1">{}</row>', "{}").format(cells), instead=True))

    done = subprocess.run(workbook_command(path, **limits), capture_output=True, check=False)

    assert done.returncode < 0 or done.returncode == Ended.MEMORY
    assert done.stdout == b""


def test_a_gigabyte_of_one_cell_is_refused_within_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(io.BytesIO(xlsx())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != "xl/sharedStrings.xml":
                new.writestr(name, old.read(name))
        with new.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>')
            for _ in range(1000):
                part.write(b"x" * 1_000_000)
            part.write(b"</t></si></sst>")

    with pytest.raises(UnsafeFile, match="unpack to more"):
        read_cells(path)
    status, peak = ended(path)  # and were it packed less tightly, so that nothing told before it is opened

    assert status != 0
    assert peak < MOST_MEMORY


def ended(path: Path) -> tuple[int, int]:
    """How the reader's own process ends on a file, and the most memory that it took, in bytes."""
    watched = [sys.executable, "-I", "-S", "-c", WATCHES, *workbook_command(path)]
    done = subprocess.run(watched, capture_output=True, check=True)
    status, kilobytes = done.stdout.split()
    return int(status), int(kilobytes) * 1024


WATCHES = """import os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, out, "/dev/null", os.O_WRONLY, 0) for out in (1, 2)])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_maxrss)"""
"""By a small process, because a child is charged with the memory of the process that it was made in."""
