"""What reviews of other protocols teach about a new one: questions like it were linked to this criterion before.

In: reviews that the reviewer holds. Out: `Memory`; and, beside a new protocol, a matrix of how likely each of its questions
is to answer a criterion because a question like it did. Laws: of another member's protocol nothing leaves but this one
number a pair, rounded, and a count of protocols in the reason: no wording, no id, no name; for a member's own eyes, a
criterion is remembered only where at least three other protocols answer it, so that no number speaks of one company alone; a
protocol is never its own teacher; a memory of nothing changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from comity.benchmark.decisions import Party
from comity.benchmark.protocol import Protocol
from comity.benchmark.standing import Standing
from comity.benchmark.suggest import LINKS_FRAME, Encoder
from comity.benchmark.suggest.items import checked_items
from comity.benchmark.suggest.likeness import Matrix
from comity.benchmark.suggest.propose import MAX_PAIRS, compare, weigh

LEAST_PROTOCOLS_FOR_A_MEMBER = 3
TAUGHT = ", taught by other protocols"
"""At the end of an engine's name, where proposals rest on a memory. A member's file holds none that reviewers' memory made."""
_SHARE = 0.3
"""Of a proposal's probability, where every criterion was answered by some other protocol. Chosen on two control frameworks
that were linked to one catalogue by others; a half ranks as well and is too sure of itself."""
_LIKE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One question of another protocol, and the criteria that a reviewer linked it to. Never leaves the reviewer."""

    protocol: str
    text: str = field(repr=False)
    section: str = field(repr=False)
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    questions: tuple[Remembered, ...] = field(default=(), repr=False)

    @property
    def protocols(self) -> int:
        return len({one.protocol for one in self.questions})

    def with_review(self, protocol: Protocol, standing: Standing) -> "Memory":
        """What the reviewer read and confirmed; a later review of a protocol of the same name takes the place of an earlier one."""
        criteria: dict[str, set[str]] = defaultdict(set)
        for link, said in standing.as_read.judgements(Party.REVIEWER).items():
            for id_ in link.questions if said.confirmed else ():
                criteria[id_].add(link.criterion)
        added = tuple(
            Remembered(
                protocol=protocol.name,
                text=one.text,
                section=one.section,
                criteria=tuple(sorted(criteria[one.id])),
            )
            for one in protocol.questions
            if one.id in criteria
        )
        return replace(self.without(protocol), questions=(*self.without(protocol).questions, *added))

    def without(self, protocol: Protocol) -> "Memory":
        return replace(self, questions=tuple(one for one in self.questions if one.protocol != protocol.name))

    def for_a_member(self) -> "Memory":
        """Only criteria that enough protocols answer."""
        answering: dict[str, set[str]] = defaultdict(set)
        for one in self.questions:
            for code in one.criteria:
                answering[code].add(one.protocol)
        enough = {code for code, some in answering.items() if len(some) >= LEAST_PROTOCOLS_FOR_A_MEMBER}
        kept = (
            replace(one, criteria=tuple(code for code in one.criteria if code in enough))
            for one in self.questions
        )
        return replace(self, questions=tuple(one for one in kept if one.criteria))

    def recall(
        self, asked: pl.DataFrame, codes: Sequence[str], *, model: Encoder | None, counted: bool
    ) -> "Recollection":
        """`asked`: the questions of a new protocol (checked items). `counted`: the reason says how many protocols."""
        places = {code: at for at, code in enumerate(codes)}
        known = [one for one in self.questions if any(code in places for code in one.criteria)]
        known = known[: max(0, MAX_PAIRS // max(1, asked.height))]
        if not known:
            return NOTHING_RECALLED
        likely = np.zeros((asked.height, len(codes)), dtype=np.float32)
        protocols: dict[tuple[int, int], int] = defaultdict(int)
        # Protocol by protocol: a question that two of them ask is no rival of itself, and their order runs only within each.
        for name in dict.fromkeys(one.protocol for one in known):
            taught = _taught(asked, [one for one in known if one.protocol == name], places, model=model)
            likely = np.maximum(likely, taught)
            for row, column in np.argwhere(taught >= _LIKE).tolist():
                protocols[row, column] += 1
        answered = {code for one in known for code in one.criteria if code in places}
        return Recollection(
            likely=likely,
            share=_SHARE * len(answered) / len(codes),
            protocols=dict(protocols),
            counted=counted,
        )


def _taught(
    asked: pl.DataFrame, known: Sequence[Remembered], places: Mapping[str, int], *, model: Encoder | None
) -> Matrix:
    """How alike the closest question of one protocol that was linked to each criterion is, asked x criteria."""
    items = pl.DataFrame(
        {
            "id": [f"{at}" for at in range(len(known))],
            "text": [one.text for one in known],
            "section": [one.section for one in known],
        }
    )
    right = checked_items(items, side="remembered questions")
    evidence = compare(asked, right, model=model)
    alike = weigh(asked, right, links=pl.DataFrame(schema=LINKS_FRAME), evidence=evidence).probability
    likely = np.zeros((asked.height, len(places)), dtype=np.float32)
    for at, one in enumerate(known):
        for column in (places[code] for code in one.criteria if code in places):
            likely[:, column] = np.maximum(likely[:, column], alike[:, at])
    return likely


NO_MEMORY = Memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recollection:
    """Beside the questions and criteria of one comparison. Holds numbers alone."""

    likely: Matrix | None = None
    share: float = 0.0
    protocols: dict[tuple[int, int], int] = field(default_factory=dict)
    counted: bool = True

    def joined(self, probability: Matrix) -> Matrix:
        if self.likely is None:
            return probability
        return np.asarray((1 - self.share) * probability + self.share * self.likely, dtype=np.float32)

    def reason(self, row: int, column: int) -> str:
        count = self.protocols.get((row, column), 0)
        if not count:
            return ""
        if not self.counted:
            return "questions like it answer this criterion in other protocols"
        return f"questions like it answer this criterion in {count} other protocol{'s' * (count > 1)}"


NOTHING_RECALLED = Recollection()


def memory_of(reviews: Iterable[tuple[Protocol, Standing]]) -> Memory:
    memory = NO_MEMORY
    for protocol, standing in reviews:
        memory = memory.with_review(protocol, standing)
    return memory
