"""Why two rows of the lists are, or are not, one site: rows are found by name, linkage explains, and it is said in words.

In: the lists as for `link_lists`, two rows as `LIST:ROW`. Out: `ExplainedRows`. With a registry, what earlier rounds knew and what
people judged counts as it does in a round.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import polars as pl

from comity.core import SITE_SCHEMA, Progress, UsageProblem, silent
from comity.linkage import Explanation, Outcome, explain_pair
from comity.lists import ListKind, ReadList
from comity.registry import Registry
from comity.round.errors import UnknownRow
from comity.round.reading import ReadingHelp, read_lists, require_lists, rows_of
from comity.round.sources import Source

BECAUSE: dict[Outcome, str] = {
    Outcome.ONE_RECORD: "Both rows say exactly the same of the site, so they are one record.",
    Outcome.JOINED_BY_EVIDENCE: "The evidence of the two speaks for one site, and all rows of the site together agree.",
    Outcome.JOINED_BY_OTHERS: "The two alone would not be joined; the other rows of the site hold them together.",
    Outcome.JOINED_BY_JUDGEMENT: "People judged them to be one site, directly or through other rows.",
    Outcome.JOINED_AS_KNOWN_SITE: "Both belong to one site since an earlier round.",
    Outcome.APART_BY_EVIDENCE: "The evidence of the two speaks against one site.",
    Outcome.APART_BY_CONTRADICTION: "Something contradicts flatly, and no other evidence makes up for it.",
    Outcome.APART_BY_OTHERS: "The two agree, but the other rows of their sites do not agree with each other.",
    Outcome.APART_BY_JUDGEMENT: "People judged them to be two sites, directly or through other rows.",
    Outcome.APART_AS_KNOWN_SITES: "They are two sites since an earlier round; only a judgement joins known sites.",
    Outcome.NEVER_COMPARED: (
        "They were never compared: they share no rare piece of a name or an address, or no more than one of them between towns "
        "that lie far apart, and no identifier."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRow:
    list: str
    row: int

    def __str__(self) -> str:
        return f"{self.list}:{self.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRows:
    one: NamedRow
    other: NamedRow
    said: dict[
        str, tuple[str | None, str | None]
    ]  # column -> what each row says; columns of which one says something
    explanation: Explanation
    through: tuple[
        str, ...
    ] = ()  # rows whose judgements made one site of the two, against a judgement on the two themselves

    @property
    def because(self) -> str:
        told = self.explanation
        if told.against:
            return (
                "People judged them to be two sites, and one site as well, "
                f"{'through ' + ', '.join(self.through) if self.through else 'directly'}: “same” is followed."
            )
        one, other = self.said.get("country", (None, None))
        if told.outcome is Outcome.NEVER_COMPARED and one and other and one != other:
            return "They were never compared: they stand in two countries, and share no identifier."
        return BECAUSE[told.outcome]

    def summary(self) -> dict[str, object]:
        told = self.explanation
        return {
            "rows": [str(self.one), str(self.other)],
            "one_site": told.is_one_site,
            "outcome": told.outcome.value,
            "because": self.because,
            "compared": told.is_compared,
            "probability": told.probability,
            "weight": told.weight,
            "base_bits": told.base_bits,
            "evidence": [asdict(one) for one in told.evidence],
            "would_turn_it": [asdict(one) for one in told.turns],
            "between": asdict(told.between),
            "said": {name: list(both) for name, both in self.said.items()},
        }


def parse_row(text: str) -> NamedRow:
    """`alder:12`: row 12 of the list alder, the header not counted. Raises UsageProblem."""
    name, colon, number = text.rpartition(":")
    if not (name and colon and number.isdecimal() and int(number) > 0):
        raise UsageProblem(
            f"“{text}” names no row.", remedy="Write LIST:ROW, such as alder:12 for row 12 of the list alder."
        )
    return NamedRow(list=name, row=int(number))


def explain_rows(
    sources: Sequence[Source],
    one: NamedRow,
    other: NamedRow,
    *,
    registry: Registry | None = None,
    reading: ReadingHelp | None = None,
    engine: str = "columnar",
    progress: Progress = silent,
) -> ExplainedRows:
    require_lists(reading, sources)
    lists = read_lists(sources, kind=ListKind.SITES, reading=reading, progress=progress)
    rows = rows_of(lists)
    first, second = (_row_of(rows, lists, name) for name in (one, other))
    explanation = explain_pair(
        rows,
        str(first["record"]),
        str(second["record"]),
        known=registry.known() if registry else None,
        constraints=registry.constraints() if registry else (),
        engine=engine,
        progress=progress,
    )
    both = {name: (_text(first[name]), _text(second[name])) for name in SITE_SCHEMA}
    said = {name: texts for name, texts in both.items() if any(texts)}
    return ExplainedRows(
        one=one,
        other=other,
        said=said,
        explanation=explanation,
        through=_named(explanation.against[1:-1], rows),
    )


def _named(records: Sequence[str], rows: pl.DataFrame) -> tuple[str, ...]:
    """A row that says each record, the first by list; where no list has it any more, the record."""
    here = rows.sort("list", "row", descending=True).select("record", pl.format("{}:{}", "list", "row"))
    place_of = dict(here.iter_rows()) if records else {}
    return tuple(place_of.get(record, record) for record in records)


def _row_of(rows: pl.DataFrame, lists: Sequence[ReadList], name: NamedRow) -> dict[str, object]:
    found = rows.filter((pl.col("list") == name.list) & (pl.col("row") == name.row))
    if found.height:
        return found.row(0, named=True)
    here = next((one for one in lists if one.name == name.list), None)
    if here is None:
        names = ", ".join(one.name for one in lists)
        raise UnknownRow(f"There is no list “{name.list}”.", remedy=f"The lists are: {names}.")
    refused = next((problem.message for problem in here.problems if problem.row == name.row), None)
    if refused is not None:
        raise UnknownRow(f"Row {name} names no site. {refused}", remedy="Name another row.")
    raise UnknownRow(
        f"The list “{name.list}” has no row {name.row}.",
        remedy="Rows count from 1, and the header does not count.",
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
