import pypdfium2
import pytest

from comity.benchmark import Credit, Log, Protocol
from comity.benchmark.report_pdf import report_pdf
from comity.core import UsageProblem
from tests.benchmark.cast import decided, numbered, proposed, protocol_for

CRITERIA = numbered(20)
PROTOCOL = protocol_for(CRITERIA)


def review(full: int) -> Log:
    codes = list(CRITERIA.by_code)
    answers = {code: Credit.FULL if at < full else Credit.NONE for at, code in enumerate(codes)}
    return decided(proposed(CRITERIA), answers)


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def named(name: str) -> Protocol:
    return Protocol(name=name, version="1", questions=PROTOCOL.questions)


def test_the_pdf_says_what_counts() -> None:
    text = text_of(report_pdf(CRITERIA, PROTOCOL, review(16)))

    assert "Not yet equivalent." in text
    assert "16/20" in text
    assert "17 of 20 are needed" in text
    assert "What to do" in text


def test_the_pdf_can_be_read_aloud() -> None:
    data = report_pdf(CRITERIA, PROTOCOL, review(17))

    assert b"pdfuaid" in data  # the typesetter refuses to write this mark where a rule of PDF/UA-1 is broken
    assert b"/StructTreeRoot" in data


def test_the_same_review_gives_the_same_bytes() -> None:
    assert report_pdf(CRITERIA, PROTOCOL, review(17)) == report_pdf(CRITERIA, PROTOCOL, review(17))


def test_a_name_is_data_and_never_source() -> None:
    text = text_of(report_pdf(CRITERIA, named("#panic() $x$ *bold* \\ <a>"), review(17)))

    assert "#panic() $x$ *bold* \\ <a>" in text


def test_letters_that_no_font_has_are_refused_in_a_sentence() -> None:
    with pytest.raises(UsageProblem, match="no font on this machine can draw"):
        report_pdf(CRITERIA, named("Alder \U0010fffd"), review(17))  # a letter for private use
