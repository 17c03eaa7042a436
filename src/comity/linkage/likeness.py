"""How alike two texts are, and what two rows of words share, for many pairs.

Laws: symmetric; equal texts are 1.0 alike. Each pair of texts is worked out once, however many records say it.
"""

from collections.abc import Callable

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process
from scipy import sparse

from comity.linkage.fields import Field, distinct_pairs
from comity.linkage.words import Flags, Floats, Ints

_PORTION = 100_000


def text_likeness(field: Field, i: Ints, j: Ints, *, least: float = 0.0) -> Floats:
    """Likeness of what two records say; -1 where one says nothing, 0 below `least`."""
    left, right = field.code[i], field.code[j]
    answer = np.where(left == right, 1.0, 0.0)
    answer[(left == 0) | (right == 0)] = -1.0
    open_ = np.flatnonzero(answer == 0.0)
    one, other, place = distinct_pairs(left[open_], right[open_], most=len(field.texts))
    answer[open_] = ratio(field, one, other, least=least)[place]
    return answer


def ratio(field: Field, left: Ints, right: Ints, *, least: float = 0.0) -> Floats:
    """Indel likeness of distinct texts."""
    portions = [
        _ratio(
            *(field.texts.gather(side[at : at + _PORTION]).to_list() for side in (left, right)), least=least
        )
        for at in range(0, len(left), _PORTION)
    ]
    return np.concatenate(portions) if portions else np.zeros(0)


def _ratio(left: list[str], right: list[str], *, least: float = 0.0) -> Floats:
    scores = process.cpdist(left, right, scorer=fuzz.ratio, score_cutoff=100 * least)
    return np.asarray(scores, dtype=np.float64) / 100


def part_ratio(left: pl.Series, right: pl.Series) -> Floats:
    """How alike the shorter of two texts is to the part of the longer that is likest; in portions that fit the memory."""
    portions = [
        process.cpdist(
            *(side.slice(at, _PORTION).to_list() for side in (left, right)), scorer=fuzz.partial_ratio
        )
        for at in range(0, len(left), _PORTION)
    ]
    return np.asarray(np.concatenate(portions), dtype=np.float64) / 100 if portions else np.zeros(0)


def rest_likeness(
    one: pl.Series, other: pl.Series, *, spelled: Callable[[pl.Series], pl.Series] | None = None
) -> Floats:
    """How alike the words are that each two texts do not share: a slip of the keyboard, or another name altogether.

    Long names of one trade and place look alike letter by letter; what tells them apart is the one word that differs.
    1 where one name has no word of its own. `spelled` says how words are compared, if not as they stand.
    """
    blank = "" if spelled is None else " "
    words = [[name.split(" ") for name in side.to_list()] for side in (one, other)]
    rests = [
        (blank.join(w for w in a if w not in b), blank.join(w for w in b if w not in a))
        for a, b in zip(*words, strict=True)
    ]
    if not rests:
        return np.zeros(0)
    left, right = [a for a, _ in rests], [b for _, b in rests]
    if spelled is not None:
        left, right = (spelled(pl.Series(side, dtype=pl.String)).to_list() for side in (left, right))
    one_sided = np.array([not (a and b) for a, b in zip(left, right, strict=True)], bool)
    return np.where(one_sided, 1.0, _ratio(left, right))


def shared_bits(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints, bits: Floats) -> Floats:
    """Bits of the words that row i of `a` and row j of `b` have in common, in portions that fit the memory."""
    portions = [
        a[i[at : at + _PORTION]].multiply(b[j[at : at + _PORTION]]) @ bits
        for at in range(0, len(i), _PORTION)
    ]
    return np.concatenate(portions) if portions else np.zeros(0)


def shares_any(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints) -> Flags:
    """Whether row i of `a` and row j of `b` have anything in common. Quick where rows of `a` are mostly empty."""
    found = np.zeros(len(i), bool)
    may = np.flatnonzero((np.diff(a.indptr)[i] > 0) & (np.diff(b.indptr)[j] > 0))
    found[may] = shared_bits(a, b, i[may], j[may], np.ones(a.shape[1])) > 0
    return found
