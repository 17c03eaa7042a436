"""Long work: done behind the page, seen from it, and done again where a worker died.

`services.start_job` puts a job down inside the transaction that wants it; `tasks.runs` says what a kind of job does; a page
includes `jobs/progress.html`. The rows of this room are the truth; `django_tasks_db` only wakes workers.

Laws: a job is done by one worker at a time; one whose worker has been silent for a minute is given to another, three times at most;
what a job does may be done twice without harm; a failure that a person can mend is told in its sentence.
"""
