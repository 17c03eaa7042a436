from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from comity.portal.jobs.models import Job, State
from comity.portal.lists.models import READ, ListVersion, ReadState
from comity.portal.lists.services import take_list
from comity.portal.membership.models import Round
from comity.portal.ports.clock import playing_on
from comity.portal.rounds.calendar import LATE_BY_DAYS, remind, remind_by_calendar, set_calendar
from comity.portal.rounds.errors import NobodyToRemind
from comity.portal.rounds.models import Reminder
from comity.portal.rounds.queries import calendar_of
from comity.portal.tenants.gates import Actor
from comity.portal.tenants.models import Person
from tests.portal.addresses import NOW, PROGRAMME
from tests.portal.files import small_list

pytestmark = pytest.mark.django_db
Callbacks = DjangoCaptureOnCommitCallbacks
OPENED = {
    "slug": "2026-H2", "opens_on": "2026-10-01", "cutoff": "2026-12-31", "lists_due_on": "2027-03-01", "remind_days": ["14", "-1"],
}  # fmt: skip


@pytest.fixture
def now(ines: Actor) -> Round:
    return Round.objects.within(ines.scope).get(slug="2026-H1")


def test_a_round_is_opened_with_its_days(birch: Client, ines: Actor) -> None:
    birch.post(f"{PROGRAMME}rounds/open/", OPENED)

    made = Round.objects.within(ines.scope).get(slug="2026-H2")
    assert (made.cutoff, made.remind_days) == (date(2026, 12, 31), [14, -1])
    assert birch.post(f"{PROGRAMME}rounds/open/", OPENED).status_code == 409


def test_a_round_whose_lists_are_due_before_it_opens_is_refused(birch: Client) -> None:
    answer = birch.post(f"{PROGRAMME}rounds/open/", {**OPENED, "lists_due_on": "2026-09-01"})

    assert answer.status_code == 422


def test_one_click_reminds_one_member_of_what_it_lacks_and_of_nothing_else(
    birch: Client, django_capture_on_commit_callbacks: Callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/", {"member": "cedar-home"})

    assert {one.to[0] for one in mail.outbox} == {"admin@cedar-home.example", "chiara@cedar-home.example"}
    assert all("No row of your company counts in the round 2026-H1." in one.body for one in mail.outbox)
    assert not any("Northwind" in one.body or "benchmark" in one.body for one in mail.outbox)
    assert "reminded 5 Oct" in birch.get(NOW).content.decode()


def test_everybody_who_lacks_something_is_reminded_and_nobody_else(
    birch: Client, django_capture_on_commit_callbacks: Callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/")

    reached = {one.to[0].partition("@")[2] for one in mail.outbox}
    assert {"hazel-dairy.example", "northwind-dairy.example", "thistle-cocoa.example"} <= reached
    assert "alder-foods.example" not in reached


def test_who_sent_its_list_is_not_told_when_lists_were_due(
    birch: Client, django_capture_on_commit_callbacks: Callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/")

    late = {one.to[0].partition("@")[2] for one in mail.outbox if "Lists were due" in one.body}
    assert "cedar-home.example" in late
    assert not late & {"hazel-dairy.example", "thistle-cocoa.example"}, "they lack something else"


def test_a_second_click_sends_no_second_letter(
    birch: Client, ines: Actor, now: Round, django_capture_on_commit_callbacks: Callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/", {"member": "cedar-home"})
        birch.post(f"{NOW}remind/")
        again = birch.post(f"{NOW}remind/")
    page = birch.get(NOW).content.decode()

    reached = [one.to[0] for one in mail.outbox]
    assert len(reached) == len(set(reached))
    assert again.status_code == 409
    assert "reminded today already" in again.content.decode()
    assert "All of them were reminded today." in page
    assert "Remind these" not in page
    with playing_on(date(2026, 10, 6)):
        assert remind(actor=ines, round_=now, members=["cedar-home"]) == 1


def test_who_lacks_nothing_is_not_reminded(ines: Actor, now: Round) -> None:
    with pytest.raises(NobodyToRemind):
        remind(actor=ines, round_=now, members=["alder-foods"])


def _before_a_worker(actor: Actor, round_: Round) -> QuerySet[Job]:
    """Tests read a list as it is taken."""
    version = take_list(actor=actor, round_=round_, filename="l.csv", content=small_list())
    ListVersion.objects.within(actor.scope).filter(pk=version.pk).update(state=ReadState.STORED)
    job = Job.objects.within(actor.scope).filter(kind=READ, argument=version.pk)
    job.update(state=State.WORKING)
    return job


def test_while_a_list_is_being_read_nobody_is_reminded_to_send_it(
    birch: Client, ines: Actor, chiara: Actor, now: Round, django_capture_on_commit_callbacks: Callbacks
) -> None:
    job = _before_a_worker(chiara, now)

    page = birch.get(NOW).content.decode()
    with pytest.raises(NobodyToRemind):
        remind(actor=ines, round_=now, members=["cedar-home"])

    assert "Remind these 5 members" in page
    assert 'Remind<span class="hidden"> Cedar Home' not in page
    job.update(state=State.FAILED)
    with django_capture_on_commit_callbacks(execute=True):
        assert remind(actor=ines, round_=now, members=["cedar-home"]) == 1
    assert all("No row of your company counts" in one.body for one in mail.outbox)


def test_who_lacks_something_else_too_is_reminded_of_that_alone(
    birch: Client,
    ines: Actor,
    actor: Callable[[str, str], Actor],
    now: Round,
    django_capture_on_commit_callbacks: Callbacks,
) -> None:
    nadia = actor("nadia@northwind-dairy.example", "northwind-dairy")
    _before_a_worker(nadia, now)

    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/", {"member": "northwind-dairy"})

    assert mail.outbox
    assert all("has not signed" in one.body and "counts in the round" not in one.body for one in mail.outbox)


def test_a_reminder_speaks_the_language_of_whom_it_goes_to(
    birch: Client, django_capture_on_commit_callbacks: Callbacks
) -> None:
    Person.objects.filter(email="chiara@cedar-home.example").update(language="de")

    with django_capture_on_commit_callbacks(execute=True):
        birch.post(f"{NOW}remind/", {"member": "cedar-home"})

    texts = {one.to[0]: one.body for one in mail.outbox}
    assert texts["chiara@cedar-home.example"].startswith("Guten Tag")
    assert texts["admin@cedar-home.example"].startswith("Dear")


def test_the_calendar_reminds_once_on_its_day(ines: Actor, now: Round) -> None:
    set_calendar(actor=ines, round_=now, lists_due_on=date(2026, 10, 8), remind_days=[3])

    reached = remind_by_calendar()

    assert reached > 0
    assert remind_by_calendar() == 0
    assert Reminder.objects.within(ines.scope).filter(scheduled=date(2026, 10, 5)).count() == reached


@pytest.mark.parametrize("days", [-1, LATE_BY_DAYS + 1])
def test_the_calendar_is_silent_before_its_day_and_long_after(ines: Actor, now: Round, days: int) -> None:
    set_calendar(actor=ines, round_=now, lists_due_on=date(2026, 10, 8), remind_days=[3])

    with playing_on(date(2026, 10, 5) + timedelta(days=days)):
        assert remind_by_calendar() == 0


def test_the_calendar_stands_in_order_and_names_what_is_next(ines: Actor, now: Round) -> None:
    set_calendar(actor=ines, round_=now, lists_due_on=date(2026, 10, 20), remind_days=[7, -1])
    now.refresh_from_db()

    days = calendar_of(ines.scope, now, None)

    assert [one.on for one in days] == sorted(one.on for one in days)
    assert [(one.kind, one.on) for one in days if one.is_next] == [("reminder", date(2026, 10, 13))]


def test_the_cockpit_says_what_is_open_and_why(birch: Client) -> None:
    page = birch.get(NOW).content.decode()

    assert "1 benchmark is not valid" in page
    assert "10 days late" in page
