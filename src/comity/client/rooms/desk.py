"""Operations of desk, and what they answer; made from the portal's description."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast

from comity.client.calling import Calls


class GrantTold(TypedDict):
    part: str
    body: str
    bytes: int
    grant: str
    signed_by: str
    fingerprint: str
    at: str
    expires_at: str


class AskedOfUs(TypedDict):
    request: str
    member: str
    site: str
    purpose: str
    state: str
    answer_by: str
    access_until: str | None
    key: str
    grants: list[GrantTold]
    choice: str


class KeptReportTold(TypedDict):
    report: str
    bytes: int
    sites: list[str]
    members: list[str]
    at: str
    recalled: str


class DeskTold(TypedDict):
    public: str
    requests: list[AskedOfUs]
    reports: list[KeptReportTold]


class WordAsked(TypedDict):
    request: str
    word: Literal["yes", "no", "none"]
    months: NotRequired[Literal[3, 6, 12]]


class Desk(Calls):
    """Operations of desk."""

    def desk(self) -> DeskTold:
        """What members ask the supplier for, and what it shared."""
        place = f"{self._programme}/desk"
        answer = self._get(place)
        return cast(DeskTold, answer.json)

    def answer_requests(self, *, answers: Sequence[WordAsked], idempotency_key: str = "") -> DeskTold:
        """Answer requests: yes, no, or that there is no such audit.

        A request without a word stays as it is: silence shares nothing.
        """
        place = f"{self._programme}/desk/answers"
        answer = self._post(place, {"answers": answers}, idempotency_key=idempotency_key)
        return cast(DeskTold, answer.json)

    def share_report(
        self,
        filename: str,
        content: bytes,
        *,
        kept: tuple[str, bytes],
        public: str,
        grants: str,
        part: Literal["report", "plan"] = "report",
        idempotency_key: str = "",
    ) -> DeskTold:
        """Share a sealed report with those who asked for it and were told yes."""
        place = f"{self._programme}/desk/reports"
        answer = self._form(
            place,
            filename,
            content,
            fields={"kept": kept, "public": public, "grants": grants, "part": part},
            idempotency_key=idempotency_key,
        )
        return cast(DeskTold, answer.json)

    def share_report_again(
        self, *, public: str, report: str, grants: Mapping[str, Any], idempotency_key: str = ""
    ) -> DeskTold:
        """Share a report that lies here with further members."""
        place = f"{self._programme}/desk/reports/again"
        answer = self._post(
            place, {"public": public, "report": report, "grants": grants}, idempotency_key=idempotency_key
        )
        return cast(DeskTold, answer.json)

    def kept_grant(self, *, report: str) -> bytes:
        """The supplier's own grant of a report, sealed to its own key."""
        place = f"{self._programme}/desk/kept"
        answer = self._get(place, query={"report": report})
        return answer.body

    def revoke_access(self, *, request: str, idempotency_key: str = "") -> DeskTold:
        """Take access back: the grant is deleted."""
        place = f"{self._programme}/desk/revocations"
        answer = self._post(place, {"request": request}, idempotency_key=idempotency_key)
        return cast(DeskTold, answer.json)

    def refer_to_platform(
        self, *, request: str, platform: str, reference: str, idempotency_key: str = ""
    ) -> DeskTold:
        """Say on which platform the report lies, instead of sharing it here."""
        place = f"{self._programme}/desk/referrals"
        answer = self._post(
            place,
            {"request": request, "platform": platform, "reference": reference},
            idempotency_key=idempotency_key,
        )
        return cast(DeskTold, answer.json)

    def desk_receipts(self) -> bytes:
        """Receipts of all that was asked of the supplier."""
        place = f"{self._programme}/desk/receipts"
        answer = self._get(place)
        return answer.body
