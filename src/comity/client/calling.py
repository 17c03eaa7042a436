"""What every method of the client calls with: one portal, one key, one programme, one organisation."""

from collections.abc import Mapping

from comity.client.http import Answer, Door, Upload

V1 = "/api/v1/programmes"
Said = Mapping[str, object]


class Calls:
    """The base of the client's parts."""

    def __init__(self, door: Door, *, programme: str, organisation: str) -> None:
        self._door = door
        self._programme = f"{V1}/{programme}"
        self._member = f"{self._programme}/members/{organisation}"

    def _get(self, place: str, *, query: Said | None = None) -> Answer:
        return self._door.ask("GET", place, query=query)

    def _delete(self, place: str) -> Answer:
        return self._door.ask("DELETE", place)

    def _post(
        self, place: str, body: Said | None = None, *, query: Said | None = None, idempotency_key: str = ""
    ) -> Answer:
        return self._door.ask("POST", place, query=query, body=body, idempotency_key=idempotency_key)

    def _piece(self, place: str, content: bytes, *, query: Said | None = None) -> Answer:
        return self._door.ask("POST", place, query=query, piece=content)

    def _form(
        self, place: str, filename: str, content: bytes, *, fields: Said, idempotency_key: str = ""
    ) -> Answer:
        """Values that are a name and bytes are files beside the first."""
        files = {name: one for name, one in fields.items() if isinstance(one, tuple)}
        plain = {name: one for name, one in fields.items() if name not in files}
        upload = Upload(filename=filename, content=content, fields=plain, beside=files)
        return self._door.ask("POST", place, upload=upload, idempotency_key=idempotency_key)


def given(said: Said) -> Said:
    """Without what nobody said: the portal has its own defaults."""
    return {name: one for name, one in said.items() if one is not None}
