"""One part of many rows, linked in a process of its own, so that all it held is given back when it ends.

    python -m comity.linkage.part FOLDER

In: FOLDER/part.json: the files of the part's rows. Out, beside it: what is known of the part as numbers, and the
keys of its records. A program starts it by `found_in_part` and reads the answer as a `Part`, whose pairs stay where they lie.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.core import silent
from comity.linkage.deal import rows_dealt
from comity.linkage.distinct import records_of
from comity.linkage.errors import PartFailed
from comity.linkage.find import pairs_of
from comity.linkage.packed import PackedPairs, packed
from comity.linkage.patterns import Patterns
from comity.linkage.words import Places

ENGINE = "columnar"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is kept of a part when its texts are let go."""

    keys: pl.Series  # of its records, ascending
    names: list[str]  # of its lists
    pairs: PackedPairs
    record: Places  # that stands
    list: Places  # in this list


def found_in_part(folder: Path, paths: Sequence[str], countries: Sequence[str]) -> Part:
    """Link the rows of these files, of these countries. Raises PartFailed."""
    folder.mkdir()
    (folder / "part.json").write_text(json.dumps([*paths]), "utf-8")
    done = subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "comity.linkage.part", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        raise PartFailed(
            f"Rows of {', '.join(countries) or 'no country'} could not be linked: {_last_line(done.stderr)}",
            remedy="Where memory ran out, let fewer parts be linked at once (--workers 1), or take the rows to Spark (--master).",
        )
    held = {path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")}
    return Part(
        keys=pl.read_ipc(folder / "keys.arrow")["record"],
        names=json.loads((folder / "names.json").read_text("utf-8")),
        pairs=PackedPairs(
            left=held["left"],
            right=held["right"],
            patterns=Patterns(levels=held["levels"], of_pair=held["of_pair"]),
        ),
        record=held["record"],
        list=held["list"],
    )


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "the system ended the work."


def main() -> None:
    folder = Path(sys.argv[1])
    rows = rows_dealt(json.loads((folder / "part.json").read_text("utf-8")))
    records = records_of(rows)
    names = rows["list"].fill_null("").unique().sort().to_list()  # as the columns of `Records.lists`
    del rows
    pairs = packed(pairs_of(records, engine=ENGINE, progress=silent))
    record, number = records.lists.nonzero()
    arrays: dict[str, NDArray[np.integer]] = {
        "left": pairs.left,
        "right": pairs.right,
        "of_pair": pairs.patterns.of_pair,
        "levels": pairs.patterns.levels,
        "record": record.astype(np.int32),
        "list": number.astype(np.int32),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)
    records.table.select("record").write_ipc(folder / "keys.arrow")
    (folder / "names.json").write_text(json.dumps(names), "utf-8")


if __name__ == "__main__":
    main()
