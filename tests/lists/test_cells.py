from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.spreadsheets import MOST_CELL
from comity.lists.cells import Sheet, decode, read_cells
from comity.lists.encodings import likeliest_encoding
from comity.lists.errors import BrokenFile

NAMES = {
    "cp1252": [
        "Müller Süßwaren Köln",
        "La Española Alimentación",
        "Société Générale Bœuf à Évreux",
        "São João Indústria Açúcar",
        "Ørsted Åbenrå Smørrebrød",
        "Pâtisserie – l’Étoile",
        "Nº 12 Peñón 3ª",
        "PÂTISSERIE CRÈME FORÊT",
    ],
    "cp1250": [
        "Spółka z o.o. Żywność Śląska",
        "Dvořák Potraviny Průmyslová",
        "Győri Élelmiszer Kft. Dűlő utca",
        "Zakład Przetwórstwa Mięsnego Gdańsk",
        "Příbram Škoda",
        "Čokoládovna Brno",
        "Făgăraş Iaşi",
        "Zagreb Đurđevac Čakovec",
        "Nový Jičín",
    ],
    "cp1254": [
        "Yıldız Gıda A.Ş. İzmir",
        "Şeker Çikolata",
        "Büyükşehir Gölcük",
        "YILDIZ GIDA SANAYİ VE TİCARET A.Ş.",
    ],
    "cp1251": ["ООО Завод Москва Россия", "Фабрика Київ Україна", "България София", "ООО ЗАВОД МОСКВА"],
    "koi8-u": ["ООО Завод Москва Россия", "Фабрика Новая Заря", "ООО ЗАВОД МОСКВА"],
    "cp866": ["ООО Завод Москва Россия"],
    "cp1253": ["Ελληνική Βιομηχανία Αθήνα"],
    "cp1256": ["شركة المصنع القاهرة"],
    "cp874": ["บริษัท ไทยโรงงาน จำกัด"],
    "cp1258": ["Hoa\u0300ng Pha\u0301t Đông Á Ha\u0309i Du\u0323ng"],
    "big5": ["臺灣食品股份有限公司 新北市", "鴻海精密工業"],
    "shift_jis": ["株式会社山田製作所 東京都", "カルビー工場 ひらがな"],
    "gb18030": ["深圳市宏达电子有限公司", "上海食品包装"],
    "euc_kr": ["삼성전자 주식회사 서울"],
    "iso8859-2": ["Spółka Żywność Śląska ąęś"],
    "cp850": ["Müller Süßwaren Köln"],
    "mac-roman": ["Müller Süßwaren Köln"],
}


def read(path: Path, data: bytes) -> Sheet:
    path.write_bytes(data)
    return read_cells(path)[0]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("encoding", "name"), [(encoding, name) for encoding, names in NAMES.items() for name in names]
)
def test_an_encoding_is_found_by_the_words_that_come_out(encoding: str, name: str, rows: int) -> None:
    data = ("supplier_name;city\n" + f"{name};Plant 2\n" * rows).encode(encoding)

    text, found = decode(data, where="list.csv")

    assert name in text
    assert found == encoding


def test_one_list_may_hold_names_of_several_languages_of_its_encoding() -> None:
    polish = "Spółka Żywność\nMüller Köln\nDvořák\nGyőr\nRené\n"
    turkish = "Yıldız Gıda\nMüller Köln\nJosé Peña\nSociété Générale\n"

    assert decode(polish.encode("cp1250"), where="") == (polish, "cp1250")
    assert decode(turkish.encode("cp1254"), where="") == (turkish, "cp1254")


@given(
    names=st.lists(st.sampled_from(NAMES["cp1252"] + ["Café", "Plant 2", "“A” & “B” – C", "É"]), min_size=1)
)
def test_western_text_is_never_taken_for_anything_else(names: list[str]) -> None:
    data = "\n".join(names).encode("cp1252")

    assert likeliest_encoding(data) == "cp1252"


@given(
    encoding=st.sampled_from(sorted(NAMES)),
    data=st.data(),
    repeated=st.integers(1, 3),
)
def test_the_order_and_number_of_names_change_no_encoding(
    encoding: str, data: st.DataObject, repeated: int
) -> None:
    names = data.draw(st.permutations(NAMES[encoding]))

    found = likeliest_encoding("\n".join(names * repeated).encode(encoding))

    assert found == encoding


def test_a_name_far_down_the_list_still_tells_its_encoding(tmp_path: Path) -> None:
    data = b"supplier_name,city\n" + b"Okaveri Glass,Pune\n" * 30_000 + "Müller,Köln\n".encode("cp1252")

    sheet = read(tmp_path / "list.csv", data)

    assert sheet.rows[-1] == ["Müller", "Köln"]


@given(data=st.binary(min_size=1, max_size=200))
def test_whatever_the_bytes_an_encoding_is_named_that_python_knows(data: bytes) -> None:
    assert isinstance(data.decode(likeliest_encoding(data), errors="replace"), str)


def test_a_letter_that_cannot_be_read_is_counted_and_its_line_named(tmp_path: Path) -> None:
    good = "Yıldız Gıda A.Ş.;İzmir\n".encode() * 20
    data = b"supplier_name;city\n" + good + b"\xff Broken;X\n" + good

    sheet = read(tmp_path / "list.csv", data)

    assert sheet.dialect == "text with semicolons, utf-8 (1 letter could not be read, first in line 22)"
    assert sheet.rows[1][0] == "Yıldız Gıda A.Ş."


@pytest.mark.parametrize("name", ["Sm\ufffdth", "Müller\ufffd"])
def test_a_letter_that_an_earlier_program_lost_makes_no_other_encoding(name: str, tmp_path: Path) -> None:
    sheet = read(tmp_path / "list.csv", f"Supplier,City\n{name},Köln\n".encode())

    assert sheet.rows[1] == [name, "Köln"]
    assert sheet.dialect == "text with commas, utf-8 (1 letter could not be read, first in line 2)"


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xff\xfe" + b"\x00\xd8A\x00" * 50, "line 1"),  # halves of surrogate pairs
        ("a;b\nÇ;d\n".encode("utf-8-sig") + b"\xff\xfe" * 50, "line 3"),
        (("a;b\n" + "Y\ufffdld\ufffdz;\ufffd\n" * 2).encode(), "line 2"),
    ],
)
def test_many_letters_that_cannot_be_read_are_an_error_with_a_line(data: bytes, line: str) -> None:
    with pytest.raises(BrokenFile, match=line):
        decode(data, where="list.csv")


def test_a_cell_longer_than_a_spreadsheet_holds_is_an_error_that_names_its_row(tmp_path: Path) -> None:
    longest = "x" * MOST_CELL

    kept = read(tmp_path / "kept.csv", f"supplier_name,city\nA,{longest}\n".encode())
    with pytest.raises(BrokenFile, match=r"Row 3 has a cell of more than 32,767 letters"):
        read(tmp_path / "list.csv", f"supplier_name,city\nA,B\nC,{longest}y\n".encode())

    assert kept.rows[1][1] == longest


def test_quotes_within_quotes_and_lines_within_cells_are_one_cell(tmp_path: Path) -> None:
    text = 'supplier_name,city\n"The ""Old"" Mill, Ltd","Pune\nIndia"\nPlain "Quoted" Mill,Pune\n'

    sheet = read(tmp_path / "list.csv", text.encode())

    assert sheet.rows[1:] == [['The "Old" Mill, Ltd', "Pune\nIndia"], ['Plain "Quoted" Mill', "Pune"]]
