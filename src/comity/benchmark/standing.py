"""What stands after a log of decisions: a pure fold of its entries.

In: entries, and what stood before them. Out: `Standing`. Laws: folding a part of the log and then the rest gives the same as
folding all of it; of one party's entries on one subject the last that was not undone stands, so entries on different
subjects can come in any order, but for a resolution, which later answers end; an undo undone stands again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

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
from comity.benchmark.errors import DecisionProblem
from comity.benchmark.kinds import Kind
from comity.benchmark.links import Credit, Judgement, LinkKey, LinkState, Proposal

Subject = tuple[str, ...]


def subject_of(entry: Entry) -> Subject:
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

    stacks: Mapping[Subject, tuple[Entry, ...]] = field(
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

    @cached_property
    def as_read(self) -> "Standing":
        """What stands of what people read: links that were accepted in bulk are proposals here, until somebody looks at them."""
        if not any(isinstance(one.decision, Judgement) and one.decision.unread for one in self.tops):
            return self
        stacks = {
            subject: tuple(
                one for one in stack if not (isinstance(one.decision, Judgement) and one.decision.unread)
            )
            for subject, stack in self.stacks.items()
        }
        kept = {subject: stack for subject, stack in stacks.items() if stack}
        return Standing(stacks=MappingProxyType(kept), undone=self.undone, last=self.last)

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
        """Those after which neither side said anything else of the criterion: who changes an answer has to talk again."""
        return {
            one.decision.criterion: one.decision
            for one in self.tops
            if isinstance(one.decision, Resolved)
            and one.seq > self._last_words.get(one.decision.criterion, 0)
        }

    @cached_property
    def _last_words(self) -> Mapping[str, int]:
        """Of member and reviewer on each criterion. Taking a word back is one, too; accepting unread is none."""
        found: dict[str, int] = {}
        for one in self.tops:
            spoken = self.undone.get(one.decision.seq) if isinstance(one.decision, Undone) else one
            if spoken is not None and spoken.party in (Party.MEMBER, Party.REVIEWER):
                match spoken.decision:
                    case Judgement(link=link, unread=False):
                        found[link.criterion] = one.seq
                    case NotCovered(criterion=criterion) | NotApplicable(criterion=criterion):
                        found[criterion] = one.seq
        return found

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

    def credits(self, party: Party = Party.REVIEWER) -> Mapping[str, Credit]:
        """What the party decided, criterion by criterion; criteria it has not decided are absent.

        The best confirmed link counts: several parts make a whole only where a person links them together and says so.
        A confirmed link outweighs “not covered”. A criterion whose every link is rejected stays open until somebody
        says that it is not covered: a question that nobody proposed may still answer it.
        """
        if party not in self._credits:
            self._credits[party] = self._credits_of(party)
        return self._credits[party]

    @cached_property
    def _credits(self) -> dict[Party, Mapping[str, Credit]]:
        return {}  # filled as they are asked for

    def _credits_of(self, party: Party) -> Mapping[str, Credit]:
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
        resolved = {code: one.credit for code, one in self.resolutions.items()}
        return {**self.credits(Party.REVIEWER), **resolved}

    @cached_property
    def unread(self) -> frozenset[str]:
        """Criteria whose credit rests on links that were accepted in bulk, and that nobody looked at."""
        read = self.as_read.verdict_credits()
        return frozenset(code for code, credit in self.verdict_credits().items() if read.get(code) != credit)

    @property
    def liftable(self) -> frozenset[str]:
        """Criteria that the reviewer called met in part, with likely proposals left that nobody judged: one of them may meet it in full.
        What the two sides resolved is settled."""
        left = self.open_proposals()
        return frozenset(
            code
            for code, credit in self.credits(Party.REVIEWER).items()
            if credit is Credit.PART and any(one.probability > 0 for one in left.get(code, ()))
        ) - frozenset(self.resolutions)

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

    def open_proposals(self, party: Party = Party.REVIEWER) -> Mapping[str, tuple[Proposal, ...]]:
        """By criterion, those the party has not judged, alone or together with others; the likeliest first."""
        if party not in self._open_proposals:
            self._open_proposals[party] = self._open_proposals_of(party)
        return self._open_proposals[party]

    @cached_property
    def _open_proposals(self) -> dict[Party, Mapping[str, tuple[Proposal, ...]]]:
        return {}  # filled as they are asked for

    def _open_proposals_of(self, party: Party) -> Mapping[str, tuple[Proposal, ...]]:
        found: dict[str, list[Proposal]] = {}
        for key, one in self.proposals.items():
            if not self.is_judged(key, party):
                found.setdefault(key.criterion, []).append(one)
        return {
            code: tuple(sorted(some, key=lambda one: (-one.probability, one.link)))
            for code, some in found.items()
        }

    def unanswered(self, party: Party = Party.REVIEWER) -> tuple[str, ...]:
        """Criteria that the party left open, though it rejected all that is likely: it has still to say “not covered”."""
        begun = {key.criterion for key, said in self.judgements(party).items() if not said.confirmed}
        likely = {
            code
            for code, some in self.open_proposals(party).items()
            if any(one.probability > 0 for one in some)
        }
        return tuple(sorted(begun - likely - self.credits(party).keys() - self.excused.keys()))

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
        put(entry, stacks, undone)
    return Standing(stacks=MappingProxyType(stacks), undone=MappingProxyType(undone), last=last)


def put(entry: Entry, stacks: dict[Subject, tuple[Entry, ...]], undone: dict[int, Entry]) -> None:
    subject = subject_of(entry)
    stacks[subject] = (*stacks.get(subject, ()), entry)
    if isinstance(entry.decision, Undone):
        _take_out(entry.decision.seq, stacks, undone)


def _take_out(seq: int, stacks: dict[Subject, tuple[Entry, ...]], undone: dict[int, Entry]) -> None:
    entry = next((one for stack in stacks.values() for one in stack if one.seq == seq), None)
    if entry is None:
        raise DecisionProblem(
            f"Entry {seq} of the log does not stand, so it cannot be undone.",
            remedy="Undo an entry that stands; undo the undoing to bring one back.",
        )
    subject = subject_of(entry)
    stacks[subject] = tuple(one for one in stacks[subject] if one.seq != seq)
    if not stacks[subject]:
        del stacks[subject]
    undone[seq] = entry
    if isinstance(entry.decision, Undone):
        _bring_back(undone.pop(entry.decision.seq), stacks)


def _bring_back(entry: Entry, stacks: dict[Subject, tuple[Entry, ...]]) -> None:
    subject = subject_of(entry)
    stacks[subject] = tuple(sorted((*stacks.get(subject, ()), entry), key=lambda one: one.seq))
