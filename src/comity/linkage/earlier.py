"""Known sites that people judged, as rows that nobody has linked yet: so that answers of earlier rounds still teach.

In: known records, judgements. Out: rows of no list: the records of all sites between which, or inside which, people were asked.
Known records are never compared with each other, so an answer on two of them settles, and by itself teaches nothing. These few
sites are formed once more, apart from all others and as if nobody had been asked, only to see how each asked pair stood.
Law: what they teach hangs on what is known and judged alone; they join nothing, part nothing and are told to nobody.
"""

from collections.abc import Sequence

import polars as pl

from comity.linkage.records import ROWS_FRAME, Constraint


def judged_sites(known: pl.DataFrame, constraints: Sequence[Constraint]) -> pl.DataFrame:
    """Follows ROWS_FRAME; empty where no judgement is on two known records."""
    ends = pl.DataFrame(
        {"left": [one.left for one in constraints], "right": [one.right for one in constraints]},
        schema={"left": pl.String, "right": pl.String},
    )
    there = known["record"].implode()
    ends = ends.filter(pl.col("left").is_in(there) & pl.col("right").is_in(there))
    spoken = pl.concat([ends["left"], ends["right"]]).implode()
    sites = known.filter(pl.col("record").is_in(spoken))["site"].implode()
    rows = known.filter(pl.col("site").is_in(sites))
    return rows.with_columns(list=pl.lit("", pl.String), row=pl.lit(0, pl.UInt32)).select(ROWS_FRAME.names())
