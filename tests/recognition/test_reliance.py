import json
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from comity.exchange import Ground, PublicKey, read_recall, recall_paper
from comity.recognition import (
    Choice,
    Reliance,
    RelianceUnreadable,
    find_recalled,
    read_reliance,
    reliance_content,
    reliance_json,
    reliance_pdf,
)
from tests.exchange.cast import alder, birch, cedar, supplier
from tests.recognition.cast import NOW, REPORT, decision


def reliance(**changed: object) -> Reliance:
    return read_reliance(reliance_json(decision(**changed)))


def test_a_reliance_file_read_again_says_who_decided_what_and_when() -> None:
    found = read_reliance(reliance_json(decision(), alder()), by=alder().public)

    assert (found.report, found.choice, found.at, found.by) == (
        REPORT,
        Choice.WITH_SUPPLEMENT,
        NOW,
        "Ann Reader",
    )
    assert found.is_signed


def test_it_holds_all_that_the_decision_stood_on() -> None:
    content = reliance_content(decision())

    assert content["questions"] == "139 of your 147 questions are answered; these 8 remain."
    assert str(content["benchmark"]).startswith("smeta-4p-6.0, sha256:")
    assert len(content["open"]) == 8  # type: ignore[arg-type] # a list
    assert "whole months ago" in str(content["remarks"])
    assert "audited site" in str(content["scope"])


def test_an_altered_file_is_found() -> None:
    signed = reliance_json(decision(), alder())

    with pytest.raises(RelianceUnreadable):
        read_reliance(signed.replace(b"Recent", b"Ancient"))
    with pytest.raises(RelianceUnreadable):
        read_reliance(signed, by=birch().public)
    with pytest.raises(RelianceUnreadable):
        read_reliance(reliance_json(decision()), by=alder().public)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format": "comity-reliance-v1"}', b"\xff"])
def test_what_is_no_reliance_file_is_said_so(data: bytes) -> None:
    with pytest.raises(RelianceUnreadable):
        read_reliance(data)


def test_the_page_says_what_the_file_says() -> None:
    document = pypdfium2.PdfDocument(reliance_pdf(decision(reason="It is #strong enough, 王芳 says")))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", " ")
    document.close()

    assert "recognise with a supplement" in text
    assert "139 of your 147 questions" in text
    assert "#strong enough, WangFang says" in text.replace("Wang Fang", "WangFang")
    assert "no statement that the site is safe" in text


def recall(report: str = REPORT) -> bytes:
    return recall_paper(report, Ground.INVALID, supplier(), at=NOW + timedelta(days=9))[0]


def known() -> list[PublicKey]:
    return [supplier().public]


def test_a_recall_finds_the_decisions_that_rely_on_the_report() -> None:
    other = reliance(report="sha256:" + "cd" * 32, site="Elsewhere")

    found = find_recalled(read_recall(recall()), [reliance(), other], known())

    assert [one.site for one in found.concerned] == ["Yıldız Ambalaj, Gebze"]
    assert "You relied on it in 1 decision" in found.sentence


def test_who_did_not_rely_on_it_is_not_concerned() -> None:
    for choice in (Choice.DO_NOT, Choice.ANOTHER_AUDIT):
        assert find_recalled(read_recall(recall()), [reliance(choice=choice)], known()).concerned == ()


def test_a_decision_that_was_replaced_is_not_concerned() -> None:
    later = replace(reliance(), choice=Choice.DO_NOT, at=NOW + timedelta(days=1))

    assert find_recalled(read_recall(recall()), [later, reliance()], known()).concerned == ()


def test_a_recall_by_somebody_unknown_is_said_so() -> None:
    paper, _ = recall_paper(REPORT, Ground.SUPERSEDED, cedar(), at=NOW)

    found = find_recalled(read_recall(paper), [reliance()], known())

    assert not found.is_known
    assert "ask before you act" in found.sentence


def test_a_notice_names_no_reader_and_no_member() -> None:
    body = json.loads(json.loads(recall())["signed"])

    assert body.keys() == {"report", "ground", "by", "at"}
