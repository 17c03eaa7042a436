"""Sealed bytes in an object store (S3 and its like), behind the same four verbs as the local folder.

The store is handed in, with its address and its credentials; here is no setting. Needs the extra `s3`.
Laws: as those of `bodies`; the store itself refuses a name that is taken, so that two writers cannot both win.
"""

from collections.abc import Iterator

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import ObjectStore

from comity.exchange.bodies import require_name
from comity.exchange.errors import BodyMissing


class ObjectBodies:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def put(self, name: str, data: bytes) -> None:
        require_name(name)
        try:
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
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return  # a store may say so, or not; gone is gone

    def names(self) -> Iterator[str]:
        found = (one["path"] for chunk in obstore.list(self._store) for one in chunk)
        yield from sorted(found)
