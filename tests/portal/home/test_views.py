"""What a member's home says is due: what the person who looks can do, and nothing that waits for somebody else."""

from io import BytesIO

import pytest
from django.test import Client

from comity.portal.exchange.queries import asks_of
from comity.portal.jobs.models import Job, State
from comity.portal.lists.models import READ, ListVersion, ReadState
from comity.portal.lists.services import take_list
from comity.portal.membership.models import Round
from comity.portal.ports.clock import now
from comity.portal.recognition.services import recall
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import ALDER, CEDAR
from tests.portal.conftest import Visitor
from tests.portal.exchange.cast import asked, drafted, key_of, latest_body, read, shared
from tests.portal.files import small_list
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


def test_who_sent_a_list_is_not_asked_for_it_while_it_is_being_read(cedar: Client, chiara: Actor) -> None:
    round_ = Round.objects.within(chiara.scope).get(slug="2026-H1")
    version = take_list(actor=chiara, round_=round_, filename="l.csv", content=small_list())
    # As before a worker: tests read a list as it is taken.
    ListVersion.objects.within(chiara.scope).filter(pk=version.pk).update(state=ReadState.STORED)
    job = Job.objects.within(chiara.scope).filter(kind=READ, argument=version.pk)

    job.update(state=State.WORKING)
    page = cedar.get(CEDAR).content.decode()
    assert "It has come, and is being read." in page
    assert "Nothing to do for your list" in page
    assert "No row of your company counts" not in page
    assert "late since" not in page

    job.update(state=State.FAILED)
    page = cedar.get(CEDAR).content.decode()
    assert "No row of your company counts" in page
    assert "being read" not in page


def test_a_file_that_cannot_be_read_is_named_where_its_list_is_missed(cedar: Client, chiara: Actor) -> None:
    round_ = Round.objects.within(chiara.scope).get(slug="2026-H1")
    take_list(actor=chiara, round_=round_, filename="broken.xlsx", content=BytesIO(b"PK\x03\x04nonsense"))

    page = cedar.get(CEDAR).content.decode()
    assert "We cannot read this file: broken.xlsx" in page
    assert f'href="{CEDAR}lists/">Send your list' in cedar.get(f"{CEDAR}lists/2026-H1/1/").content.decode()
