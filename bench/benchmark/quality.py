"""How good proposals are on crosswalks that people made, side by side with each way of comparing alone.

    python -m bench.benchmark.quality CROSSWALKS [--vectors FILE] [--confirm] [--shuffled] [--few 10 40]

CROSSWALKS is a folder of crosswalks (`bench.benchmark.crosswalks`). hit@1 and recall@5 count left items that have links;
AUROC and calibration count the pairs of these with their 25 best right items. The expected calibration error (ECE) is the
mean distance between what was said and what was true, by tenths; "first" counts only the first proposal of each item, and "by
chance" is what first proposals would show if every probability were exactly true: no calibration of so few comes below it.
--confirm adds what 20, 50 and 100 confirmed left items do to the others (five draws), and the effort: the share of items that a
person must look at, the least certain first, until 95 % of all items are right. --few draws so many left items five times, as if they were the whole list: a short list must be no surer than a long one.
--shuffled puts both lists in random order
and takes their sections away, so that only the texts speak. --vectors keeps the sentence models' work between runs.
"""

import argparse
import statistics
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata

from bench.benchmark.crosswalks import Crosswalk, crosswalks
from comity.benchmark.suggest import LINKS_FRAME
from comity.benchmark.suggest.encoder import (
    Encoder,
    Remembering,
    Several,
    VectorFile,
    load_encoder,
    unit,
    voices_of,
)
from comity.benchmark.suggest.evidence import Evidence
from comity.benchmark.suggest.likeness import Counted, answers, cosine
from comity.benchmark.suggest.propose import compare, weigh
from comity.benchmark.suggest.words import fold, runs

Floats = NDArray[np.float32]
Figures = dict[str, float]
_SHOWN = 25


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("crosswalks", type=Path)
    parser.add_argument("--confirm", action="store_true")
    parser.add_argument("--few", type=int, nargs="*", default=[], help="left items that are the whole list")
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--vectors", type=Path)
    given = parser.parse_args()
    model = remembered(given.vectors)
    by_group: dict[str, list[dict[str, Figures]]] = defaultdict(list)
    for one in crosswalks(given.crosswalks):
        one = shuffled(one, np.random.default_rng(1)) if given.shuffled else one
        figures = {f"{count} alone": drawn(one, count, model=model) for count in given.few}
        by_group[one.group].append(figures or figures_of(one, model=model, confirm=given.confirm))
    for group, many in by_group.items():
        print(f"\n{group} ({len(many)})")
        for way in many[0]:
            print(
                f"  {way:<34}"
                + "".join(summary(name, [one[way][name] for one in many]) for name in many[0][way])
            )


def summary(name: str, values: list[float]) -> str:
    worst = f" (least {min(values):.3f})" if len(values) > 1 else ""
    return f"  {name} {statistics.fmean(values):.3f}{worst}"


def remembered(vectors: Path | None) -> Encoder | None:
    model = load_encoder(print)
    return Remembering(model, VectorFile(vectors)) if model and vectors else model


def figures_of(one: Crosswalk, *, model: Encoder | None, confirm: bool) -> dict[str, Figures]:
    scores = alone(one)
    voices = voices_of(model)
    for voice in voices:
        vectors = unit(np.asarray(voice.encode([*one.left["text"], *one.right["text"]])))
        scores[voice.name.split(" (")[0]] = vectors[: one.left.height] @ vectors[one.left.height :].T
    figures = {way: ranking(score, one.linked) for way, score in scores.items()}
    together: dict[str, Encoder | None] = {"ours, no model": None}
    if len(voices) > 1:
        together |= {f"ours, {voice.name.split(' (')[0]}": voice for voice in voices}
    together["ours, all together"] = Several(voices) if len(voices) > 1 else model
    for way, heard in together.items():
        evidence = compare(one.left, one.right, model=heard)
        started = time.perf_counter()
        weighed = weigh(one.left, one.right, links=pl.DataFrame(schema=LINKS_FRAME), evidence=evidence)
        seconds = time.perf_counter() - started
        figures[way] = judged(weighed.probability, one, one.has_links) | {"seconds to weigh": seconds}
    if confirm and one.has_links.sum() > 130:
        for count in (20, 50, 100):
            figures[f"{count} confirmed"] = confirmed(one, count, evidence=evidence)
        figures["least sure first"] = {"effort": effort(one, evidence=evidence)}
    return figures


def alone(one: Crosswalk) -> dict[str, Floats]:
    left, right = ([fold(text).split() for text in texts] for texts in (one.left["text"], one.right["text"]))
    words = Counted(left, right)
    letters = Counted([runs(text) for text in one.left["text"]], [runs(text) for text in one.right["text"]])
    return {
        "BM25": answers(words.counts[: words.left], words.counts[words.left :]),
        "TF-IDF words": cosine(words),
        "TF-IDF letters": cosine(letters),
    }


def ranking(scores: Floats, linked: NDArray[np.bool_]) -> Figures:
    rows = linked.any(axis=1)
    truth = np.take_along_axis(linked[rows], np.argsort(-scores[rows], axis=1, kind="stable"), axis=1)
    return {
        "hit@1": float(truth[:, 0].mean()),
        "recall@5": float((truth[:, :5].sum(axis=1) / truth.sum(axis=1)).mean()),
        "AUROC": auroc(scores[rows].ravel(), linked[rows].ravel()),
    }


def auroc(said: Floats, true: NDArray[np.bool_]) -> float:
    ranks, positives = rankdata(said), int(true.sum())
    return float(
        (ranks[true].sum() - positives * (positives + 1) / 2) / max(positives * (true.size - positives), 1)
    )


def judged(probability: Floats, one: Crosswalk, rows: NDArray[np.bool_]) -> Figures:
    said, true = probability[rows], one.linked[rows]
    best = np.argsort(-said, axis=1, kind="stable")[:, :_SHOWN]
    shown, right = np.take_along_axis(said, best, axis=1), np.take_along_axis(true, best, axis=1)
    return ranking(said, true) | {
        "ECE": calibration_error(shown.ravel(), right.ravel()),
        "ECE first": calibration_error(shown[:, 0], right[:, 0]),
        "by chance": error_by_chance(shown[:, 0]),
    }


def calibration_error(said: Floats, true: NDArray[np.bool_]) -> float:
    tenth = np.minimum((said * 10).astype(int), 9)
    apart = [abs(float(said[tenth == one].sum() - true[tenth == one].sum())) for one in range(10)]
    return sum(apart) / len(said)


def error_by_chance(said: Floats, *, draws: int = 100) -> float:
    draw = np.random.default_rng(0)
    return statistics.fmean(calibration_error(said, draw.random(len(said)) < said) for _ in range(draws))


def confirmed(one: Crosswalk, count: int, *, evidence: Evidence, draws: int = 5) -> Figures:
    """What the confirmations do to the items that nobody has looked at yet."""
    drawn: list[Figures] = []
    for seed in range(draws):
        rows = np.random.default_rng(seed).permutation(np.flatnonzero(one.has_links))[:count]
        weighed = weigh(one.left, one.right, links=one.links_of(rows), evidence=evidence)
        rest = one.has_links.copy()
        rest[rows] = False
        drawn.append(judged(weighed.probability, one, rest))
    return {name: statistics.fmean(each[name] for each in drawn) for name in drawn[0]}


def drawn(one: Crosswalk, count: int, *, model: Encoder | None, draws: int = 5) -> Figures:
    """So many left items that have links, as if there were no others."""
    many: list[Figures] = []
    for seed in range(draws):
        rows = np.sort(np.random.default_rng(seed).permutation(np.flatnonzero(one.has_links))[:count])
        some = Crosswalk(
            name=one.name, group=one.group, left=one.left[rows], right=one.right, linked=one.linked[rows]
        )
        evidence = compare(some.left, some.right, model=model)
        links = pl.DataFrame(schema=LINKS_FRAME)
        probability = weigh(some.left, some.right, links=links, evidence=evidence).probability
        said = {"said of the first": float(probability.max(axis=1).mean())}
        many.append(judged(probability, some, some.has_links) | said)
    return {name: statistics.fmean(each[name] for each in many) for name in many[0]}


def effort(one: Crosswalk, *, evidence: Evidence, goal: float = 0.95, batch: int = 10) -> float:
    """The share of items looked at until 95 % of the items with links are right: looked at, or first proposal right."""
    having = np.flatnonzero(one.has_links)
    looked_at = np.zeros(len(one.linked), dtype=np.bool_)
    while True:
        rows = np.flatnonzero(looked_at)
        links = one.links_of(rows) if rows.size else pl.DataFrame(schema=LINKS_FRAME)
        probability = weigh(one.left, one.right, links=links, evidence=evidence).probability
        best = probability.argmax(axis=1)
        right = looked_at | one.linked[np.arange(len(best)), best]
        if right[having].mean() >= goal:
            return float(looked_at[having].mean())
        open_rows = having[~looked_at[having]]
        looked_at[open_rows[np.argsort(probability[open_rows].max(axis=1), kind="stable")[:batch]]] = True


def shuffled(one: Crosswalk, draw: np.random.Generator) -> Crosswalk:
    rows, columns = draw.permutation(one.left.height), draw.permutation(one.right.height)
    return Crosswalk(
        name=one.name,
        group=one.group,
        left=one.left[rows].with_columns(section=pl.lit("")),
        right=one.right[columns].with_columns(section=pl.lit("")),
        linked=one.linked[np.ix_(rows, columns)],
    )


if __name__ == "__main__":
    main()
