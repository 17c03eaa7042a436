"""Files: a file appears whole or not at all, and an old one stays until the new one is there."""

import os
from pathlib import Path

from comity.core.errors import UnreadableInput


def write_file(path: Path, data: bytes) -> None:
    """Write beside the target and rename over it. Raises UnreadableInput where the folder does not take it."""
    staged = path.with_name(f".{path.name}.unfinished")
    try:
        with staged.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        staged.replace(path)
    except OSError as error:
        staged.unlink(missing_ok=True)
        raise UnreadableInput(
            f"The file cannot be written ({error.strerror}).",
            remedy="Check that the folder exists, that you may write there and that the disk is not full.",
            where=str(path),
        ) from error
