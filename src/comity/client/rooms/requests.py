"""Operations of requests, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import Literal, TypedDict, cast

from comity.client.calling import Calls, given
from comity.client.rooms.check import DraftsTold
from comity.client.rooms.desk import GrantTold


class StepTold(TypedDict):
    at: str
    by: str
    party: str
    to: str


class RequestTold(TypedDict):
    request: str
    reference: str
    supplier: str
    site: str
    email: str
    language: str
    age: str
    assurance: str
    purpose: str
    state: str
    answer_by: str
    send_on: str | None
    access_until: str | None
    platform: str
    platform_reference: str
    report: str
    choice: str
    steps: list[StepTold]


class RequestsTold(TypedDict):
    next_cursor: str | None
    requests: list[RequestTold]


class AddressesTold(TypedDict):
    addressed: int
    unknown: list[str]


class LetterTold(TypedDict):
    request: str
    to: str
    subject: str
    text: str


class LettersTold(TypedDict):
    letters: list[LetterTold]


class SentTold(TypedDict):
    sent: int
    later: int


class DueTold(TypedDict):
    sent: int
    reminded: int


class RequestShown(TypedDict):
    request: str
    reference: str
    supplier: str
    site: str
    email: str
    language: str
    age: str
    assurance: str
    purpose: str
    state: str
    answer_by: str
    send_on: str | None
    access_until: str | None
    platform: str
    platform_reference: str
    report: str
    choice: str
    steps: list[StepTold]
    checks: list[str]
    grants: list[GrantTold]


class KeyTold(TypedDict):
    public: str
    fingerprint: str
    at: str


class KeysTold(TypedDict):
    company: KeyTold | None
    holder: KeyTold | None


class Requests(Calls):
    """Operations of requests."""

    def requests(self, *, cursor: str = "", limit: int = 100) -> RequestsTold:
        """The company's requests for reports, the newest first."""
        place = f"{self._member}/requests"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(RequestsTold, answer.json)

    def draft_request(
        self,
        *,
        supplier: str,
        site: str,
        email: str,
        purpose: str,
        answer_by: str,
        language: str = "en",
        age: Literal["up to 12 months", "up to 24 months", "up to 36 months"] | None = None,
        assurance: Literal["meets the benchmark", "partial"] | None = None,
        reference: str = "",
        idempotency_key: str = "",
    ) -> RequestTold:
        """Draft a request to a supplier; nothing is sent."""
        place = f"{self._member}/requests"
        answer = self._post(
            place,
            {
                "supplier": supplier,
                "site": site,
                "email": email,
                "purpose": purpose,
                "answer_by": answer_by,
                "language": language,
                "reference": reference,
                **given({"age": age, "assurance": assurance}),
            },
            idempotency_key=idempotency_key,
        )
        return cast(RequestTold, answer.json)

    def draft_requests_from_check(
        self, filename: str, content: bytes, *, purpose: str, answer_by: str, accept_months: int = 12
    ) -> DraftsTold:
        """A draft for each due audit that exists, from the company's suppliers.

        The file is not kept, and a site that was asked for is not drafted again: so it takes no
        idempotency key.
        """
        place = f"{self._member}/requests/from-check"
        answer = self._form(
            place,
            filename,
            content,
            fields={"purpose": purpose, "answer_by": answer_by, "accept_months": accept_months},
        )
        return cast(DraftsTold, answer.json)

    def address_requests(self, *, lines: str, idempotency_key: str = "") -> AddressesTold:
        """Give drafts their suppliers' addresses, many at once."""
        place = f"{self._member}/requests/addresses"
        answer = self._post(place, {"lines": lines}, idempotency_key=idempotency_key)
        return cast(AddressesTold, answer.json)

    def preview_requests(self, *, requests: Sequence[str]) -> LettersTold:
        """The letters as they would leave.

        Of the first hundred. Nothing changes: a link stands where the supplier's will be.
        """
        place = f"{self._member}/requests/preview"
        answer = self._post(place, {"requests": requests})
        return cast(LettersTold, answer.json)

    def send_requests(self, *, requests: Sequence[str], idempotency_key: str = "") -> SentTold:
        """Send drafts: some today, the rest on the next working days."""
        place = f"{self._member}/requests/send"
        answer = self._post(place, {"requests": requests}, idempotency_key=idempotency_key)
        return cast(SentTold, answer.json)

    def send_due_requests(self) -> DueTold:
        """Send those whose day has come, and the reminders that are due.

        Asked twice a day it does nothing the second time.
        """
        place = f"{self._member}/requests/send-due"
        answer = self._post(place)
        return cast(DueTold, answer.json)

    def request(self, ref: str) -> RequestShown:
        """One request: its steps, and what was granted."""
        place = f"{self._member}/requests/{ref}"
        answer = self._get(place)
        return cast(RequestShown, answer.json)

    def withdraw_request(self, ref: str, *, idempotency_key: str = "") -> RequestTold:
        """Withdraw a request."""
        place = f"{self._member}/requests/{ref}/withdrawal"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(RequestTold, answer.json)

    def sealed_file(self, ref: str, part: Literal["report", "plan"], what: Literal["body", "grant"]) -> bytes:
        """The sealed report, or the supplier's grant of it.

        Ciphertext: `comity report open` opens it with the company's key, which the portal never has.
        """
        place = f"{self._member}/requests/{ref}/sealed/{part}/{what}"
        answer = self._get(place)
        return answer.body

    def report_read(
        self, ref: str, *, report: str, checks: Sequence[str], idempotency_key: str = ""
    ) -> RequestShown:
        """Say that the report was opened, and what was checked.

        The supplier is told that it was read; it can be decided on then.
        """
        place = f"{self._member}/requests/{ref}/read"
        answer = self._post(place, {"report": report, "checks": checks}, idempotency_key=idempotency_key)
        return cast(RequestShown, answer.json)

    def receipts(self) -> bytes:
        """Receipts of all of the company's requests.

        What happened, with the proof that it stands in the programme's ledger (docs/spec/receipt.md).
        """
        place = f"{self._member}/receipts"
        answer = self._get(place)
        return answer.body

    def receipt(self, ref: str) -> bytes:
        """The receipt of one request."""
        place = f"{self._member}/receipts/{ref}"
        answer = self._get(place)
        return answer.body

    def keys(self) -> KeysTold:
        """The public keys of the company."""
        place = f"{self._member}/keys"
        answer = self._get(place)
        return cast(KeysTold, answer.json)

    def publish_key(self, *, public: str, is_holder: bool = False, idempotency_key: str = "") -> KeyTold:
        """Publish a public key; the secret one never leaves the company.

        `comity key make` makes one. What is shared from now on is sealed to it.
        """
        place = f"{self._member}/keys"
        answer = self._post(
            place, {"public": public, "is_holder": is_holder}, idempotency_key=idempotency_key
        )
        return cast(KeyTold, answer.json)
