"""dedupe 3: learned blocking and a logistic model on the labels given; its own hierarchical clustering at .5.

Index predicates are off: with them a few thousand rows fill the memory, and the tool's own users are told to turn them off.
"""

import io
import random
from typing import Any

import dedupe
import polars as pl
from dedupe import variables
from dedupe.serializer import write_training

from bench.linkage.peers.rows import labels, read_rows, write_answer

_THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
_TOGETHER_FROM = 0.5
_COMMON = 0.05
"""Rows that name a company beside the site from which on it is a field."""
_FIELDS = ("core", "clean_company", "clean_address", "clean_city", "clean_region", "country")


def main() -> None:
    random.seed(1)
    rows = read_rows()
    data = {row["id"]: _record(row) for row in rows.select("id", *_FIELDS).iter_rows(named=True)}
    has_companies = rows.filter(pl.col("clean_company") != "").height >= _COMMON * rows.height
    tool = dedupe.Dedupe(
        [
            variables.String("core", has_missing=True),
            variables.Text("core", has_missing=True, name="words of the name"),
            *([variables.String("clean_company", has_missing=True)] if has_companies else []),
            variables.String("clean_address", has_missing=True),
            variables.String("clean_city", has_missing=True),
            variables.ShortString("clean_region", has_missing=True),
            variables.Exact("country", has_missing=True),
        ],
        num_cores=0,
        in_memory=True,
    )
    tool.prepare_training(data, training_file=_training_file(data), sample_size=1_000)
    tool.train(recall=0.9, index_predicates=False)
    scores = tool.score(tool.pairs(data))
    pairs = pl.DataFrame(
        {
            "left": scores["pairs"][:, 0].copy(),
            "right": scores["pairs"][:, 1].copy(),
            "score": scores["score"].copy(),
        }
    )
    partitions = pl.concat(
        [_clusters(tool, scores, data, threshold) for threshold in (_TOGETHER_FROM, *_THRESHOLDS)]
    ).unique(["threshold", "id"])
    write_answer(pairs, partitions.filter(pl.col("threshold") == _TOGETHER_FROM), partitions)


def _training_file(data: dict[int, dict[str, str | None]]) -> io.StringIO:
    given = labels()
    answers = {
        kind: [
            (data[left], data[right])
            for left, right in given.filter(pl.col("same") == same).select("left", "right").iter_rows()
        ]
        for kind, same in (("match", True), ("distinct", False))
    }
    file = io.StringIO()
    write_training(answers, file)
    file.seek(0)
    return file


def _record(row: dict[str, Any]) -> dict[str, str | None]:
    return {name: row[name] or None for name in _FIELDS}


def _clusters(tool: dedupe.Dedupe, scores: Any, data: dict[int, Any], threshold: float) -> pl.DataFrame:
    cluster = {one: f"alone-{one}" for one in data}
    for number, (members, _) in enumerate(tool.cluster(scores, threshold)):
        cluster |= {int(one): str(number) for one in members}
    return pl.DataFrame({"id": list(cluster), "cluster": list(cluster.values())}).with_columns(
        threshold=pl.lit(threshold)
    )


if __name__ == "__main__":
    main()
