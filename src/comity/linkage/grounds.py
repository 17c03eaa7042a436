"""What a decision rests on: the records, their pairs with the evidence, what people judged, and what earlier rounds teach.

In: rows in the columns of ROWS_FRAME, and known sites. Out: `Grounds`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from comity.core import Progress, silent
from comity.linkage.distinct import Records, records_of
from comity.linkage.earlier import judged_sites
from comity.linkage.find import pairs_of
from comity.linkage.judgements import Bonds, bonds_of
from comity.linkage.packed import PackedPairs, gathered, packed
from comity.linkage.parts import parts_of
from comity.linkage.records import KNOWN_FRAME, Candidates, Constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    records: Records
    pairs: PackedPairs
    bonds: Bonds
    site_of: Mapping[int, str]  # record -> the known site it belongs to
    earlier: "Grounds | None" = (
        None  # known sites that people judged, by themselves (`earlier`); None where nobody did
    )


def grounds_of(
    rows: pl.DataFrame,
    known: pl.DataFrame,
    constraints: Sequence[Constraint],
    *,
    found: Candidates | None = None,
    engine: str,
    progress: Progress,
) -> Grounds:
    records = records_of(rows, known, found)
    pairs = gathered(
        [
            (packed(pairs_of(records.only(at), engine=engine, progress=progress)), at)
            for at in parts_of(records)
        ],
        count=records.count,
    )
    site_of = _sites_of(records, known)
    bonds = bonds_of(records.table["record"], site_of, constraints)
    return Grounds(
        records=records,
        pairs=pairs,
        bonds=bonds,
        site_of=site_of,
        earlier=earlier_grounds(known, constraints, engine=engine),
    )


def earlier_grounds(known: pl.DataFrame, constraints: Sequence[Constraint], *, engine: str) -> Grounds | None:
    """What answers of earlier rounds teach from; None where there are none."""
    rows = judged_sites(known, constraints) if constraints else None
    if rows is None or rows.is_empty():
        return None
    nothing_known = pl.DataFrame(schema=KNOWN_FRAME)
    return grounds_of(rows, nothing_known, constraints, engine=engine, progress=silent)


def _sites_of(records: Records, known: pl.DataFrame) -> Mapping[int, str]:
    places = records.table.select("record").with_row_index("at")
    sites = known.select("record", "site").join(places, on="record").select("at", "site")
    return dict(sites.iter_rows())
