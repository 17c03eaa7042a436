"""A year's reports from a folder of answers: the programme's, each member's own, and the memory of what was shown.

In: a `CollectedYear`, the one before, what was shown before. Out: files by name. Law: a report of two years never shows what the two
together would tell, whether or not the memory of the first is at hand: without it, the first is worked out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from comity.survey.answers import Sheet
from comity.survey.budget_file import budget_bytes
from comity.survey.charts import levels_by_module, moved
from comity.survey.disclosure import Safety
from comity.survey.errors import OtherEdition
from comity.survey.evolution import Transition, YearOf, own_years, transitions
from comity.survey.figures import Respondent, Results
from comity.survey.figures_csv import figures_csv
from comity.survey.instrument import Instrument
from comity.survey.members import Asked
from comity.survey.memory_file import memory_bytes
from comity.survey.noise import Budget, with_noise
from comity.survey.own_report import own_book, own_report
from comity.survey.report import programme_report
from comity.survey.results import results
from comity.survey.stands import Memory, carried_over, memory_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedYear:
    """Complete answers by member, and who was asked."""

    instrument: Instrument
    sheets: Mapping[str, Sheet]
    asked: Asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """Counts are released with noise, and nothing else is."""

    epsilon: Fraction
    budget: Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearbook:
    results: Results
    files: Mapping[str, bytes]


def year_results(year: CollectedYear, *, safety: Safety, before: Memory | None = None) -> Results:
    people = [
        Respondent(member=member, sheet=sheet, bands=year.asked.bands.get(member, {}))
        for member, sheet in year.sheets.items()
    ]
    return results(year.instrument, people, bands=year.asked.cuts, safety=safety, before=before)


def make_yearbook(
    year: CollectedYear,
    *,
    safety: Safety,
    earlier: CollectedYear | None = None,
    shown: Memory | None = None,
    noise: Noise | None = None,
) -> Yearbook:
    """`shown` is the memory of an earlier report of this year, or of the year before."""
    memory = shown or (memory_of(year_results(earlier, safety=safety)) if earlier else None)
    before = _of_this_edition(memory, year.instrument, earlier) if memory and not noise else None
    found = year_results(year, safety=safety, before=before)
    secretariat = {"secretariat/shown.json": memory_bytes(memory_of(found, before=before))}
    if noise:
        found, budget = with_noise(found, epsilon=noise.epsilon, budget=noise.budget)
        secretariat = {"secretariat/budget.json": budget_bytes(budget)}
    moves: tuple[Transition, ...] = ()
    if earlier and not noise:
        moves = transitions(
            YearOf(instrument=earlier.instrument, sheets=earlier.sheets),
            YearOf(instrument=year.instrument, sheets=year.sheets),
            safety=safety,
        )
    edition = earlier.instrument.edition if earlier and moves else None
    charts = [levels_by_module(found)]
    if moves and edition:
        charts.append(moved(moves, years=(edition, year.instrument.edition)))
    files = {
        "programme/report.pdf": programme_report(found, changes=moves, earlier=edition),
        "programme/figures.csv": figures_csv(found),
        **secretariat,
    }
    for chart in charts:
        files[f"programme/{chart.name}.svg"] = chart.svg().encode()
        files[f"programme/{chart.name}.png"] = chart.png()
    for member, sheet in year.sheets.items():
        files |= _own_files(member, sheet, year, earlier, found)
    return Yearbook(results=found, files=files)


def _of_this_edition(memory: Memory, now: Instrument, earlier: CollectedYear | None) -> Memory:
    if memory.edition == now.edition:
        return memory
    if earlier and memory.edition == earlier.instrument.edition:
        return carried_over(memory, earlier.instrument, now)
    raise OtherEdition(
        f"What was shown before is of {memory.edition}, and {now.edition} is reported.",
        remedy="Give the memory of a report of this year, or of the year before together with that year's folder.",
    )


def _own_files(
    member: str, sheet: Sheet, year: CollectedYear, earlier: CollectedYear | None, found: Results
) -> dict[str, bytes]:
    signed = [(year.instrument, sheet)]
    if earlier and member in earlier.sheets:
        signed.insert(0, (earlier.instrument, earlier.sheets[member]))
    return {
        f"own/{member}.pdf": own_report(found, sheet, year.instrument, years=own_years(signed)),
        f"own/{member}.xlsx": own_book(sheet, year.instrument, found=found),
    }
