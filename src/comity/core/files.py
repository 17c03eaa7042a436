"""Files: a file appears whole or not at all, and an old one stays until the new one is there."""

import errno
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from comity.core.errors import UnreadableInput


def write_file(path: Path, data: bytes) -> None:
    """Write beside the target and rename over it. Raises UnreadableInput where the folder does not take it."""
    write_all({path: data})


def write_all(files: Mapping[Path, bytes]) -> None:
    """Several files that belong together: none is renamed before all are written. Raises as `write_file` does."""
    staged: dict[Path, Path] = {}
    here = Path()
    try:
        for here, data in files.items():
            if here.is_dir():  # which would be found out only when others have their names already
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            staged[here] = here.with_name(f".{here.name}.unfinished")
            with staged[here].open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for here, unfinished in staged.items():
            unfinished.replace(here)
    except OSError as error:
        raise UnreadableInput(
            f"The file cannot be written ({error.strerror}).",
            remedy="Check that the folder exists, that you may write there and that the disk is not full.",
            where=str(here),
        ) from error
    finally:  # the keyboard may have stopped it, too
        for unfinished in staged.values():
            with suppress(OSError):  # the folder that should hold it may be a file
                unfinished.unlink(missing_ok=True)
