"""Operations of recognition, and what they answer; made from the portal's description."""

from collections.abc import Mapping, Sequence
from typing import Literal, NotRequired, TypedDict, cast

from comity.client.calling import Calls, given


class NoticeTold(TypedDict):
    report: str
    ground: str
    by: str
    fingerprint: str
    signed_at: str
    at: str


class NoticesTold(TypedDict):
    notices: list[NoticeTold]


class RecalledByUs(TypedDict):
    report: str
    ground: str


class RecalledTold(TypedDict):
    ground: str
    on: str
    by: str


class DecisionTold(TypedDict):
    decision: int
    request: str
    supplier: str
    site: str
    report: str
    choice: str
    by: str
    at: str
    due_on: str | None
    ordered_on: str | None
    recalled: RecalledTold | None


class DecisionsTold(TypedDict):
    next_cursor: str | None
    decisions: list[DecisionTold]
    avoided: int
    pending: int
    worth: str


class OpenTold(TypedDict):
    question: str
    text: str
    why: str
    criteria: list[str]


class DeltaTold(TypedDict):
    asked: int
    answered: int
    sentence: str
    criteria: str
    criteria_digest: str
    open: list[OpenTold]


class OwnPolicyAsked(TypedDict):
    accept_months: NotRequired[int]
    most_critical_gaps: NotRequired[int]
    pillars: NotRequired[Sequence[str]]
    classes: NotRequired[Sequence[Literal["meets the benchmark", "partial"]]]


class DecidedTold(TypedDict):
    decisions: list[DecisionTold]
    criteria: str
    criteria_digest: str
    pillars: list[str]


class Recognition(Calls):
    """Operations of recognition."""

    def recalls(self) -> NoticesTold:
        """Issuers' notices that a report no longer counts.

        Never whom they concern.
        """
        place = f"{self._programme}/recalls"
        answer = self._get(place)
        return cast(NoticesTold, answer.json)

    def take_recall(
        self, filename: str, content: bytes, *, digits: str, idempotency_key: str = ""
    ) -> NoticeTold:
        """Take an issuer's signed notice: who relied on the report is told."""
        place = f"{self._programme}/recalls"
        answer = self._form(
            place, filename, content, fields={"digits": digits}, idempotency_key=idempotency_key
        )
        return cast(NoticeTold, answer.json)

    def recall_report(self, *, report: str, ground: str, idempotency_key: str = "") -> RecalledByUs:
        """Say that a report that the supplier shared no longer counts.

        Who relied on it is told, and nobody else.
        """
        place = f"{self._programme}/desk/recalls"
        answer = self._post(place, {"report": report, "ground": ground}, idempotency_key=idempotency_key)
        return cast(RecalledByUs, answer.json)

    def decisions(self, *, cursor: str = "", limit: int = 100) -> DecisionsTold:
        """The company's decisions that stand, the newest first, and what they avoided."""
        place = f"{self._member}/decisions"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(DecisionsTold, answer.json)

    def open_requirements(self, ref: str) -> DeltaTold:
        """What the report's protocol leaves to ask.

        Not there until the two protocols were compared.
        """
        place = f"{self._member}/requests/{ref}/open-requirements"
        answer = self._get(place)
        return cast(DeltaTold, answer.json)

    def compare_protocols(
        self,
        ref: str,
        filename: str,
        content: bytes,
        *,
        own: tuple[str, bytes] | None = None,
        answers: tuple[str, bytes] | None = None,
        idempotency_key: str = "",
    ) -> DeltaTold:
        """Compare the report's protocol with the company's own."""
        place = f"{self._member}/requests/{ref}/comparison"
        answer = self._form(
            place,
            filename,
            content,
            fields=given({"own": own, "answers": answers}),
            idempotency_key=idempotency_key,
        )
        return cast(DeltaTold, answer.json)

    def supplement(self, ref: str, form: str) -> bytes:
        """What remains, as questions to the supplier."""
        place = f"{self._member}/requests/{ref}/supplement.{form}"
        answer = self._get(place)
        return answer.body

    def decide(
        self,
        ref: str,
        *,
        choice: Literal[
            "recognise", "recognise with a supplement", "do not recognise", "ask for an additional audit"
        ],
        reason: str,
        protocol: str,
        audited_on: str,
        assurance: Literal["meets the benchmark", "partial"],
        report_site: str,
        seen: int,
        pillars: Sequence[str] | None = None,
        fits: Mapping[str, Literal["yes", "no", "not known"]] | None = None,
        policy: OwnPolicyAsked | None = None,
        due_on: str | None = None,
        is_told: bool = False,
        idempotency_key: str = "",
    ) -> DecisionTold:
        """Decide: recognise, recognise with a supplement, or not.

        A program writes down what a person decided. Nothing is recognised by itself.
        """
        place = f"{self._member}/requests/{ref}/decisions"
        answer = self._post(
            place,
            {
                "choice": choice,
                "reason": reason,
                "protocol": protocol,
                "audited_on": audited_on,
                "assurance": assurance,
                "report_site": report_site,
                "seen": seen,
                "is_told": is_told,
                **given({"pillars": pillars, "fits": fits, "policy": policy, "due_on": due_on}),
            },
            idempotency_key=idempotency_key,
        )
        return cast(DecisionTold, answer.json)

    def decisions_on_report(self, ref: str) -> DecidedTold:
        """All decisions on one report, the oldest first."""
        place = f"{self._member}/requests/{ref}/decisions"
        answer = self._get(place)
        return cast(DecidedTold, answer.json)

    def reliance(self, number: int, form: Literal["json", "pdf"]) -> bytes:
        """The reliance file of a decision."""
        place = f"{self._member}/decisions/{number}/reliance.{form}"
        answer = self._get(place)
        return answer.body

    def note_audit_order(
        self, number: int, *, ordered_on: str | None, idempotency_key: str = ""
    ) -> DecisionTold:
        """An audit was ordered for the site all the same: then none was avoided."""
        place = f"{self._member}/decisions/{number}/order"
        answer = self._post(place, {"ordered_on": ordered_on}, idempotency_key=idempotency_key)
        return cast(DecisionTold, answer.json)
