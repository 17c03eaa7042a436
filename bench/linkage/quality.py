"""How good linkage is on lists whose truth is known, and whether its probabilities mean what they say.

    python -m bench.linkage.quality SET [SET ...] [--candidates] [--plot FILE.svg]

A SET is a folder that `bench.linkage.sets` wrote. Pairs of rows of different lists are counted. The expected calibration error
(ECE) is the mean distance between what was said and what was true, by tenths, weighted by pairs, over the pairs of records said
at .2 and more. --candidates adds how many true pairs were compared at all, and how many pairs that took; it looks for them
a second time. --plot draws what was said against what was true for all the sets together, a line each.
"""

import argparse
import time
from pathlib import Path

import polars as pl

from bench.linkage.measures import Calibration, Quality, calibration_of, quality_of
from bench.linkage.plot import reliability_svg
from bench.linkage.sets import LabelledLists, read_set
from comity.core import silent
from comity.linkage import KNOWN_FRAME
from comity.linkage.grounds import grounds_of
from comity.round import LinkedLists, find_sources, link_lists
from comity.round.reading import rows_of

_SAID_FROM = 0.2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--candidates", action="store_true")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    drawn = {}
    for labelled in map(read_set, given.sets):
        started = time.process_time()
        linked = link_lists(find_sources([labelled.lists]))
        print(f"{labelled.name}: {linked.links.height:,} rows, {time.process_time() - started:.1f} s CPU")
        print_quality(answer_quality(linked, labelled))
        judged = judged_links(linked, labelled)
        drawn[labelled.name] = calibration = calibrated(judged)
        print_calibration(calibration)
        if given.candidates:
            print_candidates(linked, labelled)
    if given.plot:
        given.plot.write_text(reliability_svg(drawn), "utf-8")


def answer_quality(linked: LinkedLists, labelled: LabelledLists) -> Quality:
    names = rows_of(linked.lists).select("list", "row", name=pl.coalesce("site_name", "supplier_name"))
    rows = linked.links.select("list", "row", "site").join(labelled.truth, on=["list", "row"])
    return quality_of(rows.join(names, on=["list", "row"], how="left"), labelled.neither)


def true_sites(linked: LinkedLists, labelled: LabelledLists) -> pl.DataFrame:
    """Record and true site, of the records whose rows are all of one true site."""
    rows = rows_of(linked.lists).join(labelled.truth, on=["list", "row"])
    site = rows.group_by("record").agg(pl.col("true_site").min(), sites=pl.col("true_site").n_unique())
    return site.filter(pl.col("sites") == 1).select("record", "true_site")


def judged_links(linked: LinkedLists, labelled: LabelledLists) -> pl.DataFrame:
    """The links with the truth beside them; links of which it is not known, or not to be known, are left out."""
    site = true_sites(linked, labelled)
    both = linked.linkage.links.join(site, left_on="left", right_on="record").join(
        site, left_on="right", right_on="record", suffix="_right"
    )
    either = pl.concat([labelled.neither, labelled.neither.select(one="other", other="one")])
    known = both.join(either, left_on=["true_site", "true_site_right"], right_on=["one", "other"], how="anti")
    return known.with_columns(true=pl.col("true_site") == pl.col("true_site_right"))


def calibrated(judged: pl.DataFrame) -> Calibration:
    said = judged.filter(pl.col("probability") >= _SAID_FROM)
    return calibration_of(said["probability"].to_numpy(), said["true"].to_numpy())


def print_quality(quality: Quality) -> None:
    differ = quality.recall_where_names_differ
    print(
        f"  precision {quality.precision:.3f}  recall {quality.recall:.3f}  F1 {quality.f1:.3f}  B³ {quality.b3:.3f}  "
        f"recall where names differ {differ or 0:.3f}  ({quality.true_pairs:,} true pairs)"
    )


def print_calibration(calibration: Calibration) -> None:
    for _, count, said, true in calibration.tenths.iter_rows():
        print(f"    said {said:.2f}   true {true:.2f}   {count:>7,} pairs")
    print(f"  expected calibration error {calibration.error:.3f} from {_SAID_FROM} up")


def print_candidates(linked: LinkedLists, labelled: LabelledLists) -> None:
    """Of the pairs of records of one true site and different lists, how many were compared."""
    rows = rows_of(linked.lists)
    grounds = grounds_of(
        rows, pl.DataFrame(schema=KNOWN_FRAME), (), engine=linked.linkage.engine, progress=silent
    )
    keys = grounds.records.table["record"]
    compared = pl.DataFrame(
        {"left": keys.gather(grounds.pairs.left), "right": keys.gather(grounds.pairs.right)}
    )
    site = rows.join(labelled.truth, on=["list", "row"]).select("list", "record", "true_site").unique()
    met = site.join(site, on="true_site", suffix="_right").filter(
        (pl.col("list") != pl.col("list_right")) & (pl.col("record") < pl.col("record_right"))
    )
    true = met.select(left="record", right="record_right").unique()
    found = true.join(compared, on=["left", "right"], how="semi").height
    print(
        f"  {found / max(true.height, 1):.4f} of {true.height:,} true pairs of records were compared; "
        f"{compared.height / max(len(keys), 1):.1f} pairs a record"
    )


if __name__ == "__main__":
    main()
