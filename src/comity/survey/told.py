"""A figure in words: as a person reads it in a table, hears it instead of a chart, or finds it in a file.

In: figures that passed `disclosure`. Out: text.
"""

from collections.abc import Sequence
from fractions import Fraction

from comity.survey.disclosure import Cut, Distribution, Outcome
from comity.survey.figures import Results
from comity.survey.sums import Total

QUARTERS = ("0 to under 25 %", "25 to under 50 %", "50 to under 75 %", "75 to 100 %")
"""Of shares, which are never shown finer."""


def label_of(labels: Sequence[str], part: Sequence[int]) -> str:
    """“Integrated or Leading”, “Starting to Integrated”, “25 to 100 %”."""
    if tuple(labels) == QUARTERS and len(part) > 1:
        return f"{QUARTERS[part[0]].partition(' ')[0]} {QUARTERS[part[-1]].partition(' ')[2]}"
    named = [labels[code] for code in part]
    if len(named) <= 2 or list(part) != list(range(part[0], part[-1] + 1)):
        return " or ".join(named)
    return f"{named[0]} to {named[-1]}"


def band_label(cut: Cut, part: Sequence[int]) -> str:
    return label_of(cut.bands, part)


def of_band(one: Distribution | Total, band: Sequence[int], found: Results) -> str:
    """“size: medium or large”, or “all”."""
    cut = next((cut for cut in found.cuts if cut.name == one.cut), None)
    return f"{cut.name}: {band_label(cut, band)}" if cut else "all"


def said_counts(labels: Sequence[str], answers: Sequence[Sequence[int]], counts: Sequence[int]) -> str:
    """“Starting: 6; Established: 9”."""
    return "; ".join(
        f"{label_of(labels, part)}: {count}" for part, count in zip(answers, counts, strict=True)
    )


def spoken(labels: Sequence[str], one: Distribution) -> str:
    """A distribution as a sentence."""
    if one.outcome is Outcome.WITHHELD:
        return f"not shown, because {one.reason}."
    said = said_counts(labels, one.answers, one.counts[0])
    return f"{said} ({one.reason})." if one.outcome in (Outcome.STANDS, Outcome.NOISY) else f"{said}."


def said_total(one: Total, at: int, unit: str) -> str:
    low, high = one.low[at], one.high[at]
    stands = f" ({one.reason})" if one.outcome is Outcome.STANDS else ""
    if low != high:
        return f"between {low:,.0f} and {high:,.0f} {unit}, of {one.respondents[at]}{stands}"
    return f"{low:,.0f} {unit}, of {one.respondents[at]}{stands}"


def said_crossed(levels: Sequence[str], one: Distribution) -> tuple[str, ...]:
    """From which levels to which: a sentence for each level of then."""
    return tuple(
        f"of {sum(counts)} at {label_of(levels, band)}, now {said_counts(levels, one.answers, counts)}"
        for band, counts in zip(one.bands, one.counts, strict=True)
    )


def said_slope(slope: Fraction | None) -> str:
    """Levels a year, such as “+0.25”; the figure itself is an exact fraction."""
    return "–" if slope is None else f"{float(slope):+.2f}"
