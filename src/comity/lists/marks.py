"""How our own workbooks are known for ours, in every language.

Whoever writes a workbook hands in what says a sentence in another language. What stands in a sheet's first cells must be known
here in every language, because the workbook comes back: Law: a list sent in again in our own workbook reads as the list that it
was made from, whatever language its remarks are in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What the first cells of our sheets say, in one language."""

    summary: str  # above the page that tells what was found
    guide: str  # above the page of guidance
    found: tuple[str, str, str]  # the columns to the left of the member's own
    place: str  # the column behind them, where a list came from several sheets


ENGLISH = Marks(
    summary="What we found in your list",
    guide="How to fill in the list",
    found=("What we found", "What to do", "State"),
    place="Your sheet and line",
)
MARKS: Mapping[str, Marks] = {
    "en": ENGLISH,
    "fr": Marks(
        summary="Ce que nous avons trouvé dans votre liste",
        guide="Comment remplir la liste",
        found=("Ce que nous avons trouvé", "Que faire", "État"),
        place="Votre feuille et ligne",
    ),
    "de": Marks(
        summary="Was wir in Ihrer Liste gefunden haben",
        guide="So wird die Liste ausgefüllt",
        found=("Was wir gefunden haben", "Was zu tun ist", "Stand"),
        place="Ihr Blatt und Ihre Zeile",
    ),
    "es": Marks(
        summary="Lo que encontramos en su lista",
        guide="Cómo rellenar la lista",
        found=("Lo que encontramos", "Qué hacer", "Estado"),
        place="Su hoja y línea",
    ),
    "zh": Marks(
        summary="我们在您的名单中发现的问题",
        guide="名单填写说明",
        found=("我们的发现", "如何处理", "状态"),
        place="您的工作表和行号",
    ),
}


def is_page_of_ours(first: Sequence[str]) -> bool:
    """By its first row: a page of words, and no list."""
    return bool(first) and any(first[0] in (one.summary, one.guide) for one in MARKS.values())


def is_summary(first: Sequence[str]) -> bool:
    return bool(first) and any(first[0] == one.summary for one in MARKS.values())


def columns_of_ours(first: Sequence[str]) -> int:
    """How many columns of a list's first row we put before the member's own."""
    for one in MARKS.values():
        if tuple(first[: len(one.found)]) == one.found:
            return len(one.found) + (first[len(one.found) : len(one.found) + 1] == [one.place])
    return 0
