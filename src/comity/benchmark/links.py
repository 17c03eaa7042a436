"""What can be said of questions and criteria: links, with how the two relate, how deep it is checked and how far it goes.

A link is a set of one or more questions of a protocol and one criterion. The machine proposes links; a person confirms or
rejects them and says whether the criterion is met in full or in part, because likeness of words cannot tell.
Laws: a link is the same whatever the order of its questions; what contradicts itself is refused, never mended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from comity.benchmark.errors import DecisionProblem


class Relation(StrEnum):
    """What the questions ask, measured by what the criterion asks."""

    EQUAL = "equal"  # the same
    SUPERSET = "superset"  # the same and more
    SUBSET = "subset"  # a part of it
    INTERSECTS = "intersects"  # a part of it, and something else
    NONE = "none"  # nothing of it


class Depth(StrEnum):
    """How the protocol has the auditor find out."""

    POLICY = "policy"  # a document is there
    PRACTICE = "practice"  # what happens is looked at
    VERIFIED = "verified with workers"  # and workers are asked


class Strength(StrEnum):
    """How far a link meets its criterion."""

    FULL = "full"
    PART = "part"


class LinkState(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Credit(StrEnum):
    """How far a protocol meets a criterion."""

    FULL = "full"
    PART = "part"
    NONE = "none"

    @property
    def worth(self) -> Fraction:
        return {"full": Fraction(1), "part": Fraction(1, 2), "none": Fraction(0)}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class LinkKey:
    """Which link is meant: a criterion and the questions that answer it together."""

    criterion: str
    questions: tuple[str, ...]  # each once, in order

    @classmethod
    def of(cls, criterion: str, questions: Iterable[str]) -> "LinkKey":
        """Raises DecisionProblem for a link without a question."""
        return cls(criterion, tuple(sorted(set(questions))))

    def __post_init__(self) -> None:
        if not self.questions:
            raise DecisionProblem(
                f"A link to {self.criterion} names no question.",
                remedy="Name the questions, or say that the criterion is not covered.",
            )
        if list(self.questions) != sorted(set(self.questions)):
            raise DecisionProblem(
                f"A link to {self.criterion} names its questions out of order, or one of them twice.",
                remedy="Make the key with LinkKey.of.",
            )

    def __str__(self) -> str:
        return f"{self.criterion} ← {', '.join(self.questions)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the machine thinks: that these questions have to do with the criterion, not how far they meet it."""

    link: LinkKey
    probability: float
    reason: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise DecisionProblem(
                f"The proposal {self.link} has the probability {self.probability}.",
                remedy="A probability lies between 0 and 1.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a person says of one link. Relation and depth may be left open; the strength of a confirmed link may not."""

    link: LinkKey
    confirmed: bool
    strength: Strength | None = None
    relation: Relation | None = None
    depth: Depth | None = None
    rationale: str = ""
    evidence: str = ""  # where the protocol says so: a page, a clause
    unread: bool = False  # accepted in bulk: it counts, and teaches nothing until somebody reads it

    def __post_init__(self) -> None:
        if problem := contradiction(confirmed=self.confirmed, strength=self.strength, relation=self.relation):
            message, remedy = problem
            raise DecisionProblem(message, remedy=remedy, where=str(self.link))

    @property
    def credit(self) -> Credit:
        return Credit(self.strength.value) if self.confirmed and self.strength else Credit.NONE


def contradiction(
    *, confirmed: bool, strength: Strength | None, relation: Relation | None
) -> tuple[str, str] | None:
    """What is wrong with a judgement, and what to do; None where it can stand."""
    if not confirmed:
        if strength is not None:
            return (
                f"The link is rejected, and has the strength “{strength}”.",
                "Leave the strength empty, or confirm the link.",
            )
        return None
    if strength is None:
        return (
            "The link is confirmed, and nobody said how far.",
            "Write “full” or “part” as its strength.",
        )
    if relation is Relation.NONE:
        return (
            "The link is confirmed, and has the relation “none”.",
            "Reject the link, or choose another relation.",
        )
    if strength is Strength.FULL and relation in (Relation.SUBSET, Relation.INTERSECTS):
        return (
            f"The relation is “{relation}”, so a part of the criterion is not asked for, and the strength is “full”.",
            "Write “part” as its strength, or choose “equal” or “superset”.",
        )
    return None


def best_criteria(proposals: Iterable[Proposal], *, most: int = 3) -> dict[str, tuple[Proposal, ...]]:
    """For every question that something is proposed for, its criteria, the likeliest first."""
    found: dict[str, list[Proposal]] = {}
    for one in proposals:
        for id_ in one.link.questions:
            found.setdefault(id_, []).append(one)
    return {
        id_: tuple(sorted(some, key=lambda one: (-one.probability, one.link))[:most])
        for id_, some in found.items()
    }
