"""A column of texts as its distinct texts and a number per record, so that each text is worked on once.

Number 0 is always the empty text: nothing is said there.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from comity.linkage.words import Flags, Ints, coded, numbered


@dataclass(frozen=True, slots=True)
class Field:
    texts: pl.Series  # distinct, ascending; the first is ""
    code: Ints  # of each record

    @property
    def is_said(self) -> Flags:
        return np.asarray(self.code > 0)


def field_of(column: pl.Series) -> Field:
    texts = pl.concat([column, pl.Series([""], dtype=pl.String)]).unique().sort()
    return Field(texts, coded(column, texts))


def distinct_pairs(left: Ints, right: Ints, *, most: int) -> tuple[Ints, Ints, Ints]:
    """Unordered pairs of numbers below `most`, each once, and where each given pair is among them."""
    keys, place = numbered(np.minimum(left, right) * most + np.maximum(left, right))
    one, other = np.divmod(keys, most)
    return one, other, place


def scripts_of_texts(field: Field, given: Ints) -> Ints:
    """The script that each text was spelled from; `given` is that of each record. Of several, the largest number."""
    scripts = np.zeros(len(field.texts), np.int64)
    np.maximum.at(scripts, field.code, given)
    return scripts
