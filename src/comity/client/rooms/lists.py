"""Operations of lists, and what they answer; made from the portal's description."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from comity.client.calling import Calls


class UploadTold(TypedDict):
    upload: str
    filename: str
    size: int
    received: int


class ListTold(TypedDict):
    round: str
    number: int
    filename: str
    digest: str
    bytes: int
    sent_at: str
    state: str
    rows: int
    accepted: int
    doubtful: int
    mended: int
    counts: bool
    withdrawn_at: str | None
    message: str
    remedy: str


class ListsTold(TypedDict):
    round: str
    versions: list[ListTold]


class FindingTold(TypedDict):
    severity: str
    code: str
    column: str
    wrong: str
    remedy: str
    rows: int
    which: str


class CellTold(TypedDict):
    header: str
    text: str


class RemarkTold(TypedDict):
    severity: str
    column: str
    message: str


class RowTold(TypedDict):
    row: int
    cells: list[CellTold]
    remarks: list[RemarkTold]


class FindingsTold(TypedDict):
    next_cursor: str | None
    headers: list[str]
    mapping: dict[str, str]
    refused_columns: list[str]
    findings: list[FindingTold]
    rows_with_findings: int
    rows: list[RowTold]


class CellAsked(TypedDict):
    row: int
    header: str
    text: str


class Lists(Calls):
    """Operations of lists."""

    def begin_upload(self, *, filename: str, size: int, idempotency_key: str = "") -> UploadTold:
        """Begin to send a long list in pieces.

        What came stays for two days, whatever happens to the line; it is no version before `end`
        answers.
        """
        place = f"{self._member}/lists/uploads"
        answer = self._post(place, {"filename": filename, "size": size}, idempotency_key=idempotency_key)
        return cast(UploadTold, answer.json)

    def upload_progress(self, upload: str) -> UploadTold:
        """How much of it is here."""
        place = f"{self._member}/lists/uploads/{upload}"
        answer = self._get(place)
        return cast(UploadTold, answer.json)

    def send_piece(self, upload: str, content: bytes, *, at: int) -> UploadTold:
        """The next piece.

        8 MB at most. It is on disk when this answers; sent twice it is refused with the byte to go on
        from.
        """
        place = f"{self._member}/lists/uploads/{upload}/pieces"
        answer = self._piece(place, content, query={"at": at})
        return cast(UploadTold, answer.json)

    def end_upload(self, upload: str, *, digest: str = "", idempotency_key: str = "") -> ListTold:
        """All pieces are here: make it a version of the list.

        With a digest, what came must be what was sent.
        """
        place = f"{self._member}/lists/uploads/{upload}/end"
        answer = self._post(place, {"digest": digest}, idempotency_key=idempotency_key)
        return cast(ListTold, answer.json)

    def lists(self, *, round_slug: str = "") -> ListsTold:
        """The versions of the company's list in a round, the latest first.

        Without `round`: in the one that is open.
        """
        place = f"{self._member}/lists"
        answer = self._get(place, query={"round": round_slug})
        return cast(ListsTold, answer.json)

    def upload_list(self, filename: str, content: bytes, *, idempotency_key: str = "") -> ListTold:
        """Send a list for the round that is open.

        It is stored and in the ledger once this answers; a worker reads it: ask for the version until
        it is `read`.
        """
        place = f"{self._member}/lists"
        answer = self._form(place, filename, content, fields={}, idempotency_key=idempotency_key)
        return cast(ListTold, answer.json)

    def list_template(self) -> bytes:
        """An empty list, with every column explained."""
        place = f"{self._member}/lists/template"
        answer = self._get(place)
        return answer.body

    def list_version(self, round_slug: str, number: int) -> ListTold:
        """One version, and what came of it."""
        place = f"{self._member}/lists/{round_slug}/{number}"
        answer = self._get(place)
        return cast(ListTold, answer.json)

    def list_findings(
        self, round_slug: str, number: int, *, cursor: str = "", limit: int = 100
    ) -> FindingsTold:
        """What was found in a version, and the rows that a person should look at.

        The first 2,000 rows with findings; the workbook has them all.
        """
        place = f"{self._member}/lists/{round_slug}/{number}/findings"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(FindingsTold, answer.json)

    def confirm_columns(
        self, round_slug: str, number: int, *, mapping: Mapping[str, Any], idempotency_key: str = ""
    ) -> ListTold:
        """Say what the headers mean; it is remembered, and the version is read again.

        `mapping` is our column → the list's header. Columns and headers that are not there are passed
        over, as on the page.
        """
        place = f"{self._member}/lists/{round_slug}/{number}/columns"
        answer = self._post(place, {"mapping": mapping}, idempotency_key=idempotency_key)
        return cast(ListTold, answer.json)

    def mend_list(
        self, round_slug: str, number: int, *, cells: Sequence[CellAsked], idempotency_key: str = ""
    ) -> ListTold:
        """Mend cells with findings: what is sent becomes the next version.

        Cells that no finding is about are passed over, as on the page.
        """
        place = f"{self._member}/lists/{round_slug}/{number}/cells"
        answer = self._post(place, {"cells": cells}, idempotency_key=idempotency_key)
        return cast(ListTold, answer.json)

    def withdraw_list(self, round_slug: str, number: int, *, idempotency_key: str = "") -> ListTold:
        """Take a version out of the round."""
        place = f"{self._member}/lists/{round_slug}/{number}/withdrawal"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(ListTold, answer.json)

    def list_workbook(self, round_slug: str, number: int) -> bytes:
        """The list back, with remarks beside its rows."""
        place = f"{self._member}/lists/{round_slug}/{number}/workbook"
        answer = self._get(place)
        return answer.body
