"""Python Record Linkage Toolkit 0.16: blocks, string comparisons, logistic regression on the labels given; chained from .5 up."""

import numpy as np
import pandas as pd
import polars as pl
import recordlinkage
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from bench.linkage.peers.rows import labels, read_rows, write_answer

_BLOCKS = (
    ("core",),
    ("start_8",),
    ("start_5", "clean_city"),
    ("start_5", "first_number"),
    ("words_0", "clean_city"),
    ("words_0", "first_number"),
    ("address_words_0", "first_number"),
    ("clean_city", "first_number"),
)
_KEEP_FROM, _TOGETHER_FROM = 0.02, 0.5
_METHODS = {
    "core": ("jarowinkler", "qgram"),
    "clean_company": ("jarowinkler",),
    "clean_address": ("jarowinkler", "qgram"),
    "all_numbers": ("levenshtein",),
    "clean_city": ("jarowinkler",),
    "clean_region": ("jarowinkler",),
}
_COMMON = 0.05
"""Rows that say something in a column from which on it is compared: the tool fails on a column that is empty."""


def main() -> None:
    rows = read_rows().with_columns(
        first_number=pl.col("numbers").list.get(0, null_on_oob=True),
        start_5=pl.col("core").str.replace_all(" ", "").str.slice(0, 5),
        start_8=pl.col("core").str.replace_all(" ", "").str.slice(0, 8),
        all_numbers=pl.col("numbers").list.join(" "),
    )
    table = rows.drop("words", "numbers", "address_words").to_pandas().set_index("id")
    index = recordlinkage.Index()
    for keys in _BLOCKS:
        index.block(["country", *keys])
    with_null = [table[list(keys)].replace("", np.nan).isna().any(axis=1) for keys in _BLOCKS]
    candidates = _without_empty_keys(index, table, with_null)
    given = labels().to_pandas()
    marked = pd.MultiIndex.from_frame(given[["left", "right"]])
    model = recordlinkage.LogisticRegressionClassifier()
    model.fit(_compared(marked, table), marked[given["same"].to_numpy()])
    score = model.prob(_compared(candidates, table))
    kept = score[score >= _KEEP_FROM]
    pairs = pl.DataFrame(
        {
            "left": kept.index.get_level_values(0).to_numpy(),
            "right": kept.index.get_level_values(1).to_numpy(),
            "score": kept.to_numpy(),
        }
    )
    write_answer(pairs, _chained(rows["id"].to_numpy(), pairs.filter(pl.col("score") >= _TOGETHER_FROM)))


def _without_empty_keys(
    index: recordlinkage.Index, table: pd.DataFrame, missing: list[pd.Series]
) -> pd.MultiIndex:
    """Blocks on a missing value would pair everything that lacks it."""
    found = [rule.index(table[~empty]) for rule, empty in zip(index.algorithms, missing, strict=True)]
    every = found[0]
    for more in found[1:]:
        every = every.union(more)
    lists = table["list"]
    other = lists.loc[every.get_level_values(0)].to_numpy() != lists.loc[every.get_level_values(1)].to_numpy()
    return every[other]


def _compared(pairs: pd.MultiIndex, table: pd.DataFrame) -> pd.DataFrame:
    compare = recordlinkage.Compare(n_jobs=2)
    for column, methods in _METHODS.items():
        if (table[column].fillna("") != "").mean() >= _COMMON:
            for method in methods:
                compare.string(column, column, method=method, label=f"{column} {method}")
    return compare.compute(pairs, table).fillna(0.0)


def _chained(ids: np.ndarray, pairs: pl.DataFrame) -> pl.DataFrame:
    at = np.searchsorted(ids, pairs["left"].to_numpy()), np.searchsorted(ids, pairs["right"].to_numpy())
    graph = csr_matrix((np.ones(pairs.height), at), shape=(len(ids), len(ids)))
    _, cluster = connected_components(graph, directed=False)
    return pl.DataFrame({"id": ids, "cluster": cluster.astype(str)})


if __name__ == "__main__":
    main()
