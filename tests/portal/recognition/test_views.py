import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.exchange import Key
from comity.portal.exchange.models import Ask
from comity.portal.recognition.models import Decided
from comity.portal.recognition.queries import comparison_of, notices
from comity.portal.recognition.sizes import MOST_NOTICE, MOST_PROTOCOL
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import asked, read, shared

pytestmark = pytest.mark.django_db
SAID = {
    "seen": "0", "protocol": "Birch audit 2", "audited_on": "2026-03-12", "assurance": "meets the benchmark",
    "report_site": "Ege Tekstil, Izmir", "accept_months": "12", "most_critical_gaps": "0", "classes": ["meets the benchmark"],
    "pillars": ["Labour Standards", "Health & Safety"], "wanted_pillars": ["Labour Standards"], "choice": "recognise",
    "reason": "Recent.", "fits_site": "yes", "fits_process": "yes", "fits_workers": "yes",
}  # fmt: skip


@pytest.fixture
def opened(ada: Actor, alder_key: Key) -> Ask:
    ask, token = asked(ada)
    read(ada, ask, shared([ask], token))
    return ask


def place(ask: Ask) -> str:
    return f"{ALDER}requests/of/{ask.ref}/decide/"


def decided(ada: Actor) -> list[Decided]:
    return list(Decided.objects.within(ada.scope))


def test_where_a_report_departs_from_the_policy_one_is_told_before_it_is_recognised(
    ada: Actor, alder: Client, opened: Ask
) -> None:
    said = {
        **SAID, "audited_on": "2025-03-12", "wanted_pillars": ["Environment"], "classes": [], "fits_workers": "no",
    }  # fmt: skip

    page = alder.post(place(opened), said)

    text = page.content.decode()
    assert page.status_code == 200
    assert decided(ada) == []
    assert "The audit ended on 12 March 2025, 18 whole months ago; your policy accepts 12." in text
    assert "it lacks Environment" in text
    assert "your policy accepts none" in text
    assert "night shifts? No." in text
    assert alder.post(place(opened), {**said, "told": "1"}).status_code == 302
    reliance = json.loads(decided(ada)[0].reliance)
    assert [one for one in reliance["remarks"] if one.startswith("Departs")] != []
    assert reliance["pillars"] == ["Labour Standards", "Health & Safety"]


def test_who_does_not_rely_on_it_is_asked_no_second_time(ada: Actor, alder: Client, opened: Ask) -> None:
    page = alder.post(place(opened), {**SAID, "audited_on": "2024-03-12", "choice": "do not recognise"})

    assert page.status_code == 302
    assert [one.choice for one in decided(ada)] == ["do not recognise"]


def test_the_next_decision_begins_with_the_policy_of_the_last(
    ada: Actor, alder: Client, opened: Ask, alder_key: Key
) -> None:
    alder.post(place(opened), {**SAID, "accept_months": "24", "told": "1"})
    other, token = asked(ada, place="Denizli")
    read(ada, other, shared([other], token, held=b"another report"))

    page = alder.get(place(other)).content.decode()

    assert 'name="accept_months" value="24"' in page
    assert decided(ada)[0].policy["pillars"] == ["Labour Standards"]
    assert decided(ada)[0].at.date() == date(2026, 10, 5)


def test_a_protocol_that_is_too_long_is_not_read(ada: Actor, alder: Client, opened: Ask) -> None:
    small, large = b"criterion,strength\n", bytes(MOST_PROTOCOL + 1)

    for which in ("own", "answers", "other"):
        sent = {
            name: SimpleUploadedFile(f"{name}.csv", large if name == which else small)
            for name in ("own", "answers", "other")
        }
        page = alder.post(f"{ALDER}requests/of/{opened.ref}/compare/", sent)

        text = page.content.decode()
        assert page.status_code == 413, which
        assert "The file has more than 20 MB. Send the protocol alone, without pictures." in " ".join(
            text.replace("<p>", " ").replace("</p>", " ").split()
        )
    assert comparison_of(opened) is None


def test_a_notice_that_is_too_long_is_not_read(ines: Actor, visitor: Visitor) -> None:
    sent = {"notice": SimpleUploadedFile("notice.json", bytes(MOST_NOTICE + 1)), "digits": "0" * 16}

    page = visitor("ines@hedgerow.example").post(f"{PROGRAMME}recalls/", sent)

    assert page.status_code == 413
    assert "The file has more than 1 MB." in page.content.decode()
    assert "it has a few lines" in page.content.decode()
    assert not list(notices(ines.scope))
