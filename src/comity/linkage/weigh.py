"""What the evidence of a pair adds up to: bits, a probability, and the reasons in words.

Bits are log2 odds, so evidence adds (Fellegi & Sunter 1969); the probability of a pair is 1 / (1 + 2^-bits).
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from comity.linkage.evidence import BASE_BITS, KINDS, OFFSETS, SIZE
from comity.linkage.patterns import Levels, column_of
from comity.linkage.words import Flags, Floats

RULES = "rules-v7"

Weights = Floats
"""Bits of every level of every kind, side by side, and last the base: what a pair weighs of which nothing is known."""

SHIPPED: Weights = np.array([*(bits for kind in KINDS for bits, _ in kind.levels), BASE_BITS])
SHIPPED.setflags(write=False)

REST, LITTLE = "rest of the site", "what there is to compare"
"""The kinds of evidence that come after sites are formed: no part of what forms them."""
_HARD = -20.0
_LEAST, _MOST = -2.0, 6.0
_SAID = 5  # reasons that a person reads
_WORDS = [words for kind in KINDS for _, words in kind.levels]
_HAS_WORDS = np.array([bool(words) for words in _WORDS])


def bits_of(levels: Levels, weights: Weights = SHIPPED) -> Floats:
    total = np.full(len(levels), weights[SIZE])
    for column in np.flatnonzero(levels.any(axis=0)):  # level 0 weighs nothing
        total += weights[OFFSETS[KINDS[column].name] :][levels[:, column]]
    return total


def own_bits_of(levels: Levels, weights: Weights) -> Floats:
    """What the two records themselves, and the lists around them, say: without what is known once sites are formed."""
    return bits_without(levels, weights, (REST, LITTLE))


def bits_without(levels: Levels, weights: Weights, kinds: Sequence[str]) -> Floats:
    left_out = sum(weights[OFFSETS[kind] + levels[:, column_of(kind)].astype(np.int64)] for kind in kinds)
    return np.asarray(bits_of(levels, weights) - left_out, dtype=np.float64)


def probability_of(bits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60))), dtype=np.float64)


def contradicted(levels: Levels) -> Flags:
    """Pairs that no other evidence may bring together: other numbered unit, other site identifier."""
    return np.asarray(
        (levels[:, column_of("unit")] == 1) | (levels[:, column_of("site identifier")] == 1), dtype=np.bool_
    )


def in_one_list(levels: Levels) -> Flags:
    return np.asarray(levels[:, column_of("one list")] == 1, dtype=np.bool_)


def agreement_of(levels: Levels, bits: Floats) -> Floats:
    """Bits as clustering counts them. One pair may neither force nor forbid a site alone: a site known by two names has
    pairs that look like strangers. Contradictions, and two rows of one list, keep their full weight against.
    """
    gentle = np.where(in_one_list(levels), np.clip(bits, -12.0, _MOST), np.clip(bits, _LEAST, _MOST))
    return np.where(contradicted(levels), _HARD, gentle)


def reasons_of(levels: Levels, weights: Weights) -> pl.Series:
    """What weighs, the heaviest first, as one phrase for each row of levels."""
    spots = levels + np.array([OFFSETS[kind.name] for kind in KINDS], np.int64)
    heaviness = np.where(_HAS_WORDS, np.abs(weights[:SIZE]), -1.0)[spots]
    chosen = np.argsort(-heaviness, axis=1, kind="stable")[:, :_SAID]
    said = np.take_along_axis(spots, chosen, axis=1)
    key = np.ravel_multi_index(tuple(said.T), (SIZE,) * _SAID)
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return pl.Series([_phrase(row) for row in said[first].tolist()], dtype=pl.String).gather(place)


def _phrase(spots: list[int]) -> str:
    return "; ".join(dict.fromkeys(_WORDS[spot] for spot in spots if _WORDS[spot])) or "nothing to compare"
