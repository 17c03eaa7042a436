"""In whose language something is said. The rules speak English; whoever writes for a reader hands in what says their sentences otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

Tongue = Callable[[str], str]
"""A sentence of ours, in English, as its reader is told it."""


def in_english(sentence: str) -> str:
    return sentence


def _day(day: date) -> str:
    return f"{day.day}\u00a0{day:%B}\u00a0{day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What a report needs beside sentences."""

    language: str  # BCP 47
    say: Tongue
    day: Callable[[date], str]


ENGLISH = Speech(language="en", say=in_english, day=_day)
