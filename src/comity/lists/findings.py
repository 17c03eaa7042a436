"""How findings about many rows are written down: one sentence a code, filled in for each row.

Laws: a finding names the column as the sender wrote it; findings of a list are in the order of its rows; what is lacking
everywhere is said once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from comity.lists.site_audits import RowProblem, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    list: str
    headers: Mapping[str, str]  # our column -> header as the sender wrote it

    def of_rows(
        self, rows: pl.DataFrame, column: str, code: str, severity: Severity, message: str
    ) -> Iterable[RowProblem]:
        """One finding for each of `rows` (row, and value and mended where they have them, which `message` may quote)."""
        header = self.headers.get(column, column)
        frame = rows.select(
            "row",
            value=pl.col("value").fill_null("") if "value" in rows.columns else pl.lit(""),
            mended=pl.col("mended").fill_null("") if "mended" in rows.columns else pl.lit(""),
        )
        for row, value, mended in frame.iter_rows():
            yield RowProblem(
                list=self.list,
                row=row,
                column=header,
                code=code,
                severity=severity,
                message=message.format(value=_short(value), mended=_short(mended)),
                value=value,
                mended=mended,
            )

    def of_rows_or_list(
        self,
        rows: pl.DataFrame,
        column: str,
        code: str,
        severity: Severity,
        message: str,
        *,
        whole: str,
        most: int,
    ) -> Iterable[RowProblem]:
        """What is true of all `most` rows of a list is said once, as `whole`: beside each row it would hide the rest."""
        if rows.height == most and most > 1:
            return [self.of_list(column, code, whole, severity=severity)]
        return self.of_rows(rows, column, code, severity, message)

    def of_list(
        self, column: str, code: str, message: str, *, severity: Severity = Severity.NOTE
    ) -> RowProblem:
        return RowProblem(
            list=self.list,
            row=0,
            column=self.headers.get(column, column),
            code=code,
            severity=severity,
            message=message,
        )


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def quoted(texts: Iterable[str], *, most: int = 5) -> str:
    """“A”, “B” and 7 more."""
    found = sorted(set(texts))
    shown = ", ".join(f"“{_short(text)}”" for text in found[:most])
    return shown + (f" and {len(found) - most:,} more" if len(found) > most else "")


def rows_counted(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"
