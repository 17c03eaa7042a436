"""Comity's own run for the comparison, in a process of its own: lists in, sites out, as `comity link` does it.

python -m bench.linkage.ours LISTS OUT            the whole
python -m bench.linkage.ours LISTS OUT --floor    reading and normalising alone, which no linkage can go below
"""

import sys
from pathlib import Path

from comity.linkage.distinct import records_of
from comity.linkage.parts import parts_of
from comity.linkage.prepare import prepare
from comity.lists import ListKind
from comity.round import find_sources, link_lists
from comity.round.reading import read_lists, rows_of


def main() -> None:
    lists, out = Path(sys.argv[1]), Path(sys.argv[2])
    if "--floor" in sys.argv:
        records = records_of(rows_of(read_lists(find_sources([lists]), kind=ListKind.SITES)))
        for at in parts_of(records):
            prepare(records.only(at))
        return
    linked = link_lists(find_sources([lists]))
    linked.links.select("list", "row", "site").write_parquet(out / "sites.parquet")


if __name__ == "__main__":
    main()
