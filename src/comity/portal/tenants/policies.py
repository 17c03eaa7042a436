"""Row-level security, written into every tenant's table after the migrations; and what the application's role may do.

The role that the portal runs as (`COMITY_DATABASE_ROLE`) owns nothing and makes no table: whoever migrates is another. It may add
to the ledger and change nothing in it. `missing_from` says what an installation lacks, for `comity doctor`.
"""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from comity.portal.tenants.models import (
    BetweenMemberAndReviewer,
    OfOrganisation,
    OfProgramme,
    SharedWithReviewer,
)

POLICY = "comity_fence"
_PROGRAMME = "(current_setting('comity.programme', true) = '*' OR programme_id::text = current_setting('comity.programme', true))"
_ORGANISATION = "(current_setting('comity.organisation', true) = '*' OR organisation_id::text = current_setting('comity.organisation', true))"
_SIDES = "organisation_id::text = current_setting('comity.organisation', true) OR reviewer_id::text = current_setting('comity.organisation', true)"
_SHARED = f"(current_setting('comity.organisation', true) = '*' OR {_SIDES})"
_CONFIDENTIAL = f"(current_setting('comity.programme', true) = '*' OR {_SIDES})"
"""A whole programme's scope sees no row of the latter: only whoever looks after the machine does, for a backup."""
RULES: tuple[tuple[type[models.Model], str], ...] = (
    (OfProgramme, _PROGRAMME),
    (OfOrganisation, f"{_PROGRAMME} AND {_ORGANISATION}"),
    (SharedWithReviewer, f"{_PROGRAMME} AND {_SHARED}"),
    (BetweenMemberAndReviewer, f"{_PROGRAMME} AND {_CONFIDENTIAL}"),
)
ONLY_ADDED_TO = ("ledger_entry",)
"""Tables whose rows the application may read and add, and neither change nor remove."""


def fenced_models() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if issubclass(one, tuple(base for base, _ in RULES))]


CHANGING = ("reviewer_id", "person_id")
"""The columns of what stays that the application may write anew."""


def written_rule_of(model: type[models.Model]) -> str:
    """What a new row must keep to: beside the rule of its base, to the sides of the row that it is of."""
    rule = rule_of(model)
    if not issubclass(model, BetweenMemberAndReviewer) or not model.of_the_same:
        return rule
    key: Any = model._meta.get_field(model.of_the_same)
    own, of = f'"{model._meta.db_table}"', f'"{key.related_model._meta.db_table}"'
    same = f"{of}.id = {own}.{key.column} AND {of}.programme_id = {own}.programme_id AND {of}.organisation_id = {own}.organisation_id"
    both = f"{same} AND {of}.reviewer_id IS NOT DISTINCT FROM {own}.reviewer_id"
    return f"{rule} AND EXISTS (SELECT 1 FROM {of} WHERE {both})"  # noqa: S608 # names of our own tables


def staying_models() -> list[type[models.Model]]:
    return [one for one in fenced_models() if issubclass(one, BetweenMemberAndReviewer) and one.stays]


def rule_of(model: type[models.Model]) -> str:
    return next(rule for base, rule in RULES if issubclass(model, base))


def write_policies(database: BaseDatabaseWrapper) -> None:
    """Done again it comes to the same. For the owner of the tables."""
    with database.cursor() as cursor:
        there = database.introspection.table_names(cursor)
        for model in fenced_models():
            if model._meta.db_table not in there:
                continue  # a step was taken back, and its table with it
            table, rule = database.ops.quote_name(model._meta.db_table), rule_of(model)
            # FORCE: the fence stands for the owner, too, where an operator runs everything as one role.
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(
                f"CREATE POLICY {POLICY} ON {table} USING ({rule}) WITH CHECK ({written_rule_of(model)})"
            )
        _grant(database, cursor)


def _grant(database: BaseDatabaseWrapper, cursor: Any) -> None:
    name = settings.COMITY_DATABASE_ROLE
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [name])
    if cursor.fetchone() is None:
        return
    role = database.ops.quote_name(name)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    for table in ONLY_ADDED_TO:
        cursor.execute(f"REVOKE UPDATE, DELETE ON {database.ops.quote_name(table)} FROM {role}")
    there = database.introspection.table_names(cursor)
    for model in staying_models():
        if model._meta.db_table in there:
            table = database.ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE UPDATE ON {table} FROM {role}")
            cursor.execute(f"GRANT UPDATE ({', '.join(CHANGING)}) ON {table} TO {role}")


def missing_from(database: BaseDatabaseWrapper) -> list[str]:
    """What keeps the second fence from standing, in words; nothing where there is none to stand."""
    if database.vendor != "postgresql":
        return []
    with database.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        [passes_by] = cursor.fetchone()
        cursor.execute("SELECT tablename FROM pg_policies WHERE policyname = %s", [POLICY])
        guarded = {table for (table,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'"
        )
        owned = sorted(table for (table,) in cursor.fetchall())
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT'))"
        )
        closed = sorted(table for (table,) in cursor.fetchall())
    return [
        *(["the portal's role passes by every fence (superuser or BYPASSRLS)"] if passes_by else []),
        *([f"the portal's role owns {len(owned)} tables, and could take their fences down"] if owned else []),
        *([f"the portal's role may not use {', '.join(closed)}"] if closed else []),
        *_unguarded(guarded),
    ]  # fmt: skip


def _unguarded(guarded: Iterable[str]) -> list[str]:
    without = sorted({model._meta.db_table for model in fenced_models()} - set(guarded))
    return [f"no fence around {', '.join(without)}"] if without else []
