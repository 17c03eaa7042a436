"""What can be said in a benchmark, by whom, and an entry of its log.

Three parties speak: the member of its own protocol (self-assessment), the reviewer independently (the verdict), and a
second reviewer who codes the same again. Laws: what a decision needs to stand (a reason, a credit) it has, or is refused.
"""

from dataclasses import dataclass
from enum import StrEnum

from comity.benchmark.errors import DecisionProblem
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Judgement, Proposal


class Party(StrEnum):
    MEMBER = "member"
    REVIEWER = "reviewer"
    SECOND = "second reviewer"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """No question of the protocol has to do with the criterion."""

    criterion: str
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplicable:
    """The criterion cannot apply to what this member audits. It counts all the same until a reviewer approves."""

    criterion: str
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise DecisionProblem(
                f"{self.criterion} is called not applicable without a reason.",
                remedy="Write why it cannot apply.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """A reviewer agrees, or not, that the criterion cannot apply for this reason; another reason needs another approval."""

    criterion: str
    reason: str
    approved: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMappable:
    """The question has to do with no criterion: it asks for more than the common criteria, or for a fact."""

    question: str
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSaid:
    """A person confirmed, or corrected, what kind of thing a row of the protocol is."""

    question: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """Member and reviewer disagreed on the criterion and have talked: this credit stands, for both."""

    criterion: str
    credit: Credit
    rationale: str

    def __post_init__(self) -> None:
        if not self.rationale.strip():
            raise DecisionProblem(
                f"The disagreement on {self.criterion} is resolved without a reason.", remedy="Write how."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The entry with this number no longer stands; what stood before it on its subject stands again."""

    seq: int


Decision = (
    Proposal | Judgement | NotCovered | NotApplicable | Approved | NotMappable | KindSaid | Resolved | Undone
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log."""

    seq: int  # from 1, without holes
    party: Party | None  # None: the machine
    by: str  # the person, or the version of the engine
    at: str  # ISO 8601, UTC; empty where nobody said
    decision: Decision
