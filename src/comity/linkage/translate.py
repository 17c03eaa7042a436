"""Names in Han characters, with the words of trade said in English, as the same firm's other members write them.

In: names as spaced words, spelled from another script. Out: the same, phrases of the table translated; "di 2 fen chang" is
"di 2 factory". Latin names are not touched: what they say in two languages is for `trades`.
"""

import re
from functools import lru_cache

import polars as pl

from comity.linkage.text import read_data

HAN = r"[\x{2E80}-\x{9FFF}\x{F900}-\x{FAFF}\x{20000}-\x{2FFFF}]"


def in_english(names: pl.Series) -> pl.Series:
    pattern, words = _table()
    return pl.Series(
        [pattern.sub(lambda found: words[found[0]], name) for name in names.to_list()], dtype=pl.String
    )


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    words = {
        phrase.strip(): english
        for english, _, phrases in (line.partition(":") for line in read_data("translations.txt"))
        for phrase in phrases.split(",")
    }
    longest_first = sorted(words, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b"), words
