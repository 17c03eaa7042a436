"""Steps of the database go forward on real data, and back again: what the older tables hold stays as it was."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.portal.conftest import ON_POSTGRES, server
from tests.portal.postgres import OWNER
from tests.portal.processes import Installation

BACK_AND_FORWARD = """
import hashlib, json
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from comity.portal.demo.make import demo_requests

def columns():
    "Of every table each column, by the digest of what stands in it."
    found = {}
    with connection.cursor() as cursor:
        look, quoted = connection.introspection, connection.ops.quote_name
        for table in look.table_names(cursor):
            if table in ("django_migrations", "portal_cache", "django_content_type", "auth_permission"):
                continue  # when a step was taken, what passes, and Django's own notes of models, which nobody asks
            order = ", ".join(map(quoted, look.get_primary_key_columns(cursor, table)))
            for one in look.get_table_description(cursor, table):
                cursor.execute(f"SELECT {quoted(one.name)} FROM {quoted(table)} ORDER BY {order}")
                found[f"{table}.{one.name}"] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found

demo_requests()
ours = {one.label for one in apps.get_app_configs() if one.name.startswith("comity.")}
first = {}
for app, name in sorted(MigrationLoader(connection).disk_migrations):
    if app in ours:
        first.setdefault(app, name)
told = {"before": columns()}
ways = MigrationLoader(connection).graph
for app, name in first.items():
    is_early = all(step == first.get(other, step) for other, step in ways.forwards_plan((app, name)))
    call_command("migrate", app, name if is_early else "zero", verbosity=0, interactive=False)
told["back"] = columns()
call_command("migrate", verbosity=0, interactive=False)
told["again"] = columns()
print(json.dumps(told))
"""


@pytest.fixture
def installation(played: Path, tmp_path: Path) -> Iterator[Installation]:
    made = Installation(played, tmp_path, server() if ON_POSTGRES else None)
    if made.server is not None:  # tables are the owner's work
        made.environment["COMITY_DATABASE_URL"] = made.server.address(OWNER, made.database)
    yield made
    made.end()


def test_the_steps_go_back_and_forward_on_the_demonstrations_data(installation: Installation) -> None:
    told = json.loads(installation.run(BACK_AND_FORWARD).splitlines()[-1])
    before, back, again = told["before"], told["back"], told["again"]

    assert len(back) < len(before) == len(again)
    assert {name: before[name] for name in back} == back == {name: again[name] for name in back}
    # What a later step worked out from what was there, it works out again.
    assert again["exchange_grantrow.public"] == before["exchange_grantrow.public"]


def test_every_step_of_ours_can_be_taken_back() -> None:
    ours = {one.label for one in apps.get_app_configs() if one.name.startswith("comity.")}
    steps = MigrationLoader(None).disk_migrations

    for (app, name), step in steps.items():
        if app in ours:
            assert all(one.reversible for one in step.operations), f"{app} {name}"
