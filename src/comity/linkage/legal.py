"""Legal forms taken out of many names at once.

In: names as spaced words. Out: the words left. Law: equal to `text.without_legal_form`, name by name.
From each word on the longest form is taken, as a reader does; all names are walked side by side, from form to form.
"""

from functools import lru_cache

import numpy as np
import polars as pl

from comity.linkage.text import AT_THE_END_ONLY, AT_THE_ENDS_ONLY, LONGEST_FORM, legal_forms
from comity.linkage.words import Flags, Ints, Words, coded, cut, joined


def without_legal_forms(names: pl.Series) -> pl.Series:
    words = cut(names)
    gone = _walked(words.starts, _form_sizes(words))
    left = np.bincount(words.texts[~gone], minlength=len(names))
    hit = np.bincount(words.texts[gone], minlength=len(names)) > 0
    changed = hit & (left > 0)  # a name that is nothing but legal form stays as it is
    if not changed.any():
        return names
    rest = joined(words, ~gone & changed[words.texts])
    return names.scatter(rest["at"], rest["text"])


@lru_cache(maxsize=1)
def _form_words() -> pl.Series:
    return pl.Series(sorted({word for form in legal_forms() for word in form}), dtype=pl.String)


@lru_cache(maxsize=1)
def _forms() -> dict[int, Ints]:
    """Forms by their number of words, each form one number."""
    place = {word: code for code, word in enumerate(_form_words().to_list())}
    return {
        size: np.array(
            sorted(
                sum(place[word] * len(place) ** at for at, word in enumerate(form))
                for form in legal_forms()
                if len(form) == size
            ),
            np.int64,
        )
        for size in range(1, LONGEST_FORM + 1)
    }


def _form_sizes(words: Words) -> Ints:
    """For each word the length of the longest form that begins with it; 0 for none."""
    known = _form_words()
    codes = coded(words.words, known)
    total = len(codes)
    ends = np.repeat(words.starts[1:], words.counts)
    at = np.arange(total)
    first = at == np.repeat(words.starts[:-1], words.counts)
    short = (words.words.str.len_bytes() <= 2).to_numpy()
    only_at_the_ends = words.words.is_in(sorted(AT_THE_ENDS_ONLY)).to_numpy()
    only_at_the_end = words.words.is_in(sorted(AT_THE_END_ONLY)).to_numpy()
    sizes = np.zeros(total, np.int64)
    spelled, whole = np.zeros(total, np.int64), np.ones(total, bool)
    for size, forms in _forms().items():
        step = size - 1
        here = np.full(total, -1, np.int64)
        here[: max(total - step, 0)] = codes[step:]
        whole &= (here >= 0) & (at + size <= ends)
        spelled = spelled + np.where(whole, here, 0) * len(known) ** step
        found = np.flatnonzero(whole)
        found = found[np.isin(spelled[found], forms)]
        at_end = found + size == ends[found]
        fits = (
            at_end
            | (size > 1)
            | np.where(first[found], ~only_at_the_end[found], ~short[found] & ~only_at_the_ends[found])
        )
        sizes[found[fits]] = size
    return sizes


def _walked(starts: Ints, sizes: Ints) -> Flags:
    """The words that forms take up, where none begins inside another."""
    total = len(sizes)
    gone = np.zeros(total, bool)
    begins = np.append(np.flatnonzero(sizes > 0), total)
    ends = starts[1:]
    at = starts[:-1]
    while True:
        at = begins[np.searchsorted(begins, at)]
        open_ = at < ends
        at, ends = at[open_], ends[open_]
        if not len(at):
            return gone
        length = sizes[at]
        for step in range(int(length.max())):
            gone[at[length > step] + step] = True
        at = at + length
