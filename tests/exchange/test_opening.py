import io
import socket
import struct
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from threading import Thread

import pikepdf
import pypdfium2
import pytest

from comity.exchange import OpenedReport, open_report, seal_report
from comity.exchange.errors import GrantExpired, ReportRefused, ScannerSilent
from comity.exchange.examine import ReportKind
from comity.exchange.marking import Reader, mark_copy
from comity.exchange.scan import ClamAV, NoScanner, Scanner, Wire
from tests.exchange.cast import DAY, NOW, alder, grant, pdf, sealed, supplier, workbook
from tests.patience import PATIENCE_S


def read(scanner: Scanner | None = None, **changed: object) -> OpenedReport:
    facts: dict[str, object] = {
        "body": sealed().body, "grant": grant().data, "key": alder(), "supplier": supplier().public,
        "reader": "Ann Reader", "at": NOW + DAY, "scanner": scanner or NoScanner(), "request": "R1",
    }  # fmt: skip
    return open_report(**{**facts, **changed})  # type: ignore[arg-type] # the table above has the right types


def words(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_a_copy_names_its_reader_on_every_page_and_keeps_the_report() -> None:
    found = read()

    text = words(found.copy)
    assert text.count("Copy of Ann Reader, Alder Foods, 2026-07-02 09:00 UTC") == 2
    assert text.count("Fire doors on floor 2 were locked") == 2


def test_the_fact_names_the_report_as_it_was_sealed_and_not_the_copy() -> None:
    found = read()

    assert found.fact.kind == "request-read"
    assert found.fact.details["report"] == sealed().file.digest
    assert found.terms.file.name == "SMETA Gebze.pdf"


def test_a_reader_is_told_what_was_checked_and_what_was_not() -> None:
    checks = " ".join(read().checks)

    assert "No malware scanner looked at it" in checks
    assert "names its reader" in checks


def test_nothing_opens_after_its_end() -> None:
    with pytest.raises(GrantExpired):
        read(at=NOW + 91 * DAY)


@pytest.mark.parametrize("name", ["Ayşe Yılmaz", "王芳", "Zoë O'Brien \\) Tj #evil[]", "x" * 150])
def test_any_name_marks_a_copy(name: str) -> None:
    copy = mark_copy(pdf(), Reader(name=name, company="Alder"), at=NOW, grant="sha256:" + "a" * 64)

    assert "aaaaaaaaaaaa" in words(copy).replace("\r\n", "").replace("\n", "")
    with pikepdf.open(io.BytesIO(copy)) as again:
        assert name in str(again.docinfo["/ComityCopy"])


def test_a_name_in_other_letters_is_written_in_latin_ones() -> None:
    copy = mark_copy(pdf(), Reader(name="王芳", company="Alder"), at=NOW, grant="sha256:" + "a" * 64)

    assert "WangFang" in words(copy)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_are_marked_too(turn: int) -> None:
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made:
        for page in made.pages:
            page.obj.Rotate = turn
        made.save(turned)

    copy = mark_copy(
        turned.getvalue(), Reader(name="Ann", company="Alder"), at=NOW, grant="sha256:" + "a" * 64
    )

    assert words(copy).count("Copy of Ann") == 2


def test_a_corrective_action_plan_travels_like_a_report() -> None:
    plan = seal_report(workbook(), "CAP.xlsx")
    made = grant(of=plan)

    found = read(body=plan.body, grant=made.data)

    assert found.kind is ReportKind.WORKBOOK
    assert found.copy == workbook()
    assert "A workbook is not marked" in " ".join(found.checks)


def test_a_report_of_another_size_than_its_supplier_said_stays_closed() -> None:
    said = replace(sealed(), file=replace(sealed().file, size=7))

    with pytest.raises(ReportRefused, match="its supplier sealed 7"):
        read(grant=grant(of=said).data)


class Odd:
    """What answers as no clamd should, on a real socket of this machine; `test_scan.py` asks a real one."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _ = self._server.accept()
        with connection, connection.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", said.read(4))[0]:
                said.read(size)
            connection.sendall(self._answer)

    def connect(self) -> AbstractContextManager[Wire]:
        @contextmanager
        def wire() -> Iterator[Wire]:
            with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S) as one:
                yield one

        return wire()

    def close(self) -> None:
        self._thread.join(timeout=PATIENCE_S)
        self._server.close()


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: maybe\0"])
def test_a_scanner_that_does_not_say_yes_keeps_the_report_closed(answer: bytes) -> None:
    odd = Odd(answer)

    with pytest.raises(ScannerSilent):
        read(ClamAV(odd.connect))
    odd.close()


def test_a_scanner_that_is_not_there_keeps_the_report_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    with pytest.raises(ScannerSilent, match="does not answer"):
        read(ClamAV(lambda: socket.create_connection(("127.0.0.1", port), timeout=1)))
