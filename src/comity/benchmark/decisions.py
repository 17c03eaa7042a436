"""The log of a benchmark: who said what of which link, criterion and question; and what stands, as a pure fold of it.

Three parties speak: the member of its own protocol (self-assessment), the reviewer independently (the verdict), and a
second reviewer who codes the same again. Laws: nothing is ever removed, an undo is an entry like any other, and an undo
undone stands again; folding a part of the log and then the rest gives the same as folding all of it; of one party's
entries on one subject the last that was not undone stands, so entries on different subjects can come in any order.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from comity.benchmark.errors import DecisionProblem
from comity.benchmark.links import Credit, Judgement, LinkKey, LinkState, Proposal, Strength
from comity.benchmark.protocol import Kind


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


_Subject = tuple[str, ...]


def _subject(entry: Entry) -> _Subject:
    """What an entry speaks of; a party's later entry on it takes the place of an earlier one."""
    said, party = entry.decision, (entry.party or "machine")
    match said:
        case Proposal(link=link):
            return ("proposal", link.criterion, *link.questions)
        case Judgement(link=link):
            return ("link", party, link.criterion, *link.questions)
        case NotCovered(criterion=criterion) | NotApplicable(criterion=criterion):
            return ("criterion", party, criterion)
        case NotMappable(question=question):
            return ("question", party, question)
        case KindSaid(question=question):
            return ("kind", question)
        case Approved(criterion=criterion):
            return ("approval", criterion)
        case Resolved(criterion=criterion):
            return ("resolution", criterion)
        case Undone():
            return ("undo", str(said.seq))


@dataclass(frozen=True, kw_only=True)  # no slots: what follows from the entries is worked out once
class Standing:
    """What stands after a log. Made by `fold` alone."""

    stacks: Mapping[_Subject, tuple[Entry, ...]] = field(
        default_factory=lambda: MappingProxyType({}), repr=False
    )
    undone: Mapping[int, Entry] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    last: int = 0

    @cached_property
    def tops(self) -> tuple[Entry, ...]:
        """The entries that stand, in the order they were given."""
        return tuple(sorted((stack[-1] for stack in self.stacks.values() if stack), key=lambda one: one.seq))

    @cached_property
    def proposals(self) -> Mapping[LinkKey, Proposal]:
        return {one.decision.link: one.decision for one in self.tops if isinstance(one.decision, Proposal)}

    @cached_property
    def first_proposals(self) -> Mapping[LinkKey, Proposal]:
        """As the machine first said, before it had heard of any decision: what its first words are worth can be learned."""
        firsts = (stack[0].decision for stack in self.stacks.values() if stack)
        return {one.link: one for one in firsts if isinstance(one, Proposal)}

    def judgements(self, party: Party) -> Mapping[LinkKey, Judgement]:
        return self._judgements.get(party, {})

    @cached_property
    def _judgements(self) -> Mapping[Party, Mapping[LinkKey, Judgement]]:
        found: dict[Party, dict[LinkKey, Judgement]] = {}
        for one in self.tops:
            if isinstance(one.decision, Judgement) and one.party is not None:
                found.setdefault(one.party, {})[one.decision.link] = one.decision
        return found

    def statements(self, party: Party) -> Mapping[str, NotCovered | NotApplicable]:
        return {
            one.decision.criterion: one.decision
            for one in self.tops
            if one.party is party and isinstance(one.decision, (NotCovered, NotApplicable))
        }

    def not_mappable(self, party: Party) -> Mapping[str, NotMappable]:
        return {
            one.decision.question: one.decision
            for one in self.tops
            if one.party is party and isinstance(one.decision, NotMappable)
        }

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """What people said that rows of the protocol are; whoever said it last."""
        return {
            one.decision.question: one.decision.kind
            for one in self.tops
            if isinstance(one.decision, KindSaid)
        }

    def seq_of(self, decision: Decision, party: Party) -> int | None:
        """The number of the entry by which the party said what stands."""
        return next((one.seq for one in self.tops if one.party is party and one.decision == decision), None)

    @cached_property
    def resolutions(self) -> Mapping[str, Resolved]:
        return {
            one.decision.criterion: one.decision for one in self.tops if isinstance(one.decision, Resolved)
        }

    @cached_property
    def excuses(self) -> Mapping[str, tuple[NotApplicable, ...]]:
        """Asked for by either party, approved or not."""
        found: dict[str, tuple[NotApplicable, ...]] = {}
        for one in self.tops:
            if isinstance(one.decision, NotApplicable):
                found[one.decision.criterion] = (*found.get(one.decision.criterion, ()), one.decision)
        return found

    @cached_property
    def approvals(self) -> Mapping[str, Approved]:
        return {
            one.decision.criterion: one.decision for one in self.tops if isinstance(one.decision, Approved)
        }

    @cached_property
    def excused(self) -> Mapping[str, NotApplicable]:
        """Not applicable with a reason and an approval of that reason: these alone leave the count."""
        return {
            code: said
            for code, approval in self.approvals.items()
            for said in self.excuses.get(code, ())
            if approval.approved and approval.reason == said.reason
        }

    def state_of(self, link: LinkKey, party: Party = Party.REVIEWER) -> LinkState | None:
        """None where nobody, not even the machine, ever spoke of the link."""
        if said := self.judgements(party).get(link):
            return LinkState.CONFIRMED if said.confirmed else LinkState.REJECTED
        return LinkState.PROPOSED if link in self.proposals else None

    def credits(self, party: Party = Party.REVIEWER) -> dict[str, Credit]:
        """What the party decided, criterion by criterion; criteria it has not decided are absent.

        The best confirmed link counts: several parts make a whole only where a person links them together and says so.
        A confirmed link outweighs “not covered”. A criterion whose every link is rejected stays open until somebody
        says that it is not covered: a question that nobody proposed may still answer it.
        """
        found: dict[str, Credit] = {
            code: Credit.NONE for code, one in self.statements(party).items() if isinstance(one, NotCovered)
        }
        for key, said in self.judgements(party).items():
            if said.confirmed:
                found[key.criterion] = max(
                    found.get(key.criterion, Credit.NONE), said.credit, key=lambda one: one.worth
                )
        return found

    def verdict_credits(self) -> dict[str, Credit]:
        """What counts: the reviewer's, and the resolution where the two disagreed and talked."""
        return self.credits(Party.REVIEWER) | {code: one.credit for code, one in self.resolutions.items()}

    def is_judged(self, link: LinkKey, party: Party = Party.REVIEWER) -> bool:
        """Itself, or as a part of a larger set of questions that the party confirmed."""
        judged = self.judgements(party)
        return link in judged or any(
            said.confirmed and set(link.questions) < set(key.questions)
            for key, said in self._by_criterion(party).get(link.criterion, ())
        )

    def _by_criterion(self, party: Party) -> Mapping[str, tuple[tuple[LinkKey, Judgement], ...]]:
        return self._links_by_criterion.get(party, {})

    @cached_property
    def _links_by_criterion(self) -> Mapping[Party, Mapping[str, tuple[tuple[LinkKey, Judgement], ...]]]:
        found: dict[Party, dict[str, tuple[tuple[LinkKey, Judgement], ...]]] = {}
        for party, judged in self._judgements.items():
            some = found.setdefault(party, {})
            for key, said in judged.items():
                some[key.criterion] = (*some.get(key.criterion, ()), (key, said))
        return found

    def open_proposals(self, party: Party = Party.REVIEWER) -> dict[str, tuple[Proposal, ...]]:
        """By criterion, those the party has not judged, alone or together with others; the likeliest first."""
        found: dict[str, list[Proposal]] = {}
        for key, one in self.proposals.items():
            if not self.is_judged(key, party):
                found.setdefault(key.criterion, []).append(one)
        return {
            code: tuple(sorted(some, key=lambda one: (-one.probability, one.link)))
            for code, some in found.items()
        }

    def disagreements(self) -> tuple["Disagreement", ...]:
        """Criteria on which member and reviewer differ, until resolved; in the order of their codes."""
        own, independent = self.credits(Party.MEMBER), self.credits(Party.REVIEWER)
        return tuple(
            Disagreement(criterion=code, member=own[code], reviewer=independent[code])
            for code in sorted(own.keys() & independent.keys())
            if own[code] is not independent[code] and code not in self.resolutions
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    criterion: str
    member: Credit
    reviewer: Credit


NOTHING = Standing()


def fold(entries: Iterable[Entry], before: Standing = NOTHING) -> Standing:
    """What stands after these entries, given what stood before them. Raises DecisionProblem for a hole in the numbers."""
    stacks = dict(before.stacks)
    undone = dict(before.undone)
    last = before.last
    for entry in entries:
        if entry.seq != last + 1:
            raise DecisionProblem(
                f"Entry {entry.seq} of the log follows entry {last}.",
                remedy="An entry is missing or stands twice: use the last complete file.",
            )
        last = entry.seq
        _put(entry, stacks, undone)
    return Standing(stacks=MappingProxyType(stacks), undone=MappingProxyType(undone), last=last)


def _put(entry: Entry, stacks: dict[_Subject, tuple[Entry, ...]], undone: dict[int, Entry]) -> None:
    subject = _subject(entry)
    stacks[subject] = (*stacks.get(subject, ()), entry)
    if isinstance(entry.decision, Undone):
        _take_out(entry.decision.seq, stacks, undone)


def _take_out(seq: int, stacks: dict[_Subject, tuple[Entry, ...]], undone: dict[int, Entry]) -> None:
    entry = next((one for stack in stacks.values() for one in stack if one.seq == seq), None)
    if entry is None:
        raise DecisionProblem(
            f"Entry {seq} of the log does not stand, so it cannot be undone.",
            remedy="Undo an entry that stands; undo the undoing to bring one back.",
        )
    subject = _subject(entry)
    stacks[subject] = tuple(one for one in stacks[subject] if one.seq != seq)
    if not stacks[subject]:
        del stacks[subject]
    undone[seq] = entry
    if isinstance(entry.decision, Undone):
        _bring_back(undone.pop(entry.decision.seq), stacks)


def _bring_back(entry: Entry, stacks: dict[_Subject, tuple[Entry, ...]]) -> None:
    subject = _subject(entry)
    stacks[subject] = tuple(sorted((*stacks.get(subject, ()), entry), key=lambda one: one.seq))


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
                _put(entry, stacks, undone)
                standing = Standing(
                    stacks=MappingProxyType(stacks), undone=MappingProxyType(undone), last=entry.seq
                )
                added.append(entry)
        return replace(self, entries=(*self.entries, *added), standing=standing)

    def _with_proposals(self, proposals: list[Decision], *, by: str, at: str) -> "Log":
        """All at once, because a protocol of ten thousand rows has as many."""
        latest = {
            _subject(entry): entry
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
    stack = standing.stacks.get(_subject(entry), ())
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
            if all(one.reason != entry.decision.reason for one in standing.excuses.get(criterion, ())):
                raise DecisionProblem(
                    f"Nobody called {criterion} not applicable for this reason, so there is nothing to approve.",
                    remedy="Say first that it is not applicable, and why.",
                )
        case Resolved(criterion=criterion) if entry.party is not Party.REVIEWER:
            raise DecisionProblem(
                f"Only a reviewer resolves the disagreement on {criterion}.", remedy="Ask the reviewer."
            )
        case Undone(seq=seq):
            _require_own(entry, seq, standing)
        case _ if entry.party is None and not isinstance(entry.decision, Proposal):
            raise DecisionProblem("The machine proposes and never decides.", remedy="Name the party.")


def _require_own(entry: Entry, seq: int, standing: Standing) -> None:
    found = next((one for stack in standing.stacks.values() for one in stack if one.seq == seq), None)
    if found is not None and found.party is not entry.party:
        raise DecisionProblem(
            f"Entry {seq} is the {found.party or 'machine'}'s.", remedy="Undo what your own side said."
        )


def bulk_accept(
    standing: Standing,
    *,
    above: float,
    strength: Strength,
    party: Party = Party.REVIEWER,
    surely: Callable[[float], float] = float,
) -> "BulkAcceptance":
    """Every open proposal from this probability up, confirmed with one strength that the person chose.

    `surely` turns a proposal's probability into what it means after the decisions so far (`Forecast.recalibrated`).
    """
    taken = [
        one for some in standing.open_proposals(party).values() for one in some if one.probability >= above
    ]
    taken.sort(key=lambda one: (-one.probability, one.link))
    return BulkAcceptance(
        judgements=tuple(
            Judgement(
                link=one.link,
                confirmed=True,
                strength=strength,
                rationale=f"Accepted in bulk from {above:.2f} up; proposed with {one.probability:.2f}.",
            )
            for one in taken
        ),
        expected_errors=sum(1.0 - surely(one.probability) for one in taken),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAcceptance:
    judgements: tuple[Judgement, ...]
    expected_errors: float  # links among them that a person would have rejected


def agreement(left: Mapping[str, Credit], right: Mapping[str, Credit]) -> "Agreement":
    """How far two coders agree on the criteria that both decided, and Cohen's kappa: the same, chance taken out."""
    both = sorted(left.keys() & right.keys())
    same = sum(left[code] is right[code] for code in both)
    by_chance = sum(
        sum(left[code] is credit for code in both) * sum(right[code] is credit for code in both)
        for credit in Credit
    )
    kappa = None
    if both and by_chance != len(both) ** 2:
        observed, expected = Fraction(same, len(both)), Fraction(by_chance, len(both) ** 2)
        kappa = (observed - expected) / (1 - expected)
    return Agreement(compared=len(both), same=same, kappa=kappa)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    compared: int
    same: int
    kappa: Fraction | None  # None where chance alone would make them agree: nothing can be said
