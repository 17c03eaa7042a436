import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import ComityError
from comity.lists import ReadList, Severity, read_list
from comity.lists.errors import BrokenFile, NotAList, UnsafeFile

TEXT = "Supplier name;City;Country;Annual spend\nYıldız Gıda A.Ş.;İzmir;Türkiye;4711\n;Bursa;TR;1\nŞeker Çikolata;Bursa;Atlantis;2\n"


def read(path: Path, data: bytes) -> ReadList:
    path.write_bytes(data)
    return read_list(path, name="alder")


def workbook(*, header_row: int = 0) -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("Notes").write(0, 0, "see the other sheet")
        sheet = book.add_worksheet("Tabelle1")
        sheet.write(0, 0, "Our suppliers")
        sheet.write_row(header_row + 1, 0, ["Lieferant", "Land"])
        sheet.write_row(header_row + 2, 0, ["Okaveri Glas", "Deutschland"])
    return data.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1254"])
def test_text_is_read_in_the_encoding_it_has(encoding: str, tmp_path: Path) -> None:
    rows = read(tmp_path / "list.csv", (TEXT + "Şeker Çikolata;Bursa;TR;2\n" * 40).encode(encoding))

    assert rows.sites["supplier_name"].to_list()[:2] == ["Yıldız Gıda A.Ş.", "Şeker Çikolata"]
    assert rows.sites["country"][0] == "TR"


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Hoa\u0300ng Pha\u0301t \u0110ông A\u0301 Ha\u0309i Du\u0323ng", "cp1258"),
        ("Müller Süßwaren Köln", "cp1252"),
        ("深圳市宏达电子有限公司", "gb18030"),
        ("La Española Alimentación", "cp1252"),
    ],
)
def test_old_encodings_are_told_apart_by_their_letters(name: str, encoding: str, tmp_path: Path) -> None:
    data = ("supplier_name\n" + f"{name}\n" * 30).encode(encoding, errors="replace")

    rows = read(tmp_path / "list.csv", data)

    assert encoding in rows.dialect


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_will_do(delimiter: str, tmp_path: Path) -> None:
    rows = read(tmp_path / "list.txt", TEXT.replace(";", delimiter).encode())

    assert rows.sites.height == 2
    assert rows.row_count == 3


def test_spend_is_refused_and_its_values_are_nowhere(tmp_path: Path) -> None:
    rows = read(tmp_path / "list.csv", TEXT.encode())

    assert rows.refused_columns == ("Annual spend",)
    assert "4711" not in repr(rows) + rows.sites.write_csv()


def test_what_cannot_be_taken_is_said_row_by_row(tmp_path: Path) -> None:
    rows = read(tmp_path / "list.csv", TEXT.encode())

    found = {(problem.row, problem.code): problem.severity for problem in rows.problems}
    assert found[2, "no-name"] is Severity.REFUSED
    assert found[3, "unknown-country"] is Severity.DOUBT


def test_the_list_is_found_on_the_second_sheet_below_a_title(tmp_path: Path) -> None:
    rows = read(tmp_path / "list.xlsx", workbook(header_row=3))

    assert rows.dialect == "sheet “Tabelle1”, header in row 5"
    assert rows.sites.select("supplier_name", "country").row(0) == ("Okaveri Glas", "DE")


def packed(extra: dict[str, bytes]) -> bytes:
    data = io.BytesIO(workbook())
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in extra.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (packed({"xl/vbaProject.bin": b"x"}), UnsafeFile, "macros"),
        (packed({"xl/externalLinks/externalLink1.xml": b"x"}), UnsafeFile, "other files"),
        (workbook()[:900], BrokenFile, "damaged"),
        (b"PK\x03\x04" + bytes(500), BrokenFile, "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(2000), BrokenFile, "password"),
        (b"", NotAList, "empty"),
        (b"\0\1\2\3" * 400, BrokenFile, "not a text file"),
        (b"colour,weight\nred,2\n", NotAList, "header row"),
        (b"name," + b"x," * 3_000 + b"\n", UnsafeFile, "columns"),
        (b"name\nA" + b"," * 1_000_000 + b"\n", UnsafeFile, "Row 2 has 1,000,001 columns"),
        (b"name\n" + b"A\n" * 1_048_577, UnsafeFile, "more than 1,048,575 rows"),
        (b'name\n"' + b"x" * 5_000_000, BrokenFile, "quotation mark"),
    ],
)
def test_a_file_that_is_no_list_or_could_harm_ends_in_a_sentence(
    data: bytes, error: type[ComityError], said: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=said):
        read(tmp_path / "list.xlsx", data)


CELL = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufffd"), max_size=8)


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_every_row_is_a_site_or_has_a_problem_that_refuses_it(
    rows: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = "supplier_name\tcity\tcountry\n" + "".join(
        "\t".join(c.replace('"', "") for c in row) + "\n" for row in rows
    )

    taken = read(tmp_path_factory.mktemp("lists") / "list.tsv", text.encode())

    refused = {problem.row for problem in taken.problems if problem.severity is Severity.REFUSED}
    assert len({*taken.sites["row"].to_list(), *refused}) == taken.row_count
    assert not set(taken.sites["row"].to_list()) & refused


@pytest.mark.parametrize("seed", range(300))
def test_a_damaged_text_ends_in_a_list_or_in_a_sentence(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    data = bytearray(TEXT.encode(rng.choice(["utf-8", "utf-16", "cp1254", "gb18030"]), errors="replace") * 3)
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(data))
        data[at : at + rng.randrange(3)] = rng.randbytes(rng.randrange(4))

    with suppress(ComityError):
        rows = read(tmp_path / "list.csv", bytes(data))
        assert rows.sites.height <= rows.row_count
