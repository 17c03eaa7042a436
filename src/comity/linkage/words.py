"""Many texts as one run of words: what the columnar steps count, compare and cut by.

In: texts of words with single spaces. Out: `Words`, all words end to end and where each text's begin, or `Coded`, the same with a
number for each word, so that what is asked of a word is asked once, and not wherever it is said.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import polars as pl
from scipy import sparse

_Kind = TypeVar("_Kind", bound=np.generic)
Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Places = np.ndarray[tuple[int], np.dtype[np.int32]]
"""Of what is so many that four bytes each count."""
Numbers = np.ndarray[tuple[int], np.dtype[np.integer]]
"""`Ints` or `Places`."""
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
PORTION = 4_000_000
"""Of very many things, how many are worked on at a time."""


@dataclass(frozen=True, slots=True)
class _Run:
    starts: Ints  # of each text; one more at the end

    @property
    def count(self) -> int:
        """Of the texts."""
        return len(self.starts) - 1

    @property
    def counts(self) -> Ints:
        return np.diff(self.starts)

    @property
    def texts(self) -> Ints:
        """The text of each word."""
        return np.repeat(np.arange(self.count), self.counts)


@dataclass(frozen=True, slots=True)
class Words(_Run):
    words: pl.Series


@dataclass(frozen=True, slots=True)
class Coded(_Run):
    code: Ints  # of each word: its place in the vocabulary
    vocabulary: pl.Series  # distinct, ascending


def cut(texts: pl.Series) -> Words:
    text = pl.lit(texts)
    spaces = text.str.count_matches(" ", literal=True).cast(pl.Int64)
    counts = pl.select(pl.when(text == "").then(0).otherwise(spaces + 1)).to_series().to_numpy()
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(counts, out=starts[1:])
    words = pl.select(text.filter(text != "").str.split(" ").explode(empty_as_null=False)).to_series()
    return Words(starts, words)


def coded(words: pl.Series, vocabulary: pl.Series) -> Ints:
    """Each word's place in a vocabulary without repeats; -1 where it has none."""
    places = pl.DataFrame({"word": vocabulary, "at": np.arange(len(vocabulary))})
    found = pl.DataFrame({"word": words}).join(places, on="word", how="left", maintain_order="left")
    return found["at"].fill_null(-1).to_numpy()


def coded_alike(texts: Sequence[Words]) -> list[Coded]:
    """With one vocabulary, of all their words."""
    words = pl.concat([one.words for one in texts])
    vocabulary = words.unique().sort()
    ends = np.cumsum([len(one.words) for one in texts])
    codes = np.split(coded(words, vocabulary), ends[:-1])
    return [Coded(one.starts, code, vocabulary) for one, code in zip(texts, codes, strict=True)]


def end_to_end(texts: Sequence[tuple[Coded, Ints]]) -> Coded:
    """Each line is the words of some texts, one text after the other; they are named by their places in what has one vocabulary."""
    runs = [run_of(one.starts, at) for one, at in texts]
    counts = np.stack([one.counts[at] for one, at in texts], axis=1)
    starts = np.zeros(counts.size + 1, np.int64)
    np.cumsum(counts.ravel(), out=starts[1:])
    code = np.zeros(int(starts[-1]), np.int64)
    for column, ((one, _), (place, line)) in enumerate(zip(texts, runs, strict=True)):
        before = np.cumsum(counts[:, column]) - counts[:, column]
        begins = starts[line * len(texts) + column] - before[line]
        code[begins + np.arange(len(line))] = one.code[place]
    return Coded(starts[:: len(texts)], code, texts[0][0].vocabulary)


def joined(words: Words, kept: Flags) -> pl.DataFrame:
    """`at`, `text`: the texts that keep any of their words, spelled from those."""
    return (
        pl.DataFrame({"at": words.texts[kept], "word": words.words.filter(pl.Series(kept, dtype=pl.Boolean))})
        .group_by("at", maintain_order=True)
        .agg(text=pl.col("word").str.join(" "))
    )


def matrix_of(at: Ints, codes: Ints, weights: Floats, *, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Row x word; a word that a row says twice counts once, and a word without a code not at all."""
    known = codes >= 0
    keys, first = np.unique(at[known] * shape[1] + codes[known], return_index=True)
    rows, columns = np.divmod(keys, max(shape[1], 1))
    starts = np.searchsorted(rows, np.arange(shape[0] + 1))
    return sparse.csr_matrix((weights[known][first], columns, starts), shape=shape)


def marks_of(at: Ints, codes: Ints, *, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Row x word, 1 where a row says a word."""
    rows, columns = np.divmod(sorted_distinct(at * shape[1] + codes), max(shape[1], 1))
    starts = np.searchsorted(rows, np.arange(shape[0] + 1))
    return sparse.csr_matrix((np.ones(len(rows)), columns, starts), shape=shape)


def said_by(texts: Coded, words: Flags | None = None) -> sparse.csr_matrix:
    """Text x word of the vocabulary; or only some of its words."""
    shape = (texts.count, len(texts.vocabulary))
    if words is None:
        return marks_of(texts.texts, texts.code, shape=shape)
    kept = words[texts.code]
    return marks_of(texts.texts[kept], texts.code[kept], shape=shape)


def run_of(starts: Ints, chosen: Numbers) -> tuple[Ints, Ints]:
    """The places of all words of the chosen texts, and which choice each belongs to."""
    first = starts[chosen]
    counts = starts[chosen + 1] - first
    owner = np.repeat(np.arange(len(chosen)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(len(owner)) + np.repeat(first - before, counts), owner


def portions(count: int) -> Iterator[slice]:
    for at in range(0, count, PORTION):
        yield slice(at, min(at + PORTION, count))


def taken(
    values: np.ndarray[tuple[int], np.dtype[_Kind]], at: Numbers
) -> np.ndarray[tuple[int], np.dtype[_Kind]]:
    """`values[at]`; numpy alone would hold all the places anew, in eight bytes each."""
    found = np.empty(len(at), values.dtype)
    for some in portions(len(at)):
        found[some] = values[at[some]]
    return found


def are_equal(values: Ints, one: Numbers, other: Numbers) -> Flags:
    """`values[one] == values[other]`."""
    found = np.empty(len(one), np.bool_)
    for some in portions(len(one)):
        found[some] = values[one[some]] == values[other[some]]
    return found


def group_starts(keys: Ints) -> Ints:
    """Where each run of equal numbers begins, and the end."""
    changes = np.flatnonzero(keys[1:] != keys[:-1]) + 1
    return np.concatenate([[0], changes, [len(keys)]]) if len(keys) else np.zeros(1, np.int64)


def sorted_distinct(keys: Ints) -> Ints:
    """Much quicker than `numpy.unique` on millions of numbers."""
    keys = np.sort(keys)
    return keys[group_starts(keys)[:-1]]


def numbered(keys: Ints) -> tuple[Ints, Ints]:
    """`numpy.unique` with the place of each number among the distinct ones; twice as quick where number and place fit into one."""
    bits = len(keys).bit_length()
    if not len(keys) or keys.min() < 0 or int(keys.max()).bit_length() + bits >= np.iinfo(np.int64).bits:
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, places
    packed = (keys << bits) | np.arange(len(keys))
    packed.sort()
    at = packed & ((1 << bits) - 1)
    packed >>= bits
    starts = group_starts(packed)
    places = np.empty(len(keys), np.int64)
    places[at] = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return packed[starts[:-1]], places
