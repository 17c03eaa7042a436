"""The portal: the programme run by its people, in a browser, on a database. Upstairs remembers and shows; downstairs decides.

Rooms have the same names as downstairs and the same files: `models` (rows), `queries` (reads), `services` (changes), `views`,
`urls`, `tasks` (long work), `errors`, `templates/<room>/`, `migrations/`; a room leaves out what it does not need and adds none.
Foundations: `tenants` (people, seats, gates), `ledger`, `jobs`, `accounts`, `ports` (clock, storage), `shell` (frame, style sheet).
First to read: `release/services.py` (a service), `release/views.py` (pages behind gates), `lists/tasks.py` (a job).

To add a room:
1. Make the folder with `__init__.py` (its sign), `apps.py`, `migrations/__init__.py`; name it in `settings/base.py: INSTALLED_APPS`.
2. Rows of one member extend `OfOrganisation`, rows of the programme `OfProgramme` (`tenants/models.py`); then `make manage DO="makemigrations <room>"`, and
   a sign (docstring) in the place of the first line that Django wrote.
3. Read with `Model.objects.within(actor.scope)`, write with `Model.objects.add(actor.scope, …)`; anything else raises UnscopedQuery.
4. A service is keyword-only, takes `actor`, is `@transaction.atomic`, decides downstairs, saves, and ends with
   `ledger.services.record(actor=…, verb="report-asked-for", subject=…, facts={…})`; give the verb its words in `shell/templatetags/portal.py`.
5. A view bears `@admits(Role.…)` and takes `(request, actor, …)`; who has no seat gets *not found*. Raise a ComityError: it becomes a page.
6. Long work: `start_job(actor=…, kind="room.verb", argument=pk)` in the service, `@runs("room.verb")` in `tasks.py` (imported by
   `apps.py: ready`), `{% include "jobs/progress.html" %}` on the page. What it does must bear being done twice.
7. Put its patterns into `urls.py`, its line into `shell/context.py: NAV`, its routes and roles into
   `tests/portal/routes/<room>.py` (see `foundation.py` there): `test_routes.py` finds it, and fails without it.
8. Templates extend `frame.html`; use the pieces of `portal.css` (`card`, `figures`, `chain`, `todo`, `tag`, `scroll` with `table.cards`); no inline
   style or script, every text in `translate`.
9. Time comes from `ports.clock`, files go through `ports.storage`; both are handed downstairs, never asked for there.
10. Tests: `tests/portal/<room>/test_<file>.py` with the cast of `tests/portal/conftest.py`; demonstration data in `demo/make.py`.

Laws: no rule stands here; imports point up `urls › views | tasks › services › queries › models` and from room to room up the flow;
every change is in the ledger or did not happen. Decisions: docs/decisions/portal-*.md
"""
