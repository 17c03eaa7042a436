"""The file of a backup: a tar of entries, and after them a manifest with the digest of each.

In: names and bytes. Out: a file that is there whole or not at all, sealed to a key where one is given.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import pyrage

from comity.core.working_folder import working_folder
from comity.exchange import Key, PublicKey
from comity.portal.backup.errors import BackupDamaged

FORMAT = "comity-backup-1"
MANIFEST = "manifest.json"
SECRET = "keys/secret.key"  # noqa: S105 -- the name of an entry
_PIECE = 1024**2
_SEALED = b"age-encryption.org/"


class Writing:
    """Entries are added one after another; the manifest is added at the end."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.entries: dict[str, dict[str, object]] = {}

    def add(self, name: str, content: IO[bytes]) -> None:
        """From where the content stands to its end."""
        begin = content.tell()
        hashed, size = hashlib.sha256(), 0
        while piece := content.read(_PIECE):
            hashed.update(piece)
            size += len(piece)
        content.seek(begin)
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, content)
        self.entries[name] = {"sha256": hashed.hexdigest(), "bytes": size}


@contextmanager
def writing(path: Path, *, sealed_to: PublicKey | None = None) -> Iterator[tuple[Writing, dict[str, Any]]]:
    """The archive, and the facts that go into its manifest. Nothing is at `path` before all of it is."""
    facts: dict[str, Any] = {"format": FORMAT}
    with working_folder(path.parent) as folder:
        plain = folder / "plain"
        with _private(plain) as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            found = Writing(tar)
            yield found, facts
            manifest = json.dumps({**facts, "entries": found.entries}, indent=1, sort_keys=True).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size, info.mode = len(manifest), 0o600
            with tempfile.SpooledTemporaryFile(max_size=_PIECE) as text:
                text.write(manifest)
                text.seek(0)
                tar.addfile(info, text)
        _sync(plain)
        if sealed_to is not None:
            sealed = folder / "sealed"
            with plain.open("rb") as source, _private(sealed) as target:
                pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(sealed_to.recipient)])
            _sync(sealed)
            plain = sealed
        plain.replace(path)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def unpacked(path: Path, folder: Path, *, key: Key | None = None) -> Iterator[Mapping[str, Any]]:
    """The manifest, with every entry in `folder`, verified. Raises BackupDamaged."""
    with _opened(path, folder, key) as file:
        try:
            with tarfile.open(fileobj=file, mode="r:") as tar:
                digests = dict(_unpacked(tar, folder))
            manifest = json.loads((folder / MANIFEST).read_bytes())
            said = {name: one["sha256"] for name, one in manifest["entries"].items()}
        except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
            raise _damaged(path, "it cannot be read to its end") from error
    if manifest.get("format") != FORMAT:
        raise _damaged(path, "it is of another kind")
    digests.pop(MANIFEST)
    wrong = sorted(name for name in said.keys() | digests.keys() if said.get(name) != digests.get(name))
    if wrong:
        raise _damaged(path, f"{wrong[0]} is not what was written")
    yield manifest


def secret_in(path: Path, *, key: Key | None = None) -> str:
    """The secret that the installation must have to be what it was. Everything is verified on the way."""
    with working_folder() as folder, unpacked(path, folder, key=key):
        return (folder / SECRET).read_text()


@contextmanager
def _opened(path: Path, folder: Path, key: Key | None) -> Iterator[IO[bytes]]:
    with path.open("rb") as file:
        is_sealed = file.read(len(_SEALED)) == _SEALED
        file.seek(0)
        if not is_sealed:
            yield file
            return
        if key is None:
            raise BackupDamaged(
                f"“{path.name}” is sealed.", remedy="Give the key that it was sealed to: --key FILE."
            )
        plain = folder / ".plain"
        try:
            with _private(plain) as target:
                pyrage.decrypt_io(file, target, [pyrage.x25519.Identity.from_str(one) for one in key.secrets])
            with plain.open("rb") as opened:
                yield opened
        except pyrage.DecryptError as error:
            raise _damaged(path, "this key does not open it, or it is cut off") from error
        finally:
            with suppress(FileNotFoundError):
                plain.unlink()


def _unpacked(tar: tarfile.TarFile, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and digest. A name that leads out of the folder is no name of ours."""
    for info in tar:
        parts = Path(info.name).parts
        content = tar.extractfile(info) if info.isfile() else None
        if content is None or ".." in parts or Path(info.name).is_absolute():
            raise tarfile.TarError(info.name)
        target = folder / info.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        hashed = hashlib.sha256()
        with _private(target) as file:
            while piece := content.read(_PIECE):
                hashed.update(piece)
                file.write(piece)
        yield info.name, hashed.hexdigest()


def _damaged(path: Path, why: str) -> BackupDamaged:
    return BackupDamaged(
        f"“{path.name}” is no whole backup: {why}.", remedy="Take another backup; nothing was restored."
    )
