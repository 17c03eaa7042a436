"""From one version to the next: which answers still hold, and which questions are open again.

A crosswalk says of every criterion of two versions what became of it. Laws: each criterion of either side stands in one
row; a code is kept where the meaning is kept and nowhere else, so an answer is carried over by its code alone; what
changed, was split or merged is open again, and the old answer is shown beside it as a proposal, never as a decision.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from comity.benchmark.criteria import CriteriaSet, references, require_successor
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
from comity.benchmark.errors import CriteriaProblem, CriteriaUnreadable
from comity.benchmark.files import decoded
from comity.benchmark.links import Judgement, LinkKey, Proposal
from comity.benchmark.log import Log
from comity.benchmark.protocol import Protocol

_ANSWERED_BEFORE = (
    0.6  # that a link to the criterion that was changed holds for the new one: to be read, not trusted
)


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of a crosswalk: codes of the older set, what became of them, codes of the newer set."""

    change: Change
    older: tuple[str, ...]
    newer: tuple[str, ...]
    note: str = ""


_SHAPES: dict[Change, Callable[[int, int], bool]] = {
    Change.SAME: lambda older, newer: older == newer == 1,
    Change.CHANGED: lambda older, newer: older == newer == 1,
    Change.SPLIT: lambda older, newer: older == 1 and newer > 1,
    Change.MERGED: lambda older, newer: older > 1 and newer == 1,
    Change.NEW: lambda older, newer: older == 0 and newer == 1,
    Change.GONE: lambda older, newer: older == 1 and newer == 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Raises CriteriaProblem where it leaves a criterion out, names one twice, or keeps a code for another meaning."""

    older: CriteriaSet
    newer: CriteriaSet
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if problems := tuple(_contradictions(self)):
            raise CriteriaProblem(
                problems[0],
                remedy="Correct the crosswalk.",
                where=f"{self.older.name} to {self.newer.name}",
                problems=problems,
            )
        require_successor(self.newer, self.older)

    def of(self, change: Change) -> tuple[Step, ...]:
        return tuple(one for one in self.steps if one.change is change)

    @property
    def kept(self) -> frozenset[str]:
        return frozenset(one.older[0] for one in self.of(Change.SAME))


def read_steps(data: bytes, *, where: str = "") -> tuple[Step, ...]:
    """CSV with the columns change, older, newer and note; several codes with semicolons. Raises CriteriaUnreadable."""
    text, _ = decoded(data, where=where)
    steps = []
    for number, row in enumerate(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")), start=2):
        missing = [name for name in ("change", "older", "newer") if row.get(name) is None]
        if missing:
            raise CriteriaUnreadable(
                f"The crosswalk has no column “{missing[0]}”, or line {number} is cut off.",
                remedy="Give a CSV file with the columns change, older, newer, note.",
                where=where,
            )
        word = row["change"].strip().casefold()
        if word not in set(Change):
            raise CriteriaUnreadable(
                f"Line {number} of the crosswalk has the change “{row['change']}”.",
                remedy=f"Write one of: {', '.join(Change)}.",
                where=where,
            )
        older, newer = references(row["older"]), references(row["newer"])
        steps.append(
            Step(change=Change(word), older=older, newer=newer, note=(row.get("note") or "").strip())
        )
    return tuple(steps)


def crosswalk(older: CriteriaSet, newer: CriteriaSet, said: Iterable[Step] = ()) -> Crosswalk:
    """`said` names what changed, was split or merged; of the rest, shared codes are the same, others new or gone."""
    steps = list(said)
    before = {code for one in steps for code in one.older}
    after = {code for one in steps for code in one.newer}
    steps += [
        Step(change=Change.SAME, older=(code,), newer=(code,))
        for code in older.by_code
        if code in newer and code not in before | after
    ]
    steps += [
        Step(change=Change.GONE, older=(code,), newer=())
        for code in older.by_code
        if code not in newer and code not in before
    ]
    steps += [
        Step(change=Change.NEW, older=(), newer=(code,))
        for code in newer.by_code
        if code not in older and code not in after
    ]
    return Crosswalk(older=older, newer=newer, steps=tuple(steps))


def _contradictions(found: Crosswalk) -> Iterator[str]:
    for one in found.steps:
        if not _SHAPES[one.change](len(one.older), len(one.newer)):
            yield f"A row “{one.change}” leads from {len(one.older)} criteria to {len(one.newer)}."
        kept = set(one.older) & set(one.newer)
        if one.change is Change.SAME and one.older != one.newer:
            yield f"{one.older[0]} is called the same as {one.newer[0]}: a meaning that stays keeps its code."
        if one.change is not Change.SAME and kept:
            yield f"{kept.pop()} was {one.change} and keeps its code: another meaning needs another code."
    for criteria, codes in (
        (found.older, [code for one in found.steps for code in one.older]),
        (found.newer, [code for one in found.steps for code in one.newer]),
    ):
        counts = Counter(codes)
        for code, count in counts.items():
            if code not in criteria:
                yield f"There is no criterion “{code}” in {criteria.name}."
            elif count > 1:
                yield f"{code} stands in {count} rows."
        for code in criteria.by_code:
            if code not in counts:
                yield f"{code} of {criteria.name} stands in no row."


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    log: Log
    carried: int  # decisions that hold as they are
    reopened: tuple[str, ...]  # codes, or ids of questions, that have to be looked at again


def carry_over(log: Log, walk: Crosswalk) -> CarriedOver:
    """A log for the newer set: what was said of kept criteria, by whom and when; for the others what helps to decide."""
    kept, carried, hints = walk.kept, 0, list[Proposal]()
    has_new = any(
        one.change in (Change.NEW, Change.CHANGED, Change.SPLIT, Change.MERGED) for one in walk.steps
    )
    taken: list[Entry] = []
    for entry in log.standing.tops:
        match entry.decision:
            case Undone():
                continue
            case NotMappable() if has_new:
                continue  # it may answer what is new
            case NotMappable() | KindSaid():
                holds = True
            case said:
                holds = criterion_of(said) in kept
        if holds:
            taken.append(entry)
            carried += entry.party is not None
    for one in walk.steps:
        if one.change not in (Change.SAME, Change.NEW, Change.GONE):
            hints += _hints(log, one, walk)
    renewed = _renumbered(taken).with_decisions(hints, party=None, by=f"crosswalk from {walk.older.name}")
    reopened = tuple(
        code
        for code in walk.newer.by_code
        if any(code in one.newer for one in walk.steps if one.change is not Change.SAME)
    )
    return CarriedOver(log=renewed, carried=carried, reopened=reopened)


def criterion_of(said: Decision) -> str | None:
    match said:
        case Proposal(link=link) | Judgement(link=link):
            return link.criterion
        case NotCovered() | NotApplicable() | Approved() | Resolved():
            return said.criterion
        case _:
            return None


def _hints(log: Log, step: Step, walk: Crosswalk) -> Iterator[Proposal]:
    """What the reviewer, or else the member, had confirmed for the criteria that this row changed."""
    seen: set[LinkKey] = set()
    for party in (Party.REVIEWER, Party.MEMBER):
        for link, said in log.standing.judgements(party).items():
            if link.criterion not in step.older or not said.confirmed:
                continue
            for code in step.newer:
                key = LinkKey(code, link.questions)
                if key not in seen:
                    seen.add(key)
                    yield Proposal(
                        link=key,
                        probability=_ANSWERED_BEFORE,
                        reason=f"It answered {link.criterion} of {walk.older.name} ({said.strength}), which was {step.change}.",
                    )


def _renumbered(entries: Iterable[Entry]) -> Log:
    return Log.of(replace(entry, seq=seq) for seq, entry in enumerate(entries, start=1))


def carry_to_protocol(log: Log, older: Protocol, newer: Protocol) -> CarriedOver:
    """A log for the newer version of a protocol. A question is the same where its words are, whatever number it has.

    Clause letters are reused with other meanings, so an id alone carries nothing over.
    """
    now = _by_words(newer)
    moved = {
        one.id: now[words]
        for words, id_ in _by_words(older).items()
        if words in now
        for one in (older.by_id[id_],)
    }
    taken: list[Entry] = []
    carried = 0
    for entry in log.standing.tops:
        decision = _moved(entry.decision, moved)
        if decision is not None:
            taken.append(replace(entry, decision=decision))
            carried += entry.party is not None
    known = set(moved.values())
    return CarriedOver(
        log=_renumbered(taken),
        carried=carried,
        reopened=tuple(one.id for one in newer.questions if one.id not in known),
    )


def _by_words(protocol: Protocol) -> dict[str, str]:
    """The words of a question -> its id, where no other question of the protocol has the same."""
    words = {one.id: one.words for one in protocol.questions}
    counts = Counter(words.values())
    return {said: id_ for id_, said in words.items() if counts[said] == 1}


def _moved(said: Decision, moved: dict[str, str]) -> Decision | None:
    """The decision on the questions' new ids; None where one of them is gone or reworded, or nothing is said of any."""
    match said:
        case Proposal(link=link) | Judgement(link=link):
            if not all(id_ in moved for id_ in link.questions):
                return None
            return replace(said, link=LinkKey.of(link.criterion, [moved[id_] for id_ in link.questions]))
        case NotMappable(question=id_) | KindSaid(question=id_):
            return replace(said, question=moved[id_]) if id_ in moved else None
        case NotApplicable() | Approved():
            return said
        case NotCovered() | Resolved() | Undone():
            return None  # a new question may cover it
