"""The sites of a list's rows: countries as codes, identifiers and coordinates plain, and what could not be made so.

In: a list's columns as text. Out: the same with plain values, the rows that name a site, and findings.
Laws: a value that is wrong is left out and said, never mended by a guess; a row without any name is no site.
"""

from collections.abc import Iterable

import polars as pl

from comity.core import IDENTIFIERS, SITE_SCHEMA, record_keys
from comity.core.countries import resolve_country
from comity.core.identifiers import plain_identifier
from comity.lists.findings import Findings
from comity.lists.headers import Mapped
from comity.lists.places import COORDINATES, degrees
from comity.lists.site_audits import SITES_FRAME, ListKind, RowProblem, Severity

MOST_NAME = 200  # letters: twice the longest legal names
NAMES = ("site_name", "supplier_name")


def sites_of(
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
    )
    numbered, found = _placed(numbered, findings)
    problems += found
    # An audit without a country cannot be listed; a supplier without one can still be found by its name.
    severity = Severity.REFUSED if kind is ListKind.AUDITED_SITES else Severity.DOUBT
    unknown = numbered.filter(pl.col("country").is_null()).select("row", value="country_said").drop_nulls()
    message = "“{value}” is no country we know. Write its English name or two-letter code."
    problems += findings.of_rows(unknown, "country", "unknown-country", severity, message)
    for identifier in (one for one in IDENTIFIERS if one in mapped.columns):
        numbered, wrong = _checked(numbered, identifier)
        message = f"“{{value}}” is no {identifier}: form or check digit is wrong, so it is not used. Correct it, or leave it empty."
        problems += findings.of_rows(wrong, identifier, "wrong-identifier", Severity.DOUBT, message)
    problems += _odd_names(table, findings)
    named = numbered.filter(pl.col("site_name").is_not_null())
    message = "The row names neither a supplier nor a site. Add the name, or delete the row."
    nameless = numbered.filter(pl.col("site_name").is_null()).select("row")
    problems += findings.of_rows(nameless, "", "no-name", Severity.REFUSED, message)
    sites = named.select(SITE_SCHEMA.names()).cast(SITE_SCHEMA)
    frame = sites.with_columns(named["row"], record_keys(sites), list=pl.lit(findings.list)).select(
        SITES_FRAME.names()
    )
    return numbered, frame, problems


def _odd_names(table: pl.DataFrame, findings: Findings) -> Iterable[RowProblem]:
    for column in NAMES:
        said = table.select("row", value=column).drop_nulls()
        yield from findings.of_rows(
            said.filter(~pl.col("value").str.contains(r"\p{L}")), column, "odd-name", Severity.DOUBT,
            "“{value}” has no letter, so it is hardly a name. Look whether the column is the right one.",
        )  # fmt: skip
        yield from findings.of_rows(
            said.filter(pl.col("value").str.len_chars() > MOST_NAME), column, "long-name", Severity.DOUBT,
            f"The name has more than {MOST_NAME} letters. Keep the name alone.",
        )  # fmt: skip


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


def _placed(table: pl.DataFrame, findings: Findings) -> tuple[pl.DataFrame, list[RowProblem]]:
    """The table with coordinates as degrees, null where they are none or name the point 0, 0; and the rows that did."""
    said = {column: table.select("row", value=column).drop_nulls() for column in COORDINATES}
    for column in COORDINATES:
        plain = {text: degrees(text, column) for text in said[column]["value"].unique().to_list()}
        table = table.with_columns(
            pl.col(column).replace_strict(plain, return_dtype=pl.Float64, default=None)
        )
    nowhere = pl.all_horizontal(pl.col(column) == 0 for column in COORDINATES).fill_null(value=False)
    table = table.with_columns(pl.when(~nowhere).then(pl.col(column)) for column in COORDINATES)
    problems: list[RowProblem] = []
    for column in COORDINATES:
        unread = said[column].join(table.filter(pl.col(column).is_null()), on="row", maintain_order="left")
        problems += findings.of_rows(
            unread, column, "wrong-coordinate", Severity.DOUBT,
            f"“{{value}}” is no {column} in degrees, so it is not used. Write it as 39.9208, or leave it empty.",
        )  # fmt: skip
    return table, problems
