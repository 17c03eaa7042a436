"""Texts cut into pieces, to find those that share rare ones: runs of letters of names, words of addresses.

In: distinct texts. Out: `near_texts`, pairs of texts whose rare pieces agree, the nearest few for each.
Laws: work grows with texts, not with their square: pieces that so many texts have that comparing them would cost more
than `work` steps a text are left out, the commonest first; a text is near itself.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from comity.linkage.words import Ints, sorted_distinct

_LETTERS = " abcdefghijklmnopqrstuvwxyz0123456789"
_OF_NEAREST = 0.6
"""A text that has a near neighbour is not helped by one that is less than this part as near."""
_WORTH_TWO_THREADS = 10_000
"""Texts below which starting a second thread costs more than it saves."""
_MOST_COLUMNS = 4_194_301
"""A prime, so that runs spread evenly."""
_NUMBER = np.zeros(256, np.int64)
_NUMBER[[ord(letter) for letter in _LETTERS]] = np.arange(len(_LETTERS))


def letter_pieces(texts: pl.Series, *, length: int = 3) -> sparse.csr_matrix:
    """Text x run of so many letters; a space stands before and after each text.

    There are more long runs than a matrix has room for: a few share a column, and count as one.
    """
    padded = pl.select(pl.lit(" ") + texts + pl.lit(" ")).to_series()
    raw = _NUMBER[np.frombuffer((padded.str.join("").item() or "").encode("ascii"), np.uint8)]
    owner = np.repeat(np.arange(len(texts)), padded.str.len_bytes().to_numpy())
    base, count = len(_LETTERS), max(len(raw) - length + 1, 0)
    piece = np.zeros(count, np.int64)
    for at in range(length):
        piece = piece * base + raw[at : at + count]
    whole = owner[:count] == owner[length - 1 :]
    columns = min(base**length, _MOST_COLUMNS)
    return _counted(owner[:count][whole], piece[whole] % columns, (len(texts), columns))


def town_pieces(names: sparse.csr_matrix, town: Ints) -> sparse.csr_matrix:
    """Name x word in a town, from the words of each name and the town it is said of."""
    name = np.repeat(np.arange(len(town)), np.diff(names.indptr))
    pairs, piece = np.unique(town[name] * np.int64(names.shape[1]) + names.indices, return_inverse=True)
    return _counted(name, piece, (len(town), max(len(pairs), 1)))


def _counted(at: Ints, piece: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns = np.divmod(sorted_distinct(at * shape[1] + piece), shape[1])
    starts = np.searchsorted(rows, np.arange(shape[0] + 1))
    return sparse.csr_matrix(
        (np.ones(len(rows), np.float32), columns.astype(np.int32), starts.astype(np.int32)), shape=shape
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    most: int  # neighbours of a text, itself among them
    likeness: float  # cosine of rarity-weighed pieces
    work: int  # steps a text


def near_texts(
    pieces: sparse.csr_matrix, nearness: Nearness, asking: Ints | None = None
) -> tuple[Ints, Ints]:
    """Pairs of a text and one near it; each text is near itself.

    Where only some are `asking`, they look among all, so what several portions of the texts find is what all find at once.
    """
    weighed = _weighed(pieces, nearness.work)
    asking = np.arange(weighed.shape[0]) if asking is None else asking
    near = sp_matmul_topn(
        weighed[asking],
        sparse.csr_matrix(weighed.T),
        top_n=nearness.most,
        threshold=nearness.likeness,
        sort=False,
        n_threads=2 if len(asking) >= _WORTH_TWO_THREADS else 1,
    ).tocoo()
    text, other = asking[near.row], near.col.astype(np.int64)
    itself = text == other
    nearest = np.zeros(weighed.shape[0], np.float32)
    np.maximum.at(nearest, text[~itself], near.data[~itself])
    kept = itself | (near.data >= _OF_NEAREST * nearest[text])
    return text[kept], other[kept]


def _weighed(pieces: sparse.csr_matrix, work: int) -> sparse.csr_matrix:
    """Rows of length 1 over all pieces, of which those stay that are rare enough to compare by."""
    texts_with = np.bincount(pieces.indices)
    often = texts_with[pieces.indices]
    steps = np.arange(1, often.max(initial=0) + 1)
    values = np.log1p(pieces.shape[0] / steps).astype(np.float32)[often - 1]
    owner = np.repeat(np.arange(pieces.shape[0]), np.diff(pieces.indptr))
    length = np.sqrt(np.bincount(owner, weights=values * values, minlength=pieces.shape[0]))
    values = (values / np.maximum(length, 1e-9)[owner]).astype(np.float32)
    kept = often <= _commonest(np.bincount(texts_with), work * pieces.shape[0])
    starts = np.searchsorted(owner[kept], np.arange(pieces.shape[0] + 1)).astype(np.int32)
    return sparse.csr_matrix((values[kept], pieces.indices[kept], starts), shape=pieces.shape)


def _commonest(pieces_in: Ints, work: int) -> int:
    """How many texts a piece may be in, so that comparing by all such pieces takes at most `work` steps; `pieces_in` says how
    many pieces are in so many texts.
    """
    steps = np.cumsum(pieces_in * np.arange(len(pieces_in), dtype=np.float64) ** 2)
    return int(np.searchsorted(steps, work, side="right")) - 1
