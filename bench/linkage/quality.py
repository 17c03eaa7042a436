"""How good linkage is on lists whose truth is known: precision, recall, F1, and whether probabilities mean what they say.

    python -m bench.linkage.quality LISTS TRUTH.csv [LISTS TRUTH.csv ...]

TRUTH.csv has `list,row,true_site`; rows with an empty true_site count neither for nor against. Pairs of rows of different
lists are counted. The table of probabilities counts the pairs of records that were compared and kept; the expected
calibration error is the mean distance between what was said and what was true, by tenths, weighted by pairs.
"""

import sys
import time
from collections import Counter
from pathlib import Path

import polars as pl

from comity.round import LinkedLists, find_sources, link_lists


def main() -> None:
    given = [Path(one) for one in sys.argv[1:]]
    if not given or len(given) % 2:
        raise SystemExit(__doc__)
    for lists, truth in zip(given[::2], given[1::2], strict=True):
        started = time.process_time()
        linked = link_lists(find_sources([lists]))
        print(f"{lists}: {linked.links.height:,} rows, {time.process_time() - started:.1f} s CPU")
        known = pl.read_csv(truth, schema_overrides={"row": pl.UInt32, "true_site": pl.String}).drop_nulls(
            "true_site"
        )
        print_scores(linked.links.join(known, on=["list", "row"]))
        print_calibration(linked, known)


def print_scores(rows: pl.DataFrame) -> None:
    right, joined, true = pairs(rows, "site", "true_site"), pairs(rows, "site"), pairs(rows, "true_site")
    precision, recall = right / max(joined, 1), right / max(true, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"  precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({true:,} true pairs)")


def pairs(rows: pl.DataFrame, *keys: str) -> int:
    """Pairs of rows of different lists that agree on the keys."""
    alike = Counter(rows.select(keys).iter_rows())
    one_list = Counter(rows.select("list", *keys).iter_rows())
    return sum(n * (n - 1) // 2 for n in alike.values()) - sum(n * (n - 1) // 2 for n in one_list.values())


def print_calibration(linked: LinkedLists, truth: pl.DataFrame) -> None:
    rows = pl.concat([one.sites for one in linked.lists]).join(truth, on=["list", "row"])
    site = rows.group_by("record").agg(pl.col("true_site").min(), sites=pl.col("true_site").n_unique())
    sure = site.filter(pl.col("sites") == 1).select("record", "true_site")
    judged = (
        linked.linkage.links.join(sure, left_on="left", right_on="record")
        .join(sure, left_on="right", right_on="record", suffix="_right")
        .with_columns(
            true=(pl.col("true_site") == pl.col("true_site_right")).cast(pl.Float64),
            tenth=(pl.col("probability") * 10).floor().clip(0, 9),
        )
    )
    table = (
        judged.group_by("tenth")
        .agg(pl.len(), said=pl.col("probability").mean(), true=pl.col("true").mean())
        .sort("tenth")
    )
    error = (table["len"] * (table["said"] - table["true"]).abs()).sum() / max(judged.height, 1)
    for _, count, said, true in table.iter_rows():
        print(f"    said {said:.2f}   true {true:.2f}   {count:>7,} pairs")
    print(f"  expected calibration error {error:.3f}")


if __name__ == "__main__":
    main()
