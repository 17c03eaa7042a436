"""Where sealed bytes lie: a port with four verbs, and the local folder that serves it by default.

Laws: a name is taken once: a body never changes under its name; a body is there whole or not at all; what is stored here is
sealed already, and the storage needs no secret.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from comity.exchange.errors import BodyMissing

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}/[a-z0-9][a-z0-9.-]{0,120}")


class Bodies(Protocol):
    def put(self, name: str, data: bytes) -> None:
        """Raises BodyMissing where the name is taken by other bytes; the same bytes again are no error."""

    def get(self, name: str) -> bytes:
        """Raises BodyMissing."""

    def delete(self, name: str) -> None:
        """Nothing happens where there is none."""

    def names(self) -> Iterator[str]: ...


class LocalBodies:
    """In a folder, one file a body."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
        try:
            with staged.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.link(staged, path)  # refuses where the name is taken, unlike renaming
        except FileExistsError as error:
            if path.read_bytes() != data:
                raise BodyMissing(
                    f"Another body is stored as {name}.",
                    remedy="Nothing was overwritten; tell whoever runs the platform.",
                ) from error
        finally:
            staged.unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError as error:
            raise BodyMissing(
                "The storage does not hold this any more.",
                remedy="The supplier may have taken it back; ask it.",
                where=name,
            ) from error

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self) -> Iterator[str]:
        for path in sorted(self._folder.glob("*/*")):
            if not path.name.startswith("."):
                yield path.relative_to(self._folder).as_posix()

    def _path(self, name: str) -> Path:
        require_name(name)
        return self._folder / name


def require_name(name: str) -> None:
    """A folder and a name, of letters and digits: nothing that leads anywhere else."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise BodyMissing(f"“{name}” names no body.", remedy="Use the name that the platform gave.")
