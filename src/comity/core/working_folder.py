"""A hidden folder that work is done in: gone when the work ends, and when the next work begins, if a process died.

Laws: a folder that a living process works in is left alone, on whatever machine that sees its lock; one that was left is removed whole.
A lock is the system's own, so that it goes with the process, however that ends.
"""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".comity-"
_LOCK = "lock"


@contextmanager
def working_folder(beside: Path | None = None) -> Iterator[Path]:
    """In `beside`; without one, where the system keeps what passes."""
    beside = beside or Path(tempfile.gettempdir())
    for left in beside.glob(f"{PREFIX}*"):
        _remove_if_left(left)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        new = folder / "not yet locked"
        with new.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            new.rename(folder / _LOCK)  # so that what is called a lock has been held from the start
            yield folder


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError), (folder / _LOCK).open("r+") as lock:  # held by another, or just gone
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
