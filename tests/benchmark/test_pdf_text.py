import json

import pytest
import typst

from comity.benchmark import ProtocolUnreadable, read_protocol
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

    plain = [(one.clause, one.section, one.text.removeprefix(one.clause).strip()) for one in found.questions]
    assert [(id_, section) for id_, section, _ in plain] == [(id_, section) for id_, section, _ in rows]
    said = [text.replace("-", "") for _, _, text in plain]  # a hyphen at the end of a line is gone
    assert said == [text.replace("-", "") for _, _, text in rows]


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


def test_a_scan_is_called_one() -> None:
    made = typst.compile(b"#rect(width: 5cm, height: 5cm)", format="pdf")
    assert isinstance(made, bytes)

    with pytest.raises(ProtocolUnreadable, match="The PDF is a scan"):
        text_of_pdf(made, where="x")


def test_a_torn_pdf_is_called_damaged() -> None:
    with pytest.raises(ProtocolUnreadable, match="damaged"):
        text_of_pdf(b"%PDF-1.7 and no more", where="x")
