from datetime import UTC, datetime, timedelta

import pytest
from django.db import models
from django.test import Client

from comity.core import Progress, UsageProblem
from comity.portal.jobs.models import Job, State
from comity.portal.jobs.services import MOST_ATTEMPTS, do_job, requeue_lost, runs, start_job
from comity.portal.tenants.gates import Actor
from tests.portal.addresses import PROGRAMME

pytestmark = pytest.mark.django_db

DONE: list[str] = []


@runs("tests.note")
def note(actor: Actor, argument: str, progress: Progress) -> None:
    progress("noting", 1, 2)
    DONE.append(f"{actor.organisation.slug} {argument}")


@runs("tests.fail")
def fail(actor: Actor, argument: str, progress: Progress) -> None:
    if argument == "mend":
        raise UsageProblem("This is wrong.", remedy="Mend it.")
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    DONE.clear()


def put_down(ada: Actor, **fields: object) -> Job:
    return Job.objects.add(
        ada.scope, organisation=ada.organisation, person=ada.person, kind="tests.note", argument="x", **fields
    )


def again(job: Job) -> Job:
    return models.QuerySet(Job).get(pk=job.pk)


def test_a_job_is_done_for_who_started_it(ada: Actor) -> None:
    job = start_job(actor=ada, kind="tests.note", argument=7)

    assert DONE == ["alder-foods 7"]
    assert (again(job).state, again(job).step, again(job).percent) == (State.DONE, "noting", 50)


def test_a_job_that_is_over_is_not_done_again(ada: Actor) -> None:
    job = start_job(actor=ada, kind="tests.note", argument=7)

    do_job(str(job.pk))

    assert len(DONE) == 1


def test_a_job_that_another_worker_has_is_left_alone(ada: Actor) -> None:
    job = put_down(ada, state=State.WORKING, heartbeat_at=datetime.now(UTC))

    do_job(str(job.pk))

    assert DONE == []


def test_a_job_whose_worker_is_silent_is_given_to_another(ada: Actor) -> None:
    silent = datetime.now(UTC) - timedelta(minutes=5)
    job = put_down(ada, state=State.WORKING, heartbeat_at=silent, attempts=1)

    assert requeue_lost() == 1
    assert (again(job).state, again(job).attempts) == (State.DONE, 2)


def test_a_job_that_stopped_its_machine_three_times_is_given_up_with_a_sentence(ada: Actor) -> None:
    silent = datetime.now(UTC) - timedelta(minutes=5)
    job = put_down(ada, state=State.WORKING, heartbeat_at=silent, attempts=MOST_ATTEMPTS)

    assert requeue_lost() == 0
    assert (again(job).state, again(job).code) == (State.FAILED, "lost")


def test_what_a_person_can_mend_is_told_in_its_own_words(ada: Actor) -> None:
    job = again(start_job(actor=ada, kind="tests.fail", argument="mend"))

    assert (job.state, job.code, job.message, job.remedy) == (
        State.FAILED,
        "usage",
        "This is wrong.",
        "Mend it.",
    )


def test_what_should_not_have_happened_fails_without_its_inside(
    ada: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    job = again(start_job(actor=ada, kind="tests.fail", argument="break"))

    assert (job.state, job.code) == (State.FAILED, "unexpected")
    assert "Traceback" not in job.message
    assert "ZeroDivisionError" in caplog.text


def test_a_job_is_seen_by_its_own_organisation_and_the_secretariat(
    ada: Actor, alder: Client, birch: Client, cedar: Client
) -> None:
    place = f"{PROGRAMME}jobs/{put_down(ada, state=State.WORKING, step='noting').pk}/"

    assert b"Noting" in alder.get(place).content
    assert birch.get(place).status_code == 200
    assert cedar.get(place).status_code == 404
