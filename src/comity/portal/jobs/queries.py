"""What is asked of jobs."""

from collections.abc import Iterable

from comity.portal.jobs.models import Job, State
from comity.portal.tenants.scope import Scope


def job_within(scope: Scope, job_id: str) -> Job | None:
    jobs = Job.objects.within(scope).filter(pk=job_id)
    if scope.organisation_id is not None:
        jobs = jobs.filter(organisation_id=scope.organisation_id)
    return jobs.first()


def last_job(scope: Scope, *, kind: str, argument: object) -> Job | None:
    return Job.objects.within(scope).filter(kind=kind, argument=str(argument)).order_by("-created_at").first()


def at_work(scope: Scope, *, kind: str, arguments: Iterable[object]) -> set[str]:
    """Those of `arguments` that a job of that kind is about which waits or runs."""
    about = Job.objects.within(scope).filter(kind=kind, argument__in=[str(one) for one in arguments])
    return set(about.filter(state__in=(State.WAITING, State.WORKING)).values_list("argument", flat=True))
