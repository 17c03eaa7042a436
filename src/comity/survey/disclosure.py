"""Disclosure control: which figures of a survey may be shown, so that no answer of a member can be solved for.

In: answers as codes or amounts, bands of size and tenure, what was shown before. Out: `Shown` figures, each with what was done to
it, and why it is coarser than it was asked for.

How, and why it holds (docs/guide/survey.md says it for people):
- A distribution is never cut by hiding cells, which totals would give back: neighbouring answers are *merged* until at least
  `fewest` respondents stand behind each (Hundepool et al., Statistical Disclosure Control, 2012, 4.2: global recoding).
- A comparison by bands shows every band or none: bands are merged with their neighbours until each is safe, so that nothing is
  left to be had by subtracting them from the whole; all bands of a comparison merge answers alike, for the same reason.
- A second comparison of one question is shown only if every single answer can be exchanged with others without changing any
  figure, whoever of the respondents is looking (two tables' margins can fix what neither shows).
- A sum needs `fewest` respondents, none of which is more than `largest_share` of it; bands as above. Where the whole is not
  safe, it is shown as a range so wide that the largest cannot be told within `uncertainty`, or not at all.
- A figure once shown stays as it was: it is shown anew only if at least `fewest` respondents' answers to it changed.
Laws: proven against a linear-programming attacker in `attack`; every asked figure has an outcome; order of respondents changes nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Amounts = NDArray[np.float64]
Parts = tuple[tuple[int, ...], ...]
"""A partition of consecutive or listed codes: what is shown as one."""

NOT_ANSWERED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """The house rule; the withdrawn US "safety zone" still used as one (docs/decisions/figures-are-merged-not-hidden.md)."""

    fewest: int = 5  # respondents behind a figure
    largest_share: float = 0.25  # of one respondent in a sum
    uncertainty: float = 0.25  # of a respondent's own amount: no bound on it may come nearer (the p %-rule)


class Outcome(StrEnum):
    SHOWN = "shown"
    MERGED = "merged"  # coarser than asked for
    RANGE = "range"  # a sum as an interval
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A way to compare: bands in their order, and each respondent's (`NOT_ANSWERED` where unknown)."""

    name: str
    bands: tuple[str, ...]
    of: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """How many gave which answers, in bands of a cut or in the whole (`bands` is then one band of all).

    `counts[b][p]` are the respondents of `bands[b]` whose answer is in `answers[p]`.
    """

    cut: str
    bands: Parts
    answers: Parts
    counts: tuple[tuple[int, ...], ...]
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A sum in bands of a cut or in the whole; `low` and `high` are equal where it is shown exactly."""

    cut: str
    bands: Parts
    respondents: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    outcome: Outcome
    reason: str


WHOLE = "all"
_TOO_FEW = "fewer than {fewest} respondents would stand behind a figure"
_DOMINANT = "one respondent is more than {share:.0%} of the sum"
_NO_BANDS = "no two bands are both safe"
_SOLVABLE = "together with another comparison it would tell single answers"


def distributions(
    codes: Codes, *, answers: int, cuts: Sequence[Cut], safety: Safety, in_order: bool = True
) -> tuple[Distribution, ...]:
    """Of one question: the whole first, then each cut. `codes` from 0, `NOT_ANSWERED` for none; `in_order` for levels."""
    given = codes != NOT_ANSWERED
    counts = np.bincount(codes[given], minlength=answers)
    merged = _merged_answers(counts[None, :], in_order=in_order, fewest=safety.fewest)
    whole = _as_distribution(WHOLE, ((0,),), merged, counts[None, :], answers, safety)
    found = [whole]
    shown: list[tuple[Codes, Parts, Parts]] = []
    for cut in cuts:
        one, bands_of = _by_bands(codes, cut, answers, merged, safety, in_order=in_order)
        if one.outcome is not Outcome.WITHHELD and shown:
            tables = [*shown, (bands_of, one.bands, one.answers)]
            if not _is_exchangeable(codes, merged, tables):
                one = _withheld(cut.name, _SOLVABLE)
        if one.outcome is not Outcome.WITHHELD:
            shown.append((bands_of, one.bands, one.answers))
        found.append(one)
    return tuple(found)


def _as_distribution(
    cut: str, bands: Parts, merged: Parts, counts: Codes, answers: int, safety: Safety
) -> Distribution:
    if len(merged) < 2:
        return _withheld(cut, _TOO_FEW.format(fewest=safety.fewest))
    is_whole = len(merged) == answers
    return Distribution(
        cut=cut,
        bands=bands,
        answers=merged,
        counts=tuple(tuple(int(row[list(part)].sum()) for part in merged) for row in counts),
        outcome=Outcome.SHOWN if is_whole else Outcome.MERGED,
        reason="" if is_whole else _TOO_FEW.format(fewest=safety.fewest),
    )


def _withheld(cut: str, reason: str) -> Distribution:
    return Distribution(cut=cut, bands=(), answers=(), counts=(), outcome=Outcome.WITHHELD, reason=reason)


def _merged_answers(counts: Codes, *, in_order: bool, fewest: int) -> Parts:
    """The finest partition of the answers that leaves `fewest` in each part of each row; () where there is none of two parts."""
    return next(
        (parts for parts in _partitions(counts, in_order=in_order) if _is_safe(counts, parts, fewest)), ()
    )


def _is_safe(counts: Codes, parts: Parts, fewest: int) -> bool:
    return all(bool((counts[:, list(part)].sum(axis=1) >= fewest).all()) for part in parts)


def _partitions(counts: Codes, *, in_order: bool) -> Iterator[Parts]:
    """Finest first; of equally fine ones, the one whose smallest part is largest."""
    answers = counts.shape[1]
    if not in_order:
        yield from _partitions_of_names(counts)
        return
    for size in range(answers, 1, -1):
        cuts = [_runs(answers, at) for at in combinations(range(1, answers), size - 1)]
        yield from sorted(
            cuts, key=lambda parts: -min(int(counts[:, list(p)].sum(axis=1).min()) for p in parts)
        )


def _partitions_of_names(counts: Codes) -> Iterator[Parts]:
    """Answers without an order: the rarest ones together, as few of them as will do."""
    answers = counts.shape[1]
    rarest_first = [int(code) for code in np.lexsort((np.arange(answers), counts.min(axis=0)))]
    yield tuple((code,) for code in range(answers))
    for together in range(2, answers):
        rest = tuple(sorted(rarest_first[:together]))
        yield (*((code,) for code in range(answers) if code not in rest), rest)


def _runs(length: int, at: Sequence[int]) -> Parts:
    edges = (0, *at, length)
    return tuple(tuple(range(start, end)) for start, end in pairwise(edges))


def _by_bands(
    codes: Codes, cut: Cut, answers: int, whole: Parts, safety: Safety, *, in_order: bool
) -> tuple[Distribution, Codes]:
    """The finest comparison that is safe. Answers are merged at least as in the whole, which would otherwise be told by it."""
    given = codes != NOT_ANSWERED
    if not whole or (given & (cut.of == NOT_ANSWERED)).any():
        # who has no band would be what the bands leave of the whole
        return _withheld(cut.name, _NO_BANDS), cut.of
    counts = np.zeros((len(cut.bands), answers), dtype=np.int64)
    np.add.at(counts, (cut.of[given], codes[given]), 1)
    best: tuple[int, Parts, Parts] | None = None
    for bands in _band_mergers(len(cut.bands)):
        rows = np.stack([counts[list(band)].sum(axis=0) for band in bands])
        within = np.stack([rows[:, list(part)].sum(axis=1) for part in whole], axis=1)
        parts = _merged_answers(within, in_order=in_order, fewest=safety.fewest)
        cells = len(bands) * len(parts)
        if len(parts) > 1 and (best is None or cells > best[0]):
            best = cells, bands, _within(whole, parts)
    if best is None:
        return _withheld(cut.name, _NO_BANDS), cut.of
    _, bands, merged = best
    rows = np.stack([counts[list(band)].sum(axis=0) for band in bands])
    found = _as_distribution(cut.name, bands, merged, rows, answers, safety)
    is_whole = len(bands) == len(cut.bands) and found.outcome is Outcome.SHOWN
    outcome = Outcome.SHOWN if is_whole else Outcome.MERGED
    reason = "" if is_whole else _TOO_FEW.format(fewest=safety.fewest)
    return _replaced(found, outcome=outcome, reason=reason), cut.of


def _replaced(one: Distribution, *, outcome: Outcome, reason: str) -> Distribution:
    return Distribution(
        cut=one.cut, bands=one.bands, answers=one.answers, counts=one.counts, outcome=outcome, reason=reason
    )


def _within(whole: Parts, parts: Parts) -> Parts:
    return tuple(tuple(sorted(code for at in part for code in whole[at])) for part in parts)


def _band_mergers(bands: int) -> Iterator[Parts]:
    """Every way to merge neighbouring bands into at least two, finest first."""
    for size in range(bands, 1, -1):
        for at in combinations(range(1, bands), size - 1):
            yield _runs(bands, at)


def _is_exchangeable(codes: Codes, whole: Parts, tables: Sequence[tuple[Codes, Parts, Parts]]) -> bool:
    """Whether every respondent could have given another answer with every figure as it is, whoever is looking.

    An answer is free if someone else of the same bands gave another, or if two pairs, one of each band, can exchange theirs
    (a four-cycle). The one who looks knows its own answer, so two separate ways are needed.
    """
    given = codes != NOT_ANSWERED
    answer_of = _relabel(codes[given], whole)
    first, second = (_relabel(bands_of[given], bands) for bands_of, bands, _ in tables[:2])
    shape = int(first.max()) + 1, int(second.max()) + 1, len(whole)
    cells = np.zeros(shape, dtype=np.int64)
    np.add.at(cells, (first, second, answer_of), 1)
    return all(_ways_out(cells, int(a), int(b), int(x)) >= 2 for a, b, x in np.argwhere(cells))


def _ways_out(cells: Codes, a: int, b: int, x: int) -> int:
    """How many respondents who do not share a role could exchange answers with one of band a and b who answered x."""
    others = np.delete(np.arange(cells.shape[2]), x)
    ways = int(cells[a, b, others].sum())
    for y in others:
        for a2 in range(cells.shape[0]):
            for b2 in range(cells.shape[1]):
                if a2 != a and b2 != b:
                    ways += int(min(cells[a, b2, y], cells[a2, b, y], cells[a2, b2, x]))
    return ways


def _relabel(codes: Codes, parts: Parts) -> Codes:
    table = np.zeros(max(map(max, parts)) + 1, dtype=np.int64)
    for at, part in enumerate(parts):
        table[list(part)] = at
    return table[codes]


def totals(amounts: Amounts, *, cuts: Sequence[Cut], safety: Safety) -> tuple[Total, ...]:
    """Of one question: the whole first, then each cut. `amounts` are at least 0, NaN where not answered."""
    given = ~np.isnan(amounts)
    whole = _whole_total(amounts[given], safety)
    found = [whole]
    shown: list[tuple[Codes, Parts]] = []
    for cut in cuts:
        one = _total_by_bands(amounts, given, cut, safety) if whole.outcome is Outcome.SHOWN else None
        if one and shown and not _sums_leave_open(amounts, given, [*shown, (cut.of, one.bands)], safety):
            found.append(_no_total(cut.name, _SOLVABLE))
            continue
        if one:
            shown.append((cut.of, one.bands))
        found.append(one or _no_total(cut.name, _NO_BANDS))
    return tuple(found)


def _is_safe_sum(amounts: Amounts, safety: Safety) -> bool:
    total = float(amounts.sum())
    return (
        len(amounts) >= safety.fewest and total > 0 and float(amounts.max()) <= safety.largest_share * total
    )


def _whole_total(amounts: Amounts, safety: Safety) -> Total:
    total = float(amounts.sum())
    if len(amounts) < safety.fewest:
        return _no_total(WHOLE, _TOO_FEW.format(fewest=safety.fewest))
    if _is_safe_sum(amounts, safety):
        return _total(WHOLE, ((0,),), (len(amounts),), (total,), (total,), Outcome.SHOWN, "")
    reason = _DOMINANT.format(share=safety.largest_share)
    interval = _range_around(amounts, safety)
    if interval is None:
        return _no_total(WHOLE, reason)
    return _total(WHOLE, ((0,),), (len(amounts),), (interval[0],), (interval[1],), Outcome.RANGE, reason)


def _range_around(amounts: Amounts, safety: Safety) -> tuple[float, float] | None:
    """The narrowest interval of the series 1, 2, 5, 10, 20 … that leaves the largest open to the second largest.

    Its edges are of the series and not of the data, so that they tell nothing but that the sum is between them.
    """
    total = float(amounts.sum())
    if total <= 0:
        return None  # that nobody had any would be told of everybody
    second, largest = np.sort(amounts)[-2:]
    exponent = int(np.floor(np.log10(total)))
    series = [factor * 10.0**power for power in range(exponent - 1, exponent + 3) for factor in (1, 2, 5)]
    below = [edge for edge in series if edge <= total]
    above = [edge for edge in series if edge > total]
    for steps in range(len(above)):
        for back in range(steps + 1):
            low = below[-1 - back] if back < len(below) else 0.0
            high = above[steps - back]
            if high - second >= (1 + safety.uncertainty) * largest:
                return low, high
    return None


def _total_by_bands(amounts: Amounts, given: NDArray[np.bool_], cut: Cut, safety: Safety) -> Total | None:
    if (given & (cut.of == NOT_ANSWERED)).any():
        return None
    for bands in _band_mergers(len(cut.bands)):
        groups = [amounts[given & np.isin(cut.of, band)] for band in bands]
        if all(_is_safe_sum(group, safety) for group in groups):
            sums = tuple(float(group.sum()) for group in groups)
            is_whole = len(bands) == len(cut.bands)
            return _total(
                cut.name,
                bands,
                tuple(map(len, groups)),
                sums,
                sums,
                Outcome.SHOWN if is_whole else Outcome.MERGED,
                "" if is_whole else _TOO_FEW.format(fewest=safety.fewest),
            )
    return None


def _sums_leave_open(
    amounts: Amounts, given: NDArray[np.bool_], tables: Sequence[tuple[Codes, Parts]], safety: Safety
) -> bool:
    """Whether two tables' margins leave every amount open (Fréchet bounds of the crossing they share)."""
    values = amounts[given]
    first, second = (_relabel(of[given], bands) for of, bands in tables[:2])
    crossing = np.zeros((int(first.max()) + 1, int(second.max()) + 1))
    np.add.at(crossing, (first, second), values)
    people = np.zeros_like(crossing)
    np.add.at(people, (first, second), 1)
    rows, columns, total = crossing.sum(axis=1), crossing.sum(axis=0), crossing.sum()
    highest = np.minimum.outer(rows, columns)
    lowest = np.maximum(0, np.add.outer(rows, columns) - total)
    # One who looks may be anywhere: its own amount, at most the largest, narrows each bound by as much.
    own = float(values.max())
    largest = np.zeros_like(crossing)
    np.maximum.at(largest, (first, second), values)
    few = (largest > 0) & (people < safety.fewest)
    too_near = (highest - own < (1 + safety.uncertainty) * largest) | (
        lowest + own > (1 - safety.uncertainty) * largest
    )
    return not bool(np.any(few & too_near))


def _total(
    cut: str,
    bands: Parts,
    respondents: tuple[int, ...],
    low: tuple[float, ...],
    high: tuple[float, ...],
    outcome: Outcome,
    reason: str,
) -> Total:
    return Total(
        cut=cut, bands=bands, respondents=respondents, low=low, high=high, outcome=outcome, reason=reason
    )


def _no_total(cut: str, reason: str) -> Total:
    return _total(cut, (), (), (), (), Outcome.WITHHELD, reason)


def may_be_shown_anew(before: Mapping[str, object], now: Mapping[str, object], *, safety: Safety) -> bool:
    """Whether a figure once shown may be replaced: answers by respondent, as they stood then and as they stand now.

    Two figures of nearly the same respondents give the difference away by subtraction.
    """
    changed = sum(before.get(who) != now.get(who) for who in {*before, *now})
    return not 0 < changed < safety.fewest
