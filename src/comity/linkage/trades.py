"""What firms say in their names that they make, in any language: weaving and dairy are two firms, Molkerei and dairy one trade.

In: names as words. Out: for each a set of trades, as bits of a number. The table is `data/trades.txt`.
"""

from functools import lru_cache

import numpy as np
import polars as pl

from comity.linkage.text import read_data
from comity.linkage.words import Coded, Ints, coded


def trades_of(names: Coded) -> Ints:
    """For each name the trades it speaks of; 0 where it speaks of none."""
    table, vocabulary, text = _table(), names.vocabulary, names.texts
    ends = np.zeros(len(text), bool)
    ends[names.starts[1:][names.counts > 0] - 1] = True  # the word after a name's last is another name's
    begins = table["word"].str.extract("^(.+?)-").drop_nulls().unique()
    at = np.flatnonzero(vocabulary.is_in(begins.implode()).to_numpy()[names.code] & ~ends)
    phrases = vocabulary.gather(names.code[at]) + "-" + vocabulary.gather(names.code[at + 1])
    found = np.zeros(names.count, np.int64)
    for said_in, place in (
        (text, coded(vocabulary, table["word"])[names.code]),
        (text[at], coded(phrases, table["word"])),
    ):
        known = np.flatnonzero(place >= 0)
        np.bitwise_or.at(found, said_in[known], table["trade"].to_numpy()[place[known]])
    return found


def trade_words() -> frozenset[str]:
    return frozenset(_table()["word"].to_list())


@lru_cache(maxsize=1)
def _table() -> pl.DataFrame:
    """word, trade (one bit)."""
    lines = [line.partition(":") for line in read_data("trades.txt")]
    rows = [(word, 1 << at) for at, (_, _, words) in enumerate(lines) for word in words.split()]
    first = pl.DataFrame(rows, schema={"word": pl.String, "trade": pl.Int64}, orient="row")
    return first.unique("word", keep="first", maintain_order=True)
