"""What a reader must know before believing how many due audits exist: what of the lists could not be used.

In: the lists as they were read, the day. Out: remarks, each with what to do. Not a refusal: the check stands, for what it could read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comity.lists import ReadList


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


def remarks_of(
    suppliers: ReadList, audited: Sequence[ReadList], *, keyless: int, today: date
) -> tuple[Remark, ...]:
    """`keyless` rows of the suppliers' list say too little to open a check-only entry."""
    return (
        *_of_suppliers(suppliers, keyless),
        *_of_own_audits(audited),
        *(remark for one in audited for remark in (*_unused(one), *_ahead(one, today))),
    )


def _of_suppliers(suppliers: ReadList, keyless: int) -> list[Remark]:
    name = suppliers.path.name
    if not suppliers.row_count:
        return [
            Remark(
                code="no-rows",
                message=f"Your suppliers' list {name} has no rows, so there was nothing to check.",
                remedy="",
            )
        ]
    if suppliers.sites.is_empty():
        return [
            Remark(
                code="no-names",
                message=f"No row of your suppliers' list {name} names a site or a supplier.",
                remedy="Call the column that does “Supplier name”, and check it again.",
            )
        ]
    if not keyless:
        return []
    return [
        Remark(
            code="keyless",
            message=f"Rows of {name} that can open no check-only entry: {keyless:,}.",
            remedy="They have no city, no house number and no identifier; add the city.",
        )
    ]


def _of_own_audits(audited: Sequence[ReadList]) -> list[Remark]:
    if not audited:
        return [
            Remark(
                code="no-own-list",
                message="There is no list of your own audits, so every supplier counts as due.",
                remedy="",
            )
        ]
    if any(one.audits.height for one in audited):
        return []
    return [
        Remark(
            code="no-own-audit",
            message="Your own lists give no audit at all, so every supplier counts as due.",
            remedy="",
        )
    ]


def _unused(one: ReadList) -> list[Remark]:
    name, refused = one.path.name, one.row_count - one.audits.height
    if not one.row_count:
        return [
            Remark(
                code="own-list-empty",
                message=f"{name} has no rows: no audit of your own was read from it.",
                remedy="",
            )
        ]
    if not refused:
        return []
    return [
        Remark(
            code="own-rows-unused",
            message=f"Rows of {name} that give no audit we can use: {refused:,}.",
            remedy="What was found in your list says why.",
        )
    ]


def _ahead(one: ReadList, today: date) -> list[Remark]:
    """A slip in a year would make a supplier count as audited, for good and unseen."""
    ahead = one.audits.filter(pl.col("audit_date") > today).select("row", "audit_date").rows()
    if not ahead:
        return []
    row, day = ahead[0]
    return [
        Remark(
            code="own-ahead",
            message=f"Rows of {one.path.name} that are dated after today, {today}, and do not count: {len(ahead):,}.",
            remedy=f"Row {row} says {day}; correct the date.",
        )
    ]
