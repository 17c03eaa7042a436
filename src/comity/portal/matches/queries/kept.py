"""A programme's registry, which stays open from one request to the next and is read on from where it stood.

Opening folds the whole log, which grows with every round; a registry that stays open carries the fold on over what others wrote
since. Laws: what is yielded knows everything that was committed before, and is one thread's as long as it is used; a file that was put in
another's place is opened anew, and so is one after whose use something went wrong; however many threads there are, as many stay open as
people review at once.
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

MOST_KEPT = 2
"""Of a process. A third request at the same moment opens one of its own, and closes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    path: Path
    file: tuple[int, int]  # device and inode
    registry: Registry


_lock = threading.Lock()
_at_rest: list[_Kept] = []  # the last used at the end
_used_here = threading.local()


@contextmanager
def registry_of(programme: Programme) -> Iterator[Registry]:
    """Of a programme that assembled once; a new one is begun by the first assembly alone. Asked for again inside, it is the same."""
    path = registry_path(programme.slug)
    if not path.exists():
        with Registry.in_memory() as empty:
            yield empty
        return
    outer: _Kept | None = getattr(_used_here, "kept", None)
    if outer is not None and outer.path == path:
        yield outer.registry
        return
    kept = _taken(path)
    _used_here.kept = kept
    try:
        yield kept.registry
    except BaseException:  # whatever broke off may have left it amid a change: it is read anew
        kept.registry.close()
        raise
    else:
        _put_back(kept)
    finally:
        _used_here.kept = outer


def _taken(path: Path) -> _Kept:
    """From those at rest, where one is of this very file."""
    file = _file(path)
    with _lock:
        mine = [one for one in _at_rest if one.path == path]
        found = next((one for one in reversed(mine) if one.file == file), None)
        over = [one for one in mine if one.file != file]
        _at_rest[:] = [one for one in _at_rest if one is not found and one not in over]
    for one in over:
        one.registry.close()
    if found is not None:
        return found
    registry = Registry.open(path, new_secret=secrets.token_bytes(32), published=is_published)
    return _Kept(path=path, file=file, registry=registry)


def _put_back(kept: _Kept) -> None:
    with _lock:
        _at_rest.append(kept)
        over, _at_rest[:] = _at_rest[:-MOST_KEPT], _at_rest[-MOST_KEPT:]
    for one in over:
        one.registry.close()


def _file(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
