"""Operations of protocols, and what they answer; made from the portal's description."""

from collections.abc import Sequence
from typing import Literal, TypedDict, cast

from comity.client.calling import Calls, given


class EquivalenceRuleTold(TypedDict):
    version: int
    threshold: str
    basis: str
    no_critical_missing: bool
    pillar_floor: str | None


class CaseTold(TypedDict):
    case: int
    member: str
    number: int
    name: str
    version: str
    criteria: str
    criteria_digest: str
    protocol_digest: str
    questions: int
    reading: str
    state: str
    since: str | None
    reviewer: str | None
    covered: str
    percent: str
    with_halves: str
    missing_critical: int | None
    unread: int | None
    valid_until: str | None
    log_digest: str
    rule: EquivalenceRuleTold | None
    next_reviewer: str | None


class CasesTold(TypedDict):
    cases: list[CaseTold]


class DemandTold(TypedDict):
    criterion: str
    majority: bool
    of: int
    counted_on: str
    in_full: int | None
    in_full_or_part: int | None
    in_part: int | None
    in_part_or_not: int | None
    none: int | None


class DemandsTold(TypedDict):
    criteria: str
    criteria_digest: str
    counted_on: str
    members: int
    needed: int
    beyond_low: float | None
    beyond_high: float | None
    demands: list[DemandTold]


class ConvergenceTold(TypedDict):
    editions: list[DemandsTold]


class CountStarted(TypedDict):
    done: bool


class PillarShare(TypedDict):
    name: str
    met: str
    percent: str


class VerdictAhead(TypedDict):
    chance: int
    least: str
    most: str
    caution: str


class CaseStep(TypedDict):
    day: str
    party: str
    to: str
    note: str


class CaseOpened(TypedDict):
    case: int
    member: str
    number: int
    name: str
    version: str
    criteria: str
    criteria_digest: str
    protocol_digest: str
    questions: int
    reading: str
    state: str
    since: str | None
    reviewer: str | None
    covered: str
    percent: str
    with_halves: str
    missing_critical: int | None
    unread: int | None
    valid_until: str | None
    log_digest: str
    rule: EquivalenceRuleTold | None
    next_reviewer: str | None
    speaks_as: str
    may_speak: bool
    own_full: str
    own_percent: str
    own_with_halves: str
    own_missing_critical: list[str]
    open_criteria: list[str]
    pillars: list[PillarShare]
    ahead: VerdictAhead | None
    steps: list[CaseStep]
    notes: list[str]


class CaseDeleted(TypedDict):
    case: int
    deleted_on: str


class QuestionOffer(TypedDict):
    questions: list[str]
    texts: list[str]
    percent: int | None
    reason: str


class CriterionTurn(TypedDict):
    criterion: str
    title: str
    requirement: str
    criticality: str
    offers: list[QuestionOffer]
    said: list[str]
    member_said: list[str]
    seen: int
    excuse: str | None


class CriterionNext(TypedDict):
    turn: CriterionTurn | None
    undoes: int


class EntriesAdded(TypedDict):
    added: int


class AnswersTakenBack(TypedDict):
    taken_back: list[str]


class AcceptedLink(TypedDict):
    criterion: str
    questions: list[str]


class AcceptanceTold(TypedDict):
    links: list[AcceptedLink]
    expected_errors: float
    digest: str


class ProtocolQuestion(TypedDict):
    id: str
    clause: str
    section: str
    text: str
    kind: str
    guessed_because: str
    answers: list[str]
    not_mappable: bool


class ProtocolQuestions(TypedDict):
    next_cursor: str | None
    remarks: list[str]
    questions: list[ProtocolQuestion]


class UnreadRow(TypedDict):
    sheet: str
    row: int
    message: str
    remedy: str


class WorkbookTaken(TypedDict):
    added: int
    unread: list[UnreadRow]


class VerdictOutlook(TypedDict):
    outcome: str
    covered: str
    percent: str
    with_halves: str
    missing_critical: list[str]
    unread: int
    excused: int
    reasons: list[str]
    digest: str


class CriterionDispute(TypedDict):
    criterion: str
    member: str
    reviewer: str
    member_said: list[str]
    reviewer_said: list[str]


class CriterionException(TypedDict):
    criterion: str
    reason: str
    approved: bool | None


class CoderAgreement(TypedDict):
    one: str
    other: str
    compared: int
    alike: int
    kappa: float | None


class ProtocolSides(TypedDict):
    disagreements: list[CriterionDispute]
    exceptions: list[CriterionException]
    agreements: list[CoderAgreement]


class ResolutionAsked(TypedDict):
    criterion: str
    credit: Literal["full", "part", "none"]
    rationale: str


class RequirementLeft(TypedDict):
    question: str
    section: str
    text: str
    why: str
    criteria: list[str]


class ProtocolsCompared(TypedDict):
    criteria: str
    own: str
    other: str
    shared: str
    shared_percent: str
    promised_percent: str
    answers_of_own: str
    both: list[str]
    own_alone: list[str]
    other_alone: list[str]
    neither: list[str]
    requirements: int
    answered: str
    left: list[RequirementLeft]


class LackingTold(TypedDict):
    criterion: str
    title: str
    criticality: str
    credit: str | None
    in_smallest_set: bool
    added: bool


class WhatIfTold(TypedDict):
    now: str
    now_percent: str
    added: list[str]
    then: str
    then_percent: str
    outcome: str
    reasons: list[str]
    lacking: list[LackingTold]


class Protocols(Calls):
    """Operations of protocols."""

    def protocol_outcomes(self) -> CasesTold:
        """What became of members' protocols."""
        place = f"{self._programme}/protocols"
        answer = self._get(place)
        return cast(CasesTold, answer.json)

    def propose_protocol_office(
        self, case: int, *, office: str | None, idempotency_key: str = ""
    ) -> CaseTold:
        """Propose to a member that another office reviews its protocol.

        Nothing is handed on, and nobody reads a word, before the member agrees.
        """
        place = f"{self._programme}/protocols/{case}/other-office"
        answer = self._post(place, {"office": office}, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def protocol_convergence(self) -> ConvergenceTold:
        """How many members' protocols demand each criterion."""
        place = f"{self._programme}/protocols/convergence"
        answer = self._get(place)
        return cast(ConvergenceTold, answer.json)

    def count_convergence(self, *, idempotency_key: str = "") -> CountStarted:
        """Count anew; what would give a single verdict away stands as it was told."""
        place = f"{self._programme}/protocols/convergence/count"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CountStarted, answer.json)

    def member_convergence(self) -> ConvergenceTold:
        """How many members' protocols demand each criterion, as every member is told."""
        place = f"{self._member}/protocols/convergence"
        answer = self._get(place)
        return cast(ConvergenceTold, answer.json)

    def office_convergence(self) -> ConvergenceTold:
        """How many members' protocols demand each criterion, as every office is told."""
        place = f"{self._member}/reviews/convergence"
        answer = self._get(place)
        return cast(ConvergenceTold, answer.json)

    def protocols(self) -> CasesTold:
        """The company's audit protocols, the newest first."""
        place = f"{self._member}/protocols"
        answer = self._get(place)
        return cast(CasesTold, answer.json)

    def upload_protocol(
        self,
        filename: str,
        content: bytes,
        *,
        name: str,
        criteria: str,
        version: str,
        idempotency_key: str = "",
    ) -> CaseTold:
        """Send an audit protocol, to be compared with a set of common criteria.

        It is stored once this answers; a worker reads it and proposes links: ask for it until `reading`
        is `read`.
        """
        place = f"{self._member}/protocols"
        answer = self._form(
            place,
            filename,
            content,
            fields={"name": name, "criteria": criteria, "version": version},
            idempotency_key=idempotency_key,
        )
        return cast(CaseTold, answer.json)

    def protocol(self, case: int) -> CaseOpened:
        """One protocol: its state, what was said so far comes to, and what is open."""
        place = f"{self._member}/protocols/{case}"
        answer = self._get(place)
        return cast(CaseOpened, answer.json)

    def protocol_file(self, case: int) -> bytes:
        """The file as it was sent."""
        place = f"{self._member}/protocols/{case}/file"
        answer = self._get(place)
        return answer.body

    def read_protocol_again(self, case: int, *, idempotency_key: str = "") -> CaseTold:
        """Read a protocol again, whose reading broke off.

        Nothing happens to one that is read, or waits.
        """
        place = f"{self._member}/protocols/{case}/reading"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def submit_protocol(self, case: int, *, reviewer: str = "", idempotency_key: str = "") -> CaseTold:
        """Hand the protocol in to a reviewer's office.

        Without a name: to the office that had it before, or the only one that may; where several may,
        one must be named.
        """
        place = f"{self._member}/protocols/{case}/submission"
        answer = self._post(place, {"reviewer": reviewer}, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def take_protocol_back(self, case: int, *, idempotency_key: str = "") -> CaseTold:
        """Take a protocol back that nobody has begun to review."""
        place = f"{self._member}/protocols/{case}/taking-back"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def delete_protocol(self, case: int, *, idempotency_key: str = "") -> CaseDeleted:
        """Delete a draft with its file and its answers."""
        place = f"{self._member}/protocols/{case}/deletion"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseDeleted, answer.json)

    def answer_protocol_query(self, case: int, *, text: str, idempotency_key: str = "") -> CaseTold:
        """Answer what the reviewer asks."""
        place = f"{self._member}/protocols/{case}/query-answer"
        answer = self._post(place, {"text": text}, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def protocol_report(self, case: int, form: str) -> bytes:
        """The report, as PDF or as a page."""
        place = f"{self._member}/protocols/{case}/report/{form}"
        answer = self._get(place)
        return answer.body

    def next_criterion(self, case: int, *, criterion: str = "") -> CriterionNext:
        """The criterion whose answer moves the verdict most, or a named one, with the questions that may answer it."""
        place = f"{self._member}/protocols/{case}/next"
        answer = self._get(place, query={"criterion": criterion})
        return cast(CriterionNext, answer.json)

    def answer_criterion(
        self,
        case: int,
        *,
        criterion: str,
        word: Literal["full", "part", "reject", "not-covered", "not-applicable"],
        seen: int,
        questions: Sequence[str] | None = None,
        relation: Literal["", "equal", "superset", "subset", "intersects"] = "",
        depth: Literal["", "policy", "practice", "verified with workers"] = "",
        rationale: str = "",
        evidence: str = "",
        idempotency_key: str = "",
    ) -> EntriesAdded:
        """Say which questions answer a criterion and how far, or that none does, or that it cannot apply."""
        place = f"{self._member}/protocols/{case}/answers"
        answer = self._post(
            place,
            {
                "criterion": criterion,
                "word": word,
                "seen": seen,
                "relation": relation,
                "depth": depth,
                "rationale": rationale,
                "evidence": evidence,
                **given({"questions": questions}),
            },
            idempotency_key=idempotency_key,
        )
        return cast(EntriesAdded, answer.json)

    def undo_protocol_answer(
        self, case: int, *, answers: int = 1, idempotency_key: str = ""
    ) -> AnswersTakenBack:
        """Take back what this side said last."""
        place = f"{self._member}/protocols/{case}/undo"
        answer = self._post(place, query={"answers": answers}, idempotency_key=idempotency_key)
        return cast(AnswersTakenBack, answer.json)

    def preview_acceptance(self, case: int, *, above: int, strength: str = "part") -> AcceptanceTold:
        """What accepting every open proposal from a probability up would do, and how many of them would be wrong."""
        place = f"{self._member}/protocols/{case}/acceptance"
        answer = self._get(place, query={"above": above, "strength": strength})
        return cast(AcceptanceTold, answer.json)

    def accept_proposals(
        self,
        case: int,
        *,
        above: int,
        strength: Literal["full", "part"],
        shown: str,
        idempotency_key: str = "",
    ) -> AcceptanceTold:
        """Confirm every open proposal from a probability up."""
        place = f"{self._member}/protocols/{case}/acceptance"
        answer = self._post(
            place, {"above": above, "strength": strength, "shown": shown}, idempotency_key=idempotency_key
        )
        return cast(AcceptanceTold, answer.json)

    def protocol_questions(self, case: int, *, cursor: str = "", limit: int = 100) -> ProtocolQuestions:
        """The protocol's questions, what kind each seems to be, and which criteria this side says it answers."""
        place = f"{self._member}/protocols/{case}/questions"
        answer = self._get(place, query={"cursor": cursor, "limit": limit})
        return cast(ProtocolQuestions, answer.json)

    def say_of_question(
        self,
        case: int,
        *,
        question: str,
        kind: Literal["", "requirement", "guidance", "data field"] = "",
        not_mappable: bool = False,
        rationale: str = "",
        idempotency_key: str = "",
    ) -> EntriesAdded:
        """Say what kind a question is, and whether it has to do with any criterion."""
        place = f"{self._member}/protocols/{case}/questions"
        answer = self._post(
            place,
            {"question": question, "kind": kind, "not_mappable": not_mappable, "rationale": rationale},
            idempotency_key=idempotency_key,
        )
        return cast(EntriesAdded, answer.json)

    def protocol_workbook(self, case: int) -> bytes:
        """The review workbook of this side, to be filled in."""
        place = f"{self._member}/protocols/{case}/workbook"
        answer = self._get(place)
        return answer.body

    def take_protocol_workbook(
        self, case: int, filename: str, content: bytes, *, idempotency_key: str = ""
    ) -> WorkbookTaken:
        """Bring the workbook back: what was filled in is added, what cannot be read is told row by row."""
        place = f"{self._member}/protocols/{case}/workbook"
        answer = self._form(place, filename, content, fields={}, idempotency_key=idempotency_key)
        return cast(WorkbookTaken, answer.json)

    def answer_protocol_office(
        self, case: int, *, office: str, agreed: bool, idempotency_key: str = ""
    ) -> CaseTold:
        """Agree that another office reviews the protocol, or do not.

        Once agreed, the former office finds it no more, and the other one begins anew.
        """
        place = f"{self._member}/protocols/{case}/office"
        answer = self._post(place, {"office": office, "agreed": agreed}, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def protocol_reviews(self) -> CasesTold:
        """Protocols that members handed to this office, what waits longest first."""
        place = f"{self._member}/reviews"
        answer = self._get(place)
        return cast(CasesTold, answer.json)

    def begin_protocol_review(self, case: int, *, idempotency_key: str = "") -> CaseTold:
        """Begin the review: the verdict is this person's."""
        place = f"{self._member}/protocols/{case}/review"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def take_protocol_over(self, case: int, *, idempotency_key: str = "") -> CaseTold:
        """Take a colleague's review over."""
        place = f"{self._member}/protocols/{case}/taking-over"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def query_protocol(self, case: int, *, text: str, idempotency_key: str = "") -> CaseTold:
        """Ask the member something."""
        place = f"{self._member}/protocols/{case}/query"
        answer = self._post(place, {"text": text}, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def withdraw_protocol_query(self, case: int, *, idempotency_key: str = "") -> CaseTold:
        """Withdraw what the member was asked."""
        place = f"{self._member}/protocols/{case}/query/withdrawal"
        answer = self._post(place, idempotency_key=idempotency_key)
        return cast(CaseTold, answer.json)

    def verdict_outlook(self, case: int) -> VerdictOutlook:
        """What the verdict would be now, to be read before it is given."""
        place = f"{self._member}/protocols/{case}/verdict"
        answer = self._get(place)
        return cast(VerdictOutlook, answer.json)

    def conclude_protocol(
        self, case: int, *, valid_until: str, shown: str, idempotency_key: str = ""
    ) -> CaseTold:
        """Conclude by what was decided: equivalent until a day, or not yet.

        Refused while what is open could turn it. Equivalent, it is the member's benchmark at once.
        """
        place = f"{self._member}/protocols/{case}/verdict"
        answer = self._post(
            place, {"valid_until": valid_until, "shown": shown}, idempotency_key=idempotency_key
        )
        return cast(CaseTold, answer.json)

    def protocol_log(self, case: int) -> bytes:
        """What was compared, then every decision, one JSON line each: what `log_digest` is the digest of, once it is decided."""
        place = f"{self._member}/protocols/{case}/log"
        answer = self._get(place)
        return answer.body

    def protocol_sides(self, case: int) -> ProtocolSides:
        """Where reviewer and member differ, how far coders agree, and what was said not to apply."""
        place = f"{self._member}/protocols/{case}/sides"
        answer = self._get(place)
        return cast(ProtocolSides, answer.json)

    def resolve_disagreement(
        self,
        case: int,
        *,
        criterion: str,
        credit: Literal["full", "part", "none"],
        rationale: str,
        idempotency_key: str = "",
    ) -> ResolutionAsked:
        """Resolve a disagreement: what stands for both, and why."""
        place = f"{self._member}/protocols/{case}/resolutions"
        answer = self._post(
            place,
            {"criterion": criterion, "credit": credit, "rationale": rationale},
            idempotency_key=idempotency_key,
        )
        return cast(ResolutionAsked, answer.json)

    def answer_exception(
        self, case: int, *, criterion: str, reason: str, approved: bool, idempotency_key: str = ""
    ) -> CriterionException:
        """Approve that a criterion cannot apply for this reason, or do not."""
        place = f"{self._member}/protocols/{case}/exceptions"
        answer = self._post(
            place,
            {"criterion": criterion, "reason": reason, "approved": approved},
            idempotency_key=idempotency_key,
        )
        return cast(CriterionException, answer.json)

    def protocols_compared(self, case: int, other: int) -> ProtocolsCompared:
        """Two protocols by the common criteria: what they share, and what an audit by the other leaves to ask."""
        place = f"{self._member}/protocols/{case}/compared-with/{other}"
        answer = self._get(place)
        return cast(ProtocolsCompared, answer.json)

    def protocols_compared_workbook(self, case: int, other: int) -> bytes:
        """The same as a workbook, with the wording of the first alone."""
        place = f"{self._member}/protocols/{case}/compared-with/{other}/workbook"
        answer = self._get(place)
        return answer.body

    def protocol_what_if(self, case: int, *, add: str = "") -> WhatIfTold:
        """What a protocol would come to with more criteria met; without any named, with the smallest set that is enough."""
        place = f"{self._member}/protocols/{case}/what-if"
        answer = self._get(place, query={"add": add})
        return cast(WhatIfTold, answer.json)
