import json

import pytest
import typst

from comity.benchmark import read_protocol
from comity.benchmark.errors import ProtocolUnreadable
from comity.benchmark.pdf_text import text_of_pdf
from examples import make_protocol

_SOURCE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(header: [Alder Foods], footer: context counter(page).display("1 / 1", both: true))
#for one in data [
  #if one.heading != "" [== #one.heading]
  #one.id#h(1em)#one.text

]
"""


def printed(rows: list[tuple[str, str, str]]) -> bytes:
    """As a member's office would print it: a head, a page number, headings, numbered questions."""
    seen: set[str] = set()
    told = []
    for id_, section, text in rows:
        told.append({"id": id_, "heading": "" if section in seen else section, "text": text})
        seen.add(section)
    made = typst.compile(_SOURCE, format="pdf", sys_inputs={"data": json.dumps(told)})
    assert isinstance(made, bytes)
    return made


def test_a_protocol_of_300_rows_comes_back_from_its_pdf() -> None:
    rows = [(one.id, one.section, one.text) for one in make_protocol.alder().rows]

    found = read_protocol(printed(rows), name="Alder")

    assert [(one.id, one.section, one.text) for one in found.questions] == rows


def test_a_hyphen_at_the_end_of_a_line_stays_where_the_document_writes_it_elsewhere() -> None:
    text = (
        "Are toilets sex-separated? "
        + "Is the sex-separated count of workers, and of migrant workers, known? " * 9
    )
    made = typst.compile(f"#set page(width: 7cm)\n{text}".encode(), format="pdf")
    assert isinstance(made, bytes)

    found = text_of_pdf(made, where="x")

    assert " ".join(found.paragraphs) == text.strip()


def test_a_title_over_two_lines_is_one_section() -> None:
    made = typst.compile(
        b"#set page(width: 10cm)\n#set text(size: 9pt)\n"
        b"#text(size: 20pt)[Management systems and the implementation of the code]\n\n"
        b"2.1 Is there a written policy, known to all who work on the site, and kept up to date?\n\n"
        b"2.2 Is a senior manager named who answers for it, and does she report to the board?",
        format="pdf",
    )
    assert isinstance(made, bytes)

    found = read_protocol(made, name="Alder")

    assert [(one.id, one.section) for one in found.questions] == [
        (id_, "Management systems and the implementation of the code") for id_ in ("2.1", "2.2")
    ]


def test_what_stands_on_every_page_is_left_out_and_said() -> None:
    rows = [
        (f"1.{at}", "Safety", "Are fire exits unlocked and free at all working hours? " * 4)
        for at in range(60)
    ]

    found = text_of_pdf(printed(rows), where="x")

    assert not [one for one in found.paragraphs if "Alder Foods" in one]
    assert any("“Alder Foods”" in one for one in found.remarks)


def test_a_page_without_text_among_others_is_said() -> None:
    made = typst.compile(b"#set page(width: 10cm)\nAre exits unlocked?\n#pagebreak()\n#rect()", format="pdf")
    assert isinstance(made, bytes)

    found = text_of_pdf(made, where="x")

    assert found.paragraphs == ("Are exits unlocked?",)
    assert any("page 2" in one for one in found.remarks)


def test_a_page_left_blank_is_no_picture() -> None:
    made = typst.compile(
        b"#set page(width: 10cm)\nAre exits unlocked?\n#pagebreak()\n#pagebreak()\nAre they lit?",
        format="pdf",
    )
    assert isinstance(made, bytes)

    found = text_of_pdf(made, where="x")

    assert found.paragraphs == ("Are exits unlocked?", "Are they lit?")
    assert not any("pictures" in one for one in found.remarks)


def test_a_scan_is_called_one() -> None:
    made = typst.compile(b"#rect(width: 5cm, height: 5cm)", format="pdf")
    assert isinstance(made, bytes)

    with pytest.raises(ProtocolUnreadable, match="The PDF is a scan"):
        text_of_pdf(made, where="x")


def test_a_torn_pdf_is_called_damaged() -> None:
    with pytest.raises(ProtocolUnreadable, match="damaged"):
        text_of_pdf(b"%PDF-1.7 and no more", where="x")


_TABLE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(header: [Alder Foods], footer: context counter(page).display("1 / 1", both: true))
= Human rights
#table(columns: (2cm, 6cm, 3cm), align: horizon,
  table.header([No], [Question], [Answer]),
  ..data.map(one => (one.id, one.text, "yes / no")).flatten())
= Brand protection

9.01 Are moulds stored under lock and key?
"""


def in_a_table(rows: list[tuple[str, str]], source: bytes = _TABLE) -> bytes:
    """As forms are printed: numbers in the middle of their rows, a place for the answer, the head on every page."""
    told = json.dumps([{"id": id_, "text": text} for id_, text in rows])
    made = typst.compile(source, format="pdf", sys_inputs={"data": told})
    assert isinstance(made, bytes)
    return made


def test_numbers_in_the_middle_of_their_rows_stay_with_their_questions() -> None:
    rows = [(one.id, one.text) for one in make_protocol.alder().rows[18:100]]

    found = read_protocol(in_a_table(rows), name="Alder")

    assert [(one.id, one.text) for one in found.questions] == [
        *rows,
        ("9.01", "Are moulds stored under lock and key?"),
    ]
    assert [found.questions[0].section, found.questions[-1].section] == ["Human rights", "Brand protection"]


def test_a_row_that_is_broken_between_two_pages_is_one_question() -> None:
    long = "Are the exits of the hall, of the store and of the canteen unlocked, lit and free at all working hours, at night too?"
    low = _TABLE.replace(b"#set page(", b"#set page(width: 15cm, height: 12cm, ")

    found = read_protocol(in_a_table([(f"1.{at}", long) for at in range(1, 30)], low), name="Alder")

    assert [one.text for one in found.questions[:-1]] == [long] * 29
    assert [one.id for one in found.questions[:-1]] == [f"1.{at}" for at in range(1, 30)]


def test_lines_around_prose_make_no_table() -> None:
    made = typst.compile(
        b"#box(stroke: 1pt, inset: 4pt)[1.1 Are exits free? #line(length: 5cm)]\n\n"
        b"#rect[1.2 Is there a policy?]\n\n1.3 Is it written?",
        format="pdf",
    )
    assert isinstance(made, bytes)

    found = read_protocol(made, name="Alder")

    assert [(one.id, one.text) for one in found.questions] == [
        ("1.1", "Are exits free?"),
        ("1.2", "Is there a policy?"),
        ("1.3", "Is it written?"),
    ]


_PLAIN_TABLE = b"""
#let data = json(bytes(sys.inputs.data))
#set page(header: [Alder Foods #h(1fr) Protocol], footer: context counter(page).display("1 / 1", both: true))
= Human rights
#table(columns: (2cm, 6cm, 3cm, 3cm), stroke: none, STYLE,
  [No], [Question], [Evidence], [Answer],
  ..data.map(one => (one.id, one.text, "Ask the workers and read the records", "yes / no")).flatten())
= Brand protection

9.01 Are moulds stored under lock and key?
"""
_STYLES = {
    "numbers on top": b"align: top",
    "numbers in the middle": b"align: horizon",
    "rows close together, numbers on top": b"align: top, inset: (x: 4pt, y: 3.7pt)",
    "rows close together, numbers in the middle": b"align: horizon, inset: (x: 4pt, y: 3.7pt)",
}


@pytest.mark.parametrize("style", _STYLES.values(), ids=_STYLES)
def test_a_table_without_lines_is_read_by_its_columns(style: bytes) -> None:
    rows = [(one.id, one.text) for one in make_protocol.alder().rows[18:100]]

    found = read_protocol(in_a_table(rows, _PLAIN_TABLE.replace(b"STYLE", style)), name="Alder")

    assert [(one.id, one.text) for one in found.questions] == [
        *rows,
        ("9.01", "Are moulds stored under lock and key?"),
    ]
    assert [found.questions[0].section, found.questions[-1].section] == ["Human rights", "Brand protection"]


def test_numbers_in_the_middle_of_their_texts_need_neither_lines_nor_a_head() -> None:
    rows = [(one.id, one.text) for one in make_protocol.alder().rows[18:100]]
    source = b"""
#let data = json(bytes(sys.inputs.data))
#table(columns: (2cm, 5cm), stroke: none, align: horizon, ..data.map(one => (one.id, one.text)).flatten())
"""

    found = read_protocol(in_a_table(rows, source), name="Alder")

    assert [(one.id, one.text) for one in found.questions] == rows


def test_words_that_happen_to_stand_below_each_other_make_no_table() -> None:
    text = "Are exits free? " * 60
    made = typst.compile(
        f"#set page(width: 12cm)\n#set par(justify: true)\n1.1 {text}".encode(), format="pdf"
    )
    assert isinstance(made, bytes)

    found = text_of_pdf(made, where="x")

    assert found.parts == (f"1.1 {text.strip()}",)


@pytest.mark.parametrize("style", ["", ", justify: true"], ids=["ragged", "justified"])
def test_running_text_in_two_columns_is_no_table(style: str) -> None:
    """Lines of both columns are level with each other, as the cells of a row would be."""
    texts = [one.text for one in make_protocol.alder().rows[:40]]
    clauses = [
        f"{number}.1 {one} {other}"
        for number, (one, other) in enumerate(zip(texts[::2], texts[1::2], strict=True), 1)
    ]
    source = (
        f"#set page(columns: 2)\n#set smartquote(enabled: false)\n#set text(hyphenate: false)\n#set par(spacing: 0.65em{style})\n"
        + "\n\n".join(clauses)
    )
    made = typst.compile(source.encode(), format="pdf")
    assert isinstance(made, bytes)

    found = text_of_pdf(made, where="x")

    assert all(isinstance(part, str) for part in found.parts)
    assert " ".join(found.paragraphs) == " ".join(clauses)


def test_letters_beyond_the_first_plane_are_read_whole() -> None:
    """PDFium gives them as two halves, which no digest takes."""
    made = typst.compile("1.1 Is the sign 𝑥 on the machines explained to workers?".encode(), format="pdf")
    assert isinstance(made, bytes)

    (question,) = read_protocol(made, name="Alder").questions

    assert question.text == "Is the sign 𝑥 on the machines explained to workers?"
