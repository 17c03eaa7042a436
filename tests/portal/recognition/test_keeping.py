"""Files of protocols that were compared: kept as long as they serve, deleted on the day that the page says."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client

from comity.exchange import Key
from comity.portal.exchange.models import Ask
from comity.portal.jobs.services import CHORES
from comity.portal.ports.clock import playing_on, today
from comity.portal.ports.storage import storage
from comity.portal.recognition.models import Compared
from comity.portal.recognition.queries import comparison_of, keys_of
from comity.portal.recognition.services import compare, forget_compared
from comity.portal.tenants.gates import Actor
from tests.portal.exchange.cast import asked, read, shared
from tests.portal.recognition.test_criteria import ANSWERS, OTHER, OWN
from tests.portal.recognition.test_views import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(ada: Actor, alder_key: Key) -> Ask:
    ask, token = asked(ada)
    read(ada, ask, shared([ask], token))
    return ask


def named(ada: Actor) -> set[str]:
    return keys_of(Compared.objects.within(ada.scope))


def kept() -> set[str]:
    return set(storage().keys())


def test_what_other_files_take_the_place_of_goes_at_once(ada: Actor, opened: Ask) -> None:
    before = kept()
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)
    first = named(ada)

    compare(actor=ada, ask=opened, own=None, answers=None, other=OTHER)
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)

    assert len(first) == 3
    assert not first & kept()
    assert kept() - before == named(ada)


def test_files_go_on_the_day_that_the_page_says_and_what_another_request_needs_stays(
    ada: Actor, alder: Client, opened: Ask, alder_key: Key
) -> None:
    del alder_key
    other, token = asked(ada, place="Denizli")
    read(ada, other, shared([other], token, held=b"another report"))
    compare(actor=ada, ask=opened, own=OWN, answers=ANSWERS, other=OTHER)
    day = today() + timedelta(days=settings.COMITY_PROTOCOLS_KEPT_DAYS)
    with playing_on(today() + timedelta(days=300)):
        compare(actor=ada, ask=other, own=None, answers=None, other=OTHER)
    both = named(ada)

    page = alder.get(place(opened)).content.decode()
    with playing_on(day - timedelta(days=1)):
        assert forget_compared() == 0
    with playing_on(day):
        assert forget_compared() == 1
        assert forget_compared() == 0

    assert f"The files are deleted on {day.day} {day:%B %Y}" in page
    assert comparison_of(opened) is None
    assert comparison_of(other) is not None
    assert both & kept() == named(ada)
    assert len(named(ada)) == 3
    with playing_on(date(day.year + 1, day.month, 28)):
        assert forget_compared() == 1
    assert not both & kept()


def test_workers_look_after_it() -> None:
    assert forget_compared in CHORES
