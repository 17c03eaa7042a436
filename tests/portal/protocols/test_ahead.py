"""A forecast says beside its numbers what it cannot tell yet, on the page as in the workbook."""

import pytest

from comity.benchmark import Judgement, Strength
from comity.benchmark.forecast import CAUTION
from comity.portal.protocols.models import Case
from comity.portal.protocols.queries import ahead_told, opened
from comity.portal.protocols.services.saying import add_decisions
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import PROGRAMME
from tests.portal.conftest import Visitor
from tests.portal.protocols.cast import OFFICE, again, decide_all, in_review, office_of

pytestmark = pytest.mark.django_db


def strongest_read(ada: Actor, pia: Actor) -> Case:
    """The likeliest proposals are confirmed, and nobody looked at the others."""
    found = opened(pia, in_review(ada, pia))
    likely = sorted(found.standing.proposals.values(), key=lambda one: -one.probability)[:12]
    judged = [Judgement(link=one.link, confirmed=True, strength=Strength.FULL) for one in likely]
    add_decisions(pia, found, judged)
    return again(pia, found.case)


def test_while_what_is_weak_was_hardly_looked_at_its_reviewer_is_told_so_in_its_own_language(
    ada: Actor, visitor: Visitor
) -> None:
    pia = office_of()
    case = strongest_read(ada, pia)
    office, place = visitor(pia.person.email), f"{PROGRAMME}members/{OFFICE}/protocols/{case.pk}/"

    desk = office.get(f"{place}assess/", headers={"Accept-Language": "de"}).content.decode()
    page = office.get(place, headers={"Accept-Language": "en"}).content.decode()
    decide_all(pia, case, full=132)

    assert CAUTION in page
    assert "Von dem, was am schwächsten aussieht, wurde noch fast nichts angesehen" in desk
    assert ahead_told(opened(pia, again(pia, case))).caution == ""
