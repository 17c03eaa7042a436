"""ING's Entity Matching Model 2: names against a ground truth, with its supervised layer.

A list is matched against itself: every row is ground truth and name to match, and a row's match with itself counts for
nothing. The name is name, city and address together, for emm knows no address. The supervised layer learns from the rows of
known sites; rows are chained from .5 up.
"""

import numpy as np
import pandas as pd
import polars as pl
from emm import PandasEntityMatching
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from bench.linkage.peers.rows import known_sites, read_rows, write_answer

_KEEP_FROM, _TOGETHER_FROM = 0.05, 0.5


def main() -> None:
    rows = read_rows()
    table = rows.select(
        country=pl.col("country").fill_null("unknown"),
        id=pl.col("id") + 1_000_000_000,
        name=pl.concat_str(
            "core", "clean_company", "clean_city", "clean_address", separator=" "
        ).str.strip_chars(),
    ).to_pandas()
    tool = PandasEntityMatching(
        name_only=False,
        indexers=[
            {"type": "cosine_similarity", "tokenizer": "words", "ngram": 1, "num_candidates": 10},
            {"type": "cosine_similarity", "tokenizer": "characters", "ngram": 3, "num_candidates": 10},
            {"type": "sni", "window_length": 3},
        ],
    )
    learn(tool, table, known_sites())
    tool.parameters["entity_id_col"] = "id"
    met = tool.transform(table[["name", "id", "country"]])
    met = met[met["gt_uid"].notna()]
    met = met[met["uid"] != met["gt_uid"]]
    ids = rows["id"].to_numpy()
    one, other = met["uid"].to_numpy(dtype=np.int64), met["gt_uid"].to_numpy(dtype=np.int64)
    pairs = (
        pl.DataFrame(
            {
                "left": ids[np.minimum(one, other)],
                "right": ids[np.maximum(one, other)],
                "score": met["nm_score"].to_numpy(dtype=np.float64),
            }
        )
        .filter(pl.col("score") >= _KEEP_FROM)
        .group_by("left", "right")
        .agg(pl.col("score").max())
        .sort("left", "right")
    )
    sure = pairs.filter(pl.col("score") >= _TOGETHER_FROM)
    at = np.searchsorted(ids, sure["left"].to_numpy()), np.searchsorted(ids, sure["right"].to_numpy())
    graph = csr_matrix((np.ones(sure.height), at), shape=(len(ids), len(ids)))
    _, cluster = connected_components(graph, directed=False)
    write_answer(pairs, pl.DataFrame({"id": ids, "cluster": cluster.astype(str)}))


def learn(tool: PandasEntityMatching, table: pd.DataFrame, known: pl.DataFrame) -> None:
    """Rows of one known site share an id; a row's match with itself is left out of what is learned from."""
    site = dict(known.select(pl.col("id") + 1_000_000_000, "site").iter_rows())
    named = table.assign(id=[site.get(one, one) for one in table["id"]])
    tool.fit(named)
    examples = named[table["id"].isin(site.keys())]
    pairs = tool.create_training_name_pairs(examples)
    tool.fit_classifier(train_name_pairs=pairs[pairs["gt_uid"].notna() & (pairs["uid"] != pairs["gt_uid"])])


if __name__ == "__main__":
    main()
