"""What each side of a benchmark sees of its log, where all of it is kept in one place; and what a file that comes back adds to it.

In: the whole log, a party. Out: the log as this party may read it; what stands by this party's own words; new decisions of a file.
Laws: a member reads nothing of a reviewer's, and nothing that other protocols taught; a reviewer's verdict is independent: the
member's word on a criterion is read only after the reviewer's own, but for what waits for the reviewer (that a criterion does
not apply); a second reviewer reads neither; what the machine weighed after one side's words is read by that side alone, because
its reasons name them. What a party sees is never all that counts: a verdict is folded from the whole log.
"""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from comity.benchmark.agreement import Agreement, agreement
from comity.benchmark.crosswalk import criterion_of
from comity.benchmark.decisions import Decision, Entry, KindSaid, NotApplicable, NotCovered, Party, Undone
from comity.benchmark.links import Credit, Judgement, Proposal
from comity.benchmark.log import Log
from comity.benchmark.memory import TAUGHT
from comity.benchmark.merge import renumbered
from comity.benchmark.review_file import ReadReview
from comity.benchmark.standing import Standing, Subject, subject_of

_WEIGHED = ", weighed after the words of the "


def seen_by(log: Log, party: Party) -> Log:
    """Numbered anew. The member's words that a reviewer may read are those that stand."""
    standing = {one.seq for one in log.standing.tops}
    decided = log.standing.credits(Party.REVIEWER).keys()
    kept = [entry for entry in log.entries if _is_seen(entry, party, standing, decided)]
    return log if len(kept) == len(log.entries) else renumbered(Log(), kept)


def standing_seen_by(log: Log, party: Party) -> Standing:
    """What stands in `seen_by`, under the log's own numbers: taken out of what stands, and nothing is folded again."""
    standing = {one.seq for one in log.standing.tops}
    decided = log.standing.credits(Party.REVIEWER).keys()
    return _part_of(log.standing, lambda entry: entry if _is_seen(entry, party, standing, decided) else None)


def _part_of(standing: Standing, seen: Callable[[Entry], Entry | None]) -> Standing:
    """Of every stack what is seen, and as it is seen."""
    stacks: dict[Subject, tuple[Entry, ...]] = {}
    for stack in standing.stacks.values():
        if kept := tuple(one for entry in stack if (one := seen(entry)) is not None):
            stacks[subject_of(kept[0])] = kept
    undone = {seq: one for seq, entry in standing.undone.items() if (one := seen(entry)) is not None}
    return Standing(stacks=MappingProxyType(stacks), undone=MappingProxyType(undone), last=standing.last)


def as_reported_to(log: Log, party: Party) -> Log:
    """All that people said, by which a verdict is folded; of what the machine proposed, what the party may read."""
    kept = [entry for entry in log.entries if entry.party is not None or _is_told(entry, party)]
    return log if len(kept) == len(log.entries) else renumbered(Log(), kept)


def as_own_verdict(log: Log, party: Party) -> Standing:
    """What would stand if this party's words alone were the reviewer's: by it, what to ask the party next is told."""

    def own(entry: Entry) -> Entry | None:
        if entry.party is None:
            return entry if _is_told(entry, party) else None
        return replace(entry, party=Party.REVIEWER) if entry.party is party else None

    return _part_of(log.standing, own)


def with_proposals(log: Log, weighed: Log, *, party: Party | None, by: str) -> Log:
    """`weighed`: what the party sees, with what is proposed now. `party`: after whose words, where anybody has spoken."""
    fresh = [one.decision for one in weighed.entries if one.party is None and one.by == by]
    known = log.standing.proposals
    told = [one for one in fresh if isinstance(one, Proposal) and known.get(one.link) != one]
    return log.with_decisions(told, party=None, by=f"{by}{_WEIGHED}{party}" if party else by)


def is_weighed_after(entry: Entry, party: Party) -> bool:
    """Whether the machine said it after this party's words."""
    return entry.party is None and entry.by.endswith(f"{_WEIGHED}{party}")


def answers_in(read: ReadReview, log: Log) -> Iterator[Decision]:
    """What the file's reader said in it, for a log that may have gone on since the file was written.

    What the file takes back is found by what it said, because the file numbers its entries for itself.
    """
    said = {entry.seq: entry.decision for entry in read.log.entries}
    for entry in read.log.entries[len(read.log.entries) - read.added :]:
        if not isinstance(entry.decision, Undone):
            yield entry.decision
        elif (seq := log.standing.seq_of(said[entry.decision.seq], read.party)) is not None:
            yield Undone(seq=seq)


def said_meanwhile(read: ReadReview, log: Log) -> frozenset[str]:
    """Criteria of which this side's words are others now than when the file was written."""
    then = Log.of(read.log.entries[: len(read.log.entries) - read.added])
    before, after = _own_words(then, read.party), _own_words(log, read.party)
    return frozenset(code for code in {*before, *after} if before.get(code) != after.get(code))


def first_words(log: Log, party: Party) -> Log:
    """What a side said of each criterion up to its first answer, whatever it took back or said anew once it had read the others:
    only these words were independent."""
    answered: dict[str, tuple[str, str]] = {}
    kept = []
    for entry in log.entries:
        code = criterion_of(entry.decision) if entry.party is party else None
        act = (entry.at, entry.by)
        if code is not None and answered.get(code, act) == act:
            kept.append(entry)
            if _is_answer(entry.decision):
                answered[code] = act
    return renumbered(Log(), kept)


def _is_answer(said: Decision) -> bool:
    """What was accepted in bulk is none: nobody read it."""
    return isinstance(said, NotCovered) or (
        isinstance(said, Judgement) and said.confirmed and not said.unread
    )


def first_credits(log: Log, party: Party) -> Mapping[str, Credit]:
    """What a coder gave each criterion by its own reading, before it could read the other's."""
    return first_words(log, party).standing.as_read.credits(party)


def double_coding(log: Log) -> Agreement:
    """How far the two reviewers agreed before either had read the other: what they changed afterwards does not count, as
    Cohen's kappa asks for codings that are independent (Cohen 1960)."""
    return agreement(first_credits(log, Party.REVIEWER), first_credits(log, Party.SECOND))


def _own_words(log: Log, party: Party) -> dict[str, set[Decision]]:
    words: dict[str, set[Decision]] = {}
    for entry in log.standing.tops:
        if entry.party is party and (code := criterion_of(entry.decision)) is not None:
            words.setdefault(code, set()).add(entry.decision)
    return words


def _is_seen(entry: Entry, party: Party, standing: Set[int], decided: Set[str]) -> bool:
    if entry.party is party:
        return True
    if entry.party is None:
        return _is_told(entry, party)
    if entry.party is not Party.MEMBER or entry.seq not in standing:
        return False
    match entry.decision:
        case KindSaid():
            return True
        case NotApplicable():
            return party is Party.REVIEWER
        case Judgement(link=link):
            return party is Party.REVIEWER and link.criterion in decided
        case NotCovered(criterion=criterion):
            return party is Party.REVIEWER and criterion in decided
        case _:
            return False


def _is_told(entry: Entry, party: Party) -> bool:
    """Of the machine's."""
    return _is_told_by(entry.by, party)


@lru_cache(maxsize=1_000)  # a log has thousands of its entries, and few names for it
def _is_told_by(by: str, party: Party) -> bool:
    engine, weighed, whose = by.partition(_WEIGHED)
    if weighed and whose != party:
        return False
    return party is not Party.MEMBER or not engine.endswith(TAUGHT)
