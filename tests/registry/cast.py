"""Small registries for the tests: records with plain names, and a linkage that is right by construction."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import polars as pl

from comity.core import SITE_SCHEMA
from comity.linkage import CLUSTERS_FRAME, DOUBTFUL_FRAME, LINKS_FRAME, ROWS_FRAME, Linkage
from comity.registry import Registry

AT = datetime(2026, 7, 1, 12, tzinfo=UTC)


def rows_named(*records: str) -> pl.DataFrame:
    """One row a record; what it says is its own name."""
    return frame_of(record=records, site_name=records)


def linked(registry: Registry, records: Sequence[str], truth: Mapping[str, str] | None = None) -> Linkage:
    """Records of one known site stand together, and so do records that the truth calls by one name.

    It does not look at judgements: the registry must keep them even so.
    """
    told = truth or {}
    site_of = dict(registry.known().select("record", "site").iter_rows())
    site_called: dict[str, str] = {}
    for record, site in sorted(site_of.items(), key=lambda item: item[1]):
        site_called.setdefault(told.get(record, record), site)
    label = {
        record: site_of.get(record) or site_called.get(told.get(record, record)) or told.get(record, record)
        for record in {*records, *site_of}
    }
    name: dict[str, str] = {}
    for record in sorted(label):
        name.setdefault(label[record], record)
    lines = [
        {
            "record": record,
            "cluster": name[label[record]],
            "site": label[record] if label[record] in site_of.values() else None,
            "probability": 1.0,
            "reason": "named alike",
        }
        for record in sorted(set(records))
    ]
    return Linkage(
        clusters=pl.DataFrame(lines, schema=CLUSTERS_FRAME),
        links=pl.DataFrame(schema=LINKS_FRAME),
        doubtful=pl.DataFrame(schema=DOUBTFUL_FRAME),
        contradictions=(),
        compared=0,
        engine="by hand",
        rules="by hand",
    )


def settled(
    registry: Registry, *records: str, round_id: str = "2026-H1", truth: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Settle a round of these records: record -> site."""
    frame = registry.settle(linked(registry, records, truth), rows_named(*records), round_id=round_id)
    return dict(frame.iter_rows())


def judged(registry: Registry, left: str, right: str, *, same: bool) -> None:
    registry.judge(left, right, same=same, by="ana", at=AT)


def withdrawn(registry: Registry, left: str, right: str) -> None:
    registry.withdraw(left, right, by="ana", at=AT)


def known_sites(registry: Registry) -> dict[str, str]:
    return dict(registry.known().select("record", "site").iter_rows())


def frame_of(**columns: Sequence[object]) -> pl.DataFrame:
    """Rows of one list that say what the columns say; `record` among them."""
    count = len(columns["record"])
    told = [
        {name: columns[name][index] if name in columns else None for name in ("record", *SITE_SCHEMA)}
        for index in range(count)
    ]
    return (
        pl.DataFrame(told, schema={"record": pl.String, **SITE_SCHEMA})
        .with_columns(list=pl.lit("alder"), row=pl.int_range(1, count + 1, dtype=pl.UInt32))
        .select(ROWS_FRAME.names())
    )
