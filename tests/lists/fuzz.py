"""Mutated lists against the reader: `python -m tests.lists.fuzz --files 10000 --seed 1`.

Each file is read as a list of audited sites with a window, by its headers or, where they are damaged, by its values. Laws: whatever
the bytes, reading ends in a list or in a ComityError, within seconds; every row that the list counts is an audit or
refused with a reason, and a refused column stays empty; what was read can be given back, without a formula or a link.
"""

import argparse
import html
import io
import random
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from comity.core import ComityError, Window
from comity.lists import ListKind, ReadList, Severity, annotate, read_list
from tests.lists.test_workbooks import xls

SLOW_SECONDS = 20.0  # of the processor
_WINDOW = Window(cutoff=date(2026, 6, 30))
_ANNOTATED = 4  # one of so many files that read is given back
_NO_SITE = ("no-name", "shifted-row", "header-again", "total-row")
_NO_TEXT = (b"<f>", b"<f ", b"<hyperlink", b"externalLink")
_ROWS = (
    ("Tedarikçi Adı", "Şehir", "Ülke", "DUNS", "Protokol", "Denetim tarihi", "Annual spend"),
    ("Velmira Gıda Ltd. Şti.", "İzmir", "Türkiye", "150483782", "SMETA 4-pillar", "14.03.2025", "12"),
    ("=Okaveri “Glass” Ltd; No. 2", "Pune", "IN", "", "SMETA", "03/04/2025", "7,5"),
    ("", "", "", "", "", "", ""),
    ("Tasolin, S.A. de C.V.", "Monterrey", "México", "1", "@BSCI", "12 Mar 2025", "-3"),
    ("+Simbrano GmbH", "Köln", "Deutschland", "#REF!", "Desktop review", "45678", "9"),
)
_SNIPPETS = (
    b'"',
    b"\0",
    b"\xff\xfe",
    b"\r",
    b"\n" * 9,
    b";" * 3000,
    b"'",
    b"\xf0\x9f\x98\x80",
    b"<!--",
    b"&#0;",
    b"99999999",
)


def seeds() -> dict[str, bytes]:
    def text(delimiter: str) -> str:
        return "\n".join(
            delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in _ROWS
        )

    found = {
        "utf8.csv": text(",").encode(),
        "turkish.csv": text(";").replace("“", "").replace("”", "").encode("cp1254"),
        "utf16.txt": text("\t").encode("utf-16"),
        "chinese.csv": "供应商名称,城市,国家\n上海食品包装有限公司,上海,中国\n".encode("gb18030"),
    }
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as workbook:
        for name in ("Notes", "Tabelle1"):
            sheet = workbook.add_worksheet(name)
            for at, row in enumerate(_ROWS if name == "Tabelle1" else _ROWS[1:2]):
                sheet.write_row(at + 2, 0, row)
    found["book.xlsx"] = buffer.getvalue()
    document, table = OpenDocumentSpreadsheet(), Table(name="List")
    for cells in _ROWS:
        row = TableRow()
        for cell in cells:
            filled = TableCell(valuetype="string")
            filled.addElement(P(text=cell))
            row.addElement(filled)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    headless = "\n".join("\t".join(row[:6]) for row in _ROWS[1:] if any(row))
    return found | {
        "book.ods": buffer.getvalue(),
        "book.xls": xls(*_ROWS),
        "page.xls": _page().encode("cp1254", errors="xmlcharrefreplace"),
        "years.xlsx": _years(),
        "headless.tsv": headless.encode(),
        "polish.csv": "Nazwa;Kraj;Data\nAlfa Sp. z o.o.;Polska;2025-03-14\nBeta S.A.;Niemcy;2025-04-01\nGamma GmbH;Czechy;2025-04-02\n".encode(
            "cp1250"
        ),
    }


def _page() -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in _ROWS
    )
    return f"<html><body><table><tr><td>Menu</td></tr></table><table>{rows}</table></body></html>"


def _years() -> bytes:
    """Two sheets of one list, the second with labels above its header and its columns turned round."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as workbook:
        for name, turn, top in (("2024", 1, 0), ("2025", -1, 1)):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 1, ("Audit", "Spend"))
            for at, row in enumerate(_ROWS, start=top):
                sheet.write_row(
                    at, 0, (f"{name} {row[0]}" if at > top and row[0] else row[0], *row[1:])[::turn]
                )
    return buffer.getvalue()


def mutated(data: bytes, rng: random.Random) -> bytes:
    if data.startswith(b"PK") and rng.random() < 0.8:
        return _inside(data, rng)
    if data.startswith(b"\xd0\xcf") and rng.random() < 0.8:
        return _in_place(data, rng)
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        at = rng.randrange(len(out) + 1)
        match rng.randrange(5):
            case 0 if at < len(out):
                out[at] = rng.randrange(256)
            case 1:
                out[at : at + rng.randrange(1, 200)] = b""
            case 2:
                out[at:at] = rng.choice(_SNIPPETS)
            case 3:
                out[at:at] = out[at : at + rng.randrange(1, 500)]
            case _:
                out = out[: max(at, 4)] if rng.random() < 0.2 else out
    return bytes(out)


def _inside(data: bytes, rng: random.Random) -> bytes:
    """One part of the archive mutated and packed again: past the checksum, into the parser."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hit = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, rng) if name == hit and part else part)
    return out.getvalue()


def _in_place(data: bytes, rng: random.Random) -> bytes:
    """Some bytes of an old workbook written over where it says something: its sectors stay, past the container."""
    out = bytearray(data)
    telling = [at for at, byte in enumerate(data) if byte not in (0, 0xFF)]
    for _ in range(rng.choice((1, 1, 2, 8, 40))):
        at = rng.choice(telling)
        for place in range(at, min(at + rng.choice((1, 1, 2, 4, 60)), len(out))):
            out[place] = rng.choice((rng.randrange(256), 0, 0xFF))
    return bytes(out)


def attempt(path: Path, *, give_back: bool) -> str:
    """What became of the file; raises AssertionError where a law is broken."""
    began = time.process_time()
    try:
        read = read_list(path, name="fuzzed", kind=ListKind.AUDITED_SITES, window=_WINDOW)
    except ComityError as error:
        outcome = error.code
    else:
        _hold_laws(read)
        outcome = "read"
        if give_back:
            _hold_text(annotate(read))
            outcome = "read and given back"
    assert time.process_time() - began < SLOW_SECONDS, "too slow"
    return outcome


def _hold_laws(read: ReadList) -> None:
    refused = {problem.row for problem in read.problems if problem.severity is Severity.REFUSED} - {0}
    audits, sites = set(read.audits["row"].to_list()), set(read.sites["row"].to_list())
    nameless = {problem.row for problem in read.problems if problem.code in _NO_SITE}
    assert not audits & refused
    assert audits | refused == {number for number, _ in read.table.rows}
    assert len(read.table.rows) == read.row_count
    assert not sites & nameless
    assert len(sites | nameless) == read.row_count
    empty = [at for at, header in enumerate(read.table.headers) if header in read.refused_columns]
    assert not any(cells[at] for _, cells in read.table.rows for at in empty)


def _hold_text(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            part = book.read(name)
            assert not [one for one in _NO_TEXT if one in part], name


def run(files: int, seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """How files ended, and a line per file that broke a law; those files stay in `folder`."""
    rng = random.Random(seed)
    originals, outcomes, failures = seeds(), Counter[str](), []
    for number in range(files):
        name = rng.choice(sorted(originals))
        path = folder / f"{number}-{name}"
        path.write_bytes(mutated(originals[name], rng))
        try:
            outcomes[attempt(path, give_back=number % _ANNOTATED == 0)] += 1
        except Exception:  # noqa: BLE001 -- whatever escapes the reader is what this looks for
            outcomes["FAILED"] += 1
            failures.append(f"{path.name}: {traceback.format_exc(limit=-2)}")
        else:
            path.unlink()
    return outcomes, failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for files that broke a law")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        outcomes, failures = run(given.files, given.seed, folder)
    print(dict(outcomes.most_common()))  # noqa: T201 -- the answer
    print("\n".join(failures[:20]))  # noqa: T201 -- the answer
    return bool(failures)


if __name__ == "__main__":
    raise SystemExit(main())
