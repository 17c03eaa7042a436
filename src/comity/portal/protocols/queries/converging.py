"""What all benchmarked protocols of a programme have in common: as it was told last, and the lines of its table."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from comity.benchmark import CriteriaSet, Criterion
from comity.portal.programme.queries import criteria_known
from comity.portal.protocols.models import Convergence
from comity.portal.tenants.scope import Scope
from comity.survey.demands import FULL, NOT, PART, Told, ToldDemand, fewest_members, told_from
from comity.survey.disclosure import Safety

SAFETY = Safety()
COUNT = "protocols.count"
FEWEST_MEMBERS = fewest_members(SAFETY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    row: Convergence
    criteria: CriteriaSet
    told: Told

    @property
    def with_majority(self) -> int:
        return sum(one.is_majority for one in self.told.demands)

    @property
    def by_section(self) -> Iterator[tuple[str, str, list[tuple[Criterion, ToldDemand]]]]:
        """Pillar, section, and each of its criteria; in the order of the set."""
        sections: dict[tuple[str, str], list[tuple[Criterion, ToldDemand]]] = {}
        for one in self.told.demands:
            criterion = self.criteria[one.criterion]
            sections.setdefault((criterion.pillar, criterion.section), []).append((criterion, one))
        return ((pillar, section, rows) for (pillar, section), rows in sections.items())


def last_counts(scope: Scope) -> list[Counted]:
    """Of each edition of the criteria the last; what most members are compared with first. The same for everybody who may ask."""
    found: dict[str, Counted] = {}
    for row in Convergence.objects.within(scope).select_related("person"):
        if row.criteria_digest not in found and (criteria := criteria_known(scope, row.criteria_digest)):
            found[row.criteria_digest] = Counted(row=row, criteria=criteria, told=told_from(row.told))
    return sorted(found.values(), key=lambda one: -one.told.members)


def demands_table(found: Counted) -> pl.DataFrame:
    """A line a criterion, for a spreadsheet. A count that is empty is not told, or merged with the one beside it."""
    lines = []
    for criterion in found.criteria:
        one = next((it for it in found.told.demands if it.criterion == criterion.code), None)
        if one is not None:
            counts = counts_of(one)
            lines.append(
                (criterion.code, criterion.pillar, criterion.section, criterion.title, criterion.criticality.value,
                 *(counts.get(part) for part in PARTS), one.of, one.is_majority, one.on)
            )  # fmt: skip
    schema = {
        "criterion": pl.String, "pillar": pl.String, "section": pl.String, "title": pl.String, "criticality": pl.String,
        **dict.fromkeys(PARTS.values(), pl.Int64), "of": pl.Int64, "majority": pl.Boolean, "counted_on": pl.Date,
    }  # fmt: skip
    return pl.DataFrame(lines, schema=schema, orient="row")


PARTS: dict[tuple[int, ...], str] = {
    (FULL,): "in_full", (FULL, PART): "in_full_or_part", (PART,): "in_part", (PART, NOT): "in_part_or_not", (NOT,): "not",
}  # fmt: skip
"""Answers as they are told, alone or merged with their neighbours."""


def counts_of(one: ToldDemand) -> dict[tuple[int, ...], int]:
    """From those who demand most to those who do not; empty where none is told."""
    return dict(zip(one.table.answers, one.table.counts[0], strict=True)) if one.is_told else {}
