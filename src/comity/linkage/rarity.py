"""How much agreeing on a word says, in bits: more the fewer *different rows of one list* share it.

Two rows of one list are rarely one site, so what they share is common. Counting pairs inside lists, not rows over lists,
keeps a site that twenty members list from making its own name look common. A short list leans on the weights shipped.
"""

import numpy as np
import polars as pl
from scipy import sparse

from comity.linkage.text import address_words, generic_words
from comity.linkage.words import Flags, Floats

RARE_BITS = 6.0
"""From here on what two rows share is rare."""
_PRIOR_PAIRS = 20_000.0
"""Pairs of rows that the shipped weights stand for: a list of two hundred rows weighs as much."""
_PRIOR_BITS = 8.0
_GENERIC_BITS = 2.0
_HIGHEST_BITS = 11.0


def word_bits(said: sparse.csr_matrix, lists: sparse.csr_matrix, vocabulary: pl.Series) -> Floats:
    """-log2 of how often a row has the word. `said` is record x word, above 0 where a record says it."""
    per_list = (lists.T @ said.sign()).tocsr()
    totals = np.asarray(lists.sum(axis=0)).ravel()
    pairs = float((totals * (totals - 1)).sum())
    per_list.data *= per_list.data - 1
    together = np.asarray(per_list.sum(axis=0)).ravel()
    common = common_words(vocabulary)
    expected = np.where(common, 2.0**-_GENERIC_BITS, 2.0**-_PRIOR_BITS)
    frequency = np.sqrt((together + _PRIOR_PAIRS * expected**2) / (pairs + _PRIOR_PAIRS))
    ceiling = np.where(common, _GENERIC_BITS + 1, _HIGHEST_BITS)
    return np.asarray(np.minimum(-np.log2(frequency), ceiling), dtype=np.float64)


def common_words(words: pl.Series) -> Flags:
    """Words of trade and of administration, and single letters: common whatever a short list may suggest."""
    return np.asarray(
        (words.is_in(sorted(generic_words() | address_words())) | (words.str.len_bytes() == 1)).to_numpy()
    )
