"""Corrections typed on the page become a new version of the list: the same rows with other cells, read as any list is.

The version that was sent stays as it came. What the new one holds are the rows as they were understood, so that title lines, other
sheets and the values of refused columns are gone.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from comity.lists import ListKind, SavedMappings, read_list
from comity.portal.lists.errors import NothingMended
from comity.portal.lists.models import ListVersion
from comity.portal.lists.queries import remembered_mappings
from comity.portal.lists.reading import FoundRow, Reading
from comity.portal.lists.services import confirm_mapping, take_list
from comity.portal.ports.storage import as_file, storage
from comity.portal.tenants.gates import Actor

Cell = tuple[int, str]
"""The number of a row, and a header."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MendableRow:
    """A row with findings: what names it, and the cells that the findings are about."""

    number: int
    told: str
    findings: Sequence[tuple[str, str, str]]  # severity, header, message
    cells: Sequence[tuple[str, str, str]]  # name of the field, header, cell


def mendable(reading: Reading) -> list[MendableRow]:
    return [_mendable(row, reading.mapping) for row in reading.rows]


def _mendable(row: FoundRow, mapping: Mapping[str, str]) -> MendableRow:
    cells = dict(reversed([*row.cells]))  # of two headers alike the first counts
    names = [cells.get(mapping.get(ours, ""), "") for ours in ("supplier_name", "site_name", "city")]
    # A finding names the sender's header, or our column where the row has nothing in it.
    asked = dict.fromkeys(mapping.get(column, column) for _, column, _ in row.findings)
    if not any(names[:2]):  # whoever lacks a name is asked for one, in whichever column the list has for it
        asked |= dict.fromkeys(mapping[ours] for ours in ("supplier_name", "site_name") if ours in mapping)
    return MendableRow(
        number=row.number,
        told=", ".join(dict.fromkeys(name for name in names if name)),
        findings=row.findings,
        cells=[
            (field_name(row.number, header), header, cells[header]) for header in asked if header in cells
        ],
    )


def field_name(row: int, header: str) -> str:
    return f"{row}/{header}"


def said_in(fields: Mapping[str, str], rows: Sequence[MendableRow]) -> dict[Cell, str]:
    """What of a form differs from the list; nothing that the page did not ask is taken."""
    said = {}
    for row in rows:
        for name, header, cell in row.cells:
            typed = fields.get(name, cell).strip()
            if typed != cell.strip():
                said[row.number, header] = typed[:500]
    return said


def mend_rows(*, actor: Actor, version: ListVersion, said: Mapping[Cell, str]) -> ListVersion:
    """A new version with these cells. Raises NothingMended where nothing differs."""
    if not said:
        raise NothingMended("No cell was changed.", remedy="Change a cell first, or leave the page.")
    remembered = remembered_mappings(actor.scope)
    with as_file(storage().read(version.key), name=version.filename) as path:
        read = read_list(
            path,
            name=actor.organisation.slug,
            kind=ListKind.AUDITED_SITES,
            mapping=version.mapping,
            remembered=SavedMappings.from_toml(remembered) if remembered else None,
        )
    headers = list(read.table.headers)
    content = _written(headers, dict(read.table.rows), said)
    stem = version.filename.rpartition(".")[0] or version.filename
    made = take_list(
        actor=actor,
        round_=version.round,
        filename=f"{stem.removesuffix('-mended')}-mended.csv",
        content=BytesIO(content),
    )
    if version.mapping:
        confirm_mapping(actor=actor, version=made, mapping=version.mapping, headers=headers)
    return made


def _written(headers: Sequence[str], rows: Mapping[int, Sequence[str]], said: Mapping[Cell, str]) -> bytes:
    out = StringIO()
    table = csv.writer(out)
    table.writerow(headers)
    for number, cells in sorted(rows.items()):
        mended = list(cells) + [""] * (len(headers) - len(cells))
        for place, header in enumerate(headers):
            if headers.index(header) == place and (number, header) in said:
                mended[place] = said[number, header]
        table.writerow(mended)
    return out.getvalue().encode("utf-8-sig")
