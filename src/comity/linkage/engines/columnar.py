"""Which pairs of records are worth comparing: those that share rare pieces of a name or an address, or an identifier.

In: `Prepared`. Out: pairs (left < right), as two arrays. Laws: a pair of two known records is never given; rows of one
list and of two lists are found by the same rule (the model counts on it); work grows with records times neighbours.

Texts, not records, look for neighbours, so that a hundred rows that say the same are one question.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from comity.core import Progress
from comity.linkage.prepare import Ints, Prepared

_NAME_NEIGHBOURS = 12
_NAME_LIKENESS = 0.38
_ADDRESS_NEIGHBOURS = 5
_ADDRESS_LIKENESS = 0.6
_LARGEST_GROUP = 14
"""Records that one text may stand for and still pair all of them; above that another piece must bring them together."""
_GRAM = 3
_WHOLE_COUNTRY = 250
"""Records of a country that are all compared with each other: rarity of pieces means little among so few."""

_CountryAndText = tuple[int, str]


def candidate_pairs(prepared: Prepared, *, progress: Progress) -> tuple[Ints, Ints]:
    countries = sorted(set(prepared.country.tolist()) - {-1}) or [-1]
    found: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = [_same_identifier(prepared)]
    for done, country in enumerate(countries):
        progress("looking for neighbours", done, len(countries))
        members = np.flatnonzero((prepared.country == country) | (prepared.country == -1))
        if len(members) <= _WHOLE_COUNTRY:
            left, right = np.triu_indices(len(members), k=1)
            found.append(members[left] * prepared.count + members[right])
            continue
        found.append(
            _neighbours(_name_texts(prepared, members), prepared.count, _NAME_NEIGHBOURS, _NAME_LIKENESS)
        )
        found.append(
            _neighbours(
                _address_texts(prepared, members), prepared.count, _ADDRESS_NEIGHBOURS, _ADDRESS_LIKENESS
            )
        )
    progress("looking for neighbours", len(countries), len(countries))
    codes = np.unique(np.concatenate(found))
    left, right = np.divmod(codes, max(prepared.count, 1))
    fresh = ~(prepared.is_known[left] & prepared.is_known[right])
    return left[fresh], right[fresh]


def _name_texts(prepared: Prepared, members: Ints) -> dict[str, list[int]]:
    texts: dict[str, list[int]] = defaultdict(list)
    for index in members.tolist():
        spoken = {" ".join(prepared.site.words[index]), " ".join(prepared.company.words[index])}
        if prepared.parent.shared_by[index] <= _LARGEST_GROUP // 2:
            spoken.add(" ".join(prepared.parent.words[index]))
        for text in spoken - {""}:
            texts[text].append(index)
    return texts


def _address_texts(prepared: Prepared, members: Ints) -> dict[str, list[int]]:
    texts: dict[str, list[int]] = defaultdict(list)
    for index in members.tolist():
        if len(prepared.address[index]) >= 8:
            texts[prepared.address[index]].append(index)
    return texts


def _neighbours(
    texts: dict[str, list[int]], count: int, most: int, likeness: float
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Pairs, each coded left * count + right."""
    spelled = sorted(texts)
    grams = _gram_matrix(spelled)
    near = sp_matmul_topn(
        grams, sparse.csr_matrix(grams.T), top_n=most, threshold=likeness, sort=False, n_threads=2
    ).tocoo()
    codes: list[int] = []
    for a, b in zip(near.row.tolist(), near.col.tolist(), strict=True):
        left, right = texts[spelled[a]], texts[spelled[b]]
        if a > b and near.nnz:
            left, right = right, left
        if len(left) * len(right) > _LARGEST_GROUP**2:
            continue
        codes.extend(_coded(left, right, count))
    return np.unique(np.array(codes, dtype=np.int64))


def _coded(left: Iterable[int], right: list[int], count: int) -> Iterable[int]:
    return (min(i, j) * count + max(i, j) for i in left for j in right if i != j)


def _gram_matrix(texts: list[str]) -> sparse.csr_matrix:
    """Rows of weight 1: three-letter pieces, rare ones heavier (inverse document frequency, squared by the product)."""
    vocabulary: dict[str, int] = {}
    indices: list[int] = []
    starts = [0]
    for text in texts:
        padded = f" {text} "
        pieces = {padded[at : at + _GRAM] for at in range(len(padded) - _GRAM + 1)} or {padded}
        indices.extend(sorted(vocabulary.setdefault(piece, len(vocabulary)) for piece in pieces))
        starts.append(len(indices))
    shape = (len(texts), max(len(vocabulary), 1))
    matrix = sparse.csr_matrix(
        (np.ones(len(indices)), np.array(indices, np.int32), np.array(starts, np.int32)), shape=shape
    )
    frequency = np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1)
    matrix = matrix @ sparse.diags(np.log1p(len(texts) / frequency))
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1 / np.maximum(length, 1e-9)) @ matrix)


def _same_identifier(prepared: Prepared) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    codes: list[int] = []
    for values in prepared.identifiers.values():
        holders: dict[int, list[int]] = defaultdict(list)
        for index in np.flatnonzero(values >= 0).tolist():
            holders[int(values[index])].append(index)
        for group in holders.values():
            if 1 < len(group) <= 3 * _LARGEST_GROUP:
                codes.extend(_coded(group, group, prepared.count))
    return np.unique(np.array(codes, dtype=np.int64))
