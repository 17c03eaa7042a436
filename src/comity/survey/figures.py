"""The figures of a year as values: each question's, with every table that was made of it, and what was done to each.

In: tables that `disclosure` and `sums` made. Out: `Figure`, `Results`. Whom a figure was made of is kept with it for the memory alone
(`stands`): it never leaves the Secretariat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from comity.survey.answers import Sheet
from comity.survey.disclosure import Cut, Distribution, Outcome, Safety
from comity.survey.instrument import Instrument
from comity.survey.sums import Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondent:
    """`bands` by cut, such as {"size": "large"}."""

    member: str
    sheet: Sheet
    bands: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One asked figure with its outcome: a distribution over `labels`, or a sum in `unit`."""

    id: str
    title: str
    labels: tuple[str, ...]
    unit: str
    distributions: tuple[Distribution, ...] = ()
    totals: tuple[Total, ...] = ()
    answered_by: Mapping[str, str]  # who answered what

    @property
    def tables(self) -> tuple[Distribution | Total, ...]:
        return *self.distributions, *self.totals

    def whole(self) -> Distribution | Total:
        return self.tables[0]

    def outcomes(self) -> Iterator[tuple[str, Outcome, str]]:
        """Cut, what was done, and why."""
        for one in self.tables:
            yield one.cut, one.outcome, one.reason

    def is_shown(self) -> bool:
        return any(outcome is not Outcome.WITHHELD for _, outcome, _ in self.outcomes())


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    instrument: Instrument
    respondents: int
    cuts: tuple[Cut, ...]
    figures: tuple[Figure, ...]
    safety: Safety
    placed: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by cut, each respondent's band

    def figure(self, id_: str) -> Figure | None:
        return next((one for one in self.figures if one.id == id_), None)
