"""The folder of a round: all of it appears at once, or nothing does.

Files are written beside it under a hidden name, flushed to disk, and the finished folder is renamed into place, which
a file system does in one step. A full disk or the keyboard leaves nothing, a crash at most a hidden folder, which the next run of the
same round removes.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from comity.core import UnreadableInput
from comity.round.errors import FolderTaken


def require_free(out: Path) -> None:
    """Say early, before the work, that the folder cannot be written."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise FolderTaken(
            f"“{out}” is there already, and a round is never written over.",
            remedy="Choose another --out, or move the old folder away first.",
        )
    if not out.absolute().parent.is_dir():
        raise UnreadableInput(
            "The folder it should stand in does not exist.", remedy="Create it first.", where=str(out.parent)
        )
    if not os.access(out.absolute().parent, os.W_OK | os.X_OK):
        raise UnreadableInput(
            "You may not write into this folder.",
            remedy="Name a folder of your own with --out.",
            where=str(out.parent),
        )


def stage_folder(out: Path, files: Mapping[str, bytes]) -> Path:
    """Write `files` (path inside the folder -> bytes) into a hidden folder beside `out`, and flush them to disk."""
    require_free(out)
    staged = out.absolute().parent / f".{out.name}.unfinished"
    if staged.exists():
        shutil.rmtree(staged)
    staged.mkdir()
    try:
        for name, data in sorted(files.items()):
            _write(staged / name, data)
        for folder in [staged, *(path for path in staged.rglob("*") if path.is_dir())]:
            _flush_folder(folder)
    except BaseException as stopped:  # whatever it was, half a round is of no use; it is raised again
        shutil.rmtree(staged, ignore_errors=True)
        if isinstance(stopped, OSError):  # a full disk names no file
            stopped.filename = stopped.filename or str(out)
        raise
    return staged


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def publish_folder(staged: Path, out: Path) -> None:
    """The one step that makes the round appear."""
    if out.is_dir():
        out.rmdir()  # an empty folder made by hand; anything in it makes this fail, as it should
    staged.rename(out)
    _flush_folder(out.absolute().parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
