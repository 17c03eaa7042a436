"""What each peer is given and gives, and the cleaning that any careful user does first."""

import re
import sys
from pathlib import Path

import polars as pl

ROWS = ("id", "list", "name", "company", "address", "city", "region", "country")

_LEGAL = re.findall(
    r"\w+",
    "co ltd limited llc inc incorporated corp corporation company gmbh ag kg sa sas sarl srl spa bv nv plc pvt private pte sdn bhd as "
    "oy ab ltda lda sl slu cv de tbk pt jsc joint stock public san tic ve sanayi ticaret sti sirketi cong ty tnhh phan",
)
"""What one removes after a look at the commonest words of any such list."""


def read_rows() -> pl.DataFrame:
    """Rows with clean text beside them: lower case, no marks, no punctuation; words of the name without legal forms."""
    rows = pl.read_parquet(sys.argv[1])
    texts = [_clean(name).alias(f"clean_{name}") for name in ("name", "company", "address", "city", "region")]
    rows = rows.with_columns(texts)
    words = (
        pl.col("clean_name").str.split(" ").list.filter(~pl.element().is_in(_LEGAL) & (pl.element() != ""))
    )
    rows = rows.with_columns(
        words=words,
        core=words.list.join(" "),
        numbers=pl.col("clean_address").str.extract_all(r"\b\d+\b").list.unique().list.sort(),
        address_words=pl.col("clean_address").str.extract_all(r"\b[^\d\s]{3,}\b"),
        name_numbers=pl.col("clean_name").str.extract_all(r"\b\d+\b").list.unique().list.sort(),
        place_words=pl.concat_str("clean_city", "clean_region", separator=" ").str.split(" "),
    ).with_columns(
        # What the address says beyond the town, or the town would count twice.
        address_words=pl.col("address_words").list.set_difference("place_words").list.sort(),
    )
    rows = rows.with_columns(
        street=pl.concat_str(
            pl.col("address_words").list.join(" "), pl.col("numbers").list.join(" "), separator=" "
        ).str.strip_chars()
    )
    return _with_rarest(_with_rarest(rows, "words"), "address_words")


def _clean(name: str) -> pl.Expr:
    folded = pl.col(name).str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return folded.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars().fill_null("")


def _with_rarest(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rarest and the second rarest word of a row beside it: null where there is none."""
    words = rows.select("id", word=pl.col(column)).explode("word").drop_nulls().unique()
    counted = words.join(words.group_by("word").len(), on="word").sort("id", "len", "word")
    ordered = counted.group_by("id", maintain_order=True).agg("word")
    first = [pl.col("word").list.get(n, null_on_oob=True).alias(f"{column}_{n}") for n in (0, 1)]
    return rows.join(ordered.select("id", *first), on="id", how="left", maintain_order="left")


def labels() -> pl.DataFrame:
    """Pairs of which a person said whether they are one site: left, right, same."""
    return pl.read_parquet(Path(sys.argv[1]).with_name("labels.parquet"))


def known_sites() -> pl.DataFrame:
    """Rows of which a person said which site they are: id, site; every row of each of those sites."""
    return pl.read_parquet(Path(sys.argv[1]).with_name("known.parquet"))


def write_answer(pairs: pl.DataFrame, clusters: pl.DataFrame, partitions: pl.DataFrame | None = None) -> None:
    out = Path(sys.argv[2])
    pairs.select("left", "right", "score").write_parquet(out / "pairs.parquet")
    clusters.select("id", "cluster").write_parquet(out / "clusters.parquet")
    if partitions is not None:
        partitions.select("threshold", "id", "cluster").write_parquet(out / "partitions.parquet")
