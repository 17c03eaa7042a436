import json
from datetime import date

import pytest
from django.test import Client

from comity.exchange import Key
from comity.portal.exchange.models import Ask
from comity.portal.recognition.models import Decided
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER
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
