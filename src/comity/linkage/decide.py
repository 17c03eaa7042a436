"""Sites decided on all pairs: by the shipped weights, and by what those sites teach.

In: `Grounds`. Out: `Decided`. Sees numbers alone; what records say is behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from comity.linkage.cluster import Clustered, cluster
from comity.linkage.distinct import Records
from comity.linkage.judgements import Bonds
from comity.linkage.learn import learn, tally_of
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
from comity.linkage.rest import ENOUGH, with_rest
from comity.linkage.weigh import SHIPPED, Weights, agreement_of, bits_of, own_bits_of, probability_of
from comity.linkage.words import Flags, Floats, Ints, are_equal, taken

OVERLAP_ROUNDS = 2
LESSONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What is decided on."""

    records: Records
    pairs: PackedPairs
    bonds: Bonds
    site_of: Mapping[int, str]  # record -> the known site it belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    patterns: Patterns
    weights: Weights
    clusters: Clustered

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


def decide(grounds: Grounds) -> Decided:
    """Sites by the shipped weights, and by what those sites teach."""
    records, pairs, bonds = grounds.records, grounds.pairs, grounds.bonds
    patterns, teach = full_patterns(records, pairs)
    judged = _judged(pairs, bonds, records.count)
    weights = SHIPPED
    for lesson in range(LESSONS + 1):
        bits = bits_of(patterns.levels, weights)
        clusters = cluster(
            records.count,
            pairs.left,
            pairs.right,
            agreement_of(patterns.levels, bits),
            of_pair=patterns.of_pair,
            together=bonds.together,
            apart=bonds.apart,
            site_of=grounds.site_of,
        )
        if lesson == LESSONS:
            break
        inside = are_equal(clusters.of, pairs.left, pairs.right)
        learned = learn(tally_of(patterns, inside, judged, teach), weights)
        if learned is weights:
            break
        weights = learned
    same = are_equal(clusters.of, pairs.left, pairs.right)
    size = np.bincount(clusters.of, minlength=records.count)[clusters.of]
    some = np.minimum(size, ENOUGH).astype(np.uint8)
    patterns = with_rest(patterns, weights, same, taken(some, pairs.left), taken(some, pairs.right))
    return Decided(patterns=patterns, weights=weights, clusters=clusters)


def full_patterns(records: Records, pairs: PackedPairs) -> tuple[Patterns, Flags]:
    """Patterns with the evidence that only all pairs together give: how much two lists share; and which pairs teach."""
    found = patterns = pairs.patterns
    lists, sizes = records.lists, sizes_of(records.lists)
    for _ in range(OVERLAP_ROUNDS):
        sure = taken(probability_of(bits_of(patterns.levels)) > SURE, patterns.of_pair)
        partnered = partnered_in(lists, pairs.left, pairs.right, sure)
        level = overlap_of(lists, pairs.left, pairs.right, levels_of_lists(sizes, partnered))
        patterns = with_overlap(found, level)
    teacher = teachers(lists, teaching(sizes, partnered))
    return patterns, taken(teacher, pairs.left) & taken(teacher, pairs.right)


def _judged(pairs: PackedPairs, bonds: Bonds, count: int) -> tuple[Ints, Flags]:
    """Places of the pairs that people were asked about, and their answers."""
    if not bonds.judged:
        return np.zeros(0, np.int64), np.zeros(0, bool)
    asked = [(*pair, answer) for pair, answer in bonds.judged.items()]
    keys = np.array([one * count + other for one, other, _ in asked], np.int64)
    answers = np.array([answer for *_, answer in asked], bool)
    every = pairs.left * np.int64(count) + pairs.right
    at = np.minimum(np.searchsorted(every, keys), max(len(every) - 1, 0))
    found = every[at] == keys if len(every) else np.zeros(len(keys), bool)
    return at[found], answers[found]
