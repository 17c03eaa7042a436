"""Disclosure control: which distributions of a survey may be shown, so that no answer of a member can be solved for.

In: answers as codes, bands of size and tenure. Out: `Distribution`s, each with what was done to it, and why it is coarser than it was
asked for. Sums are in `sums`, what was shown in other years in `stands`.

How, and why it holds (docs/guide/survey.md says it for people):
- A distribution is never cut by hiding cells, which totals would give back: neighbouring answers are *merged* until at least
  `fewest` respondents stand behind each (Hundepool et al., Statistical Disclosure Control, 2012, 4.2: global recoding).
- A comparison by bands shows every band or none: bands are merged with their neighbours until each is safe, so that nothing is
  left to be had by subtracting them from the whole; all bands of a comparison merge answers alike, for the same reason.
- That a comparison is *not* shown tells something, too, to a reader who knows these rules: a second one is looked at only where the
  first is shown, and there is no third.
- The second is shown only if every single answer can be exchanged with those of `fewest` others without changing any figure, whoever
  of the respondents is looking (two tables' margins can fix what neither shows).
Laws: proven against the attackers of the tests, one of whom knows every rule; every asked figure has an outcome; order of respondents
changes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
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
    NOISY = "noisy"  # with noise (`noise`)
    STANDS = "stands"  # as it was shown before: a new figure would tell what has changed
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


WHOLE = "all"


def said_too_few(safety: Safety) -> str:
    return f"fewer than {safety.fewest} respondents would stand behind a figure"


def said_no_bands() -> str:
    return "no two bands are both safe"


def said_solvable() -> str:
    return "together with the first comparison it could tell single answers"


def said_not_first() -> str:
    return "the comparison before it is not shown, or two are shown already"


def distributions(
    codes: Codes, *, answers: int, cuts: Sequence[Cut], safety: Safety, in_order: bool = True
) -> tuple[Distribution, ...]:
    """Of one question: the whole first, then each cut. `codes` from 0, `NOT_ANSWERED` for none; `in_order` for levels."""
    given = codes != NOT_ANSWERED
    counts = np.bincount(codes[given], minlength=answers)
    merged = _merged_answers(counts[None, :], in_order=in_order, fewest=safety.fewest)
    whole = _as_distribution(WHOLE, ((0,),), merged, counts[None, :], answers, safety)
    found = [whole]
    shown: list[tuple[Codes, Parts]] = []
    for at, cut in enumerate(cuts):
        if at != len(shown) or at > 1:
            found.append(withheld(cut.name, said_not_first()))
            continue
        one = _by_bands(codes, cut, answers, merged, safety, in_order=in_order)
        tables = (*shown, (cut.of, one.bands))
        if shown and not (one.bands and _is_exchangeable(codes, merged, tables, fewest=safety.fewest)):
            one = withheld(
                cut.name, said_solvable()
            )  # by itself or with the first: which of the two would tell
        if one.outcome is not Outcome.WITHHELD:
            shown.append((cut.of, one.bands))
        found.append(one)
    return tuple(found)


def _as_distribution(
    cut: str, bands: Parts, merged: Parts, counts: Codes, answers: int, safety: Safety
) -> Distribution:
    if len(merged) < 2:
        return withheld(cut, said_too_few(safety))
    is_whole = len(merged) == answers
    return Distribution(
        cut=cut,
        bands=bands,
        answers=merged,
        counts=tuple(tuple(int(row[list(part)].sum()) for part in merged) for row in counts),
        outcome=Outcome.SHOWN if is_whole else Outcome.MERGED,
        reason="" if is_whole else said_too_few(safety),
    )


def withheld(cut: str, reason: str) -> Distribution:
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
) -> Distribution:
    """The finest comparison that is safe. Answers are merged at least as in the whole, which would otherwise be told by it."""
    given = codes != NOT_ANSWERED
    if not whole or (given & (cut.of == NOT_ANSWERED)).any():
        # who has no band would be what the bands leave of the whole
        return withheld(cut.name, said_no_bands())
    counts = np.zeros((len(cut.bands), answers), dtype=np.int64)
    np.add.at(counts, (cut.of[given], codes[given]), 1)
    best: tuple[int, Parts, Parts] | None = None
    for bands in band_mergers(len(cut.bands)):
        rows = np.stack([counts[list(band)].sum(axis=0) for band in bands])
        within = np.stack([rows[:, list(part)].sum(axis=1) for part in whole], axis=1)
        parts = _merged_answers(within, in_order=in_order, fewest=safety.fewest)
        cells = len(bands) * len(parts)
        if len(parts) > 1 and (best is None or cells > best[0]):
            best = cells, bands, _within(whole, parts)
    if best is None:
        return withheld(cut.name, said_no_bands())
    _, bands, merged = best
    rows = np.stack([counts[list(band)].sum(axis=0) for band in bands])
    found = _as_distribution(cut.name, bands, merged, rows, answers, safety)
    is_whole = len(bands) == len(cut.bands) and found.outcome is Outcome.SHOWN
    outcome = Outcome.SHOWN if is_whole else Outcome.MERGED
    reason = "" if is_whole else said_too_few(safety)
    return replace(found, outcome=outcome, reason=reason)


def _within(whole: Parts, parts: Parts) -> Parts:
    return tuple(tuple(sorted(code for at in part for code in whole[at])) for part in parts)


def band_mergers(bands: int) -> Iterator[Parts]:
    """Every way to merge neighbouring bands into at least two, finest first."""
    for size in range(bands, 1, -1):
        for at in combinations(range(1, bands), size - 1):
            yield _runs(bands, at)


def _is_exchangeable(
    codes: Codes, whole: Parts, tables: Sequence[tuple[Codes, Parts]], *, fewest: int
) -> bool:
    """Whether every respondent could have given another answer with every figure as it is, whoever is looking.

    An answer is free if someone else of the same bands gave another, or if two pairs, one of each band, can exchange theirs
    (a four-cycle). Two separate ways would do for one who knows its own answer; who knows this rule, too, is left `fewest`.
    """
    given = codes != NOT_ANSWERED
    answer_of = within_bands(codes[given], whole)
    first, second = (within_bands(of[given], bands) for of, bands in tables)
    shape = int(first.max()) + 1, int(second.max()) + 1, len(whole)
    cells = np.zeros(shape, dtype=np.int64)
    np.add.at(cells, (first, second, answer_of), 1)
    return all(_ways_out(cells, int(a), int(b), int(x)) >= fewest for a, b, x in np.argwhere(cells))


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


def within_bands(codes: Codes, parts: Parts) -> Codes:
    """The number of the part that each code is in."""
    table = np.zeros(max(map(max, parts)) + 1, dtype=np.int64)
    for at, part in enumerate(parts):
        table[list(part)] = at
    return table[codes]
