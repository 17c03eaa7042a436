"""Files that are no lists at all: their sender hears what they are."""

import io
import zipfile
from pathlib import Path

import pytest

from comity.lists import read_list
from comity.lists.errors import NotAList
from tests.lists.test_workbooks import ole


def packed(*names: str, **contents: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in [*((name, "x") for name in names), *contents.items()]:
            archive.writestr(name, content)
    return data.getvalue()


MAIL = (
    "From: Ada <ada@alder.example>\nTo: list@comity.example\nSubject: our list\nMIME-Version: 1.0\n\nHello,\n"
)
XML_2003 = '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "list.xls"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "a picture"),
        (b"RIFF\x24\0\0\0WEBPVP8 " + bytes(40), "a picture"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "a picture or a film"),
        (b"BM\x36\x00\x0c\0\0\0\0\0" + bytes(40), "a picture"),
        (b"{\\rtf1\\ansi list}", "a text document"),
        (b"SQLite format 3\0" + bytes(40), "a database"),
        (b"\x1f\x8b\x08" + bytes(40), "a packed archive"),
        (packed("[Content_Types].xml", "word/document.xml"), "a text document"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "a presentation"),
        (packed("Index/Document.iwa", "preview.jpg"), "Apple Numbers"),
        (packed("alder.csv", "birch.csv"), "a packed archive"),
        (packed("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "a text document"),
        (ole(WordDocument=b"x"), "a text document"),
        (ole(**{"__properties_version1.0": b"x"}), "an e-mail"),
        (MAIL.encode(), "an e-mail"),
        (XML_2003.encode(), "the XML of Excel 2003"),
        (b'<?xml version="1.0"?><sites><site/></sites>', "This is XML"),
        (b'[{"supplier_name": "Alder"}]', "JSON"),
        (b"<html><body><p>Please log in</p></body></html>", "a web page without a table"),
        (b" \n\n \t\n", "no letter in it"),
        (b"\xef\xbb\xbf", "no letter in it"),
    ],
)  # fmt: skip
def test_a_file_is_called_what_it_is_whatever_its_name(
    data: bytes, said: str, name: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    with pytest.raises(NotAList, match=said) as caught:
        read_list(path, name="alder")

    assert caught.value.remedy


@pytest.mark.parametrize(
    "header",
    ["PK;Supplier name", "MZ;Supplier name", "BM;Supplier name", "GIF8;Supplier name", "PAR1;Supplier name",
     "<id>;Supplier name", "[1];Supplier name", "Rar!;Supplier name"],
)  # fmt: skip
def test_a_list_that_begins_like_something_else_is_read(header: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"{header}\n1;Alder\n")

    assert read_list(path, name="alder").sites["supplier_name"].to_list() == ["Alder"]
