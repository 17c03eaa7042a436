"""GoldenMatch 3: blocks in several passes, a weighted mean of likenesses, sites by its own clustering at .85.

The passes are those of Splink's script. Names and streets weigh the same, towns half as much, which did best of eight settings
on 10,000 generated rows (its Fellegi–Sunter mode did worse at three times the cost); .85 is what its documentation uses
throughout. Pairs of one list are left out before rows are clustered. It numbers rows by place, and so are our ids.
"""

import polars as pl
from goldenmatch import dedupe_df
from goldenmatch.config.schemas import (
    BlockingConfig,
    BlockingKeyConfig,
    GoldenMatchConfig,
    MatchkeyConfig,
    MatchkeyField,
)
from goldenmatch.core.cluster import build_clusters

from bench.linkage.peers.rows import read_rows, write_answer

_KEEP_FROM = 0.6
_TOGETHER_FROM = 0.85
_LARGEST_BLOCK = 1_000
_FIELDS = (("core", "ensemble", 0.4), ("street", "ensemble", 0.4), ("city", "jaro_winkler", 0.2))
_PASSES = (
    ("country", "core"),
    ("country", "rare_word", "city"),
    ("country", "second_word", "city"),
    ("country", "rare_address_word", "first_number"),
    ("country", "start"),
)


def main() -> None:
    rows = read_rows()
    found = dedupe_df(_prepared(rows).to_arrow(), config=_config(), keep_original_values=False)
    pairs = pl.DataFrame(
        found.scored_pairs, schema={"left": pl.Int64, "right": pl.Int64, "score": pl.Float64}, orient="row"
    )
    lists = rows["list"].to_numpy()
    pairs = pairs.filter(pl.Series(lists[pairs["left"].to_numpy()] != lists[pairs["right"].to_numpy()]))
    sure = pairs.filter(pl.col("score") >= _TOGETHER_FROM)
    joined = build_clusters(list(sure.iter_rows()), all_ids=list(range(rows.height)))
    members = [(one, str(cluster)) for cluster, told in joined.items() for one in told["members"]]
    write_answer(pairs, pl.DataFrame(members, schema=["id", "cluster"], orient="row"))


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    def or_null(name: str) -> pl.Expr:
        return pl.when(pl.col(name) != "").then(pl.col(name))

    return rows.select(
        "country",
        core=or_null("core"),
        start=or_null("core").str.replace_all(" ", "").str.slice(0, 8),
        rare_word="words_0",
        second_word="words_1",
        street=or_null("street"),
        rare_address_word="address_words_0",
        first_number=pl.col("numbers").list.get(0, null_on_oob=True),
        city=or_null("clean_city"),
    )


def _config() -> GoldenMatchConfig:
    return GoldenMatchConfig(
        matchkeys=[
            MatchkeyConfig(
                name="site",
                type="weighted",
                threshold=_KEEP_FROM,
                fields=[
                    MatchkeyField(field=name, scorer=how, weight=weight) for name, how, weight in _FIELDS
                ],
            )
        ],
        blocking=BlockingConfig(
            strategy="multi_pass",
            max_block_size=_LARGEST_BLOCK,
            skip_oversized=True,
            passes=[BlockingKeyConfig(fields=list(keys)) for keys in _PASSES],
        ),
    )


if __name__ == "__main__":
    main()
