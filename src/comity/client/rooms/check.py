"""Operations of check, and what they answer; made from the portal's description."""

from typing import TypedDict, cast

from comity.client.calling import Calls


class CheckRemarkTold(TypedDict):
    code: str
    message: str
    remedy: str


class OpportunityTold(TypedDict):
    row: int
    reference: str | None
    state: str
    name: str | None
    address: str | None
    city: str | None
    country: str | None
    own_audit: str | None
    listed_row: str | None
    listed_name: str | None
    listed_address: str | None
    listed_city: str | None
    audited: str | None
    assurance: str | None
    check_only: bool | None
    probability: float | None
    reason: str | None


class KeptTold(TypedDict):
    kept: int
    filename: str
    accept_months: int
    by: str
    at: str
    delete_on: str


class CheckTold(TypedDict):
    round: str
    cutoff: str
    headline: str
    due: int
    sites: dict[str, int]
    remarks: list[CheckRemarkTold]
    rows: list[OpportunityTold]
    kept: KeptTold | None


class KeptListTold(TypedDict):
    kept: list[KeptTold]


class DraftsTold(TypedDict):
    drafted: list[str]


class Check(Calls):
    """Operations of check."""

    def check(
        self, filename: str, content: bytes, *, accept_months: int = 12, keep: bool = False
    ) -> CheckTold:
        """Which of the company's due audits exist.

        Unless it is to be kept, neither the file nor the answer is: it takes no idempotency key, and
        may be sent again.
        """
        place = f"{self._member}/check"
        answer = self._form(place, filename, content, fields={"accept_months": accept_months, "keep": keep})
        return cast(CheckTold, answer.json)

    def kept_suppliers(self) -> KeptListTold:
        """Files of suppliers that the company wished to be kept, and until when."""
        place = f"{self._member}/check/kept"
        answer = self._get(place)
        return cast(KeptListTold, answer.json)

    def check_again(self, kept: int) -> CheckTold:
        """Check a kept file against the list as it is now."""
        place = f"{self._member}/check/kept/{kept}/check"
        answer = self._post(place)
        return cast(CheckTold, answer.json)

    def ask_all(self, kept: int, *, purpose: str, answer_by: str, idempotency_key: str = "") -> DraftsTold:
        """A draft for each due audit of a kept file that exists; nothing is sent."""
        place = f"{self._member}/check/kept/{kept}/requests"
        answer = self._post(
            place, {"purpose": purpose, "answer_by": answer_by}, idempotency_key=idempotency_key
        )
        return cast(DraftsTold, answer.json)

    def forget_suppliers(self, kept: int) -> None:
        """Delete a kept file now."""
        place = f"{self._member}/check/kept/{kept}"
        self._delete(place)
