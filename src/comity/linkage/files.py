"""Rows that lie in files, linked into files beside: on this machine a part at a time, or where they lie, over Spark.

In: files or folders of Parquet or CSV with the columns of ROWS_FRAME. Out: a folder with `clusters`, `links` and `doubtful`, each a
folder of Parquet with the columns of the frame of that name.
Laws: the same answer as `link_rows` from the same rows. On this machine the texts of one part are held at a time, and numbers of
all; the folder appears at once or not at all.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse

from comity.core import SITE_SCHEMA, Progress, UsageProblem, silent
from comity.linkage.decide import Grounds
from comity.linkage.distinct import Records, records_of
from comity.linkage.find import Pairs, gathered, pairs_of, placed
from comity.linkage.judgements import bonds_of
from comity.linkage.link import linkage_of
from comity.linkage.parts import MOST_RECORDS, countries_of_parts
from comity.linkage.records import LinkedFiles
from comity.linkage.row_files import is_csv, no_rows, require_columns
from comity.linkage.spark import link_files as link_files_on_spark
from comity.linkage.words import Ints

_ENGINE = "columnar"
_COLUMNS = ("list", "record", *SITE_SCHEMA)


def link_files(
    rows: Sequence[str],
    out: str,
    *,
    master: str | None = None,
    scratch: str | None = None,
    most: int = MOST_RECORDS,
    progress: Progress = silent,
) -> LinkedFiles:
    """`master` is where Spark runs; `scratch` a folder that it and all its workers see. Without Spark, small countries
    of `most` records together are held at a time.

    Raises UnreadableInput where there are no rows, UsageProblem where a column is missing or `out` has answers already, SparkMissing.
    """
    if master is not None:
        return link_files_on_spark(rows, out, master=master, scratch=scratch, progress=progress)
    if scratch is not None:
        raise UsageProblem(
            "Only Spark needs a folder to work in.", remedy="Add --master, or leave --scratch out."
        )
    return _link_here(pl.concat([_read(path) for path in rows]), Path(out), most=most, progress=progress)


def _link_here(rows: pl.LazyFrame, out: Path, *, most: int, progress: Progress) -> LinkedFiles:
    if out.exists():
        raise UsageProblem(f"“{out}” is there already.", remedy="Name a new folder.")
    grounds = _grounds_of(rows, most=most, progress=progress)
    linkage = linkage_of(grounds, engine=_ENGINE)
    unfinished = out.absolute().parent / f".{out.name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    tables = {"clusters": linkage.clusters, "links": linkage.links, "doubtful": linkage.doubtful}
    for name, table in tables.items():
        (unfinished / name).mkdir(parents=True)
        table.write_parquet(unfinished / name / "part-0.parquet")
    unfinished.rename(out)
    return LinkedFiles(
        records=linkage.clusters.height,
        sites=linkage.clusters["cluster"].n_unique(),
        doubtful=linkage.doubtful.height,
        compared=linkage.compared,
    )


def _grounds_of(rows: pl.LazyFrame, *, most: int, progress: Progress) -> Grounds:
    """What `link.grounds_of` gives, of records that hold their keys alone."""
    sizes = rows.group_by("country").len().collect(engine="streaming")
    parts = countries_of_parts(sizes.iter_rows(), most=most)
    found = []
    for at, countries in enumerate(parts):
        progress("linking parts", at, len(parts))
        found.append(_Part.of(rows.filter(pl.col("country").is_in(countries) | pl.col("country").is_null())))
    progress("linking parts", len(parts), len(parts))
    keys = pl.concat([part.keys for part in found]).unique().sort()
    places = [np.asarray(keys.search_sorted(part.keys), np.int64) for part in found]
    pairs = gathered(
        [placed(part.pairs, place) for part, place in zip(found, places, strict=True)], count=len(keys)
    )
    names = sorted({name for part in found for name in part.names})
    return Grounds(
        records=Records(
            table=pl.DataFrame({"record": keys, "known": pl.repeat(value=False, n=len(keys), eager=True)}),
            lists=_lists(found, places, names, count=len(keys)),
        ),
        pairs=pairs,
        bonds=bonds_of(keys, {}, ()),
        site_of={},
    )


class _Part:
    """What is kept of a part when its texts are let go."""

    def __init__(self, keys: pl.Series, names: list[str], records: Records, pairs: Pairs) -> None:
        self.keys = keys
        self.names = names  # of its lists
        self.record, self.list = (end.astype(np.int64) for end in records.lists.nonzero())
        self.pairs = pairs

    @classmethod
    def of(cls, rows: pl.LazyFrame) -> "_Part":
        held = rows.collect(engine="streaming")
        records = records_of(held)
        names = held["list"].fill_null("").unique().sort().to_list()  # as the columns of `Records.lists`
        del held
        pairs = pairs_of(records, engine=_ENGINE, progress=silent)
        return cls(records.table["record"], names, records, pairs)


def _lists(parts: list[_Part], places: list[Ints], names: list[str], *, count: int) -> sparse.csr_matrix:
    """Record x list. A record that names no country stands in every part."""
    place = {name: number for number, name in enumerate(names)}
    record = np.concatenate([where[part.record] for part, where in zip(parts, places, strict=True)])
    number = [np.array([place[name] for name in part.names], np.int64)[part.list] for part in parts]
    matrix = sparse.csr_matrix(
        (np.ones(len(record)), (record, np.concatenate(number))), shape=(count, max(len(names), 1))
    )
    matrix.data[:] = 1.0
    return matrix


def _read(path: str) -> pl.LazyFrame:
    """What the rows do not say of a site is left empty."""
    try:
        table = _scanned(path)
        columns = table.collect_schema().names()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise no_rows(path) from error
    require_columns(path, columns)
    kinds = {"list": pl.String(), "record": pl.String(), **SITE_SCHEMA}
    return table.select(
        (pl.col(name) if name in columns else pl.lit(None)).cast(kinds[name], strict=False).alias(name)
        for name in _COLUMNS
    )


def _scanned(path: str) -> pl.LazyFrame:
    if not is_csv(path):
        return pl.scan_parquet(path)
    inside = f"{path.rstrip('/')}/*.csv" if Path(path).is_dir() else path
    return pl.scan_csv(inside, infer_schema=False)
