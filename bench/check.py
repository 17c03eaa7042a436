"""A check of 5,000 suppliers against 13,000 listed and 5,000 check-only sites: wall, CPU, memory, and what was found.

    python -m bench.check [--suppliers 5000] [--listed 13000] [--check-only 5000] [--seed 1] [--keep FOLDER]

Sites and spellings are those of the examples. A quarter of the suppliers stand in no list; every supplier's site is
known, so what the command finds is scored. It runs as a member runs it, in a process of its own.
"""

import argparse
import json
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
from examples.make import Habits, Site, as_workbook, make_sites, spelled

from comity.core import SITE_SCHEMA
from comity.release import (
    COMMON_FRAME,
    RECORDS_FRAME,
    About,
    CommonList,
    Mode,
    Policy,
    entry_keys,
    write_common_list,
)
from comity.release.canonical import canonical_rows
from comity.release.sealed import Stretch, seal_rows

COMITY = Path(sys.executable).with_name("comity")
WORK = Policy.default().sealed_work
HABITS = Habits(language="en", dates="iso", shouts=False, own_protocol="")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suppliers", type=int, default=5_000)
    parser.add_argument("--listed", type=int, default=13_000)
    parser.add_argument("--check-only", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    known, unlisted = given.listed + given.check_only, given.suppliers // 4
    sites = make_sites(rng, known + unlisted)
    rng.shuffle(sites)
    used = rng.sample(sites[:known], given.suppliers - unlisted) + sites[known:]
    rng.shuffle(used)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        common = _common_list(sites[: given.listed], sites[given.listed : known])
        (folder / "common-list.xlsx").write_bytes(write_common_list(common)["xlsx"])
        header = ["Vendor name", "Plant", "Street", "City", "Country"]
        rows = [spelled(site, HABITS, rng) for site in used]
        (folder / "suppliers.xlsx").write_bytes(as_workbook(title=False, second=False)(header, rows))
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        _run(folder)
        _score(folder / "opportunities.xlsx", used, sites[: given.listed], sites[given.listed : known])


def _common_list(clear: Sequence[Site], hidden: Sequence[Site]) -> CommonList:
    stretch = Stretch(salt=b"a salt of a bench", work=WORK)
    about = About(
        round_id="2026-H1",
        cutoff=date(2026, 6, 30),
        mode=Mode.CLEAR,
        not_before=date(2026, 9, 30),
        policy="bench",
        stretch=stretch,
    )
    hidden = sorted(hidden, key=lambda one: one.key)  # the order of canonical rows
    keys = entry_keys(_records(hidden).select(SITE_SCHEMA.names()))
    entries = seal_rows(_rows(hidden).to_dicts(), keys, stretch=stretch, seed=b"a seed of a bench")
    return CommonList(about=about, rows=_rows(clear), sealed=tuple(entries))


def _records(sites: Sequence[Site]) -> pl.DataFrame:
    told = [
        {
            "site": one.key,
            "record": one.key,
            "site_name": f"{one.name} {one.unit}".strip(),
            "supplier_name": one.name,
            "address": one.address,
            "city": one.city,
            "country": one.land.code,
        }
        for one in sites
    ]
    return pl.DataFrame(told, schema=RECORDS_FRAME)


def _rows(sites: Sequence[Site]) -> pl.DataFrame:
    """Row ids are the sites' own keys, so that what is found can be scored."""
    records = _records(sites)
    voices = records.select("site", "record", group=pl.lit("one"))
    countries = dict(records.select("site", "country").iter_rows())
    told = canonical_rows(voices, records, countries).with_columns(
        row="site", audited=pl.lit("up to 24 months"), assurance=pl.lit(None, pl.String)
    )
    return told.select(COMMON_FRAME.names())


def _run(folder: Path) -> None:
    lists = ["common-list.xlsx", "suppliers.xlsx", "-o", "opportunities.xlsx", "--json"]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(  # noqa: S603 -- our own command
        [str(COMITY), "check", *lists], cwd=folder, capture_output=True, text=True, check=False
    )
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"comity check: {wall:.1f} s wall, {cpu:.1f} s CPU, peak {after.ru_maxrss / 1024**2:.2f} GB, "
        f"exit {done.returncode}"
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    print("  " + json.dumps(json.loads(done.stdout)["sites"]))


def _score(found: Path, used: Sequence[Site], clear: Sequence[Site], hidden: Sequence[Site]) -> None:
    """How many suppliers stand beside their own site. A check-only row has no id to go by: its name and city do."""
    named = {(row["name"], row["city"]): row["row"] for row in _rows(hidden).iter_rows(named=True)}
    right: Counter[tuple[str, bool]] = Counter()
    reached = set()
    for sheet in openpyxl.load_workbook(found, read_only=True).worksheets[1:]:
        _, heads, *rows = sheet.iter_rows(values_only=True)
        for row in (dict(zip(heads, cells, strict=True)) for cells in rows if "Listed as" in heads):
            listed = row["Row of the common list"]
            beside = named.get((row["Listed as"], row["Listed city"])) if listed == "check-only" else listed
            true = used[int(str(row["Row"])) - 1].key
            right[sheet.title, beside == true] += 1
            reached |= {true} & {beside}
    for title in dict.fromkeys(title for title, _ in right):
        print(f"  {title}: {right[title, True]:,} right, {right[title, False]:,} wrong")
    for what, sites in (("listed", clear), ("check-only", hidden)):
        wanted = {one.key for one in sites} & {one.key for one in used}
        print(f"  {what}: {len(wanted & reached):,} of {len(wanted):,} suppliers' sites found")


if __name__ == "__main__":
    main()
