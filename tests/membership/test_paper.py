from datetime import date

import pypdfium2

from comity.membership import Signature, packaged_statements, statement_pdf

STATEMENT = packaged_statements()[1]
SIGNED = Signature(
    member="alder", on=date(2026, 3, 2), by="Ada Quist", role="General Counsel", statement=1, digest=STATEMENT.digest
)  # fmt: skip


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def test_the_page_holds_every_word_and_the_digest_of_what_was_signed() -> None:
    text = text_of(statement_pdf(STATEMENT, programme="Hedgerow", member="Alder Foods", signature=SIGNED))

    assert all(one.heading in text for one in STATEMENT.sections)
    assert "Signed for Alder Foods" in text
    assert "General Counsel" in text
    assert "2 March 2026" in text
    assert STATEMENT.digest in text.replace(" ", "")


def test_without_a_signature_it_says_that_it_is_not_signed() -> None:
    text = text_of(statement_pdf(STATEMENT, programme="Hedgerow", member="Alder Foods", signature=None))

    assert "Not signed" in text
    assert "Ada Quist" not in text


def test_a_name_in_other_letters_is_readable_and_the_same_everywhere() -> None:
    first = statement_pdf(STATEMENT, programme="Hedgerow", member="东莞食品", signature=SIGNED)

    assert "Signed for DongGuan" in text_of(first)
    assert first == statement_pdf(STATEMENT, programme="Hedgerow", member="东莞食品", signature=SIGNED)
