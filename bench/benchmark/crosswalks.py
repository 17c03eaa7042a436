"""Published crosswalks to measure proposals with: folders of left_items.csv, right_items.csv and links.csv.

A crosswalk whose left items have a `lang` is cut into one for each language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from comity.benchmark.suggest.items import checked_items


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    name: str
    group: str  # crosswalks of one group are never split between choosing and judging
    left: pl.DataFrame
    right: pl.DataFrame
    linked: NDArray[np.bool_]

    @property
    def has_links(self) -> NDArray[np.bool_]:
        return np.asarray(self.linked.any(axis=1))

    def links_of(self, rows: NDArray[np.int64]) -> pl.DataFrame:
        """What a person who looked at these left items would have said."""
        where, columns = np.nonzero(self.linked[rows])
        return pl.DataFrame(
            {
                "left_id": self.left["id"].gather(rows[where]),
                "right_id": self.right["id"].gather(columns),
                "relation": ["intersects"] * len(columns),
            }
        )


def crosswalks(folder: Path) -> Iterator[Crosswalk]:
    for one in sorted(path.parent for path in folder.glob("*/links.csv")):
        left, right, links = (
            pl.read_csv(one / f"{name}.csv", infer_schema=False)
            for name in ("left_items", "right_items", "links")
        )
        languages = left["lang"].unique().sort().to_list() if "lang" in left.columns else [None]
        for language in languages:
            mine = left if len(languages) == 1 else left.filter(pl.col("lang") == language)
            name = one.name if len(languages) == 1 else f"{one.name}:{language}"
            yield _crosswalk(name, one.name, mine, right, links)


def _crosswalk(
    name: str, group: str, left: pl.DataFrame, right: pl.DataFrame, links: pl.DataFrame
) -> Crosswalk:
    left, right = checked_items(left, side="left list"), checked_items(right, side="right list")
    row = {one: place for place, one in enumerate(left["id"])}
    column = {one: place for place, one in enumerate(right["id"])}
    linked = np.zeros((left.height, right.height), dtype=np.bool_)
    for left_id, right_id in links.select("left_id", "right_id").iter_rows():
        if left_id in row and right_id in column:
            linked[row[left_id], column[right_id]] = True
    return Crosswalk(name=name, group=group, left=left, right=right, linked=linked)
