"""Taking back: which decisions of a party can be, in the acts in which they came, and the log with them taken back.

An *act* is what came in at once: the answers of one reading of a file, or one acceptance in bulk. Laws: nothing is
removed, every taking back is an entry; only one's own; what stood before on the same subject stands again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from comity.benchmark.decisions import (
    Approved,
    Decision,
    Entry,
    KindSaid,
    NotApplicable,
    NotCovered,
    NotMappable,
    Party,
    Resolved,
    Undone,
)
from comity.benchmark.links import Judgement, Proposal
from comity.benchmark.log import Log


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Entries of one party that came in at once and stand, the first said first."""

    by: str
    at: str
    entries: tuple[Entry, ...]

    @property
    def numbers(self) -> str:
        first, last = self.entries[0].seq, self.entries[-1].seq
        return str(first) if first == last else f"{first}-{last}"


def acts(log: Log, party: Party) -> tuple[Act, ...]:
    """The latest first. Takings back are no acts here, so that undoing again goes one step further back."""
    own = sorted(
        (
            one
            for stack in log.standing.stacks.values()
            for one in stack
            if one.party is party and not isinstance(one.decision, Undone)
        ),
        key=lambda one: one.seq,
    )
    # Where nobody said when, nobody knows what came in together.
    groups = groupby(own, key=lambda one: (one.by, one.at, "" if one.at else str(one.seq)))
    found = [Act(by=by, at=at, entries=tuple(some)) for (by, at, _), some in groups]
    return tuple(reversed(found))


def taken_back(log: Log, numbers: Sequence[int], *, party: Party, by: str, at: str = "") -> Log:
    """The log with an undoing of each entry added, the latest first. Raises DecisionProblem for what is not the party's."""
    latest_first = sorted(set(numbers), reverse=True)
    return log.with_decisions([Undone(seq=one) for one in latest_first], party=party, by=by, at=at)


def said_in(decision: Decision) -> str:
    """What the decision says, in a few words."""
    match decision:
        case Proposal(link=link, probability=probability):
            return f"{link}: proposed with {int(probability * 100)} %"
        case Judgement(link=link, confirmed=True, strength=strength, unread=unread):
            return f"{link}: confirmed, {strength}{', unread' if unread else ''}"
        case Judgement(link=link):
            return f"{link}: rejected"
        case NotCovered(criterion=criterion):
            return f"{criterion}: not covered"
        case NotApplicable(criterion=criterion, reason=reason):
            return f"{criterion}: not applicable, because: {reason}"
        case Approved(criterion=criterion, approved=approved):
            return f"{criterion}: that it does not apply is {'approved' if approved else 'not approved'}"
        case NotMappable(question=question):
            return f"question {question}: not mappable"
        case KindSaid(question=question, kind=kind):
            return f"question {question}: {kind}"
        case Resolved(criterion=criterion, credit=credit):
            return f"{criterion}: resolved as {credit}"
        case Undone(seq=seq):
            return f"entry {seq} taken back"
