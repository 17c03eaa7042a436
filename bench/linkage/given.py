"""What every tool is given of a set: the rows as our reader read them, and, for tools that learn, answers drawn from the truth.

In: a `LabelledLists`. Out, in a folder: rows.parquet (peers' `ROWS`), labels.parquet (600 pairs of
rows that share how the name begins, or a word of it and the town or a number), known.parquet (all rows of sites drawn until 1,000 rows, or a tenth).
Seeded, so that a set gives the same answers each time.
"""

from pathlib import Path

import polars as pl

from bench.linkage.sets import LabelledLists
from comity.lists import ListKind
from comity.round import find_sources
from comity.round.reading import read_lists

LABELS = 600
KNOWN_ROWS = 1_000
_KNOWN_SHARE = 10  # of the rows at most one in so many, or the tool would know the answers
_SEED = 5


def rows_with_truth(labelled: LabelledLists) -> pl.DataFrame:
    """Every row that names a site: id, list, row, name, company (where it is another), where it is, and true_site where it is known."""
    lists = read_lists(find_sources([labelled.lists]), kind=ListKind.SITES, reading=None)
    rows = pl.concat([one.sites for one in lists])
    return (
        rows.select(
            "list",
            "row",
            name=pl.coalesce("site_name", "supplier_name"),
            company=pl.when(pl.col("supplier_name") != pl.col("site_name")).then("supplier_name"),
            address="address",
            city="city",
            region="region",
            country="country",
        )
        .join(labelled.truth, on=["list", "row"], how="left", maintain_order="left")
        .with_row_index("id")
        .with_columns(pl.col("id").cast(pl.Int64))
    )


def write_given(rows: pl.DataFrame, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rows.drop("true_site", "row").write_parquet(folder / "rows.parquet")
    known = rows.drop_nulls("true_site")
    _labels(known).write_parquet(folder / "labels.parquet")
    sites = known.select(site=pl.col("true_site").unique(maintain_order=True).shuffle(seed=_SEED))
    drawn = sites.join(known, left_on="site", right_on="true_site", maintain_order="left").head(
        min(KNOWN_ROWS, rows.height // _KNOWN_SHARE)
    )
    whole = known.filter(pl.col("true_site").is_in(drawn["site"].unique().implode()))
    whole.select("id", site=pl.col("true_site").rank("dense").cast(pl.Int64)).write_parquet(
        folder / "known.parquet"
    )


def _labels(rows: pl.DataFrame) -> pl.DataFrame:
    """Pairs drawn evenly from those that a first rough look brings together, which is what a person would be shown."""
    squeezed = pl.col("name").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    word = pl.col("name").str.to_lowercase().str.extract_all(r"\p{L}{4,}")
    number = pl.col("address").str.extract(r"(\d+)")
    keyed = rows.with_columns(start=squeezed.str.slice(0, 5), word=word, number=number)
    some = keyed.sample(min(keyed.height, 4 * LABELS), seed=_SEED).select("id")
    met = pl.concat(
        [
            _met(some, keyed, on=["country", "start"]),
            _met(some, keyed.explode("word"), on=["country", "city", "word"]),
            _met(some, keyed.explode("word"), on=["country", "number", "word"]),
        ]
    )
    return met.unique().sort("left", "right").sample(min(met.unique().height, LABELS), seed=_SEED)


def _met(some: pl.DataFrame, keyed: pl.DataFrame, *, on: list[str]) -> pl.DataFrame:
    every = keyed.select("id", "list", "true_site", *on).drop_nulls(on)
    met = every.join(some, on="id", how="semi").join(every, on=on, suffix="_right")
    return met.filter(pl.col("list") != pl.col("list_right")).select(
        left=pl.min_horizontal("id", "id_right"),
        right=pl.max_horizontal("id", "id_right"),
        same=pl.col("true_site") == pl.col("true_site_right"),
    )
