"""One file, read as a list: find the sheet and the header, map the columns, make the values plain.

In: a file, and what people say about it. Out: `ReadList`. Laws: every data row is in `sites` or has a problem that
refuses it; a row is counted as csv.DictReader counts it, from 1 below the header: blank lines are no
rows, rows of empty cells are.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from comity.core import IDENTIFIERS, SITE_SCHEMA, UsageProblem, Window, digest_file, record_keys
from comity.core.countries import resolve_country
from comity.core.identifiers import plain_identifier
from comity.lists.annotate import FOUND_HEADERS, SUMMARY_TITLE
from comity.lists.audits import DATE_ORDER, Asked, assess_audits, date_order
from comity.lists.cells import Sheet, read_cells
from comity.lists.dates import understand_dates
from comity.lists.errors import NotAList
from comity.lists.findings import Findings, quoted, rows_counted
from comity.lists.headers import Mapped, fits, map_headers
from comity.lists.mappings import SavedMappings
from comity.lists.protocols import Protocols
from comity.lists.site_audits import (
    AUDITS_FRAME,
    LIST_COLUMNS,
    OWN_REFERENCES_FRAME,
    SITES_FRAME,
    AsRead,
    ListKind,
    ReadList,
    RowProblem,
    Severity,
)

_HEADER_WITHIN = 30
_ERRORS = frozenset(
    [
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "#null!",
        "#num!",
        "#spill!",
        "#calc!",
        "#getting_data",
        "#bezug!",
        "#wert!",
        "#nv",
        "#zahl!",
        "#¡ref!",
        "#¡valor!",
        "#¿nombre?",
        "#valeur!",
        "#nom?",
        "#nombre!",
        "#yok",
        "#başv!",
        "#değer!",
        "#ad?",
        "#sayı/0!",
    ]
)
"""What a spreadsheet shows for a formula that failed, in the languages it speaks."""

_EMPTY = frozenset({"", "-", "--", "n/a", "na", "null", "none"}) | _ERRORS


def read_list(
    path: Path,
    *,
    name: str,
    kind: ListKind = ListKind.SITES,
    window: Window | None = None,
    mapping: Mapping[str, str] | None = None,
    assume: Mapping[str, str] | None = None,
    protocols: Protocols | None = None,
    remembered: SavedMappings | None = None,
) -> ReadList:
    """Raises UnreadableInput (errors.py) for a file that cannot be a list, UsageProblem for what fits nothing.

    `window` and `protocols` judge audits, and matter to AUDITED_SITES alone. `mapping` wins over what is `remembered`
    for lists with the same headers.
    """
    assumed = _checked_assumptions(assume or {})
    known = remembered or SavedMappings()
    sheet, header = _find_list(_as_sent(read_cells(path)), mapping or {}, known, where=str(path))
    headers = sheet.rows[header]
    mapped = map_headers(headers, {**known.of(headers), **(mapping or {})})
    findings = Findings(list=name, headers={ours: headers[place] for ours, place in mapped.columns.items()})
    # A blank line of a text file is no row; a row of empty cells is one, and is counted though it says nothing.
    counted = enumerate((row for row in sheet.rows[header + 1 :] if row), start=1)
    numbered = [(number, row) for number, row in counted if any(row)]
    table, problems = _columns(numbered, mapped, assumed, findings)
    problems += _notes(numbered, headers, mapped, kind, assumed, findings)
    table, sites, found = _sites(table, mapped, findings, kind)
    problems += found
    audits = pl.DataFrame(schema=AUDITS_FRAME)
    if kind is ListKind.AUDITED_SITES:
        asked = Asked(
            window=window,
            protocols=protocols or Protocols.from_table({}),
            date_order=date_order(assumed.get(DATE_ORDER)),
        )
        audits, found = assess_audits(table, sites, asked, findings)
        problems += found
    return ReadList(
        name=name,
        path=path,
        kind=kind,
        row_count=len(numbered),
        sites=sites,
        audits=audits,
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        mapping=dict(findings.headers),
        assumed=assumed,
        refused_columns=tuple(headers[place] for place in mapped.refused),
        dialect=sheet.dialect + (f", header in row {header + 1}" if header else ""),
        digest=digest_file(path),
        own_references=_own_references(table),
        table=_as_read(headers, numbered, mapped),
    )


def _checked_assumptions(assume: Mapping[str, str]) -> dict[str, str]:
    """What a person says of the whole list must be plain: it must not need to be assumed itself."""
    for column, value in assume.items():
        if column not in (*LIST_COLUMNS, DATE_ORDER):
            raise UsageProblem(
                f"We have no column “{column}”.",
                remedy=f"Columns are: {', '.join((*LIST_COLUMNS, DATE_ORDER))}.",
            )
        if column == "country" and resolve_country(value) is None:
            raise UsageProblem(
                f"“{value}” is no country we know.", remedy="Assume its English name or two-letter code."
            )
        if column == "audit_date" and not understand_dates([value]).days:
            raise UsageProblem(f"“{value}” is no date, or could be two.", remedy="Assume it as 2025-03-04.")
    date_order(assume.get(DATE_ORDER))
    return dict(assume)


def _notes(
    numbered: Sequence[tuple[int, list[str]]],
    headers: Sequence[str],
    mapped: Mapped,
    kind: ListKind,
    assumed: Mapping[str, str],
    findings: Findings,
) -> list[RowProblem]:
    """What is to be said of the list as a whole."""
    notes = [
        RowProblem(list=findings.list, row=0, column=headers[place], code="refused-column", severity=Severity.NOTE,
                   message="This column looks commercial or forward-looking, so its values were not read. Leave it out.")
        for place in mapped.refused
    ]  # fmt: skip
    named = {place for place, header in enumerate(headers) if header}
    beyond = [row for row, cells in numbered if any(cell for at, cell in enumerate(cells) if at not in named)]
    if beyond:
        notes.append(
            findings.of_list("", "cells-without-header", f"In {rows_counted(len(beyond))} there are cells below no header (first in row {beyond[0]}), and they were not read. "
                             "Give their columns a header, or look for a delimiter inside a cell.")
        )  # fmt: skip
    if kind is ListKind.AUDITED_SITES:
        must = ("country", "protocol", "audit_date")
        if missing := [column for column in must if column not in mapped.columns and column not in assumed]:
            notes.append(
                findings.of_list("", "no-column", f"No header of the list was understood as {quoted(missing)}. Say --map {missing[0]}=HEADER, or --assume {missing[0]}=VALUE for the whole list.",
                                 severity=Severity.DOUBT)
            )  # fmt: skip
    return notes


def _as_read(headers: Sequence[str], numbered: Sequence[tuple[int, list[str]]], mapped: Mapped) -> AsRead:
    """Values of refused columns end here: nothing behind this line has seen them."""
    kept = [place for place, header in enumerate(headers) if header and place not in mapped.refused]
    rows = []
    for number, cells in numbered:
        row = [""] * len(headers)
        for place in kept:
            if place < len(cells):
                row[place] = cells[place]
        rows.append((number, row))
    return AsRead(headers=tuple(headers), rows=tuple(rows))


def _own_references(table: pl.DataFrame) -> pl.DataFrame:
    said = table.select("row", reference="internal_reference").drop_nulls("reference")
    return said.cast(OWN_REFERENCES_FRAME)


def _as_sent(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Without what `annotate` put there, for a member who mends the workbook that it got back and sends it again."""
    sent = []
    for sheet in sheets:
        if sheet.rows and sheet.rows[0][:1] == [SUMMARY_TITLE]:
            continue
        ours = bool(sheet.rows) and sheet.rows[0][: len(FOUND_HEADERS)] == list(FOUND_HEADERS)
        rows = [row[len(FOUND_HEADERS) :] for row in sheet.rows] if ours else sheet.rows
        sent.append(replace(sheet, rows=rows))
    return sent


def _find_list(
    sheets: Sequence[Sheet], given: Mapping[str, str], known: SavedMappings, *, where: str
) -> tuple[Sheet, int]:
    """The sheet and row whose cells fit most of our columns; a name must be among them."""
    best: tuple[int, int, Sheet, int] | None = None
    for place, sheet in enumerate(sheets):
        for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            found = {fits(cell) for cell in row} - {None}
            found |= {ours for ours, header in {**known.of(row), **given}.items() if header in row}
            if found & {"site_name", "supplier_name"} and (best is None or len(found) > best[0]):
                best = (len(found), -place, sheet, at)
    if best is None:
        raise NotAList(
            "No row near the top names a column of sites or suppliers.",
            remedy="Add a header row (supplier_name, site_name, country …), or say --map supplier_name=HEADER.",
            where=where,
        )
    return best[2], best[3]


def _columns(
    numbered: Sequence[tuple[int, list[str]]],
    mapped: Mapped,
    assumed: Mapping[str, str],
    findings: Findings,
) -> tuple[pl.DataFrame, list[RowProblem]]:
    """Text columns for all of ours, trimmed, NFC, null where empty and nothing is assumed; and `row`."""
    problems: list[RowProblem] = []
    row_numbers = pl.Series("row", [number for number, _ in numbered], dtype=pl.UInt32)
    columns = {}
    for ours in LIST_COLUMNS:
        place = mapped.columns.get(ours)
        if place is None:
            values: list[str | None] = [assumed.get(ours)] * len(numbered)
            supplied = len(values) if ours in assumed else 0
        else:
            cells = [row[place] if place < len(row) else "" for _, row in numbered]
            problems += _failed(cells, row_numbers, ours, findings)
            values, supplied = _filled(_plain(cells, ours), cells, assumed.get(ours))
        if supplied:
            said = f"“{assumed[ours]}” was taken for {ours} in {rows_counted(supplied)} that did not say it, because you said so for the whole list."
            problems.append(findings.of_list(ours, "assumed", said))
        columns[ours] = pl.Series(ours, values, dtype=pl.String)
    return pl.DataFrame({**columns, "row": row_numbers}), problems


def _failed(cells: list[str], row_numbers: pl.Series, column: str, findings: Findings) -> list[RowProblem]:
    errors = {cell for cell in set(cells) if cell.casefold() in _ERRORS}
    if not errors:
        return []
    rows = pl.DataFrame({"row": row_numbers, "value": cells}).filter(pl.col("value").is_in(list(errors)))
    message = "“{value}” is what a spreadsheet shows for a formula that failed, so the cell counts as empty. Paste the value."
    return list(findings.of_rows(rows, column, "error-cell", Severity.DOUBT, message))


def _filled(values: list[str | None], cells: list[str], assumed: str | None) -> tuple[list[str | None], int]:
    """A failed formula stands for something else than what is assumed, so it stays empty."""
    if assumed is None:
        return values, 0
    filled = [
        assumed if value is None and cell.casefold() not in _ERRORS else value
        for value, cell in zip(values, cells, strict=True)
    ]
    return filled, sum(new != old for new, old in zip(filled, values, strict=True))


def _plain(values: list[str], column: str) -> list[str | None]:
    empty = _EMPTY - {"na"} if column == "country" else _EMPTY  # NA is Namibia there
    known: dict[str, str | None] = {}
    for value in set(values):
        text = " ".join(unicodedata.normalize("NFC", value).split())
        known[value] = None if text.casefold() in empty else text
    return [known[value] for value in values]


def _sites(
    table: pl.DataFrame, mapped: Mapped, findings: Findings, kind: ListKind
) -> tuple[pl.DataFrame, pl.DataFrame, list[RowProblem]]:
    """The table with countries as codes and identifiers plain; and the rows that name a site."""
    problems: list[RowProblem] = []
    countries = {text: resolve_country(text) for text in table["country"].unique().drop_nulls().to_list()}
    numbered = table.with_columns(
        country_said=pl.col("country"),
        national_id_said=pl.col("national_id"),
        country=pl.col("country").replace_strict(countries, return_dtype=pl.String, default=None),
        site_name=pl.coalesce("site_name", "supplier_name"),
        supplier_name=pl.coalesce("supplier_name", "site_name"),
        latitude=_degrees("latitude", 90),
        longitude=_degrees("longitude", 180),
    )
    # An audit without a country cannot be listed; a supplier without one can still be found by its name.
    severity = Severity.REFUSED if kind is ListKind.AUDITED_SITES else Severity.DOUBT
    unknown = numbered.filter(pl.col("country").is_null()).select("row", value="country_said").drop_nulls()
    message = "“{value}” is no country we know. Write its English name or two-letter code."
    problems += findings.of_rows(unknown, "country", "unknown-country", severity, message)
    for identifier in (one for one in IDENTIFIERS if one in mapped.columns):
        numbered, wrong = _checked(numbered, identifier)
        message = f"“{{value}}” is no {identifier}: form or check digit is wrong, so it is not used. Correct it, or leave it empty."
        problems += findings.of_rows(wrong, identifier, "wrong-identifier", Severity.DOUBT, message)
    named = numbered.filter(pl.col("site_name").is_not_null())
    message = "The row names neither a supplier nor a site. Add the name, or delete the row."
    nameless = numbered.filter(pl.col("site_name").is_null()).select("row")
    problems += findings.of_rows(nameless, "", "no-name", Severity.REFUSED, message)
    sites = named.select(SITE_SCHEMA.names()).cast(SITE_SCHEMA)
    frame = sites.with_columns(named["row"], record_keys(sites), list=pl.lit(findings.list)).select(
        SITES_FRAME.names()
    )
    return numbered, frame, problems


def _checked(table: pl.DataFrame, kind: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The table with the plain forms of one identifier, null where wrong; and the rows that were, with what they said."""
    pairs = table.select(kind, "country").unique().drop_nulls(kind).rows()
    plain = pl.DataFrame(
        [(said, country, plain_identifier(kind, said, country)) for said, country in pairs],
        schema={kind: pl.String, "country": pl.String, "plain": pl.String},
        orient="row",
    )
    joined = table.join(plain, on=[kind, "country"], how="left", nulls_equal=True, maintain_order="left")
    wrong = joined.filter(pl.col("plain").is_null() & pl.col(kind).is_not_null())
    return joined.with_columns(pl.col("plain").alias(kind)).drop("plain"), wrong.select("row", value=kind)


def _degrees(column: str, most: int) -> pl.Expr:
    """A number of degrees, a decimal comma allowed; null where it is none or lies outside the globe."""
    number = pl.col(column).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(number.abs() <= most).then(number)
