"""Sealed bytes in an object store (S3 and its like), behind the same four verbs as the local folder.

The store is handed in, with its address and its credentials; here is no setting. Needs the extra `s3`.
Laws: as those of `bodies`; the store itself refuses a name that is taken, so that two writers cannot both win (S3 does; of a store
that writes over, names that are digests of their content take the harm). A store that does not answer is said to be that.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore

from comity.exchange.bodies import require_name
from comity.exchange.errors import BodyMissing, StorageSilent


class ObjectBodies:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, name: str, data: bytes) -> None:
        require_name(name)
        try:
            with _answering():
                obstore.put(self._store, name, data, mode="create")
        except AlreadyExistsError as error:
            if self.get(name) != data:
                raise BodyMissing(
                    f"Another body is stored as {name}.",
                    remedy="Nothing was overwritten; tell whoever runs the platform.",
                ) from error

    def get(self, name: str) -> bytes:
        require_name(name)
        try:
            with _answering():
                return bytes(obstore.get(self._store, name).bytes())
        except FileNotFoundError as error:
            raise BodyMissing(
                "The storage does not hold this any more.",
                remedy="The supplier may have taken it back; ask it.",
                where=name,
            ) from error

    def delete(self, name: str) -> None:
        require_name(name)
        try:
            with _answering():
                obstore.delete(self._store, name)
        except FileNotFoundError:
            return  # a store may say so, or not; gone is gone

    def names(self) -> Iterator[str]:
        with _answering():
            found = sorted(one["path"] for chunk in obstore.list(self._store) for one in chunk)
        yield from found


@contextmanager
def _answering() -> Iterator[None]:
    """Refused, unreachable, out of order: for who waits for a report it is all the same, and the reason is in the log's chain."""
    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except BaseError as error:
        raise StorageSilent(
            "The storage of sealed reports does not answer.",
            remedy="Nothing was lost or shared. Try again in a moment; if it stays so, tell whoever runs the platform.",
        ) from error
