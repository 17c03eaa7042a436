"""What a member's home says is due: what the person who looks can do, and nothing that waits for somebody else."""

import pytest
from django.test import Client

from comity.portal.exchange.queries import asks_of
from comity.portal.ports.clock import now
from comity.portal.recognition.services import recall
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import asked, drafted, key_of, latest_body, read, shared
from tests.portal.recognition.test_views import SAID

pytestmark = pytest.mark.django_db


def due(client: Client) -> str:
    page = client.get(ALDER)
    assert page.status_code == 200
    return page.content.decode().partition('id="todo"')[2].partition("</section>")[0]


def test_reports_that_wait_stand_on_the_home_of_who_may_open_them(
    ada: Actor, alder: Client, visitor: Visitor
) -> None:
    assert asks_of(ada.scope, at=now()) == []
    key_of(ada)
    drafted(ada, supplier="Okaveri Ltd")
    ask, token = asked(ada)
    made = shared([ask], token)
    decider = visitor("dara@alder-foods.example")

    assert "Open 1 report that was shared with you" in due(alder)
    assert "Send 1 request that is drafted" in due(alder)
    assert "Open 1 report" in due(decider)
    assert "drafted" not in due(decider)

    read(ada, ask, made)
    assert "Decide on 1 report that you opened" in due(decider)

    alder.post(f"{ALDER}requests/of/{ask.ref}/decide/", {**SAID, "told": "1"})
    assert "Decide" not in due(decider)

    recall(token=made.token, ground="INVALID", report=latest_body(made.desk))
    assert "Decide anew: 1 report that you relied on was recalled" in due(decider)
    assert "you are up to date" not in due(decider)


def test_the_survey_that_is_due_is_asked_for_as_all_else_is(alder: Client) -> None:
    assert '/survey/">Answer the survey of 2026</a>' in due(alder)
