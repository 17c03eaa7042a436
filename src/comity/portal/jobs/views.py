"""How far a job is: a piece of a page that asks for itself again until the job is over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from comity.portal.jobs.queries import job_within
from comity.portal.tenants.gates import Actor, admits, there
from comity.portal.tenants.roles import MEMBER, SECRETARIAT


@admits(*SECRETARIAT, *MEMBER)
def progress(request: HttpRequest, actor: Actor, job_id: UUID) -> HttpResponse:
    job = there(job_within(actor.scope, str(job_id)))
    answer = render(request, "jobs/progress.html", {"job": job, "is_asked": True})
    if job.is_over:
        answer["HX-Refresh"] = "true"  # what the job made is elsewhere on the page
    return answer
