"""Rows that lie in files, linked into files beside: on this machine a part at a time, or where they lie, over Spark.

In: files or folders of Parquet or CSV with the columns of ROWS_FRAME. Out: a folder with `clusters`, `links` and `doubtful`, each a
folder of Parquet with the columns of the frame of that name.
Laws: the same answer as `link_rows` from the same rows. On this machine each part is linked in a process of its own, and numbers are
kept of all; the folder appears at once or not at all.
"""

import errno
import os
import shutil
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from scipy import sparse

from comity.core import Progress, UnreadableInput, UsageProblem, silent
from comity.core.working_folder import working_folder
from comity.linkage.both_ends import from_both_ends
from comity.linkage.deal import deal, dealt
from comity.linkage.distinct import Records
from comity.linkage.grounds import Grounds
from comity.linkage.judgements import bonds_of
from comity.linkage.link import linkage_of
from comity.linkage.packed import gathered
from comity.linkage.part import ENGINE, Part, found_in_part
from comity.linkage.parts import MOST_RECORDS, countries_of_parts
from comity.linkage.records import LinkedFiles
from comity.linkage.row_files import scan_rows
from comity.linkage.spark import link_files as link_files_on_spark
from comity.linkage.words import Ints


def link_files(
    rows: Sequence[str],
    out: str,
    *,
    master: str | None = None,
    scratch: str | None = None,
    most: int = MOST_RECORDS,
    workers: int = 1,
    progress: Progress = silent,
) -> LinkedFiles:
    """`master` is where Spark runs; `scratch` a folder that it and all its workers see. Without Spark, small countries
    of `most` records together are held at a time, and `workers` parts are linked at once.

    Raises UnreadableInput where there are no rows, UsageProblem where a column is missing or `out` has answers already, SparkMissing.
    """
    if master is not None:
        return link_files_on_spark(rows, out, master=master, scratch=scratch, progress=progress)
    if scratch is not None:
        raise UsageProblem(
            "Only Spark needs a folder to work in.", remedy="Add --master, or leave --scratch out."
        )
    return _link_here(rows, Path(out), most=most, workers=workers, progress=progress)


def _link_here(rows: Sequence[str], out: Path, *, most: int, workers: int, progress: Progress) -> LinkedFiles:
    if out.exists():
        raise UsageProblem(f"“{out}” is there already.", remedy="Name a new folder.")
    if not out.absolute().parent.is_dir():
        raise UsageProblem(f"The folder of “{out}” does not exist.", remedy="Make it first.")
    with working_folder(out.absolute().parent) as folder:
        grounds = _grounds_of(rows, folder / "parts", most=most, workers=workers, progress=progress)
        linkage = linkage_of(grounds, engine=ENGINE)
        tables = {"clusters": linkage.clusters, "links": linkage.links, "doubtful": linkage.doubtful}
        for name, table in tables.items():
            (folder / "answer" / name).mkdir(parents=True)
            table.write_parquet(folder / "answer" / name / "part-0.parquet")
        (folder / "answer").rename(out)
    return LinkedFiles(
        records=linkage.clusters.height,
        sites=linkage.clusters["cluster"].n_unique(),
        doubtful=linkage.doubtful.height,
        compared=linkage.compared,
    )


def _grounds_of(
    paths: Sequence[str], folder: Path, *, most: int, workers: int, progress: Progress
) -> Grounds:
    """What `link.grounds_of` gives, of records that hold their keys alone; the parts lie in the folder, which is gone at the end."""
    folder.mkdir()
    try:
        sizes = dict(scan_rows(paths).group_by("country").len().collect(engine="streaming").iter_rows())
        parts = countries_of_parts(sizes.items(), most=most)
        deal(paths, folder / "rows", parts)
    except pl.exceptions.PolarsError as error:
        if f"(os error {errno.ENOSPC})" in str(error):  # it was the rows dealt out that had no room
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder.parent.parent)) from error
        raise UnreadableInput(
            "The rows cannot be read to their end.", remedy="Write the files anew.", where=", ".join(paths)
        ) from error
    ascending = sorted(range(len(parts)), key=lambda at: sum(sizes[country] for country in parts[at]))
    tasks = [
        partial(found_in_part, folder / str(at), dealt(folder / "rows", at), parts[at]) for at in ascending
    ]
    done = from_both_ends(tasks, workers=workers, step="linking parts", progress=progress)
    # In the order of `link_rows`: of a pair that stands in several parts, the first one's evidence counts.
    found = [part for _, part in sorted(zip(ascending, done, strict=True), key=lambda one: one[0])]
    keys = pl.concat([part.keys for part in found]).unique().sort()
    places = [np.asarray(keys.search_sorted(part.keys), np.int64) for part in found]
    lists = _lists(found, places, count=len(keys))
    pairs = gathered(
        [(part.pairs, place) for part, place in zip(found, places, strict=True)], count=len(keys)
    )
    del done, found, places
    shutil.rmtree(folder)
    nothing_known = pl.repeat(value=False, n=len(keys), eager=True)
    return Grounds(
        records=Records(table=pl.DataFrame({"record": keys, "known": nothing_known}), lists=lists),
        pairs=pairs,
        bonds=bonds_of(keys, {}, ()),
        site_of={},
    )


def _lists(parts: list[Part], places: list[Ints], *, count: int) -> sparse.csr_matrix:
    """Record x list. A record that names no country stands in every part."""
    names = sorted({name for part in parts for name in part.names})
    place = {name: number for number, name in enumerate(names)}
    record = np.concatenate([where[part.record] for part, where in zip(parts, places, strict=True)])
    number = [np.array([place[name] for name in part.names], np.int64)[part.list] for part in parts]
    matrix = sparse.csr_matrix(
        (np.ones(len(record)), (record, np.concatenate(number))), shape=(count, max(len(names), 1))
    )
    matrix.data[:] = 1.0
    return matrix
