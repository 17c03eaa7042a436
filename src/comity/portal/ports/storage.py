"""Where files are kept: put once, read often, never changed. `keep` gives the key by which a file is found again.

Laws: a file is whole on disk before its key is known to anybody; a key says nothing of what it names; nothing is ever
written over.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings


class Storage(Protocol):
    def keep(self, content: IO[bytes]) -> str:
        """Its key. Returns once the file would survive a power cut."""

    def read(self, key: str) -> bytes: ...

    def forget(self, key: str) -> None:
        """A second time does nothing."""


class FolderStorage:
    """A folder of this machine: good for one server, and backed up with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: IO[bytes]) -> str:
        key = secrets.token_hex(16)
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).rename(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        return key

    def read(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def forget(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if len(key) != 32 or set(key) - set("0123456789abcdef"):
            raise ValueError("no key of ours")
        return self.folder / key[:2] / key


def storage() -> Storage:
    return FolderStorage(Path(settings.DATA) / "files")


@contextmanager
def as_file(content: bytes, *, name: str) -> Iterator[Path]:
    """For rules that read files: a file of that name in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="comity-") as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        yield path
