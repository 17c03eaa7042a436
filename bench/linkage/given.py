"""What every tool is given of a set: the rows as our reader read them, and, for tools that learn, answers drawn from the truth.

In: a `LabelledLists`. Out, in a folder: rows.parquet (peers' `ROWS`), labels.parquet (600 pairs, half of them one site, and of
the others half hard: same town and a word of the name), known.parquet (all rows of sites drawn until 1,000 rows).
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
_SEED = 5


def rows_with_truth(labelled: LabelledLists) -> pl.DataFrame:
    """Every row that names a site: id, list, row, name, address, city, region, country, and true_site where it is known."""
    lists = read_lists(find_sources([labelled.lists]), kind=ListKind.SITES, reading=None)
    rows = pl.concat([one.sites for one in lists])
    return (
        rows.select(
            "list",
            "row",
            name=pl.coalesce("site_name", "supplier_name"),
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
    drawn = sites.join(known, left_on="site", right_on="true_site", maintain_order="left").head(KNOWN_ROWS)
    whole = known.filter(pl.col("true_site").is_in(drawn["site"].unique().implode()))
    whole.select("id", site=pl.col("true_site").rank("dense").cast(pl.Int64)).write_parquet(
        folder / "known.parquet"
    )


def _labels(rows: pl.DataFrame) -> pl.DataFrame:
    one = rows.select("id", "list", "true_site", "city", "name")
    some = one.sample(min(one.height, 4 * LABELS), seed=_SEED)
    matches = _drawn(_met(some, one, on=["true_site"]), LABELS // 2)
    word = pl.col("name").str.to_lowercase().str.extract_all(r"\p{L}{4,}")
    words = one.with_columns(word=word).explode("word").drop_nulls("word")
    hard = _met(words.filter(pl.col("id").is_in(some["id"].implode())), words, on=["city", "word"])
    distinct = _drawn(hard.filter(~pl.col("same")), LABELS // 4)
    strangers = pl.DataFrame(
        {
            "left": one["id"].sample(LABELS, seed=_SEED, with_replacement=True),
            "right": one["id"].sample(LABELS, seed=_SEED + 1, with_replacement=True),
        }
    )
    site = one.select("id", "true_site")
    strangers = (
        strangers.join(site, left_on="left", right_on="id")
        .join(site, left_on="right", right_on="id", suffix="_right")
        .filter(pl.col("true_site") != pl.col("true_site_right"))
        .select("left", "right", same=pl.lit(value=False))
    )
    return pl.concat([matches, distinct, strangers.head(LABELS // 2 - distinct.height)]).unique(
        ["left", "right"], maintain_order=True
    )


def _met(some: pl.DataFrame, every: pl.DataFrame, *, on: list[str]) -> pl.DataFrame:
    met = some.join(every, on=on, suffix="_right").filter(pl.col("list") != pl.col("list_right"))
    other = "true_site" if "true_site" in on else "true_site_right"
    return (
        met.select(
            left=pl.min_horizontal("id", "id_right"),
            right=pl.max_horizontal("id", "id_right"),
            same=pl.col("true_site") == pl.col(other),
        )
        .unique()
        .sort("left", "right")
    )


def _drawn(pairs: pl.DataFrame, count: int) -> pl.DataFrame:
    return pairs.sample(min(pairs.height, count), seed=_SEED)
