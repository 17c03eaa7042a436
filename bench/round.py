"""A round of 24 lists and 25,000 rows, and a check of 5,000 suppliers: wall, CPU and memory of the two commands.

    python -m bench.round [--rows 25000] [--keep FOLDER]

Each command runs as a user runs it, in a process of its own, on lists made like the examples.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from examples.make import MEMBERS, make

COMITY = Path(sys.executable).with_name("comity")
MORE = ["umber-juice", "violet-paper", "walnut-home", "yarrow-care"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=25_000)
    parser.add_argument("--suppliers", type=int, default=5_000)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        files = make(
            members=[*MEMBERS, *MORE],
            site_count=given.rows * 13 // 25,
            row_count=given.rows,
            supplier_count=given.suppliers,
        )
        for name, data in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
        run(
            "assemble",
            folder / "lists",
            "--cutoff",
            "2026-06-30",
            "--out",
            folder / "ROUND",
            "--registry",
            folder / "sites.db",
            "--json",
        )
        audits = next((folder / "lists").glob(f"{MEMBERS[0]}.*"))
        run("check", folder / "ROUND" / "common-list.xlsx", folder / "member" / "suppliers.xlsx", "--audited", audits,
            "-o", folder / "opportunities.xlsx", "--json")  # fmt: skip


def run(*words: str | Path) -> None:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([COMITY, *words], capture_output=True, text=True, check=False)  # noqa: S603 -- our own command
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"comity {words[0]}: {time.monotonic() - started:.1f} s wall, {cpu:.1f} s CPU, "
        f"peak {after.ru_maxrss / 1024**2:.2f} GB, exit {done.returncode}"
    )
    told = json.loads(done.stdout) if done.stdout.startswith("{") else {"error": done.stderr}
    shown = {key: value for key, value in told.items() if key not in {"lists", "contradictions"}}
    print("  " + json.dumps(shown, ensure_ascii=False))


if __name__ == "__main__":
    main()
