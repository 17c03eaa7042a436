"""One file, read as a list: find it, map its columns by headers and by values, make the values plain.

In: a file, and what people say about it. Out: `ReadList`. Laws: every data row is in `sites` or has a problem that
refuses it; a row is counted as csv.DictReader counts it, from 1 below the header: blank lines are no
rows, rows of empty cells are.
"""

import re
import unicodedata
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from comity.core import UsageProblem, Window, digest_file
from comity.core.countries import resolve_country
from comity.core.spreadsheets import MOST_ROWS
from comity.lists.audits import DATE_ORDER, Asked, assess_audits, date_order
from comity.lists.cells import read_cells
from comity.lists.dates import understand_dates
from comity.lists.delimited import too_many_rows
from comity.lists.find import FoundList, find_list
from comity.lists.findings import Findings, quoted, rows_counted
from comity.lists.headers import Mapped, map_headers, told_apart
from comity.lists.mappings import SavedMappings
from comity.lists.notes import empty_note, mark_notes, rows_that_are_none, sheet_notes, twice_notes
from comity.lists.plain_sites import NAMES, sites_of
from comity.lists.protocols import Protocols
from comity.lists.site_audits import (
    AUDITS_FRAME,
    LIST_COLUMNS,
    OWN_REFERENCES_FRAME,
    AsRead,
    ListKind,
    ReadList,
    RowProblem,
    Severity,
)
from comity.lists.slipped import said_of_slipped, slipped_rows
from comity.lists.values import VALUE_COLUMNS, Alike, Expected, Guess, recognise, sampled
from comity.lists.words import has_failed, says_nothing

# Marks that nobody sees, and that make two equal names differ; joiners count inside the words of some scripts alone.
_UNSEEN = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]|(?<!\w)[\u200c\u200d]|[\u200c\u200d](?!\w)"
)


def read_list(
    path: Path,
    *,
    name: str,
    kind: ListKind = ListKind.SITES,
    window: Window | None = None,
    mapping: Mapping[str, str] | None = None,
    assume: Mapping[str, str] | None = None,
    protocols: Protocols | None = None,
    on_site: bool = True,
    remembered: SavedMappings | None = None,
) -> ReadList:
    """Raises UnreadableInput (errors.py) for a file that cannot be a list, UsageProblem for what fits nothing.

    `window`, `protocols` and `on_site` judge audits, and matter to AUDITED_SITES alone. `mapping` wins over what is `remembered`
    for lists with the same headers.
    """
    assumed = _checked_assumptions(assume or {})
    asked = Asked(
        window=window,
        protocols=protocols or Protocols.from_table({}),
        date_order=date_order(assumed.get(DATE_ORDER)),
        on_site=on_site,
    )
    expected = _expected(kind, asked, assumed)
    where, mapped = _found(path, mapping or {}, remembered or SavedMappings(), expected)
    told = _told_apart(where, mapped, expected, name=name)
    mapped, findings, problems = told.mapped, told.findings, [*told.problems]
    table, found = _columns(told.steady, mapped, assumed, findings)
    problems += found
    asks_audits = kind is ListKind.AUDITED_SITES
    problems += _notes(told.steady, where.headers, mapped, assumed, findings, asks_audits=asks_audits)
    table, sites, found = sites_of(table, mapped, findings, kind)
    problems += found
    audits = pl.DataFrame(schema=AUDITS_FRAME)
    if asks_audits:
        audits, found = assess_audits(table, sites, asked, findings)
        problems += found
    return ReadList(
        name=name,
        path=path,
        kind=kind,
        row_count=len(told.rows),
        sites=sites,
        audits=audits,
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        mapping=dict(findings.headers),
        assumed=assumed,
        refused_columns=tuple(where.headers[place] for place in mapped.refused),
        refused_as={where.headers[place]: why for place, why in mapped.reasons.items()},
        dialect=where.dialect,
        digest=digest_file(path),
        own_references=_own_references(table),
        table=_as_read(where, told.numbers, told.rows, mapped, told.slipped),
    )


def _found(
    path: Path, mapping: Mapping[str, str], remembered: SavedMappings, expected: Expected
) -> tuple[FoundList, Mapped]:
    """The list in the file, and which of its columns the headers alone tell."""
    where = find_list(read_cells(path), mapping, remembered, expected, where=str(path))
    known = remembered.of(where.headers) if where.has_header else {}
    mapped = map_headers(where.headers, {**known, **mapping}, groups=where.groups, where=str(path))
    if len(where.lines) > MOST_ROWS:
        raise too_many_rows(str(path))
    return where, mapped


@dataclass(frozen=True, slots=True, kw_only=True)
class _ToldApart:
    """Which lines are rows, and which columns are ours."""

    numbers: Sequence[int]  # of every line; 0 where it is no row
    rows: Sequence[tuple[int, list[str]]]
    slipped: Mapping[int, int]  # rows that have lost their columns
    steady: Sequence[tuple[int, list[str]]]  # the other rows, but for those that name no site
    mapped: Mapped
    findings: Findings
    problems: Sequence[RowProblem]


def _told_apart(where: FoundList, mapped: Mapped, expected: Expected, *, name: str) -> _ToldApart:
    headers, numbers = where.headers, _numbers(where.lines)
    rows = [(number, row) for number, row in zip(numbers, where.lines, strict=True) if any(row)]
    slipped = _slipped(where, rows, mapped)
    steady = [(number, row) for number, row in rows if number not in slipped]
    mapped, guesses, alike = _by_values(steady, headers, mapped, expected)
    findings = Findings(list=name, headers={ours: headers[place] for ours, place in mapped.columns.items()})
    none = rows_that_are_none(steady, headers, mapped, findings)
    steady = [(number, row) for number, row in steady if number not in none]
    problems = (
        *_slips(slipped, headers, findings),
        *none.values(),
        *sheet_notes(where, numbers, findings),
        *mark_notes(where, numbers, findings),
        *empty_note(len(rows), findings),
        *twice_notes(steady, headers, mapped, findings),
        *_guessed(guesses, alike, where, findings),
    )
    return _ToldApart(
        numbers=numbers,
        rows=rows,
        slipped=slipped,
        steady=steady,
        mapped=mapped,
        findings=findings,
        problems=problems,
    )


def _numbers(lines: Sequence[list[str]]) -> list[int]:
    """A blank line of a text file is no row (0); a row of empty cells is one, and is counted though it says nothing."""
    numbers, last = [], 0
    for line in lines:
        last += bool(line)
        numbers.append(last if line else 0)
    return numbers


def _expected(kind: ListKind, asked: Asked, assumed: Mapping[str, str]) -> Expected:
    """What values may tell of a list; what a person said of the whole of it is not looked for."""
    needless = set() if kind is ListKind.AUDITED_SITES else {"protocol", "audit_date"}
    return Expected(
        columns=frozenset(VALUE_COLUMNS) - needless - assumed.keys(),
        protocols=asked.protocols,
        latest=asked.window.cutoff if asked.window else None,
    )


def _slipped(where: FoundList, numbered: Sequence[tuple[int, list[str]]], mapped: Mapped) -> dict[int, int]:
    """Cells of a workbook have their place from their file, cells of a text from the delimiters before them alone."""
    if where.sheet.name:
        return {}
    could_be_refused = bool(mapped.reasons) or not where.is_understood
    return slipped_rows(where.headers, numbered, is_any_refused=could_be_refused)


def _by_values(
    numbered: Sequence[tuple[int, list[str]]], headers: Sequence[str], mapped: Mapped, expected: Expected
) -> tuple[Mapped, list[Guess], list[Alike]]:
    """What headers left open, by values; those of refused columns are not among the samples."""
    wanted = set(expected.columns) - mapped.columns.keys()
    if not set(NAMES).isdisjoint(mapped.columns):
        wanted -= set(NAMES)
    rows = [row for _, row in numbered]
    open_places = [place for place, header in enumerate(headers) if header and place not in mapped.refused]
    samples = {
        place: sampled(rows, place)
        for place in open_places
        if wanted and place not in mapped.columns.values()
    }
    guesses, alike = recognise(samples, headers, replace(expected, columns=wanted))
    by_values = {guess.ours: guess.place for guess in guesses}
    return replace(mapped, columns={**mapped.columns, **by_values}), guesses, alike


def _slips(slipped: Mapping[int, int], headers: Sequence[str], findings: Findings) -> list[RowProblem]:
    return [
        RowProblem(
            list=findings.list, row=row, column="", code="shifted-row", severity=Severity.REFUSED,
            message=said_of_slipped(cells, headers),
        )
        for row, cells in slipped.items()
    ]  # fmt: skip


def _guessed(
    guesses: Sequence[Guess], alike: Sequence[Alike], where: FoundList, findings: Findings
) -> list[RowProblem]:
    notes = []
    unread = quoted(set(where.headers) - set(findings.headers.values()) - {""})
    said = (
        f" The others ({unread}) could be anything, so they are neither read nor given back."
        if unread
        else ""
    )
    if not where.has_header:
        notes.append(
            findings.of_list("", "no-header", f"The list has no header, so its columns are told by their values.{said} "
                             "Add a header row, or say --map address=\"Column 2\".")
        )  # fmt: skip
    elif not where.is_understood:
        notes.append(
            findings.of_list("", "unknown-headers", f"No header names sites or suppliers in a language that we know, so columns are told by their values.{said} "
                             "Say --map address=HEADER for each that matters.")
        )  # fmt: skip
    for guess in guesses:
        told = (
            f"{guess.agreeing:,} of its {guess.values:,} different values look like it"
            if guess.values > 1
            else "its value looks like it"
        )
        said = f"No header was understood as {guess.ours}, so “{where.headers[guess.place]}” was taken for it: {told}. If it is another, say --map {guess.ours}=HEADER, or --assume {guess.ours}=VALUE."
        notes.append(findings.of_list(guess.ours, "column-by-values", said))
    for one in alike:
        names = quoted(told_apart(where.headers)[place] for place in one.places)
        said = f"No header was understood as {one.ours}, and the values of {names} all look like it, so none was taken. Say which: --map {one.ours}=HEADER."
        notes.append(findings.of_list("", "columns-alike", said))
    return notes


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
    assumed: Mapping[str, str],
    findings: Findings,
    *,
    asks_audits: bool,
) -> list[RowProblem]:
    """What is to be said of the list as a whole."""
    notes = [
        RowProblem(list=findings.list, row=0, column=headers[place], code="refused-column", severity=Severity.NOTE,
                   message=f"This column looks {mapped.reasons[place]}, so its values were not read. Leave it out.")
        for place in mapped.refused
    ]  # fmt: skip
    named = {place for place, header in enumerate(headers) if header}
    beyond = [row for row, cells in numbered if any(cell for at, cell in enumerate(cells) if at not in named)]
    if beyond:
        notes.append(
            findings.of_list("", "cells-without-header", f"In {rows_counted(len(beyond))} there are cells below no header (first in row {beyond[0]}), and they were not read. "
                             "Give their columns a header, or look for a delimiter inside a cell.")
        )  # fmt: skip
    if asks_audits:
        must = ("country", "protocol", "audit_date")
        if missing := [column for column in must if column not in mapped.columns and column not in assumed]:
            notes.append(
                findings.of_list("", "no-column", f"No header of the list was understood as {quoted(missing)}. Say --map {missing[0]}=HEADER, or --assume {missing[0]}=VALUE for the whole list.",
                                 severity=Severity.DOUBT)
            )  # fmt: skip
    return notes


def _as_read(
    where: FoundList,
    numbers: Sequence[int],
    numbered: Sequence[tuple[int, list[str]]],
    mapped: Mapped,
    slipped: Container[int],
) -> AsRead:
    """Values of refused columns end here: nothing behind this line has seen them.

    Of a list whose headers we do not understand, any column could be one of them but those that values tell.
    """
    known = range(len(where.headers)) if where.is_understood else mapped.columns.values()
    kept = [place for place in known if where.headers[place] and place not in mapped.refused]
    rows = []
    for number, cells in numbered:
        row = [""] * len(where.headers)
        for place in kept:
            if place < len(cells) and number not in slipped:
                row[place] = cells[place]
        rows.append((number, row))
    places = (
        {number: where.place_of(at) for at, number in enumerate(numbers) if number} if where.parts else {}
    )
    return AsRead(headers=where.headers, rows=tuple(rows), places=places)


def _own_references(table: pl.DataFrame) -> pl.DataFrame:
    said = table.select("row", reference="internal_reference").drop_nulls("reference")
    return said.cast(OWN_REFERENCES_FRAME)


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
    errors = {cell for cell in set(cells) if has_failed(cell)}
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
        assumed if value is None and not has_failed(cell) else value
        for value, cell in zip(values, cells, strict=True)
    ]
    return filled, sum(new != old for new, old in zip(filled, values, strict=True))


def _plain(values: list[str], column: str) -> list[str | None]:
    known: dict[str, str | None] = {}
    for value in set(values):
        text = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", value)).split())
        known[value] = None if says_nothing(text, column=column) else text
    return [known[value] for value in values]
