"""Starting a job, doing it, and giving it to another worker."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django_tasks_db.models import DBTaskResult

from comity.core import ComityError, Progress, silent
from comity.portal.jobs.models import Job, State
from comity.portal.shell.faults import Fault, fault_of
from comity.portal.tenants.fence import fenced, on_machine
from comity.portal.tenants.gates import Actor, actor_for
from comity.portal.tenants.scope import Scope

log = logging.getLogger(__name__)

Work = Callable[[Actor, str, Progress], None]
"""What a kind of job does: for whom, about what, and where to tell how far it is."""

GivenUp = Callable[[Scope, str], None]
"""What becomes of that where a job ends without having done it: the way to another try must be open."""

_WORK: dict[str, Work] = {}
_GIVEN_UP: dict[str, GivenUp] = {}
CHORES: list[Callable[[], int]] = []
"""What workers do every half minute beside their jobs; `looks_after` adds to it."""
MOST_ATTEMPTS = 3


def runs(kind: str, *, given_up: GivenUp | None = None) -> Callable[[Work], Work]:
    """Decorates the function that does a kind of job; it stands in a room's `tasks.py`."""

    def register(work: Work) -> Work:
        _WORK[kind] = work
        if given_up is not None:
            _GIVEN_UP[kind] = given_up
        return work

    return register


def looks_after(chore: Callable[[], int]) -> Callable[[], int]:
    """For a room whose work comes due by itself; it must bear several workers at once."""
    CHORES.append(chore)
    return chore


def start_job(*, actor: Actor, kind: str, argument: object) -> Job:
    """In the caller's transaction: no job without what it is about, and the other way round."""
    from comity.portal.jobs.tasks import work_on

    job = Job.objects.add(
        actor.scope, organisation=actor.organisation, person=actor.person, kind=kind, argument=str(argument)
    )
    work_on.enqueue(str(job.pk))
    job.refresh_from_db()
    return job


@on_machine()
def do_job(job_id: str, *, progress: Progress = silent) -> None:
    """Once: a job that somebody else has, or that is over, is left alone. `progress` is told what the row is told."""
    worker = f"{socket.gethostname()[:20]}-{os.getpid()}"
    if not _claimed(job_id, worker):
        return
    job = _every().select_related("person", "programme", "organisation").get(pk=job_id)
    try:
        if job.person is None:
            raise RuntimeError("who started the job is gone")
        actor = actor_for(job.person, programme=job.programme.slug, organisation=job.organisation.slug)
        with _beating(job), fenced(actor.scope):
            _WORK[job.kind](actor, job.argument, _telling(job, progress))
    except ComityError as error:
        _end(job, State.FAILED, code=error.code, message=error.message, remedy=error.remedy)
    except Exception as error:  # the worker's edge: its row must end and the next job begin
        if fault := fault_of(error):
            _put_back(job, fault)
            return
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, State.FAILED, code="unexpected", message=f"This should not have happened ({type(error).__name__}).",
             remedy="Nothing was half-written. Try again; if it happens again, tell whoever looks after Comity.")  # fmt: skip
    else:
        _end(job, State.DONE)


@on_machine()
def requeue_lost() -> int:
    """Jobs whose worker is silent, and jobs that nobody was woken for, are put down again. How many they were."""
    from comity.portal.jobs.tasks import work_on

    silent_since = _clock() - timedelta(seconds=settings.COMITY_LOST_AFTER_S)
    lost = _every().filter(
        models.Q(state=State.WORKING, heartbeat_at__lt=silent_since)
        | models.Q(state=State.WAITING, created_at__lt=silent_since)
    )
    count = 0
    for job in lost:
        if job.attempts >= MOST_ATTEMPTS:
            _end(job, State.FAILED, code="lost", message="The work was begun three times, and the machine stopped each time.",
                 remedy="Tell whoever looks after Comity; the file may be too large for the machine.")  # fmt: skip
        else:
            work_on.enqueue(str(job.pk))
            count += 1
    return count


looks_after(requeue_lost)


@looks_after
def forget_wakings() -> int:
    """What woke workers a week ago wakes nobody now; jobs themselves stay."""
    gone, _of_what = DBTaskResult.objects.filter(enqueued_at__lt=_clock() - timedelta(days=7)).delete()
    return int(gone)


@on_machine()
def jobs_in_state(*states: State) -> int:
    """Of every programme: for whoever looks after the machine."""
    return _every().filter(state__in=states).count()


def _clock() -> datetime:
    """Of the machine: a demonstration's day must not make a worker look silent."""
    return datetime.now(UTC)


def _every() -> "models.QuerySet[Job]":
    """Of every programme: workers serve all of them."""
    return models.QuerySet(Job)


def _claimed(job_id: str, worker: str) -> bool:
    silent_since = _clock() - timedelta(seconds=settings.COMITY_LOST_AFTER_S)
    free = models.Q(state=State.WAITING) | models.Q(state=State.WORKING, heartbeat_at__lt=silent_since)
    claimed = (
        _every()
        .filter(free, pk=job_id)
        .update(state=State.WORKING, worker=worker, heartbeat_at=_clock(), attempts=models.F("attempts") + 1)
    )
    return claimed == 1


def _telling(job: Job, progress: Progress) -> Progress:
    last: tuple[str, float] = ("", 0.0)

    def tell(step: str, done: int, total: int) -> None:
        nonlocal last
        progress(step, done, total)
        moment = _clock().timestamp()
        if step == last[0] and moment - last[1] < 0.5 and done < total:  # a page looks once a second
            return
        last = (step, moment)
        _own(job).update(step=step, done=done, total=total, heartbeat_at=_clock())

    return tell


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Tells every few seconds that the worker lives, also while one long step says nothing."""
    if not settings.COMITY_HEARTBEAT_S:
        yield
        return
    stop = threading.Event()

    @on_machine()
    def beat() -> None:
        while not stop.wait(settings.COMITY_HEARTBEAT_S):
            try:
                _own(job).update(heartbeat_at=_clock())
            except (OperationalError, InterfaceError):
                connection.close()  # the next beat asks anew; the work itself says what it met
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _put_back(job: Job, fault: Fault) -> None:
    """For another try once the machine can, however long that takes: it was no try that counts."""
    log.warning("job %s (%s) waits: %s", job.pk, job.kind, fault.code)
    _own(job).update(
        state=State.WAITING,
        step=fault.message,
        attempts=models.F("attempts") - 1,
        heartbeat_at=_clock(),
        created_at=_clock(),
    )


def _own(job: Job) -> "models.QuerySet[Job]":
    """The row while it is this worker's: one that was thought dead changes nothing of what another does."""
    return _every().filter(pk=job.pk, state=State.WORKING, attempts=job.attempts)


@transaction.atomic
def _end(job: Job, state: State, *, code: str = "", message: str = "", remedy: str = "") -> None:
    ended = _own(job).update(
        state=state, code=code, message=message, remedy=remedy, ended_at=_clock(), heartbeat_at=_clock()
    )
    if ended and state == State.FAILED and job.kind in _GIVEN_UP:
        _GIVEN_UP[job.kind](Scope(programme_id=job.programme_id, organisation_id=None), job.argument)
