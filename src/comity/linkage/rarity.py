"""How much agreeing on a word says, in bits: more the fewer *different rows of one list and country* share it.

Two rows of one list are rarely one site, so what they share is common. Counting pairs inside lists, not rows over lists,
keeps a site that twenty members list from making its own name look common. A short list leans on the weights shipped.
Law: rows of countries where nobody says a word do not change what it weighs.
"""

from functools import lru_cache

import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.text import address_words, generic_words
from comity.linkage.words import Flags, Floats, Ints

RARE_BITS = 6.0
"""From here on what two rows share is rare."""
_PRIOR_PAIRS = 20_000.0
"""Pairs of rows that the shipped weights stand for: a list of two hundred rows weighs as much."""
_PRIOR_BITS = 8.0
_GENERIC_BITS = 2.0
_HIGHEST_BITS = 11.0


def word_bits(
    said: sparse.csr_matrix, lists: sparse.csr_matrix, country: Ints, vocabulary: pl.Series
) -> Floats:
    """-log2 of how often a row has the word, where anybody says it. `said` is record x word, above 0 where a record says it."""
    of_list, country_of = _lists_by_country(lists, country)
    per_list = (of_list.T @ said.sign()).tocsr()
    rows = np.asarray(of_list.sum(axis=0)).ravel()
    pairs_of = np.bincount(country_of, weights=rows * (rows - 1), minlength=1)
    at_home = sparse.csr_matrix(
        (np.ones(len(rows)), (country_of, np.arange(len(rows)))), shape=(len(pairs_of), len(rows))
    )
    pairs = (at_home @ per_list).sign().T @ pairs_of
    per_list.data *= per_list.data - 1
    together = np.asarray(per_list.sum(axis=0)).ravel()
    common = common_words(vocabulary)
    expected = np.where(common, 2.0**-_GENERIC_BITS, 2.0**-_PRIOR_BITS)
    frequency = np.sqrt((together + _PRIOR_PAIRS * expected**2) / (pairs + _PRIOR_PAIRS))
    ceiling = np.where(common, _GENERIC_BITS + 1, _HIGHEST_BITS)
    return np.asarray(np.minimum(-np.log2(frequency), ceiling), dtype=np.float64)


def _lists_by_country(lists: sparse.csr_matrix, country: Ints) -> tuple[sparse.csr_matrix, Ints]:
    """Record x list in a country, and the country of each of those, as numbers from 0."""
    record = np.repeat(np.arange(lists.shape[0]), np.diff(lists.indptr))
    countries, own = np.unique(country[record], return_inverse=True)
    both, column = np.unique(lists.indices.astype(np.int64) * len(countries) + own, return_inverse=True)
    shape = (lists.shape[0], len(both))
    return sparse.csr_matrix((np.ones(len(record)), column, lists.indptr), shape=shape), both % max(
        len(countries), 1
    )


def common_words(words: pl.Series) -> Flags:
    """Words of trade and of administration, and single letters: common whatever a short list may suggest."""
    word = pl.lit(words)
    return pl.select(word.is_in(_common().implode()) | (word.str.len_bytes() == 1)).to_series().to_numpy()


@lru_cache(maxsize=1)
def _common() -> pl.Series:
    return pl.Series(sorted(generic_words() | address_words()), dtype=pl.String)
