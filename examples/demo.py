"""The demo: links the fictional lists and prints, on one page, what happened. Run by `make demo`."""

import shutil
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

import polars as pl

from comity.core import write_file
from comity.core.spreadsheets import csv_bytes
from comity.round import LinkedLists, find_sources, link_lists

HERE = Path(__file__).parent
OUT = HERE.parent / "demo"


def main() -> None:
    started = time.monotonic()
    linked = link_lists(find_sources([HERE / "lists"]))
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    write_file(OUT / "links.csv", csv_bytes(linked.links))
    print(page(linked, time.monotonic() - started))


def page(linked: LinkedLists, seconds: float) -> str:
    summary = linked.summary()
    refused = sorted({f"“{header}”" for one in linked.lists for header in one.refused_columns})
    precision, recall = quality(linked)
    lines = [
        "Comity: which rows of twenty members' lists are the same site?",
        "",
        "Read, as the lists arrived:",
        *(f"  {one.path.name:<24} {one.row_count:>4} rows   {one.dialect}" for one in linked.lists[:10]),
        f"  … and {len(linked.lists) - 10} more",
        f"Not read, because it looks commercial: {', '.join(refused)}",
        "",
        f"Found in {seconds:.0f} seconds: {summary['rows']:,} rows are {summary['sites']:,} sites; "
        f"{summary['doubtful_pairs']:,} pairs are doubtful.",
        f"Compared with the truth (the lists are made up): of the pairs joined, {precision:.1%} are right; "
        f"of the true pairs, {recall:.1%} were found.",
        "",
        *two_spellings(linked),
        *kept_apart(linked),
        "",
        "Written: demo/links.csv  (list, row, site, probability, reason; open it in any spreadsheet)",
        "Next:    .venv/bin/comity link YOUR-FOLDER --out links.csv",
        "         docs/guide/linkage.md says how it decides",
    ]
    return "\n".join(lines)


def quality(linked: LinkedLists) -> tuple[float, float]:
    """Precision and recall over pairs of rows of different lists."""
    truth = pl.read_csv(HERE / "truth.csv", schema_overrides={"row": pl.UInt32})
    rows = truth.join(linked.links, on=["list", "row"])

    def pairs(*keys: str) -> int:
        alike = Counter(rows.select(keys).iter_rows())
        one_list = Counter(rows.select("list", *keys).iter_rows())
        return sum(n * (n - 1) // 2 for n in alike.values()) - sum(
            n * (n - 1) // 2 for n in one_list.values()
        )

    right = pairs("site", "true_site")
    return right / max(pairs("site"), 1), right / max(pairs("true_site"), 1)


def _shown(linked: LinkedLists) -> pl.DataFrame:
    rows = pl.concat([one.sites for one in linked.lists])
    return rows.join(linked.links.drop("reason"), on=["list", "row"]).sort("list", "row")


def two_spellings(linked: LinkedLists) -> list[str]:
    """The surest link whose two names look least alike to the eye: one of them in another script."""
    names = dict(_shown(linked).select("record", "supplier_name").iter_rows())
    links = linked.linkage.links.filter("same").sort(["probability", "left"], descending=[True, False])
    for left, right, reason in links.select("left", "right", "reason").iter_rows():
        if (
            names[left].isascii() != names[right].isascii()
            and names[left].casefold() != names[right].casefold()
        ):
            return [
                "One site in two spellings:",
                f"  {names[left]}  =  {names[right]}",
                f"  because: {reason}",
            ]
    return []


def kept_apart(linked: LinkedLists) -> list[str]:
    units = _shown(linked).filter(pl.col("site_name").str.contains("(?i)(unit|plant)[ -][0-9]"))
    for _, group in units.group_by("supplier_name", maintain_order=True):
        for a, b in combinations(group.iter_rows(named=True), 2):
            if a["site"] != b["site"] and a["site_name"][-1] != b["site_name"][-1]:
                return ["Two units of one company, kept apart:", f"  {a['site_name']}  |  {b['site_name']}"]
    return []


if __name__ == "__main__":
    main()
