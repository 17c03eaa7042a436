"""What the pages of results show, put together: one's own beside what may be said of all, and both over the years.

Nothing is decided here; what may be shown was decided downstairs before it came here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.portal.survey.published import Published
from comity.portal.survey.tongue import tell
from comity.survey import Figure, Instrument, Module, ModuleLevel, Results, lines, said_whole, shown_value
from comity.survey.disclosure import Outcome
from comity.survey.evolution import OwnYear, slope_of
from comity.survey.told import label_of, of_band, said_counts, said_crossed, said_slope, spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    label: str
    count: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleResult:
    """One's own level, and where all stand."""

    title: str
    level: ModuleLevel | None
    level_name: str
    cells: tuple[Cell, ...]
    withheld: str  # why the distribution is not shown
    stands: str  # why it is an earlier one
    bands: tuple[tuple[str, str], ...]  # “size: large” and its distribution as a sentence


def module_results(found: Results, own: Sequence[ModuleLevel]) -> tuple[ModuleResult, ...]:
    levels = {one.module.id: one for one in own}
    rows = []
    for module in found.instrument.modules:
        figure = found.figure(f"module:{module.id}")
        if figure is not None:
            rows.append(_module_result(figure, found, levels.get(module.id)))
    return tuple(rows)


def _module_result(figure: Figure, found: Results, own: ModuleLevel | None) -> ModuleResult:
    whole = figure.distributions[0]
    level = own.level if own else None
    is_shown = whole.outcome is not Outcome.WITHHELD
    cells = tuple(
        Cell(
            label=tell(label_of(figure.labels, part)),
            count=count,
            is_own=level is not None and level - 1 in part,
        )
        for part, count in (zip(whole.answers, whole.counts[0], strict=True) if is_shown else ())
    )
    return ModuleResult(
        title=figure.title,
        level=own,
        level_name=found.instrument.levels[level - 1] if level else "",
        cells=cells,
        withheld="" if is_shown else tell(whole.reason),
        stands=tell(whole.reason) if whole.outcome is Outcome.STANDS else "",
        bands=tuple(_by_band(figure, found)),
    )


def _by_band(figure: Figure, found: Results) -> Iterator[tuple[str, str]]:
    for one in figure.distributions[1:]:
        for band, counts in zip(one.bands, one.counts, strict=True):
            yield tell(of_band(one, band, found)), tell(said_counts(figure.labels, one.answers, counts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question: one's own answer beside what may be said of all."""

    title: str
    own: str
    all: str
    is_withheld: bool


def figure_rows(found: Results, module: Module, own: Mapping[str, Any]) -> tuple[Row, ...]:
    ids = {question.id for question in module.questions}
    known = lines(found.instrument)
    rows = []
    for figure in found.figures:
        line = known.get(figure.id)
        if line is None or line.question.id not in ids:
            continue
        value = own.get(figure.id)
        rows.append(
            Row(
                title=figure.title,
                own=_with_unit(shown_value(line, value), line.question.unit) if value is not None else "",
                all=tell(said_whole(figure)),
                is_withheld=figure.whole().outcome is Outcome.WITHHELD,
            )
        )
    return tuple(rows)


def _with_unit(text: str, unit: str) -> str:
    return f"{text} {unit}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolution:
    """A module's own level, year by year."""

    title: str
    levels: tuple[str, ...]  # one a year, empty where the year has none
    slope: str  # levels a year
    told: str


def evolution_of(years: Sequence[OwnYear], instrument: Instrument) -> tuple[Evolution, ...]:
    found = []
    for module in instrument.modules:
        by_year = [_level_of(year, module.id) for year in years]
        moved = next((one for one in years[-1].moved if one.module == module.id), None) if years else None
        found.append(
            Evolution(
                title=module.title,
                levels=tuple(instrument.levels[level - 1] if level else "" for level in by_year),
                slope=said_slope(slope_of(module.id, [year.moved for year in years])),
                told=_moved(moved.before, moved.now, moved.compared, moved.not_compared) if moved else "",
            )
        )
    return tuple(found)


def _level_of(year: OwnYear, module: str) -> int | None:
    return next((one.level for one in year.levels if one.module.id == module), None)


def _moved(before: int | None, now: int | None, compared: int, not_compared: int) -> str:
    said = {"compared": compared, "not": not_compared}
    if before is None or now is None:
        return _("cannot be compared")
    if now > before:
        told = _("higher, on %(compared)s questions asked alike; %(not)s new or changed") % said
    elif now < before:
        told = _("lower, on %(compared)s questions asked alike; %(not)s new or changed") % said
    else:
        told = _("as before, on %(compared)s questions asked alike; %(not)s new or changed") % said
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How all of those who answered both years moved in a module."""

    title: str
    told: str
    levels: tuple[str, ...]  # from which level to which, a sentence each
    withheld: str  # why that is not shown


def moves_of(published: Published) -> tuple[Moved, ...]:
    labels = (_("fell"), _("stayed"), _("rose"))
    names = published.results.instrument.levels
    return tuple(
        Moved(
            title=one.title,
            told=tell(spoken(labels, one.moved)),
            levels=tuple(map(tell, said_crossed(names, one.levels))),
            withheld=tell(one.levels.reason) if one.levels.outcome is Outcome.WITHHELD else "",
        )
        for one in published.moves
    )
