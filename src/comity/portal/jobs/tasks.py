"""What a worker is woken for."""

from django_tasks import task

from comity.portal.jobs.services import do_job


@task()
def work_on(job_id: str) -> None:
    do_job(job_id)
