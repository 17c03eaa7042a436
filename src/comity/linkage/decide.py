"""Sites decided on all pairs: by the shipped weights, and by what those sites teach.

In: `Grounds`. Out: `Decided`. Sees numbers alone; what records say is behind it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from comity.linkage.cluster import Clustered, bits_of_parts, cluster
from comity.linkage.crowding import Shown, crowded, with_little
from comity.linkage.distinct import Records
from comity.linkage.grounds import Grounds
from comity.linkage.halves import Halves, halves_of
from comity.linkage.judgements import kept_sites
from comity.linkage.learn import Tally, learn, tally_of
from comity.linkage.overlap import (
    SURE,
    levels_of_lists,
    overlap_of,
    partnered_in,
    sizes_of,
    teachers,
    teaching,
    with_overlap,
)
from comity.linkage.packed import PackedPairs
from comity.linkage.patterns import Patterns
from comity.linkage.reading import Answers, Reading, beside_of, levels_read, reading_of, seen_of, shares_of
from comity.linkage.rest import ENOUGH, with_rest
from comity.linkage.standing import Asked, Standing, asked_of, standing_of
from comity.linkage.weigh import REST, SHIPPED, Weights, agreement_of, bits_of, own_bits_of, probability_of
from comity.linkage.words import Flags, Floats, Ints, Places, are_equal, taken

KEPT_FROM = 0.05
"""Probability of own evidence from which on a pair is told."""
OVERLAP_ROUNDS = 2
LESSONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    patterns: Patterns
    weights: Weights
    clusters: Clustered
    reading: Reading | None = None  # of people's answers; None where nobody was asked
    asked: int = 0  # answers that taught

    @property
    def cluster_of(self) -> Ints:
        return self.clusters.of

    @property
    def bits(self) -> Floats:
        """Of each pattern."""
        return bits_of(self.patterns.levels, self.weights)

    @property
    def own_bits(self) -> Floats:
        """Of each pattern, without what the rest of the sites says."""
        return own_bits_of(self.patterns.levels, self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The pairs that are given back: those inside a site, and those that might have been."""

    at: Ints  # among all pairs
    left: Ints
    right: Ints
    pattern: Places
    same: Flags


def decide(grounds: Grounds) -> Decided:
    """Sites by the shipped weights, and by what those sites teach; where people were asked, by what their answers teach, too."""
    patterns, teach, shown = full_patterns(grounds.records, grounds.pairs)
    blind, last = _decided_blind(grounds, patterns, teach, shown)
    if not grounds.bonds.judged:
        return _with_rest(grounds, blind)
    answers = _answers(grounds, blind)
    if grounds.earlier is not None:
        answers = answers.and_those(answers_earlier(grounds.earlier, blind.weights))
    weights, reading = blind.weights, None
    if answers.count:
        weights = crowded(learn(*last, answers), patterns.levels, shown)
        reading = reading_of(answers)
    clusters = _clustered(grounds, patterns, weights, grounds.bonds.together)
    decided = Decided(
        patterns=patterns, weights=weights, clusters=clusters, reading=reading, asked=answers.count
    )
    return _with_rest(grounds, decided) if reading is None else _read(grounds, decided, reading)


def _decided_blind(
    grounds: Grounds, patterns: Patterns, teach: Flags, shown: Shown
) -> tuple[Decided, tuple[Tally, Weights]]:
    """As if nobody had been asked, and what was learned from last; known sites stay together."""
    weights, pairs = SHIPPED, grounds.pairs
    together = kept_sites(grounds.site_of)
    for lesson in range(LESSONS + 1):
        clusters = _clustered(grounds, patterns, weights, together, is_blind=True)
        if lesson == LESSONS:
            break
        inside = are_equal(clusters.of, pairs.left, pairs.right)
        last = tally_of(patterns, inside, teach), weights
        learned = learn(*last)
        if learned is weights:
            break
        weights = learned
    weights = crowded(weights, patterns.levels, shown)
    return Decided(patterns=patterns, weights=weights, clusters=clusters), last


def _clustered(
    grounds: Grounds,
    patterns: Patterns,
    weights: Weights,
    together: Sequence[tuple[int, int]],
    *,
    is_blind: bool = False,
) -> Clustered:
    return cluster(
        grounds.records.count,
        grounds.pairs.left,
        grounds.pairs.right,
        agreement_of(patterns.levels, bits_of(patterns.levels, weights)),
        of_pair=patterns.of_pair,
        together=together,
        apart=() if is_blind else grounds.bonds.apart,
        site_of=grounds.site_of,
    )


def _with_rest(grounds: Grounds, decided: Decided) -> Decided:
    """With what the other records of two sites say of a pair."""
    cluster_of, pairs = decided.cluster_of, grounds.pairs
    same = are_equal(cluster_of, pairs.left, pairs.right)
    size = np.bincount(cluster_of, minlength=grounds.records.count)[cluster_of]
    some = np.minimum(size, ENOUGH).astype(np.uint8)
    ends = taken(some, pairs.left), taken(some, pairs.right)
    patterns = with_rest(decided.patterns, decided.weights, same, *ends)
    return replace(decided, patterns=with_little(patterns, same))


def _read(grounds: Grounds, decided: Decided, reading: Reading) -> Decided:
    """The same where people were asked: what their answers say of each pair that is told."""
    told = told_of(grounds.pairs, decided)
    asked, halves, standing = standings_of(grounds, decided, told)
    level, open_ = np.zeros(grounds.pairs.count, np.uint8), np.zeros(grounds.pairs.count, np.bool_)
    level[told.at], open_[told.at] = levels_read(reading, asked, halves, standing), ~standing.is_settled
    same = are_equal(decided.cluster_of, grounds.pairs.left, grounds.pairs.right)
    return replace(decided, patterns=with_little(decided.patterns.with_level(REST, level), same, open_))


def answers_earlier(earlier: Grounds, weights: Weights) -> Answers:
    """How the pairs stood that people were asked about in earlier rounds, weighed by what evidence is worth now.

    Of the lists of that time nothing is known, so nothing is said of how much they share.
    """
    patterns = earlier.pairs.patterns
    clusters = _clustered(earlier, patterns, weights, (), is_blind=True)
    return _answers(earlier, Decided(patterns=patterns, weights=weights, clusters=clusters))


def _answers(grounds: Grounds, blind: Decided) -> Answers:
    """How the pairs that people were asked about stood."""
    said = grounds.bonds.judged
    told = told_of(grounds.pairs, blind)
    asked, halves, standing = standings_of(grounds, blind, told, is_blind=True)
    keys = told.left * np.int64(grounds.records.count) + told.right
    wanted = np.array([one * grounds.records.count + other for one, other in said], np.int64)
    answers = np.array([*said.values()], np.bool_)
    order = np.argsort(wanted)
    found = np.flatnonzero(np.isin(keys, wanted) & standing.is_best)
    of_answer = order[np.searchsorted(wanted[order], keys[found])]
    return Answers(
        levels=blind.patterns.levels[told.pattern[found]],
        own=bits_of_parts(asked.own[found], np.ones(len(found), np.int64)),
        beside=beside_of(asked)[found],
        standing=standing.bits[found],
        seen=seen_of(standing.bits, halves, asked)[found],
        said=answers[of_answer],
        weight=shares_of(blind.cluster_of[told.left[found]], blind.cluster_of[told.right[found]]),
    )


def standings_of(
    grounds: Grounds, decided: Decided, told: Told, *, is_blind: bool = False
) -> tuple[Asked, Halves, Standing]:
    """What is known of the told pairs, the halves that each stands between, and how these stand."""
    rows = np.maximum(np.asarray(grounds.records.lists.sum(axis=1)).ravel(), 1.0)
    unsettled = np.zeros(len(told.left), np.bool_)
    settled = unsettled if is_blind else grounds.bonds.settled(told.left, told.right)
    asked = asked_of(
        decided.patterns, decided.weights, told.pattern, told.left, told.right, told.same, settled
    )
    halves = halves_of(decided.clusters, rows, told.left, told.right)
    return asked, halves, standing_of(asked, halves)


def told_of(pairs: PackedPairs, decided: Decided) -> Told:
    same = are_equal(decided.cluster_of, pairs.left, pairs.right)
    likely = taken(probability_of(decided.own_bits) >= KEPT_FROM, decided.patterns.of_pair)
    kept = np.flatnonzero(same | likely)  # in the order of their records' keys
    return Told(
        at=kept,
        left=pairs.left[kept].astype(np.int64),
        right=pairs.right[kept].astype(np.int64),
        pattern=decided.patterns.of_pair[kept],
        same=same[kept],
    )


def full_patterns(records: Records, pairs: PackedPairs) -> tuple[Patterns, Flags, Shown]:
    """Patterns with the evidence that only all pairs together give: how much two lists share; which pairs teach, and what they show."""
    found = patterns = pairs.patterns
    lists, sizes = records.lists, sizes_of(records.lists)
    for _ in range(OVERLAP_ROUNDS):
        sure = taken(probability_of(bits_of(patterns.levels)) > SURE, patterns.of_pair)
        partnered = partnered_in(lists, pairs.left, pairs.right, sure)
        level = overlap_of(lists, pairs.left, pairs.right, levels_of_lists(sizes, partnered))
        patterns = with_overlap(found, level)
    teach = teaching(sizes, partnered)
    teacher, is_listed = teachers(lists, teach), np.diff(lists.indptr) > 0
    both = _both(teacher, pairs)
    taught = patterns.pairs(both)
    listed = taught if is_listed.all() else patterns.pairs(_both(teacher & is_listed, pairs))
    return patterns, both, Shown(teach=taught, listed=listed, sizes=sizes[teach])


def _both(records: Flags, pairs: PackedPairs) -> Flags:
    return taken(records, pairs.left) & taken(records, pairs.right)
