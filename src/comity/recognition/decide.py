"""A member's decision on one report: recognise it, with a supplement or without, do not, or ask for another audit.

The member decides, alone, with its reason; nothing decides for it, and no other member learns of it. In: the decisions
made before, the new one, and how many the person had seen. Out: the decision that stands, and the fact for the ledger.
Laws: no decision without a reason and a person; a report is not recognised while the scope is unasked; a later decision takes
the place of an earlier one and removes nothing; of two people deciding at once, the second is told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from comity.ledger import Fact
from comity.recognition.delta import Delta
from comity.recognition.errors import DecidedMeanwhile, RecognitionProblem
from comity.recognition.policy import AuditFacts, OwnPolicy, Remark
from comity.recognition.scope import ScopeFit


class Choice(StrEnum):
    RECOGNISE = "recognise"
    WITH_SUPPLEMENT = "recognise with a supplement"
    DO_NOT = "do not recognise"
    ANOTHER_AUDIT = "ask for an additional audit"

    @property
    def is_reliance(self) -> bool:
        return self in (Choice.RECOGNISE, Choice.WITH_SUPPLEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    member: str
    request: str
    supplier: str
    site: str
    report: str  # digest, as its supplier sealed it
    facts: AuditFacts
    choice: Choice
    reason: str
    by: str  # the person
    at: datetime
    policy: OwnPolicy
    remarks: tuple[Remark, ...]
    scope: ScopeFit
    checks: tuple[str, ...]  # of the file, when it was opened
    delta: Delta | None  # None: the report's protocol has no benchmark that the member may see

    def __post_init__(self) -> None:
        if not self.reason.strip() or not self.by.strip():
            raise RecognitionProblem(
                "The decision has no reason, or nobody who made it.",
                remedy="Write why, in a sentence that a colleague understands next year.",
            )
        if not self.choice.is_reliance:
            return
        if self.scope.unanswered:
            raise RecognitionProblem(
                f"Before you recognise it: {self.scope.unanswered[0]}", remedy="Answer yes, no or not known."
            )
        if self.choice is Choice.WITH_SUPPLEMENT and self.delta is not None and not self.delta.open:
            raise RecognitionProblem(
                "No question of yours remains, so there is nothing to supplement.",
                remedy="Recognise it as it is.",
            )


class Made(Protocol):
    """A decision that was made before, as a `Decision` or as its reliance file holds it."""

    @property
    def member(self) -> str: ...

    @property
    def report(self) -> str: ...

    @property
    def choice(self) -> Choice: ...

    @property
    def reason(self) -> str: ...

    @property
    def by(self) -> str: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Made by `decide` alone: the decision stands, in place of any before it."""

    decision: Decision
    fact: Fact


def decide(before: Sequence[Made], decision: Decision, *, seen: int) -> Decided:
    """`before`: of this member on this report, the newest last. `seen`: how many of them the person had before her eyes."""
    if any((one.member, one.report) != (decision.member, decision.report) for one in before):
        raise RecognitionProblem(
            "The decisions before it are of another member or another report.",
            remedy="Decide on each report by itself.",
        )
    if len(before) != seen:
        last = max(before, key=lambda one: one.at, default=None)
        told = (
            f"{last.by} decided on this report at {last.at:%Y-%m-%d %H:%M}: “{last.choice}” (reason: {last.reason})."
            if last
            else "The decision that you saw is not there any more."
        )
        raise DecidedMeanwhile(
            told, remedy="Talk to each other; then decide again, and yours takes its place."
        )
    details = {"request": decision.request, "report": decision.report, "choice": decision.choice.value}
    fact = Fact(kind="request-decided", at=decision.at, by=decision.member, details=details)
    return Decided(decision=decision, fact=fact)
