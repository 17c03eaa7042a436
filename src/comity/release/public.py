"""What anybody may know of who buys where: statements of brands and suppliers, as weights on the model.

Laws: without statements every weight is one.
"""

import numpy as np
import polars as pl

from comity.release.footprints import Matrix

PUBLIC_FRAME = pl.Schema({"site": pl.String, "group": pl.String})


def statements_of(public: pl.DataFrame | None) -> dict[str, tuple[str, ...]]:
    """Site -> the groups that are publicly said to buy there, in order."""
    if public is None or public.is_empty():
        return {}
    said = public.select("site", "group").unique().sort("site", "group").group_by("site", maintain_order=True)
    return {site: tuple(groups) for site, groups in said.agg("group").iter_rows()}


def statement_weights(cells: pl.DataFrame, groups: tuple[str, ...], weight: float) -> Matrix:
    """(cell, group); `cells` carries `public`, the groups named, joined by a unit separator."""
    said = cells["public"].to_list()
    weights = np.ones((len(said), len(groups)))
    at = {group: place for place, group in enumerate(groups)}
    for row, names in enumerate(said):
        for name in names.split("\x1f") if names else ():
            if name in at:
                weights[row, at[name]] = weight
    return weights
