"""How alike two texts are, and what two rows of words share, for many pairs.

Laws: symmetric; equal texts are 1.0 alike. Each pair of texts is worked out once, however many records say it.
"""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process
from scipy import sparse

from comity.linkage.fields import Field, distinct_pairs
from comity.linkage.words import Flags, Floats, Ints

Objects = np.ndarray[tuple[int], np.dtype[np.object_]]

_PORTION = 100_000
_ROUNDING = 0.01
"""Of a hundred: whether a likeness is below what is asked is for the caller to say."""


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
    return _scores(fuzz.ratio, *_each(field.texts, left, right), least=least)


def part_ratio(texts: pl.Series, left: Ints, right: Ints, *, least: float = 0.0) -> Floats:
    """How alike the shorter of two texts is to the part of the longer that is likest; of what is a little below `least`, 0."""
    return _scores(fuzz.partial_ratio, *_each(texts, left, right), least=least)


def _scores(
    scorer: Callable[..., float],
    left: Sequence[str] | Objects,
    right: Sequence[str] | Objects,
    *,
    least: float = 0.0,
) -> Floats:
    scores = process.cpdist(left, right, scorer=scorer, score_cutoff=max(100 * least - _ROUNDING, 0.0))
    return np.asarray(scores, dtype=np.float64) / 100


def _each(texts: pl.Series, *sides: Ints) -> list[Objects]:
    """Some of the texts for each side. Every text is made once, however often it is asked for."""
    return _made(texts, sides, lambda listed: listed)


def _made(
    texts: pl.Series, sides: Sequence[Ints], make: Callable[[list[str]], Sequence[object]]
) -> list[Objects]:
    asked = np.zeros(len(texts), np.bool_)
    for side in sides:
        asked[side] = True
    at = np.flatnonzero(asked)
    made = np.empty(len(texts), np.object_)
    made[at] = np.fromiter(make(texts.gather(at).to_list()), np.object_, len(at))
    return [made[side] for side in sides]


def rest_likeness(
    texts: pl.Series, one: Ints, other: Ints, *, spelled: Callable[[pl.Series], pl.Series] | None = None
) -> Floats:
    """How alike the words are that each two texts do not share: a slip of the keyboard, or another name altogether.

    Long names of one trade and place look alike letter by letter; what tells them apart is the one word that differs.
    1 where one name has no word of its own. `spelled` says how words are compared, if not as they stand.
    """
    blank = "" if spelled is None else " "
    if not len(one):
        return np.zeros(0)
    words = [side.tolist() for side in _made(texts, (one, other), _words)]
    left, right = (
        [blank.join([word for word in a if word not in b]) for a, b in zip(mine, theirs, strict=True)]
        for mine, theirs in (words, reversed(words))
    )
    if spelled is not None:
        left, right = (spelled(pl.Series(side, dtype=pl.String)).to_list() for side in (left, right))
    one_sided = np.array([not (a and b) for a, b in zip(left, right, strict=True)], bool)
    return np.where(one_sided, 1.0, _scores(fuzz.ratio, left, right))


def _words(texts: list[str]) -> list[list[str]]:
    return [text.split(" ") for text in texts]


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
