"""Lists whose truth is known, all in one form: a folder with `lists/*.csv`, `truth.csv` and, for some, pairs that count neither way.

    python -m bench.linkage.sets DATA OUT [NAME ...]          public sets in the folder DATA, written to OUT/NAME
    python -m bench.linkage.sets FILE.parquet OUT NAME        one file of generated rows: source, name, ..., true_id

`truth.csv` has `list,row,true_site`; a row without a true site counts neither for nor against. What a set has in one column
for the name stands under `site_name`. Nothing is cleaned: lists are written as their owners published them.
"""

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import polars as pl

_COLUMNS = ("name", "address", "city", "region", "country", "postcode", "lat", "lng")
_HEADERS = MappingProxyType(
    {"name": "site_name", "postcode": "postal_code", "lat": "latitude", "lng": "longitude"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLists:
    name: str
    lists: Path
    truth: pl.DataFrame  # list, row, true_site; unknown rows left out
    neither: pl.DataFrame  # one, other: true sites so close that joining them is neither right nor wrong


def read_set(folder: Path) -> LabelledLists:
    truth = pl.read_csv(folder / "truth.csv", schema_overrides={"row": pl.UInt32, "true_site": pl.String})
    neither = folder / "neither.csv"
    pairs = (
        pl.read_csv(neither, infer_schema=False).select(one="true_id_a", other="true_id_b")
        if neither.exists()
        else pl.DataFrame(schema={"one": pl.String, "other": pl.String})
    )
    return LabelledLists(
        name=folder.name,
        lists=folder / "lists",
        truth=truth.select("list", "row", "true_site").drop_nulls("true_site"),
        neither=pairs,
    )


def write_set(records: pl.DataFrame, folder: Path) -> None:
    """Records follow `source`, `true_id` and any of `_COLUMNS`; each source becomes one list, in the order of its records."""
    said = [one for one in _COLUMNS if one in records.columns and records[one].null_count() < records.height]
    lists, truths = {}, []
    for (source,), rows in records.group_by("source", maintain_order=True):
        lists[str(source)] = rows.select(said).rename(_HEADERS, strict=False)
        truths.append(
            pl.DataFrame(
                {
                    "list": [source] * rows.height,
                    "row": range(1, rows.height + 1),
                    "true_site": rows["true_id"].cast(pl.String),
                }
            )
        )
    write_lists(folder, lists, pl.concat(truths))


def write_lists(folder: Path, lists: Mapping[str, pl.DataFrame], truth: pl.DataFrame) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lists").mkdir(parents=True)
    for name, rows in lists.items():
        rows.write_csv(folder / "lists" / f"{name}.csv")
    truth.write_csv(folder / "truth.csv")


def _records(data: Path) -> pl.DataFrame:
    return pl.read_csv(data / "records.csv", infer_schema=False)


def _german_companies(data: Path, folder: Path) -> None:
    write_set(_records(data), folder)


def _persons(data: Path, folder: Path) -> None:
    """Persons as sites: their suburb stands for the city, their state for the region; the day of birth is left out."""
    write_set(_records(data), folder)


def _osh_pairs(data: Path, folder: Path) -> None:
    write_set(_records(data), folder)


def _palm_mills(data: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(data / "lists", folder / "lists")
    shutil.copy(data / "truth.csv", folder)
    shutil.copy(data / "dont_care_id_pairs.csv", folder / "neither.csv")


def _united_states_sites(data: Path, folder: Path) -> None:
    """A tenth of the ids: the whole has 156,095 rows, and reports years apart differ as lists do."""
    records = pl.read_parquet(data / "records.parquet")
    drawn = records["true_id"].unique().sort().sample(fraction=0.1, seed=1)
    write_set(records.filter(pl.col("true_id").is_in(drawn.implode())).rename({"zip": "postcode"}), folder)


def _historical_persons(data: Path, folder: Path) -> None:
    """All stand in one file; here a person's first row stands in the first list, the second in the second, and so on."""
    records = pl.read_parquet(data / "records.parquet")
    nth = pl.int_range(pl.len()).over("true_id").cast(pl.String).str.zfill(2)
    write_set(records.with_columns(source=pl.lit("copy-") + nth), folder)


SETS: Mapping[str, tuple[str, Callable[[Path, Path], None]]] = MappingProxyType(
    {
        "palm-mills": ("palm_mills", _palm_mills),
        "german-companies": ("german_companies_hdag", _german_companies),
        "osh-pairs": ("osh_training_pairs", _osh_pairs),
        "us-sites": ("epa_rcra_sites", _united_states_sites),
        "febrl4": ("febrl4_synthetic_persons", _persons),
        "historical-persons": ("splink_historical_50k", _historical_persons),
    }
)
"""Our name -> its folder among the data, and how it becomes lists."""


def main() -> None:
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    data, out, names = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]
    if data.suffix == ".parquet":
        write_set(pl.read_parquet(data), out / names[0])
        return
    for name in names or SETS:
        source, write = SETS[name]
        if (data / source).is_dir():
            write(data / source, out / name)
            print(f"{name}: {read_set(out / name).truth.height:,} labelled rows")
        else:
            print(f"{name}: not here ({data / source})")


if __name__ == "__main__":
    main()
