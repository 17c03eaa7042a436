"""Pages that are older than what was said since: a colleague's word is not written over, and a form that comes twice does nothing twice."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from comity.benchmark import Credit, NotCovered, Party
from comity.portal.protocols.errors import OtherThanShown
from comity.portal.protocols.queries import disputes_in, opened, turn_at
from comity.portal.protocols.services import begin_review, say, submit
from comity.portal.protocols.services.saying import Answer, Word, add_decisions
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.roles import Role
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import again, decide_all, office_of, sent
from tests.portal.protocols.test_office import at
from tests.portal.seats import seat_of

pytestmark = pytest.mark.django_db
CODE = "0A.01"
NONE = Answer(word=Word.NOT_COVERED, rationale="Nowhere.")


@pytest.fixture
def cole(db: None) -> Actor:
    """Who prepares Alder's protocols beside Ada."""
    seat = seat_of(Role.CONTRIBUTOR)
    return actor_for(seat.person, programme="hedgerow", organisation="alder-foods")


def test_an_old_page_does_not_write_over_a_colleagues_answer_and_loses_nothing(
    ada: Actor, cole: Actor, alder: Client
) -> None:
    case = sent(ada)
    page = alder.get(at("protocol-desk", case), {"criterion": CODE}).content.decode()
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    say(actor=cole, case=case, code=CODE, answer=NONE)

    typed = {"criterion": CODE, "word": "full", "question": "1.01", "rationale": "Clause nine.", "seen": seen}
    told = alder.post(at("answer-criterion", case), typed)

    assert told.status_code == 422
    shown = told.content.decode()
    assert "A colleague of yours answered this criterion meanwhile" in shown
    assert "Nowhere." in shown
    assert "Clause nine." in shown  # what was typed is not lost
    assert opened(ada, again(ada, case)).standing.credits(Party.MEMBER) == {CODE: Credit.NONE}
    [now_] = re.findall(r'name="seen" value="(\d+)"', shown)
    assert int(now_) > int(seen)


def test_whoever_saw_it_may_answer_anew_and_ones_own_answer_is_nobody_elses(ada: Actor, cole: Actor) -> None:
    case = sent(ada)
    full = Answer(word=Word.FULL, questions=("1.01",))
    say(actor=cole, case=case, code=CODE, answer=full, seen=0)
    with pytest.raises(OtherThanShown):
        say(actor=ada, case=case, code=CODE, answer=Answer(word=Word.PART, questions=("1.01",)), seen=0)
    seen = turn_at(opened(ada, again(ada, case)), CODE).seen

    part = Answer(word=Word.PART, questions=("1.01",))
    assert say(actor=ada, case=again(ada, case), code=CODE, answer=part, seen=seen) == 1
    assert (
        say(actor=ada, case=again(ada, case), code=CODE, answer=part, seen=0) == 0
    )  # the button was pressed twice


def test_disagreements_stand_on_pages_of_twenty_five(ada: Actor, visitor: Visitor) -> None:
    pia = office_of()
    case = sent(ada)
    found = opened(ada, case)
    add_decisions(ada, found, [NotCovered(criterion=one.code) for one in found.criteria])
    begin_review(actor=pia, case=submit(actor=ada, case=again(ada, case)))
    decide_all(pia, again(pia, case), full=60)
    place = reverse(
        "protocol-sides", kwargs={"programme": "hedgerow", "organisation": "fair-measure", "case": case.pk}
    )
    pias = visitor(pia.person.email)

    counts = [pias.get(place, {"page": page}).content.decode().count("card warn") for page in (1, 2, 3)]

    assert counts == [25, 25, 10]
    assert len(disputes_in(opened(pia, again(pia, case)))) == 60


def test_a_criterion_names_whose_its_conventions_are(ada: Actor, alder: Client) -> None:
    case = sent(ada)
    [criterion, *_] = [one for one in opened(ada, case).criteria if "C138" in one.ilo]

    page = alder.get(at("protocol-desk", case), {"criterion": criterion.code}).content.decode()

    assert "ILO C138" in page
