"""How far the forecast of a verdict can be trusted when a fifth of the criteria were reviewed.

    python -m bench.benchmark.verdicts CROSSWALKS [--vectors FILE] [--runs 10] [--share 0.2] [--only GROUP]

Right items play criteria, left items a protocol's questions; a criterion is covered where people linked a question to it.
Some links are full and some in part, as drawn: a share of full ones between a half and all for every run.
Every run keeps six to ten tenths of the questions, draws the criteria that a reviewer looked at, and sets the threshold within
ten points of the true coverage, where a verdict is hardest. "apart" is the mean distance of the expected coverage from the
true one in points, "holds" how often the 90 % interval holds it, "wrong" the verdicts that were forecast with P >= .95 and were
not so.
"""

import argparse
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bench.benchmark.crosswalks import Crosswalk, crosswalks
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
    Party,
    Proposal,
    Rule,
    Strength,
    forecast,
)
from comity.benchmark.suggest import LINKS_FRAME
from comity.benchmark.suggest.encoder import Encoder
from comity.benchmark.suggest.propose import compare, weigh

Flags = NDArray[np.bool_]
_LEAST = 0.02
_SURE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    apart: float
    width: float
    holds: bool
    sure: bool
    wrong: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("crosswalks", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--only", default="", help="crosswalks whose name begins so")
    given = parser.parse_args()
    model = remembered(given.vectors)
    by_group: dict[str, list[Run]] = defaultdict(list)
    for one in (one for one in crosswalks(given.crosswalks) if one.name.startswith(given.only)):
        for seed in range(given.runs):
            by_group[one.group].append(run(one, model=model, seed=seed, share=given.share))
    for group, runs in by_group.items():
        print(
            f"{group:<20} runs {len(runs)}  apart {100 * np.mean([one.apart for one in runs]):.1f}"
            f"  width {100 * np.mean([one.width for one in runs]):.1f}"
            f"  holds {np.mean([one.holds for one in runs]):.2f}"
            f"  sure {sum(one.sure for one in runs)}  wrong {sum(one.wrong for one in runs)}",
            flush=True,
        )


def run(one: Crosswalk, *, model: Encoder | None, seed: int, share: float) -> Run:
    draw = np.random.default_rng(seed)
    kept = np.sort(draw.permutation(one.left.height)[: int(one.left.height * draw.uniform(0.6, 1.0))])
    linked = one.linked[kept]
    left = one.left[kept]
    reviewed = draw.random(one.right.height) < share
    evidence = compare(left, one.right, model=model)
    asked = weigh(left, one.right, links=pl.DataFrame(schema=LINKS_FRAME), evidence=evidence).probability
    links = _reviewed_links(left, one.right, linked, reviewed, asked)
    probability = weigh(left, one.right, links=links, evidence=evidence).probability
    full = linked & (draw.random(linked.shape) < draw.uniform(0.5, 1.0))
    true = float(full.any(axis=0).mean())
    threshold = Fraction(min(1.0, max(0.01, true + draw.uniform(-0.1, 0.1)))).limit_denominator(1000)
    found = forecast(
        _criteria(one), _log(linked, full, reviewed, asked, probability).standing, Rule(threshold=threshold)
    )
    equivalent = true >= threshold
    likely = found.probability >= _SURE
    unlikely = found.probability <= 1 - _SURE
    return Run(
        apart=abs(found.expected - true),
        width=float(found.most - found.least),
        holds=float(found.least) <= true <= float(found.most),
        sure=likely or unlikely,
        wrong=(likely and not equivalent) or (unlikely and equivalent),
    )


def _reviewed_links(
    left: pl.DataFrame, right: pl.DataFrame, linked: Flags, reviewed: Flags, asked: NDArray[np.float32]
) -> pl.DataFrame:
    """A reviewer goes through the criteria and says of every proposal that she sees whether it holds."""
    rows, columns = np.nonzero(reviewed & (linked | (asked >= _LEAST)))
    return pl.DataFrame(
        {
            "left_id": left["id"].gather(rows),
            "right_id": right["id"].gather(columns),
            "relation": np.where(linked[rows, columns], "intersects", "none"),
        }
    )


def _criteria(one: Crosswalk) -> CriteriaSet:
    return CriteriaSet(
        scheme="bench",
        version="1",
        title=one.name,
        criteria=tuple(
            Criterion(
                code=f"c{at}",
                clause=f"c{at}",
                pillar="all",
                section="all",
                title=f"c{at}",
                requirement=f"c{at}",
                criticality=Criticality.MAJOR,
            )
            for at in range(one.right.height)
        ),
    )


def _log(
    linked: Flags, full: Flags, reviewed: Flags, asked: NDArray[np.float32], probability: NDArray[np.float32]
) -> Log:
    """What was proposed at first, what the reviewer said, and what is proposed now of the criteria that she has not reached."""
    proposals = _proposals(asked, asked >= _LEAST)
    decisions: list[Decision] = []
    for column in np.flatnonzero(reviewed).tolist():
        decisions += [
            Judgement(
                link=_link(row, column),
                confirmed=bool(linked[row, column]),
                strength=_strength(linked, full, row, column),
            )
            for row in np.flatnonzero(linked[:, column] | (asked[:, column] >= _LEAST)).tolist()
        ]
        if not linked[:, column].any():
            decisions.append(NotCovered(criterion=f"c{column}"))
    log = Log().with_decisions(proposals, party=None, by="bench")
    log = log.with_decisions(decisions, party=Party.REVIEWER, by="bench")
    later = _proposals(probability, ~reviewed & (probability >= _LEAST))
    return log.with_decisions(later, party=None, by="bench")


def _proposals(said: NDArray[np.float32], which: Flags) -> list[Decision]:
    return [
        Proposal(link=_link(row, column), probability=float(said[row, column]), reason="bench")
        for row, column in np.argwhere(which).tolist()
    ]


def _strength(linked: Flags, full: Flags, row: int, column: int) -> Strength | None:
    if not linked[row, column]:
        return None
    return Strength.FULL if full[row, column] else Strength.PART


def _link(row: int, column: int) -> LinkKey:
    return LinkKey.of(f"c{column}", [f"q{row}"])


if __name__ == "__main__":
    main()
