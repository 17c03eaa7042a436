"""The review workbook of the portal: in the reader's language, and taken back in any."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from comity.benchmark import Party
from comity.benchmark.links import Relation, Strength
from comity.benchmark.review_book import review_workbook
from comity.benchmark.review_file import read_review
from comity.benchmark.review_sheets import CRITERIA as CRITERIA_SHEET
from comity.benchmark.review_sheets import REVIEW, Column
from comity.benchmark.review_words import Words, words_in
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import opened
from comity.portal.protocols.services import workbook_of
from comity.portal.protocols.words import RELATIONS, STRENGTHS
from comity.portal.shell.sentences import in_own_words, is_known, speech
from comity.portal.tenants.gates import Actor
from tests.benchmark.test_review_words import CRITERIA, answers, filled, written
from tests.portal.lists.test_tongues import texts_of
from tests.portal.protocols.cast import again, sent
from tests.portal.protocols.test_desk import place
from tests.portal.protocols.test_report import CRITERIA as MANY
from tests.portal.protocols.test_report import PROTOCOL as LONG
from tests.portal.protocols.test_report import log_of
from tests.portal.shell.test_nothing_english import LANGUAGES


@pytest.fixture
def case(ada: Actor) -> Case:
    return sent(ada)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("full", [10, 6])
def test_nothing_of_ours_stays_english(code: str, full: int) -> None:
    log = log_of(full, open_=2)
    english = texts_of(review_workbook(MANY, LONG, log, by="Rowan"))

    with translation.override(code):
        made = texts_of(review_workbook(MANY, LONG, log, by="Rowan", speech=speech()))
        left = {one for one in english & made if is_known(one) and in_own_words(one) != one}

    assert left == set()
    assert len(english - made) > 40


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_is_wrong_with_a_row_is_told_in_the_readers_language(code: str) -> None:
    rows = [
        *answers(Words("en")),
        (REVIEW, "c005", {Column.VERDICT: "perhaps"}),
        (REVIEW, "c006", {Column.RATIONALE: "as they say"}),
        (CRITERIA_SHEET, "c006", {Column.REASON: "no dormitory"}),
        (CRITERIA_SHEET, "c001", {Column.APPROVED: "yes"}),
        (CRITERIA_SHEET, "c002", {Column.RESOLVED: "full", Column.RESOLUTION: "we talked"}),
        (CRITERIA_SHEET, "c005", {Column.RESOLUTION: "we talked"}),
    ]
    read = read_review(filled(written("en"), Words("en"), rows), criteria=CRITERIA)

    with translation.override(code):
        told = [(one, in_own_words(one)) for row in read.problems for one in (row.message, row.remedy)]

    assert len(read.problems) == 6
    assert [one for one, said in told if one == said] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_and_the_workbook_call_a_choice_alike(code: str) -> None:
    with translation.override(code):
        words = words_in(code)
        told = {one: str(said) for one, said in {**STRENGTHS, **RELATIONS}.items()}

        assert words.choice(Column.STRENGTH, Strength.FULL) == told[Strength.FULL]
        assert words.choice(Column.STRENGTH, Strength.PART) == told[Strength.PART]
        for relation in (Relation.EQUAL, Relation.SUPERSET, Relation.SUBSET):
            assert words.choice(Column.RELATION, relation) == told[relation]
        for word in ("full", "part", "equal", "superset", "subset", "intersects"):  # as sentences quote them
            kind = Column.STRENGTH if word in ("full", "part") else Column.RELATION
            assert in_own_words(word) == words.choice(kind, word)


@pytest.mark.django_db
def test_the_workbook_is_in_the_language_of_whoever_downloads_it(alder: Client, case: Case) -> None:
    answer = alder.get(place("protocol-workbook", case), headers={"accept-language": "de"})

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined] # it is a file
    assert book.sheetnames[:4] == ["Überblick", "Prüfung", "Kriterien", "Fragen"]
    assert "auf der Seite des Protokolls zurück" in book["Überblick"]["A2"].value


@pytest.mark.django_db
def test_a_german_workbook_is_taken_on_an_english_page_and_its_slips_are_told_in_english(
    ada: Actor, alder: Client, case: Case
) -> None:
    with translation.override("de"):
        data = workbook_of(opened(ada, case))
    words = Words("de")
    rows = [
        (CRITERIA_SHEET, "0A.01", {Column.STATEMENT: "nicht abgedeckt"}),
        (CRITERIA_SHEET, "0A.02", {Column.STATEMENT: "nicht anwendbar", Column.REASON: "Kein Wohnheim."}),
        (CRITERIA_SHEET, "0A.03", {Column.STATEMENT: "nicht abgedekt, wohl"}),
    ]

    answer = alder.post(
        place("protocol-workbook-back", case),
        {"file": SimpleUploadedFile("mappe.xlsx", filled(data, words, rows))},
        headers={"accept-language": "en"},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Erklärung: “nicht abgedekt, wohl” is no choice. Did you mean “nicht abgedeckt”?" in page
    assert "Kriterien" in page
    assert set(opened(ada, again(ada, case)).standing.statements(Party.MEMBER)) == {"0A.01", "0A.02"}
