"""Ranked proposals which items of one list meet which of another, each with a probability and a reason.

In: two lists of items (`ITEMS_FRAME`), links that people confirmed (`LINKS_FRAME`), a sentence model or none.
Out: `RANKED_FRAME`.
Laws: a decision is kept (probability 1 or 0, said in the reason); without confirmations and model the answer depends on the
two lists alone; every left item gets its best right items, unless a person said that nothing meets it.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from comity.benchmark.suggest.company import (
    Decided,
    Ints,
    best_part,
    earlier_mappings,
    in_order,
    sections_meet,
    shares,
    taken,
    wholes,
)
from comity.benchmark.suggest.encoder import Encoder
from comity.benchmark.suggest.evidence import COLUMN, KINDS, Evidence, evidence_of
from comity.benchmark.suggest.items import LINKS_FRAME, RANKED_FRAME, checked_items, checked_links
from comity.benchmark.suggest.likeness import Matrix
from comity.benchmark.suggest.reasons import Reasons
from comity.benchmark.suggest.weigh import (
    CURVE,
    CURVE_ALONE,
    Floats,
    learned_curve,
    learned_weights,
    probability_of,
    scores_of,
    standing_of,
)
from comity.core import Progress, UsageProblem, silent

MAX_PAIRS = 20_000_000
"""Pairs compared in one run: about 8 GB of evidence."""

_TOP = 25
_ROUNDS = 3
_ANOTHER = 0.25
"""What a link already made leaves of another's probability: some items meet several, and nobody said that this one is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """All pairs, weighed: what ranks, how likely, and what it rests on."""

    evidence: Evidence
    steps: list[Matrix]  # by `KINDS`
    weights: Floats
    scores: Matrix
    standing: Matrix
    probability: Matrix
    decided: Decided
    mapped_like: Ints  # the row of the earlier mapping a pair resembles; -1: none


def suggest(
    left: pl.DataFrame,
    right: pl.DataFrame,
    *,
    confirmed: pl.DataFrame | None = None,
    model: Encoder | None = None,
    top: int = _TOP,
    progress: Progress = silent,
) -> pl.DataFrame:
    """For every left item its `top` right items, best first. Cost grows with left times right."""
    left, right = checked_items(left, side="left list"), checked_items(right, side="right list")
    if top < 1:
        raise UsageProblem("No proposals were asked for.", remedy="Ask for at least one for each item.")
    links = pl.DataFrame(schema=LINKS_FRAME)
    if confirmed is not None:
        links = checked_links(confirmed, left=left, right=right)
    progress("comparing items", 0, 3)
    evidence = compare(left, right, model=model)
    progress("comparing items", 1, 3)
    weighed = weigh(left, right, links=links, evidence=evidence)
    progress("comparing items", 2, 3)
    ranked = _ranked(left, right, weighed, top=top)
    progress("comparing items", 3, 3)
    return ranked


def compare(left: pl.DataFrame, right: pl.DataFrame, *, model: Encoder | None) -> Evidence:
    """What the texts alone say (checked frames in). No decision changes it, so a review compares once and weighs often."""
    if left.height * right.height > MAX_PAIRS:
        raise UsageProblem(
            f"{left.height:,} items against {right.height:,} are too many to compare in one run.",
            remedy=f"Give lists with at most {MAX_PAIRS:,} pairs: compare the longer one in parts.",
        )
    return evidence_of(left, right, model=model)


def weigh(left: pl.DataFrame, right: pl.DataFrame, *, links: pl.DataFrame, evidence: Evidence) -> Weighed:
    """The whole matrix, for callers that ask more than the best few of the left items (checked frames in)."""
    decided = Decided.of(links, left=left["id"].to_list(), right=right["id"].to_list())
    nothing = np.zeros((left.height, right.height), dtype=np.float32)
    steps = [evidence.steps.get(kind.name, nothing) for kind in KINDS]
    steps[COLUMN["earlier mapping"]], mapped_like = earlier_mappings(evidence.left_closeness, decided)
    steps[COLUMN["taken"]] = taken(decided)
    weights = evidence.weights
    scores = scores_of(steps, weights)
    sections = left["section"].to_list(), right["section"].to_list()
    whole = wholes(right["id"].to_list())
    for _ in range(_ROUNDS):
        steps[COLUMN["parts"]] = best_part(scores, whole)
        given = shares(scores, decided)
        steps[COLUMN["sections meet"]] = sections_meet(given, *sections)
        steps[COLUMN["order"]] = in_order(given)
        weights = learned_weights(steps, decided, start=evidence.weights)
        scores = scores_of(steps, weights)
    start = CURVE if evidence.has_meaning else CURVE_ALONE
    standing = standing_of(scores, decided, start=start)
    probability = probability_of(standing, learned_curve(standing, decided, scores, start=start))
    probability[~evidence.speaking] = 0  # its place in the list is no reason to link an item
    return Weighed(
        evidence=evidence,
        steps=steps,
        weights=weights,
        scores=scores,
        standing=standing,
        probability=_as_decided(probability, decided),
        decided=decided,
        mapped_like=mapped_like,
    )


def _as_decided(probability: Matrix, decided: Decided) -> Matrix:
    probability = probability.copy()
    linked = decided.linked.any(axis=1)
    probability[decided.looked_at & ~linked] = 0
    probability[linked] *= _ANOTHER
    probability[decided.rejected] = 0
    probability[decided.linked] = 1
    return probability


def _ranked(left: pl.DataFrame, right: pl.DataFrame, weighed: Weighed, *, top: int) -> pl.DataFrame:
    top = min(top, right.height)
    # Ties by score and then by the right item's id: never by its place, which people change.
    by_id = np.argsort(np.argsort(np.array(right["id"].to_list(), dtype=object)))
    rows = np.repeat(np.arange(left.height), top)
    columns = np.concatenate(
        [
            np.lexsort((by_id, -weighed.scores[row], -weighed.probability[row]))[:top]
            for row in range(left.height)
        ]
    )
    reasons = Reasons(left, right, weighed.evidence)
    return pl.DataFrame(
        {
            "left_id": left["id"].gather(rows),
            "right_id": right["id"].gather(columns),
            "rank": np.tile(np.arange(1, top + 1), left.height),
            "probability": weighed.probability[rows, columns].astype(np.float64).round(4),
            "reason": [
                reasons.of(
                    row,
                    column,
                    adds=[
                        weight * step[row, column]
                        for weight, step in zip(weighed.weights, weighed.steps, strict=True)
                    ],
                    decided=weighed.decided,
                    mapped_like=int(weighed.mapped_like[row, column]),
                )
                for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
            ],
        },
        schema=RANKED_FRAME,
    )
