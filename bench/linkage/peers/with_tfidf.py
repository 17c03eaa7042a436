"""TF-IDF of three-letter pieces of name, city and address with sparse_dot_topn, country by country; chained from .7 up.

No labels. The threshold is the user's to choose; .7 is what looking at a hundred pairs of such lists suggests.
"""

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer
from sparse_dot_topn import sp_matmul_topn

from bench.linkage.peers.rows import read_rows, write_answer

_MOST = 20
_KEEP_FROM, _TOGETHER_FROM = 0.4, 0.7


def main() -> None:
    rows = read_rows()
    texts = rows.select(
        pl.concat_str("core", "clean_company", "clean_city", "clean_address", separator=" ")
    ).to_series()
    matrix = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32).fit_transform(
        texts.to_list()
    )
    ids = rows["id"].to_numpy()
    found = []
    for _, here in rows.with_row_index("at").group_by("country", maintain_order=True):
        at = here["at"].to_numpy()
        part = csr_matrix(matrix[at])
        near = sp_matmul_topn(part, part.T.tocsr(), top_n=_MOST, threshold=_KEEP_FROM, sort=False).tocoo()
        upper = near.row < near.col
        found.append(
            pl.DataFrame(
                {"left": at[near.row[upper]], "right": at[near.col[upper]], "score": near.data[upper]}
            )
        )
    pairs = pl.concat(found)
    sure = pairs.filter(pl.col("score") >= _TOGETHER_FROM)
    graph = csr_matrix(
        (np.ones(sure.height), (sure["left"], sure["right"])), shape=(rows.height, rows.height)
    )
    _, cluster = connected_components(graph, directed=False)
    write_answer(
        pairs.with_columns(left=ids[pairs["left"].to_numpy()], right=ids[pairs["right"].to_numpy()]),
        pl.DataFrame({"id": ids, "cluster": cluster.astype(str)}),
    )


if __name__ == "__main__":
    main()
