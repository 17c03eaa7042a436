"""Which rows of a list are audits that the round takes, and why each other row is not.

In: the list's columns as text, the records of its sites, and what a person asked. Out: AUDITS_FRAME and findings. Laws:
every row is in the frame or carries a finding that refuses it; dates are never guessed (`dates`); a protocol we do not
know is partial, never refused and never equivalent; the order of rows changes no audit.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from comity.core import UsageProblem, Window
from comity.lists.dates import DateOrder, DateTrouble, Understood, understand_dates
from comity.lists.findings import Findings, quoted
from comity.lists.places import place_findings
from comity.lists.protocols import ProtocolReading, Protocols
from comity.lists.site_audits import AUDITS_FRAME, Assurance, RowProblem, Severity
from comity.lists.words import CLOSED, closed_word, says_nobody_was_on_site

DATE_ORDER = "audit_date_order"
"""What a person may assume beside the columns: how a whole list orders day and month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an audit is judged by. Without a window, no date is too old or in the future."""

    window: Window | None
    protocols: Protocols
    date_order: DateOrder | None
    on_site: bool = True  # only what somebody saw on the spot; a lane of virtual assessments says no


def date_order(text: str | None) -> DateOrder | None:
    """Raises UsageProblem for an order that is none."""
    if text is None:
        return None
    try:
        return DateOrder(text.strip().casefold())
    except ValueError:
        raise UsageProblem(
            f"“{text}” is no order of day and month.",
            remedy=f"Say --assume {DATE_ORDER}=" + ", or =".join(DateOrder) + ".",
        ) from None


def assess_audits(
    table: pl.DataFrame, sites: pl.DataFrame, asked: Asked, findings: Findings
) -> tuple[pl.DataFrame, list[RowProblem]]:
    """`table` has every column of a list as text, `country` as a code and `country_said` as written, and `row`."""
    rows = table.join(sites.select("row", "record"), on="row", how="left", maintain_order="left")
    problems = [*_countries(rows, findings), *place_findings(rows, findings)]
    rows, found = _dates(rows, asked, findings)
    problems += found
    rows, found = _protocols(rows, asked, findings)
    problems += found
    rows, found = _closed_words(rows, asked, findings)
    problems += found
    refused = {problem.row for problem in problems if problem.severity is Severity.REFUSED}
    placed = pl.col("record").is_not_null() & pl.col("country").is_not_null()
    accepted = rows.filter(~pl.col("row").is_in(list(refused)) & placed)
    accepted, found = _once(accepted, findings)
    frame = accepted.with_columns(list=pl.lit(findings.list)).select(AUDITS_FRAME.names()).cast(AUDITS_FRAME)
    return frame, problems + found


def _countries(rows: pl.DataFrame, findings: Findings) -> Iterable[RowProblem]:
    yield from findings.of_rows(
        rows.filter(pl.col("country").is_null() & pl.col("country_said").is_null()), "country", "no-country",
        Severity.REFUSED, "The row has no country. Add its English name or two-letter code.",
    )  # fmt: skip


def _dates(rows: pl.DataFrame, asked: Asked, findings: Findings) -> tuple[pl.DataFrame, list[RowProblem]]:
    texts = rows["audit_date"].drop_nulls().unique().to_list()
    latest = asked.window.cutoff if asked.window else None
    understood = understand_dates(texts, said=asked.date_order, latest=latest)
    rows = rows.with_columns(value=pl.col("audit_date")).with_columns(
        audit_date=_as(rows["audit_date"], understood.days, pl.Date)
    )
    problems = [*_date_troubles(rows, understood, asked, findings), *_date_notes(understood, findings)]
    rewritten = rows.filter(pl.col("value").is_in(list(understood.rewritten))).select(
        "row", "value", mended=pl.col("audit_date").dt.to_string("iso")
    )
    problems += findings.of_rows(
        rewritten, "audit_date", "date-rewritten", Severity.MENDED, "“{value}” was read as {mended}."
    )
    if asked.window:
        problems += _outside(rows, asked.window, findings)
    return rows.drop("value"), problems


def _as(column: pl.Series, meanings: Mapping[str, object], dtype: type[pl.DataType]) -> pl.Series:
    """Each text as what it means, null where it means nothing."""
    meant = pl.DataFrame(
        {"text": list(meanings), "meant": pl.Series(list(meanings.values()), dtype=dtype)},
        schema={"text": pl.String, "meant": dtype},
    )
    joined = pl.DataFrame({"text": column}).join(meant, on="text", how="left", maintain_order="left")
    return joined["meant"]


def _date_troubles(
    rows: pl.DataFrame, understood: Understood, asked: Asked, findings: Findings
) -> Iterable[RowProblem]:
    refused = Severity.REFUSED
    yield from findings.of_rows(
        rows.filter(pl.col("value").is_null()).select("row"), "audit_date", "no-date", refused,
        "The row has no date of audit. Add the last day on site, as 2025-03-04.",
    )  # fmt: skip
    order = f"say --assume {DATE_ORDER}=day-first (or month-first) for the whole list"
    if understood.contradicted:
        order = (
            f"the list itself writes some days otherwise than {asked.date_order}"
            if asked.date_order
            else "the list writes some days first and others second"
        )
    messages = {
        DateTrouble.AMBIGUOUS: f"“{{value}}” can be two days. Write it as 2025-03-04; {order}.",
        DateTrouble.NO_DAY: "“{value}” names no day. Write the last day on site, as 2025-03-04.",
        DateTrouble.UNREADABLE: "“{value}” is no date that we can read. Write it as 2025-03-04.",
    }
    for trouble, message in messages.items():
        texts = [text for text, what in understood.troubles.items() if what is trouble]
        yield from findings.of_rows(
            rows.filter(pl.col("value").is_in(texts)).select("row", "value"),
            "audit_date",
            trouble.value,
            refused,
            message,
        )


def _date_notes(understood: Understood, findings: Findings) -> Iterable[RowProblem]:
    for order, text in understood.proofs.items():
        yield findings.of_list(
            "audit_date",
            "date-order",
            f"Dates written like “{text}” were read {order}, because this one can be read no other way.",
        )
    if understood.perhaps_swapped:
        yield findings.of_list(
            "audit_date",
            "perhaps-swapped-dates",
            "Every real date of this column has a day up to 12, and every written one a later day: a spreadsheet has "
            "probably taken days for months. Compare some dates with the reports.",
            severity=Severity.DOUBT,
        )


def _outside(rows: pl.DataFrame, window: Window, findings: Findings) -> Iterable[RowProblem]:
    days: dict[date, str] = {}
    for day in rows["audit_date"].drop_nulls().unique().to_list():
        if not window.holds(day):
            days[day] = "after-cutoff" if day > window.cutoff else "outside-window"
    messages = {
        "outside-window": f"The audit of {{value}} is older than this round takes: its window opens on {window.opens_on}. Leave the row out.",
        "after-cutoff": f"The audit of {{value}} lies in the future of this round, whose cut-off is {window.cutoff}. Correct the date, or keep the row for the next round.",
    }
    for code, message in messages.items():
        yield from findings.of_rows(
            rows.filter(pl.col("audit_date").is_in([day for day, what in days.items() if what == code])).select(
                "row", value=pl.col("audit_date").dt.to_string("iso")
            ),
            "audit_date", code, Severity.REFUSED, message,
        )  # fmt: skip


def _protocols(rows: pl.DataFrame, asked: Asked, findings: Findings) -> tuple[pl.DataFrame, list[RowProblem]]:
    said = ["protocol", "protocol_version", "pillars"]
    distinct = rows.select(said).unique().drop_nulls("protocol").rows()
    readings = {
        (text, version, pillars): asked.protocols.read(text, version=version, pillars=pillars)
        for text, version, pillars in distinct
    }
    schema = dict.fromkeys([*said, "name", "version", "assurance"], pl.String) | {"count": pl.UInt8}
    found = pl.DataFrame(
        [(*key, one.name, one.version, one.assurance.value, one.pillars) for key, one in readings.items()],
        schema=schema,
        orient="row",
    )
    joined = rows.join(found, on=said, how="left", nulls_equal=True, maintain_order="left")
    problems = list(_protocol_doubts(joined, readings, asked, findings))
    taken = joined.with_columns(protocol="name", protocol_version="version", pillars="count")
    return taken.drop("name", "version", "count"), problems


def _protocol_doubts(
    rows: pl.DataFrame,
    readings: Mapping[tuple[str, str | None, str | None], ProtocolReading],
    asked: Asked,
    findings: Findings,
) -> Iterable[RowProblem]:
    said = ["protocol", "protocol_version", "pillars"]
    yield from findings.of_rows(
        rows.filter(pl.col("protocol").is_null()).select("row"), "protocol", "no-protocol", Severity.REFUSED,
        "The row names no protocol. Write it with its pillars, as “SMETA 4-pillar”.",
    )  # fmt: skip
    texts = {text for text, _, _ in readings}
    yield from findings.of_rows(
        rows.filter(pl.col("protocol").is_in([text for text in texts if asked.on_site and says_nobody_was_on_site(text)])).select("row", value="protocol"),
        "protocol", "not-on-site", Severity.REFUSED,
        "“{value}” is no audit on site. Leave the row out.",
    )  # fmt: skip
    doubts: tuple[tuple[str, str, Callable[[ProtocolReading], bool], str, str], ...] = (
        ("unknown-protocol", "protocol", lambda one: not one.is_known,
         "“{value}” is no protocol that the programme has compared with its benchmark, so the audit counts as partial.{mended}",
         ""),
        ("two-pillar", "protocol", lambda one: one.pillars is not None and one.pillars < 4,
         "“{value}” has fewer than four pillars, so the audit counts as partial.",
         "“{value}” has fewer than four pillars, so every audit of the list counts as partial."),
        ("no-pillars", "protocol", lambda one: one.lacks_pillars,
         "“{value}” does not say how many pillars, so the audit counts as partial. Write “4-pillar” where it is.",
         "“{value}” does not say how many pillars, so every audit of the list counts as partial. Say --assume pillars=4 if all have four, or write “4-pillar” where it is."),
        ("pillars-contradict", "pillars", lambda one: one.pillars_contradict,
         "The protocol and the column of pillars say different numbers, and the smaller was taken. Correct the one that is wrong.",
         ""),
    )  # fmt: skip
    for code, column, applies, message, whole in doubts:
        hits = [
            (*key, f" Did you mean {one.meant}?" if one.meant else "")
            for key, one in readings.items()
            if applies(one)
        ]
        wanted = pl.DataFrame(hits, schema=dict.fromkeys([*said, "mended"], pl.String), orient="row")
        hit = rows.join(wanted, on=said, nulls_equal=True, maintain_order="left").with_columns(
            value=pl.col(column)
        )
        found = findings.of_rows_or_list(
            hit.select("row", "value", "mended"), column, code, Severity.DOUBT, message,
            whole=whole.format(value=hits[0][0] if hits else ""), most=rows.height if whole and len(hits) == 1 else 0,
        )  # fmt: skip
        yield from map(_unmended, found)


def _unmended(problem: RowProblem) -> RowProblem:
    """The same finding; what filled its sentence is no value that we put right."""
    return RowProblem(
        list=problem.list, row=problem.row, column=problem.column, code=problem.code,
        severity=problem.severity, message=problem.message, value=problem.value,
    )  # fmt: skip


def _closed_words(
    rows: pl.DataFrame, asked: Asked, findings: Findings
) -> tuple[pl.DataFrame, list[RowProblem]]:
    problems: list[RowProblem] = []
    types = rows["audit_type"].drop_nulls().unique().to_list()
    problems += findings.of_rows(
        rows.filter(pl.col("audit_type").is_in([text for text in types if asked.on_site and says_nobody_was_on_site(text)])).select("row", value="audit_type"),
        "audit_type", "not-on-site", Severity.REFUSED,
        "“{value}” means that nobody was on site. Leave the row out.",
    )  # fmt: skip
    for column in CLOSED:
        texts = rows[column].drop_nulls().unique().to_list()
        meant = {text: word for text in texts if (word := closed_word(column, text))}
        unknown = [
            text
            for text in texts
            if text not in meant and not (column == "audit_type" and says_nobody_was_on_site(text))
        ]
        if unknown:
            problems.append(
                findings.of_list(column, "unknown-word", f"Not understood, and left out: {quoted(unknown)}. The template has the words to choose from.")
            )  # fmt: skip
        rows = rows.with_columns(value=pl.col(column)).with_columns(
            _as(rows[column], meant, pl.String).alias(column)
        )
        if column == "audit_type":
            problems += findings.of_rows(
                rows.filter(pl.col(column) == "partial follow-up").select("row", "value"), column, "partial-follow-up", Severity.DOUBT,
                "“{value}” looks at part of the site's findings only. Give the last full audit instead, if it is in the window.",
            )  # fmt: skip
    return rows.with_columns(category="product_category").drop("value"), problems


_SAID = [name for name in AUDITS_FRAME if name not in ("list", "row", "record")]
_REPEATED = {
    False: "The row repeats row {mended}: same site, day and protocol. Delete one of them.",
    True: "The row repeats row {mended}: same site, day and protocol. That one has the better assurance, and was taken. Delete one of them.",
}


def _once(accepted: pl.DataFrame, findings: Findings) -> tuple[pl.DataFrame, list[RowProblem]]:
    """Rows of the same site, day and protocol are one audit. The best of them stands, and of equals what says most:
    a list in another order is the same list, and a lower assurance is mostly the same audit, said with less."""
    audit = pl.struct("record", "audit_date", "protocol")
    repeats = accepted.filter(audit.is_duplicated()).with_columns(
        meets=pl.col("assurance") == Assurance.MEETS.value,
        says=pl.sum_horizontal(pl.col(_SAID).is_not_null()),
    )
    best = repeats.sort(
        "meets", "pillars", "says", *_SAID, "row",
        descending=[True, True, True, *[False] * (len(_SAID) + 1)], nulls_last=True,
    )  # fmt: skip
    beaten = best.with_columns(
        mended=pl.col("row").first().over(audit).cast(pl.String), lower=pl.col("meets").first().over(audit) != pl.col("meets")
    ).filter(pl.col("row").cast(pl.String) != pl.col("mended")).sort("row")  # fmt: skip
    problems = [
        _unmended(problem)
        for lower, message in _REPEATED.items()
        for problem in findings.of_rows(
            beaten.filter(pl.col("lower") == lower).select("row", "mended"), "", "repeated-row", Severity.REFUSED, message
        )
    ]  # fmt: skip
    return accepted.filter(~pl.col("row").is_in(beaten["row"].to_list())), problems
