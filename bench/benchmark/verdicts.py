"""How far the forecast of a verdict can be trusted when a fifth of the criteria were reviewed.

    python -m bench.benchmark.verdicts CROSSWALKS [--vectors FILE] [--runs 10] [--seed 0] [--share 0.2] [--only GROUP] [--reversed] [--full 1]
    python -m bench.benchmark.verdicts --made-up [--vectors FILE | --words-alone] [--runs 10] [--seed 0] [--share 0.2]

Right items play criteria, left items a protocol's questions; a criterion is covered where people linked a question to it.
Some links are full and some in part, as drawn: a share of full ones between a half and all for every run.
Every run keeps six to ten tenths of the questions, and forecasts verdicts at nine thresholds, from ten points under the true coverage to
ten over it, where a verdict is hardest. Which fifth was reviewed. Of the criteria, each to its last proposal: "drawn" at random; "asked", those
that `next_questions` named, a tenth of them at a time; "filed", the first of the set; "strongest", those of which proposals say most. Of the rows of the review file: "rows asked", criteria in the same order, each from its
likeliest row down until one meets it in full; "rows drawn" at random, "rows down", the likeliest rows of all ("down twice": two
fifths of them), "rows filed", the first in the order of criteria. "answers": of the
protocol's questions, at random, with all they answer. "bulk, rest": all proposals from .9 up accepted in bulk, unread, and all other
criteria gone through. "poll" and "regressed" are what surveys make of the criteria drawn, without a forecast. "apart" is the mean distance of the expected coverage from the true one in points, "within 3" the runs in which it is
three points or less, "holds" how often the 90 % interval holds the truth, "equivalent" and "not yet" the verdicts that were forecast
with P >= .95, and how many of them were wrong. --reversed lets the lists change places: other questions, other criteria, other numbers of either.
--full 1 counts every link as full, so that the truth is what the crosswalk itself says. --made-up measures fictional protocols against
the criteria that come with the program instead, in which what is met in part is what says least.
"""

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.benchmark.crosswalks import Crosswalk, crosswalks
from bench.benchmark.polls import Poll, polls
from bench.benchmark.quality import remembered
from comity.benchmark import (
    CriteriaSet,
    Criterion,
    Criticality,
    Decision,
    Judgement,
    LinkKey,
    Log,
    NotCovered,
    Outcome,
    Party,
    Proposal,
    Rule,
    Strength,
    bulk_accept,
    forecast,
    load_criteria,
    next_questions,
)
from comity.benchmark.looked_at import UNSEEN, said_together
from comity.benchmark.proposals import as_text, worth_asking
from comity.benchmark.suggest import LINKS_FRAME
from comity.benchmark.suggest.encoder import Encoder
from comity.benchmark.suggest.items import checked_items
from comity.benchmark.suggest.propose import compare, weigh
from examples import make_protocol

Flags = NDArray[np.bool_]
_SURE = 0.95
_AT_A_TIME = 10
_BULK = 0.9
_AWAY = (-0.1, -0.075, -0.05, -0.025, 0.0, 0.025, 0.05, 0.075, 0.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    apart: float
    width: float
    holds: bool
    sure: tuple[tuple[Outcome, bool], ...]
    """At thresholds around the truth, what was forecast with P >= .95 and whether that is right."""

    def count(self, outcome: Outcome, *, is_right: bool) -> int:
        return self.sure.count((outcome, is_right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("crosswalks", type=Path, nargs="?")
    parser.add_argument("--made-up", action="store_true")
    parser.add_argument("--full", type=float, help="the share of links that are full; drawn, unless told")
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--words-alone", action="store_true")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0, help="the first run's; the others count on from it")
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--only", default="", help="crosswalks whose name begins so")
    parser.add_argument("--reversed", action="store_true", help="let left and right change places")
    given = parser.parse_args()
    model = None if given.words_alone else remembered(given.vectors)
    by_group: dict[tuple[str, str], list[Run]] = defaultdict(list)
    if (given.crosswalks is None) is not given.made_up:
        parser.error("name a folder of crosswalks, or say --made-up")
    seeds = range(given.seed, given.seed + given.runs)
    for one in [] if given.made_up else crosswalks(given.crosswalks):
        if one.name.startswith(given.only):
            one = turned(one) if given.reversed else one
            for seed in seeds:
                for way, found in run(
                    one, model=model, seed=seed, share=given.share, full=given.full
                ).items():
                    by_group[one.group, way].append(found)
    for seed in seeds if given.made_up else ():
        for way, found in made_up_run(model=model, seed=seed, share=given.share).items():
            by_group["made up", way].append(found)
    for (group, way), runs in by_group.items():
        print(
            f"{group:<18} {way:<9} runs {len(runs)}  apart {100 * np.mean([one.apart for one in runs]):.1f}"
            f"  within 3 {np.mean([one.apart <= 0.03 for one in runs]):.2f}"
            f"  width {100 * np.mean([one.width for one in runs]):.1f}"
            f"  holds {np.mean([one.holds for one in runs]):.2f}"
            + "".join(
                f"  {outcome} {sum(right + wrong for right, wrong in found)}, wrong {sum(wrong for _, wrong in found)}"
                for outcome in (Outcome.EQUIVALENT, Outcome.NOT_YET)
                for found in [
                    [tuple(one.count(outcome, is_right=it) for it in (True, False)) for one in runs]
                ]
            ),
            flush=True,
        )


def turned(one: Crosswalk) -> Crosswalk:
    return Crosswalk(
        name=one.name, group=one.group, left=one.right, right=one.left, linked=one.linked.T.copy()
    )


def run(
    one: Crosswalk, *, model: Encoder | None, seed: int, share: float, full: float | None
) -> dict[str, Run]:
    draw = np.random.default_rng(seed)
    kept = np.sort(draw.permutation(one.left.height)[: int(one.left.height * draw.uniform(0.6, 1.0))])
    drawn = draw.random(one.right.height) < share
    linked = one.linked[kept]
    of_links = draw.random(linked.shape)
    drawn_full = draw.uniform(0.5, 1.0)
    return _judged(
        left=one.left[kept],
        right=one.right,
        linked=linked,
        full=linked & (of_links < (drawn_full if full is None else full)),
        drawn=drawn,
        model=model,
        share=share,
        seed=seed,
    )


def made_up_run(*, model: Encoder | None, seed: int, share: float, with_rows: bool = True) -> dict[str, Run]:
    draw = np.random.default_rng(seed)
    one, full = made_up(seed, draw)
    return _judged(
        left=one.left,
        right=one.right,
        linked=one.linked,
        full=full,
        drawn=draw.random(one.right.height) < share,
        model=model,
        share=share,
        seed=seed,
        with_rows=with_rows,
    )


def made_up(seed: int, draw: np.random.Generator) -> tuple[Crosswalk, Flags]:
    """A fictional protocol against the criteria that come with the program, and which of its links are full."""
    made = make_protocol.made_up(
        seed,
        part=int(draw.integers(5, 31)),
        missing=int(draw.integers(5, 61)),
        size=300,
        again=float(draw.uniform(0.1, 0.5)),
    )
    criteria = load_criteria("smeta-4p-6.0")
    left = pl.DataFrame([{"id": row.id, "text": row.text, "section": row.section} for row in made.rows])
    right = pl.DataFrame([{"id": it.code, "text": as_text(it), "section": it.section} for it in criteria])
    linked = np.zeros((left.height, right.height), dtype=np.bool_)
    full = linked.copy()
    places = {row.id: at for at, row in enumerate(made.rows)}
    for column, answer in enumerate(made.answers):
        linked[[places[id_] for id_ in answer.questions], column] = True
        full[:, column] = linked[:, column] & (answer.strength == Strength.FULL)
    one = Crosswalk(
        name=f"made up, {seed}",
        group="made up",
        left=checked_items(left, side="left list"),
        right=checked_items(right, side="right list"),
        linked=linked,
    )
    return one, full


def _judged(
    *,
    left: pl.DataFrame,
    right: pl.DataFrame,
    linked: Flags,
    full: Flags,
    drawn: Flags,
    model: Encoder | None,
    share: float,
    seed: int,
    with_rows: bool = True,
) -> dict[str, Run]:
    evidence = compare(left, right, model=model)
    asked = weigh(left, right, links=pl.DataFrame(schema=LINKS_FRAME), evidence=evidence).probability
    true = float(full.any(axis=0).mean())
    reviewer = _Reviewer(
        seed=seed,
        linked=linked,
        full=full,
        asked=asked,
    )
    some = round(share * right.height)
    filed, strongest = np.arange(some), np.argsort(-reviewer.said_together, kind="stable")[:some]
    found = polls(drawn, met=np.asarray(full.any(axis=0), dtype=np.float64), said=reviewer.said_together)
    return {
        "drawn": reviewer.judged(reviewer.reviewed(np.flatnonzero(drawn)), true),
        "asked": reviewer.judged(reviewer.asked_next(round(share * right.height)), true),
        **(
            {
                "filed": reviewer.judged(reviewer.reviewed(filed), true),
                "strongest": reviewer.judged(reviewer.reviewed(strongest), true),
            }
            if with_rows
            else {}
        ),
        **{
            way: reviewer.judged(log, true)
            for way, log in (reviewer.by_rows(share) if with_rows else {}).items()
        },
        **{way: _as_run(poll, true=true) for way, poll in found.items()},
    }


def _as_run(poll: Poll, *, true: float) -> Run:
    apart = abs(poll.found - true)
    return Run(apart=apart, width=2 * poll.reach, holds=apart <= poll.reach, sure=())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reviewer:
    """Goes through criteria and says of every proposal that she sees whether it holds."""

    seed: int  # part of every code: questions that are alike are asked in an order of their codes
    linked: Flags
    full: Flags
    asked: NDArray[np.float32]

    @property
    def criteria(self) -> CriteriaSet:
        return _criteria([self.code(column) for column in range(self.linked.shape[1])])

    def code(self, column: int) -> str:
        return f"c{column}.{self.seed}"

    def link(self, row: int, column: int) -> LinkKey:
        return LinkKey.of(self.code(column), [f"q{row}"])

    @property
    def said_together(self) -> NDArray[np.float64]:
        """Of each criterion, before anybody decided."""
        said = said_together(one for one in self.proposals() if isinstance(one, Proposal))
        return np.array([said.get(code, UNSEEN) for code in self.criteria.by_code])

    def proposals(self) -> list[Decision]:
        return [
            Proposal(link=self.link(row, column), probability=float(self.asked[row, column]), reason="bench")
            for row, column in np.argwhere(worth_asking(self.asked)).tolist()
        ]

    def reviewed(self, columns: NDArray[np.int64], before: Log | None = None) -> Log:
        log = before or Log().with_decisions(self.proposals(), party=None, by="bench")
        shown = worth_asking(self.asked)
        decisions: list[Decision] = []
        for column in columns.tolist():
            rows = np.flatnonzero(self.linked[:, column] | shown[:, column])
            decisions += [self.said_of(row, column) for row in rows.tolist()]
            if not self.linked[:, column].any():
                decisions.append(NotCovered(criterion=self.code(column)))
        return log.with_decisions(decisions, party=Party.REVIEWER, by="bench")

    def asked_next(self, count: int, *, times: int = 10) -> Log:
        criteria = self.criteria
        columns = {code: at for at, code in enumerate(criteria.by_code)}
        log = self.reviewed(np.array([], dtype=np.int64))
        for some in np.array_split(np.arange(count), times):
            questions = next_questions(criteria, log.standing, Rule(), most=len(some))
            log = self.reviewed(np.array([columns[one.criterion] for one in questions], dtype=np.int64), log)
        return log

    def by_rows(self, share: float) -> dict[str, Log]:
        rows = np.argwhere(worth_asking(self.asked))
        count = round(share * len(rows))
        draw = np.random.default_rng(self.seed)
        down = np.lexsort((draw.random(len(rows)), -self.asked[rows[:, 0], rows[:, 1]].round(2)))
        filed = np.lexsort((-self.asked[rows[:, 0], rows[:, 1]], rows[:, 1]))
        answering = draw.permutation(len(self.linked))[: round(share * len(self.linked))]
        answers = np.argwhere(worth_asking(self.asked) | self.linked)
        return {
            "rows asked": self.asked_rows(count),
            "rows drawn": self.went_through(draw.permutation(rows)[:count]),
            "rows down": self.went_through(rows[down[:count]]),
            "down twice": self.went_through(rows[down[: 2 * count]]),
            "rows filed": self.went_through(rows[filed[:count]]),
            "answers": self.went_through(answers[np.isin(answers[:, 0], answering)]),
            "bulk, rest": self.read_what_bulk_left(),
        }

    def read_what_bulk_left(self) -> Log:
        """All from `_BULK` up accepted unread, and every other criterion gone through to the end."""
        log = self.reviewed(np.array([], dtype=np.int64))
        bulk = bulk_accept(log.standing, above=_BULK, strength=Strength.FULL)
        log = log.with_decisions(bulk.judgements, party=Party.REVIEWER, by="bench")
        accepted = {one.link.criterion for one in bulk.judgements}
        left = [at for at, code in enumerate(self.criteria.by_code) if code not in accepted]
        return self.reviewed(np.array(left, dtype=np.int64), log)

    def went_through(self, rows: NDArray[np.int64], before: Log | None = None) -> Log:
        log = before or self.reviewed(np.array([], dtype=np.int64))
        return log.with_decisions(
            [self.said_of(*row) for row in rows.tolist()], party=Party.REVIEWER, by="bench"
        )

    def asked_rows(self, count: int) -> Log:
        """Each criterion from its likeliest row down until one meets it in full; where none does, she says so."""
        criteria, shown = self.criteria, worth_asking(self.asked)
        columns = {code: at for at, code in enumerate(criteria.by_code)}
        log = self.reviewed(np.array([], dtype=np.int64))
        while count > 0 and (asked := next_questions(criteria, log.standing, Rule(), most=_AT_A_TIME)):
            decisions: list[Decision] = []
            for column in (columns[one.criterion] for one in asked):
                rows = np.flatnonzero(shown[:, column])
                rows = rows[np.argsort(-self.asked[rows, column], kind="stable")]
                full = np.flatnonzero(self.full[rows, column])
                read = rows[: full[0] + 1] if full.size else rows
                is_through = len(read) <= count
                others = np.flatnonzero(self.linked[:, column] & ~shown[:, column])
                found = [*read[:count], *(others if is_through and not full.size else ())]
                decisions += [self.said_of(row, column) for row in found]
                if is_through and not self.linked[:, column].any():
                    decisions.append(NotCovered(criterion=self.code(column)))
                count -= len(read[:count])
            log = log.with_decisions(decisions, party=Party.REVIEWER, by="bench")
        return log

    def said_of(self, row: int, column: int) -> Judgement:
        return Judgement(
            link=self.link(row, column),
            confirmed=bool(self.linked[row, column]),
            strength=_strength(self.linked, self.full, row, column),
        )

    def judged(self, log: Log, true: float) -> Run:
        found = [forecast(self.criteria, log.standing, Rule(threshold=one)) for one in _thresholds(true)]
        one = found[0]
        return Run(
            apart=abs(one.expected - true),
            width=float(one.most - one.least),
            holds=float(one.least) <= true + 1e-9 and true <= float(one.most) + 1e-9,
            sure=tuple(
                (sure, (sure is Outcome.EQUIVALENT) is (true >= threshold))
                for threshold, told in zip(_thresholds(true), found, strict=True)
                if (sure := _sure(told.probability)) is not None
            ),
        )


def _thresholds(true: float) -> list[Fraction]:
    """Around the truth, where a verdict is hardest; the one in the middle is met exactly."""
    return [
        Fraction(min(1.0, max(0.01, true + away))).limit_denominator(1000) if away else Fraction(true)
        for away in _AWAY
    ]


def _sure(probability: float) -> Outcome | None:
    if probability >= _SURE:
        return Outcome.EQUIVALENT
    return Outcome.NOT_YET if probability <= 1 - _SURE else None


def _criteria(codes: Sequence[str]) -> CriteriaSet:
    return CriteriaSet(
        scheme="bench",
        version="1",
        title="bench",
        criteria=tuple(
            Criterion(
                code=code,
                clause=code,
                pillar="all",
                section="all",
                title=code,
                requirement=code,
                criticality=Criticality.MAJOR,
            )
            for code in codes
        ),
    )


def _strength(linked: Flags, full: Flags, row: int, column: int) -> Strength | None:
    if not linked[row, column]:
        return None
    return Strength.FULL if full[row, column] else Strength.PART


if __name__ == "__main__":
    main()
