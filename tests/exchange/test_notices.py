from datetime import timedelta

import pytest

from comity.exchange import Ground, read_recall, read_request, recall_paper, request_paper
from comity.exchange.errors import AskProblem, KeyUnreadable
from comity.exchange.platforms import PlainReference
from tests.exchange.cast import NOW, alder, birch, known, request, supplier

REPORT = "sha256:" + "ab" * 32


def test_a_request_read_again_asks_the_same() -> None:
    found = read_request(request_paper(request(site_id=""), alder()))

    assert found.request == request(site_id="")
    assert found.by == alder().public


def test_what_the_list_does_not_say_stays_unsaid() -> None:
    asked = request(known=known(None, None), site_id="")

    assert read_request(request_paper(asked, alder())).request == asked


def test_an_altered_request_is_found() -> None:
    paper = request_paper(request(), alder())

    with pytest.raises(KeyUnreadable, match="altered"):
        read_request(paper.replace(b"Gebze", b"Izmit"))


def test_nobody_asks_in_anothers_name() -> None:
    with pytest.raises(KeyUnreadable, match="Birch Bakery"):
        request_paper(request(), birch())


def test_a_paper_of_another_kind_is_no_request() -> None:
    paper, _ = recall_paper(REPORT, Ground.INVALID, supplier(), at=NOW)

    with pytest.raises(KeyUnreadable):
        read_request(paper)


def test_a_signed_paper_without_its_content_is_refused() -> None:
    with pytest.raises(KeyUnreadable, match="does not hold"):
        read_request(alder().sign("comity-request-v1", {"id": "R1"}))


def test_a_recall_means_a_report_by_its_digest() -> None:
    paper, fact = recall_paper(REPORT, Ground.SUPERSEDED, supplier(), at=NOW + timedelta(days=1))

    found = read_recall(paper)

    assert (found.report, found.ground, found.by) == (REPORT, Ground.SUPERSEDED, supplier().public)
    assert fact.kind == "report-recalled"


def test_a_report_on_a_platform_is_named_and_not_uploaded() -> None:
    found = PlainReference(platform="Some Platform").refer("  ZAA 600123456 ")

    assert found.sentence == "The report is on Some Platform under ZAA 600123456; ask for access there."


@pytest.mark.parametrize(
    "text", ["", "x", "<script>alert(1)</script>", "https://evil.example/?a=b", "a" * 100]
)
def test_what_cannot_be_a_reference_is_refused(text: str) -> None:
    with pytest.raises(AskProblem):
        PlainReference(platform="Some Platform").refer(text)
