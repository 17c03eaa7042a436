"""Who is asked: members with their bands, as a CSV file of the Secretariat's says.

In: `member,left,<cut>…`, one line a member; every further column is a way to compare, such as size or tenure.
Bands are in the order in which a line `order` names them, parted by `;`, or else in the order of the alphabet.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from comity.core import UnreadableInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`bands` by member and cut; `cuts` names each cut's bands in order; who has left is asked no more."""

    bands: Mapping[str, Mapping[str, str]]
    cuts: Mapping[str, tuple[str, ...]]
    left: frozenset[str]


def members_from(text: str, *, where: str) -> Asked:
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    if not rows or "member" not in rows[0]:
        raise UnreadableInput(
            "The list of members has no column “member”, or no line.",
            remedy="Write a CSV file with the columns member, left, and one for each comparison, such as size.",
            where=where,
        )
    names = [name for name in rows[0] if name and name not in ("member", "left")]
    people = {row["member"].strip(): row for row in rows if row["member"].strip() not in ("", "order")}
    order = next((row for row in rows if row["member"].strip() == "order"), {})
    cuts = {}
    for name in names:
        found = {(row.get(name) or "").strip() for row in people.values()} - {""}
        said = tuple(band.strip() for band in (order.get(name) or "").split(";") if band.strip())
        cuts[name] = said + tuple(sorted(found - set(said)))
    return Asked(
        bands={
            member: {name: band for name in names if (band := (row.get(name) or "").strip())}
            for member, row in people.items()
        },
        cuts={name: bands for name, bands in cuts.items() if len(bands) > 1},
        left=frozenset(member for member, row in people.items() if (row.get("left") or "").strip()),
    )
