"""Two years of thirty fictional members, through the pages that they and the Secretariat use."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.portal.ledger.queries import entries_told, verify_book
from comity.portal.ports.clock import playing_on
from comity.portal.tenants.models import Participation
from comity.survey import Instrument
from tests.portal.survey.cast import PROGRAMME, People, make_people, questionnaire, written_by
from tests.portal.survey.workbooks import changed
from tests.survey.story import MEMBERS

PLACE = f"/programmes/{PROGRAMME}/"
LATE, BY_WORKBOOK, LEAVES = MEMBERS[7], MEMBERS[8], MEMBERS[9]


@pytest.fixture
def thirty(db: None) -> People:
    return make_people(MEMBERS)


def own(member: str, year: int) -> str:
    return f"{PLACE}members/{member}/survey/{year}/"


def answer_all(client: Client, member: str, instrument: Instrument) -> None:
    said = {f"answer:{line}": text for line, text in written_by(member, instrument).items()}
    module = instrument.modules[0].id
    assert client.post(f"{own(member, instrument.edition)}questions/{module}/", said).status_code == 302


def answer_by_workbook(client: Client, member: str, instrument: Instrument) -> None:
    empty = b"".join(client.get(f"{own(member, instrument.edition)}workbook/").streaming_content)  # type: ignore[attr-defined] # a file's answer
    back = SimpleUploadedFile("answers.xlsx", changed(empty, written_by(member, instrument)))
    page = client.post(f"{own(member, instrument.edition)}workbook/back/", {"file": back}, follow=True)
    assert "The workbook is taken" in page.content.decode()


def sign(client: Client, member: str, year: int) -> int:
    said = {"by": "Ada Quist", "role": "Head of Sourcing", "agreed": "on"}
    return client.post(f"{own(member, year)}sign-off/", said).status_code


def play(people: People, year: int, *, leaving: tuple[str, ...] = ()) -> None:
    instrument, ines = questionnaire(f"maturity-{year}"), people.client("ines")
    opened = {"questionnaire": instrument.name, "closes_on": f"{year}-10-31"}
    assert ines.post(f"{PLACE}surveys/open/", opened).status_code == 302
    for member in MEMBERS:
        client = people.client(f"admin.{member}")
        (answer_by_workbook if member == BY_WORKBOOK else answer_all)(client, member, instrument)
        if member not in (LATE, *leaving):
            assert sign(client, member, year) == 302
    assert ines.post(f"{PLACE}surveys/{year}/remind/").status_code == 302
    twice = ines.post(f"{PLACE}surveys/{year}/remind/", follow=True).content.decode()
    assert "who is waited for was reminded today already" in twice
    assert "All of them were reminded today." in twice
    for member in leaving:
        said = {"reason": "The company was sold."}
        assert ines.post(f"{PLACE}surveys/{year}/members/{member}/leave/", said).status_code == 302
    assert ines.post(f"{PLACE}surveys/{year}/close/").status_code == 302
    late = people.client(f"admin.{LATE}")
    assert sign(late, LATE, year) == 409
    reopened = {"reason": "Its contact was ill."}
    assert ines.post(f"{PLACE}surveys/{year}/members/{LATE}/reopen/", reopened).status_code == 302
    assert sign(late, LATE, year) == 302
    assert ines.post(f"{PLACE}surveys/{year}/publish/").status_code == 302


def test_thirty_members_answer_two_years_and_see_where_they_stand_and_how_they_moved(thirty: People) -> None:
    play(thirty, 2026)
    with playing_on(date(2027, 9, 1)):
        play(thirty, 2027, leaving=(LEAVES,))
        member = MEMBERS[0]
        client = thirty.client(f"admin.{member}")

        page = client.get(f"{own(member, 2027)}results/").content.decode()
        report = thirty.client("ines").get(f"{PLACE}surveys/2027/files/report.pdf")

    assert "29 members have answered" in page
    assert "Where you stand among all" in page
    assert "How all moved" in page
    assert "questions asked alike" in page
    assert b"".join(report.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined] # a file's answer
    surveys = {
        one.organisation.slug: one.surveys
        for one in Participation.objects.filter(programme=thirty.programme, kind="member").select_related(
            "organisation"
        )
    }
    assert surveys[LATE] == [2026, 2027]
    assert surveys[LEAVES] == [2026]
    scope = thirty.actor("ines").scope
    assert verify_book(scope).is_whole
    told = [one.verb for one in entries_told(scope, most=1000)]
    assert told.count("survey-signed-off") == 30 + 29
    assert told.count("survey-published") == 2
