"""How a member and all of them moved over the years: on the questions alone that years ask alike.

In: sheets of several years and their instruments. Out: `Movement` (one member, one module, from one year to the next), `slope_of`
(levels a year), `Transition` (how many of all moved where).
Laws: what an edition changed is never compared; slopes are exact fractions; what is shown of how all moved does not, with both years'
figures, tell how those answered who are in one of them alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from comity.survey.answers import Sheet, is_asked
from comity.survey.carry import pairings
from comity.survey.disclosure import NOT_ANSWERED, WHOLE, Cut, Distribution, Safety, distributions, withheld
from comity.survey.instrument import Earlier, Instrument, Kind, Module
from comity.survey.levels import ModuleLevel, level_of, module_levels

MOVED = ("fell", "stayed", "rose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A module's level then and now, on the questions that both years ask alike."""

    module: str
    title: str
    before: int | None
    now: int | None
    compared: int  # questions
    not_compared: int  # questions that are new or changed
    change: Fraction | None  # of the mean level of those questions: finer than the module's level


def movements(earlier: Instrument, before: Sheet, instrument: Instrument, now: Sheet) -> tuple[Movement, ...]:
    pairs = _alike(earlier, instrument)
    found = (_movement(module, pairs, earlier, before, instrument, now) for module in instrument.modules)
    return tuple(one for one in found if one is not None)


def _alike(earlier: Instrument, instrument: Instrument) -> Mapping[str, str]:
    return {
        one.line: one.earlier for one in pairings(earlier, instrument).values() if one.stands is Earlier.SAME
    }


def _movement(
    module: Module,
    pairs: Mapping[str, str],
    earlier: Instrument,
    before: Sheet,
    instrument: Instrument,
    now: Sheet,
) -> Movement | None:
    asked = [one for one in module.questions if one.kind is Kind.MATURITY and is_asked(one, now.values)]
    alike = [
        one for one in asked if one.id in pairs and is_asked(earlier.questions[pairs[one.id]], before.values)
    ]
    if not asked:
        return None
    then = [value for one in alike if isinstance(value := before.values.get(pairs[one.id]), int)]
    today = [value for one in alike if isinstance(value := now.values.get(one.id), int)]
    is_whole = bool(alike) and len(then) == len(today) == len(alike)
    return Movement(
        module=module.id,
        title=module.title,
        before=level_of(then, instrument.rule) if then and len(then) == len(alike) else None,
        now=level_of(today, instrument.rule) if today and len(today) == len(alike) else None,
        compared=len(alike),
        not_compared=len(asked) - len(alike),
        change=Fraction(sum(today) - sum(then), len(alike)) if is_whole else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnYear:
    """One member's own result of one year, and how it had moved since the year before."""

    edition: int
    levels: tuple[ModuleLevel, ...]
    moved: tuple[Movement, ...] = ()


def own_years(signed: Sequence[tuple[Instrument, Sheet]]) -> tuple[OwnYear, ...]:
    """`signed` from the earliest year to the latest."""
    years, before = [], None
    for instrument, sheet in signed:
        moved = movements(*before, instrument, sheet) if before else ()
        levels = module_levels(instrument, sheet)
        years.append(OwnYear(edition=instrument.edition, levels=levels, moved=moved))
        before = instrument, sheet
    return tuple(years)


def slope_of(module: str, years: Sequence[Sequence[Movement]]) -> Fraction | None:
    """Levels a year: the mean of a module's yearly changes, each on the questions that its two years ask alike."""
    changes = [
        one.change for year in years for one in year if one.module == module and one.change is not None
    ]
    return sum(changes, Fraction(0)) / len(changes) if changes else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """Of those who answered both years: how many fell, stayed or rose; and from which level to which, where that is safe.

    `moved` is of the mean level of the questions asked alike, which no other figure is made of. `levels` is a comparison: its bands are
    a module's levels then, its answers those of now.
    """

    module: str
    title: str
    moved: Distribution
    levels: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOf:
    """One year's questionnaire, and the answers that stand behind its figures."""

    instrument: Instrument
    sheets: Mapping[str, Sheet]


THEN = "then"
_FEWEST_QUESTIONS = 4
_FEW_QUESTIONS = (
    f"fewer than {_FEWEST_QUESTIONS} questions were asked alike, and both years' figures would tell the rest"
)
_FEW_WAYS = "fewer than {fewest} would stand behind a way from one level to another"
_CAME = (
    "who answered is not the same in both years, and both years' figures would tell those who came or left"
)


def transitions(before: YearOf, now: YearOf, *, safety: Safety) -> tuple[Transition, ...]:
    """By module, on the questions asked alike."""
    both = sorted(before.sheets.keys() & now.sheets.keys())
    pairs = _alike(before.instrument, now.instrument)
    found = []
    for module in now.instrument.modules:
        moves = [
            _movement(
                module, pairs, before.instrument, before.sheets[member], now.instrument, now.sheets[member]
            )
            for member in both
        ]
        known = [one for one in moves if one is not None]
        if known:
            is_same = before.sheets.keys() == now.sheets.keys()
            levels = _crossed(known, now.instrument, safety) if is_same else withheld(THEN, _CAME)
            moved = _moved(known, safety)
            found.append(Transition(module=module.id, title=module.title, moved=moved, levels=levels))
    return tuple(found)


def _moved(moves: Sequence[Movement], safety: Safety) -> Distribution:
    if min(one.compared for one in moves) < _FEWEST_QUESTIONS:
        return withheld(WHOLE, _FEW_QUESTIONS)
    signs = [NOT_ANSWERED if one.change is None else 1 + (one.change > 0) - (one.change < 0) for one in moves]
    return distributions(np.array(signs, dtype=np.int64), answers=len(MOVED), cuts=(), safety=safety)[0]


def _crossed(moves: Sequence[Movement], instrument: Instrument, safety: Safety) -> Distribution:
    known = [(one.before, one.now) for one in moves if one.before is not None and one.now is not None]
    then, now = np.array(known, dtype=np.int64).reshape(-1, 2).T - 1
    cut = Cut(name=THEN, bands=instrument.levels, of=then)
    found = distributions(now, answers=len(instrument.levels), cuts=(cut,), safety=safety)[1]
    return found if found.bands else withheld(THEN, _FEW_WAYS.format(fewest=safety.fewest))
