"""What firms say in their names that they make, in any language: weaving and dairy are two firms, Molkerei and dairy one trade.

In: names as spaced words. Out: for each a set of trades, as bits of a number. The table is `data/trades.txt`.
"""

from functools import lru_cache

import numpy as np
import polars as pl

from comity.linkage.text import read_data
from comity.linkage.words import Ints, coded, cut


def trades_of(names: pl.Series) -> Ints:
    """For each name the trades it speaks of; 0 where it speaks of none."""
    table = _table()
    words = cut(names)
    joined = words.words + pl.concat([words.words.slice(1), pl.Series([""])]).str.replace("^(.+)$", "-$1")
    ends = np.zeros(len(words.words), bool)
    ends[words.starts[1:][words.counts > 0] - 1] = True  # the word after a name's last is another name's
    found = np.zeros(len(names), np.int64)
    for texts, counts in ((words.words, np.ones(len(ends), bool)), (joined, ~ends)):
        code = coded(texts, table["word"])
        known = np.flatnonzero((code >= 0) & counts)
        np.bitwise_or.at(found, words.texts[known], table["trade"].to_numpy()[code[known]])
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
