"""A fictional protocol of 300 rows goes from its file to a verdict with files alone."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from examples.make_protocol import Fictional

from comity.benchmark import (
    LinkKey,
    Log,
    Outcome,
    Party,
    Proposal,
    Protocol,
    Rule,
    coverage_of,
    load_criteria,
    read_protocol,
    verdict,
)
from comity.benchmark.report import report_html
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import ReadReview, read_review
from examples import make_protocol

CRITERIA = load_criteria("smeta-4p-6.0")


def reviewed(made: Fictional) -> tuple[Protocol, ReadReview]:
    """A careful reviewer fills in the file as the answers say."""
    protocol = read_protocol(make_protocol.workbook(made), name=made.title)
    log = Log().with_decisions(
        [
            Proposal(
                link=LinkKey.of(one.criterion, [one.questions[0]]), probability=0.8, reason="words in common"
            )
            for one in made.answers
            if one.questions
        ],
        party=None,
        by="engine",
    )
    book = openpyxl.load_workbook(io.BytesIO(review_workbook(CRITERIA, protocol, log, by="Rowan")))
    answers = {one.criterion: one for one in made.answers}
    sheet = book["Review"]
    heads = {one.value: one.column for one in sheet[2]}
    for row in range(3, 3 + len(log.standing.proposals)):
        answer = answers[sheet.cell(row, heads["Criterion"]).value]
        sheet.cell(row, heads["Questions"]).value = "; ".join(answer.questions)
        sheet.cell(row, heads["Verdict"]).value = "confirm"
        sheet.cell(row, heads["Strength"]).value = answer.strength
        sheet.cell(row, heads["Relation"]).value = answer.relation
    sheet = book["Criteria"]
    heads = {one.value: one.column for one in sheet[2]}
    for row in range(3, 3 + len(CRITERIA)):
        if answers[sheet.cell(row, heads["Criterion"]).value].strength == "none":
            sheet.cell(row, heads["Statement"]).value = "not covered"
    saved = io.BytesIO()
    book.save(saved)
    return protocol, read_review(saved.getvalue(), at="2026-06-30T12:00:00Z", protocol=protocol)


@pytest.fixture(scope="module")
def alder() -> tuple[Protocol, ReadReview]:
    return reviewed(make_protocol.alder())


@pytest.fixture(scope="module")
def birch() -> tuple[Protocol, ReadReview]:
    return reviewed(make_protocol.birch())


def test_132_of_154_passes_with_two_critical_ones_missing(alder: tuple[Protocol, ReadReview]) -> None:
    protocol, found = alder

    said = verdict(coverage_of(CRITERIA, found.log.standing), Rule())

    assert len(protocol.questions) == 300
    assert found.problems == ()
    assert str(said.coverage.full) == "132/154"
    assert said.outcome is Outcome.EQUIVALENT
    assert len(said.coverage.missing_critical) == 2


def test_130_and_a_half_of_154_is_not_rounded_up(birch: tuple[Protocol, ReadReview]) -> None:
    _, found = birch

    said = verdict(coverage_of(CRITERIA, found.log.standing), Rule())

    assert str(said.coverage.with_halves) == "130.5/154"
    assert said.outcome is Outcome.NOT_YET


def test_the_report_says_what_counts(alder: tuple[Protocol, ReadReview]) -> None:
    protocol, found = alder

    page = report_html(CRITERIA, protocol, found.log, day=date(2026, 6, 30)).decode()

    missing = coverage_of(CRITERIA, found.log.standing).missing_critical
    assert "Equivalent." in page
    assert "132/154" in page
    assert "85.71\u00a0%" in page  # no line breaks before the sign
    assert ", ".join(one.code for one in missing) in page
    assert "30\u00a0June\u00a02026" in page


def test_the_report_of_what_is_not_yet_equivalent_is_a_to_do_list(birch: tuple[Protocol, ReadReview]) -> None:
    protocol, found = birch

    page = report_html(CRITERIA, protocol, found.log).decode()

    assert "Not yet equivalent." in page
    assert "131 of 154 are needed" in page
    assert page.count(">needed<") == 10


def test_no_wording_of_the_protocol_is_in_the_report(alder: tuple[Protocol, ReadReview]) -> None:
    protocol, found = alder

    page = report_html(CRITERIA, protocol, found.log).decode()

    assert not [one.text for one in protocol.questions if len(one.text) > 25 and one.text in page]


def test_the_report_shows_a_forecast_while_links_are_open(alder: tuple[Protocol, ReadReview]) -> None:
    protocol, found = alder
    log = Log.of(one for one in found.log.entries if one.party is not Party.REVIEWER)

    page = report_html(CRITERIA, protocol, log).decode()

    assert "A forecast, and no verdict" in page
    assert "What to decide next" in page


def test_the_same_review_gives_the_same_report(alder: tuple[Protocol, ReadReview]) -> None:
    protocol, found = alder

    assert report_html(CRITERIA, protocol, found.log) == report_html(CRITERIA, protocol, found.log)


def test_the_fictional_protocols_are_written_the_same_at_every_run() -> None:
    for name, data in make_protocol.make().items():
        if not name.endswith(".xlsx"):
            assert (make_protocol.HERE / name).read_bytes() == data, name


def test_the_answers_on_file_are_those_of_the_story() -> None:
    with (make_protocol.HERE / "alder-foods-answers.csv").open(encoding="utf-8", newline="") as file:
        strengths = [row["strength"] for row in csv.DictReader(file)]

    assert (strengths.count("full"), strengths.count("part"), strengths.count("none")) == (132, 8, 14)
