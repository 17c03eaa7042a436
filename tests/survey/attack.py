"""The curious member: what can be solved for from everything that was shown, knowing one's own answer.

In: shown figures, the bands everybody is in (taken as public), one respondent's own answer. Out: what it learns of each other
respondent. Exact: answers are integers (branch and bound), amounts are real (linear programming), by HiGHS through SciPy; for
small cases, a second or so for a hundred respondents.
It plays with open cards on purpose: it knows who answered, who is in which band, and every rule by which figures were merged.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from comity.survey.disclosure import NOT_ANSWERED, WHOLE, Codes, Cut, Distribution, Outcome
from comity.survey.sums import Amounts, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """What the respondent `looking` can tell of `of`: the answers that remain, or the bounds of an amount."""

    looking: int
    of: int
    answers: tuple[int, ...] = ()
    bounds: tuple[float, float] | None = None


def solved_answers(
    codes: Codes, shown: Sequence[Distribution], *, cuts: Sequence[Cut], answers: int, looking: int
) -> tuple[Solved, ...]:
    """Respondents of whom a single answer remains possible."""
    equations = [*_answer_equations(codes, shown, cuts, answers), _own(codes, answers, looking)]
    everyone = np.flatnonzero(codes != NOT_ANSWERED)
    found = []
    for of in everyone:
        if of == looking:
            continue
        left = tuple(
            code for code in range(answers) if _is_possible(equations, int(of), code, len(codes), answers)
        )
        if len(left) == 1:
            found.append(Solved(looking=looking, of=int(of), answers=left))
    return tuple(found)


Equation = tuple[NDArray[np.float64], float, float]


def _answer_equations(
    codes: Codes, shown: Sequence[Distribution], cuts: Sequence[Cut], answers: int
) -> list[Equation]:
    """One unknown a respondent and answer: each answers once, and every figure is as shown."""
    people = len(codes)
    equations: list[Equation] = []
    for who in range(people):
        row = np.zeros((people, answers))
        row[who] = 1
        once = float(codes[who] != NOT_ANSWERED)
        equations.append((row.ravel(), once, once))
    of = {cut.name: cut.of for cut in cuts} | {WHOLE: np.zeros(people, dtype=np.int64)}
    for table in shown:
        if table.outcome is Outcome.WITHHELD:
            continue
        for band, counts in zip(table.bands, table.counts, strict=True):
            inside = np.isin(of[table.cut], band)
            for part, count in zip(table.answers, counts, strict=True):
                row = np.zeros((people, answers))
                row[np.ix_(np.flatnonzero(inside), np.array(part))] = 1
                equations.append((row.ravel(), float(count), float(count)))
    return equations


def _own(codes: Codes, answers: int, looking: int) -> Equation:
    row = np.zeros((len(codes), answers))
    if codes[looking] != NOT_ANSWERED:
        row[looking, codes[looking]] = 1
    known = float(codes[looking] != NOT_ANSWERED)
    return row.ravel(), known, known


def _is_possible(equations: Sequence[Equation], of: int, code: int, people: int, answers: int) -> bool:
    wished = np.zeros((people, answers))
    wished[of, code] = 1
    matrix = np.stack([row for row, _, _ in equations] + [wished.ravel()])
    low = np.array([low for _, low, _ in equations] + [1.0])
    high = np.array([high for _, _, high in equations] + [1.0])
    solved = milp(
        np.zeros(matrix.shape[1]),
        constraints=LinearConstraint(matrix, low, high),
        integrality=np.ones(matrix.shape[1], dtype=np.int64),
        bounds=Bounds(0, 1),
    )
    return bool(solved.success)


def solved_amounts(
    amounts: Amounts, shown: Sequence[Total], *, cuts: Sequence[Cut], looking: int, within: float
) -> tuple[Solved, ...]:
    """Respondents of whose amount a bound, from above or from below, lies within `within` of it (the p %-rule)."""
    people = len(amounts)
    rows: list[NDArray[np.float64]] = []
    low: list[float] = []
    high: list[float] = []
    of = {cut.name: cut.of for cut in cuts} | {WHOLE: np.zeros(people, dtype=np.int64)}
    for table in shown:
        for band, least, most in zip(table.bands, table.low, table.high, strict=True):
            rows.append((np.isin(of[table.cut], band) & ~np.isnan(amounts)).astype(np.float64))
            low.append(least)
            high.append(most)
    if not rows:
        return ()
    matrix = np.stack(rows)
    bounds: list[tuple[float, float | None]] = [
        (0.0, 0.0) if np.isnan(one) else (0.0, None) for one in amounts
    ]
    if not np.isnan(amounts[looking]):
        bounds[looking] = (float(amounts[looking]), float(amounts[looking]))
    found = []
    for who in np.flatnonzero(~np.isnan(amounts) & (amounts > 0)):
        if who == looking:
            continue
        least, most = (_extreme(matrix, low, high, bounds, int(who), sign) for sign in (1, -1))
        value = float(amounts[who])
        if most < (1 + within) * value - 1e-6 or least > (1 - within) * value + 1e-6:
            found.append(Solved(looking=looking, of=int(who), bounds=(least, most)))
    return tuple(found)


def _extreme(
    matrix: NDArray[np.float64],
    low: Sequence[float],
    high: Sequence[float],
    bounds: Sequence[tuple[float, float | None]],
    who: int,
    sign: int,
) -> float:
    wished = np.zeros(matrix.shape[1])
    wished[who] = sign
    slack = 1e-9 * max(1.0, *high)  # figures are sums of floats
    solved = linprog(
        wished,
        A_ub=np.vstack([matrix, -matrix]),
        b_ub=np.concatenate([np.array(high) + slack, slack - np.array(low)]),
        bounds=bounds,
    )
    if solved.status == 3:  # unbounded
        return float("inf")
    return sign * float(solved.fun or 0.0)
