"""In whose language a report speaks. The rules speak English; whoever prints a report hands in what says their sentences otherwise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


def _as_it_is(sentence: str) -> str:
    return sentence


def _day(day: date) -> str:
    return f"{day.day}\u00a0{day:%B}\u00a0{day.year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    language: str  # BCP 47
    say: Callable[[str], str]  # a sentence of ours, in English, as its reader is told it
    day: Callable[[date], str]


ENGLISH = Speech(language="en", say=_as_it_is, day=_day)
