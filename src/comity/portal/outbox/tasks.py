"""What a worker is woken for, and what it does beside its jobs."""

from django_tasks import task

from comity.portal.jobs.services import looks_after
from comity.portal.outbox.services import forget_old, post_due, try_letter

looks_after(post_due)
looks_after(forget_old)


@task()
def post(number: int) -> None:
    try_letter(number)
