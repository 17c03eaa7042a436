"""What the evidence of a pair adds up to: bits, a probability, and the reasons in words.

Bits are log2 odds, so evidence adds (Fellegi & Sunter 1969); the probability of a pair is 1 / (1 + 2^-bits).
"""

import numpy as np
import polars as pl

from comity.linkage.compare import Levels
from comity.linkage.evidence import BASE_BITS, KINDS, OFFSETS
from comity.linkage.words import Flags, Floats, Ints

RULES = "rules-v1"

_WEIGHTS = np.array([bits for kind in KINDS for bits, _ in kind.levels])
_COLUMN = {kind.name: column for column, kind in enumerate(KINDS)}
_HARD = -20.0
_LEAST, _MOST = -2.0, 6.0
_SAID = 5  # reasons that a person reads


def column_of(kind: str) -> int:
    return _COLUMN[kind]


def bits_of(levels: Levels) -> Floats:
    total = np.full(len(levels), BASE_BITS)
    for column, kind in enumerate(KINDS):
        total += _WEIGHTS[OFFSETS[kind.name] + levels[:, column]]
    return total


def probability_of(bits: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60))), dtype=np.float64)


def contradicted(levels: Levels) -> Flags:
    """Pairs that no other evidence may bring together: other numbered unit, other site identifier."""
    return np.asarray(
        (levels[:, _COLUMN["unit"]] == 1) | (levels[:, _COLUMN["site identifier"]] == 1), dtype=np.bool_
    )


def agreement_of(levels: Levels, bits: Floats) -> Floats:
    """Bits as clustering counts them. One pair may neither force nor forbid a site alone: a site known by two names has
    pairs that look like strangers. Contradictions, and two rows of one list, keep their full weight against.
    """
    one_list = levels[:, _COLUMN["one list"]] == 1
    gentle = np.where(one_list, np.clip(bits, -12.0, _MOST), np.clip(bits, _LEAST, _MOST))
    return np.where(contradicted(levels), np.minimum(bits, _HARD), gentle)


def reasons_of(levels: Levels) -> pl.Series:
    """What weighs, the heaviest first, as one phrase a pair. Equal evidence gives the same phrase, so it is made once."""
    number = np.zeros(len(levels), np.int64)
    for column, kind in enumerate(KINDS):
        number = number * kind.size + levels[:, column]
    _, first, where = np.unique(number, return_index=True, return_inverse=True)
    phrases = pl.Series([_phrase(row) for row in levels[first]], dtype=pl.String)
    return phrases.gather(where)


def _phrase(levels: Ints) -> str:
    said = []
    for column, kind in enumerate(KINDS):
        bits, words = kind.levels[int(levels[column])]
        if words:
            said.append((-abs(bits), column, words))
    return "; ".join(dict.fromkeys(words for _, _, words in sorted(said)[:_SAID])) or "nothing to compare"
