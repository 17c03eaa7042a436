"""What a pair's company says of it: the other pairs of its items, of its sections, and beside it in the document.

In: scores in natural log units, and what people decided (`Decided`). Out: shares (how much of a left item's claim each right
item gets) and evidence made of the shares of *other* pairs.
Laws: no pair is evidence for itself; where nothing is known of its company, evidence is 0.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.benchmark.links import Relation
from comity.benchmark.suggest.likeness import Matrix

_SHARPNESS = 1.0
_ROUNDS = 20
_LEAST_ROOM, _ROOM = 1.3, 2.0
_DOUBT = 2.0
_NEXT, _SECOND = 1.0, 0.5

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What people confirmed and rejected, by row and column. What else a `looked_at` row could be linked to, it was not."""

    linked: NDArray[np.bool_]
    rejected: NDArray[np.bool_]
    looked_at: NDArray[np.bool_]

    @classmethod
    def of(cls, links: pl.DataFrame, *, left: list[str], right: list[str]) -> "Decided":
        row = {name: place for place, name in enumerate(left)}
        column = {name: place for place, name in enumerate(right)}
        linked = np.zeros((len(left), len(right)), dtype=np.bool_)
        rejected = np.zeros_like(linked)
        looked_at = np.zeros(len(left), dtype=np.bool_)
        for left_id, right_id, relation in links.iter_rows():
            if relation != Relation.NONE:
                linked[row[left_id], column[right_id]] = looked_at[row[left_id]] = True
            elif right_id:
                rejected[row[left_id], column[right_id]] = True
            else:
                looked_at[row[left_id]] = True
        return cls(linked=linked, rejected=rejected, looked_at=looked_at)


def shares(scores: Matrix, decided: Decided) -> Matrix:
    """How the claims of left items fall on right items where a right item has room for only a few (a balanced softmax).

    Room grows where left items are many: a list twice as long has two items for each of the other's.
    """
    rows, columns = scores.shape
    room = np.log(max(_LEAST_ROOM, _ROOM * rows / columns))
    claims = _SHARPNESS * scores.astype(np.float32)
    known = decided.linked.any(axis=1)
    claims[known] = np.where(decided.linked[known], 0.0, -40.0)
    claims[decided.rejected] = -40.0
    given = np.zeros(columns, dtype=np.float32)
    for _ in range(_ROUNDS):
        wanted = log_sum(claims + given, axis=1)
        given = np.minimum(0, room - log_sum(claims - wanted[:, None], axis=0))
    fallen = np.exp(claims + given - log_sum(claims + given, axis=1)[:, None])
    fallen[decided.looked_at & ~known] = 0
    return np.asarray(fallen, dtype=np.float32)


def log_sum(logs: Matrix, *, axis: int) -> Matrix:
    highest = logs.max(axis=axis, keepdims=True)
    total = np.log(np.exp(logs - highest).sum(axis=axis))
    return np.asarray(total + highest.squeeze(axis), dtype=np.float32)


def sections_meet(given: Matrix, left: list[str], right: list[str]) -> Matrix:
    """Log of how much oftener than by chance the other items of the left item's section fall into the right one's."""
    left_of, right_of = _numbered(left), _numbered(right)
    if left_of.max() == 0 or right_of.max() == 0:
        return np.zeros_like(given)
    fall = np.zeros((len(given), right_of.max() + 1), dtype=np.float32)
    np.add.at(fall.T, right_of, given.T)
    together = np.zeros((left_of.max() + 1, fall.shape[1]), dtype=np.float32)
    np.add.at(together, left_of, fall)
    others = together[left_of] - fall
    chance = fall.sum(axis=0) / max(float(fall.sum()), 1e-6) + 1e-6
    lift = np.log((others + _DOUBT * chance) / (others.sum(axis=1, keepdims=True) + _DOUBT) / chance)
    # An item outside every section has no company there.
    lift[np.array([not section for section in left])] = 0
    return np.asarray(lift[:, right_of], dtype=np.float32)


def _numbered(sections: list[str]) -> Ints:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(section, len(numbers)) for section in sections], dtype=np.int64)


def in_order(given: Matrix) -> Matrix:
    """How far the items before and after the left item fall on those before and after the right one.

    It counts by how far the two lists run alike at all, measured on themselves: for lists in different orders, nothing.
    """
    if min(given.shape) <= 1:
        return np.zeros_like(given)
    beside = np.zeros_like(given)
    for steps, weight in ((1, _NEXT), (2, _SECOND)):
        if min(given.shape) > steps:
            beside[steps:, steps:] += weight * given[:-steps, :-steps]
            beside[:-steps, :-steps] += weight * given[steps:, steps:]
    following = float((given[:-1, :-1] * given[1:, 1:]).sum())
    total = float(given.sum())
    alike = following / max(float(np.square(given).sum()), 1e-6) if total else 0.0
    return np.asarray(beside * min(1.0, 2 * alike), dtype=np.float32)


def wholes(ids: list[str]) -> Ints:
    """Of every item the one that it is a part of, by the numbers of the document: “4.2” of “4.2.1”, “A-1” of “A-1 (2)”; -1: none."""
    places = {id_: place for place, id_ in enumerate(ids)}
    found = np.full(len(ids), -1, dtype=np.int64)
    for place, id_ in enumerate(ids):
        for end in range(len(id_) - 1, 0, -1):
            if not (id_[end - 1].isalnum() and id_[end].isalnum()) and id_[:end] in places:
                found[place] = places[id_[:end]]
                break
    return found


def best_part(scores: Matrix, whole: Ints) -> Matrix:
    """How well the best part of the right item suits; 0 where it has none, or none that suits."""
    best = np.zeros_like(scores)
    for part in np.flatnonzero(whole >= 0).tolist():
        best[:, whole[part]] = np.maximum(best[:, whole[part]], scores[:, part])
    return best


def earlier_mappings(left_closeness: Matrix, decided: Decided) -> tuple[Matrix, Ints]:
    """How close the closest other left item is that people linked to the right item, and which it is (-1: none)."""
    rows, columns = decided.linked.shape
    nearest = np.zeros((rows, columns), dtype=np.float32)
    which = np.full((rows, columns), -1, dtype=np.int64)
    others = left_closeness.copy()
    np.fill_diagonal(others, 0)
    for column in np.flatnonzero(decided.linked.any(axis=0)):
        like = np.flatnonzero(decided.linked[:, column])
        best = like[others[:, like].argmax(axis=1)]
        nearest[:, column] = others[np.arange(rows), best]
        which[:, column] = np.where(nearest[:, column] > 0, best, -1)
    return nearest, which


def taken(decided: Decided) -> Matrix:
    """1 where people linked the right item to another left item."""
    links = decided.linked.sum(axis=0)
    return np.asarray((links - decided.linked) > 0, dtype=np.float32)
