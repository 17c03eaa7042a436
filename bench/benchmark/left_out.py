"""What proposals would be worth on a subject that nobody looked at while their constants were chosen.

    python -m bench.benchmark.left_out CROSSWALKS [--vectors FILE] [--protocols 4]

CROSSWALKS as for `bench.benchmark.quality`, each way round, beside some fictional protocols. For every subject the weights of evidence are
fitted on all the others alone, from equal beginnings and not from those that ship, to make the links that people made the likeliest
choices of their rows; then the curve, on the candidates of the items that have links. Every subject counts alike, whatever its size. Beside
each figure stands that of the constants that ship. What weighs nothing beside a sentence model, or needs confirmations or citations, is as it ships.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.benchmark.crosswalks import Crosswalk, crosswalks
from bench.benchmark.quality import judged, remembered
from bench.benchmark.verdicts import made_up, turned
from comity.benchmark.suggest import LINKS_FRAME
from comity.benchmark.suggest.encoder import Encoder
from comity.benchmark.suggest.evidence import COLUMN, KINDS, Evidence
from comity.benchmark.suggest.propose import Weighed, compare, weigh
from comity.benchmark.suggest.weigh import CURVE, probability_of, standing_of

Floats = NDArray[np.float64]

_SUBJECTS = {
    "adobe_fedramp": "FedRAMP",
    "cisco_fedramp": "FedRAMP",
}  # two lists against one catalogue are one subject
_GIVEN = ("convention", "earlier mapping")
FITTED = [at for at, kind in enumerate(KINDS) if kind.weight > 0 and kind.name not in _GIVEN]
_BEGIN = {"letters": 1.0, "words": 1.0, "meaning": 1.0}
_ROUNDS = 3  # evidence of a pair's company hangs on the weights
_HOLD = 0.002
_CANDIDATES = 25
_LEAST = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    subject: str
    crosswalk: Crosswalk
    evidence: Evidence

    def weighed(self, weights: Floats) -> Weighed:
        one = self.crosswalk
        evidence = replace(self.evidence, weights=weights)
        return weigh(one.left, one.right, links=pl.DataFrame(schema=LINKS_FRAME), evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one case teaches: numbers of each pair, whether it is a link, and how much it counts."""

    of_pairs: Floats
    linked: NDArray[np.bool_]
    counts: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("crosswalks", type=Path)
    parser.add_argument("--vectors", type=Path)
    parser.add_argument("--protocols", type=int, default=4)
    given = parser.parse_args()
    cases = list(cases_of(given.crosswalks, given.protocols, model=remembered(given.vectors)))
    for subject in dict.fromkeys(one.subject for one in cases):
        others = [one for one in cases if one.subject != subject]
        weights = fitted_weights(others)
        curve = fitted_curve(others, weights)
        said = ", ".join(f"{KINDS[at].name} {weights[at]:.2f}" for at in FITTED)
        print(f"\n{subject} left out: {said}; curve {np.round(curve, 2).tolist()}")
        for one in cases:
            if one.subject == subject:
                print(f"  {one.crosswalk.name:<28}" + told(one, weights, curve), flush=True)


def cases_of(folder: Path, protocols: int, *, model: Encoder | None) -> list[Case]:
    found = list(crosswalks(folder))
    found += [replace(turned(one), name=f"{one.name}, turned") for one in found if one.name == one.group]
    found += [made_up(seed, np.random.default_rng(seed))[0] for seed in range(2000, 2000 + protocols)]
    return [
        Case(
            subject=_SUBJECTS.get(one.group, one.group),
            crosswalk=one,
            evidence=compare(one.left, one.right, model=model),
        )
        for one in found
    ]


def told(one: Case, weights: Floats, curve: Floats) -> str:
    ships = one.weighed(one.evidence.weights)
    fitted = one.weighed(weights)
    probability = probability_of(standing_of(fitted.scores, fitted.decided, start=curve), curve)
    having = one.crosswalk.has_links
    before, after = (
        judged(ships.probability, one.crosswalk, having),
        judged(probability, one.crosswalk, having),
    )
    return "".join(
        f"  {name} {after[name]:.3f} (ships {before[name]:.3f})"
        for name in ("hit@1", "recall@5", "ECE first")
    )


def fitted_weights(cases: Sequence[Case]) -> Floats:
    weights = np.array([_BEGIN.get(kind.name, 0.0) for kind in KINDS])
    for name in _GIVEN:
        weights[COLUMN[name]] = KINDS[COLUMN[name]].weight
    for _ in range(_ROUNDS):
        seen = [_of_rows(one, one.weighed(weights), _counts(one, cases)) for one in cases]
        weights = weights.copy()
        weights[FITTED] = _likeliest_weights(seen, weights[FITTED])
    return weights


def _counts(one: Case, cases: Sequence[Case]) -> float:
    alike = sum(other.subject == one.subject for other in cases)
    subjects = len({other.subject for other in cases})
    return 1.0 / (alike * subjects)


def _of_rows(one: Case, weighed: Weighed, counts: float) -> Seen:
    rows = one.crosswalk.has_links
    of_pairs = np.stack([weighed.steps[at][rows] for at in FITTED], axis=-1).astype(np.float64)
    return Seen(of_pairs=of_pairs, linked=one.crosswalk.linked[rows], counts=counts / int(rows.sum()))


def _likeliest_weights(cases: Sequence[Seen], start: Floats) -> Floats:
    """Under which what people linked is chosen in its row oftenest (a conditional logit); none below 0."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        cost, slope = _HOLD * float(weights @ weights), 2 * _HOLD * weights
        for seen in cases:
            bits = seen.of_pairs @ weights
            powers = np.exp(bits - bits.max(axis=1, keepdims=True))
            chosen = powers / powers.sum(axis=1, keepdims=True)
            right = np.where(seen.linked, chosen, 0.0)
            found = np.maximum(right.sum(axis=1), _LEAST)
            cost -= seen.counts * float(np.log(found).sum())
            apart = chosen - right / found[:, None]
            slope = slope + seen.counts * np.einsum("rc,rck->k", apart, seen.of_pairs)
        return cost, slope

    bounds = [(0.0, None)] * start.size
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def fitted_curve(cases: Sequence[Case], weights: Floats) -> Floats:
    """Which of the candidates is first hangs on the curve, and is taken from the one that ships."""
    seen = [_of_candidates(one, one.weighed(weights), _counts(one, cases)) for one in cases]

    def loss(curve: Floats) -> tuple[float, Floats]:
        cost, slope = _HOLD * float(curve[1:] @ curve[1:]), 2 * _HOLD * np.array([0.0, *curve[1:]])
        for one in seen:
            bits = one.of_pairs @ curve
            cost += one.counts * float((np.logaddexp(0.0, bits) - one.linked * bits).sum())
            apart = 1.0 / (1.0 + np.exp(-bits)) - one.linked
            slope = slope + one.counts * apart @ one.of_pairs
        return cost, slope

    bounds = [(None, None), *[(0.0, None)] * (CURVE.size - 1)]
    return np.asarray(minimize(loss, CURVE * 0.0, jac=True, method="L-BFGS-B", bounds=bounds).x)


def _of_candidates(one: Case, weighed: Weighed, counts: float) -> Seen:
    rows = np.flatnonzero(one.crosswalk.has_links)
    standing = standing_of(weighed.scores, weighed.decided, start=CURVE)[rows]
    best = np.argsort(-weighed.scores[rows], axis=1, kind="stable")[:, :_CANDIDATES]
    of_pairs = np.take_along_axis(standing, best[:, :, None], axis=1)
    linked = np.take_along_axis(one.crosswalk.linked[rows], best, axis=1)
    return Seen(
        of_pairs=of_pairs.reshape(-1, CURVE.size).astype(np.float64),
        linked=linked.ravel(),
        counts=counts / len(rows),
    )


if __name__ == "__main__":
    main()
