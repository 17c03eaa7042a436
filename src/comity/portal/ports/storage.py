"""Where files are kept: put once, read often, never changed. `keep` gives the key by which a file is found again.

A folder of this machine, or an object store (S3 and its like) where `COMITY_FILES_URL` names one.

Laws: a file is whole on disk before its key is known to anybody; a key says nothing of what it names; nothing is ever
written over.
"""

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from django.conf import settings

from comity.core.working_folder import working_folder

if TYPE_CHECKING:
    from obstore.store import ObjectStore

KEY_BYTES = 16


class Storage(Protocol):
    def keep(self, content: IO[bytes]) -> str:
        """Its key. Returns once the file would survive a power cut."""

    def read(self, key: str) -> bytes: ...

    def forget(self, key: str) -> None:
        """A second time does nothing."""

    def keys(self) -> Iterator[str]:
        """Of everything that is kept, in their order: for a backup."""

    def put_back(self, key: str, content: IO[bytes]) -> None:
        """Under the key that a backup says. Raises FileExistsError where something is kept under it."""


class FolderStorage:
    """A folder of this machine: good for one server, and backed up with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: IO[bytes]) -> str:
        key = secrets.token_hex(KEY_BYTES)
        self.put_back(key, content)
        return key

    def put_back(self, key: str, content: IO[bytes]) -> None:
        path = self._path(key)
        if path.exists():
            raise FileExistsError(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            try:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).rename(path)
            except BaseException:  # an interruption, too, leaves no half file
                Path(file.name).unlink(missing_ok=True)
                raise
        handle = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def keys(self) -> Iterator[str]:
        found = (path.name for path in self.folder.glob("??/*") if not path.name.startswith("."))
        yield from sorted(found)

    def read(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def forget(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        require_key(key)
        return self.folder / key[:2] / key


class ObjectStorage:
    """An object store, handed in. Needs the extra `s3`. It answers once it has the whole file, and refuses a key that is taken."""

    def __init__(self, store: "ObjectStore") -> None:
        self.store = store

    def keep(self, content: IO[bytes]) -> str:
        key = secrets.token_hex(KEY_BYTES)
        self.put_back(key, content)
        return key

    def put_back(self, key: str, content: IO[bytes]) -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        require_key(key)
        try:
            # In one piece: only then does a store refuse a name that is taken, and nothing of ours is too large for it.
            with _answering():
                obstore.put(self.store, key, content.read(), mode="create", use_multipart=False)
        except AlreadyExistsError as error:
            raise FileExistsError(key) from error

    def read(self, key: str) -> bytes:
        import obstore

        require_key(key)
        with _answering():
            return bytes(obstore.get(self.store, key).bytes())

    def forget(self, key: str) -> None:
        import obstore

        require_key(key)
        with suppress(FileNotFoundError), _answering():  # a store may say so, or not; gone is gone
            obstore.delete(self.store, key)

    def keys(self) -> Iterator[str]:
        import obstore

        with _answering():
            found = sorted(one["path"] for chunk in obstore.list(self.store) for one in chunk)
        yield from found


@contextmanager
def _answering() -> Iterator[None]:
    """An object store that refuses or is away is a disk that fails: one kind of error, and its first line says which."""
    from obstore.exceptions import AlreadyExistsError, BaseError

    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except BaseError as error:
        told = str(error).strip().partition("\n")[0].rstrip(" {(,")
        raise OSError(errno.EIO, f"the object store does not answer: {told[:200]}") from error


def require_key(key: str) -> None:
    if len(key) != 2 * KEY_BYTES or set(key) - set("0123456789abcdef"):
        raise ValueError("no key of ours")


def storage() -> Storage:
    if settings.COMITY_FILES_URL:
        from obstore.store import from_url

        return ObjectStorage(from_url(settings.COMITY_FILES_URL))
    return FolderStorage(Path(settings.DATA) / "files")


@contextmanager
def as_file(content: bytes, *, name: str) -> Iterator[Path]:
    """For rules that read files: a file of that name in a folder that goes away."""
    with working_folder() as folder:
        path = folder / Path(name).name
        path.write_bytes(content)
        yield path
