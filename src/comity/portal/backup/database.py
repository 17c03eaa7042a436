"""The database as of one moment, and back into an empty one: SQLite as its file, PostgreSQL table by table.

On PostgreSQL nothing but the driver is needed: no program of the server's version has to be on this machine. Whoever restores is
the owner of the tables, and the fences stand around them only once they are full.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from comity.core.working_folder import working_folder
from comity.portal.backup.archive import Writing
from comity.portal.backup.errors import NewerBackup, NotEmpty

PASSING = frozenset({"portal_cache"})
"""Tables whose rows are worth nothing a minute later."""
FILE = "database/portal.db"


def kind() -> str:
    return str(connection.vendor)


def steps() -> list[tuple[str, str]]:
    """The migrations that made these tables what they are."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def add_database(archive: Writing) -> None:
    if kind() == "sqlite":
        with working_folder(Path(settings.DATA)) as folder:
            copy = folder / "portal.db"
            copy_sqlite(Path(connection.settings_dict["NAME"]), copy)
            with copy.open("rb") as file:
                archive.add(FILE, file)
        return
    with _moment() as session:
        for table in _tables(session):
            with TemporaryFile(dir=settings.DATA) as file:
                with session.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT csv, HEADER)') as copy:
                    for piece in copy:
                        file.write(piece)
                file.seek(0)
                archive.add(f"database/{table}.csv", file)


def copy_sqlite(source: Path, target: Path) -> None:
    """As of one moment, also while others write."""
    with closing(sqlite3.connect(source, timeout=60)) as of, closing(sqlite3.connect(target)) as to:
        of.backup(to)


@contextmanager
def _moment() -> Iterator[Any]:
    """Every table as of the same moment, whatever is written meanwhile."""
    import psycopg

    with psycopg.connect(**connection.get_connection_params()) as session:
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        session.execute(
            "SELECT set_config('comity.programme', '*', true), set_config('comity.organisation', '*', true)"
        )
        yield session


def _tables(session: Any) -> list[str]:
    rows = session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    return [table for (table,) in rows if table not in PASSING]


def require_empty() -> None:
    if kind() == "sqlite":
        is_empty = not Path(connection.settings_dict["NAME"]).exists()
    else:
        is_empty = not connection.introspection.table_names()
    if not is_empty:
        raise NotEmpty(
            "There is a database already.",
            remedy="Restore into an empty folder, or an empty database; nothing was changed.",
        )


def fill_database(folder: Path, made_by: list[tuple[str, str]]) -> None:
    """Then to today's form: a backup of an older version comes up to this one."""
    if kind() == "sqlite":
        connection.close()
        (folder / FILE).rename(connection.settings_dict["NAME"])
    else:
        executor = MigrationExecutor(connection)
        executor.migrate(
            _last_of(made_by, executor)
        )  # bare: no signal puts rows or fences there before ours are
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # migrations leave some immediate
            for path in sorted((folder / "database").glob("*.csv")):
                _fill(cursor, path)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # all keys are looked at here
            _wind_sequences(cursor)
    call_command("createcachetable", verbosity=0)
    call_command("migrate", verbosity=0, interactive=False)


def _last_of(steps: list[tuple[str, str]], executor: MigrationExecutor) -> list[tuple[str, str]]:
    """Of each application the steps that nothing of its own follows. Raises NewerBackup."""
    graph, made = executor.loader.graph, set(steps)
    unknown = sorted(made - graph.nodes.keys() - executor.loader.replacements.keys())
    if unknown:
        raise NewerBackup(
            f"This backup was made by a newer Comity ({unknown[0][0]} {unknown[0][1]}).",
            remedy="Restore it with that version or a later one; nothing was restored.",
        )
    known = made & graph.nodes.keys()
    return sorted(
        one
        for one in known
        if not any(it.key in known and it.key[0] == one[0] for it in graph.node_map[one].children)
    )


def _fill(cursor: Any, path: Path) -> None:
    """In any order: keys between tables are looked at when the transaction ends."""
    table = connection.ops.quote_name(path.stem)
    with path.open("rb") as file:
        columns = ", ".join(connection.ops.quote_name(one) for one in _header(file))
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 -- a table of ours, quoted
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT csv, HEADER)") as copy:
            while piece := file.read(1024**2):
                copy.write(piece)


def _header(file: IO[bytes]) -> list[str]:
    names = file.readline().decode().strip().split(",")
    file.seek(0)
    return names


def _wind_sequences(cursor: Any) -> None:
    """So that the next row has a number that no row has."""
    cursor.execute(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name)"
        " FROM information_schema.columns WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    )
    for table, column, sequence in cursor.fetchall():
        name, of = connection.ops.quote_name(table), connection.ops.quote_name(column)
        cursor.execute(f"SELECT setval(%s, coalesce(max({of}), 0) + 1, false) FROM {name}", [sequence])  # noqa: S608 -- quoted
