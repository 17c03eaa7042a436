"""Backing an installation up, and restoring one."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from comity.core import Progress, silent
from comity.core.working_folder import working_folder
from comity.exchange import Key, PublicKey
from comity.portal.backup import database
from comity.portal.backup.archive import SECRET, Writing, unpacked, writing
from comity.portal.backup.errors import BackupDamaged, NotEmpty
from comity.portal.exchange.queries import bodies
from comity.portal.ledger.queries import verify_book
from comity.portal.ports.storage import storage
from comity.portal.tenants.fence import on_machine
from comity.portal.tenants.gates import whole_programmes
from comity.portal.tenants.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    entries: int
    size: int
    made_at: str


@on_machine()
def back_up(path: Path, *, sealed_to: PublicKey | None = None, progress: Progress = silent) -> BackedUp:
    """The database first: what it names was stored before it was named."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    with writing(path, sealed_to=sealed_to) as (archive, facts):
        facts |= {
            "made_at": made_at,
            "version": version("comity"),
            "database": database.kind(),
            "steps": database.steps(),
        }
        progress("copying the database", 0, 3)
        database.add_database(archive)
        progress("copying files", 1, 3)
        _add_files(archive)
        progress("copying registries and the secret", 2, 3)
        _add_registries(archive)
        archive.add(SECRET, BytesIO(settings.SECRET_KEY.encode()))
    return BackedUp(entries=len(archive.entries), size=path.stat().st_size, made_at=made_at)


def _add_files(archive: Writing) -> None:
    kept = storage()
    for key in kept.keys():  # noqa: SIM118 -- a storage is no dictionary
        archive.add(f"files/{key}", BytesIO(kept.read(key)))
    sealed = bodies()
    for name in sealed.names():
        archive.add(f"sealed/{name}", BytesIO(sealed.get(name)))


def _registries() -> Iterator[Path]:
    yield from sorted((Path(settings.DATA) / "registries").glob("*.db"))


def _add_registries(archive: Writing) -> None:
    """Judgements may be newer here than in the database, and never older: a registry remembers more than is asked of it."""
    with working_folder(Path(settings.DATA)) as folder:
        for path in _registries():
            copy = folder / path.name
            database.copy_sqlite(path, copy)
            with copy.open("rb") as file:
                archive.add(f"registries/{path.name}", file)


@on_machine()
def restore(path: Path, *, key: Key | None = None, progress: Progress = silent) -> dict[str, int]:
    """Into an empty place; entries of each programme's ledger, all verified. Raises BackupDamaged, NotEmpty."""
    data = Path(settings.DATA)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    database.require_empty()
    _require_no_files()
    with working_folder(data) as folder:
        progress("verifying the backup", 0, 3)
        with unpacked(path, folder, key=key) as manifest:
            if manifest["database"] != database.kind():
                raise BackupDamaged(
                    f"This backup is of {manifest['database']}, and the portal is set to {database.kind()}.",
                    remedy="Set or leave out COMITY_DATABASE_URL as it was; nothing was restored.",
                )
            progress("putting files back", 1, 3)
            _put_files_back(folder)
            progress("filling the database", 2, 3)
            made_by = [(app, name) for app, name in manifest["steps"]]
            if database.kind() == "sqlite":
                database.fill_database(folder, made_by)
            else:
                with transaction.atomic():
                    database.fill_database(folder, made_by)
    connection.close()
    return {programme.slug: _verified(path, programme.slug, scope) for programme, scope in whole_programmes()}


def _require_no_files() -> None:
    kept = [*storage().keys(), *bodies().names(), *_registries()]
    if kept:
        raise NotEmpty(
            f"Files are there already ({len(kept)}).",
            remedy="Restore into an empty folder and an empty bucket; nothing was changed.",
        )


def _put_files_back(folder: Path) -> None:
    kept, sealed = storage(), bodies()
    for path in sorted((folder / "files").glob("*")):
        with path.open("rb") as file:
            kept.put_back(path.name, file)
    for path in sorted(one for one in (folder / "sealed").rglob("*") if one.is_file()):
        sealed.put(path.relative_to(folder / "sealed").as_posix(), path.read_bytes())
    target = Path(settings.DATA) / "registries"
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted((folder / "registries").glob("*.db")):
        shutil.move(path, target / path.name)


def _verified(path: Path, programme: str, scope: Scope) -> int:
    found = verify_book(scope)
    if not found.is_whole:
        raise BackupDamaged(
            f"The ledger of {programme} is broken at entry {found.broken_at}: it was when the backup was made.",
            remedy="Everything is restored as it was. Tell counsel, and look at an older backup.",
            where=path.name,
        )
    return found.entries
