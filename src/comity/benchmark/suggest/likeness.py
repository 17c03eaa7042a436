"""How like two lists of texts are, one way of looking at a time: a matrix with a row a left and a column a right item.

Laws: swapping the lists turns the matrix over (except for `answers`, which looks one way and says so); texts without a
piece in common are at 0. Rarity is counted over both lists together, so that no list of stop words is needed.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]
Pieces = Sequence[Sequence[str]]

_TOPICS = 100
_ITERATIONS = 5
_DIGITS = 9
"""Below that there is only the noise of arithmetic, which must not be blown up to unit length."""
_LEAST = 1e-9
_SATURATION, _LENGTH_COUNTS = 1.2, 0.75  # BM25's usual k1 and b


class Counted:
    """Pieces of two lists of texts, counted over one vocabulary."""

    __slots__ = ("counts", "left", "pieces")

    def __init__(self, left: Pieces, right: Pieces) -> None:
        vocabulary: dict[str, int] = {}
        ends, columns = [0], []
        for text in (*left, *right):
            columns += [vocabulary.setdefault(piece, len(vocabulary)) for piece in text]
            ends.append(len(columns))
        shape = (len(ends) - 1, max(len(vocabulary), 1))
        counts: Any = sparse.csr_matrix(
            (np.ones(len(columns), dtype=np.float32), np.array(columns, dtype=np.int32), np.array(ends)),
            shape=shape,
        )
        counts.sum_duplicates()
        self.counts = counts
        self.left = len(left)
        self.pieces = list(vocabulary)

    def rarity(self) -> Matrix:
        """Natural log of how rarely a piece is used: a piece of every text says nothing."""
        used = np.bincount(self.counts.indices, minlength=self.counts.shape[1])
        return np.asarray(np.log((self.counts.shape[0] + 1) / (used + 1)), dtype=np.float32)

    def weighted(self) -> Any:
        """Unit vectors of log counts times rarity (TF-IDF)."""
        vectors = self.counts.copy()
        vectors.data = (1 + np.log(vectors.data)) * self.rarity()[vectors.indices]
        lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
        return sparse.diags_array(1 / np.maximum(lengths, _LEAST)).astype(np.float32) @ vectors


def cosine(counted: Counted) -> Matrix:
    vectors = counted.weighted().tocsr()
    return dense(vectors[: counted.left] @ vectors[counted.left :].T)


def topics(counted: Counted) -> tuple[Matrix, Matrix]:
    """Unit vectors of left and right texts in the space of what the two lists talk about (latent semantic analysis).

    Words that keep the same company come close without being the same. Found by iterating a space of fixed start (Halko,
    Martinsson and Tropp 2011), because the usual solvers start anew at random where texts repeat each other.
    """
    vectors = counted.weighted().tocsr().astype(np.float64)
    size = min(_TOPICS, *vectors.shape)
    space = np.random.default_rng(0).standard_normal((vectors.shape[1], size))
    for _ in range(_ITERATIONS):
        space = np.linalg.qr(vectors.T @ np.linalg.qr(vectors @ space)[0])[0]
    left, strength, _ = np.linalg.svd(vectors @ space, full_matrices=False)
    placed = unit((left * strength).round(_DIGITS))
    return placed[: counted.left], placed[counted.left :]


def answers(asked: Any, texts: Any) -> Matrix:
    """BM25 of every text for every question asked. It looks one way: long texts are not blamed for saying more."""
    count = texts.shape[0]
    found = np.bincount(texts.indices, minlength=texts.shape[1])
    rarity = np.log1p((count - found + 0.5) / (found + 0.5)).astype(np.float32)
    lengths = np.asarray(texts.sum(axis=1)).ravel()
    norm = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * lengths / max(lengths.mean(), _LEAST))
    weights = texts.copy()
    rows = np.repeat(np.arange(count), np.diff(texts.indptr))
    weights.data = (
        texts.data * (_SATURATION + 1) / (texts.data + norm[rows]) * rarity[texts.indices]
    ).astype(np.float32)
    question = asked.copy()
    question.data = np.ones_like(question.data)
    scores = dense(question @ weights.T)
    # A share of what a perfect answer would score: questions of every length become comparable.
    best = np.asarray(question @ (rarity * (_SATURATION + 1))).ravel()
    return np.asarray(scores / np.maximum(best, _LEAST)[:, None], dtype=np.float32)


def unit(vectors: NDArray[Any]) -> Matrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, _LEAST), dtype=np.float32)


def dense(matrix: Any) -> Matrix:
    return np.asarray(matrix.toarray(), dtype=np.float32)
