"""The log of a benchmark: who said what of which link, criterion and question; it is only ever added to.

Laws: nothing is ever removed, an undo is an entry like any other; nobody says what is another party's to say; what stands
already is not said again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

from comity.benchmark.decisions import Approved, Decision, Entry, NotApplicable, Party, Resolved, Undone
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.links import Proposal
from comity.benchmark.standing import NOTHING, Standing, fold, put, subject_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """All that was ever said in one benchmark, and what stands of it."""

    entries: tuple[Entry, ...] = ()
    standing: Standing = NOTHING

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Log":
        known = tuple(entries)
        return cls(entries=known, standing=fold(known))

    def with_decisions(
        self, decisions: Iterable[Decision], *, party: Party | None, by: str, at: str = ""
    ) -> "Log":
        """Raises DecisionProblem where the party may not say so. What stands already is not said again."""
        if party is None:
            return self._with_proposals(list(decisions), by=by, at=at)
        # Copied once, and not for every decision: thousands come in with one file.
        stacks, undone = dict(self.standing.stacks), dict(self.standing.undone)
        standing, added = self.standing, list[Entry]()
        for decision in decisions:
            entry = Entry(seq=standing.last + 1, party=party, by=by, at=at, decision=decision)
            if _is_new(entry, standing):
                _require_right(entry, standing)
                put(entry, stacks, undone)
                standing = Standing(
                    stacks=MappingProxyType(stacks), undone=MappingProxyType(undone), last=entry.seq
                )
                added.append(entry)
        return replace(self, entries=(*self.entries, *added), standing=standing)

    def _with_proposals(self, proposals: list[Decision], *, by: str, at: str) -> "Log":
        """All at once, because a protocol of ten thousand rows has as many."""
        latest = {
            subject_of(entry): entry
            for entry in (Entry(seq=0, party=None, by=by, at=at, decision=decision) for decision in proposals)
        }
        new = [entry for entry in latest.values() if _is_new(entry, self.standing)]
        for entry in new:
            _require_right(entry, self.standing)
        numbered = [replace(entry, seq=self.standing.last + at_) for at_, entry in enumerate(new, start=1)]
        return replace(self, entries=(*self.entries, *numbered), standing=fold(numbered, self.standing))

    def undo(self, seq: int | None = None, *, party: Party, by: str, at: str = "") -> "Log":
        """Take back the entry, or the party's last one that stands and is no undoing."""
        target = seq if seq is not None else _last_of(party, self.standing)
        return self.with_decisions([Undone(seq=target)], party=party, by=by, at=at)


def _is_new(entry: Entry, standing: Standing) -> bool:
    stack = standing.stacks.get(subject_of(entry), ())
    return not stack or stack[-1].decision != entry.decision


def _last_of(party: Party, standing: Standing) -> int:
    own = [
        one.seq
        for stack in standing.stacks.values()
        for one in stack
        if one.party is party and not isinstance(one.decision, Undone)
    ]
    if not own:
        raise DecisionProblem(f"The {party} has said nothing that could be undone.", remedy="Decide first.")
    return max(own)


def _require_right(entry: Entry, standing: Standing) -> None:
    match entry.decision:
        case Proposal() if entry.party is not None:
            raise DecisionProblem("A person proposes nothing: she decides.", remedy="Give a judgement.")
        case Approved(criterion=criterion):
            if entry.party is not Party.REVIEWER:
                raise DecisionProblem(
                    f"Only a reviewer approves that {criterion} does not apply.", remedy="Ask the reviewer."
                )
            _require_another(entry, entry.decision, standing)
        case Resolved(criterion=criterion):
            if entry.party is not Party.REVIEWER:
                raise DecisionProblem(
                    f"Only a reviewer resolves the disagreement on {criterion}.", remedy="Ask the reviewer."
                )
            disputed = {one.criterion for one in standing.disagreements()}
            if criterion not in disputed | standing.resolutions.keys():
                raise DecisionProblem(
                    f"Nobody disagrees on {criterion}, so there is nothing to resolve.",
                    remedy="Decide the criterion by its links.",
                )
        case Undone(seq=seq):
            _require_own(entry, seq, standing)
        case _ if entry.party is None and not isinstance(entry.decision, Proposal):
            raise DecisionProblem("The machine proposes and never decides.", remedy="Name the party.")


def _require_another(entry: Entry, answer: Approved, standing: Standing) -> None:
    """A reason is approved by somebody else than who gave it: the other side, or another person."""
    askers = [
        one
        for one in standing.tops
        if isinstance(one.decision, NotApplicable)
        and one.decision.criterion == answer.criterion
        and one.decision.reason == answer.reason
    ]
    if not askers:
        raise DecisionProblem(
            f"Nobody called {answer.criterion} not applicable for this reason, so there is nothing to approve.",
            remedy="Say first that it is not applicable, and why.",
        )
    if answer.approved and all(one.party is entry.party and one.by == entry.by for one in askers):
        raise DecisionProblem(
            f"You called {answer.criterion} not applicable yourself, so another person approves it.",
            remedy="Ask the member to say it of its protocol, or a colleague to answer.",
        )


def _require_own(entry: Entry, seq: int, standing: Standing) -> None:
    found = next((one for stack in standing.stacks.values() for one in stack if one.seq == seq), None)
    if found is not None and found.party is not entry.party:
        raise DecisionProblem(
            f"Entry {seq} is the {found.party or 'machine'}'s.", remedy="Undo what your own side said."
        )
