"""Comity and its peers on the same lists, one after another on one machine: how right, how dear.

    python -m bench.linkage.run SET [SET ...] [--tools comity,splink,...] [--results FILE] [--work FOLDER] [--seconds 1800]

A SET is a folder that `bench.linkage.sets` wrote. Each tool runs in a process and an environment of its own
(`bench.linkage.environments`), on the rows that our reader read; Comity alone reads the files itself, which its cost holds.
"Default" is a tool's own answer; "best" is the answer at the threshold that the truth itself picks, a gift to the tool: its
scored pairs chained, or its own clustering where it does not chain. Results are added to the file, so that sets and tools may run on different days.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from bench.linkage.environments import PEERS, python_of
from bench.linkage.given import rows_with_truth, write_given
from bench.linkage.measures import Quality, quality_of
from bench.linkage.sets import LabelledLists, read_set
from bench.linkage.table import print_table
from bench.linkage.watched import Cost, watch

ROOT = Path(__file__).parents[2]
LEARN_FROM: Mapping[str, str] = MappingProxyType(
    {"dedupe": "600 pairs", "recordlinkage": "600 pairs", "emm": "1,000 rows"}
)
_STEPS = 24


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--tools", default=",".join(["comity", *PEERS]))
    parser.add_argument("--results", type=Path, default=Path(".bench/results.json"))
    parser.add_argument("--work", type=Path, default=Path(".bench/runs"))
    parser.add_argument("--seconds", type=float, default=1800.0)
    given = parser.parse_args()
    for labelled in map(read_set, given.sets):
        rows = rows_with_truth(labelled)
        folder = given.work / labelled.name
        write_given(rows, folder)
        for tool in given.tools.split(","):
            print(f"{labelled.name}: {tool} ...", file=sys.stderr, flush=True)
            told = run_tool(tool, labelled, rows, folder, seconds=given.seconds)
            results = json.loads(given.results.read_text()) if given.results.exists() else {}
            results.setdefault(labelled.name, {"rows": rows.height})[tool] = told
            given.results.write_text(json.dumps(results, indent=1, ensure_ascii=False))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print_table(json.loads(given.results.read_text()), [one.name for one in map(read_set, given.sets)])


def run_tool(
    tool: str, labelled: LabelledLists, rows: pl.DataFrame, folder: Path, *, seconds: float
) -> dict[str, Any]:
    out = folder / tool
    out.mkdir(exist_ok=True)
    if tool == "comity":
        return _ours(labelled, rows, out, seconds=seconds)
    words: list[str | Path] = [python_of(tool), "-m", f"bench.linkage.peers.with_{tool}"]
    cost = _watched([*words, (folder / "rows.parquet").resolve(), out.resolve()], out, seconds=seconds)
    told = _costs(cost) | {"labels": LEARN_FROM.get(tool, "none")}
    if cost.status:
        return told | {"failed": f"status {cost.status}", "said": cost.said}
    clusters = pl.read_parquet(out / "clusters.parquet").rename({"cluster": "site"})
    judged = rows.drop_nulls("true_site")
    default = quality_of(judged.join(clusters, on="id", how="left"), labelled.neither)
    best, at = _best(judged, out, labelled, count=rows.height)
    return told | {"default": default.as_dict(), "best": best.as_dict(), "best_at": at}


def _ours(labelled: LabelledLists, rows: pl.DataFrame, out: Path, *, seconds: float) -> dict[str, Any]:
    words: list[str | Path] = [
        sys.executable,
        "-m",
        "bench.linkage.ours",
        labelled.lists.resolve(),
        out.resolve(),
    ]
    cost = _watched(words, out, seconds=seconds)
    if cost.status:
        return _costs(cost) | {"labels": "none", "failed": f"status {cost.status}", "said": cost.said}
    floor = _watched([*words, "--floor"], out, seconds=seconds)
    sites = pl.read_parquet(out / "sites.parquet")
    judged = rows.drop_nulls("true_site").join(sites, on=["list", "row"], how="left")
    return _costs(cost) | {
        "labels": "none",
        "default": quality_of(judged, labelled.neither).as_dict(),
        "floor_cpu": floor.cpu,
        "times_the_floor": cost.cpu / floor.cpu,
    }


def _watched(words: list[str | Path], out: Path, *, seconds: float) -> Cost:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    return watch(words, seconds=seconds, folder=out, environment=environment)


def _costs(cost: Cost) -> dict[str, Any]:
    return {"cpu": round(cost.cpu, 1), "wall": round(cost.wall, 1), "peak_gb": round(cost.peak, 2)}


def _best(judged: pl.DataFrame, out: Path, labelled: LabelledLists, *, count: int) -> tuple[Quality, float]:
    """The best F1 that any threshold gives."""
    answers = []
    if (out / "partitions.parquet").exists():
        for (threshold,), part in pl.read_parquet(out / "partitions.parquet").group_by("threshold"):
            sites = judged.join(part.select("id", site="cluster"), on="id", how="left")
            answers.append((quality_of(sites, labelled.neither), float(str(threshold))))
        return max(answers, key=lambda one: (one[0].f1, one[1]))
    pairs = pl.read_parquet(out / "pairs.parquet")
    for threshold in _thresholds(pairs["score"]):
        sure = pairs.filter(pl.col("score") >= threshold)
        graph = csr_matrix(
            (np.ones(sure.height), (sure["left"].to_numpy(), sure["right"].to_numpy())), shape=(count, count)
        )
        _, cluster = connected_components(graph, directed=False)
        site = pl.Series("site", cluster[judged["id"].to_numpy()].astype(str))
        answers.append((quality_of(judged.with_columns(site), labelled.neither), threshold))
    return max(answers, key=lambda one: (one[0].f1, one[1]))


def _thresholds(scores: pl.Series) -> list[float]:
    """Scores that cut off even shares of the pairs, and finer ones near the top, where probabilities crowd."""
    shares = np.concatenate([np.linspace(0, 0.9, _STEPS), 1 - np.geomspace(0.1, 0.001, _STEPS // 2)])
    return sorted({float(one) for one in np.quantile(scores.to_numpy(), shares)})


if __name__ == "__main__":
    main()
