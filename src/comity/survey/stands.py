"""What was shown before, and whether a figure may be shown anew: two figures of nearly the same answers tell the difference.

In: this report's `Figure`s, and the memory of what was shown in an earlier report of the year or of the year before. Out: figures of
which some *stand* as they were shown then, and the memory to keep. The memory names members: it stays with the Secretariat.

A count is shown anew if nobody's answer changed, or if at least `fewest` of those who answered both times gave another: so many changes
hide in each other, and hide who came and who left. Where fewer did, it is shown anew only if those who came, and those who left, could
each be counted openly. A sum is shown anew if the changes could be added up openly: enough of them, none with too large a share.
Laws: what stands is what was shown, to the last digit; a comparison is never newer than the whole that it would be subtracted from.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from comity.survey.carry import pairings
from comity.survey.disclosure import WHOLE, Distribution, Outcome, Safety, withheld
from comity.survey.figures import Figure, Results
from comity.survey.instrument import Earlier, Instrument
from comity.survey.sums import Total, is_safe_sum, no_total

Table = Distribution | Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One table as it was shown, with the answers that it was made of; `within` is each respondent's band of its cut."""

    year: int
    labels: tuple[str, ...]
    bands: tuple[str, ...]
    table: Table
    answered: Mapping[str, str]
    within: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was shown by a year's reports and stands in them, under that edition's names: by figure and cut."""

    edition: int
    shown: Mapping[str, Mapping[str, Shown]]


def memory_of(found: Results, *, before: Memory | None = None) -> Memory:
    """What must be kept so that no later figure gives a difference away. What stands is kept as it was.

    That a figure was withheld is kept, too: to show it after few changes would tell both.
    """
    kept: dict[str, dict[str, Shown]] = {}
    for figure in found.figures:
        earlier = dict(before.shown.get(figure.id, {})) if before else {}
        new = {
            one.cut: _shown(one, figure, found)
            for one in figure.tables
            if not _must_stand(one.cut, figure, earlier, found)
        }
        kept[figure.id] = earlier | new
    return Memory(edition=found.instrument.edition, shown=kept)


def _must_stand(cut: str, figure: Figure, before: Mapping[str, Shown], found: Results) -> bool:
    """A comparison stands with the whole that it would be subtracted from, or by itself."""
    whole, was = before.get(WHOLE), before.get(cut)
    if whole is not None and not _is_free(whole, figure, {}, found.safety):
        return True
    return was is not None and not _is_free(was, figure, found.placed.get(cut, {}), found.safety)


def _shown(one: Table, figure: Figure, found: Results) -> Shown:
    return Shown(
        year=found.instrument.edition,
        labels=figure.labels,
        bands=_bands(found, one.cut),
        table=one,
        answered=figure.answered_by,
        within=found.placed.get(one.cut, {}),
    )


def _bands(found: Results, cut: str) -> tuple[str, ...]:
    return next((one.bands for one in found.cuts if one.name == cut), ())


def carried_over(memory: Memory, earlier: Instrument, now: Instrument) -> Memory:
    """The memory of the edition before, under this edition's names; of questions that were changed there is none."""
    follows = {one.line: one.earlier for one in pairings(earlier, now).values() if one.stands is Earlier.SAME}
    modules = {f"module:{one.id}": f"module:{one.id}" for one in now.modules}
    names = modules | follows
    shown = {name: memory.shown[was] for name, was in names.items() if was in memory.shown}
    return Memory(edition=now.edition, shown=shown)


def settled(found: Results, before: Memory) -> Results:
    """The same results; what cannot be shown anew stands as it was shown."""
    figures = tuple(
        _settled(one, before.shown[one.id], found) if one.id in before.shown else one for one in found.figures
    )
    return replace(found, figures=figures)


def _settled(figure: Figure, before: Mapping[str, Shown], found: Results) -> Figure:
    tables = [_decided(one, figure, before, found) for one in figure.tables]
    labels = next((before[one.cut].labels for one in tables if one.outcome is Outcome.STANDS), figure.labels)
    return replace(
        figure,
        labels=labels if len(labels) != len(figure.labels) else figure.labels,
        distributions=tuple(one for one in tables if isinstance(one, Distribution)),
        totals=tuple(one for one in tables if isinstance(one, Total)),
    )


def _decided(one: Table, figure: Figure, before: Mapping[str, Shown], found: Results) -> Table:
    if not _must_stand(one.cut, figure, before, found):
        return one
    return _standing(one, before.get(one.cut), found)


def _is_free(was: Shown, figure: Figure, within: Mapping[str, str], safety: Safety) -> bool:
    then = {who: (answer, was.within.get(who, "")) for who, answer in was.answered.items()}
    now = {who: (answer, within.get(who, "")) for who, answer in figure.answered_by.items()}
    if isinstance(was.table, Total):
        return may_sum_anew(then, now, safety=safety)
    return may_count_anew(then, now, safety=safety)


def _standing(one: Table, was: Shown | None, found: Results) -> Table:
    is_alike = was is not None and isinstance(was.table, type(one)) and was.bands == _bands(found, one.cut)
    if was is not None and is_alike and was.table.outcome is not Outcome.WITHHELD:
        return replace(was.table, outcome=Outcome.STANDS, reason=f"as shown for {was.year}: {_TOO_LITTLE}")
    reason = f"it was not shown before, and {_TOO_LITTLE}"
    return withheld(one.cut, reason) if isinstance(one, Distribution) else no_total(one.cut, reason)


_TOO_LITTLE = "too little has changed since for a new figure, which would tell whose answer did"


Answer = tuple[str, str]
"""With the band of who gave it."""


def may_count_anew(then: Mapping[str, Answer], now: Mapping[str, Answer], *, safety: Safety) -> bool:
    came, left = now.keys() - then.keys(), then.keys() - now.keys()
    changed = sum(then[who] != now[who] for who in then.keys() & now.keys())
    if changed >= safety.fewest or not (changed or came or left):
        return True
    return not changed and all(
        _is_open_group([of[who] for who in group], safety) for of, group in ((now, came), (then, left))
    )


def _is_open_group(answers: list[Answer], safety: Safety) -> bool:
    """Whether a group could be counted openly, each answer by itself; nobody is a group of that kind."""
    counts = Counter(answers)
    return not counts or (len(counts) > 1 and min(counts.values()) >= safety.fewest)


def may_sum_anew(then: Mapping[str, Answer], now: Mapping[str, Answer], *, safety: Safety) -> bool:
    if then == now:
        return True
    moves = []
    for who in then.keys() | now.keys():
        was, is_ = then.get(who, ("0", "")), now.get(who, ("0", ""))
        same_band = who in then and who in now and was[1] == is_[1]
        moves += [abs(float(is_[0]) - float(was[0]))] if same_band else [float(was[0]), float(is_[0])]
    return is_safe_sum(np.array([one for one in moves if one > 0]), safety)
