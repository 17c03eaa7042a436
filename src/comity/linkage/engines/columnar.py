"""Which pairs of records are worth comparing: those that share rare pieces of a name or an address, or an identifier.

In: `Prepared`. Out: pairs (left < right), as two arrays. Laws: a pair of two known records is never given; rows of one
list and of two lists are found by the same rule (the model counts on it); work grows with records times neighbours. What lies
`far_apart` and has but one thing in common is left out.

Texts, not records, look for neighbours, so that a hundred rows that say the same are one question.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
from scipy import sparse

from comity.core import Progress
from comity.linkage.far_apart import far_apart
from comity.linkage.pieces import Nearness, letter_pieces, near_texts, town_pieces
from comity.linkage.prepare import Prepared
from comity.linkage.share import WHOLE, Share
from comity.linkage.words import Flags, Ints, group_starts, run_of, sorted_distinct

_SHORTEST_ADDRESS = 8
_LARGEST_GROUP = 14
"""Records that one text may stand for and still pair all of them; above that another piece must bring them together."""
_FEW_WITH = 6
"""Records that share a number and something other, and are still paired."""
_WHOLE_COUNTRY = 250
"""Records of a country that are all compared with each other: rarity of pieces means little among so few."""
_MANY = 10_000
"""Records of a country from which on names are cut into longer pieces, and each word of a name is looked up with its town."""


def candidate_pairs(prepared: Prepared, *, progress: Progress, share: Share = WHOLE) -> tuple[Ints, Ints]:
    found = [np.zeros(0, np.int64)]
    few, some, many = _countries(prepared)
    if share.is_first:
        found += [_same_identifier(prepared), _same_number_and_more(prepared)]
        found += [_all_pairs(prepared, country) for country in few]
        found += [_looked_up(prepared)]
    ways = [(way, countries) for ways, countries in ((_OF_SOME, some), (_OF_MANY, many)) for way in ways]
    for done, ((texts_of, nearness), countries) in enumerate(ways):
        progress("looking for neighbours", done, len(ways))
        if countries:
            texts = texts_of(prepared)
            found += [texts.neighbours(_in(prepared, one), nearness, share) for one in countries]
    progress("looking for neighbours", len(ways), len(ways))
    left, right = np.divmod(sorted_distinct(np.concatenate(found)), max(prepared.count, 1))
    fresh = ~(prepared.is_known[left] & prepared.is_known[right])
    left, right = left[fresh], right[fresh]
    near = ~far_apart(prepared, left, right)
    return left[near], right[near]


def _countries(prepared: Prepared) -> tuple[list[int], list[int], list[int]]:
    """Those of few records, of some, and of many; a record that names no country may be in any."""
    sizes = np.bincount(prepared.country + 1, minlength=1)
    listed = [(one, int(size + sizes[0])) for one, size in enumerate(sizes[1:]) if size] or [
        (-1, int(sizes[0]))
    ]
    return (
        [one for one, size in listed if size <= _WHOLE_COUNTRY],
        [one for one, size in listed if _WHOLE_COUNTRY < size < _MANY],
        [one for one, size in listed if size >= _MANY],
    )


def _in(prepared: Prepared, country: int) -> Flags:
    return np.asarray((prepared.country == country) | (prepared.country == -1))


def _looked_up(prepared: Prepared) -> Ints:
    left, right = prepared.near if prepared.near is not None else (np.zeros(0, np.int64),) * 2
    return left * prepared.count + right


def _all_pairs(prepared: Prepared, country: int) -> Ints:
    members = np.flatnonzero(_in(prepared, country) & prepared.is_sought)
    left, right = np.triu_indices(len(members), k=1)
    return np.asarray(members[left] * prepared.count + members[right], dtype=np.int64)


class _Texts:
    """Which records say which texts, and the pieces of those."""

    def __init__(self, pieces: sparse.csr_matrix, code: Ints, record: Ints, *, is_known: Flags) -> None:
        keys = sorted_distinct(code * max(len(is_known), 1) + record)
        self.pieces = pieces  # text x piece
        self.code, self.record = np.divmod(keys, max(len(is_known), 1))
        self.is_known = is_known

    def neighbours(self, here: Flags, nearness: Nearness, share: Share) -> Ints:
        """Pairs among some of the records, each coded left * count + right.

        A share of the texts looks for neighbours among all of them; what only known records say looks for none.
        """
        chosen = here[self.record]
        code, record = self.code[chosen], self.record[chosen]
        starts = group_starts(code)
        if len(starts) == 1:
            return np.zeros(0, np.int64)
        asking = np.flatnonzero(~np.logical_and.reduceat(self.is_known[record], starts[:-1]))
        asking = asking[slice(*share.span(len(asking)))]
        if not len(asking):
            return np.zeros(0, np.int64)
        left, right = near_texts(self.pieces[code[starts[:-1]]], nearness, asking)
        return _pairs(starts, record, left, right, len(self.is_known))


def _names(prepared: Prepared, *, letters: int) -> _Texts:
    parents = np.where(prepared.parent.shared_by <= _LARGEST_GROUP // 2, prepared.parent.code, 0)
    code = prepared.spoken.name[np.concatenate([prepared.site.code, prepared.company.code, parents])]
    said = np.flatnonzero((code > 0) & np.tile(prepared.is_sought, 3))
    used, code = np.unique(code[said], return_inverse=True)
    pieces = letter_pieces(prepared.spoken.names.gather(used), length=letters)
    return _Texts(pieces, code, said % max(prepared.count, 1), is_known=prepared.is_known)


def _names_in_town(prepared: Prepared) -> _Texts:
    """Each word of a name together with the town: what stays rare where the word alone is common."""
    town = prepared.places.city.code
    said = np.flatnonzero((prepared.site.code > 0) & (town > 0) & prepared.is_sought)
    most = len(prepared.places.city.texts)
    pairs, code = np.unique(prepared.site.code[said] * most + town[said], return_inverse=True)
    name, town = np.divmod(pairs, most)
    pieces = town_pieces(prepared.spoken.matrix[name], town)
    return _Texts(pieces, code, said, is_known=prepared.is_known)


def _addresses(prepared: Prepared) -> _Texts:
    address = prepared.places.address
    long = (address.texts.str.len_bytes() >= _SHORTEST_ADDRESS).to_numpy()
    said = np.flatnonzero(long[address.code] & prepared.is_sought)
    used, code = np.unique(address.code[said], return_inverse=True)
    return _Texts(prepared.addresses[used], code, said, is_known=prepared.is_known)


def _same_identifier(prepared: Prepared) -> Ints:
    found = [np.zeros(0, np.int64)]
    for values in prepared.identifiers.values():
        holders = np.flatnonzero(values >= 0)
        holders = holders[np.argsort(values[holders], kind="stable")]
        value = values[holders]
        starts = group_starts(value)
        size = np.diff(starts)
        groups = np.flatnonzero((size > 1) & (size <= 3 * _LARGEST_GROUP))
        found.append(_pairs(starts, holders, groups, groups, prepared.count, largest=3 * _LARGEST_GROUP))
    return np.concatenate(found)


def _same_number_and_more(prepared: Prepared) -> Ints:
    """Records whose addresses share a number and that share a town, a postcode or a word of their name, too.

    Where every field is a little damaged, none is near enough by itself; two things that seldom come together are.
    """
    numbers, places = prepared.numbers, prepared.places
    at, owner = run_of(numbers.indptr.astype(np.int64), places.address.code)
    number = numbers.indices[at].astype(np.int64)
    words = prepared.spoken.matrix
    word_at, of_number = run_of(words.indptr.astype(np.int64), prepared.site.code[owner])
    found = [
        _few_with(prepared, owner[said], number[said], code[owner[said]])
        for code in (places.city.code, places.postal_code.code)
        for said in [code[owner] > 0]
    ]
    named = _few_with(prepared, owner[of_number], number[of_number], words.indices[word_at].astype(np.int64))
    return np.concatenate([*found, named])


def _few_with(prepared: Prepared, record: Ints, number: Ints, other: Ints) -> Ints:
    """Pairs of the records of one country that have a number and something other in common, if few have."""
    size = prepared.numbers.shape[1]
    key = (other * size + number) * (int(prepared.country.max(initial=0)) + 2) + prepared.country[record] + 1
    order = np.lexsort((record, key))
    key, record = key[order], record[order]
    starts = group_starts(key)
    few = np.flatnonzero((np.diff(starts) > 1) & (np.diff(starts) <= _FEW_WITH))
    return _pairs(starts, record, few, few, prepared.count)


def _pairs(
    starts: Ints, record: Ints, left: Ints, right: Ints, count: int, *, largest: int = _LARGEST_GROUP
) -> Ints:
    """Every record of one group with every record of the other, coded; groups that are too large together not."""
    size = np.diff(starts)
    few = size[left] * size[right] <= largest**2
    left, right = left[few], right[few]
    one, owner = run_of(starts, left)
    other, place = run_of(starts, right[owner])
    i, j = record[one][place], record[other]
    apart = i != j
    return sorted_distinct(np.minimum(i, j)[apart] * count + np.maximum(i, j)[apart])


Way = tuple[Callable[[Prepared], _Texts], Nearness]
_OF_SOME: tuple[Way, ...] = (
    (partial(_names, letters=3), Nearness(most=8, likeness=0.35, work=4_000)),
    (_addresses, Nearness(most=8, likeness=0.3, work=1_000)),
)
_OF_MANY: tuple[Way, ...] = (
    (partial(_names, letters=6), Nearness(most=8, likeness=0.35, work=1_500)),
    (_names_in_town, Nearness(most=6, likeness=0.3, work=500)),
    (_addresses, Nearness(most=8, likeness=0.4, work=1_000)),
)
"""Among many, three letters are common, and only long pieces are rare."""
