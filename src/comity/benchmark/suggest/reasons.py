"""Why a pair is proposed, in words that a person can check in the two texts.

In: a pair, and how much each kind of evidence adds to its score. Out: one phrase, the heaviest evidence first.
Laws: a reason names only what is there: words stand in both texts as spelled, an earlier mapping is a decision on file.
"""

from collections.abc import Iterable

import polars as pl

from comity.benchmark.suggest.company import Decided
from comity.benchmark.suggest.evidence import COLUMN, Evidence
from comity.benchmark.suggest.words import spellings

_SHOWN_WORDS = 5
_LEAST = 0.25
_COMMON = 0.15  # a word of more than this share of all texts is no reason


class Reasons:
    """Phrases for the pairs of two lists; each text is cut into words once."""

    def __init__(self, left: pl.DataFrame, right: pl.DataFrame, evidence: Evidence) -> None:
        self._left = [_spelled(text) for text in left["text"].to_list()]
        self._right = [_spelled(text) for text in right["text"].to_list()]
        self._left_ids, self._right_sections = left["id"].to_list(), right["section"].to_list()
        self._left_sections = left["section"].to_list()
        self._evidence = evidence
        self._used: dict[str, int] = {}
        for words in (*self._left, *self._right):
            for stem in words:
                self._used[stem] = self._used.get(stem, 0) + 1
        self._common = max(3.0, _COMMON * (len(self._left) + len(self._right)))

    def of(self, row: int, column: int, *, adds: list[float], decided: Decided, mapped_like: int) -> str:
        if decided.linked[row, column]:
            return "confirmed by a person"
        if decided.rejected[row, column]:
            return "rejected by a person"
        linked = decided.linked[row].any()
        if decided.looked_at[row] and not linked:
            return "a person said that nothing meets this item"
        said = sorted(self._said(row, column, adds, mapped_like), key=lambda one: -one[0])
        phrases = ["has a confirmed link already"] * bool(linked) + [phrase for _, phrase in said]
        return "; ".join(phrases) or "nothing in common but its place"

    def _said(
        self, row: int, column: int, adds: list[float], mapped_like: int
    ) -> Iterable[tuple[float, str]]:
        shared = self._shared_words(row, column)
        letters = adds[COLUMN["letters"]] + adds[COLUMN["words"]]
        if shared:
            yield letters + _LEAST, f"both say {', '.join(f'“{word}”' for word in shared)}"
        elif letters > _LEAST:
            yield letters, "words that begin or end alike"
        cited = self._evidence.left_conventions[row] & self._evidence.right_conventions[column]
        if cited:
            yield adds[COLUMN["convention"]], f"both cite ILO convention {_listed(sorted(cited))}"
        if mapped_like >= 0 and adds[COLUMN["earlier mapping"]] > _LEAST:
            yield (
                adds[COLUMN["earlier mapping"]],
                f"like “{self._left_ids[mapped_like]}”, which a person linked here",
            )
        meaning = sum(adds[COLUMN[name]] for name in ("meaning", "second meaning", "meaning of titles"))
        if meaning > _LEAST:
            yield meaning, "close in meaning to the sentence model"
        if adds[COLUMN["topics"]] > _LEAST:
            yield adds[COLUMN["topics"]], "words that go together in these lists"
        if adds[COLUMN["section"]] > _LEAST:
            yield (
                adds[COLUMN["section"]],
                f"sections “{_short(self._left_sections[row])}” and “{_short(self._right_sections[column])}” have like titles",
            )
        if adds[COLUMN["sections meet"]] > _LEAST:
            yield adds[COLUMN["sections meet"]], "other items of these two sections meet"
        if adds[COLUMN["parts"]] > _LEAST:
            yield adds[COLUMN["parts"]], "a part of the other item suits it, too"
        if adds[COLUMN["order"]] > _LEAST:
            yield adds[COLUMN["order"]], "the items before and after meet, too"

    def _shared_words(self, row: int, column: int) -> list[str]:
        """Words of the right text whose stem the left text has, the rarest first."""
        left, right = self._left[row], self._right[column]
        stems = sorted(
            (stem for stem in left.keys() & right.keys() if self._used[stem] <= self._common),
            key=lambda stem: (self._used[stem], stem),
        )
        return [
            left[stem] if left[stem] == right[stem] else f"{left[stem]}/{right[stem]}"
            for stem in stems[:_SHOWN_WORDS]
        ]


def _spelled(text: str) -> dict[str, str]:
    """Stem -> the first word of the text that has it, as the text writes it."""
    words: dict[str, str] = {}
    for stem, word in spellings(text):
        words.setdefault(stem, word.lower())
    return words


def _short(section: str) -> str:
    return section if len(section) <= 60 else section[:57].rstrip() + " …"


def _listed(numbers: list[int]) -> str:
    return ", ".join(f"C{number:03}" for number in numbers)
