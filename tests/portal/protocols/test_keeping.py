"""Wording that nobody works on goes in time, as its page says beforehand; and a newer benchmark ends an older one."""

from datetime import date, timedelta

import pytest
from django.test import Client

from comity.core import silent
from comity.membership import Link
from comity.portal.ledger.queries import entries_told
from comity.portal.membership.models import RecordedBenchmark
from comity.portal.membership.queries import current_round
from comity.portal.ports.clock import playing_on, today
from comity.portal.ports.storage import storage
from comity.portal.protocols.models import Case, LogPart, Papers
from comity.portal.protocols.queries import goes_on, open_criteria, opened
from comity.portal.protocols.services import forget_abandoned, say, weigh_again
from comity.portal.protocols.services.saying import Answer, Word
from comity.portal.rounds.queries import own_standing
from comity.portal.tenants.gates import Actor
from tests.portal.protocols.cast import again, concluded, decide_all, handed_in, in_review, office_of, sent
from tests.portal.protocols.test_office import at

pytestmark = pytest.mark.django_db
FULL = Answer(word=Word.FULL, questions=("1.01",))
UNTIL = date(2028, 10, 4)


@pytest.fixture
def pia(db: None) -> Actor:
    return office_of()


def test_a_draft_goes_a_year_after_somebody_last_worked_on_it_as_its_page_says(
    ada: Actor, ines: Actor, alder: Client, django_capture_on_commit_callbacks: object
) -> None:
    idle, worked_on = sent(ada), sent(ada)
    key = Papers.objects.within(ada.scope).get(case=idle).key
    first = goes_on(ada.scope, idle)
    assert first == today() + timedelta(days=365)
    assert "it is deleted on" in alder.get(at("protocol", idle)).content.decode()
    with playing_on(today() + timedelta(days=300)):
        say(actor=ada, case=worked_on, code=open_criteria(opened(ada, worked_on))[0], answer=FULL)

    with playing_on(first - timedelta(days=1)):
        assert forget_abandoned() == 0
    with playing_on(first), django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django's fixture
        assert (forget_abandoned(), forget_abandoned()) == (1, 0)

    assert [one.pk for one in Case.objects.within(ada.scope)] == [worked_on.pk]
    assert key not in set(storage().keys())
    [entry] = entries_told(ines.scope, verb="protocol-forgotten")
    assert (entry.who, entry.details["digest"]) == ("Comity", idle.protocol_digest)


def test_what_the_machine_weighs_keeps_no_draft(ada: Actor) -> None:
    case = sent(ada)
    say(actor=ada, case=case, code=open_criteria(opened(ada, case))[0], answer=FULL)
    before, parts = goes_on(ada.scope, case), LogPart.objects.within(ada.scope).filter(case=case).count()

    with playing_on(today() + timedelta(days=100)):
        weigh_again(actor=ada, case=again(ada, case), progress=silent)

    assert LogPart.objects.within(ada.scope).filter(case=case).count() > parts
    assert goes_on(ada.scope, case) == before


def test_not_yet_and_run_out_go_two_years_later_and_what_is_before_somebody_never(
    ada: Actor, pia: Actor
) -> None:
    waiting = handed_in(ada)
    lacking, equivalent = in_review(ada, pia), in_review(ada, pia)
    Case.objects.within(ada.scope).filter(pk=equivalent.pk).update(name="Farms")
    for case, full in ((lacking, 130), (again(ada, equivalent), 132)):
        decide_all(pia, case, full=full)
        concluded(pia, case, until=UNTIL)

    assert goes_on(ada.scope, again(ada, waiting)) is None
    assert goes_on(ada.scope, again(ada, equivalent)) is None  # it counts
    assert goes_on(ada.scope, again(ada, lacking)) == today() + timedelta(days=730)
    with playing_on(today() + timedelta(days=730)):
        assert forget_abandoned() == 1
    with playing_on(UNTIL + timedelta(days=729)):
        assert forget_abandoned() == 0
    with playing_on(UNTIL + timedelta(days=730)):
        assert goes_on(ada.scope, again(ada, equivalent)) == today()
        assert forget_abandoned() == 1
    assert [one.pk for one in Case.objects.within(ada.scope)] == [waiting.pk]
    assert (
        RecordedBenchmark.objects.within(ada.scope).exclude(evidence="").exists()
    )  # that it was given, stays


def test_a_newer_benchmark_ends_the_older_one_and_pages_and_standing_say_so(
    ada: Actor, pia: Actor, ines: Actor, birch: Client
) -> None:
    RecordedBenchmark.objects.within(ada.scope).delete()
    round_ = current_round(ada.scope)
    assert round_ is not None
    for until in (UNTIL, date(2027, 5, 1)):
        case = in_review(ada, pia)
        decide_all(pia, case, full=132)
        concluded(pia, case, until=until)

    older, newer = RecordedBenchmark.objects.within(ada.scope).order_by("pk")
    assert (older.superseded.on, older.superseded.by) == (today(), newer)
    assert not hasattr(newer, "superseded")
    card = birch.get("/programmes/hedgerow/member/alder-foods/").content.decode()
    assert "superseded on" in card
    assert own_standing(ada.scope, round_, "alder-foods").holds(Link.BENCHMARK)
    with playing_on(date(2027, 5, 2)):  # the older one would have lasted
        [missing] = [
            one
            for one in own_standing(ada.scope, round_, "alder-foods").missing
            if one.link is Link.BENCHMARK
        ]
        assert missing.code == "benchmark-expired"
    assert entries_told(ines.scope, verb="benchmark-superseded")


def test_the_table_of_outcomes_tells_how_much_nobody_read(ada: Actor, pia: Actor, birch: Client) -> None:
    case = in_review(ada, pia)
    decide_all(pia, case, full=132)
    concluded(pia, case, until=UNTIL)
    Case.objects.within(ada.scope).filter(pk=case.pk).update(unread=7)

    page = birch.get("/programmes/hedgerow/protocols/").content.decode()

    assert "Accepted, not read" in page
    assert ">7<" in page.replace("\n", "")
