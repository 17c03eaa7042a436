"""The demo: a round from twenty fictional lists, and one member's check against it, told on one page. `make demo` runs it."""

import json
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from comity.check import Checked, State, check_suppliers, checked_workbook
from comity.core import write_file
from comity.lists import ListKind, read_list
from comity.registry import Registry
from comity.release import CommonList, Policy, read_common_list
from comity.round import AssembledRound, RoundSettings, find_sources, is_published, write_round
from examples.make import CUTOFF

HERE = Path(__file__).parent
OUT = HERE.parent / "demo"
MEMBER = "alder-foods"


def main() -> None:
    started = time.monotonic()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    round_, summary = assemble()
    checked, common = check()
    print(page(round_, summary, checked, common, time.monotonic() - started))


def assemble() -> tuple[AssembledRound, dict[str, Any]]:
    settings = RoundSettings(round_id="2026-H1", cutoff=CUTOFF, policy=Policy.default())
    # A secret that everybody can read here would be a hole in a real registry; here it makes every demo the same.
    with Registry.open(OUT / "sites.db", new_secret=bytes(range(32)), published=is_published) as registry:
        round_ = write_round(find_sources([HERE / "lists"]), registry, OUT / "ROUND", settings=settings)
    return round_, json.loads((OUT / "ROUND" / "secretariat" / "summary.json").read_bytes())


def check() -> tuple[Checked, CommonList]:
    common = read_common_list(OUT / "ROUND" / "common-list.xlsx")
    suppliers = read_list(HERE / "member" / "suppliers.xlsx", name="suppliers", kind=ListKind.SUPPLIERS)
    audits = read_list(HERE / "lists" / f"{MEMBER}.csv", name=MEMBER, kind=ListKind.AUDITED_SITES)
    checked = check_suppliers(common, suppliers, [audits], today=CUTOFF)
    write_file(OUT / "opportunities.xlsx", checked_workbook(checked))
    return checked, common


def page(
    round_: AssembledRound, summary: dict[str, Any], checked: Checked, common: CommonList, seconds: float
) -> str:
    release = summary["release"]
    refused = sorted({f"“{header}”" for one in round_.lists for header in one.refused_columns})
    precision, recall = quality(links_of(OUT / "ROUND"))
    return "\n".join(
        [
            "Comity: one round of a programme of twenty members, all of them made up.",
            "",
            f"1. Each member sent the sites it had audited: {summary['rows']:,} rows, as they arrived. Some of them:",
            *(
                f"     {one.path.name:<22} {one.row_count:>4} rows   {one.dialect}"
                for one in (*round_.lists[1:5], *round_.lists[6:9])
            ),
            f"   Never read, because it is commercial: {', '.join(refused)}",
            f"   {summary['accepted']:,} rows were accepted, {summary['refused']:,} refused, each with its reason.",
            "",
            f"2. Which rows are one site? {summary['sites']:,} sites; {summary['sites_in_several_lists']:,} are in more than one list.",
            f"   Of the pairs joined {precision:.1%} are right, and {recall:.1%} of the true ones were found (made-up lists have a truth).",
            *two_spellings(round_),
            *kept_apart(round_),
            "",
            f"3. What may everybody see? {release['shown']:,} sites are listed; {release['check_only']:,} are check-only: nobody sees them,",
            "   and who uses them finds them. Before anything goes out, the leak test plays every member, every pair and a",
            f"   hundred fives who want to tell who contributed what. Passed; to be sent from {release['not_before']}. Some lines:",
            *listed(common),
            "",
            f"4. Alder Foods looks up its own {checked.rows.height:,} suppliers, on its own machine:",
            f"   {checked.headline}. {checked.sites_in(State.LOOK):,} more need a look.",
            "",
            f"It took {seconds:.0f} seconds. Open:",
            "   demo/opportunities.xlsx                    what Alder Foods found",
            "   demo/ROUND/common-list.xlsx                what every member receives, the same file for all",
            "   demo/ROUND/secretariat/leak-test.html      the evidence for the lawyer",
            f"   demo/ROUND/returned/{MEMBER}.xlsx       a member's own list, with our remarks",
            "Next:  .venv/bin/comity template -o list.xlsx         the list to fill in",
            "       .venv/bin/comity lint YOUR-LIST                what we would say of it",
            "       .venv/bin/comity review demo/ROUND             settle doubtful pairs, for ever",
            "       .venv/bin/comity serve --demo                  the portal in a browser: a programme in mid-round",
        ]
    )


def links_of(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "secretariat" / "links.csv", schema_overrides={"row": pl.UInt32})


def quality(links: pl.DataFrame) -> tuple[float, float]:
    """Precision and recall over pairs of rows of different lists."""
    truth = pl.read_csv(HERE / "truth.csv", schema_overrides={"row": pl.UInt32})
    rows = truth.join(links, on=["list", "row"])

    def pairs(*keys: str) -> int:
        alike = Counter(rows.select(keys).iter_rows())
        one_list = Counter(rows.select("list", *keys).iter_rows())
        return sum(n * (n - 1) // 2 for n in alike.values()) - sum(
            n * (n - 1) // 2 for n in one_list.values()
        )

    right = pairs("site", "true_site")
    return right / max(pairs("site"), 1), right / max(pairs("true_site"), 1)


def two_spellings(round_: AssembledRound) -> list[str]:
    """The surest link between a name in another script and one in ours."""
    names = dict(round_.rows.select("record", "supplier_name").iter_rows())
    links = round_.linkage.links.filter("same").sort(["probability", "left"], descending=[True, False])
    for left, right, reason in links.select("left", "right", "reason").iter_rows():
        one, other = names[left], names[right]
        if one.isascii() != other.isascii() and one.casefold() != other.casefold():
            return [f"   One site:   {one}  =  {other}", f"               because: {reason}"]
    return []


def kept_apart(round_: AssembledRound) -> list[str]:
    units = (
        round_.rows.join(round_.sites, on="record")
        .filter(pl.col("site_name").str.contains("(?i)(unit|plant)[ -][0-9]"))
        .sort("list", "row")
    )
    for _, group in units.group_by("supplier_name", maintain_order=True):
        first, second = group.row(0, named=True), group.row(-1, named=True)
        if first["site"] != second["site"] and first["site_name"][-1] != second["site_name"][-1]:
            return [f"   Two sites:  {first['site_name']}  |  {second['site_name']}"]
    return []


def listed(common: CommonList) -> list[str]:
    return [
        f"     {row['name']} · {row['address']} · {row['city']} · {row['country']} · "
        + (f"audited within {row['audited'].removeprefix('up to ')}" if row["audited"] else "age not shown")
        for row in common.rows.filter(pl.col("address") != "")
        .gather_every(max(common.rows.height // 4, 1))
        .iter_rows(named=True)
    ][1:4]


if __name__ == "__main__":
    main()
