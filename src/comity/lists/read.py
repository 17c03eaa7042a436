"""One file, read as a list of sites: find the sheet and the header, map the columns, make the values plain.

In: a file, and what people say about it. Out: `ReadList`. Laws: every data row is in `sites` or has a problem that
refuses it; a row is counted as csv.DictReader counts it, from 1 below the header: blank lines are no
rows, rows of empty cells are.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from comity.core import IDENTIFIERS, SITE_SCHEMA, UsageProblem, digest_file, record_keys
from comity.core.countries import resolve_country
from comity.core.identifiers import plain_identifier
from comity.lists.cells import Sheet, read_cells
from comity.lists.errors import NotAList
from comity.lists.headers import Mapped, fits, map_headers
from comity.lists.site_audits import SITES_FRAME, ReadList, RowProblem, Severity

_HEADER_WITHIN = 30
_EMPTY = frozenset(
    {
        "",
        "-",
        "--",
        "n/a",
        "na",
        "#n/a",
        "#ref!",
        "#value!",
        "#name?",
        "#div/0!",
        "#null!",
        "#num!",
        "null",
        "none",
    }
)


def read_list(
    path: Path,
    *,
    name: str,
    mapping: Mapping[str, str] | None = None,
    assume: Mapping[str, str] | None = None,
) -> ReadList:
    """Raises UnreadableInput (errors.py) for a file that cannot be a list, UsageProblem for a mapping that fits nothing."""
    sheet, header = _find_list(read_cells(path), mapping or {}, where=str(path))
    headers = sheet.rows[header]
    mapped = map_headers(headers, mapping or {})
    # A blank line of a text file is no row; a row of empty cells is one, and is counted though it says nothing.
    counted = enumerate((row for row in sheet.rows[header + 1 :] if row), start=1)
    numbered = [(number, row) for number, row in counted if any(row)]
    body = [row for _, row in numbered]
    assumed = dict(assume or {})
    if unknown := sorted(set(assumed) - set(SITE_SCHEMA)):
        raise UsageProblem(
            f"We have no column “{unknown[0]}”.", remedy=f"Columns are: {', '.join(SITE_SCHEMA)}."
        )
    table = _columns(body, mapped, assumed).with_columns(
        pl.Series("row", [number for number, _ in numbered], dtype=pl.UInt32)
    )
    sites, problems = _sites(table, name, headers, mapped)
    return ReadList(
        name=name,
        path=path,
        row_count=len(body),
        sites=sites,
        problems=tuple(problems),
        mapping={ours: headers[place] for ours, place in mapped.columns.items()},
        assumed=assumed,
        refused_columns=tuple(headers[place] for place in mapped.refused),
        dialect=sheet.dialect + (f", header in row {header + 1}" if header else ""),
        digest=digest_file(path),
    )


def _find_list(sheets: Sequence[Sheet], given: Mapping[str, str], *, where: str) -> tuple[Sheet, int]:
    """The sheet and row whose cells fit most of our columns; a name must be among them."""
    best: tuple[int, int, Sheet, int] | None = None
    for place, sheet in enumerate(sheets):
        for at, row in enumerate(sheet.rows[:_HEADER_WITHIN]):
            found = {fits(cell) for cell in row} - {None}
            found |= {ours for ours, header in given.items() if header in row}
            if found & {"site_name", "supplier_name"} and (best is None or len(found) > best[0]):
                best = (len(found), -place, sheet, at)
    if best is None:
        raise NotAList(
            "No row near the top names a column of sites or suppliers.",
            remedy="Add a header row (supplier_name, site_name, country …), or say --map supplier_name=HEADER.",
            where=where,
        )
    return best[2], best[3]


def _columns(body: list[list[str]], mapped: Mapped, assumed: Mapping[str, str]) -> pl.DataFrame:
    """Text columns for all of ours, trimmed, NFC, null where empty."""
    columns = {
        ours: [row[mapped.columns[ours]] if mapped.columns[ours] < len(row) else "" for row in body]
        if ours in mapped.columns
        else [assumed.get(ours, "")] * len(body)
        for ours in SITE_SCHEMA
    }
    return pl.DataFrame(
        {ours: pl.Series(ours, _plain(values, ours), dtype=pl.String) for ours, values in columns.items()}
    )


def _plain(values: list[str], column: str) -> list[str | None]:
    empty = _EMPTY - {"na"} if column == "country" else _EMPTY  # NA is Namibia there
    known: dict[str, str | None] = {}
    for value in set(values):
        text = " ".join(unicodedata.normalize("NFC", value).split())
        known[value] = None if text.casefold() in empty else text
    return [known[value] for value in values]


def _sites(
    table: pl.DataFrame, name: str, headers: Sequence[str], mapped: Mapped
) -> tuple[pl.DataFrame, list[RowProblem]]:
    problems = [
        RowProblem(list=name, row=0, column=headers[place], code="refused-column", severity=Severity.NOTE,
                   message="This column looks commercial or forward-looking, so its values were not read. Leave it out.")
        for place in mapped.refused
    ]  # fmt: skip
    countries = {text: resolve_country(text) for text in table["country"].unique().drop_nulls().to_list()}
    numbered = table.with_columns(
        said=pl.col("country"),
        country=pl.col("country").replace_strict(countries, return_dtype=pl.String, default=None),
        site_name=pl.coalesce("site_name", "supplier_name"),
        supplier_name=pl.coalesce("supplier_name", "site_name"),
        latitude=_degrees("latitude", 90),
        longitude=_degrees("longitude", 180),
    )
    for row, said in (
        numbered.filter(pl.col("country").is_null() & pl.col("said").is_not_null())
        .select("row", "said")
        .iter_rows()
    ):
        problems.append(
            RowProblem(list=name, row=row, column="country", code="unknown-country", severity=Severity.DOUBT, value=said,
                       message=f"“{said}” is no country we know. Write its English name or two-letter code.")
        )  # fmt: skip
    for kind in (kind for kind in IDENTIFIERS if kind in mapped.columns):
        numbered, wrong = _checked(numbered, kind)
        header = headers[mapped.columns[kind]]
        problems += [
            RowProblem(list=name, row=row, column=header, code="wrong-identifier", severity=Severity.DOUBT, value=said,
                       message=f"“{said}” is no {kind}: form or check digit is wrong, so it is not used. Correct it, or leave it empty.")
            for row, said in wrong
        ]  # fmt: skip
    for (row,) in numbered.filter(pl.col("site_name").is_null()).select("row").iter_rows():
        problems.append(
            RowProblem(list=name, row=row, column="", code="no-name", severity=Severity.REFUSED,
                       message="The row names neither a supplier nor a site. Add the name, or delete the row.")
        )  # fmt: skip
    named = numbered.filter(pl.col("site_name").is_not_null())
    sites = named.select(SITE_SCHEMA.names()).cast(SITE_SCHEMA)
    frame = sites.with_columns(named["row"], record_keys(sites), list=pl.lit(name)).select(
        SITES_FRAME.names()
    )
    return frame, problems


def _checked(table: pl.DataFrame, kind: str) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The table with the plain forms of one identifier, null where wrong; and the rows that were, with what they said."""
    pairs = table.select(kind, "country").unique().drop_nulls(kind).rows()
    plain = pl.DataFrame(
        [(said, country, plain_identifier(kind, said, country)) for said, country in pairs],
        schema={kind: pl.String, "country": pl.String, "plain": pl.String},
        orient="row",
    )
    joined = table.join(plain, on=[kind, "country"], how="left", nulls_equal=True, maintain_order="left")
    wrong = joined.filter(pl.col("plain").is_null() & pl.col(kind).is_not_null())
    return joined.with_columns(pl.col("plain").alias(kind)).drop("plain"), wrong.select("row", kind).rows()


def _degrees(column: str, most: int) -> pl.Expr:
    """A number of degrees, a decimal comma allowed; null where it is none or lies outside the globe."""
    number = pl.col(column).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return pl.when(number.abs() <= most).then(number)
