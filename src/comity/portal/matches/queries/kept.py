"""A programme's registry, opened once in each thread and read on from where it stood.

Opening folds the whole log, which grows with every round; a registry that stays open carries the fold on over what others wrote
since. Laws: what is yielded knows everything that was committed before; a file that was put in another's place is opened anew, and so is
one after whose use something went wrong.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from comity.portal.rounds.services import registry_path
from comity.portal.tenants.models import Programme
from comity.registry import Registry
from comity.round import is_published


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    path: Path
    file: tuple[int, int]  # device and inode
    registry: Registry


_kept = threading.local()  # SQLite gives a connection to one thread alone


@contextmanager
def registry_of(programme: Programme) -> Iterator[Registry]:
    """Of a programme that assembled once; a new one is begun by the first assembly alone."""
    path = registry_path(programme.slug)
    if not path.exists():
        with Registry.in_memory() as empty:
            yield empty
        return
    registry = _registry_at(path)
    try:
        yield registry
    except BaseException:
        _let_go()
        raise


def _registry_at(path: Path) -> Registry:
    """The last one that this thread used stays open, and no other: most installations have one programme."""
    kept: _Kept | None = getattr(_kept, "last", None)
    if kept is not None and (kept.path, kept.file) == (path, _file(path)):
        return kept.registry
    _let_go()
    registry = Registry.open(path, new_secret=secrets.token_bytes(32), published=is_published)
    _kept.last = _Kept(path=path, file=_file(path), registry=registry)
    return registry


def _let_go() -> None:
    kept: _Kept | None = getattr(_kept, "last", None)
    if kept is not None:
        _kept.last = None
        kept.registry.close()


def _file(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
