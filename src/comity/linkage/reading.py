"""What people's answers say of all other pairs: how likely two halves are one site, learned from how those that were asked about are.

In: `Answers`. Out: a `Reading`, and by it a level of the evidence "rest of the site" for each pair.
Where nobody was asked, a pair's probability is its own evidence and a little help of its site. An answer is about two halves, so where
there are answers every pair is told by its halves: by how they stand, how large they are, and whether they were joined. The reading starts
between two kinds of made-up lists, and leans on that firmly, because people are asked where decisions are doubtful and much hangs on
them, not where most pairs lie; one way alone is open to it, the one between the two kinds: how sharply evidence tells sites apart. What
judgements settle is told as settled.
Laws: no answers, no reading; the same answers in any order give the same reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from comity.linkage.evidence import READ_FROM, READ_STEP, READ_STEPS, REST_APART, REST_TOGETHER
from comity.linkage.halves import Halves
from comity.linkage.patterns import Level, Levels
from comity.linkage.records import Lesson
from comity.linkage.standing import Asked, Standing
from comity.linkage.words import Flags, Floats, Ints

_START = np.array([1.1, 0.95, -0.2, -0.4, -0.55, 0.0, 0.0])
"""Bits: of halves that stand at none; for each bit of standing; for each doubling of the smaller and of the larger half; if kept apart;
where names and town are all there is to compare; where names are."""
SEEN = len(_START)
_SPREAD = np.array([0.08, 0.025, 0.08, 0.08, 0.08, 0.5, 0.5])
"""How far each may be from there: standard deviations. Where there is little to compare lists differ most, and answers are believed soonest."""
_SHARPER = np.array([0.6, 0.7, -0.25, -0.7, 1.75, 0.0, 0.0])
"""From lists whose sites are hard to tell apart to lists whose sites are not: generated ones with sister companies next door, and ones in seven scripts."""
_SHARPNESS = 0.1
"""How far along that way the weights may be: a standard deviation, as a share of it."""
_ASKED = np.array([-0.5, -0.3, 0.0, 0.0, 0.0, 0.0, 0.0])
"""Bits that stand against pairs because they were asked about: of all that stand so, those that clusters contradict are asked first."""
_OWN = 0.08
"""Bits for each bit of the pair's own evidence."""
_PARTS = 1000.0
_MOST_STEPS = 50
_STILL = 1e-9
_DECIMALS = 3
_PER_BIT = float(np.log(2.0))
_SAID = (0, 2, 4, 6)
_WORTH_SAYING = 0.05


Seen = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""Pair x what `_START` weighs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Pairs that people were asked about, as they stood before: those that would have been asked for their halves then.

    What was asked only because earlier answers had moved things stood better before than it did when it was chosen, and would mislead.
    """

    levels: Levels  # a row each, without the rest of the site
    own: Floats  # bits
    beside: Floats  # bits that the reading does not weigh
    standing: Floats  # bits of the halves
    seen: Seen
    said: Flags
    weight: Floats  # what each counts

    @property
    def count(self) -> int:
        return len(self.said)

    def and_those(self, others: "Answers") -> "Answers":
        both = (self, others)
        return Answers(
            levels=np.concatenate([one.levels for one in both]),
            own=np.concatenate([one.own for one in both]),
            beside=np.concatenate([one.beside for one in both]),
            standing=np.concatenate([one.standing for one in both]),
            seen=np.concatenate([one.seen for one in both]),
            said=np.concatenate([one.said for one in both]),
            weight=np.concatenate([one.weight for one in both]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    weights: tuple[float, ...]  # as `_START`

    def bits(self, seen: Seen, beside: Floats) -> Floats:
        return np.asarray(seen @ np.array(self.weights) + beside, dtype=np.float64)


def seen_of(standing: Floats, halves: Halves, asked: Asked) -> Seen:
    rows = np.log2(halves.one_rows), np.log2(halves.other_rows)
    halves_seen = (np.ones(len(standing)), np.clip(standing, -12, 12), np.minimum(*rows), np.maximum(*rows))
    return np.stack([*halves_seen, ~asked.same, asked.little.town, asked.little.names], axis=1)


def beside_of(asked: Asked) -> Floats:
    return np.asarray(_OWN * asked.own / _PARTS + asked.little.bits, dtype=np.float64)


def shares_of(one: Ints, other: Ints) -> Floats:
    """What each answer counts: several on the same site, or on the same two sites, count together as one."""
    keys = np.stack([np.minimum(one, other), np.maximum(one, other)])
    _, place, times = np.unique(keys, axis=1, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / times[place.ravel()], dtype=np.float64)


def reading_of(answers: Answers) -> Reading:
    """The likeliest weights under a normal prior, by Newton's steps."""
    start, spread = _START * _PER_BIT, np.diag(_SPREAD**2) + _SHARPNESS**2 * np.outer(_SHARPER, _SHARPER)
    held = np.linalg.inv(spread * _PER_BIT**2)
    found, beside = start, (answers.beside + answers.seen @ _ASKED) * _PER_BIT
    for _ in range(_MOST_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(answers.seen @ found + beside, -60, 60)))
        slope = answers.seen.T @ (answers.weight * (answers.said - chance)) - held @ (found - start)
        curve = (answers.seen * (answers.weight * chance * (1.0 - chance))[:, None]).T @ answers.seen + held
        step = np.linalg.solve(curve, slope)
        found = found + step
        if np.abs(step).max() < _STILL:
            break
    return Reading(weights=tuple(np.round(found / _PER_BIT, _DECIMALS).tolist()))


def levels_read(reading: Reading, asked: Asked, halves: Halves, standing: Standing) -> Level:
    """What the reading adds to each pair's own evidence, as a level of the rest of the site."""
    said = asked.own / _PARTS + asked.little.bits
    open_ = ~standing.is_settled
    seen = seen_of(np.where(open_, standing.bits, 0.0), halves, asked)
    more = np.rint((reading.bits(seen, beside_of(asked)) - said) / READ_STEP)
    step = np.clip(more, -(READ_STEPS // 2), READ_STEPS // 2) + READ_STEPS // 2
    settled = np.where(asked.same, REST_TOGETHER, REST_APART)
    return np.where(open_, READ_FROM + step, settled).astype(np.uint8)


def lessons_read(reading: Reading, answers: int) -> tuple[Lesson, ...]:
    """How two records alone are read by now, where that moved."""
    begins, found = Reading(weights=tuple(_START.tolist())), []
    for words, seen, bits in _sights():
        shipped, learned = (
            float(one.bits(seen[None], np.array([_OWN * bits]))[0]) for one in (begins, reading)
        )
        if abs(learned - shipped) >= _WORTH_SAYING:
            found.append(
                Lesson(
                    kind="what people answered",
                    words=words,
                    shipped=shipped,
                    learned=learned,
                    pairs=answers,
                    is_of_answers=True,
                )
            )
    return tuple(found)


def _sights() -> Iterator[tuple[str, Floats, float]]:
    """Two records, in words, as they are seen, and their own bits."""
    nothing = (0.0,) * SEEN
    for bits in _SAID:
        words = f"that stand at {bits} bits" if bits else "of which as much speaks for as against"
        yield f"two records {words}", np.array([1.0, float(bits), *nothing[2:]]), float(bits)
    for at, little in ((SEEN - 2, "names and town"), (SEEN - 1, "names")):
        seen = np.array([1.0, *nothing[1:]])
        seen[at] = 1.0
        yield f"two records of which only {little} are known", seen, 0.0
